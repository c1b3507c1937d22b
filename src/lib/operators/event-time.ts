import { invariant } from '../base/errors.ts';
import { type LongVector, type StructVector, type Vector, withNulls } from '../columns/vector.ts';
import type { Attribute, TypedExpression } from '../expressions/typed.ts';

/** The marks that an attribute hands on to a column that is only another name for it, or a window around it. */
type EventTimeMarks = Pick<Attribute, 'watermarkDelayMs' | 'session'>;

/** The event-time mark that a column made from an expression carries. Computing a new time loses it. */
export function eventTimeOf(expression: TypedExpression): EventTimeMarks {
  if (expression.kind === 'attribute') {
    const { watermarkDelayMs, session } = expression;
    return { ...(watermarkDelayMs !== undefined && { watermarkDelayMs }), ...(session && { session }) };
  }
  if (expression.kind === 'call' && expression.name === 'window_time') {
    const { watermarkDelayMs } = eventTimeOf(expression.args[0]);
    return watermarkDelayMs === undefined ? {} : { watermarkDelayMs };
  }
  return {};
}

/** The event times in a column of timestamps or of windows, in microseconds; that of a window is its end. */
export function eventTimesOf(values: Vector, length: number): LongVector {
  if (values.type === 'timestamp') return values as LongVector;
  const { fields, valid } = values as StructVector;
  invariant(fields?.length === 2, 'event time is a timestamp or a window');
  return withNulls(fields[1], valid, length) as LongVector;
}
