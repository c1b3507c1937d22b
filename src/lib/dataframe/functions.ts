/**
 * The functions of `pyspark.sql.functions`, by their names there. A string is the name of a column, except where a
 * parameter is a plain value (a pattern, a unit, a duration).
 */
import { call, type Expression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/sql/parser.ts';
import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from './column.ts';

export { col, column, lit } from './column.ts';
/** An expression of SQL: `expr("length(palavra) > 3")`. */
export const expr = (sql: string): Column => new Column(parseExpression(sql));

const invoke = (name: string, ...args: readonly Column[]): Column =>
  new Column(call(name, ...args.map(arg => arg.expression)));

/** A function of one column. */
const ofOne =
  (name: string) =>
  (column: ColumnOrName): Column =>
    invoke(name, toColumn(column));

/** A function of two columns. */
const ofTwo =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName): Column =>
    invoke(name, toColumn(first), toColumn(second));

/** A function of any number of columns, given one by one or as an array. */
const ofMany =
  (name: string) =>
  (...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column =>
    invoke(name, ...(columns.flat() as ColumnOrName[]).map(toColumn));

// Conditions
export const when = (condition: Column, value: ColumnOrValue): Column => invoke('when', condition, lit(value));
export const coalesce = ofMany('coalesce');
export const isnull = ofOne('isnull');
export const isnotnull = ofOne('isnotnull');
export const isnan = ofOne('isnan');

// Text
export const lower = ofOne('lower');
export const upper = ofOne('upper');
export const trim = ofOne('trim');
export const ltrim = ofOne('ltrim');
export const rtrim = ofOne('rtrim');
export const length = ofOne('length');
export const concat = ofMany('concat');
/** Positions count code points from 1, from the end when negative. */
export const substring = (text: ColumnOrName, position: number, count: number): Column =>
  invoke('substring', toColumn(text), lit(position), lit(count));
/** Cuts a text at each match of a Java regular expression; with a limit, into at most so many parts. */
export const split = (text: ColumnOrName, pattern: string, limit = -1): Column =>
  invoke('split', toColumn(text), lit(pattern), lit(limit));
export const regexp_extract = (text: ColumnOrName, pattern: string, group: number): Column =>
  invoke('regexp_extract', toColumn(text), lit(pattern), lit(group));
export const regexp_replace = (text: ColumnOrName, pattern: ColumnOrValue, replacement: ColumnOrValue): Column =>
  invoke('regexp_replace', toColumn(text), lit(pattern), lit(replacement));

// Arrays, structs
export const array = ofMany('array');
export const struct = ofMany('struct');
export const size = ofOne('size');
export const sort_array = (values: ColumnOrName, ascending = true): Column =>
  invoke('sort_array', toColumn(values), lit(ascending));
export const element_at = (values: ColumnOrName, key: ColumnOrValue): Column =>
  invoke('element_at', toColumn(values), lit(key));
export const explode = ofOne('explode');
export const explode_outer = ofOne('explode_outer');
export const posexplode = ofOne('posexplode');
export const posexplode_outer = ofOne('posexplode_outer');

// Time
export const year = ofOne('year');
export const month = ofOne('month');
export const dayofmonth = ofOne('dayofmonth');
export const dayofweek = ofOne('dayofweek');
export const hour = ofOne('hour');
export const minute = ofOne('minute');
export const second = ofOne('second');

const withPattern =
  (name: string) =>
  (text: ColumnOrName, pattern?: string): Column =>
    invoke(name, toColumn(text), ...(pattern === undefined ? [] : [lit(pattern)]));
/** @param pattern Spark's datetime pattern, as `dd/MM/yyyy HH:mm`; without it a cast */
export const to_timestamp = withPattern('to_timestamp');
export const to_date = withPattern('to_date');
export const unix_timestamp = withPattern('unix_timestamp');
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

// Aggregates
export const count = (column: ColumnOrName): Column =>
  column === '*' || isStar(column) ? invoke('count', lit(1)) : invoke('count', toColumn(column));
const isStar = (column: ColumnOrName): boolean => typeof column !== 'string' && column.expression.kind === 'star';
export const sum = ofOne('sum');
export const avg = ofOne('avg');
export const mean = ofOne('avg');
export const min = ofOne('min');
export const max = ofOne('max');
const pick =
  (name: string) =>
  (column: ColumnOrName, ignorenulls = false): Column =>
    invoke(name, toColumn(column), ...(ignorenulls ? [lit(true)] : []));
export const first = pick('first');
export const last = pick('last');
const distinctly = (name: string, columns: readonly ColumnOrName[]): Column => {
  const expression: Expression = { ...call(name, ...columns.map(given => toColumn(given).expression)), distinct: true };
  return new Column(expression);
};
export const count_distinct = (...columns: readonly ColumnOrName[]): Column => distinctly('count', columns);
export const countDistinct = count_distinct;
export const sum_distinct = (column: ColumnOrName): Column => distinctly('sum', [column]);
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column =>
  invoke('approx_count_distinct', toColumn(column), ...(rsd === undefined ? [] : [lit(rsd)]));
export const collect_list = ofOne('collect_list');
export const collect_set = ofOne('collect_set');
export const max_by = ofTwo('max_by');
export const min_by = ofTwo('min_by');

// Order
export const asc = (column: ColumnOrName): Column => toColumn(column).asc();
export const desc = (column: ColumnOrName): Column => toColumn(column).desc();
