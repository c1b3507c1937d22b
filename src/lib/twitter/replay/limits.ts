/** A quarter of an hour. */
export const LIMIT_WINDOW_MS = 15 * 60_000;

export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds. */
  readonly reset: number;
}

/** How many requests each endpoint takes within a while, counted from the first one. */
export class Limits {
  readonly #windowMs: number;
  readonly #windows = new Map<string, { used: number; resetMs: number }>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /**
   * Counts a request.
   *
   * @param nowMs the time of the machine, which clients compare with their own
   * @returns what is left afterwards; undefined where this one was too many
   */
  take(endpoint: string, limit: number, nowMs: number): LimitState | undefined {
    let window = this.#windows.get(endpoint);
    if (!window || window.resetMs <= nowMs) {
      window = { used: 0, resetMs: nowMs + this.#windowMs };
      this.#windows.set(endpoint, window);
    }
    if (window.used >= limit) return undefined;
    window.used++;
    return this.state(endpoint, limit, nowMs);
  }

  state(endpoint: string, limit: number, nowMs: number): LimitState {
    const window = this.#windows.get(endpoint) ?? { used: 0, resetMs: nowMs + this.#windowMs };
    return { limit, remaining: Math.max(0, limit - window.used), reset: Math.ceil(window.resetMs / 1000) };
  }
}
