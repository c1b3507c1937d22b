import type { Clock } from '../base/clock.ts';
import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import type { OutputMode } from '../plan/operator.ts';

/** What one micro-batch gives. */
export interface BatchOutput {
  readonly batchId: number;
  readonly schema: Schema;
  readonly outputMode: OutputMode;
  /** Names what the batch was settled to read: the same when it is run again, of another run only by accident. */
  readonly tag: string;
  /** In pieces. A sink that needs only the first rows may stop reading. */
  readonly rows: AsyncIterable<Batch>;
}

/** A run of a query, as its sink sees it. */
export interface SinkRun {
  /** The same through all restarts. */
  readonly queryId: string;
  readonly runId: string;
  readonly clock: Clock;
  /** The last batch that is done, and its receipt; undefined before there is one. */
  readonly committed: { readonly batchId: number; readonly receipt: string | undefined } | undefined;
  /** The batch behind it, when an earlier run began it and did not finish: it is run again, before all others. */
  readonly begun: { readonly batchId: number; readonly tag: string } | undefined;
}

/** Where the rows of a streaming query go. */
export interface Sink {
  /** As progress reports name it. */
  readonly description: string;
  /**
   * What becomes of a batch that an earlier run has written, and not committed: its rows are not written again
   * (`once`), they are (`again`), or who takes them is told the number of the batch and can see to it (`told`).
   */
  readonly rewrites: 'once' | 'again' | 'told';
  /** Called before the first batch of a run. */
  open?(run: SinkRun): Promise<void>;
  /** Takes the rows of every micro-batch that runs, also of those without rows. Resolves when they are there. */
  write(output: BatchOutput): Promise<void>;
  /** What the checkpoint keeps of the batch written last, for `open` to compare with what is there then. */
  receipt?(): string | undefined;
  /** The batch is done, and will not be written again. */
  commit?(batchId: number): Promise<void>;
  /** The query has ended. */
  stop?(): Promise<void>;
}
