import { trueRows } from './selection.ts';
import { type BooleanVector, BytesVector, type Value, type Vector } from './vector.ts';

/** The most rows that a batch holds: small enough for the processor's cache, large enough to spread fixed costs. */
export const BATCH_ROWS = 65_536;

/** Some rows of a table, column by column; a micro-batch is a stream of these. */
export class Batch {
  readonly columns: readonly Vector[];
  readonly length: number;

  /** `length` is given because a batch may have rows and no columns, as in `groupBy().count()`. */
  constructor(columns: readonly Vector[], length: number) {
    this.columns = columns;
    this.length = length;
  }

  /** The rows for which the condition is true; false and null drop a row. */
  keep(condition: BooleanVector): Batch {
    const { values: flags, valid } = condition;
    const { columns } = this;
    if (!valid && columns.every(canKeep)) {
      const count = countOnes(flags, this.length);
      if (count === this.length) return this;
      return new Batch(
        columns.map(column => column.keep(flags, count)),
        count,
      );
    }
    const rows = trueRows(condition);
    return rows.length === this.length ? this : this.take(rows);
  }

  take(rows: Int32Array): Batch {
    return new Batch(
      this.columns.map(column => column.take(rows)),
      rows.length,
    );
  }

  slice(from: number, to: number): Batch {
    return new Batch(
      this.columns.map(column => column.slice(from, to)),
      to - from,
    );
  }

  /** Pieces of at most `BATCH_ROWS` rows. */
  *pieces(): Generator<Batch> {
    if (this.length <= BATCH_ROWS) yield this;
    else {
      for (let from = 0; from < this.length; from += BATCH_ROWS) {
        yield this.slice(from, Math.min(from + BATCH_ROWS, this.length));
      }
    }
  }

  row(row: number): Value[] {
    return this.columns.map(column => column.get(row));
  }

  *rows(): Generator<Value[]> {
    for (let row = 0; row < this.length; row++) yield this.row(row);
  }
}

/** Texts without nulls are kept in one pass, with no list of rows before it. */
const canKeep = (column: Vector): column is BytesVector => column instanceof BytesVector && !column.valid;

function countOnes(flags: Uint8Array, length: number): number {
  let count = 0;
  for (let row = 0; row < length; row++) count += flags[row];
  return count;
}
