import type { Batch } from '../lib/columns/batch.ts';
import type { Zone } from '../lib/columns/time/zone.ts';
import type { LateRows } from '../lib/engine/streaming-query.ts';
import { type AppendedFile, appendTo } from '../lib/files/local-files.ts';
import { jsonLines } from '../lib/formats/json-lines.ts';

/** Keeps what came too late, one JSON object a line: the window, the word, and how many there were. */
export class LateRowsFile {
  readonly #local: Zone;
  readonly #file: Promise<AppendedFile>;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string, local: Zone) {
    this.#local = local;
    this.#file = appendTo(path);
    this.#file.catch(() => {}); // told by `opened` and `close`
  }

  /** Resolves when the file can be written to, so that a wrong path is told before the query starts. */
  async opened(): Promise<void> {
    await this.#file;
  }

  add({ rows, columns }: LateRows): void {
    this.#written = this.#written.then(() => this.#write(rows, columns));
    this.#written.catch(() => {}); // told by `close`
  }

  async close(): Promise<void> {
    await this.#written;
    await (await this.#file).close();
  }

  async #write(rows: Batch, columns: LateRows['columns']): Promise<void> {
    await (await this.#file).write(jsonLines(rows, columns, this.#local));
  }
}
