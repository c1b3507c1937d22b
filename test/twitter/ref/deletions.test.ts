/** What RAW tells of tweets that are no more. */
import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { memoryFilesAt } from '../../../src/lib/files/memory-files.ts';
import { deletedIds } from '../../../src/lib/twitter/ref/deletions.ts';

const tweet = (id: string, ...versions: string[]) => ({
  id,
  text: 'says "delete" and "edit_history_tweet_ids"',
  created_at: '2026-03-02T12:00:00Z',
  edit_history_tweet_ids: versions,
});
const deletion = (id: string) => ({ delete: { tweet: { id }, event_at: '2026-03-02T12:00:00Z' } });
const lines = (...values: unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');

let places = 0;

test.each<[string, Record<string, string>, boolean, string[]]>([
  ['nothing', { 'tweets_1.json': lines(tweet('1', '1'), tweet('2')) }, true, []],
  ['lines of deletions', { 'deletes_1.json': lines(deletion('9007199254740993'), deletion('2')) }, false, ['2', '9007199254740993']],
  ['an array of them', { 'deletes_1.json': `[\n${JSON.stringify(deletion('1'))},\n${JSON.stringify(deletion('2'))}\n]\n` }, false, ['1', '2']],
  ['the same one twice, in folders', { 'a/deletes_1.json': lines(deletion('1')), 'b/deletes_2.json': lines(deletion('1')) }, false, ['1']],
  ['among tweets, as data', { 'x.ndjson': lines({ data: tweet('1', '1') }, { data: deletion('2') }) }, false, ['2']],
  ['as API v1.1 tells it', { 'x.jsonl': `${lines({ delete: { status: { id_str: '3', id: 3 } } })}{"delete":{"status":{"id":12345678901234567890}}}` }, false, ['12345678901234567890', '3']],
  ['beside what cannot be read', { 'x.json.gz': 'no gzip', 'y.json': lines(deletion('1')) }, false, ['1']],
  ['hostile ones', { 'x.json': `${lines({ delete: null }, { delete: 5 }, { delete: {} }, { delete: { tweet: [] } })}{"delete":\n` }, true, []],
  ['edits, which are not asked for', { 'x.json': lines(tweet('3', '1', '2', '3')) }, false, []],
  ['edits', { 'x.json': lines({ data: tweet('3', '1', '2', '3') }, tweet('4', '4')) }, true, ['1', '2']],
  ['a version that is not the last', { 'x.json': JSON.stringify([tweet('2', '1', '2', '3')], null, 1) }, true, ['1']],
  ['a tweet that is not in its own list', { 'x.json': lines(tweet('7', '1', '2')) }, true, []],
])('%s', async (_what, contents, edited, expected) => {
  const location = `memory:///deletions${places++}`;
  const files = memoryFilesAt(location);
  for (const [path, text] of Object.entries(contents)) await files.createNew(path, Buffer.from(text));
  expect([...(await deletedIds(new Session(), location, edited))].sort()).toEqual(expected);
}); // biome-ignore format: a table
