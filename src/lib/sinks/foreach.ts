import { RuntimeError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import { type Row, rowsOf } from '../columns/rows.ts';
import type { Schema } from '../columns/types.ts';
import type { Sink } from './sink.ts';

/** What `foreach` calls for the rows of each batch. */
export interface ForeachWriter {
  /** @returns false to skip the rows of this batch; `close` is called all the same */
  open?(partitionId: number, epochId: number): boolean | undefined | Promise<boolean | undefined>;
  process(row: Row): void | Promise<void>;
  /** @param error what made the batch fail, or null */
  close?(error: Error | null): void | Promise<void>;
}

/** Calls user code for every row. One partition, numbered 0. `close` hears of whatever makes the batch fail. */
export const foreachSink = (writer: ForeachWriter): Sink => ({
  description: 'ForeachWriterTable',
  rewrites: 'told',
  async write({ batchId, schema, rows }) {
    let failure: unknown;
    try {
      const wanted = (await byUser(() => writer.open?.(0, batchId))) !== false;
      for await (const batch of rows) {
        if (!wanted) break;
        await byUser(async () => {
          for (const row of rowsOf(batch, schema)) await writer.process(row);
        });
      }
    } catch (error) {
      failure = error;
    }
    const reason = failure instanceof UserError ? failure.reason : failure;
    try {
      await byUser(() => writer.close?.(reason === undefined ? null : asError(reason)));
    } catch (error) {
      failure ??= error;
    }
    if (!(failure instanceof UserError)) {
      if (failure !== undefined) throw failure;
      return;
    }
    const cause = failure.reason;
    throw new RuntimeError('FOREACH_USER_FUNCTION_ERROR', { reason: cause.message }, { cause });
  },
});

/** What user code threw, apart from what the query itself did. */
class UserError {
  readonly reason: Error;

  constructor(thrown: unknown) {
    this.reason = asError(thrown);
  }
}

async function byUser<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw new UserError(thrown);
  }
}

/** Calls user code with the rows of every batch. */
export const foreachBatchSink = (
  call: (batches: readonly Batch[], schema: Schema, batchId: number) => void | Promise<void>,
): Sink => ({
  description: 'ForeachBatchSink',
  rewrites: 'told',
  async write({ batchId, schema, rows }) {
    const batches: Batch[] = [];
    for await (const batch of rows) batches.push(batch);
    try {
      await call(batches, schema, batchId);
    } catch (error) {
      const reason = asError(error);
      throw new RuntimeError('FOREACH_BATCH_USER_FUNCTION_ERROR', { reason: reason.message }, { cause: reason });
    }
  },
});

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
