import { type Comparator, comparatorFor } from '../../columns/compare.ts';
import type { DataType } from '../../columns/types.ts';
import type { Value, Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/** `min` and `max` of any type that has an order; null for a group without a value. */
export class ExtremeAccumulator implements Accumulator {
  readonly #type: DataType;
  readonly #direction: 1 | -1;
  readonly #compare: Comparator;
  readonly #kept: Value[] = [];

  /** @param direction 1 for max, -1 for min */
  constructor(type: DataType, direction: 1 | -1) {
    this.#type = type;
    this.#direction = direction;
    this.#compare = comparatorFor(type);
  }

  update(groups: Int32Array, groupCount: number, [values]: readonly Vector[], length: number): void {
    const best = bestRows(
      groups,
      groupCount,
      length,
      row => !values.isNull(row),
      (row, other) => this.#compare(values, row, values, other) * this.#direction,
    );
    const kept = vectorOf(
      this.#type,
      best.groups.map(group => this.#kept[group] ?? null),
    );
    best.groups.forEach((group, i) => {
      const row = best.rows[i];
      if (kept.isNull(i) || this.#compare(values, row, kept, i) * this.#direction > 0)
        this.#kept[group] = values.get(row);
    });
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.update(groups, groupCount, buffers, length);
  }

  buffers(groupCount: number): Vector[] {
    return [this.results(groupCount)];
  }

  results(groupCount: number): Vector {
    return vectorOf(
      this.#type,
      Array.from({ length: groupCount }, (_, group) => this.#kept[group] ?? null),
    );
  }
}

/** `max_by(value, order)` and `min_by`: the value of the row in which the order is extreme. */
export class ExtremeByAccumulator implements Accumulator {
  readonly #types: readonly [value: DataType, order: DataType];
  readonly #direction: 1 | -1;
  readonly #compare: Comparator;
  readonly #kept: [value: Value, order: Value][] = [];

  constructor(types: readonly [value: DataType, order: DataType], direction: 1 | -1) {
    this.#types = types;
    this.#direction = direction;
    this.#compare = comparatorFor(types[1]);
  }

  update(groups: Int32Array, groupCount: number, [values, orders]: readonly Vector[], length: number): void {
    // Of rows with the same order the last wins, as in Spark.
    const best = bestRows(
      groups,
      groupCount,
      length,
      row => !orders.isNull(row),
      (row, other) => this.#compare(orders, row, orders, other) * this.#direction || 1,
    );
    const kept = vectorOf(
      this.#types[1],
      best.groups.map(group => this.#kept[group]?.[1] ?? null),
    );
    best.groups.forEach((group, i) => {
      const row = best.rows[i];
      const wins = kept.isNull(i) || this.#compare(orders, row, kept, i) * this.#direction >= 0;
      if (wins) this.#kept[group] = [values.get(row), orders.get(row)];
    });
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.update(groups, groupCount, buffers, length);
  }

  buffers(groupCount: number): Vector[] {
    return this.#types.map((type, i) =>
      vectorOf(
        type,
        Array.from({ length: groupCount }, (_, group) => this.#kept[group]?.[i] ?? null),
      ),
    );
  }

  results(groupCount: number): Vector {
    return this.buffers(groupCount)[0];
  }
}

/** Of every group that has an eligible row, the row that no other is better than. */
function bestRows(
  groups: Int32Array,
  groupCount: number,
  length: number,
  eligible: (row: number) => boolean,
  better: (row: number, other: number) => number,
): { groups: number[]; rows: number[] } {
  const best = new Int32Array(groupCount).fill(-1);
  const touched: number[] = [];
  for (let row = 0; row < length; row++) {
    if (!eligible(row)) continue;
    const group = groups[row];
    if (best[group] < 0) {
      best[group] = row;
      touched.push(group);
    } else if (better(row, best[group]) > 0) best[group] = row;
  }
  return { groups: touched, rows: touched.map(group => best[group]) };
}
