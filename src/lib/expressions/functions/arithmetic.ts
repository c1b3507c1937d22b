import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { type Bitmap, bothValid, clearBit, fullBitmap, hasBit } from '../../columns/bitmap.ts';
import { type DecimalOperator, decimalOperation, decimalResultType } from '../../columns/decimal.ts';
import {
  type DataType,
  type DecimalType,
  integralBits,
  isDatetime,
  isIntegral,
  isInterval,
  isKind,
  isNumeric,
  sameType,
  typeSql,
} from '../../columns/types.ts';
import { DecimalVector, DoubleVector, IntVector, LongVector, SAFE, type Vector } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce, narrowLiteral, toDecimal, unifyPair } from '../coercion.ts';
import { type FunctionDefinition, nullWhereFailing, requireCount, standFor, typedCall } from '../function.ts';
import { type Call, type Evaluate, type Settings, sqlOf, type TypedExpression } from '../typed.ts';
import { datetimeArithmetic } from './datetime-arithmetic.ts';

/** One operator over the kinds of numbers. Integer results are checked for overflow by whoever calls it. */
interface Operator {
  readonly symbol: string;
  readonly number: (a: number, b: number) => number;
  readonly bigint: (a: bigint, b: bigint) => bigint;
  readonly decimal: DecimalOperator;
  /** What a divisor of 0 is called. */
  readonly zero?: 'DIVIDE_BY_ZERO' | 'REMAINDER_BY_ZERO';
  /** The function that gives null instead of an overflow, for the error to name. */
  readonly tolerant: string;
}

const ADD: Operator = {
  symbol: '+',
  number: (a, b) => a + b,
  bigint: (a, b) => a + b,
  decimal: '+',
  tolerant: 'try_add',
};
const SUBTRACT: Operator = {
  symbol: '-',
  number: (a, b) => a - b,
  bigint: (a, b) => a - b,
  decimal: '-',
  tolerant: 'try_subtract',
};
const MULTIPLY: Operator = {
  symbol: '*',
  number: (a, b) => a * b,
  bigint: (a, b) => a * b,
  decimal: '*',
  tolerant: 'try_multiply',
};
const DIVIDE: Operator = {
  symbol: '/',
  number: (a, b) => a / b,
  bigint: (a, b) => a / b,
  decimal: '/',
  zero: 'DIVIDE_BY_ZERO',
  tolerant: 'try_divide',
};
const REMAINDER: Operator = {
  symbol: '%',
  number: (a, b) => a % b,
  bigint: (a, b) => a % b,
  decimal: '%',
  zero: 'REMAINDER_BY_ZERO',
  tolerant: 'try_mod',
};
/** The remainder with the sign of the divisor's absolute value: never negative for a positive divisor. */
const POSITIVE_REMAINDER: Operator = {
  symbol: 'pmod',
  number: (a, b) => (a % b < 0 ? ((a % b) + b) % b : a % b),
  bigint: (a, b) => (a % b < 0n ? ((a % b) + b) % b : a % b),
  decimal: 'pmod',
  zero: 'REMAINDER_BY_ZERO',
  tolerant: 'try_mod',
};

export const arithmeticFunctions: readonly FunctionDefinition[] = [
  infix(ADD),
  infix(SUBTRACT),
  infix(MULTIPLY),
  { ...infix(DIVIDE), resolve: (args, { settings }) => divide(args, settings) },
  infix(REMAINDER),
  {
    name: 'mod',
    resolve: (args, context) => ({
      ...(infix(REMAINDER).resolve(args, context) as Call),
      sql: ([a, b]: readonly string[]) => `mod(${a}, ${b})`,
    }),
  },
  { name: 'pmod', resolve: (args, { settings }) => operate(POSITIVE_REMAINDER, args, settings) },
  {
    name: 'div',
    resolve(args, { settings }) {
      requireCount('div', args.length, 2);
      return integralDivide(args, settings);
    },
  },
  tolerant('try_add', ADD),
  tolerant('try_subtract', SUBTRACT),
  tolerant('try_multiply', MULTIPLY),
  tolerant('try_mod', REMAINDER),
  {
    name: 'try_divide',
    resolve(args, { settings }) {
      const quotient = divide(textsTried(args, settings), { ...settings, ansi: false });
      return nullInstead('try_divide', args, isInterval(quotient.type) ? nullWhereFailing(quotient) : quotient);
    },
  },
  negation('negative', text => `negative(${text})`),
  negation('unary -', text => `(- ${text})`),
  {
    name: 'positive',
    resolve(args, { settings }) {
      requireCount('positive', args.length, 1);
      const arg = coerceNumber(args[0], 'positive', settings);
      return { ...standFor('positive', [arg], arg), sql: ([text]: readonly string[]) => `(+ ${text})` };
    },
  },
  {
    name: 'abs',
    resolve(args, { settings }) {
      requireCount('abs', args.length, 1);
      const arg = coerceNumber(args[0], 'abs', settings);
      return typedCall({
        name: 'abs',
        args: [arg],
        type: arg.type,
        canFail: settings.ansi && isIntegral(arg.type),
        evaluate: unary(ABSOLUTE, arg.type, settings),
      });
    },
  },
];

function infix(operator: Operator): FunctionDefinition {
  return {
    name: operator.symbol,
    resolve(args, { settings }) {
      requireCount(operator.symbol, args.length, 2);
      return datetimeArithmetic(operator.symbol, args, settings) ?? operate(operator, args, settings);
    },
  };
}

/** `try_add` and its kin: as without ANSI mode, but an overflow is null and does not wrap. */
function tolerant(name: string, operator: Operator): FunctionDefinition {
  return {
    name,
    resolve(args, { settings }) {
      requireCount(name, args.length, 2);
      const moments = datetimeArithmetic(operator.symbol, args, settings);
      const sides = textsTried(args, settings);
      return nullInstead(name, args, moments ? nullWhereFailing(moments) : operate(operator, sides, settings, true));
    },
  };
}

/** A text beside a number, read as ANSI mode reads it, and null where it is none. */
function textsTried(args: readonly TypedExpression[], settings: Settings): readonly TypedExpression[] {
  if (!settings.ansi || args.length !== 2 || !args.some(({ type }) => type === 'string')) return args;
  const [left, right, type] = numericPair(ADD, args, settings);
  const meet = isKind(type, 'decimal') ? 'double' : type;
  return [left, right].map((side, i) =>
    args[i].type === 'string' ? castTo(args[i], meet, settings, { tolerant: true }) : side,
  );
}

const nullInstead = (name: string, args: readonly TypedExpression[], same: TypedExpression): TypedExpression => ({
  ...standFor(name, args, same),
  nullable: true,
});

/** Casts both sides to the type in which they meet and applies the operator there. */
function operate(
  operator: Operator,
  args: readonly TypedExpression[],
  settings: Settings,
  tolerant = false,
): TypedExpression {
  const [left, right, type] = numericPair(operator, args, settings);
  const decimal = isKind(left.type, 'decimal') && isKind(right.type, 'decimal');
  const result = decimal
    ? decimalResultType(operator.decimal, left.type as DecimalType, right.type as DecimalType)
    : type;
  const evaluate = evaluatorFor(operator, left.type, right.type, result, settings.ansi && !tolerant, tolerant);
  const dividing = operator.zero !== undefined;
  return typedCall({
    name: operator.symbol,
    args: [left, right],
    type: result,
    nullable: ([x, y]) => x.nullable || y.nullable || dividing || tolerant,
    canFail: settings.ansi && !tolerant && (dividing || isIntegral(result) || decimal),
    sql: ([a, b]) => (operator.symbol === 'pmod' ? `pmod(${a}, ${b})` : `(${a} ${operator.symbol} ${b})`),
    evaluate,
  });
}

/** The sides as numbers of one type, or both as decimals, each with its own precision and scale. */
function numericPair(
  operator: Operator,
  args: readonly TypedExpression[],
  settings: Settings,
): [left: TypedExpression, right: TypedExpression, type: DataType] {
  const [a, b] = args;
  if (isKind(a.type, 'decimal') || isKind(b.type, 'decimal')) {
    const [left, right] = [narrowLiteral(a, b.type, settings), narrowLiteral(b, a.type, settings)];
    const [leftDecimal, rightDecimal] = [toDecimal(left, settings), toDecimal(right, settings)];
    if (leftDecimal && rightDecimal) return [leftDecimal, rightDecimal, leftDecimal.type];
  }
  const unified = unifyPair(a, b, settings);
  const type = unified?.[2];
  if (!unified || type === undefined || !isNumeric(type)) {
    if (unified && type === 'string' && !settings.ansi) {
      return [castTo(a, 'double', settings), castTo(b, 'double', settings), 'double'];
    }
    if (type === 'void') return [castTo(a, 'double', settings), castTo(b, 'double', settings), 'double'];
    throw new AnalysisError(
      unified ? 'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE' : 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES',
      {
        operator: operator.symbol,
        left: typeSql(a.type),
        right: typeSql(b.type),
      },
    );
  }
  return unified;
}

/** Division never is integral: integers are divided as doubles. */
function divide(args: readonly TypedExpression[], settings: Settings): TypedExpression {
  requireCount('/', args.length, 2);
  const moments = datetimeArithmetic('/', args, settings);
  if (moments) return moments;
  const [left, right, type] = numericPair(DIVIDE, args, settings);
  if (isKind(left.type, 'decimal') && isKind(right.type, 'decimal')) return operate(DIVIDE, [left, right], settings);
  if (type === 'double') return operate(DIVIDE, [left, right], settings);
  return operate(DIVIDE, [castTo(left, 'double', settings), castTo(right, 'double', settings)], settings);
}

/** `a div b`: a bigint, cut towards zero. */
function integralDivide(args: readonly TypedExpression[], settings: Settings): TypedExpression {
  const [left, right, type] = numericPair({ ...DIVIDE, symbol: 'div' }, args, settings);
  if (settings.ansi && isFraction(type) && !args.every(arg => arg.type === 'void')) throw notWhole(args);
  if (isKind(left.type, 'decimal') && isKind(right.type, 'decimal')) {
    const quotient = operate({ ...DIVIDE, decimal: 'div' }, [left, right], settings);
    const whole = castTo(quotient, 'bigint', settings);
    return { ...standFor('div', [left, right], whole), nullable: true, sql: () => divSql(args.map(sqlOf)) };
  }
  const [a, b] = [castTo(left, 'bigint', settings), castTo(right, 'bigint', settings)];
  const operator: Operator = { ...DIVIDE, number: (x, y) => Math.trunc(x / y) + 0 };
  return typedCall({
    name: 'div',
    args: [a, b],
    type: 'bigint',
    nullable: true,
    canFail: settings.ansi,
    sql: divSql,
    evaluate: evaluatorFor(operator, 'bigint', 'bigint', 'bigint', settings.ansi, false),
  });
}

const isFraction = (type: DataType): boolean => type === 'double' || type === 'float';

/** Only whole numbers and decimals are divided so; Spark tells of sides that meet nowhere, or in the wrong type. */
function notWhole([a, b]: readonly TypedExpression[]): AnalysisError {
  const types = [a.type, b.type];
  const meet = sameType(a.type, b.type) || types.includes('string');
  const isWrong = meet || (types.includes('double') && types.some(type => isKind(type, 'decimal')));
  return new AnalysisError(
    isWrong ? 'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE' : 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES',
    { operator: 'div', left: typeSql(a.type), right: typeSql(b.type) },
  );
}

const divSql = ([a, b]: readonly string[]): string => `(${a} div ${b})`;

function coerceNumber(arg: TypedExpression, name: string, settings: Settings): TypedExpression {
  return isInterval(arg.type) ? arg : coerce(arg, anyNumeric, name, 0, settings);
}

function negation(name: string, shown: (text: string) => string): FunctionDefinition {
  return {
    name,
    resolve(args, { settings }) {
      requireCount(name, args.length, 1);
      const arg = coerceNumber(args[0], name, settings);
      return typedCall({
        name,
        args: [arg],
        type: arg.type,
        canFail: settings.ansi && isIntegral(arg.type),
        sql: ([text]) => shown(text),
        evaluate: unary(MINUS, arg.type, settings),
      });
    },
  };
}

const MINUS: Operator = { ...SUBTRACT, number: a => -a, bigint: a => -a };
const ABSOLUTE: Operator = { ...SUBTRACT, number: a => Math.abs(a), bigint: a => (a < 0n ? -a : a) };

/** A unary operator is a binary one whose second side is not looked at. */
function unary(operator: Operator, type: DataType, settings: Settings): Evaluate {
  if (isKind(type, 'decimal')) {
    return ([vector], length) => {
      const values = (vector as DecimalVector).values.map(value => operator.bigint(value, 0n));
      return new DecimalVector(type, values, length, vector.valid);
    };
  }
  const evaluate = evaluatorFor(operator, type, type, type, settings.ansi, false);
  return ([vector], length, context) => evaluate([vector, vector], length, context);
}

function evaluatorFor(
  operator: Operator,
  left: DataType,
  right: DataType,
  result: DataType,
  ansi: boolean,
  tolerant: boolean,
): Evaluate {
  const fail = ansi ? () => new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: operator.tolerant }) : undefined;
  const onOverflow: Overflow = fail ? { fail } : tolerant ? 'null' : 'wrap';
  return ([a, b], length) => {
    const valid = operator.zero ? withoutZeros(operator.zero, a, b, length, ansi) : bothValid(a.valid, b.valid, length);
    if (isKind(left, 'decimal') && isKind(right, 'decimal') && isKind(result, 'decimal')) {
      return onDecimals(operator, a as DecimalVector, b as DecimalVector, result, length, valid, ansi);
    }
    if (result === 'double' || result === 'float') return onDoubles(operator, a, b, result, length, valid);
    if (isLong(result)) return onLongs(operator, a as LongVector, b as LongVector, result, length, valid, onOverflow);
    return onInts(operator, a as IntVector, b as IntVector, result, length, valid, onOverflow);
  };
}

const isLong = (type: DataType): boolean => type === 'bigint' || isKind(type, 'dayTime') || isDatetime(type);

/** What an integer result beyond its type's range does. */
type Overflow = { fail: () => RuntimeError } | 'wrap' | 'null';

function onDoubles(operator: Operator, a: Vector, b: Vector, type: 'double' | 'float', length: number, valid?: Bitmap) {
  const [left, right] = [(a as DoubleVector).values, (b as DoubleVector).values];
  const values = new Float64Array(length);
  const { number } = operator;
  for (let row = 0; row < length; row++) values[row] = number(left[row], right[row]);
  if (type === 'float') for (let row = 0; row < length; row++) values[row] = Math.fround(values[row]);
  return new DoubleVector(type, values, length, valid);
}

function onInts(
  operator: Operator,
  a: IntVector,
  b: IntVector,
  type: DataType,
  length: number,
  valid: Bitmap | undefined,
  onOverflow: Overflow,
): Vector {
  const bits = integralBits(type) ?? 32; // months have 32
  const limit = 2 ** (bits - 1);
  const values = new Int32Array(length);
  let present = valid;
  const { number } = operator;
  for (let row = 0; row < length; row++) {
    const result = number(a.values[row], b.values[row]);
    if (result >= -limit && result < limit) values[row] = result;
    else if (valid && !hasBit(valid, row)) continue;
    else if (onOverflow === 'wrap') values[row] = wrapped(operator, a.values[row], b.values[row], bits);
    else if (onOverflow === 'null') present = cleared(present, row, length);
    else throw onOverflow.fail();
  }
  return new IntVector(type, values, length, present);
}

const wrapped = (operator: Operator, a: number, b: number, bits: number): number =>
  Number(BigInt.asIntN(bits, operator.bigint(BigInt(a), BigInt(b))));

function cleared(valid: Bitmap | undefined, row: number, length: number): Bitmap {
  const bitmap = valid ?? fullBitmap(length);
  clearBit(bitmap, row);
  return bitmap;
}

/** In doubles as long as every result is exact as one, else in 64-bit integers. */
function onLongs(
  operator: Operator,
  a: LongVector,
  b: LongVector,
  type: DataType,
  length: number,
  valid: Bitmap | undefined,
  onOverflow: Overflow,
): Vector {
  if (a.numbers && b.numbers) {
    const [left, right, { number }] = [a.numbers, b.numbers, operator];
    const values = new Float64Array(length);
    let safe = true;
    for (let row = 0; row < length && safe; row++) {
      const result = number(left[row], right[row]);
      // A null row may hold anything, the 0 / 0 of its unused values included.
      if (Math.abs(result) <= SAFE) values[row] = result + 0;
      else safe = valid !== undefined && !hasBit(valid, row);
    }
    if (safe) return new LongVector(type, values, length, valid);
  }
  const [left, right] = [a.bigints(), b.bigints()];
  const values = new BigInt64Array(length);
  let present = valid;
  for (let row = 0; row < length; row++) {
    if (valid && !hasBit(valid, row)) continue;
    const result = operator.bigint(left[row], right[row]);
    values[row] = result; // keeps the low 64 bits
    if (values[row] === result || onOverflow === 'wrap') continue;
    if (onOverflow === 'null') present = cleared(present, row, length);
    else throw onOverflow.fail();
  }
  return new LongVector(type, values, length, present);
}

function onDecimals(
  operator: Operator,
  a: DecimalVector,
  b: DecimalVector,
  type: DecimalType,
  length: number,
  valid: Bitmap | undefined,
  ansi: boolean,
): Vector {
  const compute = decimalOperation(operator.decimal, a.type, b.type, type);
  const values = new Array<bigint>(length).fill(0n);
  let present = valid;
  for (let row = 0; row < length; row++) {
    if (valid && !hasBit(valid, row)) continue;
    const result = compute(a.values[row], b.values[row]);
    if (result !== undefined) values[row] = result;
    else if (!ansi) present = cleared(present, row, length);
    else {
      const { precision, scale } = type;
      throw new RuntimeError('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', {
        value: phrase('THE_RESULT'),
        precision,
        scale,
      });
    }
  }
  return new DecimalVector(type, values, length, present);
}

/** Which rows have both sides and no divisor 0: that is an error in ANSI mode and null without. */
function withoutZeros(
  zero: 'DIVIDE_BY_ZERO' | 'REMAINDER_BY_ZERO',
  a: Vector,
  b: Vector,
  length: number,
  ansi: boolean,
): Bitmap | undefined {
  let valid = bothValid(a.valid, b.valid, length);
  let copied = false;
  for (let row = 0; row < length; row++) {
    if (!isZero(b, row) || b.isNull(row)) continue;
    if (ansi && !a.isNull(row)) throw new RuntimeError(zero);
    if (!copied) valid = valid ? valid.slice() : fullBitmap(length);
    copied = true;
    clearBit(valid!, row);
  }
  return valid;
}

function isZero(vector: Vector, row: number): boolean {
  if (vector instanceof DoubleVector || vector instanceof IntVector) return vector.values[row] === 0;
  if (vector instanceof LongVector && vector.numbers) return vector.numbers[row] === 0;
  const value = vector.get(row);
  return value === 0n;
}
