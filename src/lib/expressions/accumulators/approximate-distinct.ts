import type { DataType } from '../../columns/types.ts';
import { BytesVector, type Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { fold, XxHash64 } from '../hashing.ts';
import { HyperLogLog, precisionFor } from '../hyperloglog.ts';
import type { Accumulator } from '../typed.ts';
import { growBytes } from './growable.ts';

/** `approx_count_distinct`: a sketch of registers for each group, one behind the other; the buffer is the sketch. */
export class ApproximateDistinctAccumulator implements Accumulator {
  readonly #type: DataType;
  readonly #sketch: HyperLogLog;
  readonly #hash = new XxHash64();
  #registers: Uint8Array = new Uint8Array(0);

  constructor(type: DataType, relativeDeviation: number) {
    this.#type = type;
    this.#sketch = new HyperLogLog(precisionFor(relativeDeviation));
  }

  update(groups: Int32Array, groupCount: number, [values]: readonly Vector[], length: number): void {
    this.#grow(groupCount);
    const { registerCount } = this.#sketch;
    for (let row = 0; row < length; row++) {
      if (values.isNull(row)) continue;
      this.#hash.reset();
      fold(this.#hash, this.#type, values.get(row));
      this.#sketch.add(this.#registers, groups[row] * registerCount, this.#hash);
    }
  }

  merge(groups: Int32Array, groupCount: number, [sketches]: readonly Vector[], length: number): void {
    this.#grow(groupCount);
    const { bytes, starts } = sketches as BytesVector;
    for (let row = 0; row < length; row++) {
      if (sketches.isNull(row)) continue;
      this.#sketch.merge(this.#registers, groups[row] * this.#sketch.registerCount, bytes, starts[row]);
    }
  }

  buffers(groupCount: number): Vector[] {
    this.#grow(groupCount);
    const { registerCount } = this.#sketch;
    const starts = Int32Array.from({ length: groupCount }, (_, group) => group * registerCount);
    const ends = starts.map(start => start + registerCount);
    return [new BytesVector('binary', this.#registers, starts, ends, groupCount)];
  }

  results(groupCount: number): Vector {
    this.#grow(groupCount);
    const estimates = Array.from({ length: groupCount }, (_, group) =>
      BigInt(this.#sketch.estimate(this.#registers, group * this.#sketch.registerCount)),
    );
    return vectorOf('bigint', estimates);
  }

  #grow(groupCount: number): void {
    this.#registers = growBytes(this.#registers, groupCount * this.#sketch.registerCount);
  }
}
