import { RuntimeError } from '../../base/errors.ts';
import { emptyBitmap, setBit } from '../../columns/bitmap.ts';
import { fitsPrecision } from '../../columns/decimal.ts';
import type { DataType, DecimalType } from '../../columns/types.ts';
import { DecimalVector, DoubleVector, IntVector, LongVector, SAFE, type Vector } from '../../columns/vector.ts';
import type { Accumulator } from '../typed.ts';
import { growBytes, growDoubles, growLongs } from './growable.ts';

/** Sums: null for a group without a value. The buffer of a sum is the sum, so merging is adding. */
abstract class SumAccumulator implements Accumulator {
  protected seen: Uint8Array = new Uint8Array(64);

  update(groups: Int32Array, groupCount: number, [values]: readonly Vector[], length: number): void {
    this.seen = growBytes(this.seen, groupCount);
    this.add(groups, groupCount, values, length);
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.update(groups, groupCount, buffers, length);
  }

  buffers(groupCount: number): Vector[] {
    return [this.results(groupCount)];
  }

  abstract results(groupCount: number): Vector;
  protected abstract add(groups: Int32Array, groupCount: number, values: Vector, length: number): void;

  protected validity(groupCount: number): Uint8Array | undefined {
    const seen = growBytes(this.seen, groupCount);
    let missing = false;
    const valid = emptyBitmap(groupCount);
    for (let group = 0; group < groupCount; group++) {
      if (seen[group]) setBit(valid, group);
      else missing = true;
    }
    return missing ? valid : undefined;
  }
}

/** Sums of doubles, in the order in which the rows come. */
export class DoubleSum extends SumAccumulator {
  #sums: Float64Array = new Float64Array(64);

  protected add(groups: Int32Array, groupCount: number, values: Vector, length: number): void {
    const sums = (this.#sums = growDoubles(this.#sums, groupCount));
    const { seen } = this;
    const numbers = (values as DoubleVector).values;
    for (let row = 0; row < length; row++) {
      if (values.valid && values.isNull(row)) continue;
      sums[groups[row]] += numbers[row];
      seen[groups[row]] = 1;
    }
  }

  results(groupCount: number): Vector {
    const sums = growDoubles(this.#sums, groupCount).slice(0, groupCount);
    return new DoubleVector('double', sums, groupCount, this.validity(groupCount));
  }
}

/** Sums of integers: exact; as doubles until one of them leaves the range in which doubles are exact. */
export class LongSum extends SumAccumulator {
  readonly #type: DataType;
  readonly #ansi: boolean;
  #sums: Float64Array = new Float64Array(64);
  #exact: BigInt64Array | undefined;
  /** No sum is further from zero than this. */
  #bound = 0;

  constructor(type: DataType, ansi: boolean) {
    super();
    this.#type = type;
    this.#ansi = ansi;
  }

  protected add(groups: Int32Array, groupCount: number, values: Vector, length: number): void {
    const numbers = values instanceof IntVector ? values.values : (values as LongVector).numbers;
    const done = this.#exact || !numbers ? 0 : this.#addSafely(groups, groupCount, values, numbers, length);
    if (done < length) this.#addExactly(groups, groupCount, values, done, length);
  }

  /** @returns the first row that was not added, because its sum would not be exact */
  #addSafely(
    groups: Int32Array,
    groupCount: number,
    values: Vector,
    numbers: ArrayLike<number>,
    length: number,
  ): number {
    const sums = (this.#sums = growDoubles(this.#sums, groupCount));
    const { seen } = this;
    if (values instanceof IntVector && !values.valid && this.#staysBelow(length * 2 ** 31)) {
      const { values: integers } = values;
      for (let row = 0; row < length; row++) sums[groups[row]] += integers[row];
      if (seen.subarray(0, groupCount).includes(0)) for (let row = 0; row < length; row++) seen[groups[row]] = 1;
      return length;
    }
    this.#bound = Number.POSITIVE_INFINITY; // found out when it is asked for
    for (let row = 0; row < length; row++) {
      if (values.valid && values.isNull(row)) continue;
      const group = groups[row];
      const sum = sums[group] + numbers[row];
      if (sum > SAFE || sum < -SAFE) return row;
      sums[group] = sum;
      seen[group] = 1;
    }
    return length;
  }

  /** Can so much be added without asking each time whether the sum is still exact? */
  #staysBelow(more: number): boolean {
    if (this.#bound + more > SAFE) this.#bound = this.#sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
    this.#bound += more;
    return this.#bound <= SAFE;
  }

  #addExactly(groups: Int32Array, groupCount: number, values: Vector, from: number, length: number): void {
    const exact = growLongs(this.#exact ?? BigInt64Array.from(this.#sums, BigInt), groupCount);
    this.#exact = exact;
    for (let row = from; row < length; row++) {
      if (values.isNull(row)) continue;
      const sum = exact[groups[row]] + BigInt(values.get(row) as number | bigint);
      exact[groups[row]] = sum; // keeps the low 64 bits
      if (exact[groups[row]] !== sum && this.#ansi) {
        throw new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_sum' });
      }
      this.seen[groups[row]] = 1;
    }
  }

  results(groupCount: number): Vector {
    const sums = this.#exact
      ? growLongs(this.#exact, groupCount).slice(0, groupCount)
      : growDoubles(this.#sums, groupCount).slice(0, groupCount);
    return new LongVector(this.#type, sums, groupCount, this.validity(groupCount));
  }
}

/** Sums of decimals: an overflow is an error in ANSI mode, null without. */
export class DecimalSum extends SumAccumulator {
  readonly #type: DecimalType;
  readonly #ansi: boolean;
  readonly #sums: bigint[] = [];

  constructor(type: DecimalType, ansi: boolean) {
    super();
    this.#type = type;
    this.#ansi = ansi;
  }

  protected add(groups: Int32Array, _groupCount: number, values: Vector, length: number): void {
    const unscaled = (values as DecimalVector).values;
    for (let row = 0; row < length; row++) {
      if (values.isNull(row)) continue;
      const group = groups[row];
      this.#sums[group] = (this.#sums[group] ?? 0n) + unscaled[row];
      this.seen[group] = 1;
    }
  }

  results(groupCount: number): Vector {
    const { precision } = this.#type;
    const sums = Array.from({ length: groupCount }, (_, group) => this.#sums[group] ?? 0n);
    this.seen = growBytes(this.seen, groupCount);
    sums.forEach((sum, group) => {
      if (fitsPrecision(sum, precision)) return;
      if (this.#ansi) throw new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_sum' });
      this.seen[group] = 0;
    });
    return new DecimalVector(this.#type, sums, groupCount, this.validity(groupCount));
  }
}
