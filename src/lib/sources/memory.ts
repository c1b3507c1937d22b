import { RuntimeError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import type { Source, SourceContext, StreamDefinition } from './source.ts';

/** So many rows stay for queries that start later. */
const KEPT_ROWS = 100_000;

/**
 * Rows added by hand: for tests, and for examples without a network. What was added before the query started is
 * there when it starts; every query that reads the stream sees all of it. Of more than 100,000 rows those go that come
 * before, once all queries that run are done with them; a query that would have to read them is refused then.
 */
export class MemoryStream implements StreamDefinition {
  readonly schema: Schema;
  readonly hasEnd = false;
  readonly replays = true;
  #added: Batch[] = [];
  /** So many additions stood before those. */
  #gone = 0;
  #rows = 0;
  /** With the last addition that each is done with; -1 before there is one. */
  readonly #readers = new Map<SourceContext, number>();

  constructor(schema: Schema) {
    this.schema = schema;
  }

  get description(): string {
    return `MemoryStream[${this.schema.map(field => field.name).join(',')}]`;
  }

  /** Adds rows. A batch takes whole additions: never a part of one. */
  add(rows: Batch): void {
    this.#added.push(rows);
    this.#rows += rows.length;
    for (const reader of this.#readers.keys()) reader.onChange();
  }

  open(context: SourceContext): Source {
    this.#readers.set(context, -1);
    return {
      ended: false,
      latestOffset: async () => (this.#latest < 0 ? undefined : String(this.#latest)),
      read: (start, end) => this.#read(start === undefined ? 0 : Number(start) + 1, Number(end)),
      commit: end => {
        this.#readers.set(context, Number(end));
        this.#forget();
      },
      stop: async () => void this.#readers.delete(context),
    };
  }

  get #latest(): number {
    return this.#gone + this.#added.length - 1;
  }

  /** @throws RuntimeError `MEMORY_ROWS_GONE` */
  *#read(from: number, to: number): Generator<Batch> {
    if (from < this.#gone) throw new RuntimeError('MEMORY_ROWS_GONE', { count: this.#gone, rows: KEPT_ROWS });
    for (const rows of this.#added.slice(from - this.#gone, to + 1 - this.#gone)) yield* rows.pieces();
  }

  #forget(): void {
    const done = Math.min(...this.#readers.values());
    let count = 0;
    while (this.#gone + count <= done && this.#rows - this.#added[count].length >= KEPT_ROWS) {
      this.#rows -= this.#added[count++].length;
    }
    if (count === 0) return;
    this.#added = this.#added.slice(count);
    this.#gone += count;
  }
}
