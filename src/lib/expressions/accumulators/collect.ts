import { encodeRows, withoutNegativeZeros } from '../../columns/row-codec.ts';
import { arrayType, type DataType } from '../../columns/types.ts';
import type { ArrayVector, Value, Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/**
 * Keeps the values of every group that are not null, in order: `collect_list`, `collect_set` (each value once), and
 * what is worked out from all values at the end, such as `median`.
 */
export class CollectAccumulator implements Accumulator {
  readonly #element: DataType;
  readonly #distinct: boolean;
  readonly #resultType: DataType;
  readonly #finish: (values: Value[]) => Value;
  readonly #values: Value[][] = [];
  readonly #known: Set<string>[] = [];

  constructor(element: DataType, distinct: boolean, finish?: { type: DataType; compute: (values: Value[]) => Value }) {
    this.#element = element;
    this.#distinct = distinct;
    this.#resultType = finish?.type ?? arrayType(element, false);
    this.#finish = finish?.compute ?? (values => values);
  }

  update(groups: Int32Array, _groupCount: number, [given]: readonly Vector[], length: number): void {
    const values = this.#distinct ? withoutNegativeZeros(given) : given;
    const keys = this.#distinct ? encodeRows([values], length) : undefined;
    for (let row = 0; row < length; row++) {
      if (values.isNull(row)) continue;
      const group = groups[row];
      if (keys) {
        const key = Buffer.from(keys.bytes.subarray(keys.starts[row], keys.ends[row])).toString('latin1');
        const known = (this.#known[group] ??= new Set());
        if (known.has(key)) continue;
        known.add(key);
      }
      (this.#values[group] ??= []).push(values.get(row));
    }
  }

  merge(groups: Int32Array, groupCount: number, [lists]: readonly Vector[], length: number): void {
    const { starts, ends, elements } = lists as ArrayVector;
    const rows: number[] = [];
    const owners: number[] = [];
    for (let row = 0; row < length; row++) {
      if (lists.isNull(row)) continue;
      for (let i = starts[row]; i < ends[row]; i++) {
        rows.push(i);
        owners.push(groups[row]);
      }
    }
    this.update(Int32Array.from(owners), groupCount, [elements.take(Int32Array.from(rows))], rows.length);
  }

  buffers(groupCount: number): Vector[] {
    return [vectorOf(arrayType(this.#element, false), this.#lists(groupCount))];
  }

  results(groupCount: number): Vector {
    return vectorOf(this.#resultType, this.#lists(groupCount).map(this.#finish));
  }

  #lists = (groupCount: number): Value[][] =>
    Array.from({ length: groupCount }, (_, group) => this.#values[group] ?? []);
}
