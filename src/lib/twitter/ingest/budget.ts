import { USD_PER_POST } from '../replay/bill.ts';

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
  #posts = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  /** Posts that were read, and have to be paid. */
  add(posts: number): void {
    this.#posts += posts;
  }

  get posts(): number {
    return this.#posts;
  }

  get usd(): number {
    return (this.#posts * 1000 * USD_PER_POST) / 1000; // 0.015, not 0.015000000000000001
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

  get limits(): BudgetLimits {
    return this.#limits;
  }

  get #affordable(): number {
    const { usd } = this.#limits;
    // In whole numbers: in binary 0.015 / 0.005 is not 3.
    return usd === undefined ? Number.POSITIVE_INFINITY : Math.floor(Math.round(usd * 1e6) / (USD_PER_POST * 1e6));
  }
}
