/** Why a connection is to be made again: it broke off, X is in trouble, or X says that there were too many. */
export type Trouble = 'network' | 'server' | 'rate';

const NETWORK_STEP_MS = 250;
const NETWORK_MOST_MS = 16_000;
const SERVER_FIRST_MS = 5_000;
const SERVER_MOST_MS = 320_000;
const RATE_FIRST_MS = 60_000;

/**
 * How long to wait before the next try, as X asks: after a broken connection 0, 250 ms, 500 ms, ... 16 s; after an error
 * of the server 5 s, doubled up to 320 s; where there were too many requests until the time X names, or else 60 s,
 * doubled.
 */
export class Backoff {
  #kind: Trouble | undefined;
  #tries = 0;

  /** @param resetMs when X allows more, @param nowMs both in milliseconds since 1970 UTC */
  next(kind: Trouble, nowMs: number, resetMs?: number): number {
    if (kind !== this.#kind) this.#tries = 0;
    this.#kind = kind;
    const tries = this.#tries++;
    switch (kind) {
      case 'network':
        return Math.min(tries * NETWORK_STEP_MS, NETWORK_MOST_MS);
      case 'server':
        return Math.min(SERVER_FIRST_MS * 2 ** tries, SERVER_MOST_MS);
      default:
        // What lies behind us allows nothing: clocks differ.
        return resetMs !== undefined && resetMs > nowMs ? resetMs - nowMs : RATE_FIRST_MS * 2 ** Math.min(tries, 4);
    }
  }

  /** Something has come. */
  reset(): void {
    this.#kind = undefined;
    this.#tries = 0;
  }
}
