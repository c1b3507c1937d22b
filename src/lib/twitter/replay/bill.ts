/** What a post costs, in dollars, once a day. */
export const USD_PER_POST = 0.005;

/** The price of so many posts, in dollars. */
export const usdOf = (posts: number, price: number = USD_PER_POST): number => (posts * 1000 * price) / 1000; // 0.015, not 0.015000000000000001

/** X's account of what was read: each post once in a day of UTC, however often it was sent. */
export class Bill {
  /** The most posts in a month. */
  readonly cap: number;
  readonly #readByDay = new Map<string, Set<string>>();
  #posts = 0;

  constructor(cap: number) {
    this.cap = cap;
  }

  /** @param nowMs what time it is for X */
  read(id: string, nowMs: number): void {
    const day = new Date(nowMs).toISOString().slice(0, 10);
    let read = this.#readByDay.get(day);
    if (!read) this.#readByDay.set(day, (read = new Set()));
    const before = read.size;
    this.#posts += read.add(id).size - before;
  }

  get posts(): number {
    return this.#posts;
  }

  get usd(): number {
    return usdOf(this.#posts);
  }

  get isCapped(): boolean {
    return this.#posts >= this.cap;
  }

  /** The posts of a day, written as 2026-03-02. */
  on(day: string): number {
    return this.#readByDay.get(day)?.size ?? 0;
  }

  /** The ids of all that were read. */
  get ids(): ReadonlySet<string> {
    return new Set([...this.#readByDay.values()].flatMap(read => [...read]));
  }
}
