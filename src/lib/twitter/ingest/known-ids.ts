import { IdSet } from './id-set.ts';

/** Search reaches seven days back, and a day of UTC may be cut at both ends: what is older cannot come again. */
const KEPT_DAYS = 9;
const DAY_MS = 86_400_000;

/** The ids that were read, by the day (of UTC) on which they were: a post is kept once, and paid once a day. */
export class KnownIds {
  readonly #byDay = new Map<string, IdSet>();

  static day(nowMs: number): string {
    return new Date(nowMs).toISOString().slice(0, 10);
  }

  has(id: bigint): boolean {
    for (const ids of this.#byDay.values()) if (ids.has(id)) return true;
    return false;
  }

  add(day: string, id: bigint): boolean {
    let ids = this.#byDay.get(day);
    if (!ids) this.#byDay.set(day, (ids = new IdSet()));
    return ids.add(id);
  }

  readOn(day: string, id: bigint): boolean {
    return this.#byDay.get(day)?.has(id) ?? false;
  }

  /** Those of so many days, today included. */
  *since(nowMs: number, days: number): Generator<bigint> {
    const first = KnownIds.day(nowMs - (days - 1) * DAY_MS);
    for (const [day, ids] of this.#byDay) if (day >= first) yield* ids.values();
  }

  /** Whether a day is so long ago that its ids need not be known. */
  static isOver(day: string, nowMs: number): boolean {
    return day < KnownIds.day(nowMs - KEPT_DAYS * DAY_MS);
  }

  forgetOld(nowMs: number): void {
    for (const day of [...this.#byDay.keys()]) if (KnownIds.isOver(day, nowMs)) this.#byDay.delete(day);
  }
}
