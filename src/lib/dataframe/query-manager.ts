import { type Clock, waitAtMost } from '../base/clock.ts';
import { UsageError } from '../base/errors.ts';
import type { StreamingQuery, StreamingQueryListener } from '../engine/streaming-query.ts';

/** The streaming queries of a session. */
export class StreamingQueryManager {
  readonly #clock: Clock;
  readonly #active = new Set<StreamingQuery>();
  readonly #listeners = new Set<StreamingQueryListener>();
  #firstEnded: StreamingQuery | undefined;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Queries that run. */
  get active(): StreamingQuery[] {
    return [...this.#active];
  }

  /** The query of that id, if it runs. */
  get(id: string): StreamingQuery | null {
    return this.active.findLast(query => query.id === id) ?? null;
  }

  get listeners(): Iterable<StreamingQueryListener> {
    return this.#listeners;
  }

  addListener(listener: StreamingQueryListener): void {
    this.#listeners.add(listener);
  }

  removeListener(listener: StreamingQueryListener): void {
    this.#listeners.delete(listener);
  }

  /**
   * Waits until some query has ended since the session began, or since `resetTerminated`.
   *
   * @param timeout the longest wait, in seconds as PySpark counts it; without it, for ever
   * @returns false when the time was up first
   * @throws RuntimeError what that query died of
   */
  async awaitAnyTermination(timeout?: number): Promise<boolean> {
    if (timeout !== undefined && !(timeout >= 0)) {
      throw new UsageError('VALUE_NOT_POSITIVE', { name: 'timeout', value: timeout });
    }
    if (!this.#firstEnded) {
      const ended = new Promise<void>(resolve => this.#waiting.push(resolve));
      await waitAtMost(this.#clock, timeout === undefined ? null : timeout * 1000, ended);
    }
    const failure = this.#firstEnded?.exception();
    if (failure) throw failure;
    return this.#firstEnded !== undefined;
  }

  /** Forgets which queries have ended. */
  resetTerminated(): void {
    this.#firstEnded = undefined;
  }

  /** Called by whoever starts a query. */
  add(query: StreamingQuery): void {
    this.#active.add(query);
  }

  /** Called when a query has ended. A failure is remembered rather than an earlier good end. */
  ended(query: StreamingQuery): void {
    this.#active.delete(query);
    if (!this.#firstEnded || (query.exception() && !this.#firstEnded.exception())) this.#firstEnded = query;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
