import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import type { OutputMode } from '../plan/operator.ts';

/** What one micro-batch gives. */
export interface BatchOutput {
  readonly batchId: number;
  readonly schema: Schema;
  readonly outputMode: OutputMode;
  /** In pieces. A sink that needs only the first rows may stop reading. */
  readonly rows: AsyncIterable<Batch>;
}

/** Where the rows of a streaming query go. */
export interface Sink {
  /** As progress reports name it. */
  readonly description: string;
  /** Takes the rows of every micro-batch that runs, also of those without rows. Resolves when they are there. */
  write(output: BatchOutput): Promise<void>;
  /** The query has ended. */
  stop?(): Promise<void>;
}
