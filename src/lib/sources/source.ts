import type { Clock } from '../base/clock.ts';
import type { CompactingLog } from '../checkpoint/compacting-log.ts';
import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';

/** A place in a stream, as JSON text: `12`, `{"logOffset":3}`. Opaque to everybody but its source. */
export type Offset = string;

/** How far a batch may reach. */
export type ReadLimit =
  /** What is there, within the source's own limits. */
  | 'available'
  /** Everything that is there, whatever the limits: trigger once. */
  | 'all'
  /** A full batch: where more is still coming, wait until there is one, or until the input has ended. */
  | 'full';

/**
 * A replayable input of one streaming query (the contract of Spark's Source).
 * A source that cannot replay says so at its top.
 */
export interface Source {
  /** The newest offset within `limit` of `start`, or undefined before there is one. It never goes back. */
  latestOffset(start: Offset | undefined, limit: ReadLimit): Promise<Offset | undefined>;
  /** Rows in (start, end], in arrival order, in pieces. The same pair gives the same rows until it is committed. */
  read(start: Offset | undefined, end: Offset): AsyncIterable<Batch> | Iterable<Batch>;
  /** The batch up to `end` is done, and will not be asked for again; the source may forget it. */
  commit?(end: Offset): void;
  /**
   * Lets the latest offset, as it is now, be the last: for available-now. Without it the engine asks for everything
   * that is there at once.
   */
  fixEnd?(): Promise<void>;
  /** Somebody waits for all that is there now: the next `latestOffset` must not go by what it was told of. */
  refresh?(): void;
  /** True once no more rows will ever come behind the latest offset. */
  readonly ended: boolean;
  stop(): Promise<void>;
}

export interface SourceContext {
  readonly clock: Clock;
  /** To be called when the latest offset may have moved, or the input has ended. */
  readonly onChange: () => void;
  /** To be called when the source can go on no longer, and what it has given is committed. */
  readonly onFailure: (error: Error) => void;
  /** Aborted when the query is to end: who waits for rows then waits no more. */
  readonly stopped?: AbortSignal;
  /** The last offset that an earlier run of the query has asked for; undefined in a new query. */
  readonly resumeAt?: Offset;
  /** What the source notes for later runs of the query; undefined where there is no checkpoint. */
  readonly log?: CompactingLog;
}

/** A source before it is opened: part of a plan. */
export interface StreamDefinition {
  readonly schema: Schema;
  /** As progress reports name the source: `TextSocketV2[host: localhost, port: 3456]`. */
  readonly description: string;
  /** Whose offsets it understands, where that is more than its format: files of all formats are read by the same log. */
  readonly kind?: string;
  /** True when the input has an end to wait for, as a pipe has: then available-now reads to it. */
  readonly hasEnd: boolean;
  /** Gives rows again to a later run of the query, as often as it asks. */
  readonly replays: boolean;
  /** The same with one more column, the last one, which is only given when somebody asks for it. */
  readonly withHidden?: StreamDefinition;
  open(context: SourceContext): Source;
}
