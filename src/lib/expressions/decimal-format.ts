/**
 * Numbers written by a pattern of Java's `DecimalFormat`: `#,##0.00`. Rounding is to the even neighbour, of the exact
 * value: the double 2.675 is a little less than it looks, and becomes 2.67.
 *
 * Not here: quotes inside patterns.
 */

/** A number as an exact fraction of a power of ten or two, or one that has none. */
export type Exact =
  | { readonly negative: boolean; readonly numerator: bigint; readonly denominator: bigint }
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
  const scaled = halfEven(value.numerator * scale, value.denominator)
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

/** The exact value of a double. */
export function exactDouble(x: number): Exact {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '-∞';
  let [size, exponent] = [Math.abs(x), 0];
  // Below 2^-1022 as well: doubling is exact until all bits are whole.
  while (!Number.isInteger(size)) {
    size *= 2;
    exponent++;
  }
  return { negative: x < 0 || Object.is(x, -0), numerator: BigInt(size), denominator: 1n << BigInt(exponent) };
}

export const exactDecimal = (unscaled: bigint, scale: number): Exact => ({
  negative: unscaled < 0n,
  numerator: unscaled < 0n ? -unscaled : unscaled,
  denominator: 10n ** BigInt(scale),
});

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
