/**
 * HyperLogLog++: the number of distinct values, to within a few percent, in a few hundred bytes.
 *
 * The first `precision` bits of a value's hash choose a register; it keeps the longest run of zeros, plus one, that
 * the other bits of any such value began with. Runs of n zeros turn up once in 2^n values, so the registers
 * together tell how many values there were. Equal values leave the same mark, and so two sketches merge by keeping
 * the larger of each pair of registers. Small numbers are told from the registers still empty, and the estimate in
 * between is corrected by a bias that was measured.
 *
 * A sketch is a run of `registerCount` bytes in an array, one register each, all 0 at first: many groups share an
 * array, and a sketch is stored as it is.
 *
 * @see Flajolet et al., HyperLogLog, AofA 2007; Heule, Nunkesser and Hall, HyperLogLog in Practice, EDBT 2013
 * @see Spark HyperLogLogPlusPlusHelper, whose answers these are, to the last one
 */
import { invariant } from '../base/errors.ts';
import type { XxHash64 } from './hashing.ts';
import { type BiasPoints, biasPoints } from './hyperloglog-bias.ts';

/**
 * Bits that choose a register, for a relative standard deviation such as 0.05, which is at most 0.39: a larger one
 * gives less than 4, which is too few.
 */
export const precisionFor = (relativeDeviation: number): number =>
  Math.ceil((2 * Math.log(1.106 / relativeDeviation)) / Math.log(2));

export class HyperLogLog {
  readonly registerCount: number;
  readonly #precision: number;
  readonly #bias: BiasPoints | undefined;

  /** @param precision from 4 to 30, as `precisionFor` gives it */
  constructor(precision: number) {
    invariant(precision >= 4 && precision <= 30, `HyperLogLog has a precision of 4 to 30, not ${precision}`);
    this.#precision = precision;
    this.registerCount = 2 ** precision;
    this.#bias = biasPoints(precision);
  }

  /** Adds a value, given as its hash from the seed of SQL, to the sketch at `offset`. Nulls are not to be added. */
  add(registers: Uint8Array, offset: number, { high, low }: XxHash64): void {
    const precision = this.#precision;
    const index = high >>> (32 - precision);
    // The bits behind those of the index, and then a 1, so that a run of zeros has an end.
    const restHigh = (high << precision) | (low >>> (32 - precision));
    const restLow = (low << precision) | (1 << (precision - 1));
    const run = 1 + (restHigh !== 0 ? Math.clz32(restHigh) : 32 + Math.clz32(restLow));
    if (run > registers[offset + index]) registers[offset + index] = run;
  }

  /** Adds all that one sketch has seen to another one. */
  merge(into: Uint8Array, intoOffset: number, from: Uint8Array, fromOffset: number): void {
    for (let i = 0; i < this.registerCount; i++) {
      if (from[fromOffset + i] > into[intoOffset + i]) into[intoOffset + i] = from[fromOffset + i];
    }
  }

  /** The number of distinct values added, a whole number. */
  estimate(registers: Uint8Array, offset: number): number {
    const count = this.registerCount;
    let inverse = 0;
    let empty = 0;
    for (let i = offset; i < offset + count; i++) {
      inverse += 2 ** -registers[i];
      if (registers[i] === 0) empty++;
    }
    const raw = (alpha(this.#precision) * count * count) / inverse;
    if (empty > 0) {
      const linear = count * Math.log(count / empty);
      const limit = LINEAR_LIMITS[this.#precision - 4] ?? 0;
      if (linear <= limit || raw <= 2.5 * count) return Math.round(linear);
    }
    return Math.round(this.#bias && raw < 5 * count ? raw - biasAt(this.#bias, raw) : raw);
  }
}

/** Up to these numbers, for precisions from 4 to 18, counting empty registers is the better estimate. */
const LINEAR_LIMITS = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000];

/** What makes the harmonic mean of the registers an estimate of the number. */
function alpha(precision: number): number {
  if (precision === 4) return 0.673;
  if (precision === 5) return 0.697;
  if (precision === 6) return 0.709;
  return 0.7213 / (1 + 1.079 / 2 ** precision);
}

/** Points that the bias is the mean of. */
const NEIGHBOURS = 6;

/** The mean bias of the points nearest to an estimate. */
function biasAt({ estimates, biases }: BiasPoints, estimate: number): number {
  const distance = (i: number) => (estimate - estimates[i]) ** 2;
  let from = Math.max(insertionPoint(estimates, estimate) - NEIGHBOURS + 1, 0);
  let to = Math.min(from + NEIGHBOURS, estimates.length);
  while (to < estimates.length && distance(to) < distance(from)) {
    from++;
    to++;
  }
  let sum = 0;
  for (let i = from; i < to; i++) sum += biases[i];
  return sum / (to - from);
}

/**
 * Where a value is or would stand. Halves as Java's Arrays.binarySearch does: at a few places the estimates are
 * not in order, and another search could end elsewhere.
 */
function insertionPoint(values: readonly number[], wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < wanted) low = middle + 1;
    else if (values[middle] > wanted) high = middle - 1;
    else return middle;
  }
  return low;
}
