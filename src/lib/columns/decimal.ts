/**
 * Decimals: a whole number (unscaled) and a scale, so that 150n at scale 2 is 1.50. The type, decimal(precision,
 * scale), is known apart from the values, and what a value passes through is decided once per column.
 *
 * @see Spark Decimal, DecimalType and BinaryArithmetic, with spark.sql.decimalOperations.allowPrecisionLoss = true
 */
import { invariant } from '../base/errors.ts';
import { doubleText, nearestFloat } from './number-text.ts';
import { type DataType, type DecimalType, decimalType, isIntegral, isKind, typeName } from './types.ts';

export const MAX_PRECISION = 38;
/** A scale that must give way to the integer part keeps this many digits. */
const MIN_ADJUSTED_SCALE = 6;

export type DecimalOperator = '+' | '-' | '*' | '/' | '%' | 'pmod' | 'div';
export type Rounding = 'halfUp' | 'halfEven' | 'down' | 'floor' | 'ceiling';

/** The type of a sum, product and so on; of `div`, which ends as a bigint, the decimal on the way there. */
export function decimalResultType(operator: DecimalOperator, left: DecimalType, right: DecimalType): DecimalType {
  const [wholeLeft, wholeRight] = [left.precision - left.scale, right.precision - right.scale];
  const scale = Math.max(left.scale, right.scale);
  switch (operator) {
    case '+':
    case '-':
      return adjusted(Math.max(wholeLeft, wholeRight) + scale + 1, scale);
    case '*':
      return adjusted(left.precision + right.precision + 1, left.scale + right.scale);
    case '/': {
      const quotientScale = Math.max(MIN_ADJUSTED_SCALE, left.scale + right.precision + 1);
      return adjusted(wholeLeft + right.scale + quotientScale, quotientScale);
    }
    case '%':
    case 'pmod':
      return adjusted(Math.min(wholeLeft, wholeRight) + scale, scale);
    case 'div':
      return bounded(Math.max(1, wholeLeft + right.scale), 0);
  }
}

/** Works on unscaled values; the divisor must not be 0. Undefined where the result does not fit its type. */
type DecimalOperation = (left: bigint, right: bigint) => bigint | undefined;

/** The operation on values of two types, ready to be applied to many rows. */
export function decimalOperation(
  operator: DecimalOperator,
  left: DecimalType,
  right: DecimalType,
  result: DecimalType = decimalResultType(operator, left, right),
): DecimalOperation {
  const scale = Math.max(left.scale, right.scale);
  const [leftFactor, rightFactor] = [powerOf10(scale - left.scale), powerOf10(scale - right.scale)];
  const limit = powerOf10(result.precision);
  const fitted = (value: bigint, valueScale: number): bigint | undefined => {
    const scaled = valueScale === result.scale ? value : rescale(value, valueScale, result.scale);
    return scaled < limit && scaled > -limit ? scaled : undefined;
  };
  switch (operator) {
    case '+':
      return (a, b) => fitted(a * leftFactor + b * rightFactor, scale);
    case '-':
      return (a, b) => fitted(a * leftFactor - b * rightFactor, scale);
    case '*':
      return (a, b) => fitted(a * b, left.scale + right.scale);
    case '/': {
      const shift = result.scale + right.scale - left.scale;
      const [above, below] = [powerOf10(Math.max(shift, 0)), powerOf10(Math.max(-shift, 0))];
      return (a, b) => fitted(divideRounded(a * above, b * below, 'halfUp'), result.scale);
    }
    case '%':
      return (a, b) => {
        const remainder = remainderOf(a * leftFactor, b * rightFactor);
        return remainder === undefined ? undefined : fitted(remainder, scale);
      };
    case 'pmod':
      return (a, b) => {
        const divisor = b * rightFactor;
        const remainder = remainderOf(a * leftFactor, divisor);
        if (remainder === undefined) return undefined;
        return fitted(remainder < 0n ? (remainder + divisor) % divisor : remainder, scale);
      };
    case 'div':
      return (a, b) => fitted((a * leftFactor) / (b * rightFactor), 0);
  }
}

/** The decimal that holds every value of a whole-number type. */
export function decimalForIntegral(type: DataType): DecimalType {
  const precision = typeof type === 'string' ? INTEGRAL_DIGITS[type] : undefined;
  invariant(precision !== undefined, `${typeName(type)} is no whole-number type`);
  return decimalType(precision, 0);
}

/** The decimal in which a number is held that is to become one. */
export function decimalForNumeric(type: DataType): DecimalType {
  if (isKind(type, 'decimal')) return type;
  if (isIntegral(type)) return decimalForIntegral(type);
  return type === 'float' ? decimalType(14, 7) : decimalType(30, 15);
}

/** The smallest decimal that holds a whole number written in a query: beside a decimal, 100 is a decimal(3,0). */
export const decimalForLiteral = (value: bigint): DecimalType => decimalType(digitCount(value), 0);

/** The decimal that two meet in (`coalesce`, `union`, `=`). Past 38 digits it is the fraction that loses some. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale;
  if (precision <= MAX_PRECISION) return decimalType(precision, scale);
  return decimalType(MAX_PRECISION, Math.max(0, scale - (precision - MAX_PRECISION)));
}

export const sumType = ({ precision, scale }: DecimalType): DecimalType => bounded(precision + 10, scale);

/** The average is `sum / count`, the sum of `sumType` and the count a decimal(20,0), with this result. */
export const averageType = ({ precision, scale }: DecimalType): DecimalType => bounded(precision + 4, scale + 4);

/** The type of `round`, `bround`, and of `ceil` and `floor` with a number of places; the places may be negative. */
export function roundType({ precision, scale }: DecimalType, places: number): DecimalType {
  const whole = precision - scale + 1; // 9.9 may become 10
  if (places < 0) return decimalType(Math.min(MAX_PRECISION, Math.max(whole, 1 - places)), 0);
  const newScale = Math.min(scale, places);
  return decimalType(Math.min(MAX_PRECISION, whole + newScale), newScale);
}

/** The type of `ceil` and `floor` of one argument. */
export const wholeType = ({ precision, scale }: DecimalType): DecimalType =>
  scale === 0 ? decimalType(precision, 0) : bounded(precision - scale + 1, 0);

export const fitsPrecision = (unscaled: bigint, precision: number): boolean => {
  const limit = powerOf10(precision);
  return unscaled < limit && unscaled > -limit;
};

/**
 * The same number at another scale, rounded where digits are lost.
 *
 * Scales may be negative: `rescale(rescale(1234n, 0, -2), -2, 0)` is 1200n, which is `round(1234, -2)`.
 */
export function rescale(unscaled: bigint, fromScale: number, toScale: number, rounding: Rounding = 'halfUp'): bigint {
  if (toScale >= fromScale) return unscaled === 0n ? 0n : unscaled * powerOf10(toScale - fromScale);
  // Dropping more digits than there are needs no power of ten, which could be too large to make.
  const drop = Math.min(fromScale - toScale, digitCount(unscaled) + 1);
  return divideRounded(unscaled, powerOf10(drop), rounding);
}

/** All digits, none as an exponent: `-0.05`, `1.50`. Spark's cast to string in ANSI mode, and `show`. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const sign = unscaled < 0n ? '-' : '';
  if (scale <= 0) return sign + (unscaled === 0n ? digits : digits + '0'.repeat(-scale));
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** As Java's BigDecimal.toString: small numbers in exponent form, `1E-7`. Spark's column names, and casts without ANSI. */
export function decimalScientificText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  const exponent = digits.length - 1 - scale;
  if (scale >= 0 && exponent >= -6) return decimalText(unscaled, scale);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${unscaled < 0n ? '-' : ''}${digits[0]}${fraction}E${exponent < 0 ? '' : '+'}${exponent}`;
}

/** A decimal with the scale that its text gave it; negative for `1e5`. */
export interface ParsedDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/**
 * Reads a decimal as Spark's cast of a string does: a sign, digits (of any script), a point, an exponent. Control
 * characters and spaces around it do not count.
 *
 * @returns undefined when the text is no decimal (Spark's CAST_INVALID_INPUT)
 */
export function parseDecimal(text: string): ParsedDecimal | undefined {
  const match = DECIMAL_FORM.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = '', exponentText = '0'] = match;
  if (whole + fraction === '') return undefined;
  const exponent = Number(asciiDigits(exponentText));
  const scale = fraction.length - exponent;
  if (!isInt32(exponent) || !isInt32(scale)) return undefined;
  const size = BigInt(asciiDigits(whole + fraction));
  return { unscaled: sign === '-' ? -size : size, scale };
}

/** True when a number read from text has more whole digits than any decimal: NUMERIC_OUT_OF_SUPPORTED_RANGE. */
export const beyondAllDecimals = ({ unscaled, scale }: ParsedDecimal): boolean =>
  unscaled !== 0n && digitCount(unscaled) - scale > MAX_PRECISION;

/** The unscaled value of a text at a scale, half up; undefined when it is no decimal or beyond all of them. */
export function decimalFromText(text: string, scale: number): bigint | undefined {
  const parsed = parseDecimal(text);
  return parsed && !beyondAllDecimals(parsed) ? rescale(parsed.unscaled, parsed.scale, scale) : undefined;
}

/**
 * The unscaled value of a double at a scale, half up: of its Java text, as Spark takes it, and not of its exact
 * value. A float is taken as the double that it is, so 0.1 as float is 0.10000000149.
 *
 * @returns undefined for NaN and infinities, which Spark casts to null
 */
export function decimalFromDouble(x: number, scale: number): bigint | undefined {
  if (!Number.isFinite(x)) return undefined;
  const parsed = parseDecimal(doubleText(x))!;
  return rescale(parsed.unscaled, parsed.scale, scale);
}

/** The nearest double. */
export function decimalToDouble(unscaled: bigint, scale: number): number {
  // Both sides are exact as doubles, so their quotient is rounded once.
  if (scale >= 0 && scale <= 22 && unscaled <= MAX_SAFE && unscaled >= -MAX_SAFE) return Number(unscaled) / 10 ** scale;
  return Number(`${unscaled}e${-scale}`);
}

/** The nearest float; rounding the nearest double again could give another one. */
export const decimalToFloat = (unscaled: bigint, scale: number): number => nearestFloat(`${unscaled}e${-scale}`);

/** `round` (halfUp) and `bround` (halfEven) of a double: its Java text is rounded; -0.0 becomes 0.0. */
export function roundDouble(x: number, places: number, rounding: Rounding = 'halfUp'): number {
  if (!Number.isFinite(x)) return x;
  const { unscaled, scale } = parseDecimal(doubleText(x))!;
  if (scale <= places) return unscaled === 0n ? 0 : x;
  return decimalToDouble(rescale(unscaled, scale, places, rounding), places);
}

/** As `roundDouble`, for a float: the digits of the double that it is are rounded, the result is a float again. */
export function roundFloat(x: number, places: number, rounding: Rounding = 'halfUp'): number {
  if (!Number.isFinite(x)) return x;
  const { unscaled, scale } = parseDecimal(doubleText(x))!;
  if (scale <= places) return unscaled === 0n ? 0 : x;
  return decimalToFloat(rescale(unscaled, scale, places, rounding), places);
}

const INTEGRAL_DIGITS: Partial<Record<string, number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 20 };
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

// Java's trim takes everything up to the space; its decimals know the digits of all scripts.
const DECIMAL_FORM = /^[\0- ]*([+-]?)(\p{Nd}*)(?:\.(\p{Nd}*))?(?:[eE]([+-]?\p{Nd}+))?[\0- ]*$/u;

const isInt32 = (x: number): boolean => (x | 0) === x || Object.is(x, -0);

/** Digits of any script as 0 to 9. In each script the ten digits follow one another, and nothing like them precedes. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, digit => {
    const code = digit.codePointAt(0)!;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String(code - zero);
  });
}

const bounded = (precision: number, scale: number): DecimalType =>
  decimalType(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_PRECISION));

/** Past 38 digits the fraction gives way to the integer part, down to six digits. */
function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimalType(precision, scale);
  const room = MAX_PRECISION - (precision - scale);
  return decimalType(MAX_PRECISION, Math.max(room, Math.min(scale, MIN_ADJUSTED_SCALE)));
}

/** Java looks for a remainder only while the quotient, apart from zeros at its end, has no more digits than this. */
const MAX_QUOTIENT_DIGITS = MAX_PRECISION + 1;

/** The remainder of two values of one scale; undefined where Java gives up ("Division impossible"). */
function remainderOf(value: bigint, divisor: bigint): bigint | undefined {
  const quotient = value / divisor;
  if (!fitsPrecision(quotient, MAX_QUOTIENT_DIGITS)) {
    const lost = quotient % powerOf10(digitCount(quotient) - MAX_QUOTIENT_DIGITS);
    if (lost !== 0n) return undefined;
  }
  return value - quotient * divisor;
}

function divideRounded(value: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = value / divisor; // towards zero
  const remainder = value % divisor;
  if (remainder === 0n || rounding === 'down') return quotient;
  const negative = value < 0n !== divisor < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  if (rounding === 'floor') return negative ? away : quotient;
  if (rounding === 'ceiling') return negative ? quotient : away;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const size = divisor < 0n ? -divisor : divisor;
  if (twice !== size) return twice > size ? away : quotient;
  return rounding === 'halfUp' || quotient % 2n !== 0n ? away : quotient;
}

const POWERS_OF_10 = Array.from({ length: 2 * MAX_PRECISION + 2 }, (_, n) => 10n ** BigInt(n));
const powerOf10 = (n: number): bigint => POWERS_OF_10[n] ?? 10n ** BigInt(n);

const digitCount = (value: bigint): number => String(value < 0n ? -value : value).length;
