/**
 * What Bluesky's Jetstream sends, as posts in the shape of X: so that whatever reads RAW reads these, too. The message
 * stands beside it in the row, as it came.
 *
 *     {"did": WHO, "time_us": WHEN, "kind": "commit", "commit": {"operation": "create", "collection": "app.bsky.feed.post",
 *      "rkey": KEY, "record": {"text": ..., "createdAt": ..., "langs": [...], "reply": ..., "embed": ...}}}
 */
import { createHash } from 'node:crypto';
import { isObject, type Json, parsedJson } from '../json.ts';
import type { Post, Reference } from '../post.ts';
import { type Row, rowAgain, unreadable } from './row.ts';

export type JetstreamMessage =
  | { readonly kind: 'post'; readonly timeUs: number; readonly post: Post; row(): Row }
  | { readonly kind: 'delete'; readonly timeUs: number; readonly id: string; readonly json: string }
  /** Of somebody's account, or of records that are no posts. */
  | { readonly kind: 'other'; readonly timeUs: number }
  | ReturnType<typeof unreadable>;

export const POSTS = 'app.bsky.feed.post';
const EARLIEST_MS = Date.parse('2006-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

export function readJetstream(text: string): JetstreamMessage {
  const json = parsedJson(text);
  if (!isObject(json) || typeof json['time_us'] !== 'number' || !Number.isSafeInteger(json['time_us'])) {
    return unreadable(json === undefined ? 'no JSON' : 'no post', text);
  }
  const { did, time_us: timeUs, commit } = json;
  if (!isObject(commit) || commit['collection'] !== POSTS) return { kind: 'other', timeUs };
  const { operation, rkey, rev, record } = commit;
  if (typeof did !== 'string' || typeof rkey !== 'string') return unreadable('no post', text);
  const uri = `at://${did}/${POSTS}/${rkey}`;
  if (operation === 'delete') {
    const id = idOfUri(uri);
    const event_at = new Date(timeUs / 1000).toISOString();
    return { kind: 'delete', timeUs, id, json: JSON.stringify({ delete: { tweet: { id }, event_at } }) };
  }
  if (!isObject(record) || typeof record['text'] !== 'string') return unreadable('no post', text);
  const post = postOf(record, did, uri, operation === 'update' ? String(rev) : undefined, timeUs);
  return { kind: 'post', timeUs, post, row: () => rowOf(post, text) };
}

/**
 * A post's address as an id like those of X, digits that fit 63 bits: a part of its hash, which tells millions apart.
 * The keys in the addresses are the author's own choice, and two authors may choose the same.
 */
export function idOfUri(uri: string): string {
  const hash = createHash('sha256').update(uri).digest().readBigUInt64BE() >> 1n;
  return String(hash === 0n ? 1n : hash);
}

/** @param rev of an update, which is another version of the post */
function postOf(record: Json, did: string, uri: string, rev: string | undefined, timeUs: number): Post {
  const first = idOfUri(uri);
  const id = rev === undefined ? first : idOfUri(`${uri}#${rev}`);
  const references = referencesOf(record);
  return {
    id,
    text: record['text'] as string,
    created_at: timeOf(record['createdAt'], timeUs),
    author_id: did,
    lang: langOf(record['langs']),
    edit_history_tweet_ids: rev === undefined ? [id] : [first, id],
    ...(references.length > 0 && { referenced_tweets: references }),
  };
}

/** The author's program says when, and may say anything: then it is when it came. */
function timeOf(createdAt: unknown, timeUs: number): string {
  const ownMs = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  const cameMs = timeUs / 1000;
  return new Date(ownMs >= EARLIEST_MS && ownMs < cameMs + DAY_MS ? ownMs : cameMs).toISOString();
}

/** `pt-BR` is `pt`, as at X. */
function langOf(langs: unknown): string {
  const [lang] = Array.isArray(langs) ? langs : [];
  return typeof lang === 'string' && /^[a-z]{2,3}(-|$)/i.test(lang) ? lang.split('-')[0].toLowerCase() : 'und';
}

function referencesOf({ reply, embed }: Json): Reference[] {
  const parent = isObject(reply) ? uriOf(reply['parent']) : undefined;
  const quoted = isObject(embed)
    ? (uriOf(embed['record']) ?? uriOf(isObject(embed['record']) ? embed['record']['record'] : undefined))
    : undefined;
  return [
    ...(parent === undefined ? [] : [{ type: 'replied_to' as const, id: idOfUri(parent) }]),
    ...(quoted === undefined ? [] : [{ type: 'quoted' as const, id: idOfUri(quoted) }]),
  ];
}

const uriOf = (link: unknown): string | undefined =>
  isObject(link) && typeof link['uri'] === 'string' ? link['uri'] : undefined;

/** Between its parts JSON may have line ends, within them it has none. */
const rowOf = (post: Post, text: string): Row =>
  rowAgain(`{"data":${JSON.stringify(post)},"jetstream":${text.replace(/[\r\n]+/g, ' ')}}`)!;
