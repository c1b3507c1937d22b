import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import { columnOrNumber, invoke, ofOne, ofTwo, optional } from './calls.ts';

export const abs = ofOne('abs');
export const acos = ofOne('acos');
export const acosh = ofOne('acosh');
export const asin = ofOne('asin');
export const asinh = ofOne('asinh');
export const atan = ofOne('atan');
export const atanh = ofOne('atanh');
export const bin = ofOne('bin');
export const cbrt = ofOne('cbrt');
export const cos = ofOne('cos');
export const cosh = ofOne('cosh');
export const cot = ofOne('cot');
export const csc = ofOne('csc');
export const degrees = ofOne('degrees');
export const exp = ofOne('exp');
export const expm1 = ofOne('expm1');
export const factorial = ofOne('factorial');
export const ln = ofOne('ln');
export const log10 = ofOne('log10');
export const log1p = ofOne('log1p');
export const log2 = ofOne('log2');
export const negate = ofOne('negative');
export const negative = ofOne('negative');
export const positive = ofOne('positive');
export const radians = ofOne('radians');
export const rint = ofOne('rint');
export const sec = ofOne('sec');
export const sign = ofOne('sign');
export const signum = ofOne('signum');
export const sin = ofOne('sin');
export const sinh = ofOne('sinh');
export const sqrt = ofOne('sqrt');
export const tan = ofOne('tan');
export const tanh = ofOne('tanh');
export const try_add = ofTwo('try_add');
export const try_subtract = ofTwo('try_subtract');
export const try_multiply = ofTwo('try_multiply');
export const try_divide = ofTwo('try_divide');
export const try_mod = ofTwo('try_mod');
export const e = (): Column => invoke('e');
export const pi = (): Column => invoke('pi');

/** A function of two numbers, either of which may be a plain one. */
const ofNumbers =
  (name: string) =>
  (first: ColumnOrName | number, second: ColumnOrName | number): Column =>
    invoke(name, columnOrNumber(first), columnOrNumber(second));
export const atan2 = ofNumbers('atan2');
export const hypot = ofNumbers('hypot');
export const pmod = ofNumbers('pmod');
export const pow = ofNumbers('power');
export const power = ofNumbers('power');

/** A function of a number, and of how many digits stay behind the point. */
const rounding =
  (name: string) =>
  (number: ColumnOrName, scale?: ColumnOrValue): Column =>
    invoke(name, toColumn(number), ...optional(scale));
export const ceil = rounding('ceil');
export const ceiling = rounding('ceiling');
export const floor = rounding('floor');
export const round = rounding('round');
export const bround = rounding('bround');
/** The natural logarithm; with two arguments that of the second to the base of the first. */
export const log = (base: ColumnOrName | number, number?: ColumnOrName): Column =>
  number === undefined ? invoke('ln', columnOrNumber(base)) : invoke('log', columnOrNumber(base), toColumn(number));
export const conv = (number: ColumnOrName, fromBase: number, toBase: number): Column =>
  invoke('conv', toColumn(number), lit(fromBase), lit(toBase));
export const width_bucket = (
  value: ColumnOrName,
  low: ColumnOrName,
  high: ColumnOrName,
  count: ColumnOrName | number,
): Column => invoke('width_bucket', toColumn(value), toColumn(low), toColumn(high), columnOrNumber(count));

const seeded =
  (name: string) =>
  (seed?: number | bigint): Column =>
    invoke(name, ...optional(seed));
/** @param seed the same seed gives the same numbers in every micro-batch, those of Spark's first partition */
export const rand = seeded('rand');
export const randn = seeded('randn');
export const uuid = seeded('uuid');
