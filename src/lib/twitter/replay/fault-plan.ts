import type { Fault } from './faults.ts';

/** The faults of a replay, once it is known from when they count: from the first request. */
export class FaultPlan {
  readonly #given: readonly Fault[];
  #armed: readonly Fault[] | undefined;

  constructor(faults: readonly Fault[]) {
    this.#given = faults;
  }

  /**
   * The first request is here.
   *
   * @returns the faults with their times since the start of the replay; undefined where they were known already
   */
  arm(elapsedMs: number): readonly Fault[] | undefined {
    if (this.#armed) return undefined;
    this.#armed = this.#given.map(fault => ({ ...fault, atMs: fault.atMs + elapsedMs }));
    return this.#armed;
  }

  /** Until when a fault of some length holds that holds now; undefined where none does. */
  until(kind: Extract<Fault, { forMs: number }>['kind'], elapsedMs: number): number | undefined {
    const ends = (this.#armed ?? []).flatMap(fault => {
      if (fault.kind !== kind) return [];
      const { atMs, forMs } = fault as Extract<Fault, { forMs: number }>;
      return atMs <= elapsedMs && elapsedMs < atMs + forMs ? [atMs + forMs] : [];
    });
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /** The first fault in (fromMs, toMs] that ends a stream. */
  ending(fromMs: number, toMs: number): Fault | undefined {
    return (this.#armed ?? [])
      .filter(({ kind, atMs }) => (kind === 'drop' || kind === 'disconnect') && fromMs < atMs && atMs <= toMs)
      .sort((a, b) => a.atMs - b.atMs)[0];
  }

  /** When the next one begins, after a moment. */
  nextMs(elapsedMs: number): number {
    return Math.min(...(this.#armed ?? []).map(({ atMs }) => atMs).filter(atMs => atMs > elapsedMs));
  }
}
