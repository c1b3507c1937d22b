/** A post in the shape of X API v2. What is not named here is kept as it came. */
export interface Post {
  readonly id: string;
  readonly text: string;
  /** ISO 8601 in UTC, to the second. */
  readonly created_at: string;
  readonly author_id: string;
  readonly lang: string;
  /** The ids of all versions, this one's last; one id where it was never edited. */
  readonly edit_history_tweet_ids: readonly string[];
  readonly conversation_id?: string;
  readonly in_reply_to_user_id?: string;
  readonly referenced_tweets?: readonly Reference[];
  readonly attachments?: { readonly media_keys?: readonly string[] };
  readonly entities?: Entities;
  readonly public_metrics?: Readonly<Record<string, number>>;
  readonly [field: string]: unknown;
}

export interface Reference {
  readonly type: 'retweeted' | 'quoted' | 'replied_to';
  readonly id: string;
}

/** Where something is in a text, in code points: [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Entities {
  readonly hashtags?: readonly (Span & { readonly tag: string })[];
  readonly cashtags?: readonly (Span & { readonly tag: string })[];
  readonly mentions?: readonly (Span & { readonly username: string; readonly id?: string })[];
  readonly urls?: readonly (Span & {
    readonly url: string;
    readonly expanded_url?: string;
    readonly display_url?: string;
  })[];
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly [field: string]: unknown;
}

export interface Media {
  readonly media_key: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Posts in the order in which they arrive, which is not quite that of their time; one may come twice. */
export interface PostSet {
  readonly posts: readonly Post[];
  /** By their ids. */
  readonly users: ReadonlyMap<string, User>;
  /** By their keys. */
  readonly media: ReadonlyMap<string, Media>;
  /** Posts that do not arrive, and that these refer to; by their ids. */
  readonly others?: ReadonlyMap<string, Post>;
}

/** X counts the time in its ids from here: 2010-11-04. */
export const FIRST_ID_MS = 1_288_834_974_657n;
/** The lowest bits of an id are no time. */
export const LOW_BITS = 22n;

/**
 * An id as X makes them: the time, and what tells those of one millisecond apart.
 *
 * @param timeMs milliseconds since 1970 UTC
 * @param low machine and sequence, 22 bits
 */
export const idOf = (timeMs: number, low = 0): string =>
  (((BigInt(timeMs) - FIRST_ID_MS) << LOW_BITS) + BigInt(low)).toString();

/** The time in an id, in milliseconds since 1970 UTC. */
export const timeOfId = (id: string): number => Number((BigInt(id) >> LOW_BITS) + FIRST_ID_MS);

/** The same id, had it been made so much earlier; ids begin at 1. */
export function idBefore(id: string, ms: number): string {
  const earlier = BigInt(id) - (BigInt(ms) << LOW_BITS);
  return String(earlier > 0n ? earlier : 1n);
}

/** The id of what came so much later. */
const shiftedId = (id: string, byMs: number): string =>
  BigInt.asUintN(63, BigInt(id) + (BigInt(byMs) << LOW_BITS)).toString();

/** Below 0 where the first id is the smaller one. Ids have more digits than a double holds. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : Number(a > b));

/** The same post, had it been written so much later. */
export function shiftedPost(post: Post, byMs: number): Post {
  if (byMs === 0) return post;
  const id = (old: string) => shiftedId(old, byMs);
  return {
    ...post,
    id: id(post.id),
    created_at: postTime(Date.parse(post.created_at) + byMs),
    edit_history_tweet_ids: post.edit_history_tweet_ids.map(id),
    ...(post.conversation_id !== undefined && { conversation_id: id(post.conversation_id) }),
    ...(post.referenced_tweets && {
      referenced_tweets: post.referenced_tweets.map(reference => ({ ...reference, id: id(reference.id) })),
    }),
  };
}

/** A time as X writes it: UTC, to the second. */
export const postTime = (timeMs: number): string =>
  `${new Date(Math.floor(timeMs / 1000) * 1000).toISOString().slice(0, 19)}.000Z`;
