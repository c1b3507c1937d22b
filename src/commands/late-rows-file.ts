import type { Zone } from '../lib/columns/time/zone.ts';
import type { LateRows } from '../lib/engine/streaming-query.ts';
import { type AppendedFile, appendTo } from '../lib/files/appended-file.ts';
import { jsonLines } from '../lib/formats/json-lines.ts';

/** Keeps what came too late, one JSON object a line: the window, the word, and how many there were. */
export class LateRowsFile {
  readonly #file: AppendedFile;
  readonly #local: Zone;
  #written: Promise<void> = Promise.resolve();
  #failed: (error: unknown) => void = () => {};
  /** Rejects when rows could not be kept: the query is to end then. */
  readonly failed = new Promise<never>((_, reject) => {
    this.#failed = reject;
  });

  /** @throws RuntimeError `FILE_FAILED` when the file cannot be written to, before the query starts */
  static async open(path: string, local: Zone): Promise<LateRowsFile> {
    return new LateRowsFile(await appendTo(path), local);
  }

  private constructor(file: AppendedFile, local: Zone) {
    this.#file = file;
    this.#local = local;
    this.failed.catch(() => {}); // told by `close`, too
  }

  add({ rows, columns }: LateRows): void {
    const text = jsonLines(rows, columns, this.#local); // now, as the rows are the batch's
    this.#written = this.#written.then(() => this.#file.write(text));
    this.#written.catch(error => this.#failed(error));
  }

  /** Resolves when all is in the file. */
  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }
}
