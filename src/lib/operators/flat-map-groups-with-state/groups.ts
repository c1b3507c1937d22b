import type { Batch } from '../../columns/batch.ts';
import { KeyTable } from '../../columns/key-table.ts';
import { type Row, type RowReader, rowReader, type TimestampForm } from '../../columns/rows.ts';
import type { Vector } from '../../columns/vector.ts';
import { bind } from '../../expressions/bind.ts';
import type { EvaluationContext, NamedExpression } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/node.ts';

/** The rows of one micro-batch by their keys; those of a key in the order in which they came. */
export class Groups {
  readonly #table: KeyTable;
  readonly #kernels;
  readonly #read: RowReader;
  readonly #batches: Batch[] = [];
  readonly #groups: Int32Array[] = [];
  /** Of every row, sorted by group, its batch and its place in it; `#starts[g]` is where those of group g begin. */
  #sorted: { readonly batches: Int32Array; readonly rows: Int32Array; readonly starts: Int32Array } | undefined;

  constructor(keys: readonly NamedExpression[], { output }: PlanNode, timestamps: TimestampForm) {
    this.#table = new KeyTable(keys.map(({ expression }) => expression.type));
    this.#kernels = keys.map(({ expression }) => bind(expression, output));
    this.#read = rowReader(output, timestamps);
  }

  get size(): number {
    return this.#table.size;
  }

  add(rows: Batch, context: EvaluationContext): void {
    const columns = this.#kernels.map(kernel => kernel(rows, context));
    this.#batches.push(rows);
    this.#groups.push(this.#table.groups(columns, rows.length));
  }

  /** The keys of all groups. */
  keys = (): Vector[] => this.#table.keys();

  /** The rows of a group; each is made when it is asked for. */
  rowsOf(group: number): Iterable<Row> {
    this.#sorted ??= this.#sort();
    const { batches, rows, starts } = this.#sorted;
    const [all, read] = [this.#batches, this.#read];
    return {
      *[Symbol.iterator]() {
        for (let i = starts[group]; i < starts[group + 1]; i++) yield read(all[batches[i]], rows[i]);
      },
    };
  }

  #sort() {
    const starts = new Int32Array(this.size + 1);
    for (const groups of this.#groups) for (const group of groups) starts[group + 1]++;
    for (let group = 0; group < this.size; group++) starts[group + 1] += starts[group];
    const next = starts.slice();
    const batches = new Int32Array(starts[this.size]);
    const rows = new Int32Array(starts[this.size]);
    this.#groups.forEach((groups, batch) => {
      groups.forEach((group, row) => {
        const place = next[group]++;
        batches[place] = batch;
        rows[place] = row;
      });
    });
    return { batches, rows, starts };
  }
}
