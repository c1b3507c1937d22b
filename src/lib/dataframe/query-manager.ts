import type { StreamingQuery, StreamingQueryListener } from '../engine/streaming-query.ts';

/** The streaming queries of a session. */
export class StreamingQueryManager {
  readonly #active = new Map<string, StreamingQuery>();
  readonly #listeners = new Set<StreamingQueryListener>();
  #firstEnded: StreamingQuery | undefined;
  #waiting: ((query: StreamingQuery) => void)[] = [];

  /** Queries that run. */
  get active(): StreamingQuery[] {
    return [...this.#active.values()];
  }

  /** The query of that id, if it runs. */
  get(id: string): StreamingQuery | null {
    return this.#active.get(id) ?? null;
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
   * @throws RuntimeError what that query died of
   */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
    const ended = this.#firstEnded ?? (await this.#nextEnd(timeoutMs));
    const failure = ended?.exception();
    if (failure) throw failure;
    return ended !== undefined;
  }

  /** Forgets which queries have ended. */
  resetTerminated(): void {
    this.#firstEnded = undefined;
  }

  /** Called by whoever starts a query. */
  add(query: StreamingQuery): void {
    this.#active.set(query.id, query);
  }

  /** Called when a query has ended. A failure is remembered rather than an earlier good end. */
  ended(query: StreamingQuery): void {
    this.#active.delete(query.id);
    if (!this.#firstEnded || (query.exception() && !this.#firstEnded.exception())) this.#firstEnded = query;
    for (const resolve of this.#waiting.splice(0)) resolve(query);
  }

  #nextEnd(timeoutMs: number | undefined): Promise<StreamingQuery | undefined> {
    return new Promise(resolve => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve(undefined), timeoutMs);
      this.#waiting.push(query => {
        clearTimeout(timer);
        resolve(query);
      });
    });
  }
}
