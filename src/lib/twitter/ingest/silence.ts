import type { Clock } from '../../base/clock.ts';

/** Notices when nothing has been heard for too long. */
export class Silence {
  readonly #clock: Clock;
  readonly #longestMs: number;
  #heardMs: number;
  #isBusy = false;

  constructor(clock: Clock, longestMs: number) {
    this.#clock = clock;
    this.#longestMs = longestMs;
    this.#heardMs = clock.nowMs();
  }

  /** There was a sign of life. */
  heard(): void {
    this.#heardMs = this.#clock.nowMs();
  }

  /** While it takes what it heard nobody listens: that is no silence. */
  async whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
      this.heard();
    }
  }

  /** Resolves with true when it was silent for too long, with false when nobody listens any more. */
  async watch(ended: AbortSignal): Promise<boolean> {
    while (!ended.aborted) {
      await this.#clock.waitUntil(this.#heardMs + this.#longestMs, ended);
      if (this.#isBusy) this.heard();
      if (!ended.aborted && this.#clock.nowMs() >= this.#heardMs + this.#longestMs) return true;
    }
    return false;
  }
}
