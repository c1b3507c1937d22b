import { USD_PER_POST, usdOf } from '../replay/bill.ts';

export interface BudgetLimits {
  /** Undefined is no limit. */
  readonly posts?: number;
  readonly usd?: number;
}

/** Which of its limits a run has come to. */
export type Spent = 'posts' | 'usd';

/** What a run may read, and what it has read. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #price: number;
  #posts = 0;

  /** @param price of a post, in dollars */
  constructor(limits: BudgetLimits, price: number = USD_PER_POST) {
    this.#limits = limits;
    this.#price = price;
  }

  /** Posts that were read, and have to be paid. */
  add(posts: number): void {
    this.#posts += posts;
  }

  get posts(): number {
    return this.#posts;
  }

  get usd(): number {
    return usdOf(this.#posts, this.#price);
  }

  /** How many more posts may be read; Infinity where nothing limits them. */
  get left(): number {
    const { posts = Number.POSITIVE_INFINITY } = this.#limits;
    return Math.max(0, Math.min(posts, this.#affordable) - this.#posts);
  }

  /** The limit that is reached; undefined while there is something left. */
  get spent(): Spent | undefined {
    if (this.left > 0) return undefined;
    return this.#posts >= (this.#limits.posts ?? Number.POSITIVE_INFINITY) ? 'posts' : 'usd';
  }

  get #affordable(): number {
    const { usd } = this.#limits;
    // In whole numbers: in binary 0.015 / 0.005 is not 3.
    if (usd === undefined || this.#price === 0) return Number.POSITIVE_INFINITY;
    return Math.floor(Math.round(usd * 1e6) / (this.#price * 1e6));
  }
}
