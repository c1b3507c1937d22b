import type { Batch } from '../columns/batch.ts';

/**
 * The output of a batch as its sink reads it. A sink may stop early, yet operators must see all of their input: what
 * is left is read to its end afterwards, unless nothing depends on it.
 */
export class OutputReader implements AsyncIterable<Batch> {
  /** Rows that came out, or -1 when not all of them were asked for. */
  rowCount = 0;
  readonly #rows: AsyncIterator<Batch>;
  readonly #rowsMayBeLeft: boolean;
  #done = false;

  /** @param rowsMayBeLeft no operator needs to see the rows that the sink does not want */
  constructor(rows: AsyncIterable<Batch>, rowsMayBeLeft: boolean) {
    this.#rows = rows[Symbol.asyncIterator]();
    this.#rowsMayBeLeft = rowsMayBeLeft;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
    for (let batch = await this.#next(); batch; batch = await this.#next()) yield batch;
  }

  /** To be called when the sink has had enough. */
  async finish(): Promise<void> {
    if (this.#done) return;
    if (this.#rowsMayBeLeft) {
      await this.#rows.return?.();
      this.rowCount = -1;
    } else while (await this.#next());
  }

  async #next(): Promise<Batch | undefined> {
    const { done, value } = await this.#rows.next();
    if (done) {
      this.#done = true;
      return undefined;
    }
    this.rowCount += value.length;
    return value;
  }
}
