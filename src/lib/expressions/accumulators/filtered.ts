import { trueRows } from '../../columns/selection.ts';
import type { BooleanVector, Vector } from '../../columns/vector.ts';
import type { Accumulator } from '../typed.ts';

/** Hands another accumulator the rows for which the last argument is true: `sum(x) FILTER (WHERE …)`. */
export class FilteredAccumulator implements Accumulator {
  readonly #inner: Accumulator;

  constructor(inner: Accumulator) {
    this.#inner = inner;
  }

  update(groups: Int32Array, groupCount: number, args: readonly Vector[]): void {
    const rows = trueRows(args[args.length - 1] as BooleanVector);
    this.#inner.update(
      rows.map(row => groups[row]),
      groupCount,
      args.slice(0, -1).map(arg => arg.take(rows)),
      rows.length,
    );
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.#inner.merge(groups, groupCount, buffers, length);
  }

  buffers = (groupCount: number): Vector[] => this.#inner.buffers(groupCount);
  results = (groupCount: number): Vector => this.#inner.results(groupCount);
}
