/** Microseconds as whole seconds and a rest: the seconds of Spark's whole range are exact as doubles. */
import { MICROS_PER_SECOND } from '../../base/intervals.ts';

/** Microseconds: a number where it is exact as one, a bigint in general. */
export type Micros = number | bigint;

const BIG_SECOND = BigInt(MICROS_PER_SECOND);

/** Whole seconds, rounded down. */
export function secondsOf(us: Micros): number {
  // Below 2^53 a quotient lies farther from the next whole number than rounding could take it.
  if (typeof us === 'number') return Math.floor(us / MICROS_PER_SECOND);
  const rest = us % BIG_SECOND;
  return Number((us - rest) / BIG_SECOND) - (rest < 0n ? 1 : 0);
}

/** The microseconds beyond the whole second: 0 to 999,999. @param seconds `secondsOf(us)` */
export const microsBeyond = (us: Micros, seconds: number): number =>
  typeof us === 'number' ? us - seconds * MICROS_PER_SECOND : Number(us - BigInt(seconds) * BIG_SECOND);

/** A number where that is exact, else a bigint. */
export function microsFrom(seconds: number, microsOfSecond: number): Micros {
  const us = seconds * MICROS_PER_SECOND + microsOfSecond;
  return Number.isSafeInteger(us) ? us : bigMicros(seconds, microsOfSecond);
}

export const bigMicros = (seconds: number, microsOfSecond: number): bigint =>
  BigInt(seconds) * BIG_SECOND + BigInt(microsOfSecond);

/** True when Spark's timestamp, 64 bits of microseconds, can hold it. */
export const isTimestamp = (us: bigint): boolean => BigInt.asIntN(64, us) === us;
