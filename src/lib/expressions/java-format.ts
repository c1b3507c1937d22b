/** Texts made by a format of Java's `Formatter` in the American locale: `%5d`, `%-10s`, `%,.2f`. Times have none here. */

import { decimalText } from '../columns/decimal.ts';
import { doubleText, floatText } from '../columns/number-text.ts';
import { type DataType, integralBits, isIntegral, isKind } from '../columns/types.ts';
import type { Value } from '../columns/vector.ts';

export class JavaFormatError extends Error {}

export interface FormatArgument {
  readonly type: DataType;
  readonly value: Value;
}

const SPECIFIER = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/** @throws JavaFormatError where Java throws: too few arguments, or one that the conversion does not take */
export function javaFormat(format: string, args: readonly FormatArgument[]): string {
  let next = 0;
  let last = -1;
  return format.replace(SPECIFIER, (found, index, again, flags = '', width, precision, conversion) => {
    if (conversion === undefined) throw new JavaFormatError(`UnknownFormatConversion: ${found}`);
    const shape: Shape = {
      flags,
      width: width === undefined ? 0 : Number(width),
      precision: precision === undefined ? undefined : Number(precision),
    };
    if (conversion === 'n') return '\n';
    if (conversion === '%') return pad('%', shape);
    const place = again ? last : index !== undefined ? Number(index) - 1 : next++;
    const argument = args[place];
    if (!argument) throw new JavaFormatError(`MissingFormatArgument: ${found}`);
    last = place;
    const text = convert(conversion, argument, shape);
    return conversion >= 'A' && conversion <= 'Z' ? text.toUpperCase() : text;
  });
}

interface Shape {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

function convert(conversion: string, { type, value }: FormatArgument, shape: Shape): string {
  const mismatch = () => new JavaFormatError(`IllegalFormatConversion: ${conversion}`);
  switch (conversion.toLowerCase()) {
    case 's':
      return pad(cut(value === null ? 'null' : plainText(type, value), shape), shape);
    case 'b':
      return pad(cut(String(value !== null && (type !== 'boolean' || value === true)), shape), shape);
    case 'h':
      if (value === null) return pad('null', shape);
      return pad(cut(hashCode(type, value).toString(16), shape), shape);
    case 'c':
      if (value === null) return pad('null', shape);
      if (type !== 'int' && type !== 'smallint' && type !== 'tinyint') throw mismatch();
      return pad(String.fromCodePoint(value as number), shape);
    case 'd':
      if (value === null) return pad('null', shape);
      if (!isIntegral(type)) throw mismatch();
      return signed(BigInt(value as number | bigint) < 0n, String(value).replace('-', ''), shape);
    case 'x':
    case 'o': {
      if (value === null) return pad('null', shape);
      if (!isIntegral(type)) throw mismatch();
      const digits = BigInt.asUintN(integralBits(type)!, BigInt(value as number | bigint)).toString(
        conversion.toLowerCase() === 'x' ? 16 : 8,
      );
      const zeros = shape.flags.includes('0') ? digits.padStart(shape.width, '0') : digits;
      return pad(zeros, shape);
    }
    case 'f':
    case 'e':
    case 'g':
      if (value === null) return pad('null', shape);
      if (type !== 'double' && type !== 'float') throw mismatch();
      return fractional(conversion.toLowerCase(), value as number, type === 'float', shape);
    default:
      throw new JavaFormatError(`UnknownFormatConversion: ${conversion}`);
  }
}

function fractional(conversion: string, x: number, isFloat: boolean, shape: Shape): string {
  if (!Number.isFinite(x)) {
    const text = Number.isNaN(x) ? 'NaN' : 'Infinity';
    return signed(x < 0, text, { ...shape, flags: shape.flags.replace('0', '') });
  }
  const negative = x < 0 || Object.is(x, -0);
  const places = shape.precision ?? 6;
  // Java rounds half up what the shortest digits of the number say, and not its exact value.
  const [digits, power] = shortest(Math.abs(x), isFloat);
  if (conversion === 'g') {
    const significant = places === 0 ? 1 : places;
    const size = Math.abs(x);
    if (size !== 0 && (size < 1e-4 || size >= 10 ** significant)) {
      return signed(negative, scientific(digits, power, significant - 1), shape);
    }
    const before = size === 0 ? 1 : Math.max(digits.length + power, size >= 1 ? 1 : digits.length + power);
    return signed(negative, fixed(digits, power, Math.max(0, significant - before)), shape);
  }
  return signed(negative, conversion === 'e' ? scientific(digits, power, places) : fixed(digits, power, places), shape);
}

/** The digits and the power of ten of the last one. */
function shortest(x: number, isFloat: boolean): [digits: string, power: number] {
  const [mantissa, exponent = '0'] = (isFloat ? floatText(x) : doubleText(x)).split('E');
  const [whole, fraction] = mantissa.split('.');
  return [(whole + fraction).replace(/^0+(?=.)/, ''), Number(exponent) - fraction.length];
}

function fixed(digits: string, power: number, places: number): string {
  const value = halfUp(BigInt(digits), power + places)
    .toString()
    .padStart(places + 1, '0');
  const cut = value.length - places;
  return places === 0 ? value : `${value.slice(0, cut)}.${value.slice(cut)}`;
}

function scientific(digits: string, power: number, places: number): string {
  if (/^0*$/.test(digits)) return `${fixed('0', 0, places)}e+00`;
  let exponent = digits.length - 1 + power;
  let value = halfUp(BigInt(digits), places + 1 - digits.length).toString();
  if (value.length > places + 1) {
    value = value.slice(0, -1);
    exponent++;
  }
  const sign = exponent < 0 ? '-' : '+';
  const mantissa = places === 0 ? value : `${value[0]}.${value.slice(1)}`;
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** digits × 10^power as a whole number. */
function halfUp(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits * 2n + divisor) / (divisor * 2n);
}

function signed(negative: boolean, digits: string, { flags, width }: Shape): string {
  const [whole, ...rest] = digits.split(/(?=[.e])/);
  const grouped = flags.includes(',') ? whole.replace(/\B(?=(?:\d{3})+$)/g, ',') : whole;
  const body = grouped + rest.join('');
  const [before, after] = negative
    ? flags.includes('(')
      ? ['(', ')']
      : ['-', '']
    : [flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', ''];
  const zeros = flags.includes('0') ? Math.max(0, width - before.length - body.length - after.length) : 0;
  return pad(before + '0'.repeat(zeros) + body + after, { flags, width, precision: undefined });
}

const cut = (text: string, { precision }: Shape): string => (precision === undefined ? text : text.slice(0, precision));
const pad = (text: string, { flags, width }: Shape): string =>
  flags.includes('-') ? text.padEnd(width) : text.padStart(width);

/** The value as Java prints what Spark keeps inside: dates and times are numbers. */
function plainText(type: DataType, value: Value): string {
  if (value === null) return 'null';
  if (type === 'double') return doubleText(value as number);
  if (type === 'float') return floatText(value as number);
  if (isKind(type, 'decimal')) return decimalText(value as bigint, type.scale);
  if (isKind(type, 'array')) return `[${(value as Value[]).map(item => plainText(type.element, item)).join(',')}]`;
  return String(value);
}

/** Spark's text hashes its bytes, numbers are as in Java. */
function hashCode(type: DataType, value: Value): number {
  if (typeof value === 'number' && isIntegral(type)) return value >>> 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'bigint') return Number(BigInt.asUintN(32, value ^ (value >> 32n)));
  throw new JavaFormatError('UnknownFormatConversion: h');
}
