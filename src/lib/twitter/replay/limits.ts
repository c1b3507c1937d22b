const WINDOW_MS = 15 * 60_000;

export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds. */
  readonly reset: number;
}

/** How many requests each endpoint takes in 15 minutes, counted from the first one. */
export class Limits {
  readonly #windows = new Map<string, { used: number; resetMs: number }>();

  /**
   * Counts a request.
   *
   * @param nowMs the time of the machine, which clients compare with their own
   * @returns what is left afterwards; undefined where this one was too many
   */
  take(endpoint: string, limit: number, nowMs: number): LimitState | undefined {
    let window = this.#windows.get(endpoint);
    if (!window || window.resetMs <= nowMs) {
      window = { used: 0, resetMs: nowMs + WINDOW_MS };
      this.#windows.set(endpoint, window);
    }
    if (window.used >= limit) return undefined;
    window.used++;
    return this.state(endpoint, limit, nowMs);
  }

  state(endpoint: string, limit: number, nowMs: number): LimitState {
    const window = this.#windows.get(endpoint) ?? { used: 0, resetMs: nowMs + WINDOW_MS };
    return { limit, remaining: Math.max(0, limit - window.used), reset: Math.ceil(window.resetMs / 1000) };
  }
}
