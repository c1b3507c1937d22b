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
    const low = murmur3(bytes, 0x3c074a61);
    const high = murmur3(bytes, low);
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

/** MurmurHash3 for 32 bits, of whole words. */
function murmur3(bytes: Buffer, seed: number): number {
  let hash = seed;
  for (let at = 0; at < bytes.length; at += 4) {
    const mixed = Math.imul(rotate(Math.imul(bytes.readInt32LE(at), 0xcc9e2d51), 15), 0x1b873593);
    hash = (Math.imul(rotate(hash ^ mixed, 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
