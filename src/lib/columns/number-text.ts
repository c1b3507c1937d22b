/**
 * Numbers as text, the way Java 17 writes them, and text as numbers, the way Spark's casts read it.
 *
 * Java 17 does not always write the shortest digits that read back as the same number, as JavaScript does. Its
 * digits come one by one from the fraction value/10^k, until what is left is smaller than half the distance to
 * the neighbouring number (Steele and White, How to Print Floating-Point Numbers Accurately, PLDI 1990), with
 * habits of its own: integers below 2^63 are written whole but for the digits that the precision cannot hold,
 * powers of two take half the distance on both sides, numbers in exponent form get two digits at least, and
 * three widths of arithmetic (32 bits, 64 bits, unbounded) differ in the last comparison and in overflow.
 * `javaDigits` follows that; `doubleText` only takes this slow road where the two can differ.
 *
 * @see java.lang.Double.toString, java.lang.Double.parseDouble (Java 17); Spark Cast, UTF8String.toLong
 */

/** The double as Java's `Double.toString` writes it: `1.0`, `1.0E7`, `1.0E-4`, `-0.0`, `NaN`, `Infinity`. */
export function doubleText(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  const size = Math.abs(x);
  if (size < 1e7 && Number.isInteger(x)) return `${x}.0`;
  // Larger powers of two have few digits, which settle the matter before the distance to the neighbours does.
  const unusual = size >= 2 ** 53 || (size < 2 ** -20 && (size < 2 ** -1022 || isPowerOfTwo(size)));
  if (!unusual) {
    return size >= 1e-3 && size < 1e7 ? String(x) : scientific(x.toExponential());
  }
  return (x < 0 ? '-' : '') + layOut(javaDigits(size, DOUBLE));
}

/**
 * The float as Java's `Float.toString` writes it.
 *
 * @param x a value that is exact as a 32-bit float
 */
export function floatText(x: number): string {
  if (!Number.isFinite(x) || x === 0) return doubleText(x);
  const size = Math.abs(x);
  if (size < 1e7 && Number.isInteger(x)) return `${x}.0`;
  const shortest = size < 2 ** 24 && size >= 2 ** -126 && !isPowerOfTwo(size) ? shortestFloat(x) : undefined;
  if (shortest === undefined) return (x < 0 ? '-' : '') + layOut(javaDigits(size, FLOAT));
  return size >= 1e-3 && size < 1e7 ? String(shortest) : scientific(shortest.toExponential());
}

/**
 * Reads a double as Spark's cast of a string does: Java's decimal and hexadecimal forms, an optional `d` or `f`
 * behind them, and NaN, inf and infinity in any case. Control characters and spaces around it do not count.
 *
 * @returns undefined when the text is no number (Spark's CAST_INVALID_INPUT)
 */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimJava(text);
  if (DECIMAL_FORM.test(trimmed)) return Number(withoutSuffix(trimmed));
  return parseHex(trimmed, DOUBLE) ?? SPECIAL_VALUES.get(trimmed.toLowerCase()) ?? signedNaN(trimmed);
}

/** As `parseDouble`, rounded once to 32 bits: not the same as rounding its result, which was rounded before. */
export function parseFloat32(text: string): number | undefined {
  const trimmed = trimJava(text);
  if (DECIMAL_FORM.test(trimmed)) return nearestFloat(withoutSuffix(trimmed));
  return parseHex(trimmed, FLOAT) ?? SPECIAL_VALUES.get(trimmed.toLowerCase()) ?? signedNaN(trimmed);
}

/** The float nearest to a decimal text such as `-1.5e3`; among two the even one. */
export function nearestFloat(decimal: string): number {
  const x = Number(decimal);
  // A double with one of its last 28 bits set lies on no border between two floats, so rounding it again is safe.
  bits.setFloat64(0, x);
  if (x === 0 || !Number.isFinite(x) || (bits.getUint32(4) & 0xfffffff) !== 0) return Math.fround(x);
  const [, sign, whole, fraction = '', exponent = '0'] = DECIMAL_PARTS.exec(decimal)!;
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const size =
    power < 0 ? nearest(digits, 10n ** BigInt(-power), FLOAT) : nearest(digits * 10n ** BigInt(power), 1n, FLOAT);
  return sign === '-' ? -size : size;
}

/**
 * Reads a whole number of 64 bits as Spark's cast of a string does; a smaller type's range is for the caller to
 * check. ASCII control characters and spaces around it do not count.
 *
 * @param tolerant as without ANSI mode: a fraction may follow and is cut off, so that `1.5` is 1 and even `.` is 0
 * @returns undefined when the text is no such number
 */
export function parseLong(text: string, tolerant = false): bigint | undefined {
  const match = WHOLE_FORM.exec(text);
  if (!match) return undefined;
  const [, sign, digits, fraction] = match;
  if (fraction === undefined ? digits === '' : !tolerant) return undefined;
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return digits.length < 19 || BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Reads t, true, y, yes, 1 and f, false, n, no, 0 in any case, as Spark's cast of a string does. */
export function parseBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text.replace(/^[\0- \x7f]+|[\0- \x7f]+$/g, '').toLowerCase());
}

const BOOLEANS = new Map([
  ...['t', 'true', 'y', 'yes', '1'].map(word => [word, true] as const),
  ...['f', 'false', 'n', 'no', '0'].map(word => [word, false] as const),
]);
const SPECIAL_VALUES = new Map([
  ['nan', Number.NaN],
  ...['inf', '+inf', 'infinity', '+infinity'].map(word => [word, Number.POSITIVE_INFINITY] as const),
  ...['-inf', '-infinity'].map(word => [word, Number.NEGATIVE_INFINITY] as const),
]);

const WHOLE_FORM = /^[\0- \x7f]*([+-]?)(\d*)(\.\d*)?[\0- \x7f]*$/;
const DECIMAL_FORM = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/;
const DECIMAL_PARTS = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const HEX_FORM = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[dDfF]?$/;

/** The layout of a binary floating-point type: bits of the significand, and the exponent of its smallest normal number. */
interface BinaryFormat {
  readonly precision: number;
  readonly minExponent: number;
}
const DOUBLE: BinaryFormat = { precision: 53, minExponent: -1022 };
const FLOAT: BinaryFormat = { precision: 24, minExponent: -126 };

const bits = new DataView(new ArrayBuffer(8));

function isPowerOfTwo(size: number): boolean {
  bits.setFloat64(0, size);
  return (bits.getUint32(0) & 0xfffff) === 0 && bits.getUint32(4) === 0;
}

/**
 * The double with the fewest digits that is the float when rounded; undefined where two are equally near, of which
 * Java takes the even one. A float keeps any six digits, and nine are always enough for it.
 */
function shortestFloat(x: number): number | undefined {
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(x.toPrecision(digits));
    if (Math.fround(candidate) !== x) continue;
    const oneMore = x.toPrecision(digits + 1);
    return oneMore.includes('5') && candidate !== x && Number(oneMore) === x ? undefined : candidate;
  }
  return Number(x.toPrecision(9));
}

/** JavaScript's `1.5e+21` as Java's `1.5E21`. */
function scientific(text: string): string {
  const [digits, exponent] = text.split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** Decimal digits of a number: 0.digits × 10^exponent. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function layOut({ digits, exponent }: Digits): string {
  if (exponent > 0 && exponent < 8) {
    return `${digits.slice(0, exponent).padEnd(exponent, '0')}.${digits.slice(exponent) || '0'}`;
  }
  if (exponent <= 0 && exponent > -3) return `0.${'0'.repeat(-exponent)}${digits}`;
  return `${digits[0]}.${digits.slice(1) || '0'}E${exponent - 1}`;
}

function javaDigits(size: number, format: BinaryFormat): Digits {
  const { significand, exponent } = unpack(size);
  // Numbers below the smallest normal one have fewer bits.
  const precision = format.precision - Math.max(0, format.minExponent - exponent);
  const usedBits = 53 - trailingZeros(significand);
  const fractionBits = Math.max(0, usedBits - exponent - 1);
  return fractionBits === 0 && exponent <= 62
    ? wholeDigits(BigInt(size), exponent - precision)
    : generateDigits(significand, { exponent, precision, usedBits, fractionBits });
}

/** An integer below 2^63, without the digits that its type is too coarse to hold. */
function wholeDigits(value: bigint, excessBits: number): Digits {
  const cut = excessBits > 1 ? Math.floor((excessBits - 1) * Math.log10(2)) : 0;
  const digits = String(cut > 0 ? (value + 10n ** BigInt(cut) / 2n) / 10n ** BigInt(cut) : value);
  return { digits: digits.replace(/0+$/, ''), exponent: digits.length + cut };
}

/** What `generateDigits` must know of a number: its leading bit is 2^exponent; the other three count bits. */
interface NumberShape {
  readonly exponent: number;
  readonly precision: number;
  readonly usedBits: number;
  readonly fractionBits: number;
}

function generateDigits(significand: bigint, shape: NumberShape): Digits {
  let decimalExponent = estimateDecimalExponent(significand, shape.exponent);
  const { whole, width, ...start } = scaledBy(decimalExponent, significand, shape);
  const wrap = (value: bigint) => (width === 0 ? value : BigInt.asIntN(width, value));
  const ten = whole * 10n;
  let { rest, margin } = start;
  let low = false;
  let high = false;
  let digits = '';
  const nextDigit = () => {
    const digit = rest / whole;
    rest = 10n * (rest % whole);
    margin = wrap(margin * 10n);
    // A margin that overflowed was beyond both borders.
    const overflowed = margin <= 0n;
    low = overflowed || rest < margin;
    high = overflowed || (width === 0 ? rest + margin >= ten : wrap(rest + margin) > ten);
    return digit;
  };

  const first = nextDigit();
  if (first === 0n && !high) decimalExponent--;
  else digits = String(first);
  // In exponent form a digit must stand on both sides of the point, so the first one never ends the number.
  if (decimalExponent < -3 || decimalExponent >= 8) low = high = false;
  while (!low && !high) digits += nextDigit();

  const half = rest * 2n - ten;
  const up = high && (!low || half > 0n || (half === 0n && Number(digits.at(-1)) % 2 === 1));
  if (!up) return { digits, exponent: decimalExponent + 1 };
  const rounded = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  const carry = rounded.length - digits.length;
  return { digits: rounded.slice(0, digits.length), exponent: decimalExponent + 1 + carry };
}

/** The exponent of the leading digit, or one more: Java's own estimate, as a better one would give other digits. */
function estimateDecimalExponent(significand: bigint, exponent: number): number {
  const mantissa = Number(significand) / 2 ** 52;
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

/**
 * Three integers: the number is rest/whole × 10^decimalExponent, and half the distance to its neighbour is
 * margin/whole × the same. `width` is that of the arithmetic that Java does with them, 0 when unbounded.
 */
function scaledBy(decimalExponent: number, significand: bigint, shape: NumberShape) {
  const { exponent, precision, usedBits, fractionBits } = shape;
  const restFives = Math.max(0, -decimalExponent);
  const wholeFives = Math.max(0, decimalExponent);
  let restTwos = restFives + fractionBits + exponent;
  let wholeTwos = wholeFives + fractionBits;
  let marginTwos = restTwos - precision;
  restTwos -= usedBits - 1;
  const common = Math.min(restTwos, wholeTwos);
  restTwos -= common;
  wholeTwos -= common;
  marginTwos -= common + (usedBits === 1 ? 1 : 0);
  if (marginTwos < 0) {
    restTwos -= marginTwos;
    wholeTwos -= marginTwos;
    marginTwos = 0;
  }
  const restBits = usedBits + restTwos + bitsOfPowerOf5(restFives);
  const wholeBits = wholeTwos + 1 + bitsOfPowerOf5(wholeFives + 1);
  const odd = significand >> BigInt(53 - usedBits);
  return {
    rest: (odd * 5n ** BigInt(restFives)) << BigInt(restTwos),
    whole: (5n ** BigInt(wholeFives)) << BigInt(wholeTwos),
    margin: (5n ** BigInt(restFives)) << BigInt(marginTwos),
    width: restBits < 32 && wholeBits < 32 ? 32 : restBits < 64 && wholeBits < 64 ? 64 : 0,
  };
}

/** Java's table of the bits of 5^n, which it continues with an upper bound. */
const bitsOfPowerOf5 = (n: number): number => (n === 0 ? 0 : n < 27 ? (5n ** BigInt(n)).toString(2).length : n * 3);

/** The number as significand × 2^(exponent − 52), where the significand has 53 bits, also below the normal numbers. */
function unpack(size: number): { significand: bigint; exponent: number } {
  bits.setFloat64(0, size);
  const field = bits.getUint32(0) >>> 20;
  const stored = bits.getBigUint64(0) & 0xfffffffffffffn;
  if (field > 0) return { significand: stored | (1n << 52n), exponent: field - 1023 };
  const missing = 53 - stored.toString(2).length;
  return { significand: stored << BigInt(missing), exponent: -1022 - missing };
}

function trailingZeros(value: bigint): number {
  const text = value.toString(2);
  return text.length - 1 - text.lastIndexOf('1');
}

/** Java's trim: everything up to the space in the table of characters goes, on both sides. */
function trimJava(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(from, to);
}

const withoutSuffix = (text: string): string => (/[dDfF]$/.test(text) ? text.slice(0, -1) : text);

/** Java reads a sign before `NaN`, but only in this spelling. */
const signedNaN = (text: string): number | undefined => (/^[+-]NaN$/.test(text) ? Number.NaN : undefined);

/** Reads `0x1.8p3`: a hexadecimal fraction times a power of two. */
function parseHex(text: string, format: BinaryFormat): number | undefined {
  const match = HEX_FORM.exec(text);
  if (!match || match[2] + match[3] === '') return undefined;
  const [, sign, whole, fraction, exponent] = match;
  const digits = BigInt(`0x${whole}${fraction}`);
  // Further out than any number of the type, whatever the digits: a bound, so that no shift below is absurd.
  const bound = 5000 + 4 * text.length;
  const power = Math.min(bound, Math.max(-bound, Number(exponent))) - 4 * fraction.length;
  const size = power < 0 ? nearest(digits, 1n << BigInt(-power), format) : nearest(digits << BigInt(power), 1n, format);
  return sign === '-' ? -size : size;
}

/** The number of the format that is nearest to a fraction of positive integers, the even one of two. */
function nearest(numerator: bigint, denominator: bigint, { precision, minExponent }: BinaryFormat): number {
  if (numerator === 0n) return 0;
  const lengths = numerator.toString(2).length - denominator.toString(2).length;
  // The leading bit is 2^lengths or the one below, so the quotient has `precision` bits or one too many.
  const quotientAt = (unit: number): [quotient: bigint, remainder: bigint, divisor: bigint] => {
    const [top, bottom] =
      unit < 0 ? [numerator << BigInt(-unit), denominator] : [numerator, denominator << BigInt(unit)];
    return [top / bottom, top % bottom, bottom];
  };
  let unit = Math.max(lengths - precision, minExponent - precision + 1);
  if (quotientAt(unit)[0] >> BigInt(precision) > 0n) unit++;
  const [quotient, remainder, divisor] = quotientAt(unit);
  const twice = remainder * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  const value = Number(up ? quotient + 1n : quotient) * 2 ** unit;
  return precision === 24 ? Math.fround(value) : value;
}
