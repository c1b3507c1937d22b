/**
 * When can the state of one side of a stream-stream join be let go? A condition such as
 * `right.ts <= left.ts + interval 10 minutes` bounds the event time of one side by that of the other, and the rows of
 * the other side will not be older than the watermark. Solving each inequality for the time of the side that keeps
 * state gives the age below which no partner can come any more.
 *
 * @see Spark StreamingJoinHelper.getStateValueWatermark
 */
import { fixedMicros, type Interval, MICROS_PER_DAY, MICROS_PER_SECOND } from '../../base/intervals.ts';
import { isKind, isNumeric } from '../../columns/types.ts';
import { foldConstant } from '../../expressions/function.ts';
import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import { conjunctsOf } from './condition.ts';

/**
 * How far behind the watermark the state of one side may be dropped: rows whose event time is at or before
 * `watermark + offset`, in milliseconds.
 *
 * @param kept the columns of the side that keeps state
 * @param other the columns of the other side, one of which must have a watermark
 * @returns undefined when the condition gives no bound
 */
export function stateOffsetMs(
  condition: TypedExpression | undefined,
  kept: readonly Attribute[],
  other: readonly Attribute[],
): number | undefined {
  if (!other.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined)) return undefined;
  const offsets = conjunctsOf(condition).flatMap(part => offsetsOf(part, kept, other));
  return offsets.length === 0 ? undefined : Math.min(...offsets);
}

function offsetsOf(part: TypedExpression, kept: readonly Attribute[], other: readonly Attribute[]): number[] {
  if (part.kind !== 'call') return [];
  const [a, b] = part.args;
  if (part.name === 'between') return conjunctsOf(a).flatMap(bound => offsetsOf(bound, kept, other));
  switch (part.name) {
    case '<':
      return lowerBound(b, a, kept, other, 0);
    case '<=':
      return lowerBound(b, a, kept, other, -1);
    case '>':
      return lowerBound(a, b, kept, other, 0);
    case '>=':
      return lowerBound(a, b, kept, other, -1);
    default:
      return [];
  }
}

/** From `greater > less`: the bound below the kept side's time, where the inequality gives one. */
function lowerBound(
  greater: TypedExpression,
  less: TypedExpression,
  kept: readonly Attribute[],
  other: readonly Attribute[],
  adjustMs: number,
): number[] {
  const terms = termsOf(greater, 1);
  const minus = termsOf(less, -1);
  if (!terms || !minus) return [];
  // kept + other + constant > 0: only +kept − other gives kept > other − constant.
  const columns = [...terms.columns, ...minus.columns];
  const isOf = (side: readonly Attribute[], attribute: Attribute) => side.some(({ id }) => id === attribute.id);
  const ofKept = columns.filter(({ attribute }) => isOf(kept, attribute));
  const ofOther = columns.filter(({ attribute }) => isOf(other, attribute));
  if (ofKept.length !== 1 || ofOther.length !== 1) return [];
  const marked = other.find(({ id }) => id === ofOther[0].attribute.id)?.watermarkDelayMs !== undefined;
  if (!marked || ofKept[0].sign !== 1 || ofOther[0].sign !== -1 || ofKept[0].attribute.type !== 'timestamp') return [];
  return [Math.floor(-(terms.constantUs + minus.constantUs) / 1000) + adjustMs];
}

/** A sum of time columns and a constant, in microseconds. */
interface Terms {
  readonly columns: readonly { readonly attribute: Attribute; readonly sign: 1 | -1 }[];
  readonly constantUs: number;
}

/** Undefined where the expression is more than sums and differences of times and fixed spans. */
function termsOf(expression: TypedExpression, sign: 1 | -1): Terms | undefined {
  if (expression.kind === 'attribute') {
    return { columns: [{ attribute: expression, sign }], constantUs: 0 };
  }
  const folded = foldConstant(expression);
  if (folded) {
    const us = microsOf(expression, folded.value);
    return us === undefined ? undefined : { columns: [], constantUs: sign * us };
  }
  if (expression.kind !== 'call') return undefined;
  const [a, b] = expression.args;
  const negated = sign === 1 ? -1 : 1;
  switch (expression.name) {
    case '+':
      return sum(termsOf(a, sign), termsOf(b, sign));
    case '-':
      if (isMoment(a) && isMoment(b)) return undefined; // how far apart two times are, which Spark does not take apart
      return sum(termsOf(a, sign), termsOf(b, negated));
    case 'negative':
    case 'unary -':
      return termsOf(a, negated);
    case 'cast':
      return termsOf(a, sign);
    default:
      return undefined;
  }
}

const isMoment = ({ type }: TypedExpression): boolean => type === 'timestamp' || type === 'date';

const sum = (a: Terms | undefined, b: Terms | undefined): Terms | undefined =>
  a && b && { columns: [...a.columns, ...b.columns], constantUs: a.constantUs + b.constantUs };

/** A constant as microseconds: a number counts seconds, as it does when timestamps are cast to numbers. */
function microsOf({ type }: TypedExpression, value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (isKind(type, 'dayTime') || type === 'timestamp') return Number(value);
  if (isKind(type, 'interval')) {
    const interval = value as Interval;
    return interval.months === 0 ? Number(fixedMicros(interval)) : undefined;
  }
  if (type === 'date') return Number(value) * MICROS_PER_DAY;
  if (isKind(type, 'decimal')) return (Number(value) / 10 ** type.scale) * MICROS_PER_SECOND;
  return isNumeric(type) ? Number(value) * MICROS_PER_SECOND : undefined;
}
