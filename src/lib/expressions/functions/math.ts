import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import {
  decimalForNumeric,
  type Rounding,
  rescale,
  roundDouble,
  roundFloat,
  roundType,
  wholeType,
} from '../../columns/decimal.ts';
import {
  type DataType,
  type DecimalType,
  integralBits,
  isAnsiInterval,
  isIntegral,
  isKind,
} from '../../columns/types.ts';
import { DoubleVector, type Value } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce, type Parameter } from '../coercion.ts';
import { atan2, cbrt, cosh, exp, hypot, pow, tanh } from '../fdlibm.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  foldConstant,
  requireCount,
  rowFunction,
  typedCall,
} from '../function.ts';
import { type Evaluate, type Settings, type TypedExpression, typedLiteral } from '../typed.ts';

export const mathFunctions: readonly FunctionDefinition[] = [
  constant('e', Math.E),
  constant('pi', Math.PI),
  ofDouble('sqrt', Math.sqrt),
  ofDouble('cbrt', cbrt),
  ofDouble('exp', exp),
  ofDouble('expm1', Math.expm1),
  ofDouble('sin', Math.sin),
  ofDouble('cos', Math.cos),
  ofDouble('tan', Math.tan),
  ofDouble('cot', x => 1 / Math.tan(x)),
  ofDouble('sec', x => 1 / Math.cos(x)),
  ofDouble('csc', x => 1 / Math.sin(x)),
  ofDouble('asin', Math.asin),
  ofDouble('acos', Math.acos),
  ofDouble('atan', Math.atan),
  ofDouble('sinh', Math.sinh),
  ofDouble('cosh', cosh),
  ofDouble('tanh', tanh),
  ofDouble('asinh', Math.asinh),
  ofDouble('acosh', Math.acosh),
  ofDouble('atanh', x => 0.5 * (Math.log1p(x) - Math.log1p(-x))),
  ofDouble('degrees', x => x * (180 / Math.PI)),
  ofDouble('radians', x => x * (Math.PI / 180)),
  ofDouble('rint', roundHalfEven, 'rint'),
  logarithm('ln', Math.log, 0, 'ln'),
  logarithm('log2', x => Math.log(x) / Math.log(2), 0),
  logarithm('log10', Math.log10, 0),
  logarithm('log1p', Math.log1p, -1),
  {
    name: 'log',
    resolve(given, { settings }) {
      requireCount('log', given.length, 1, 2);
      const args = given.map((arg, i) => coerce(arg, 'double', 'log', i, settings));
      return typedCall({
        name: 'log',
        args,
        type: 'double',
        nullable: true,
        sql: texts => `LOG(${(texts.length === 1 ? ['E()', ...texts] : texts).join(', ')})`,
        evaluate: byRow('double', (base: number, x?: number) => {
          if (x === undefined) return base <= 0 ? null : Math.log(base);
          return base <= 0 || x <= 0 ? null : Math.log(x) / Math.log(base);
        }),
      });
    },
  },
  ofDoubles('pow', pow, 'pow'),
  ofDoubles('power', pow),
  ofDoubles('hypot', hypot),
  ofDoubles('atan2', (y, x) => atan2(y + 0, x + 0)), // which makes 0.0 of -0.0, as Spark does
  signOf('sign', 'sign'),
  signOf('signum', 'SIGNUM'),
  rounding('round', 'halfUp'),
  rounding('bround', 'halfEven'),
  toWhole('ceil', [], 'ceiling', Math.ceil),
  toWhole('ceiling', [], 'ceiling', Math.ceil),
  toWhole('floor', [], 'floor', Math.floor),
  rowFunction({
    name: 'factorial',
    takes: ['int'],
    gives: 'bigint',
    nullable: true,
    compute: () => n => (n < 0 || n > 20 ? null : factorial(n)),
  }),
  rowFunction({
    name: 'bin',
    takes: ['bigint'],
    gives: 'string',
    compute: () => (n: bigint) => BigInt.asUintN(64, n).toString(2),
  }),
  rowFunction({
    name: 'conv',
    takes: ['string', 'int', 'int'],
    gives: 'string',
    nullable: true,
    canFail: true,
    compute: settings => (text, from, to) => inBase(text, from, to, settings),
  }),
  {
    name: 'width_bucket',
    resolve(given, { settings }) {
      requireCount('width_bucket', given.length, 4);
      const ends: Parameter = isAnsiInterval(given[0].type) ? given[0].type : 'double';
      const args = given.map((arg, i) => coerce(arg, i === 3 ? 'bigint' : ends, 'width_bucket', i, settings));
      return typedCall({
        name: 'width_bucket',
        args,
        type: 'bigint',
        nullable: true,
        evaluate: byRow('bigint', (value, low, high, count) => bucket(Number(value), Number(low), Number(high), count)),
      });
    },
  },
];

function constant(name: string, value: number): FunctionDefinition {
  return {
    name,
    resolve(args) {
      requireCount(name, args.length, 0);
      return typedCall({
        name,
        args,
        type: 'double',
        sql: () => `${name.toUpperCase()}()`,
        evaluate: (_, length) => new DoubleVector('double', new Float64Array(length).fill(value), length),
      });
    },
  };
}

/** Most of these are shown in capitals: `SQRT(x)`. */
function ofDouble(name: string, compute: (x: number) => number, shown = name.toUpperCase()): FunctionDefinition {
  const evaluate: Evaluate = ([vector], length) => {
    const { values, valid } = vector as DoubleVector;
    const results = new Float64Array(length);
    for (let row = 0; row < length; row++) results[row] = compute(values[row]);
    return new DoubleVector('double', results, length, valid);
  };
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      const args = [coerce(given[0], 'double', name, 0, settings)];
      return typedCall({ name, args, type: 'double', nullable: true, sql: ([text]) => `${shown}(${text})`, evaluate });
    },
  };
}

function ofDoubles(
  name: string,
  compute: (x: number, y: number) => number,
  shown = name.toUpperCase(),
): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['double', 'double'],
    gives: 'double',
    sql: texts => `${shown}(${texts.join(', ')})`,
    compute: () => compute,
  });
}

/** Null at and below the number where the curve begins. */
function logarithm(
  name: string,
  compute: (x: number) => number,
  from: number,
  shown = name.toUpperCase(),
): FunctionDefinition {
  return rowFunction({
    name,
    takes: ['double'],
    gives: 'double',
    nullable: true,
    sql: ([text]) => `${shown}(${text})`,
    compute: () => x => (x <= from ? null : compute(x)),
  });
}

function signOf(name: string, shown: string): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      const arg = isAnsiInterval(given[0].type) ? given[0] : coerce(given[0], 'double', name, 0, settings);
      const evaluate = byRow('double', x => Math.sign(Number(x)));
      return typedCall({
        name,
        args: [arg],
        type: 'double',
        nullable: true,
        sql: ([text]) => `${shown}(${text})`,
        evaluate,
      });
    },
  };
}

/** To the even neighbour where both are as near, as IEEE 754 has it. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const nearest = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : Math.ceil(x);
  return nearest === 0 ? x * 0 : nearest; // a zero keeps the sign
}

/** How many digits stay behind the point, or before it when negative; undefined where that is null. */
function placesOf(name: string, given: readonly TypedExpression[], settings: Settings): number | undefined {
  if (given.length < 2) return 0;
  const argument = coerce(given[1], 'int', name, 1, settings);
  return (constantOf(argument, name, 1) as number | null) ?? undefined;
}

/** `round` and `bround`: of the type of their argument, a decimal with fewer digits. */
function rounding(name: string, mode: Rounding): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1, 2);
      const arg = coerce(given[0], anyNumeric, name, 0, settings);
      const places = placesOf(name, given, settings);
      const type = isKind(arg.type, 'decimal') ? roundType(arg.type, places ?? 0) : arg.type;
      return typedCall({
        name,
        args: [arg, given.length === 2 ? given[1] : typedLiteral('int', 0)],
        type,
        nullable: true,
        canFail: settings.ansi && isIntegral(type),
        evaluate: byRow(type, places === undefined ? () => null : rounder(arg.type, places, mode, settings)),
      });
    },
  };
}

function rounder(type: DataType, places: number, mode: Rounding, settings: Settings): (value: Value) => Value {
  if (type === 'double') return x => roundDouble(x as number, places, mode);
  if (type === 'float') return x => roundFloat(x as number, places, mode);
  if (isKind(type, 'decimal')) return unscaled => roundedDecimal(unscaled as bigint, type, places, mode);
  const bits = integralBits(type)!;
  const restore = bits === 64 ? (n: bigint) => n : Number;
  if (places >= 0) return n => n;
  return n => {
    const rounded = roundedWhole(BigInt(n as number | bigint), places, mode);
    const fitted = BigInt.asIntN(bits, rounded);
    if (fitted !== rounded && settings.ansi) throw new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_cast' });
    return restore(fitted);
  };
}

/** A whole number without its last digits. @param places negative */
const roundedWhole = (n: bigint, places: number, mode: Rounding): bigint =>
  rescale(rescale(n, 0, places, mode), places, 0);

/** At the scale of `roundType`. */
function roundedDecimal(unscaled: bigint, { scale }: DecimalType, places: number, mode: Rounding): bigint {
  if (places >= scale) return unscaled;
  const rounded = rescale(unscaled, scale, places, mode);
  return places >= 0 ? rounded : rescale(rounded, places, 0);
}

/** `ceil` and `floor`: a bigint, of a decimal a decimal; with a number of places always a decimal. */
function toWhole(
  name: string,
  aliases: readonly string[],
  mode: 'ceiling' | 'floor',
  number: (x: number) => number,
): FunctionDefinition {
  return {
    name,
    aliases,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1, 2);
      const canFail = settings.ansi;
      if (given.length === 2) {
        const [arg, places] = decimalAndPlaces(name, given, settings);
        const type = roundType(arg.type as DecimalType, places ?? 0);
        const compute = (unscaled: bigint) =>
          places === undefined ? null : roundedDecimal(unscaled, arg.type as DecimalType, places, mode);
        return typedCall({ name, args: [arg, given[1]], type, nullable: true, evaluate: byRow(type, compute) });
      }
      const capital = name === 'ceiling' ? name : name.toUpperCase();
      const sql = ([text]: readonly string[]) => `${capital}(${text})`;
      const arg = coerce(given[0], anyNumeric, name, 0, settings);
      if (isKind(arg.type, 'decimal')) {
        const { type } = arg;
        const whole = wholeType(type);
        const evaluate = byRow(whole, (unscaled: bigint) => rescale(unscaled, type.scale, 0, mode));
        return typedCall({ name, args: [arg], type: whole, nullable: true, sql, evaluate });
      }
      const compute = isIntegral(arg.type)
        ? (n: number | bigint) => BigInt(n)
        : (x: number) => saturated(number(x), settings);
      return typedCall({
        name,
        args: [arg],
        type: 'bigint',
        nullable: true,
        canFail,
        sql,
        evaluate: byRow('bigint', compute),
      });
    },
  };
}

/** What Spark reads a text as where a decimal is wanted. */
const WIDE_DECIMAL: DecimalType = { kind: 'decimal', precision: 38, scale: 18 };

function decimalAndPlaces(
  name: string,
  given: readonly TypedExpression[],
  settings: Settings,
): [arg: TypedExpression, places: number | undefined] {
  if (!foldConstant(given[1])) throw new AnalysisError('NON_FOLDABLE_ARGUMENT', { name, parameter: 'scale' });
  const isText = given[0].type === 'string' || given[0].type === 'void';
  const number = isText ? given[0] : coerce(given[0], anyNumeric, name, 0, settings);
  const decimal = isText ? WIDE_DECIMAL : decimalForNumeric(number.type);
  return [castTo(number, decimal, settings), placesOf(name, given, settings)];
}

const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** A double as a bigint; beyond its range an error in ANSI mode, and the nearest one without. */
function saturated(x: number, { ansi }: Settings): bigint {
  if (Number.isNaN(x)) return 0n;
  if (x >= -(2 ** 63) && x < 2 ** 63) return BigInt(x);
  if (ansi) throw new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_cast' });
  return x < 0 ? LEAST : MOST;
}

function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2; factor <= n; factor++) product *= BigInt(factor);
  return product;
}

/**
 * The digits at the front of a text read in one base and written in another. The number is taken modulo 2^64; written
 * in a negative base it has a sign.
 */
function inBase(given: string, from: number, to: number, { ansi }: Settings): string | null {
  const text = given.replace(/^ +| +$/g, '');
  if (text === '' || from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const isNegative = text[0] === '-';
  let value = 0n;
  for (const digit of text.slice(isNegative ? 1 : 0)) {
    const amount = /[0-9a-z]/i.test(digit) ? Number.parseInt(digit, 36) : 36;
    if (amount >= from) break;
    value = value * BigInt(from) + BigInt(amount);
    if (value < 2n ** 64n) continue;
    if (ansi) throw new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_conv' });
    value = 2n ** 64n - 1n;
    break;
  }
  if (isNegative && to > 0) value = value < 2n ** 63n ? BigInt.asUintN(64, -value) : 2n ** 64n - 1n;
  if (to > 0) return value.toString(to).toUpperCase();
  const signed = BigInt.asIntN(64, isNegative ? -value : value);
  return signed.toString(-to).toUpperCase();
}

/** Which of `count` equal parts from `low` to `high` holds the value; 0 below them, `count + 1` above. */
function bucket(value: number, low: number, high: number, count: bigint): bigint | null {
  if (count <= 0n || count === MOST || low === high) return null;
  if (Number.isNaN(value) || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  const [lower, upper] = [Math.min(low, high), Math.max(low, high)];
  const isRising = low < high;
  if (isRising ? value < lower : value > upper) return 0n;
  if (isRising ? value >= upper : value <= lower) return count + 1n;
  const done = isRising ? value - lower : upper - value;
  return BigInt(Math.floor((Number(count) * done) / (upper - lower))) + 1n;
}
