/**
 * Functions of doubles to the last bit as Java's StrictMath has them, where those of V8 differ from it or from one
 * version of V8 to the next. They are fdlibm's, of which StrictMath is a port: every step below rounds as it does
 * there, so no step may be rearranged. `upper` is the upper half of a double's bits: sign, exponent, 20 bits.
 *
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
 * preserved.
 *
 * @see fdlibm 5.3: e_pow.c, s_cbrt.c, e_hypot.c, s_tanh.c, e_atan2.c
 */

const WORDS = new DataView(new ArrayBuffer(8));

function upperOf(x: number): number {
  WORDS.setFloat64(0, x);
  return WORDS.getInt32(0);
}

function withUpper(x: number, upper: number): number {
  WORDS.setFloat64(0, x);
  WORDS.setInt32(0, upper);
  return WORDS.getFloat64(0);
}

/** The number without the lower half of its bits. */
function highHalf(x: number): number {
  WORDS.setFloat64(0, x);
  WORDS.setInt32(4, 0);
  return WORDS.getFloat64(0);
}

/** Java's of 1 is not the nearest double, which V8 sees to. */
export function exp(x: number): number {
  return x === 1 ? Math.E + 2 ** -51 : Math.exp(x);
}

/** Made of `exp`, so that it differs at 1 as well. */
export function cosh(x: number): number {
  return Math.abs(x) === 1 ? 1.543080634815244 : Math.cosh(x);
}

export function tanh(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size < 2 ** -55) return x;
  if (size >= 22) return Math.sign(x);
  const grown = Math.expm1(size >= 1 ? 2 * size : -2 * size);
  const result = size >= 1 ? 1 - 2 / (grown + 2) : -grown / (grown + 2);
  return x < 0 ? -result : result;
}

/** Where x is nothing beside y, and negative, fdlibm's is the double above a quarter of a turn. */
export function atan2(y: number, x: number): number {
  const isFar = x < 0 && Number.isFinite(x) && Number.isFinite(y);
  if (!isFar || (upperOf(Math.abs(y)) - upperOf(-x)) >> 20 <= 60) return Math.atan2(y, x);
  return y < 0 ? -1.5707963267948968 : 1.5707963267948968;
}

/** To within one unit of the last place. */
export function hypot(x: number, y: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return Math.hypot(x, y);
  const [a, b] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
  if (b === 0 || a / b > 2 ** 60) return a + b;
  if (a > 2 ** 500) return hypot(a * 2 ** -600, b * 2 ** -600) * 2 ** 600;
  if (b < 2 ** -500) return hypot(a * 2 ** 600, b * 2 ** 600) * 2 ** -600;
  const rest = a - b;
  if (rest > b) {
    const high = highHalf(a);
    return Math.sqrt(high * high - (b * -b - (a - high) * (a + high)));
  }
  const [high, half] = [highHalf(a + a), highHalf(b)];
  return Math.sqrt(high * half - (rest * -rest - (high * (b - half) + (a + a - high) * b)));
}

export function cbrt(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const size = Math.abs(x);
  // A third of the exponent, to 5 bits
  const scaled = size * 2 ** 54;
  let root =
    size < 2 ** -1022
      ? withUpper(scaled, Math.trunc(upperOf(scaled) / 3) + 696219795)
      : withUpper(0, Math.trunc(upperOf(size) / 3) + 715094163);
  // to 23 bits, rounded up to 20
  const r = (root * root) / size;
  const s = 0.5428571428571428 + r * root;
  root *= 0.35714285714285715 + 1.6071428571428572 / (s + 1.4142857142857144 + -0.7053061224489796 / s);
  root = highHalf(withUpper(root, upperOf(root) + 1));
  // and to 53 bits, by one step of Newton's
  const quotient = size / (root * root);
  root += root * ((quotient - root) / (root + root + quotient));
  return x < 0 ? -root : root;
}

/** x^y, as 2^(y × log2 x), the logarithm and the product held in two doubles each. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5 && x >= -Number.MAX_VALUE) return Math.sqrt(x + 0);
  const size = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (size === 1) return Number.NaN;
    return size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  if (y === -1) return 1 / x;
  const isNegative = x < 0 || Object.is(x, -0);
  const sign = isNegative && Math.abs(y % 2) === 1 ? -1 : 1;
  if (size === 0 || size === Number.POSITIVE_INFINITY) {
    return sign * ((size === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY);
  }
  if (isNegative && !Number.isInteger(y)) return Number.NaN;
  if (size === 1) return sign;
  return sign * powerOfPositive(size, y);
}

/** @param x positive, finite and not 1 @param y finite and not 0 */
function powerOfPositive(x: number, y: number): number {
  const upper = upperOf(x);
  const isHuge = Math.abs(y) >= 2 ** 31 + 2 ** 11; // by the upper half of its bits
  if (isHuge && (upper < 0x3fefffff || upper > 0x3ff00000)) {
    return x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const [high, low] = isHuge ? logarithmNearOne(x) : logarithm(x);
  const part = highHalf(y);
  return powerOfTwo(part * high, (y - part) * high + y * low);
}

/** log2 x where |1 - x| is at most 2^-20: four terms of the series are enough. */
function logarithmNearOne(x: number): [high: number, low: number] {
  const t = x - 1;
  const w = t * t * (0.5 - t * (1 / 3 - t * 0.25));
  const u = 1.4426950216293335 * t;
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E;
  const high = highHalf(u + v);
  return [high, v - (high - u)];
}

/** log2 x: of the power of two in it, of 1 or 1.5, and of the rest, which is near 1. */
function logarithm(given: number): [high: number, low: number] {
  const isSubnormal = given < 2 ** -1022;
  const bits = upperOf(isSubnormal ? given * 2 ** 53 : given);
  const fraction = bits & 0xfffff;
  const isNearTwo = fraction >= 0xbb67a;
  const isNearOneAndHalf = !isNearTwo && fraction > 0x3988e;
  const exponent = (bits >> 20) - 1023 - (isSubnormal ? 53 : 0) + (isNearTwo ? 1 : 0);
  const upper = (fraction | 0x3ff00000) - (isNearTwo ? 0x100000 : 0);
  const x = withUpper(isSubnormal ? given * 2 ** 53 : given, upper);
  const base = isNearOneAndHalf ? 1.5 : 1;
  const baseHigh = isNearOneAndHalf ? 0.5849624872207642 : 0;
  const baseLow = isNearOneAndHalf ? 1.350039202129749e-8 : 0;

  // s = (x - base) / (x + base), in two parts
  const u = x - base;
  const v = 1 / (x + base);
  const s = u * v;
  const sHigh = highHalf(s);
  const sumHigh = withUpper(0, ((upper >> 1) | 0x20000000) + 0x80000 + (isNearOneAndHalf ? 0x40000 : 0));
  const sumLow = x - (sumHigh - base);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);

  // ln(x / base) = 2s + 2/3 s³ + ...
  const square = s * s;
  const r =
    square *
      square *
      (0.5999999999999946 +
        square *
          (0.4285714285785502 +
            square *
              (0.33333332981837743 +
                square * (0.272728123808534 + square * (0.23066074577556175 + square * 0.20697501780033842))))) +
    sLow * (sHigh + s);
  const squareHigh = sHigh * sHigh;
  const tHigh = highHalf(3 + squareHigh + r);
  const tLow = r - (tHigh - 3 - squareHigh);

  // 2 / (3 ln 2) times s × (3 + s² + ...)
  const product = sHigh * tHigh;
  const productRest = sLow * tHigh + tLow * s;
  const pHigh = highHalf(product + productRest);
  const pLow = productRest - (pHigh - product);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + baseLow;
  const high = highHalf(zHigh + zLow + baseHigh + exponent);
  return [high, zLow - (high - exponent - baseHigh - zHigh)];
}

/** 2^(high + low), where `low` is small beside `high`. */
function powerOfTwo(high: number, low: number): number {
  const sum = low + high;
  if (sum > 1024 || (sum === 1024 && low + 8.008566259537294e-17 > sum - high)) return Number.POSITIVE_INFINITY;
  if (sum < -1075 || (sum === -1075 && low <= sum - high)) return 0;

  // The whole part goes to the exponent; e^z of the rest is 1 + z + z²/2 + ...
  const whole = Math.abs(sum) > 0.5 ? Math.sign(sum) * Math.floor(Math.abs(sum) + 0.5) : 0;
  const rest = high - whole;
  const t = highHalf(low + rest);
  const u = t * 0.6931471824645996;
  const v = (low - (t - rest)) * Math.LN2 + t * -1.904654299957768e-9;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const series =
    z -
    square *
      (0.16666666666666602 +
        square *
          (-0.0027777777777015593 +
            square * (6.613756321437934e-5 + square * (-1.6533902205465252e-6 + square * 4.1381367970572385e-8))));
  const r = (z * series) / (series - 2) - (w + z * w);
  return scaled(1 - (r - z), whole);
}

/** x × 2^exponent, rounded once. */
function scaled(x: number, exponent: number): number {
  const upper = upperOf(x) + (exponent << 20);
  if (upper >> 20 > 0) return withUpper(x, upper);
  return withUpper(x, upperOf(x) + ((exponent + 100) << 20)) * 2 ** -100;
}
