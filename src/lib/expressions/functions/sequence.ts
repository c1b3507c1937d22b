import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { MICROS_PER_DAY } from '../../base/intervals.ts';
import { zone } from '../../columns/time/zone.ts';
import { addInterval, dateOf, startOfDayUs } from '../../columns/time/zoned.ts';
import { arrayType, type DataType, isDatetime, isIntegral, isInterval, typeSql } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { tightestType } from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import type { Settings, TypedExpression } from '../typed.ts';
import { intervalOf } from './datetime-arithmetic.ts';

/** `sequence(start, stop, step)`: whole numbers, dates or timestamps, both ends included. */
export const sequenceFunctions: readonly FunctionDefinition[] = [
  {
    name: 'sequence',
    resolve(given, { settings }) {
      requireCount('sequence', given.length, 2, 3);
      const { args, element, step } = endsOf(given, settings);
      const type = arrayType(element, false);
      const compute = isIntegral(element)
        ? (start: Value, stop: Value, by?: Value) => wholeNumbers(start, stop, by ?? null)
        : (start: Value, stop: Value, by?: Value) => moments(element, step, start, stop, by ?? null, settings);
      return typedCall({ name: 'sequence', args, type, canFail: true, evaluate: byRow(type, compute) });
    },
  },
];

function endsOf(
  given: readonly TypedExpression[],
  settings: Settings,
): { args: TypedExpression[]; element: DataType; step: DataType | undefined } {
  const [start, stop, by] = given;
  const element = tightestType(start.type, stop.type);
  const step = by?.type;
  const isCountable = element !== undefined && (isIntegral(element) || isDatetime(element));
  const fits = !by || (isCountable && (isIntegral(element) ? isIntegral(by.type) : isInterval(by.type)));
  if (!isCountable || !fits) {
    const types = given.map(({ type }) => `"${typeSql(type)}"`).join(', ');
    throw new AnalysisError('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', { types });
  }
  const common = by && isIntegral(element) ? tightestType(element, by.type)! : element;
  const ends = [start, stop].map(end => castTo(end, common, settings));
  if (!by) return { args: ends, element: common, step };
  return { args: [...ends, isIntegral(common) ? castTo(by, common, settings) : by], element: common, step };
}

const MOST = 2 ** 31 - 16;

function wholeNumbers(start: Value, stop: Value, by: Value): Value[] {
  const isBig = typeof start === 'bigint';
  const [from, to] = [BigInt(start as number | bigint), BigInt(stop as number | bigint)];
  const step = by === null ? (from <= to ? 1n : -1n) : BigInt(by as number | bigint);
  const leads = step > 0n ? from <= to : step < 0n ? from >= to : from === to;
  if (!leads) throw new RuntimeError('INVALID_SEQUENCE', { start: from, stop: to, step });
  const count = step === 0n ? 1 : Number((to - from) / step) + 1;
  requireRoom(count);
  return Array.from({ length: count }, (_, i) => {
    const value = from + BigInt(i) * step;
    return isBig ? value : Number(value);
  });
}

function requireRoom(size: number): void {
  if (size > MOST) throw new RuntimeError('ARRAY_TOO_LONG', { name: 'sequence', size });
}

const NO_TIME = { months: 0, days: 0, micros: 0n };

/** By steps of the calendar from the start, so that the last day of a month stays the last day. */
function moments(
  type: DataType,
  stepType: DataType | undefined,
  start: Value,
  stop: Value,
  by: Value,
  { timeZone }: Settings,
): Value[] {
  const isDate = type === 'date';
  const local = zone(type === 'timestamp' ? timeZone : 'UTC');
  const toUs = (value: Value) => BigInt(isDate ? startOfDayUs(value as number, local) : (value as bigint));
  const fromUs = (us: bigint): Value => (isDate ? dateOf(us, local) : us);
  const [from, to] = [toUs(start), toUs(stop)];
  const step = stepType && by !== null ? intervalOf(stepType, by) : { ...NO_TIME, days: from <= to ? 1 : -1 };
  const { months, days, micros } = step;
  if (isDate && micros !== 0n && months === 0 && days === 0) throw new RuntimeError('SEQUENCE_STEP_NOT_DAYS');
  const size = BigInt(months) * 28n * BigInt(MICROS_PER_DAY) + BigInt(days) * BigInt(MICROS_PER_DAY) + micros;
  const leads = size > 0n ? from <= to : size < 0n ? from >= to : from === to;
  if (!leads) throw new RuntimeError('INVALID_SEQUENCE', { start: String(start), stop: String(stop), step: size });
  if (size === 0n) return [start];
  requireRoom(Number((to - from) / size));
  const values: Value[] = [];
  for (let i = 0; ; i++) {
    const us = BigInt(addInterval(from, { months: i * months, days: i * days, micros: BigInt(i) * micros }, local));
    if (size > 0n ? us > to : us < to) return values;
    values.push(fromUs(us));
  }
}
