import { type Clock, waitAtMost } from '../base/clock.ts';
import { RuntimeError, UsageError, XptoError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { Guarantee } from './guarantee.ts';
import { MicroBatchExecution, type QueryDefinition, type QueryStatus } from './micro-batch.ts';
import type { QueryProgress } from './progress.ts';

/** Told of what happens to all queries of a session. A listener that throws does not disturb a query. */
export interface StreamingQueryListener {
  /** Called before `start()` returns. */
  onQueryStarted?(event: { id: string; runId: string; name: string | null; timestamp: string }): void;
  /** Where it returns a promise, the next batch waits for it: so a slow listener holds the query back. */
  onQueryProgress?(event: { progress: QueryProgress }): void | Promise<void>;
  onQueryIdle?(event: { id: string; runId: string; timestamp: string }): void;
  onQueryTerminated?(event: { id: string; runId: string; exception: string | null; errorClass: string | null }): void;
}

/** Rows that came too late for their window, and their columns. */
export interface LateRows {
  readonly batchId: number;
  readonly columns: readonly Attribute[];
  readonly rows: Batch;
}

interface QueryHooks {
  readonly listeners: () => Iterable<StreamingQueryListener>;
  readonly onLateRows?: (late: LateRows) => void;
  readonly onEnd: (query: StreamingQuery) => void;
  /** Prints the plan of a query that has run a batch, or of one that has not. */
  readonly explain: (hasRun: boolean) => Promise<void>;
  readonly guarantee: Guarantee;
  /** Where its checkpoint is, as `start()` was told. */
  readonly checkpoint?: string;
  /** `recentProgress` keeps fewer reports than this. */
  readonly progressLimit: number;
}

/** A query that runs, or did. */
export class StreamingQuery {
  #id: string;
  /** New at every start. */
  readonly runId: string;
  readonly name: string | null;
  readonly #execution: MicroBatchExecution;
  readonly #hooks: QueryHooks;
  readonly #clock: Clock;
  readonly #terminated: Promise<void>;
  readonly #progress: QueryProgress[] = [];
  #status: QueryStatus = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false };
  #exception: RuntimeError | null = null;
  #isActive = true;
  #hasRun = false;

  /** Starts the query. The plan is opened here, the sources a moment later. */
  constructor(definition: QueryDefinition, hooks: QueryHooks) {
    const { id, runId, name, clock } = definition;
    [this.#id, this.runId, this.name] = [id, runId, name];
    this.#hooks = hooks;
    this.#clock = clock;
    this.#execution = new MicroBatchExecution(definition, {
      onStatus: status => {
        this.#status = status;
      },
      onProgress: progress => this.#onProgress(progress),
      onIdle: (progress, isFirst) => {
        this.#keep(progress);
        if (!isFirst) this.#tell('onQueryIdle', { id, runId, timestamp: progress.timestamp });
      },
      onLateRows: (rows, columns, batchId) => hooks.onLateRows?.({ rows, columns, batchId }),
      onOpened: queryId => {
        this.#id = queryId;
      },
    });
    this.#tell('onQueryStarted', { id, runId, name, timestamp: new Date(clock.nowMs()).toISOString() });
    this.#terminated = this.#run();
  }

  /** Stays the same when the query goes on from its checkpoint; on S3 it is known once that is open. */
  get id(): string {
    return this.#id;
  }

  /** What its source, its sink and its checkpoint promise together. */
  get guarantee(): Guarantee {
    return this.#hooks.guarantee;
  }

  /** Where the query keeps what it needs to go on; undefined: nowhere. */
  get checkpoint(): string | undefined {
    return this.#hooks.checkpoint;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  get status(): QueryStatus {
    return this.#status;
  }

  /** The report of the last batch, or, when the query is idle, of a trigger that found nothing to do; null before. */
  get lastProgress(): QueryProgress | null {
    return this.#progress[this.#progress.length - 1] ?? null;
  }

  /** The last reports, the oldest first. */
  get recentProgress(): readonly QueryProgress[] {
    return [...this.#progress];
  }

  /** Prints the plan; before the first batch Spark has none. */
  explain(): Promise<void> {
    return this.#hooks.explain(this.#hasRun);
  }

  /** What the query died of; null while it runs, and when it ended well. */
  exception(): RuntimeError | null {
    return this.#exception;
  }

  /**
   * Waits for the query to end.
   *
   * @param timeout the longest wait, in seconds as PySpark counts it; without it, for ever
   * @returns false when the time was up first
   * @throws RuntimeError `STREAM_FAILED` when the query died
   */
  async awaitTermination(timeout?: number): Promise<boolean> {
    if (timeout !== undefined && !(timeout > 0)) {
      throw new UsageError('VALUE_NOT_POSITIVE', { name: 'timeout', value: timeout });
    }
    await waitAtMost(this.#clock, timeout === undefined ? null : timeout * 1000, this.#terminated);
    if (this.#exception) throw this.#exception;
    return !this.#isActive;
  }

  /** Waits until everything that was there at the call is processed. Not for inputs that never rest. */
  async processAllAvailable(): Promise<void> {
    await Promise.race([this.#execution.untilIdle(), this.#terminated]);
    if (this.#exception) throw this.#exception;
  }

  /**
   * Waits until every input has come to its end (the peer closed, the pipe is empty) and all of it is processed. The
   * query goes on waiting for more, as Spark's does; stop it if nothing else can come.
   */
  async awaitInputEnd(): Promise<void> {
    await Promise.race([this.#execution.untilInputEnds(), this.#terminated]);
    if (this.#exception) throw this.#exception;
  }

  /** Ends the query; a batch that is running is finished and committed first. */
  async stop(): Promise<void> {
    this.#execution.stop();
    await this.#terminated;
  }

  async #run(): Promise<void> {
    // start() returns before anything is opened, as in Spark: what a source does wrong is the query's failure.
    await Promise.resolve();
    try {
      await this.#execution.run();
      this.#status = { message: 'Stopped', isDataAvailable: false, isTriggerActive: false };
    } catch (thrown) {
      const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#exception = new RuntimeError('STREAM_FAILED', { id: this.id, reason: cause.message }, { cause });
      const message = `Terminated with exception: ${cause.message}`;
      this.#status = { message, isDataAvailable: false, isTriggerActive: false };
    }
    this.#isActive = false;
    this.#hooks.onEnd(this);
    const cause = this.#exception?.cause;
    this.#tell('onQueryTerminated', {
      id: this.id,
      runId: this.runId,
      exception: this.#exception?.message ?? null,
      errorClass: cause instanceof XptoError ? cause.condition : null,
    });
  }

  #onProgress(progress: QueryProgress): void | Promise<void> {
    this.#hasRun = true;
    this.#keep(progress);
    return this.#tell('onQueryProgress', { progress });
  }

  #keep(progress: QueryProgress): void {
    this.#progress.push(progress);
    // One less than the setting says, as in Spark.
    while (this.#progress.length >= this.#hooks.progressLimit) this.#progress.shift();
  }

  /** @returns a promise if a listener did */
  #tell<E extends keyof StreamingQueryListener>(
    event: E,
    argument: Parameters<NonNullable<StreamingQueryListener[E]>>[0],
  ): void | Promise<void> {
    let pending: Promise<void> | undefined;
    for (const listener of this.#hooks.listeners()) {
      try {
        const told = (listener[event] as ((event: typeof argument) => void | Promise<void>) | undefined)?.call(
          listener,
          argument,
        );
        if (told) pending = Promise.all([pending, told]).then(noop, noop);
      } catch {
        // A listener watches; what it does wrong is not the query's.
      }
    }
    return pending;
  }
}

const noop = (): void => {};
