import type { DataType } from '../../columns/types.ts';
import { BooleanVector, type Value, type Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/** `first` and `last`: the value of the first or last row, null or not; or of the first or last that is not null. */
export class PickAccumulator implements Accumulator {
  readonly #type: DataType;
  readonly #last: boolean;
  readonly #ignoreNulls: boolean;
  readonly #picked: Value[] = [];
  readonly #set: boolean[] = [];

  constructor(type: DataType, last: boolean, ignoreNulls: boolean) {
    this.#type = type;
    this.#last = last;
    this.#ignoreNulls = ignoreNulls;
  }

  update(groups: Int32Array, _groupCount: number, [values]: readonly Vector[], length: number): void {
    this.#pick(groups, values, length, row => !this.#ignoreNulls || !values.isNull(row));
  }

  merge(groups: Int32Array, _groupCount: number, [values, set]: readonly Vector[], length: number): void {
    this.#pick(groups, values, length, row => !set.isNull(row) && (set as BooleanVector).values[row] === 1);
  }

  #pick(groups: Int32Array, values: Vector, length: number, eligible: (row: number) => boolean): void {
    const rows = new Map<number, number>();
    for (let row = 0; row < length; row++) {
      const group = groups[row];
      const open = this.#last || !(this.#set[group] || rows.has(group));
      if (open && eligible(row)) rows.set(group, row);
    }
    for (const [group, row] of rows) {
      this.#picked[group] = values.get(row);
      this.#set[group] = true;
    }
  }

  buffers(groupCount: number): Vector[] {
    const set = Uint8Array.from({ length: groupCount }, (_, group) => (this.#set[group] ? 1 : 0));
    return [this.results(groupCount), new BooleanVector(set, groupCount)];
  }

  results(groupCount: number): Vector {
    return vectorOf(
      this.#type,
      Array.from({ length: groupCount }, (_, group) => this.#picked[group] ?? null),
    );
  }
}
