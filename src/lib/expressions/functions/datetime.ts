import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import {
  addMonths,
  civilFromDays,
  lastDay,
  nextDay,
  parseDateUnit,
  parseWeekday,
  truncDate,
} from '../../columns/time/calendar.ts';
import { microsBeyond, secondsOf } from '../../columns/time/micros.ts';
import {
  compileFormatter,
  compileParser,
  type DatetimeFormatter,
  type DatetimeParser,
  DatetimePatternError,
  type ParseFailure,
} from '../../columns/time/pattern.ts';
import { zone } from '../../columns/time/zone.ts';
import {
  addInterval,
  monthsBetween,
  parseTimestampUnit,
  truncTimestamp,
  wallClockUs,
} from '../../columns/time/zoned.ts';
import { repeatValue } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import { coerce, oneOf } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  foldConstant,
  requireCount,
  rowFunction,
  standFor,
  typedCall,
} from '../function.ts';
import { type Settings, type TypedExpression, typedLiteral } from '../typed.ts';
import { moveDate } from './datetime-arithmetic.ts';

export const datetimeFunctions: readonly FunctionDefinition[] = [
  { name: 'to_timestamp', resolve: (args, { settings }) => parsed('to_timestamp', 'timestamp', args, settings) },
  {
    name: 'to_timestamp_ltz',
    resolve: (args, { settings }) => parsed('to_timestamp_ltz', 'timestamp', args, settings),
  },
  {
    name: 'to_timestamp_ntz',
    resolve: (args, { settings }) => parsed('to_timestamp_ntz', 'timestamp_ntz', args, settings),
  },
  { name: 'to_date', resolve: (args, { settings }) => parsed('to_date', 'date', args, settings) },
  {
    name: 'try_to_timestamp',
    resolve: (args, { settings }) => parsed('try_to_timestamp', 'timestamp', args, settings, true),
  },
  { name: 'try_to_date', resolve: (args, { settings }) => parsed('try_to_date', 'date', args, settings, true) },
  rowFunction({
    name: 'from_unixtime',
    takes: ['bigint', 'string'],
    optional: 1,
    gives: 'string',
    nullable: true,
    canFail: true,
    sql: ([seconds, pattern = DEFAULT_PATTERN]) => `from_unixtime(${seconds}, ${pattern})`,
    compute: ({ timeZone }) => {
      const formatter = remember(pattern => compileFormatter(pattern));
      const local = zone(timeZone);
      return (seconds: bigint, pattern = DEFAULT_PATTERN) =>
        formatter(pattern).format(BigInt.asIntN(64, seconds * 1_000_000n), local);
    },
  }),
  movedBy('date_add', 1),
  { ...movedBy('date_add', 1), name: 'dateadd' },
  movedBy('date_sub', -1),
  rowFunction({
    name: 'add_months',
    takes: ['date', 'int'],
    gives: 'date',
    compute: () => (days: number, months: number) => addMonths(days, months),
  }),
  rowFunction({
    name: 'datediff',
    aliases: ['date_diff'],
    takes: ['date', 'date'],
    gives: 'int',
    compute: () => (end: number, start: number) => end - start,
  }),
  rowFunction({ name: 'last_day', takes: ['date'], gives: 'date', compute: () => lastDay }),
  rowFunction({
    name: 'next_day',
    takes: ['date', 'string'],
    gives: 'date',
    nullable: true,
    canFail: true,
    compute:
      ({ ansi }) =>
      (days: number, name: string) => {
        const weekday = parseWeekday(name);
        if (weekday !== undefined) return nextDay(days, weekday);
        if (ansi) throw new RuntimeError('ILLEGAL_DAY_OF_WEEK', { name });
        return null;
      },
  }),
  rowFunction({
    name: 'trunc',
    takes: ['date', 'string'],
    gives: 'date',
    nullable: true,
    compute: () => (days: number, name: string) => {
      const unit = parseDateUnit(name);
      return unit === undefined ? null : truncDate(days, unit);
    },
  }),
  {
    name: 'months_between',
    resolve(given, { settings }) {
      requireCount('months_between', given.length, 2, 3);
      const all = given.length === 3 ? given : [...given, typedLiteral('boolean', true)];
      const types = ['timestamp', 'timestamp', 'boolean'] as const;
      const local = zone(settings.timeZone);
      return typedCall({
        name: 'months_between',
        args: all.map((arg, i) => coerce(arg, types[i], 'months_between', i, settings)),
        type: 'double',
        evaluate: byRow('double', (end: bigint, start: bigint, isRounded: boolean) =>
          monthsBetween(end, start, isRounded, local),
        ),
      });
    },
  },
  {
    name: 'timestampadd',
    resolve(given, { settings }) {
      requireCount('timestampadd', given.length, 3);
      const unit = String(constantOf(given[0], 'timestampadd', 0));
      const step = STEPS[unit.toUpperCase()];
      const isNtz = given[2].type === 'timestamp_ntz';
      const type = isNtz ? 'timestamp_ntz' : 'timestamp';
      const local = zone(isNtz ? 'UTC' : settings.timeZone);
      const move = (count: bigint, us: bigint) => {
        const [months, days] = [count * BigInt(step.months ?? 0), count * BigInt(step.days ?? 0)];
        const micros = count * BigInt(step.micros ?? 0);
        if (!isInt(months) || !isInt(days)) throw new RuntimeError('DATETIME_OVERFLOW');
        const moved = BigInt(addInterval(us, { months: Number(months), days: Number(days), micros }, local));
        if (BigInt.asIntN(64, moved) !== moved) throw new RuntimeError('DATETIME_OVERFLOW');
        return moved;
      };
      return typedCall({
        name: 'timestampadd',
        args: [
          coerce(given[1], 'bigint', 'timestampadd', 1, settings),
          coerce(given[2], type, 'timestampadd', 2, settings),
        ],
        type,
        canFail: true,
        sql: texts => `timestampadd(${[unit, ...texts].join(', ')})`,
        evaluate: byRow(type, move),
      });
    },
  },
  {
    name: 'timestampdiff',
    resolve(given, { settings }) {
      requireCount('timestampdiff', given.length, 3);
      const unit = String(constantOf(given[0], 'timestampdiff', 0));
      const step = STEPS[unit.toUpperCase()];
      // As in Spark, by what the clocks of the session's zone show.
      const local = zone(settings.timeZone);
      const wallClock = (us: bigint) => wallClockUs(us, local);
      return typedCall({
        name: 'timestampdiff',
        args: given.slice(1).map((arg, i) => coerce(arg, 'timestamp', 'timestampdiff', i + 1, settings)),
        type: 'bigint',
        sql: texts => `timestampdiff(${[unit, ...texts].join(', ')})`,
        evaluate: byRow('bigint', (start: bigint, end: bigint) => wholeSteps(wallClock(start), wallClock(end), step)),
      });
    },
  },
  rowFunction({
    name: 'date_format',
    takes: ['timestamp', 'string'],
    gives: 'string',
    canFail: true,
    compute: ({ timeZone }) => {
      const formatter = remember(pattern => compileFormatter(pattern));
      const local = zone(timeZone);
      return (us: bigint, pattern: string) => formatter(pattern).format(us, local);
    },
  }),
  {
    name: 'date_trunc',
    resolve(given, { settings }) {
      requireCount('date_trunc', given.length, 2);
      const args = given.map((arg, i) => coerce(arg, i === 0 ? 'string' : 'timestamp', 'date_trunc', i, settings));
      const local = zone(settings.timeZone);
      return typedCall({
        name: 'date_trunc',
        args,
        type: 'timestamp',
        nullable: true,
        evaluate: byRow('timestamp', (name: string, us: bigint) => {
          const unit = parseTimestampUnit(name);
          return unit === undefined ? null : BigInt(truncTimestamp(us, unit, local));
        }),
      });
    },
  },
  {
    name: 'unix_timestamp',
    resolve(given, { settings }) {
      requireCount('unix_timestamp', given.length, 0, 2);
      if (given.length === 0) return secondsNow();
      return unixSeconds('unix_timestamp', given, settings);
    },
  },
  {
    name: 'to_unix_timestamp',
    resolve(given, { settings }) {
      requireCount('to_unix_timestamp', given.length, 1, 2);
      return unixSeconds('to_unix_timestamp', given, settings);
    },
  },
];

/** `date_add` and `date_sub`. A text that stands for the days is a number from the start. */
function movedBy(name: 'date_add' | 'date_sub', sign: 1 | -1): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2);
      const [date, days] = given;
      if (days.type === 'string' && !settings.ansi && foldConstant(days)) {
        if (
          foldConstant(castTo(days, 'int', { ...settings, ansi: false }))?.value == null ||
          !/^\s*[-+]?\d+\s*$/.test(String(foldConstant(days)?.value))
        ) {
          throw new AnalysisError('SECOND_FUNCTION_ARGUMENT_NOT_INTEGER', { name });
        }
      }
      return moveDate(name, date, coerce(days, oneOf('int', 'smallint', 'tinyint'), name, 1, settings), sign, settings);
    },
  };
}

const isInt = (value: bigint): boolean => BigInt.asIntN(32, value) === value;

/** A step of `timestampadd`, by its unit. */
const STEPS: Readonly<Record<string, { months?: number; days?: number; micros?: number }>> = {
  YEAR: { months: 12 },
  QUARTER: { months: 3 },
  MONTH: { months: 1 },
  WEEK: { days: 7 },
  DAY: { days: 1 },
  DAYOFYEAR: { days: 1 },
  HOUR: { micros: 3_600_000_000 },
  MINUTE: { micros: 60_000_000 },
  SECOND: { micros: 1_000_000 },
  MILLISECOND: { micros: 1000 },
  MICROSECOND: { micros: 1 },
};

/** How many whole steps lead from one time of a clock to another, as java.time counts them. */
function wholeSteps(start: bigint, end: bigint, { months, days = 0, micros = 0 }: (typeof STEPS)[string]): bigint {
  if (months === undefined) return (end - start) / (BigInt(days) * 86_400_000_000n + BigInt(micros));
  const [a, b] = [calendarPlace(start), calendarPlace(end)];
  let between = b.months - a.months;
  if (between > 0 && b.rest < a.rest) between--;
  else if (between < 0 && b.rest > a.rest) between++;
  return BigInt(Math.trunc(between / months));
}

/** The month, counted from year 0, and how far into it, in microseconds. */
function calendarPlace(us: bigint): { months: number; rest: number } {
  const seconds = secondsOf(us);
  const days = Math.floor(seconds / 86_400);
  const { year, month, day } = civilFromDays(days);
  const rest = (day * 86_400 + seconds - days * 86_400) * 1_000_000 + microsBeyond(us, seconds);
  return { months: year * 12 + month, rest };
}

/** `unix_timestamp()`. */
function secondsNow(): TypedExpression {
  return typedCall({
    name: 'unix_timestamp',
    args: [],
    type: 'bigint',
    nullable: false,
    sql: () => `unix_timestamp(current_timestamp(), ${DEFAULT_PATTERN})`,
    evaluate: (_, length, { batchTimestampMs }) =>
      repeatValue('bigint', BigInt(Math.floor(batchTimestampMs / 1000)), length),
  });
}

/** `to_timestamp` and `to_date`: a cast, or a text read by a pattern. */
function parsed(
  name: string,
  type: 'timestamp' | 'timestamp_ntz' | 'date',
  args: readonly TypedExpression[],
  settings: Settings,
  tolerant = false,
): TypedExpression {
  requireCount(name, args.length, 1, 2);
  const [value, pattern] = args;
  if (!pattern || value.type !== 'string') {
    return standFor(name, args, castTo(value, type, settings, { tolerant, explicit: true }));
  }
  const failing = settings.ansi && !tolerant;
  const local = zone(type === 'timestamp_ntz' ? 'UTC' : settings.timeZone);
  const parser = remember(text => compileParser(text));
  return typedCall({
    name,
    args: [value, coerce(pattern, 'string', name, 1, settings)],
    type,
    ...(!failing && { nullable: true }),
    canFail: true,
    evaluate: byRow(type, (text: string, format: string) => {
      const result = type === 'date' ? parser(format).parseDate(text) : parser(format).parse(text, local);
      return typeof result === 'object' ? unparsable(name, result, failing) : result;
    }),
  });
}

function unparsable(name: string, { reason, isOverflow }: ParseFailure, failing: boolean): null {
  // An overflow is an error of arithmetic to Spark, which nothing makes null.
  if (isOverflow) throw new RuntimeError('TIMESTAMP_TEXT_OVERFLOW');
  if (!failing) return null;
  throw new RuntimeError('CANNOT_PARSE_TIMESTAMP', { reason, alternative: `try_${name}` });
}

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

/** Whole seconds since 1970 UTC, of a timestamp or of a text read by a pattern. */
function unixSeconds(name: string, args: readonly TypedExpression[], settings: Settings): TypedExpression {
  const [value, pattern] = args;
  const isText = value.type === 'string';
  const local = zone(settings.timeZone);
  const timestamp = isText || value.type === 'timestamp_ntz' ? value : coerce(value, 'timestamp', name, 0, settings);
  const format = pattern && coerce(pattern, 'string', name, 1, settings);
  const parser = remember(text => compileParser(text));
  return typedCall({
    name,
    args: format ? [timestamp, format] : [timestamp],
    type: 'bigint',
    ...(isText && !settings.ansi && { nullable: true }),
    canFail: isText,
    sql: ([text, shown = DEFAULT_PATTERN]) => `${name}(${text}, ${shown})`,
    evaluate: byRow('bigint', (moment: string | bigint, wanted = DEFAULT_PATTERN) => {
      const us = typeof moment === 'bigint' ? moment : parser(wanted).parse(moment, local);
      // Cut towards 1970, where unix_seconds rounds down.
      return typeof us === 'object' ? unparsable('to_timestamp', us, settings.ansi) : us / 1_000_000n;
    }),
  });
}

/** Compiles each pattern once; what Spark does not take is refused under Spark's condition. */
function remember<P extends DatetimeFormatter | DatetimeParser>(
  compile: (pattern: string) => P,
): (pattern: string) => P {
  const known = new Map<string, P>();
  return pattern => {
    let compiled = known.get(pattern);
    if (!compiled) known.set(pattern, (compiled = compileChecked(pattern, compile)));
    return compiled;
  };
}

function compileChecked<P>(pattern: string, compile: (pattern: string) => P): P {
  try {
    return compile(pattern);
  } catch (error) {
    if (!(error instanceof DatetimePatternError)) throw error;
    throw new RuntimeError(error.condition, { pattern, letters: error.letters ?? '' });
  }
}
