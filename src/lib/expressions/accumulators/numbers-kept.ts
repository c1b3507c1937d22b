import type { DoubleVector, Value, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';

/** What an aggregate of doubles keeps of a group: so many numbers, all 0 at first. */
export interface NumbersKept {
  readonly size: number;
  /** Takes in one row, none of whose values is null. */
  add(kept: Float64Array, values: readonly number[]): void;
  /** Takes in what another part of the group kept. */
  join(kept: Float64Array, other: Float64Array): void;
  finish(kept: Float64Array): Value;
}

/** Runs a `NumbersKept` for many groups. */
export class NumbersAccumulator implements Accumulator {
  readonly #kind: NumbersKept;
  readonly #type: 'double' | 'bigint';
  readonly #groups: Float64Array[] = [];

  constructor(kind: NumbersKept, type: 'double' | 'bigint' = 'double') {
    this.#kind = kind;
    this.#type = type;
  }

  update(groups: Int32Array, _groupCount: number, args: readonly Vector[], length: number): void {
    const columns = args.map(arg => (arg as DoubleVector).values);
    for (let row = 0; row < length; row++) {
      if (args.some(arg => arg.isNull(row))) continue;
      this.#kind.add(
        this.#kept(groups[row]),
        columns.map(values => values[row]),
      );
    }
  }

  merge(groups: Int32Array, _groupCount: number, buffers: readonly Vector[], length: number): void {
    const columns = buffers.map(buffer => (buffer as DoubleVector).values);
    for (let row = 0; row < length; row++) {
      if (buffers[0].isNull(row)) continue;
      const other = Float64Array.from(columns, values => values[row]);
      this.#kind.join(this.#kept(groups[row]), other);
    }
  }

  buffers(groupCount: number): Vector[] {
    return Array.from({ length: this.#kind.size }, (_, i) =>
      buildVector('double', groupCount, group => this.#kept(group)[i]),
    );
  }

  results(groupCount: number): Vector {
    return buildVector(this.#type, groupCount, group => this.#kind.finish(this.#kept(group)));
  }

  #kept(group: number): Float64Array {
    this.#groups[group] ??= new Float64Array(this.#kind.size);
    return this.#groups[group];
  }
}
