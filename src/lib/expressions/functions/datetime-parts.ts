/** Parts of dates, times and intervals: `year(at)`, `extract(SECOND FROM at)`. */
import { AnalysisError } from '../../base/errors.ts';
import { MICROS_PER_SECOND } from '../../base/intervals.ts';
import { civilFromDays, dayOfYear, isoWeek, isoWeekday, quarter } from '../../columns/time/calendar.ts';
import { microsBeyond, secondsOf } from '../../columns/time/micros.ts';
import { type Zone, zone } from '../../columns/time/zone.ts';
import { localSecondsOf } from '../../columns/time/zoned.ts';
import { type DataType, decimalType, isAnsiInterval, isKind } from '../../columns/types.ts';
import { IntVector, type LongVector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import { coerce } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  type RowComputation,
  requireCount,
  typedCall,
} from '../function.ts';
import type { Call, Evaluate, Settings, TypedExpression } from '../typed.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** By name, what a date says. */
const DATE_PARTS: Readonly<Record<string, (days: number) => number>> = {
  year: days => civilFromDays(days).year,
  yearofweek: days => isoWeek(days).weekYear,
  quarter,
  month: days => civilFromDays(days).month,
  weekofyear: days => isoWeek(days).week,
  day: days => civilFromDays(days).day,
  dayofmonth: days => civilFromDays(days).day,
  dayofweek: days => (isoWeekday(days) % 7) + 1, // Sunday is 1
  dayofweek_iso: isoWeekday,
  weekday: days => isoWeekday(days) - 1,
  dayofyear: dayOfYear,
};
const CLOCK_PARTS: Readonly<Record<string, (secondOfDay: number) => number>> = {
  hour: seconds => Math.floor(seconds / 3600),
  minute: seconds => Math.floor(seconds / 60) % 60,
  second: seconds => seconds % 60,
};

export const datetimePartFunctions: readonly FunctionDefinition[] = [
  ...Object.keys(DATE_PARTS)
    .filter(name => name !== 'yearofweek' && name !== 'dayofweek_iso') // which only extract knows
    .map(name => partFunction(name, (arg, settings) => datePart(name, arg, settings))),
  ...Object.keys(CLOCK_PARTS).map(name => partFunction(name, (arg, settings) => clockPart(name, arg, settings))),
  partFunction('dayname', (arg, settings) => named('dayname', arg, settings, days => WEEKDAYS[isoWeekday(days) - 1])),
  partFunction('monthname', (arg, settings) =>
    named('monthname', arg, settings, days => MONTHS[civilFromDays(days).month - 1]),
  ),
  extraction('extract', (field, source) => `extract(${field} FROM ${source})`),
  extraction('datepart', (field, source) => `datepart(${field} FROM ${source})`),
  extraction('date_part', (field, source) => `date_part(${field}, ${source})`),
];

/** What `extract` calls the parts. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    year: 'year y years yr yrs',
    yearofweek: 'yearofweek',
    quarter: 'quarter qtr',
    month: 'month mon mons months',
    weekofyear: 'week w weeks',
    day: 'day d days',
    dayofweek: 'dayofweek dow',
    dayofweek_iso: 'dayofweek_iso dow_iso',
    dayofyear: 'doy',
    hour: 'hour h hours hr hrs',
    minute: 'minute m min mins minutes',
    second: 'second s sec seconds secs',
  }).flatMap(([part, fields]) => fields.split(' ').map(field => [field, part] as const)),
);

function partFunction(name: string, part: (arg: TypedExpression, settings: Settings) => Call): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      return part(given[0], settings);
    },
  };
}

function extraction(name: string, shown: (field: string, source: string) => string): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2);
      const sql = ([source]: readonly string[]) => shown(String(field ?? 'NULL'), source);
      const field = constantOf(given[0], name, 0);
      if (field === null) {
        const shownNull = ([first, source]: readonly string[]) => shown(first, source);
        const evaluate: Evaluate = (_, length) => buildVector('double', length, () => null);
        return typedCall({ name, args: given, type: 'double', nullable: true, sql: shownNull, evaluate });
      }
      return { ...fieldOf(String(field), given[1], settings), sql };
    },
  };
}

function fieldOf(field: string, source: TypedExpression, settings: Settings): Call {
  const part = FIELDS.get(field.toLowerCase());
  const { type } = source;
  if (part !== undefined) {
    const ofSpan = isAnsiInterval(type) ? spanPart(part, source) : undefined;
    if (ofSpan) return ofSpan;
    if (part === 'second') return secondWithFraction(source, settings);
    if (part in CLOCK_PARTS) return clockPart(part, source, settings);
    if (!isAnsiInterval(type)) return datePart(part, source, settings);
  }
  throw new AnalysisError('INVALID_EXTRACT_FIELD', { field });
}

function datePart(name: string, given: TypedExpression, settings: Settings): Call {
  const part = DATE_PARTS[name];
  return typedCall({
    name,
    args: [coerce(given, 'date', name, 0, settings)],
    type: 'int',
    evaluate: ([vector], length) => {
      const { values, valid } = vector as IntVector;
      return new IntVector('int', values.subarray(0, length).map(part), length, valid);
    },
  });
}

function named(name: string, given: TypedExpression, settings: Settings, text: (days: number) => string): Call {
  const args = [coerce(given, 'date', name, 0, settings)];
  return typedCall({ name, args, type: 'string', evaluate: byRow('string', text) });
}

/** The argument as a moment, and the zone on whose clocks it is read. */
function onClock(name: string, given: TypedExpression, settings: Settings): [arg: TypedExpression, local: Zone] {
  if (given.type === 'timestamp_ntz') return [given, zone('UTC')];
  return [coerce(given, 'timestamp', name, 0, settings), zone(settings.timeZone)];
}

const SECONDS_PER_DAY = 86_400;

function clockPart(name: string, given: TypedExpression, settings: Settings): Call {
  const [arg, local] = onClock(name, given, settings);
  const part = CLOCK_PARTS[name];
  return typedCall({
    name,
    args: [arg],
    type: 'int',
    evaluate: ([vector], length) => {
      const { numbers, valid } = vector as LongVector;
      const values = new Int32Array(length);
      for (let row = 0; row < length; row++) {
        if (vector.isNull(row)) continue;
        const seconds = localSecondsOf(numbers ? numbers[row] : (vector.get(row) as bigint), local) % SECONDS_PER_DAY;
        values[row] = part(seconds < 0 ? seconds + SECONDS_PER_DAY : seconds);
      }
      return new IntVector('int', values, length, valid);
    },
  });
}

const SECONDS = decimalType(8, 6);

function secondWithFraction(given: TypedExpression, settings: Settings): Call {
  const [arg, local] = onClock('extract', given, settings);
  return typedCall({
    name: 'extract second',
    args: [arg],
    type: SECONDS,
    evaluate: byRow(SECONDS, (us: bigint) => {
      const second = ((localSecondsOf(us, local) % 60) + 60) % 60;
      return BigInt(second * MICROS_PER_SECOND + microsBeyond(us, secondsOf(us)));
    }),
  });
}

/** Of an interval: how often a unit fits into what larger units leave over. */
function spanPart(part: string, source: TypedExpression): Call | undefined {
  const spans: Readonly<Record<string, readonly [type: DataType, compute: RowComputation]>> = isKind(
    source.type,
    'yearMonth',
  )
    ? {
        year: ['int', (months: number) => Math.trunc(months / 12)],
        month: ['tinyint', (months: number) => months % 12],
      }
    : {
        day: ['int', (us: bigint) => Number(us / 86_400_000_000n)],
        hour: ['tinyint', (us: bigint) => Number((us / 3_600_000_000n) % 24n)],
        minute: ['tinyint', (us: bigint) => Number((us / 60_000_000n) % 60n)],
        second: [SECONDS, (us: bigint) => us % 60_000_000n],
      };
  if (!Object.hasOwn(spans, part)) throw new AnalysisError('INVALID_EXTRACT_FIELD', { field: part });
  const [type, compute] = spans[part];
  return typedCall({ name: `extract ${part}`, args: [source], type, evaluate: byRow(type, compute) });
}
