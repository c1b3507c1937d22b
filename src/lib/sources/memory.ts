import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import type { Offset, Source, SourceContext, StreamDefinition } from './source.ts';

/**
 * Rows added by hand: for tests, and for examples without a network. What was added before the query started is
 * there when it starts; every query that reads the stream sees all of it.
 */
export class MemoryStream implements StreamDefinition {
  readonly schema: Schema;
  readonly hasEnd = false;
  readonly replays = true;
  readonly #added: Batch[] = [];
  readonly #readers = new Set<SourceContext>();

  constructor(schema: Schema) {
    this.schema = schema;
  }

  get description(): string {
    return `MemoryStream[${this.schema.map(field => field.name).join(',')}]`;
  }

  /** Adds rows. A batch takes whole additions: never a part of one. */
  add(rows: Batch): void {
    this.#added.push(rows);
    for (const reader of this.#readers) reader.onChange();
  }

  open(context: SourceContext): Source {
    this.#readers.add(context);
    const added = this.#added;
    return {
      ended: false,
      async latestOffset() {
        return added.length === 0 ? undefined : String(added.length - 1);
      },
      *read(start: Offset | undefined, end: Offset) {
        for (const rows of added.slice(start === undefined ? 0 : Number(start) + 1, Number(end) + 1)) {
          yield* rows.pieces();
        }
      },
      stop: async () => void this.#readers.delete(context),
    };
  }
}
