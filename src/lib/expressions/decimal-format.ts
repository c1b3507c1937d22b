/**
 * Numbers written by a pattern of Java's `DecimalFormat`: `#,##0.00`. Rounding is to the even neighbour, of the digits
 * that Java writes for a number; where these end in the middle, of the exact value: the double 2.675 is a little less
 * than it looks, and becomes 2.67.
 *
 * Not here: quotes inside patterns.
 */
import { parseDecimal } from '../columns/decimal.ts';
import { doubleText } from '../columns/number-text.ts';

/** A number as a fraction of a power of ten, or one that has none. */
export type Exact =
  | {
      readonly negative: boolean;
      readonly numerator: bigint;
      readonly denominator: bigint;
      /** Where the number really is: above the fraction (1), below it (-1), or there (0). */
      readonly beyond: number;
    }
  | 'NaN'
  | '∞'
  | '-∞';

export interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  readonly negativePrefix: string;
  readonly negativeSuffix: string;
  readonly group: number;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
  readonly percent: boolean;
}

/** `places` digits behind the point, and commas. */
export const fixedPattern = (places: number): DecimalPattern => ({
  ...plain('', ''),
  group: 3,
  leastWhole: 1,
  leastFraction: places,
  mostFraction: places,
});

const plain = (prefix: string, suffix: string) => ({
  prefix,
  suffix,
  negativePrefix: `-${prefix}`,
  negativeSuffix: suffix,
  percent: /%/.test(prefix + suffix),
});

/** Reads a pattern; undefined where it is none. */
export function parseDecimalPattern(text: string): DecimalPattern | undefined {
  const [positive, negative] = text.split(';');
  const match = /^([^#0,.]*)([#,]*[0,]*)(?:\.(0*)(#*))?([^#0,.]*)$/.exec(positive);
  if (!match) return undefined;
  const [, prefix, whole, zeros, hashes = '', suffix] = match;
  const comma = whole.lastIndexOf(',');
  const group = comma < 0 ? 0 : whole.length - comma - 1;
  const wholeZeros = whole.replace(/[#,]/g, '').length;
  const digits = whole.replaceAll(',', '').length;
  // Without any zero one of the digits is written all the same.
  const bare = wholeZeros === 0 && !zeros && (digits > 0 || hashes !== '');
  const forms = plain(prefix, suffix);
  const other = negative === undefined ? undefined : /^([^#0,.]*)[#0,.]*([^#0,.]*)$/.exec(negative);
  return {
    ...forms,
    ...(other && { negativePrefix: other[1], negativeSuffix: other[2] }),
    group,
    leastWhole: bare ? (zeros === undefined ? 0 : Math.min(1, digits)) : wholeZeros,
    leastFraction: bare && digits === 0 ? 1 : (zeros ?? '').length,
    mostFraction: (zeros ?? '').length + hashes.length,
  };
}

export function formatDecimal(value: Exact, pattern: DecimalPattern): string {
  if (value === 'NaN') return 'NaN';
  const { group, leastWhole, leastFraction, mostFraction } = pattern;
  if (typeof value === 'string') return value === '∞' ? wrap('∞', false, pattern) : wrap('∞', true, pattern);
  const scale = 10n ** BigInt(mostFraction + (pattern.percent ? 2 : 0));
  const scaled = halfEven(value.numerator * scale, value.denominator, value.beyond)
    .toString()
    .padStart(mostFraction + 1, '0');
  const cut = scaled.length - mostFraction;
  const whole = scaled.slice(0, cut).replace(/^0+/, '').padStart(leastWhole, '0');
  let fraction = scaled.slice(cut);
  while (fraction.length > leastFraction && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  const grouped = group > 0 ? whole.replace(new RegExp(`\\B(?=(?:\\d{${group}})+$)`, 'g'), ',') : whole;
  const written = grouped + (fraction === '' ? '' : `.${fraction}`);
  return wrap(written === '' ? '0' : written, value.negative, pattern);
}

const wrap = (text: string, negative: boolean, { prefix, suffix, negativePrefix, negativeSuffix }: DecimalPattern) =>
  negative ? negativePrefix + text + negativeSuffix : prefix + text + suffix;

/** A double by the digits that Java writes for it, which are also those that a format shows. */
export function exactDouble(x: number): Exact {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '-∞';
  const { unscaled, scale } = parseDecimal(doubleText(Math.abs(x)))!;
  const [up, down] = scale < 0 ? [10n ** BigInt(-scale), 1n] : [1n, 10n ** BigInt(scale)];
  const [numerator, denominator] = binaryValue(Math.abs(x));
  const difference = numerator * down - unscaled * up * denominator;
  return {
    negative: x < 0 || Object.is(x, -0),
    numerator: unscaled * up,
    denominator: down,
    beyond: difference > 0n ? 1 : difference < 0n ? -1 : 0,
  };
}

/** The exact value of a double. */
function binaryValue(x: number): [numerator: bigint, denominator: bigint] {
  let [size, exponent] = [x, 0];
  // Below 2^-1022 as well: doubling is exact until all bits are whole.
  while (!Number.isInteger(size)) {
    size *= 2;
    exponent++;
  }
  return [BigInt(size), 1n << BigInt(exponent)];
}

export const exactDecimal = (unscaled: bigint, scale: number): Exact => ({
  negative: unscaled < 0n,
  numerator: unscaled < 0n ? -unscaled : unscaled,
  denominator: 10n ** BigInt(scale),
  beyond: 0,
});

/** @param beyond which side of the middle the number is really on, where its digits end there */
function halfEven(numerator: bigint, denominator: bigint, beyond: number): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice === denominator ? beyond > 0 || (beyond === 0 && quotient % 2n === 1n) : twice > denominator;
  return up ? quotient + 1n : quotient;
}
