import type { Clock } from '../../base/clock.ts';

/** Notices when nothing has been heard for too long. */
export class Silence {
  readonly #clock: Clock;
  readonly #longestMs: number;
  #heardMs: number;

  constructor(clock: Clock, longestMs: number) {
    this.#clock = clock;
    this.#longestMs = longestMs;
    this.#heardMs = clock.nowMs();
  }

  /** There was a sign of life. */
  heard(): void {
    this.#heardMs = this.#clock.nowMs();
  }

  /** Resolves with true when it was silent for too long, with false when nobody listens any more. */
  async watch(ended: AbortSignal): Promise<boolean> {
    while (!ended.aborted) {
      const untilMs = this.#heardMs + this.#longestMs;
      await this.#clock.waitUntil(untilMs, ended);
      if (!ended.aborted && this.#clock.nowMs() >= this.#heardMs + this.#longestMs) return true;
    }
    return false;
  }
}
