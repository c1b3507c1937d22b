import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPosts } from '../../src/lib/twitter/read-posts.ts';
import { root } from '../support/process.ts';
import { replayOf } from '../support/replay.ts';

async function* linesOf(...rows: readonly unknown[]) {
  for (const row of rows) yield typeof row === 'string' ? row : JSON.stringify(row);
}

const ID = '1050118621198921728';
/** As the course's older labs saved them. */
const older = {
  created_at: 'Wed Oct 10 20:19:24 +0000 2018',
  id: 1050118621198921700,
  id_str: ID,
  text: 'cortado…',
  extended_tweet: {
    full_text: '@ana olá #café https://t.co/abcdefghij 👏🏽',
    entities: { urls: [{ url: 'https://t.co/abcdefghij', expanded_url: 'https://a.example/b' }] },
    extended_entities: { media: [{ id_str: '5', type: 'video', media_url_https: 'https://m.example/5.jpg' }] },
  },
  user: {
    id_str: '42',
    name: 'Rui',
    screen_name: 'rui',
    verified: true,
    followers_count: 3,
    created_at: 'Mon Jan 01 00:00:00 +0000 2018',
  },
  lang: 'pt',
  source: '<a href="https://a.example" rel="nofollow">Um App</a>',
  favorite_count: 7,
  retweet_count: 2,
  in_reply_to_status_id_str: '1050118621198921000',
  in_reply_to_user_id_str: '7',
  quoted_status_id_str: '1050118621198921001',
  quoted_status: {
    created_at: 'Wed Oct 10 20:00:00 +0000 2018',
    id_str: '1050118621198921001',
    full_text: 'a citada',
    user: { id_str: '43', name: 'Eva', screen_name: 'eva' },
    lang: 'pt',
  },
};

test('posts of v1.1 become those of v2', async () => {
  const { posts, users, media, others } = await readPosts(linesOf(older), 'x');
  expect(posts).toEqual([
    {
      id: ID,
      text: '@ana olá #café https://t.co/abcdefghij 👏🏽',
      created_at: '2018-10-10T20:19:24.000Z',
      author_id: '42',
      lang: 'pt',
      edit_history_tweet_ids: [ID],
      public_metrics: { retweet_count: 2, reply_count: 0, like_count: 7, quote_count: 0 },
      source: 'Um App',
      in_reply_to_user_id: '7',
      referenced_tweets: [
        { type: 'quoted', id: '1050118621198921001' },
        { type: 'replied_to', id: '1050118621198921000' },
      ],
      attachments: { media_keys: ['7_5'] },
      entities: {
        hashtags: [{ start: 9, end: 14, tag: 'café' }],
        mentions: [{ start: 0, end: 4, username: 'ana' }],
        urls: [
          {
            start: 15,
            end: 38,
            url: 'https://t.co/abcdefghij',
            expanded_url: 'https://a.example/b',
            display_url: 't.co/abcdefghij',
          },
        ],
      },
    },
  ]);
  expect(users.get('42')).toMatchObject({ username: 'rui', verified: true, created_at: '2018-01-01T00:00:00.000Z' });
  expect(users.get('43')?.username).toBe('eva');
  expect(media.get('7_5')).toMatchObject({ type: 'video' });
  expect(others?.get('1050118621198921001')).toMatchObject({ text: 'a citada', author_id: '43' });
});

test('they are served as those of v2, with what they hold', async () => {
  const set = await readPosts(linesOf(older), 'x');
  const { search } = await replayOf(set, { keepsTimes: false, pastMs: 3_600_000 });
  const body = await search(
    'query=from:rui has:videos url:a.example&expansions=author_id,referenced_tweets.id&tweet.fields=created_at',
  );
  expect(body.includes.users).toEqual([{ id: '42', name: 'Rui', username: 'rui' }]);
  expect(body.includes.tweets).toMatchObject([{ text: 'a citada', created_at: '2026-11-22T08:40:36.000Z' }]);
  expect(body.errors).toHaveLength(1); // the post that it answers is nowhere
});

test('rows of the stream, pages of answers and bare posts are read', async () => {
  const post = (id: string) => ({ id, text: `t${id}`, author_id: '7' });
  const { posts, users, others } = await readPosts(
    linesOf(
      { data: post('1'), matching_rules: [{ id: '1' }], includes: { users: [{ id: '7', name: 'A', username: 'a' }] } },
      '',
      { data: [post('2'), post('3')], includes: { tweets: [post('9')] }, meta: { result_count: 2 } },
      { ...post('4'), author_id: '8', extra: { kept: true } },
    ),
    'x',
  );
  expect(posts.map(({ text }) => text)).toEqual(['t1', 't2', 't3', 't4']);
  expect(posts[3]['extra']).toEqual({ kept: true });
  expect([...users.values()].map(({ username }) => username)).toEqual(['a', 'u8']);
  expect([...others!.keys()]).toEqual(['9']);
});

test('null is what is not there', async () => {
  const fields =
    'created_at author_id lang edit_history_tweet_ids conversation_id referenced_tweets entities attachments';
  const nothing = Object.fromEntries(fields.split(' ').map(name => [name, null]));
  const read = async (more: object) => (await readPosts(linesOf({ id: '12', text: 'a', ...more }), 'x')).posts;
  expect(await read(nothing)).toEqual(await read({}));
});

test.each<[line: unknown, name: string]>([
  ['{', 'no JSON'],
  ['[]', 'a list'],
  ['null', 'null'],
  [{ text: 'a' }, 'without an id'],
  [{ id: 12, text: 'a' }, 'an id that is a number'],
  [{ id: '12' }, 'without a text'],
  [{ id: '12', text: 'a', created_at: 'yesterday' }, 'no time'],
  [{ data: [{ id: '12' }] }, 'a page without a text'],
  [{ id: '12', text: 'a', created_at: '275760-01-01' }, 'a time that no post has'],
  [{ id: '12', text: 'a', created_at: '1999-12-31T23:59:59Z' }, 'a time before X'],
  [{ id: '12', text: 'a', edit_history_tweet_ids: '12' }, 'a history that is no list'],
  [{ id: '12', text: 'a', edit_history_tweet_ids: [12] }, 'a history of numbers'],
  [{ id: '12', text: 'a', conversation_id: 'x' }, 'a conversation without an id'],
  [{ id: '12', text: 'a', in_reply_to_user_id: 7 }, 'an answer to a number'],
  [{ id: '12', text: 'a', referenced_tweets: 5 }, 'references that are no list'],
  [{ id: '12', text: 'a', referenced_tweets: [null] }, 'a reference to nothing'],
  [{ id: '12', text: 'a', referenced_tweets: [{ type: 'quoted', id: 'x' }] }, 'a reference without an id'],
  [{ id: '12', text: 'a', attachments: 'x' }, 'attachments that are a text'],
  [{ id: '12', text: 'a', attachments: { media_keys: 5 } }, 'keys that are no list'],
  [{ id: '12', text: 'a', entities: [] }, 'marks that are a list'],
  [{ id: '12', text: 'a', entities: { hashtags: {} } }, 'tags that are no list'],
  [{ id: '12', text: 'a', entities: { cashtags: [{}] } }, 'a tag without a name'],
  [{ id: '12', text: 'a', entities: { mentions: ['a'] } }, 'a mention of a text'],
  [{ id: '12', text: 'a', entities: { urls: [{ url: 'a', expanded_url: 5 }] } }, 'a link to a number'],
  [{ data: { id: '12', text: 'a' }, includes: { users: [{ id: '7' }] } }, 'a user without a name'],
  [{ id_str: '12', text: 'a', created_at: older.created_at }, 'an older one without an author'],
])('%j is refused: %s', async line => {
  const reading = readPosts(linesOf({ id: '1', text: 'a' }, line), 'tweets.ndjson');
  await expect(reading).rejects.toMatchObject({ key: 'POST_UNREADABLE', params: { name: 'tweets.ndjson', line: 2 } });
});

/** Real posts lie beside the repository, where they do. */
const real = join(root, '../shared/data/tweets-mg-2017.ndjson');

if (existsSync(real)) {
  test('real posts: what the stream sends and search finds is what has the words', async () => {
    const lines = (await readFile(real, 'utf8')).split('\n');
    const set = await readPosts(linesOf(...lines), real);
    const has = (text: string, ...wanted: string[]) =>
      text
        .replace(/&(amp|lt|gt);/g, ' ')
        .toLowerCase()
        .split(/[^\p{L}\p{M}\p{N}_]+/u)
        .some(word => wanted.includes(word));
    const replay = await replayOf(set, { rate: 1000, pastMs: 0 });
    await replay.addRules('saúde OR segurança');
    const open = await replay.stream();
    replay.clock.advance(10_000);
    const sent = set.posts.filter(({ text }) => has(text, 'saúde', 'segurança'));
    expect(sent.length).toBeGreaterThan(100);
    expect(await open.texts(sent.length)).toEqual(sent.map(({ text }) => text));
    replay.clock.advance(60_000);
    const nowMs = replay.api.elapsedMs() - 8199 + Date.parse(set.posts.at(-1)!.created_at);
    const week = set.posts.filter(({ created_at }) => nowMs - Date.parse(created_at) <= 7 * 86_400_000);
    const { body } = await replay.get(`/2/tweets/counts/recent?query=${encodeURIComponent('mg OR seguranca')}`);
    const found = week.filter(({ text }) => has(text, 'mg', 'seguranca', 'segurança'));
    expect(found.length).toBeGreaterThan(100);
    expect(body.meta.total_tweet_count).toBe(found.length);
  });
}
