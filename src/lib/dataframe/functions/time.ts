import { type Column, type ColumnOrName, lit, toColumn } from '../column.ts';
import { invoke, ofMany, ofOne, ofOneOrTwo, ofTwo, optional, withNumber, withValue } from './calls.ts';

export const year = ofOne('year');
export const month = ofOne('month');
export const quarter = ofOne('quarter');
export const weekofyear = ofOne('weekofyear');
export const weekday = ofOne('weekday');
export const day = ofOne('day');
export const dayofyear = ofOne('dayofyear');
export const dayname = ofOne('dayname');
export const monthname = ofOne('monthname');
export const dayofmonth = ofOne('dayofmonth');
export const dayofweek = ofOne('dayofweek');
export const hour = ofOne('hour');
export const minute = ofOne('minute');
export const second = ofOne('second');
export const extract = ofTwo('extract');
export const date_part = ofTwo('date_part');
export const datepart = ofTwo('datepart');
export const current_date = (): Column => invoke('current_date');
export const curdate = current_date;
/** The moment at which the micro-batch began. */
export const current_timestamp = (): Column => invoke('current_timestamp');
export const now = (): Column => invoke('now');
export const localtimestamp = (): Column => invoke('localtimestamp');
export const current_timezone = (): Column => invoke('current_timezone');
export const date_add = withNumber('date_add');
export const dateadd = withNumber('dateadd');
export const date_sub = withNumber('date_sub');
export const add_months = withNumber('add_months');
export const datediff = ofTwo('datediff');
export const date_diff = ofTwo('date_diff');
export const last_day = ofOne('last_day');
export const next_day = withValue<string>('next_day');
export const trunc = withValue<string>('trunc');
export const months_between = (end: ColumnOrName, start: ColumnOrName, roundOff = true): Column =>
  invoke('months_between', toColumn(end), toColumn(start), lit(roundOff));
export const timestamp_add = (unit: string, quantity: ColumnOrName, time: ColumnOrName): Column =>
  invoke('timestampadd', lit(unit), toColumn(quantity), toColumn(time));
export const timestamp_diff = (unit: string, start: ColumnOrName, end: ColumnOrName): Column =>
  invoke('timestampdiff', lit(unit), toColumn(start), toColumn(end));
export const unix_date = ofOne('unix_date');
export const unix_seconds = ofOne('unix_seconds');
export const unix_millis = ofOne('unix_millis');
export const unix_micros = ofOne('unix_micros');
export const date_from_unix_date = ofOne('date_from_unix_date');
export const timestamp_seconds = ofOne('timestamp_seconds');
export const timestamp_millis = ofOne('timestamp_millis');
export const timestamp_micros = ofOne('timestamp_micros');
export const from_utc_timestamp = withValue<Column | string>('from_utc_timestamp');
export const to_utc_timestamp = withValue<Column | string>('to_utc_timestamp');
export const convert_timezone = (source: Column | null, target: Column, time: ColumnOrName): Column =>
  invoke('convert_timezone', ...(source ? [source] : []), target, toColumn(time));
export const make_date = (year: ColumnOrName, month: ColumnOrName, day: ColumnOrName): Column =>
  invoke('make_date', toColumn(year), toColumn(month), toColumn(day));
export const make_timestamp = ofMany('make_timestamp');
export const make_timestamp_ltz = ofMany('make_timestamp_ltz');
export const make_timestamp_ntz = ofMany('make_timestamp_ntz');
export const try_make_timestamp = ofMany('try_make_timestamp');
export const try_make_timestamp_ltz = ofMany('try_make_timestamp_ltz');
export const try_make_timestamp_ntz = ofMany('try_make_timestamp_ntz');
export const make_interval = ofMany('make_interval');
export const make_dt_interval = ofMany('make_dt_interval');
export const make_ym_interval = ofMany('make_ym_interval');

const withPattern =
  (name: string) =>
  (text: ColumnOrName, pattern?: string): Column =>
    invoke(name, toColumn(text), ...optional(pattern));
/** @param pattern Spark's datetime pattern, as `dd/MM/yyyy HH:mm`; without it a cast */
export const to_timestamp = withPattern('to_timestamp');
export const to_date = withPattern('to_date');
/** Without an argument the seconds of the moment at which the micro-batch began. */
export const unix_timestamp = (time?: ColumnOrName, pattern?: string): Column =>
  time === undefined ? invoke('unix_timestamp') : withPattern('unix_timestamp')(time, pattern);
export const from_unixtime = withPattern('from_unixtime');
export const to_unix_timestamp = ofOneOrTwo('to_unix_timestamp');
export const to_timestamp_ltz = ofOneOrTwo('to_timestamp_ltz');
export const to_timestamp_ntz = ofOneOrTwo('to_timestamp_ntz');
export const try_to_timestamp = ofOneOrTwo('try_to_timestamp');
export const try_to_date = withPattern('try_to_date');
export const date_format = (time: ColumnOrName, pattern: string): Column =>
  invoke('date_format', toColumn(time), lit(pattern));
export const date_trunc = (unit: string, time: ColumnOrName): Column => invoke('date_trunc', lit(unit), toColumn(time));

/**
 * The windows that hold a time: a struct of `start` and `end`.
 *
 * @param time a timestamp, or a window
 * @param size as `10 minutes`; windows are aligned to 1970 UTC
 * @param slide how far apart windows begin; without it they do not overlap
 * @param start moves the alignment
 */
export const window = (time: ColumnOrName, size: string, slide?: string | null, start?: string | null): Column => {
  const optional = start ? [lit(slide ?? size), lit(start)] : slide ? [lit(slide)] : [];
  return invoke('window', toColumn(time), lit(size), ...optional);
};
/** The session that a row belongs to: it ends when no row of the same key comes for the length of the gap. */
export const session_window = (time: ColumnOrName, gap: string | Column): Column =>
  invoke('session_window', toColumn(time), lit(gap));
export const window_time = ofOne('window_time');
