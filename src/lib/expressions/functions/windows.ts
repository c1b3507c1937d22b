import { AnalysisError } from '../../base/errors.ts';
import { fixedMicros, type Interval, parseInterval, requireInterval } from '../../base/intervals.ts';
import { isKind, sameType, typeSql, windowType } from '../../columns/types.ts';
import { LongVector, type StructVector, type Value, withNulls } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { unexpectedType } from '../coercion.ts';
import { byRow, constantOf, type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import { type Settings, type TypedExpression, typedLiteral } from '../typed.ts';

export const windowFunctions: readonly FunctionDefinition[] = [
  {
    // window(time, size, [slide], [start])
    name: 'window',
    resolve(args, { settings }) {
      requireCount('window', args.length, 2, 4);
      const sizeUs = durationUs(args[1], 'window', 1);
      const slideUs = args[2] ? durationUs(args[2], 'window', 2) : sizeUs;
      const startUs = args[3] ? durationUs(args[3], 'window', 3) : 0;
      checkWindow(sizeUs, slideUs, startUs);
      return {
        kind: 'window',
        type: windowType,
        nullable: slideUs !== sizeUs, // Spark's schema says so of windows that overlap
        time: timeOf(args[0], 'window', settings),
        sizeUs,
        slideUs,
        startUs,
      };
    },
  },
  {
    // session_window(time, gap): the gap is a duration as text, or an expression that gives one for each row
    name: 'session_window',
    resolve(args, { settings }) {
      requireCount('session_window', args.length, 2);
      const [time, gap] = args;
      return {
        kind: 'session',
        type: windowType,
        nullable: false,
        time: timeOf(time, 'session_window', settings),
        gap: gapOf(gap),
      };
    },
  },
  {
    name: 'window_time',
    resolve(args) {
      requireCount('window_time', args.length, 1);
      return windowTime(args[0], 'window_time');
    },
  },
];

/** A duration given as text, in microseconds; an interval is accepted as well. */
function durationUs(argument: TypedExpression, name: string, position: number): number {
  const value = constantOf(argument, name, position);
  const interval = typeof value === 'string' ? requireInterval(value) : (value as Interval);
  if (isKind(argument.type, 'dayTime')) return Number(value);
  if (interval.months !== 0) throw new AnalysisError('WINDOW_OF_MONTHS', { text: String(value) });
  return Number(fixedMicros(interval));
}

/** The gap as an interval: text is read as one, row by row, and is null where it is none. */
function gapOf(gap: TypedExpression): TypedExpression {
  if (isKind(gap.type, 'interval')) return gap;
  if (gap.type === 'void') return typedLiteral(INTERVAL, null);
  if (gap.type !== 'string') throw new AnalysisError('SESSION_GAP_NOT_AN_INTERVAL', { type: typeSql(gap.type) });
  const intervalIn = (text: Value) => (parseInterval(text as string) as Value | undefined) ?? null;
  if (gap.kind === 'literal') return typedLiteral(INTERVAL, gap.value === null ? null : intervalIn(gap.value));
  return typedCall({
    name: 'session_gap',
    args: [gap],
    type: INTERVAL,
    nullable: () => true,
    sql: ([text]) => text,
    evaluate: byRow(INTERVAL, intervalIn),
  });
}

const INTERVAL = { kind: 'interval' } as const;

/** @throws as Spark's TimeWindow checks, in its order */
function checkWindow(sizeUs: number, slideUs: number, startUs: number): void {
  const outOfRange = (name: string, value: number) =>
    new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { name, value });
  const constraint = (name: string, value: number, relation: string, other: string, otherValue: number) =>
    new AnalysisError('DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION', { name, value, relation, other, otherValue });
  if (sizeUs <= 0) throw outOfRange('window_duration', sizeUs);
  if (slideUs <= 0) throw outOfRange('slide_duration', slideUs);
  if (slideUs > sizeUs) throw constraint('slide_duration', slideUs, '<=', 'window_duration', sizeUs);
  if (Math.abs(startUs) >= slideUs) {
    throw constraint('abs(start_time)', Math.abs(startUs), '<', 'slide_duration', slideUs);
  }
}

/** The event time: a timestamp, what casts to one, or the last instant of a window. */
function timeOf(time: TypedExpression, name: string, settings: Settings): TypedExpression {
  if (isKind(time.type, 'struct')) {
    return windowTime(time, name);
  }
  if (time.type === 'timestamp' || time.type === 'timestamp_ntz') return time;
  if (time.type !== 'string' && time.type !== 'date' && time.type !== 'void') {
    throw unexpectedType(name, 0, '"TIMESTAMP"', time.type);
  }
  return castTo(time, 'timestamp', settings);
}

/** The last instant of a window. @param name of the function that asks for one */
function windowTime(window: TypedExpression, name: string): TypedExpression {
  requireWindow(window, name);
  return typedCall({
    name: 'window_time',
    args: [window],
    type: 'timestamp',
    evaluate: ([vector], length) => lastInstant(vector as StructVector, length),
  });
}

function requireWindow({ type }: TypedExpression, name: string): void {
  if (sameType(type, windowType)) return;
  throw unexpectedType(name, 0, `"${typeSql(windowType)}"`, type);
}

/** The end of a window is not part of it: its last instant is a microsecond earlier. */
function lastInstant({ fields, valid }: StructVector, length: number) {
  const ends = fields[1] as LongVector;
  const values = ends.numbers?.map(us => us - 1) ?? ends.bigints().map(us => us - 1n);
  return withNulls(new LongVector('timestamp', values, length, ends.valid), valid, length);
}
