/**
 * MT19937, seeded as Commons Math does, from which Spark takes `uuid` and `shuffle`.
 *
 * @see Matsumoto, Nishimura: Mersenne Twister, 1998; Commons Math 3 MersenneTwister, BitsStreamGenerator
 */
const SIZE = 624;
const MIDDLE = 397;

export class MersenneTwister {
  readonly #state = new Int32Array(SIZE);
  #index = SIZE;

  constructor(seed: bigint) {
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, mixed(state[i - 1])) + i;
    const key = [Number(BigInt.asIntN(32, seed >> 32n)), Number(BigInt.asIntN(32, seed))];
    let i = 1;
    const next = () => {
      if (++i < SIZE) return;
      state[0] = state[SIZE - 1];
      i = 1;
    };
    for (let k = 0; k < SIZE; k++, next()) {
      state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1664525)) + key[k % 2] + (k % 2);
    }
    for (let k = 1; k < SIZE; k++, next()) state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1566083941)) - i;
    state[0] = 1 << 31;
  }

  nextLong(): bigint {
    return (BigInt(this.#next(32)) << 32n) | BigInt(this.#next(32));
  }

  /** Evenly from 0 to below the bound, which is at least 1. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    for (;;) {
      const bits = this.#next(31);
      const value = bits % bound;
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  }

  #next(bits: number): number {
    if (this.#index === SIZE) this.#twist();
    let word = this.#state[this.#index++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> (32 - bits);
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const word = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % SIZE] ^ (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}

const mixed = (word: number): number => word ^ (word >>> 30);
