import { isObject, type Json, parsedJson } from '../json.ts';
import { timeOfId } from '../post.ts';

/** A post as a row of RAW: one line of JSON, kept as it came. */
export interface Row {
  readonly id: bigint;
  /** When it was written, in milliseconds since 1970 UTC. */
  readonly timeMs: number;
  readonly json: string;
  /** The ids of the versions before this one; none where it was never edited. */
  readonly earlier: readonly string[];
  /** The ids of the stream's rules that it matches; none from a search. */
  readonly rules: readonly string[];
}

/** The news that a post is deleted, and as what it is to be kept. */
export interface Deletion {
  readonly id: string;
  readonly json: string;
}

/** What a line of the stream may be. */
export type Message =
  | { readonly kind: 'row'; readonly row: Row }
  | ({ readonly kind: 'delete' } & Deletion)
  /** X says why it will hang up. */
  | { readonly kind: 'disconnect'; readonly title: string; readonly detail: string; readonly type: string }
  | { readonly kind: 'unreadable'; readonly why: Unreadable; readonly text: string };

/** Why something is no post: it is no JSON, it is something else, or it is longer than a post can be. */
export type Unreadable = 'no JSON' | 'no post' | 'too long';

const LARGEST_ID = 2n ** 63n - 1n;
/** Times out of this range are no post's. */
const EARLIEST_MS = Date.parse('2006-01-01T00:00:00Z');
const LATEST_MS = Date.parse('2106-01-01T00:00:00Z');

/** What a line of the stream says. */
export function readMessage(line: string): Message {
  const json = parsedJson(line);
  if (isObject(json)) {
    const row = rowOf(json, line);
    if (row) return { kind: 'row', row };
    const deleted = deletedId(json);
    if (deleted !== undefined) return { kind: 'delete', id: deleted, json: line };
    const [error] = Array.isArray(json['errors']) ? json['errors'] : 'title' in json ? [json] : [];
    if (isObject(error) && json['data'] === undefined) {
      const text = (name: string) => (typeof error[name] === 'string' ? error[name] : '');
      return { kind: 'disconnect', title: text('title'), detail: text('detail'), type: text('type') };
    }
  }
  return unreadable(json === undefined ? 'no JSON' : 'no post', line);
}

/** @param text of which the beginning is told */
export const unreadable = (why: Unreadable, text: string) =>
  ({ kind: 'unreadable', why, text: text.slice(0, 200) }) as const;

/** A post of a page as a row of its own, in the shape that the stream gives; undefined where it is none. */
export function readPost(data: unknown): Row | undefined {
  const json = { data };
  try {
    return rowOf(json, JSON.stringify(json));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it is nested deeper than can be written
    throw error;
  }
}

/** A line that was a row before; the journal holds no others. */
export function rowAgain(line: string): Row | undefined {
  const json = parsedJson(line);
  return isObject(json) ? rowOf(json, line) : undefined;
}

function rowOf(json: Json, line: string): Row | undefined {
  const { data, matching_rules } = json;
  if (!isObject(data)) return undefined;
  const id = idOfText(data['id']);
  if (id === undefined) return undefined;
  const history = Array.isArray(data['edit_history_tweet_ids']) ? data['edit_history_tweet_ids'] : [];
  const rules = Array.isArray(matching_rules) ? matching_rules.filter(isObject) : [];
  return {
    id,
    timeMs: timeOf(data['created_at'], id),
    json: line,
    earlier: history.filter(other => typeof other === 'string' && other !== data['id']),
    rules: rules.map(rule => String(rule['id'])),
  };
}

/** An id is a text of digits, and as a number beyond what JSON keeps. */
function idOfText(text: unknown): bigint | undefined {
  if (typeof text !== 'string' || !/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id > 0n && id <= LARGEST_ID ? id : undefined;
}

/** The time in the id stands in for one that is missing or absurd. */
function timeOf(createdAt: unknown, id: bigint): number {
  const timeMs = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  return timeMs >= EARLIEST_MS && timeMs < LATEST_MS ? timeMs : timeOfId(id.toString());
}

/** Both shapes in which X has told of deleted posts: `{delete: {tweet: {id}}}`, and that of v1.1. */
function deletedId({ delete: deletion }: Json): string | undefined {
  if (!isObject(deletion)) return undefined;
  const { tweet, status } = deletion;
  const id = isObject(tweet) ? tweet['id'] : isObject(status) ? status['id_str'] : undefined;
  return idOfText(id) === undefined ? undefined : (id as string);
}
