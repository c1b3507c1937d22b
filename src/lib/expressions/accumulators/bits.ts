import type { DataType } from '../../columns/types.ts';
import type { Value, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/** `bit_and`, `bit_or` and `bit_xor`: null for a group without a value. The buffer is the result so far. */
export class BitsAccumulator implements Accumulator {
  readonly #type: DataType;
  readonly #join: (a: bigint, b: bigint) => bigint;
  readonly #kept: (bigint | undefined)[] = [];

  constructor(type: DataType, join: (a: bigint, b: bigint) => bigint) {
    this.#type = type;
    this.#join = join;
  }

  update(groups: Int32Array, _groupCount: number, [values]: readonly Vector[], length: number): void {
    for (let row = 0; row < length; row++) {
      if (values.isNull(row)) continue;
      const value = BigInt(values.get(row) as number | bigint);
      const before = this.#kept[groups[row]];
      this.#kept[groups[row]] = before === undefined ? value : this.#join(before, value);
    }
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.update(groups, groupCount, buffers, length);
  }

  buffers = (groupCount: number): Vector[] => [this.results(groupCount)];

  results(groupCount: number): Vector {
    return buildVector(this.#type, groupCount, (group): Value => {
      const value = this.#kept[group];
      return value === undefined ? null : this.#type === 'bigint' ? value : Number(value);
    });
  }
}
