/** Dates, times and intervals made of numbers, and numbers made of them; the time it is. */
import { RuntimeError } from '../../base/errors.ts';
import { type Interval, MICROS_PER_DAY } from '../../base/intervals.ts';
import { rescale } from '../../columns/decimal.ts';
import { daysFromCivil, isCivilDate } from '../../columns/time/calendar.ts';
import { secondsOf } from '../../columns/time/micros.ts';
import { findZone, type Zone, zone } from '../../columns/time/zone.ts';
import { atWallClockUs, dateOf, wallClockUs } from '../../columns/time/zoned.ts';
import { type DataType, dayTimeType, decimalType, isKind, yearMonthType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { repeatValue } from '../../columns/vector-builder.ts';
import { coerce, only, onlyIntegral, onlyNumeric, type Parameter } from '../coercion.ts';
import {
  byRow,
  type FunctionDefinition,
  nullWhereFailing,
  type RowComputation,
  requireCount,
  rowFunction,
  typedCall,
} from '../function.ts';
import { type EvaluationContext, type Settings, typedLiteral } from '../typed.ts';
import { requireMicros } from './datetime-arithmetic.ts';

const CLOCK_SECONDS = decimalType(16, 6);
const SPAN_SECONDS = decimalType(18, 6);

export const datetimeMakeFunctions: readonly FunctionDefinition[] = [
  moment('current_date', 'date', ({ batchTimestampMs }, local) => dateOf(batchTimestampMs * 1000, local)),
  {
    ...moment('current_date', 'date', ({ batchTimestampMs }, local) => dateOf(batchTimestampMs * 1000, local)),
    name: 'curdate',
  },
  moment('current_timestamp', 'timestamp', microsNow),
  moment('now', 'timestamp', microsNow),
  moment('localtimestamp', 'timestamp_ntz', (context, local) => wallClockUs(microsNow(context), local)),
  {
    name: 'current_timezone',
    resolve(given, { settings }) {
      requireCount('current_timezone', given.length, 0);
      const evaluate = (_: unknown, length: number) => repeatValue('string', settings.timeZone, length);
      return typedCall({ name: 'current_timezone', args: [], type: 'string', nullable: false, evaluate });
    },
  },
  made(
    'make_date',
    'date',
    ['int', 'int', 'int'],
    settings => (year, month, day) => dateFrom(year, month, day, settings),
  ),
  timestampMaker('make_timestamp', 'timestamp', false),
  timestampMaker('make_timestamp_ltz', 'timestamp', false),
  timestampMaker('make_timestamp_ntz', 'timestamp_ntz', false),
  timestampMaker('try_make_timestamp', 'timestamp', true),
  timestampMaker('try_make_timestamp_ltz', 'timestamp', true),
  timestampMaker('try_make_timestamp_ntz', 'timestamp_ntz', true),
  spanMaker('make_dt_interval', dayTimeType(), 3, (days, hours, minutes, seconds) => {
    const us = BigInt(days) * BigInt(MICROS_PER_DAY) + BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n;
    return long(us + BigInt(seconds));
  }),
  spanMaker('make_ym_interval', yearMonthType(), 2, (years, months) => int(Number(years) * 12 + Number(months))),
  spanMaker(
    'make_interval',
    { kind: 'interval' },
    6,
    (years, months, weeks, days, hours, minutes, seconds): Interval => ({
      months: int(Number(years) * 12 + Number(months), 'ARITHMETIC_OVERFLOW'),
      days: int(Number(weeks) * 7 + Number(days), 'ARITHMETIC_OVERFLOW'),
      micros: BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + BigInt(seconds),
    }),
  ),
  rowFunction({ name: 'unix_date', takes: [only('date')], gives: 'int', compute: () => days => days }),
  rowFunction({ name: 'date_from_unix_date', takes: ['int'], gives: 'date', compute: () => days => days }),
  rowFunction({ name: 'unix_micros', takes: [only('timestamp')], gives: 'bigint', compute: () => us => us }),
  rowFunction({
    name: 'unix_millis',
    takes: [only('timestamp')],
    gives: 'bigint',
    compute: () => (us: bigint) =>
      BigInt(secondsOf(us)) * 1000n + BigInt.asUintN(64, us - BigInt(secondsOf(us)) * 1_000_000n) / 1000n,
  }),
  rowFunction({
    name: 'unix_seconds',
    takes: [only('timestamp')],
    gives: 'bigint',
    compute: () => (us: bigint) => BigInt(secondsOf(us)),
  }),
  fromCount('timestamp_micros', 1n),
  fromCount('timestamp_millis', 1000n),
  {
    name: 'timestamp_seconds',
    resolve(given, { settings }) {
      requireCount('timestamp_seconds', given.length, 1);
      const arg = coerce(given[0], onlyNumeric, 'timestamp_seconds', 0, settings);
      const isFraction = arg.type === 'double' || arg.type === 'float';
      return typedCall({
        name: 'timestamp_seconds',
        args: [arg],
        type: 'timestamp',
        ...(isFraction && { nullable: true }),
        canFail: true,
        evaluate: byRow('timestamp', secondsToMicros(arg.type)),
      });
    },
  },
  inZone('from_utc_timestamp', wallClockUs),
  inZone('to_utc_timestamp', atWallClockUs),
  {
    name: 'convert_timezone',
    resolve(given, { settings }) {
      requireCount('convert_timezone', given.length, 2, 3);
      const all = given.length === 3 ? given : [typedLiteral('string', settings.timeZone), ...given];
      const types = ['string', 'string', 'timestamp_ntz'] as const;
      return typedCall({
        name: 'convert_timezone',
        args: all.map((arg, i) => coerce(arg, types[i], 'convert_timezone', i, settings)),
        type: 'timestamp_ntz',
        canFail: true,
        sql: ([source, target, time]) =>
          `convert_timezone(${given.length === 3 ? source : 'current_timezone()'}, ${target}, ${time})`,
        evaluate: byRow('timestamp_ntz', (source: string, target: string, us: bigint) =>
          wallClockUs(atWallClockUs(us, zoneOf(source)), zoneOf(target)),
        ),
      });
    },
  },
];

function microsNow({ batchTimestampMs }: EvaluationContext): bigint {
  return BigInt(batchTimestampMs) * 1000n;
}

/** A function of no argument: the same moment in every row of a micro-batch. */
function moment(
  name: string,
  type: DataType,
  value: (context: EvaluationContext, local: Zone) => Value,
): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 0);
      const local = zone(settings.timeZone);
      return typedCall({
        name,
        args: [],
        type,
        nullable: false,
        evaluate: (_, length, context) => repeatValue(type, value(context, local), length),
      });
    },
  };
}

function zoneOf(id: string): Zone {
  const found = findZone(id);
  if (!found) throw new RuntimeError('INVALID_TIMEZONE', { zone: id });
  return found;
}

function inZone(name: string, shift: (us: bigint, local: Zone) => bigint): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['timestamp', 'string'],
    gives: 'timestamp',
    canFail: true,
    compute: () => (us: bigint, id: string) => shift(us, zoneOf(id)),
  });
}

/** Null without ANSI mode where its arguments make nothing. */
function made(
  name: string,
  type: DataType,
  takes: readonly Parameter[],
  compute: (settings: Settings) => RowComputation,
): FunctionDefinition {
  return {
    name,
    resolve(given, context) {
      const definition = rowFunction({ name, takes, gives: type, canFail: true, compute });
      const call = definition.resolve(given, context);
      return context.settings.ansi ? call : nullWhereFailing(call);
    },
  };
}

function outOfBounds(reason: string): RuntimeError {
  return new RuntimeError('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', { reason });
}

function dateFrom(year: number, month: number, day: number, _: Settings): number {
  if (!isCivilDate(year, month, day)) throw outOfBounds(`${year}-${month}-${day} is no date`);
  return daysFromCivil(year, month, day);
}

function timestampMaker(name: string, type: DataType, tolerant: boolean): FunctionDefinition {
  const parts: Parameter[] = ['int', 'int', 'int', 'int', 'int', CLOCK_SECONDS];
  const compute =
    (settings: Settings): RowComputation =>
    (year, month, day, hour, minute, micros: bigint, id?: string) => {
      const days = dateFrom(year, month, day, settings);
      const seconds = Number(micros / 1_000_000n);
      const fraction = micros % 1_000_000n;
      if (hour < 0 || hour > 23) throw outOfBounds(`${hour} is no hour of a day`);
      if (minute < 0 || minute > 59) throw outOfBounds(`${minute} is no minute of an hour`);
      if (seconds === 60 && fraction !== 0n) throw new RuntimeError('INVALID_FRACTION_OF_SECOND');
      if (micros < 0n || seconds > 60) throw outOfBounds(`${seconds} is no second of a minute`);
      const local = days * 86_400 + hour * 3600 + minute * 60 + seconds;
      const where = type === 'timestamp_ntz' ? zone('UTC') : id === undefined ? zone(settings.timeZone) : zoneOf(id);
      return BigInt(where.localToUtcSeconds(local)) * 1_000_000n + fraction;
    };
  return {
    name,
    resolve(given, context) {
      requireCount(name, given.length, 6, type === 'timestamp' ? 7 : 6);
      const takes: Parameter[] = given.length === 7 ? [...parts, 'string'] : parts;
      const call = made(name, type, takes, compute).resolve(given, context);
      return tolerant ? nullWhereFailing(call) : call;
    },
  };
}

function int(value: number, key: 'ARITHMETIC_OVERFLOW' | 'INTERVAL_OVERFLOW' = 'INTERVAL_OVERFLOW'): number {
  if (value === (value | 0)) return value;
  throw key === 'ARITHMETIC_OVERFLOW' ? new RuntimeError(key, { alternative: 'try_cast' }) : new RuntimeError(key);
}

function long(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new RuntimeError('INTERVAL_OVERFLOW');
}

/** Of some whole numbers, and seconds where it is of time too; what is left out is 0. */
function spanMaker(
  name: string,
  type: DataType,
  whole: number,
  compute: (...parts: (number | bigint)[]) => Value,
): FunctionDefinition {
  const takes: DataType[] = [
    ...new Array<DataType>(whole).fill('int'),
    ...(isKind(type, 'yearMonth') ? [] : [SPAN_SECONDS]),
  ];
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 0, takes.length);
      const all = takes.map((part, i) => given[i] ?? typedLiteral(part, part === 'int' ? 0 : 0n));
      const args = all.map((arg, i) => coerce(arg, takes[i], name, i, settings));
      const call = typedCall({ name, args, type, canFail: true, evaluate: byRow(type, compute) });
      return isKind(type, 'interval') && !settings.ansi ? nullWhereFailing(call) : call;
    },
  };
}

function fromCount(name: string, micros: bigint): FunctionDefinition {
  return rowFunction({
    name,
    takes: [onlyIntegral],
    gives: 'timestamp',
    canFail: micros !== 1n,
    compute: () => n => requireMicros(BigInt(n) * micros),
  });
}

const LONGEST = 2n ** 63n;

/** What Java makes of a double that is beyond a long. */
const withinLong = (us: bigint): bigint => (us >= LONGEST ? LONGEST - 1n : us < -LONGEST ? -LONGEST : us);

function secondsToMicros(type: DataType): RowComputation {
  if (isKind(type, 'decimal')) {
    const { scale } = type;
    return (unscaled: bigint) => {
      const us = rescale(unscaled, scale, 6);
      if (scale > 6 && us * 10n ** BigInt(scale - 6) !== unscaled)
        throw new RuntimeError('TIMESTAMP_BEYOND_MICROSECONDS');
      return requireMicros(us);
    };
  }
  if (type === 'double' || type === 'float') {
    return (seconds: number) => (Number.isFinite(seconds) ? withinLong(BigInt(Math.trunc(seconds * 1e6))) : null);
  }
  return (n: number | bigint) => requireMicros(BigInt(n) * 1_000_000n);
}
