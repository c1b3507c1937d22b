import type { Phrase } from '../base/messages/index.ts';
import type { Batch } from '../columns/batch.ts';
import type { Attribute, EvaluationContext, Settings } from '../expressions/typed.ts';
import type { OpenStateStore } from '../state/state-store.ts';
import type { PlanNode } from './node.ts';

/** What a streaming query gives its sink: rows that are final, rows that changed, or the whole result each time. */
export const outputModes = ['append', 'update', 'complete'] as const;
export type OutputMode = (typeof outputModes)[number];

/** What an operator owes for its kind of node. */
export interface Operator<N extends PlanNode> {
  readonly op: N['op'];
  /** Makes the running form, once for the life of a query. */
  open(node: N, context: OpenContext): Execution;
  /** What the node does, in a line: the terms of Spark's plans. */
  explain(node: N): string;
  /** Of a stateful operator, on a stream: what it keeps and when it lets go. */
  keeps?(node: N, mode: OutputMode | undefined): readonly Phrase[];
}

export interface OpenContext {
  readonly settings: Settings;
  readonly outputMode: OutputMode;
  /** False in a batch query: all rows are there, nothing is kept, watermarks mean nothing. */
  readonly streaming: boolean;
  /** The stores of this operator, by the operator's own names for them. */
  readonly state: OpenStateStore;
}

/** One micro-batch, as one operator sees it. */
export interface MicroBatch extends EvaluationContext {
  /** Rows at or before this watermark are late: it is that of the batch before. Milliseconds since 1970 UTC. */
  readonly lateWatermarkMs: number;
  /** State at or before this watermark is closed: it is that of this batch. Milliseconds since 1970 UTC. */
  readonly evictionWatermarkMs: number;
  /** Told of what was dropped as late, and its columns. */
  readonly onLateRows: ((rows: Batch, columns: readonly Attribute[]) => void) | undefined;
}

/** An operator at work. */
export interface Execution {
  /**
   * The rows of one micro-batch. Inputs are read one after the other, each to its end, even where the reader of the
   * result stops early; state is brought up to date before the first row that depends on it is given.
   */
  run(inputs: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncIterable<Batch>;
  readonly state?: StatefulPart;
  readonly eventTime?: EventTimePart;
}

/** What the engine asks of an operator that keeps state. */
export interface StatefulPart {
  /** The name of Spark's operator, as in progress reports. */
  readonly name: string;
  /** The watermark of the rows that it gives, where its input's is `inputMs`; undefined: they have none. */
  outputWatermarkMs(inputMs: number): number | undefined;
  /** Would a batch without data, at this watermark, give or drop something, the last one having run at `lastMs`? */
  needsBatch(watermarkMs: number, lastMs: number): boolean;
  /**
   * Of an operator that lets go by the clock: when a batch without data would next give or drop something, in
   * milliseconds since 1970 UTC; Infinity: never.
   */
  dueMs?(): number;
  /** Makes the state of the batch durable as a version. */
  commit(version: number): Promise<void>;
  /** Counts of the batch that ended; rows total and bytes as they are now. */
  metrics(): StateMetrics;
}

export interface StateMetrics {
  readonly rowsTotal: number;
  readonly rowsUpdated: number;
  readonly rowsRemoved: number;
  readonly rowsDroppedByWatermark: number;
  readonly memoryBytes: number;
  /** The event time, in milliseconds since 1970 UTC, that must be seen for the next state to be let go, if any will. */
  readonly nextEventTimeMs?: number;
  /** Rows that were there before. */
  readonly duplicatesDropped?: number;
}

/** What the engine asks of `withWatermark`. */
export interface EventTimePart {
  readonly delayMs: number;
  /** Event times seen in the batch that ended; undefined when it had no rows. */
  stats(): EventTimeStats | undefined;
}

/** Event times of one batch, in milliseconds since 1970 UTC. */
export interface EventTimeStats {
  readonly minMs: number;
  readonly maxMs: number;
  readonly avgMs: number;
}

/** An operator that keeps nothing: each batch of rows is handled by itself. */
export const perBatch = (map: (rows: Batch, batch: MicroBatch) => Batch | Iterable<Batch>): Execution => ({
  async *run([input], batch) {
    for await (const rows of input) {
      const mapped = map(rows, batch);
      if (Symbol.iterator in mapped) yield* mapped;
      else if (mapped.length > 0) yield mapped;
    }
  },
});
