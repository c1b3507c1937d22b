import { murmur3 } from './hashing.ts';

/**
 * Spark's generator of random numbers, so that a seed gives the same numbers here as in Spark's first partition.
 *
 * @see Spark XORShiftRandom; Marsaglia: Xorshift RNGs, 2003; java.util.Random for doubles and Gaussians
 */
export class XorShift {
  #state: bigint;
  #spare: number | undefined;

  constructor(seed: bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt.asIntN(64, seed));
    const low = murmur3('binary', bytes, 0x3c074a61);
    const high = murmur3('binary', bytes, low);
    this.#state = (BigInt.asUintN(32, BigInt(high)) << 32n) | BigInt.asUintN(32, BigInt(low));
  }

  /** Evenly from 0 (included) to 1. */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) * 2 ** -53;
  }

  /** From the normal distribution, by Marsaglia's polar method, which makes two at a time. */
  nextGaussian(): number {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) return spare;
    for (;;) {
      const [x, y] = [2 * this.nextDouble() - 1, 2 * this.nextDouble() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  #next(bits: number): number {
    let state = this.#state;
    state = BigInt.asUintN(64, state ^ (state << 21n));
    state ^= state >> 35n;
    state = BigInt.asUintN(64, state ^ (state << 4n));
    this.#state = state;
    return Number(BigInt.asUintN(bits, state));
  }
}
