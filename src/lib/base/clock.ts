/**
 * Time comes in by the door: whoever needs it is given a Clock. Only this file knows the real one.
 */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970 UTC. May jump when somebody sets the machine's clock. */
  nowMs(): number;
  /** A time that never goes back, milliseconds since an arbitrary point: for durations only. */
  monotonicMs(): number;
  /** Resolves once `nowMs()` has reached `timeMs`, or when the signal aborts, whichever comes first. */
  waitUntil(timeMs: number, signal?: AbortSignal): Promise<void>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  waitUntil(timeMs, signal) {
    return new Promise(resolve => {
      let timer: NodeJS.Timeout;
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const arm = () => {
        const left = timeMs - Date.now();
        if (left <= 0) done();
        else timer = setTimeout(arm, Math.min(left, LONGEST_TIMER_MS));
      };
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', done);
      arm();
    });
  },
};

/** A clock that moves only when told to: for tests, and for replaying a run. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #waiting = new Set<{ timeMs: number; wake: () => void }>();

  /** @param startMs milliseconds since 1970 UTC */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock and wakes everybody whose time has come. */
  advance(byMs: number): void {
    this.set(this.#nowMs + byMs);
  }

  /** Moves the clock to a time, which may be an earlier one. @param timeMs milliseconds since 1970 UTC */
  set(timeMs: number): void {
    this.#nowMs = timeMs;
    for (const waiter of [...this.#waiting]) if (waiter.timeMs <= timeMs) waiter.wake();
  }

  waitUntil(timeMs: number, signal?: AbortSignal): Promise<void> {
    if (timeMs <= this.#nowMs || signal?.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const wake = () => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { timeMs, wake };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', wake);
    });
  }
}

/** Waits for a promise, but no longer than so many milliseconds of a clock; null is for ever. */
export async function waitAtMost(clock: Clock, limitMs: number | null, awaited: Promise<unknown>): Promise<void> {
  if (limitMs === null) {
    await awaited;
    return;
  }
  const over = new AbortController();
  await Promise.race([awaited, clock.waitUntil(clock.nowMs() + limitMs, over.signal)]);
  over.abort();
}

/** What the system said, and what the environment said then: to ask takes longer than a small batch. */
let known: { readonly variable: string | undefined; readonly zone: string } | undefined;

/** The machine's time zone, as an IANA name: what Spark takes as its session time zone. */
export function systemTimeZone(): string {
  const variable = process.env.TZ;
  if (known === undefined || known.variable !== variable) {
    known = { variable, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  }
  return known.zone;
}
