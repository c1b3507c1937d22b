import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { type Interval, MICROS_PER_DAY } from '../../base/intervals.ts';
import { bothValid, hasBit } from '../../columns/bitmap.ts';
import { rescale } from '../../columns/decimal.ts';
import { addMonths } from '../../columns/time/calendar.ts';
import { isTimestamp } from '../../columns/time/micros.ts';
import { zone } from '../../columns/time/zone.ts';
import { addInterval as addToTimestamp, wallClockUs } from '../../columns/time/zoned.ts';
import {
  type DataType,
  dayTimeType,
  isDatetime,
  isIntegral,
  isInterval,
  isKind,
  typeSql,
  yearMonthType,
} from '../../columns/types.ts';
import { LongVector, SAFE, type Value } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { coerce, oneOf, type Parameter, tightestType } from '../coercion.ts';
import { byRow, typedCall } from '../function.ts';
import type { Evaluate, Settings, TypedExpression } from '../typed.ts';

/**
 * `+ - * /` where a side is a date, a timestamp or an interval; undefined where none is and the operator is one of
 * numbers.
 */
export function datetimeArithmetic(
  operator: string,
  [a, b]: readonly TypedExpression[],
  settings: Settings,
): TypedExpression | undefined {
  const isMoment = ({ type }: TypedExpression) => isDatetime(type);
  const hasSpan = ({ type }: TypedExpression) => isInterval(type);
  if (operator === '+' && hasSpan(a) && !hasSpan(b)) return addInterval(b, a, settings);
  if ((operator === '+' || operator === '-') && hasSpan(b) && !hasSpan(a)) {
    return operator === '+' ? addInterval(a, b, settings) : subtractInterval(a, b, settings);
  }
  if ((operator === '+' || operator === '-') && hasSpan(a) && hasSpan(b))
    return combineIntervals(operator, a, b, settings);
  if (operator === '*' && hasSpan(a) !== hasSpan(b))
    return hasSpan(a) ? scaleInterval('*', a, b, settings) : scaleInterval('*', b, a, settings);
  if (operator === '/' && hasSpan(a)) return scaleInterval('/', a, b, settings);
  if (operator === '+' && a.type === 'date' && !isMoment(b)) return moveDate('date_add', a, b, 1, settings);
  if (operator === '+' && b.type === 'date' && !isMoment(a)) return moveDate('date_add', b, a, 1, settings);
  if (operator === '-' && a.type === 'date' && isIntegral(b.type)) return moveDate('date_sub', a, b, -1, settings);
  if (operator === '-' && (isMoment(a) || isMoment(b))) return between(a, b, settings);
  return undefined;
}

/** A moment and an interval later. The result of a date is a date while whole days or months are added. */
export function addInterval(moment: TypedExpression, interval: TypedExpression, settings: Settings): TypedExpression {
  return moved(moment, interval, 1, '+', settings);
}

const subtractInterval = (moment: TypedExpression, interval: TypedExpression, settings: Settings): TypedExpression =>
  moved(moment, interval, -1, '-', settings);

function moved(
  moment: TypedExpression,
  interval: TypedExpression,
  sign: 1 | -1,
  symbol: string,
  settings: Settings,
): TypedExpression {
  const { type } = interval;
  checkMoment(moment, interval, symbol, settings);
  if (moment.type === 'date' && isKind(type, 'dayTime') && type.to === 'day') {
    const days = castTo(interval, 'int', settings);
    const shown = ([date, span]: readonly string[]) => {
      const count = `extractansiintervaldays(${span})`;
      return `date_add(${date}, ${sign > 0 ? count : `(- ${count})`})`;
    };
    return { ...dateMoved('date_add', moment, days, sign), sql: shown };
  }
  const staysDate = moment.type === 'date' && isKind(type, 'yearMonth');
  const result: DataType = staysDate ? 'date' : moment.type === 'timestamp_ntz' ? 'timestamp_ntz' : 'timestamp';
  const from = castTo(moment, result, settings);
  const call = typedCall({
    name: symbol,
    args: [from, interval],
    type: result,
    canFail: true,
    sql: ([a, b]) => `${a} ${symbol} ${b}`,
    evaluate: mover(result, type, sign, settings),
  });
  // A text is read as a timestamp, and the result is text again.
  return moment.type === 'string' ? castTo(call, 'string', settings) : call;
}

const anyMoment: Parameter = {
  requires: '"TIMESTAMP" or "TIMESTAMP_NTZ"',
  accepts: isDatetime,
  fromString: 'timestamp',
  fromNull: 'timestamp',
};

/** Months are added to moments only; with days and times also a text is read as a timestamp. */
function checkMoment(moment: TypedExpression, interval: TypedExpression, operator: string, settings: Settings): void {
  if (!isKind(interval.type, 'yearMonth')) coerce(moment, anyMoment, operator, 0, settings);
  else if (!isDatetime(moment.type) && moment.type !== 'void') {
    const [left, right] = [typeSql(moment.type), typeSql(interval.type)];
    throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', { operator, left, right });
  }
}

function mover(moment: DataType, interval: DataType, sign: 1 | -1, settings: Settings): Evaluate {
  if (moment === 'date') {
    return byRow('date', (days: number, months: number) => addMonths(days, sign * months));
  }
  const local = zone(moment === 'timestamp_ntz' ? 'UTC' : settings.timeZone);
  const move = byRow(moment, (us: bigint, span: Value) => {
    const { months, days, micros } = intervalOf(interval, span);
    const later = addToTimestamp(
      us,
      { months: sign * months, days: sign * days, micros: BigInt(sign) * micros },
      local,
    );
    return requireMicros(BigInt(later));
  });
  // Whole days keep the time of day of the zone's clocks, so that microseconds can be added only where clocks are never set.
  if (!isKind(interval, 'dayTime') || local.fixedOffsetSeconds === undefined) return move;
  return ([moments, spans], length, context) =>
    addNumbers(moments as LongVector, spans as LongVector, sign, length) ?? move([moments, spans], length, context);
}

/** Microseconds added to microseconds, as long as doubles are exact; undefined where they are not. */
function addNumbers(moments: LongVector, spans: LongVector, sign: 1 | -1, length: number): LongVector | undefined {
  const [left, right] = [moments.numbers, spans.numbers];
  if (!left || !right) return undefined;
  const valid = bothValid(moments.valid, spans.valid, length);
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const sum = left[row] + sign * right[row];
    if (Math.abs(sum) <= SAFE) values[row] = sum;
    else if (!valid || hasBit(valid, row)) return undefined;
  }
  return new LongVector(moments.type, values, length, valid);
}

export function intervalOf(type: DataType, value: Value): Interval {
  if (isKind(type, 'dayTime')) {
    const day = BigInt(MICROS_PER_DAY);
    return { months: 0, days: Number((value as bigint) / day), micros: (value as bigint) % day };
  }
  if (isKind(type, 'yearMonth')) return { months: value as number, days: 0, micros: 0n };
  return value as Interval;
}

/** Microseconds that a timestamp, or an interval of days, can hold. @throws RuntimeError `DATETIME_OVERFLOW` */
export function requireMicros(us: bigint): bigint {
  if (isTimestamp(us)) return us;
  throw new RuntimeError('DATETIME_OVERFLOW');
}

/** `date_add(date, days)` and `date_sub`. */
export function moveDate(
  name: 'date_add' | 'date_sub',
  date: TypedExpression,
  days: TypedExpression,
  sign: 1 | -1,
  settings: Settings,
): TypedExpression {
  const from = coerce(date, 'date', name, 0, settings);
  return dateMoved(name, from, coerce(days, oneOf('int', 'smallint', 'tinyint'), name, 1, settings), sign);
}

const dateMoved = (name: string, date: TypedExpression, days: TypedExpression, sign: 1 | -1) =>
  typedCall({
    name,
    args: [date, days],
    type: 'date',
    evaluate: byRow('date', (from: number, count: number) => from + sign * count),
  });

/** The time between two moments: whole days between dates, microseconds between timestamps. */
function between(a: TypedExpression, b: TypedExpression, settings: Settings): TypedExpression {
  const isDay = ({ type }: TypedExpression) => type === 'date' || type === 'string';
  const dates = isDay(a) && isDay(b);
  const meet: DataType = dates ? 'date' : (tightestType(a.type, b.type) ?? 'timestamp');
  const [left, right] = [castTo(a, meet, settings), castTo(b, meet, settings)];
  const type = dates ? dayTimeType('day', 'day') : dayTimeType();
  const local = zone(meet === 'timestamp' ? settings.timeZone : 'UTC');
  // By what the clocks of the session's zone show, as in Spark.
  const difference = dates
    ? (x: number, y: number) => BigInt(x - y) * BigInt(MICROS_PER_DAY)
    : (x: bigint, y: bigint) => requireMicros(wallClockUs(x, local) - wallClockUs(y, local));
  return typedCall({
    name: '-',
    args: [left, right],
    type,
    sql: ([x, y]) => `(${x} - ${y})`,
    evaluate: byRow(type, difference),
  });
}

function combineIntervals(
  operator: '+' | '-',
  a: TypedExpression,
  b: TypedExpression,
  settings: Settings,
): TypedExpression {
  const type = tightestType(a.type, b.type);
  if (!type || !isInterval(type)) {
    const [left, right] = [typeSql(a.type), typeSql(b.type)];
    throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', { operator, left, right });
  }
  const sign = operator === '+' ? 1 : -1;
  return typedCall({
    name: operator,
    args: [castTo(a, type, settings), castTo(b, type, settings)],
    type,
    canFail: true,
    sql: ([x, y]) => `(${x} ${operator} ${y})`,
    evaluate: byRow(type, (x: Value, y: Value) => {
      const sum = typeof x === 'number' ? x + sign * (y as number) : (x as bigint) + BigInt(sign) * (y as bigint);
      if (isSpan(sum)) return sum;
      throw new RuntimeError('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', {
        alternative: operator === '+' ? 'try_add' : 'try_subtract',
      });
    }),
  });
}

/** Whether an interval of months, or of microseconds, can be so long. */
const isSpan = (span: number | bigint): boolean => (typeof span === 'number' ? (span | 0) === span : isTimestamp(span));

/** An interval times a number, or divided by one: exact for integers and decimals, and rounded half up. */
function scaleInterval(
  operator: '*' | '/',
  interval: TypedExpression,
  by: TypedExpression,
  settings: Settings,
): TypedExpression {
  const factor = isIntegral(by.type) || isKind(by.type, 'decimal') ? by : castTo(by, 'double', settings);
  const scale = isKind(factor.type, 'decimal') ? factor.type.scale : 0;
  const yearMonth = isKind(interval.type, 'yearMonth');
  const type = yearMonth ? yearMonthType() : dayTimeType();
  const exactly = (span: bigint, count: bigint): bigint =>
    operator === '*' ? rescale(span * count, scale, 0) : dividedHalfUp(span * 10n ** BigInt(scale), count);
  return typedCall({
    name: operator,
    args: [interval, factor],
    type,
    canFail: true,
    sql: ([x, y]) => `(${x} ${operator} ${y})`,
    evaluate: byRow(type, (span: number | bigint, count: number | bigint) => {
      if (operator === '/' && Number(count) === 0) throw new RuntimeError('INTERVAL_DIVIDED_BY_ZERO');
      const scaled =
        factor.type === 'double'
          ? roundedHalfUp(operator === '*' ? Number(span) * Number(count) : Number(span) / Number(count))
          : exactly(BigInt(span), BigInt(count));
      const result = scaled === undefined || !yearMonth ? scaled : Number(scaled);
      if (result === undefined || !isSpan(result)) throw new RuntimeError('INTERVAL_BEYOND_RANGE');
      return result;
    }),
  });
}

/** Undefined for what is no number. */
const roundedHalfUp = (x: number): bigint | undefined =>
  Number.isFinite(x) ? BigInt(Math.sign(x) * Math.round(Math.abs(x))) : undefined;

function dividedHalfUp(a: bigint, b: bigint): bigint {
  const [size, by] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const quotient = (2n * size + by) / (2n * by);
  return a < 0n === b < 0n ? quotient : -quotient;
}
