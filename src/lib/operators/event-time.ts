import type { Attribute, TypedExpression } from '../expressions/typed.ts';

/** The marks that an attribute hands on to a column that is only another name for it, or a window around it. */
export type EventTimeMarks = Pick<Attribute, 'watermarkDelayMs' | 'session'>;

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
