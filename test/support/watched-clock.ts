import { ManualClock } from 'xpto';

/** A manual clock that tells when somebody waits for it, so that a test need not guess. */
export class WatchedClock extends ManualClock {
  /** The times that are waited for, in milliseconds since 1970 UTC. */
  readonly #awaited = new Set<number>();
  #watching: (() => void)[] = [];

  override async waitUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    this.#awaited.add(timeMs);
    for (const tell of this.#watching.splice(0)) tell();
    await super.waitUntil(timeMs, signal);
    this.#awaited.delete(timeMs);
  }

  /** Resolves once somebody waits for that time. */
  async untilAwaited(timeMs: number): Promise<void> {
    while (!this.#awaited.has(timeMs)) await new Promise<void>(resolve => this.#watching.push(resolve));
  }
}
