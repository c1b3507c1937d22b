import { BATCH_ROWS, type Batch } from '../../columns/batch.ts';
import { concatBatches } from '../../columns/concat.ts';
import type { DataType } from '../../columns/types.ts';

/** A file from here on is not put together with others. */
const SMALL_BYTES = 1 << 18;
const TOGETHER_BYTES = 1 << 20;
/** However small they are: the rows of each may hold on to the memory that it was read to. */
const TOGETHER_FILES = 64;

/**
 * Puts the rows of small files together: a batch costs every operator something, and ten thousand files of a hundred
 * rows would cost a hundred times as much as they need to.
 */
export class SmallFiles {
  readonly #types: readonly DataType[];
  #waiting: Batch[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(types: readonly DataType[]) {
    this.#types = types;
  }

  /** @param sizeBytes of the file that the rows are of */
  *add(rows: Batch, sizeBytes: number): Generator<Batch> {
    const isSmall = sizeBytes < SMALL_BYTES;
    if (!isSmall || this.#rows + rows.length > BATCH_ROWS) yield* this.rest();
    if (!isSmall) {
      yield rows;
      return;
    }
    this.#waiting.push(rows);
    this.#rows += rows.length;
    this.#bytes += sizeBytes;
    if (this.#bytes >= TOGETHER_BYTES || this.#waiting.length >= TOGETHER_FILES) yield* this.rest();
  }

  *rest(): Generator<Batch> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#rows = 0;
    this.#bytes = 0;
    if (waiting.length > 0) yield waiting.length === 1 ? waiting[0] : concatBatches(waiting, this.#types);
  }
}
