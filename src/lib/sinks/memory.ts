import type { Batch } from '../columns/batch.ts';
import type { Sink } from './sink.ts';

/** A table in memory that can be read while the query runs. */
export interface MemoryTable {
  /** The rows of all batches so far; in complete mode those of the last one. */
  batches(): readonly Batch[];
}

/**
 * Keeps the output as a table. Append and update add rows (update does not replace them), complete starts anew
 * with each batch. Rows become visible when their batch is whole.
 */
export function memorySink(): Sink & MemoryTable {
  let table: readonly Batch[] = [];
  return {
    description: 'MemorySink',
    rewrites: 'again',
    batches: () => table,
    async write({ rows, outputMode }) {
      const fresh: Batch[] = [];
      for await (const batch of rows) fresh.push(batch);
      table = outputMode === 'complete' ? fresh : [...table, ...fresh];
    },
  };
}
