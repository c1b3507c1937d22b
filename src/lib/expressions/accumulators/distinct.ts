import { invariant } from '../../base/errors.ts';
import { KeyTable } from '../../columns/key-table.ts';
import type { DataType } from '../../columns/types.ts';
import { IntVector, type Vector } from '../../columns/vector.ts';
import type { Accumulator } from '../typed.ts';

/** Hands another accumulator each combination of arguments once a group. Batch queries only: it cannot be merged. */
export class DistinctAccumulator implements Accumulator {
  readonly #inner: Accumulator;
  readonly #seen: KeyTable;

  constructor(inner: Accumulator, types: readonly DataType[]) {
    this.#inner = inner;
    this.#seen = new KeyTable(['int', ...types]);
  }

  update(groups: Int32Array, groupCount: number, args: readonly Vector[], length: number): void {
    let known = this.#seen.size;
    const pairs = this.#seen.groups([new IntVector('int', groups, length), ...args], length);
    const fresh: number[] = [];
    for (let row = 0; row < length; row++) {
      if (pairs[row] < known) continue;
      known = pairs[row] + 1;
      fresh.push(row);
    }
    const rows = Int32Array.from(fresh);
    this.#inner.update(
      rows.map(row => groups[row]),
      groupCount,
      args.map(arg => arg.take(rows)),
      rows.length,
    );
  }

  merge(): never {
    invariant(false, 'a DISTINCT aggregate is never merged: streaming queries refuse it');
  }

  buffers(): never {
    return this.merge();
  }

  results(groupCount: number): Vector {
    return this.#inner.results(groupCount);
  }
}
