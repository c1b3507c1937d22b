import type { Clock } from '../../base/clock.ts';
import { LimitError, RuntimeError } from '../../base/errors.ts';
import { Backoff } from './backoff.ts';
import type { IngestListener } from './events.ts';
import { XFailure, type XProblem } from './x-problem.ts';

/** A long wait is told of so often. */
const COUNTDOWN_MS = 10_000;
/** A connection that a killed run left behind is forgotten by then; another program's is not. */
const SECOND_TRIES = 5;
/** A stream that ended: whoever listened to it has told so. */
export const BROKEN_OFF = 'BROKEN_OFF';

export interface PatienceOptions {
  readonly clock: Clock;
  readonly tell: IngestListener;
  /** The run is to end: nobody waits any longer. */
  readonly stopped: AbortSignal;
}

/** Decides after each failure of X whether to wait, and does; or says why there is no use in it. */
export class Patience {
  readonly #options: PatienceOptions;
  readonly #backoff = new Backoff();
  #seconds = 0;
  #told: string | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** X gives again. */
  reset(): void {
    this.#told = undefined;
    this.#backoff.reset();
    this.#seconds = 0;
  }

  /** Asks until there is an answer; undefined where the run ends before. @throws what `after` throws */
  async ask<T>(asked: () => Promise<T>): Promise<T | undefined> {
    const { stopped } = this.#options;
    while (!stopped.aborted) {
      try {
        const answer = await unless(stopped, asked());
        this.reset();
        return answer;
      } catch (error) {
        await this.after(error);
      }
    }
    return undefined;
  }

  /**
   * Waits as long as a failure asks for.
   *
   * @throws LimitError `X_CAP`
   * @throws RuntimeError `X_UNAUTHORIZED`, `X_REFUSED`, `X_SECOND_CONNECTION`
   */
  async after(error: unknown): Promise<void> {
    if (!(error instanceof XFailure)) throw error;
    if (this.#options.stopped.aborted) return;
    const { problem } = error;
    const nowMs = this.#options.clock.nowMs();
    switch (problem.kind) {
      case 'network':
        this.#tellUnreachable(problem.reason, problem.code);
        return this.#wait('network', this.#backoff.next('network', nowMs));
      case 'server':
        return this.#wait('server', this.#backoff.next('server', nowMs));
      case 'rate':
        return this.#wait('rate', this.#backoff.next('rate', nowMs, problem.resetMs));
      case 'second':
        if (++this.#seconds > SECOND_TRIES) throw new RuntimeError('X_SECOND_CONNECTION', {}, { cause: error });
        return this.#wait('second', this.#backoff.next('server', nowMs));
      default:
        if (problem.kind === 'cap') this.#options.tell({ event: 'limit', limit: 'month' });
        throw refusal(problem, error);
    }
  }

  /** Once for each reason: it is tried often. */
  #tellUnreachable(detail: string, code: string | undefined): void {
    if (code === BROKEN_OFF || detail === this.#told) return;
    this.#told = detail;
    this.#options.tell({ event: 'disconnected', reason: 'unreachable', detail, ...(code !== undefined && { code }) });
  }

  async #wait(why: 'network' | 'server' | 'rate' | 'second', forMs: number): Promise<void> {
    const { clock, tell, stopped } = this.#options;
    const untilMs = clock.nowMs() + forMs;
    for (let nowMs = clock.nowMs(); nowMs < untilMs && !stopped.aborted; nowMs = clock.nowMs()) {
      // Less than a second is no news.
      if (forMs >= 1000) tell({ event: 'waiting', why, leftMs: untilMs - nowMs });
      await clock.waitUntil(Math.min(untilMs, nowMs + COUNTDOWN_MS), stopped);
    }
  }
}

/** What was promised, or undefined when the signal comes first: nobody waits for an answer that is of no use. */
export async function unless<T>(stopped: AbortSignal, promised: Promise<T>): Promise<T | undefined> {
  let stop = () => {};
  const stopping = new Promise<undefined>(resolve => {
    stop = () => resolve(undefined);
    stopped.addEventListener('abort', stop);
    if (stopped.aborted) stop();
  });
  promised.catch(() => {}); // it may fail when nobody listens any more
  try {
    return await Promise.race([promised, stopping]);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

function refusal(problem: XProblem, cause: unknown): LimitError | RuntimeError {
  switch (problem.kind) {
    case 'cap':
      return new LimitError('X_CAP', {}, { cause });
    case 'unauthorized':
      return new RuntimeError('X_UNAUTHORIZED', {}, { cause });
    case 'refused':
      return new RuntimeError('X_REFUSED', { status: problem.status, detail: problem.detail }, { cause });
    default:
      return new RuntimeError('X_REFUSED', { status: 409, detail: problem.kind }, { cause });
  }
}
