import type { DataType } from '../../columns/types.ts';
import type { BooleanVector, Value, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/** Sums of whole numbers with their count, and whether a sum ever left the range of its type: then all is lost. */
export class ExactSum implements Accumulator {
  readonly #type: DataType;
  readonly #bits: 32 | 64;
  readonly #fail: (() => Error) | undefined;
  readonly #finish: (sum: bigint, count: bigint) => Value;
  readonly #resultType: DataType;
  readonly #sums: (bigint | null)[] = [];
  readonly #counts: bigint[] = [];

  /** @param fail the error of an overflow; without one the result is null */
  constructor(
    type: DataType,
    bits: 32 | 64,
    fail: (() => Error) | undefined,
    resultType: DataType,
    finish: (sum: bigint, count: bigint) => Value,
  ) {
    this.#type = type;
    this.#bits = bits;
    this.#fail = fail;
    this.#resultType = resultType;
    this.#finish = finish;
  }

  update(groups: Int32Array, _groupCount: number, [values]: readonly Vector[], length: number): void {
    for (let row = 0; row < length; row++) {
      if (!values.isNull(row)) this.#add(groups[row], BigInt(values.get(row) as number | bigint), 1n);
    }
  }

  merge(groups: Int32Array, _groupCount: number, [sums, counts, lost]: readonly Vector[], length: number): void {
    for (let row = 0; row < length; row++) {
      if (sums.isNull(row)) continue;
      if ((lost as BooleanVector).values[row]) this.#sums[groups[row]] = null;
      this.#add(groups[row], BigInt(sums.get(row) as number | bigint), counts.get(row) as bigint);
    }
  }

  #add(group: number, value: bigint, count: bigint): void {
    this.#counts[group] = (this.#counts[group] ?? 0n) + count;
    const before = this.#sums[group];
    if (before === null) return;
    const sum = (before ?? 0n) + value;
    const fits = BigInt.asIntN(this.#bits, sum) === sum;
    if (!fits && this.#fail) throw this.#fail();
    this.#sums[group] = fits ? sum : null;
  }

  buffers(groupCount: number): Vector[] {
    const restore = this.#bits === 32 ? Number : (sum: bigint) => sum;
    return [
      buildVector(this.#type, groupCount, group => restore(this.#sums[group] ?? 0n)),
      buildVector('bigint', groupCount, group => this.#counts[group] ?? 0n),
      buildVector('boolean', groupCount, group => this.#sums[group] === null),
    ];
  }

  results(groupCount: number): Vector {
    return buildVector(this.#resultType, groupCount, group => {
      const [sum, count] = [this.#sums[group], this.#counts[group] ?? 0n];
      return sum === null || sum === undefined || count === 0n ? null : this.#finish(sum, count);
    });
  }
}
