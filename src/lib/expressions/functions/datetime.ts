import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { civilFromDays, isoWeekday } from '../../columns/time/calendar.ts';
import { secondsOf } from '../../columns/time/micros.ts';
import {
  compileFormatter,
  compileParser,
  type DatetimeFormatter,
  type DatetimeParser,
  DatetimePatternError,
} from '../../columns/time/pattern.ts';
import { type Zone, zone } from '../../columns/time/zone.ts';
import { localSecondsOf, parseTimestampUnit, truncTimestamp } from '../../columns/time/zoned.ts';
import { IntVector, type LongVector } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { coerce } from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, rowFunction, standFor, typedCall } from '../function.ts';
import type { Evaluate, Settings, TypedExpression } from '../typed.ts';

export const datetimeFunctions: readonly FunctionDefinition[] = [
  ofDate('year', [], days => civilFromDays(days).year),
  ofDate('month', [], days => civilFromDays(days).month),
  ofDate('day', [], days => civilFromDays(days).day),
  ofDate('dayofmonth', [], days => civilFromDays(days).day),
  ofDate('dayofweek', [], days => (isoWeekday(days) % 7) + 1), // Sunday is 1
  ofClock('hour', seconds => Math.floor(seconds / 3600) % 24),
  ofClock('minute', seconds => Math.floor(seconds / 60) % 60),
  ofClock('second', seconds => seconds % 60),
  { name: 'to_timestamp', resolve: (args, { settings }) => parsed('to_timestamp', 'timestamp', args, settings) },
  { name: 'to_date', resolve: (args, { settings }) => parsed('to_date', 'date', args, settings) },
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
      requireCount('unix_timestamp', given.length, 1, 2);
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

/** A part of the calendar date. */
function ofDate(name: string, aliases: readonly string[], part: (days: number) => number): FunctionDefinition {
  return {
    name,
    aliases,
    resolve([given, ...more], { settings }) {
      requireCount(name, 1 + more.length, 1);
      return typedCall({
        name,
        args: [coerce(given, 'date', name, 0, settings)],
        type: 'int',
        evaluate: ([vector], length) => {
          const { values, valid } = vector as IntVector;
          return new IntVector('int', values.subarray(0, length).map(part), length, valid);
        },
      });
    },
  };
}

/** A part of the time of day, as the clocks of the session's zone show it. */
function ofClock(name: string, part: (secondOfDay: number) => number): FunctionDefinition {
  return {
    name,
    resolve([given, ...more], { settings }) {
      requireCount(name, 1 + more.length, 1);
      const arg = given.type === 'timestamp_ntz' ? given : coerce(given, 'timestamp', name, 0, settings);
      const local = zone(arg.type === 'timestamp_ntz' ? 'UTC' : settings.timeZone);
      return typedCall({ name, args: [arg], type: 'int', evaluate: clockPart(local, part) });
    },
  };
}

const SECONDS_PER_DAY = 86_400;

const clockPart =
  (local: Zone, part: (secondOfDay: number) => number): Evaluate =>
  ([vector], length) => {
    const { numbers, valid } = vector as LongVector;
    const values = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      if (vector.isNull(row)) continue;
      const seconds = localSecondsOf(numbers ? numbers[row] : (vector.get(row) as bigint), local) % SECONDS_PER_DAY;
      values[row] = part(seconds < 0 ? seconds + SECONDS_PER_DAY : seconds);
    }
    return new IntVector('int', values, length, valid);
  };

/** `to_timestamp` and `to_date`: a cast, or a text read by a pattern. */
function parsed(
  name: string,
  type: 'timestamp' | 'date',
  args: readonly TypedExpression[],
  settings: Settings,
): TypedExpression {
  requireCount(name, args.length, 1, 2);
  const [value, pattern] = args;
  if (!pattern || value.type !== 'string') return standFor(name, args, castTo(value, type, settings));
  const local = zone(settings.timeZone);
  const parser = remember(text => compileParser(text));
  return typedCall({
    name,
    args: [value, coerce(pattern, 'string', name, 1, settings)],
    type,
    nullable: true,
    canFail: settings.ansi,
    evaluate: byRow(type, (text: string, format: string) => {
      const result = type === 'date' ? parser(format).parseDate(text) : parser(format).parse(text, local);
      return typeof result === 'object' ? unparsable(name, result.reason, settings) : result;
    }),
  });
}

function unparsable(name: string, reason: string, { ansi }: Settings): null {
  if (!ansi) return null;
  throw new RuntimeError('CANNOT_PARSE_TIMESTAMP', { reason, alternative: `try_${name}` });
}

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

/** Whole seconds since 1970 UTC, of a timestamp or of a text read by a pattern. */
function unixSeconds(name: string, args: readonly TypedExpression[], settings: Settings): TypedExpression {
  const [value, pattern] = args;
  const isText = value.type === 'string';
  const local = zone(settings.timeZone);
  const timestamp = isText ? value : coerce(value, 'timestamp', name, 0, settings);
  const format = pattern && coerce(pattern, 'string', name, 1, settings);
  const parser = remember(text => compileParser(text));
  return typedCall({
    name,
    args: format ? [timestamp, format] : [timestamp],
    type: 'bigint',
    nullable: ([moment]) => isText || moment.nullable,
    canFail: isText && settings.ansi,
    sql: ([text, shown = DEFAULT_PATTERN]) => `${name}(${text}, ${shown})`,
    evaluate: byRow('bigint', (moment: string | bigint, wanted = DEFAULT_PATTERN) => {
      if (typeof moment === 'bigint') return BigInt(secondsOf(moment));
      const result = parser(wanted).parse(moment, local);
      return typeof result === 'object'
        ? unparsable('to_timestamp', result.reason, settings)
        : BigInt(secondsOf(result));
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
    throw new AnalysisError('INVALID_DATETIME_PATTERN', { pattern });
  }
}
