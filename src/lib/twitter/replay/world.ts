/**
 * What there is by now: the posts that have been written, and what has been sent of them. It moves only when it is asked
 * to, so that the same clock gives the same world.
 */
import { randomFrom } from '../../base/random.ts';
import { compareIds, idOf, type Post, type PostSet, postTime, shiftedPost } from '../post.ts';
import { SearchablePost } from '../query/match.ts';
import type { Fault } from './faults.ts';
import type { Timeline } from './timeline.ts';

/** Something that the stream sends. */
export interface Delivery {
  readonly searchable: SearchablePost;
  /** Milliseconds since the start. */
  readonly atMs: number;
}

/** The faults that change how posts are sent, and which ones there are; the others are the server's. */
type Sending = Extract<Fault, { kind: 'duplicate' | 'late' }>;
type Change = Extract<Fault, { kind: 'edit' | 'delete' }>;

const REPEATED_WITHIN_MS = 1000;
/** X allows as many versions of a post. */
const MOST_VERSIONS = 6;

export class World {
  /** All that was sent, in order; it only grows. */
  readonly deliveries: Delivery[] = [];
  readonly #known: PostSet;
  /** Those that only others refer to. */
  readonly #others: ReadonlyMap<string, Post>;
  readonly #timeline: Timeline;
  readonly #random: () => number;
  /** Those that search finds, by their ids. */
  readonly #found: SearchablePost[] = [];
  readonly #byId = new Map<string, SearchablePost>();
  readonly #deleted = new Set<string>();
  #elapsedMs = Number.NEGATIVE_INFINITY;
  #nextArrival = 0;
  /** What comes later or again, the next one first. */
  readonly #held: { readonly post: Post; readonly dueMs: number }[] = [];
  #sendings: readonly Sending[] = [];
  /** Edits and deletions yet to come, the next one first. */
  #changes: Change[] = [];
  #versions = 0;

  constructor(timeline: Timeline, known: PostSet, seed: number) {
    this.#timeline = timeline;
    this.#known = known;
    this.#random = randomFrom(seed);
    const others = [...(known.others?.values() ?? [])].map(post => shiftedPost(post, timeline.shiftMs));
    this.#others = new Map(others.map(post => [post.id, post]));
    this.advance(0);
  }

  /** What time it is for X. */
  get nowMs(): number {
    return this.#timeline.nowMs(this.#elapsedMs);
  }

  /** When something happens next, in milliseconds since the start. */
  get nextMs(): number {
    const arrival = this.#timeline.arrivals[this.#nextArrival]?.dueMs ?? Number.POSITIVE_INFINITY;
    return Math.min(arrival, this.#held[0]?.dueMs ?? arrival, this.#changes[0]?.atMs ?? arrival);
  }

  get isOver(): boolean {
    return this.nextMs === Number.POSITIVE_INFINITY;
  }

  /** Posts that search may give, the newest first, with ids in (sinceId, untilId). */
  *newestFirst(sinceId?: string, untilId?: string): Generator<SearchablePost> {
    let i = untilId === undefined ? this.#found.length : this.#placeOf(untilId);
    while (--i >= 0) {
      const searchable = this.#found[i];
      if (sinceId !== undefined && compareIds(searchable.post.id, sinceId) <= 0) return;
      yield searchable;
    }
  }

  /** A post that is there and not deleted; an older version of one, too. */
  get(id: string): SearchablePost | undefined {
    return this.#byId.get(id);
  }

  /** A post that others refer to. */
  referenced(id: string): Post | undefined {
    return this.#deleted.has(id) ? undefined : (this.#byId.get(id)?.post ?? this.#others.get(id));
  }

  /** @param faults with their times since the start of the replay */
  setFaults(faults: readonly Fault[]): void {
    this.#sendings = faults.filter((fault): fault is Sending => fault.kind === 'duplicate' || fault.kind === 'late');
    const changes = faults.filter((fault): fault is Change => fault.kind === 'edit' || fault.kind === 'delete');
    this.#changes = changes.sort((a, b) => a.atMs - b.atMs);
  }

  /** Lets everything happen until so many milliseconds after the start. */
  advance(elapsedMs: number): void {
    for (;;) {
      const dueMs = this.nextMs;
      if (dueMs > elapsedMs) break;
      this.#elapsedMs = Math.max(this.#elapsedMs, dueMs);
      if (this.#held[0]?.dueMs === dueMs) this.#deliver(this.#held.shift()!.post, dueMs);
      else if (this.#changes[0]?.atMs === dueMs) this.#change(this.#changes.shift()!);
      else this.#arrive(this.#timeline.arrivals[this.#nextArrival++].post, dueMs);
    }
    this.#elapsedMs = Math.max(this.#elapsedMs, elapsedMs);
  }

  #arrive(post: Post, dueMs: number): void {
    for (const fault of this.#sendings) {
      if (fault.atMs > dueMs) continue;
      if (fault.kind === 'late' && this.#random() < fault.share) {
        this.#hold(post, dueMs + this.#timeline.durationMs(fault.byMs));
        return;
      }
      if (fault.kind === 'duplicate' && this.#random() < fault.share) {
        this.#hold(post, dueMs + this.#random() * REPEATED_WITHIN_MS);
      }
    }
    this.#deliver(post, dueMs);
  }

  #hold(post: Post, dueMs: number): void {
    let place = this.#held.length;
    while (place > 0 && this.#held[place - 1].dueMs > dueMs) place--;
    this.#held.splice(place, 0, { post, dueMs });
  }

  #deliver(post: Post, atMs: number): void {
    if (this.#deleted.has(post.id)) return;
    const searchable = this.#byId.get(post.id) ?? this.#write(post);
    this.deliveries.push({ searchable, atMs });
  }

  #write(post: Post): SearchablePost {
    const searchable = new SearchablePost(post, this.#known);
    this.#byId.set(post.id, searchable);
    this.#found.splice(this.#placeOf(post.id), 0, searchable);
    return searchable;
  }

  #change({ kind, count, atMs }: Change): void {
    const newest = [...this.newestFirst()].filter(({ post }) => kind === 'delete' || isEditable(post)).slice(0, count);
    for (const { post } of newest) {
      if (kind === 'delete') for (const id of post.edit_history_tweet_ids) this.#remove(id);
      else this.#edit(post, atMs);
    }
  }

  /** A new version has an id of its own; the older ones can still be looked up, and know of it. */
  #edit(post: Post, atMs: number): void {
    const nowMs = Math.floor(this.nowMs);
    const id = idOf(nowMs, 2 ** 22 - 1 - this.#versions++); // behind all others of its millisecond
    const edit_history_tweet_ids = [...post.edit_history_tweet_ids, id];
    this.#forget(post.id);
    for (const older of post.edit_history_tweet_ids) {
      const version = this.#byId.get(older);
      if (version) this.#byId.set(older, new SearchablePost({ ...version.post, edit_history_tweet_ids }, this.#known));
    }
    const text = `${post.text} (corrigido)`;
    this.#deliver({ ...post, id, text, created_at: postTime(nowMs), edit_history_tweet_ids }, atMs);
  }

  #remove(id: string): void {
    this.#deleted.add(id);
    this.#byId.delete(id);
    this.#forget(id);
  }

  #forget(id: string): void {
    const place = this.#placeOf(id);
    if (this.#found[place]?.post.id === id) this.#found.splice(place, 1);
  }

  /** Where a post of this id is, or would be. */
  #placeOf(id: string): number {
    let [low, high] = [0, this.#found.length];
    // Nearly all come in order.
    if (high > 0 && compareIds(this.#found[high - 1].post.id, id) < 0) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareIds(this.#found[middle].post.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isEditable = ({ text, referenced_tweets, edit_history_tweet_ids }: Post): boolean =>
  text !== '' &&
  edit_history_tweet_ids.length < MOST_VERSIONS &&
  !referenced_tweets?.some(({ type }) => type === 'retweeted');
