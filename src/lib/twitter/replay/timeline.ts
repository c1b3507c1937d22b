import { type Post, shiftedPost, timeOfId } from '../post.ts';

export interface Pace {
  /** How many times faster than it was. */
  readonly speed: number;
  /** So many posts a second instead, whatever their times. */
  readonly rate?: number;
}

/** A post and when it comes. */
export interface Arrival {
  readonly post: Post;
  /** Milliseconds since the start; below 0 for what was there before. */
  readonly dueMs: number;
}

/**
 * Lays posts out in time: when each comes, counted from the start of the replay, and what time it then is for X.
 *
 * A post comes at its own time, but not before those that stand before it: one that is older than they are comes late.
 */
export class Timeline {
  readonly arrivals: readonly Arrival[];
  readonly #startMs: number;
  readonly #pace: Pace;
  /** When each post comes, in the posts' own time. */
  readonly #times: readonly number[];
  /** How many were there before the start. */
  readonly #past: number;
  /** How much later everything is than it was; whole seconds, as X shows no less. */
  readonly shiftMs: number;

  /**
   * @param pastMs how much of the posts' time lies before the start; undefined is half of it
   * @param beginsAtMs what time it is at the start for X; undefined is when it was for the posts
   */
  constructor(posts: readonly Post[], pace: Pace, pastMs?: number, beginsAtMs?: number) {
    const times = timesOfArrival(posts);
    const first = times[0] ?? 0;
    const spanMs = (times.at(-1) ?? 0) - first;
    this.#times = times;
    // Nothing is there before the start where nothing is to be past.
    this.#startMs = first + (pastMs ?? spanMs / 2) - (pastMs === 0 ? 1 : 0);
    this.#past = times.filter(timeMs => timeMs <= this.#startMs).length;
    this.#pace = pace;
    this.shiftMs = beginsAtMs === undefined ? 0 : Math.round((beginsAtMs - this.#startMs) / 1000) * 1000;
    this.arrivals = posts.map((post, i) => ({ post: shiftedPost(post, this.shiftMs), dueMs: this.#dueMs(i) }));
  }

  /** What time it is for X, so many milliseconds after the start. */
  nowMs(elapsedMs: number): number {
    const { rate, speed } = this.#pace;
    if (rate === undefined) return this.#startMs + elapsedMs * speed + this.shiftMs;
    const done = (elapsedMs / 1000) * rate;
    const index = Math.min(this.#past + Math.floor(done), this.#times.length) - 1;
    const before = this.#times[index] ?? this.#startMs;
    const after = this.#times[index + 1];
    const own = after === undefined ? before + elapsedMs - this.#dueMs(index) : before + (after - before) * (done % 1);
    return Math.max(own, this.#startMs) + this.shiftMs;
  }

  /** How long a time of the posts takes here. */
  durationMs(ownMs: number): number {
    const { rate, speed } = this.#pace;
    if (rate === undefined) return ownMs / speed;
    const spanMs = Math.max(1, (this.#times.at(-1) ?? 0) - (this.#times[0] ?? 0));
    return (ownMs / spanMs) * (this.#times.length / rate) * 1000;
  }

  #dueMs(index: number): number {
    const { rate, speed } = this.#pace;
    const isPast = index < this.#past;
    if (rate === undefined || isPast) return (this.#times[index] - this.#startMs) / speed;
    return ((index - this.#past + 1) / rate) * 1000;
  }
}

function timesOfArrival(posts: readonly Post[]): number[] {
  let newest = Number.NEGATIVE_INFINITY;
  return posts.map(({ id, created_at }) => {
    const createdMs = Date.parse(created_at);
    const idMs = timeOfId(id);
    // The id knows the millisecond, where it is of X's making.
    newest = Math.max(newest, Math.abs(idMs - createdMs) <= 1000 ? idMs : createdMs);
    return newest;
  });
}
