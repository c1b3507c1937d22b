import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { compareIds, idOf, timeOfId } from '../../src/lib/twitter/post.ts';
import { BEARER, FIRST_MS, MINUTE_MS, postAt, postsOf, replayOf, setOf } from '../support/replay.ts';

const numbers = (body: { data?: { text: string }[] }) =>
  (body.data ?? []).map(({ text }) => Number(text.split(' ')[1]));
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);
/** All is past: an hour of posts, and then some. */
const hour = () => replayOf(postsOf(61), { pastMs: 61 * MINUTE_MS });

describe('recent search', () => {
  test('pages give everything once, the newest first, while new posts come', async () => {
    const { search, clock } = await replayOf(postsOf(100), { pastMs: 60 * MINUTE_MS });
    const first = await search('query=gato&max_results=20');
    expect(numbers(first)).toEqual(down(59, 40)); // the post of this moment is not found yet
    expect(first.meta).toEqual({
      newest_id: postAt(59).id,
      oldest_id: postAt(40).id,
      result_count: 20,
      next_token: first.meta.next_token,
    });
    clock.advance(10 * MINUTE_MS);
    const second = await search(`query=gato&max_results=20&next_token=${first.meta.next_token}`);
    const third = await search(`query=gato&max_results=20&pagination_token=${second.meta.next_token}`);
    expect([...numbers(second), ...numbers(third)]).toEqual(down(39, 0));
    expect(third.meta.next_token).toBeUndefined();
    const newer = await search(`query=gato&max_results=20&since_id=${first.meta.newest_id}`);
    expect(numbers(newer)).toEqual(down(69, 60));
  });

  test.each<[query: string, found: number[]]>([
    ['', down(60, 51)],
    ['&max_results=15', down(60, 46)],
    [`&until_id=${postAt(5).id}`, down(4, 0)],
    [`&since_id=${postAt(50).id}&until_id=${postAt(55).id}`, down(54, 51)],
    ['&start_time=2026-03-02T12:55:00Z', down(60, 55)],
    ['&end_time=2026-03-02T12:05:00Z', down(4, 0)],
    ['&start_time=2026-03-02T12:05:00Z&end_time=2026-03-02T12:07:00.000Z', [6, 5]],
    ['&start_time=2026-03-02T12:00:30Z&end_time=2026-03-02T12:00:50Z', []],
  ])('query=gato%s', async (query, found) => {
    const { search } = await hour();
    expect(numbers(await search(`query=gato${query}`))).toEqual(found);
  });

  test('a query of nothing', async () => {
    const { search } = await hour();
    expect(await search('query=rato')).toEqual({ meta: { result_count: 0 } });
    expect(numbers(await search('query="gato 7" OR "gato 8" -9'))).toEqual([8, 7]);
  });

  test('what is younger than half a minute is not found yet, and what is older than a week no more', async () => {
    const { search, clock } = await replayOf(postsOf(2), { pastMs: 0 });
    expect(numbers(await search('query=gato'))).toEqual([]);
    clock.advance(29_000);
    expect(numbers(await search('query=gato'))).toEqual([]);
    clock.advance(2_000);
    expect(numbers(await search('query=gato'))).toEqual([0]);
    clock.advance(MINUTE_MS);
    expect(numbers(await search('query=gato'))).toEqual([1, 0]);
    clock.advance(7 * 24 * 60 * MINUTE_MS - 60_000);
    expect(numbers(await search('query=gato'))).toEqual([1]);
  });

  test('gives what is asked of each post, and what it refers to', async () => {
    const original = postAt(1, 'gato original', { author_id: '8' });
    const posts = [
      original,
      postAt(2, 'RT @rui: gato original', { referenced_tweets: [{ type: 'retweeted', id: original.id }] }),
      postAt(3, '@rui gato', {
        in_reply_to_user_id: '8',
        referenced_tweets: [{ type: 'replied_to', id: '99' }],
        attachments: { media_keys: ['3_1'] },
        entities: { mentions: [{ start: 0, end: 4, username: 'rui', id: '8' }] },
      }),
    ];
    const users = new Map([
      ['7', { id: '7', name: 'Ana', username: 'ana', verified: true }],
      ['8', { id: '8', name: 'Rui', username: 'rui' }],
    ]);
    const media = new Map([['3_1', { media_key: '3_1', type: 'photo', url: 'https://a.example' }]]);
    const { search } = await replayOf(setOf(posts, { users, media }), { pastMs: 10 * MINUTE_MS });
    const plain = await search('query=gato');
    expect(plain.data.map(Object.keys)).toEqual(Array(3).fill(['id', 'text', 'edit_history_tweet_ids']));
    expect(plain.includes).toBeUndefined();
    const full = await search(
      'query=gato&tweet.fields=created_at,lang&user.fields=verified&media.fields=url&expansions=author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys,entities.mentions.username',
    );
    expect(full.data[1]).toEqual({
      id: posts[1].id,
      text: 'RT @rui: gato original',
      edit_history_tweet_ids: [posts[1].id],
      created_at: '2026-03-02T12:02:00.000Z',
      lang: 'pt',
      author_id: '7',
      referenced_tweets: [{ type: 'retweeted', id: original.id }],
    });
    expect(full.includes.users).toEqual([
      { id: '7', name: 'Ana', username: 'ana', verified: true },
      { id: '8', name: 'Rui', username: 'rui' },
    ]);
    expect(full.includes.tweets).toMatchObject([{ id: original.id, text: 'gato original', author_id: '8' }]);
    expect(full.includes.media).toEqual([{ media_key: '3_1', type: 'photo', url: 'https://a.example' }]);
    expect(full.errors).toMatchObject([
      {
        resource_id: '99',
        parameter: 'referenced_tweets.id',
        type: 'https://api.twitter.com/2/problems/resource-not-found',
      },
    ]);
  });

  test('posts of today keep their distances, and ids go with times', async () => {
    const posts = [
      postAt(0),
      postAt(1, 'gato 1', { referenced_tweets: [{ type: 'quoted', id: postAt(0).id }] }),
      postAt(2),
    ];
    const { search, clock } = await replayOf(posts, { keepsTimes: false, pastMs: 5 * MINUTE_MS });
    const { data } = await search('query=gato&tweet.fields=created_at,referenced_tweets,conversation_id');
    expect(data.map(({ created_at }: { created_at: string }) => clock.nowMs() - Date.parse(created_at))).toEqual(
      [3, 4, 5].map(minutes => minutes * MINUTE_MS),
    );
    for (const { id, created_at } of data) expect(timeOfId(id)).toBe(Date.parse(created_at));
    expect(data[1].referenced_tweets).toEqual([{ type: 'quoted', id: data[2].id }]);
    expect(data[2]).toMatchObject({ conversation_id: data[2].id, edit_history_tweet_ids: [data[2].id] });
  });
});

test('counts are those of the search', async () => {
  const { get, clock, search } = await replayOf(postsOf(150), { pastMs: 0 });
  clock.advance(130.5 * MINUTE_MS);
  const query = 'query=gato -3&start_time=2026-03-02T12:30:00Z';
  const counts = (more: string) => get(`/2/tweets/counts/recent?${query}${more}`).then(({ body }) => body);
  const hours = await counts('');
  expect(hours).toEqual({
    data: [
      { start: '2026-03-02T12:30:00.000Z', end: '2026-03-02T13:00:00.000Z', tweet_count: 30 },
      { start: '2026-03-02T13:00:00.000Z', end: '2026-03-02T14:00:00.000Z', tweet_count: 60 },
      { start: '2026-03-02T14:00:00.000Z', end: hours.data[2].end, tweet_count: 10 },
    ],
    meta: { total_tweet_count: 100 },
  });
  expect((await counts('&granularity=day')).data).toHaveLength(1);
  expect((await counts('&granularity=minute&end_time=2026-03-02T12:40:00Z')).meta).toEqual({ total_tweet_count: 10 });
  expect((await search(`${query}&max_results=100`)).meta).toMatchObject({ result_count: 100 });
});

test('the invented posts give the answers that are known of them', async () => {
  const invented = inventPosts({ count: 1500, days: 3 });
  const { get } = await replayOf(invented, { pastMs: 4 * 24 * 60 * MINUTE_MS });
  const ids = new Set<string>();
  const query = encodeURIComponent('(presidente OR presidência) -is:retweet');
  for (let token: string | undefined = ''; token !== undefined; ) {
    const { body } = await get(
      `/2/tweets/search/recent?query=${query}&max_results=100${token && `&next_token=${token}`}`,
    );
    for (const { id } of body.data) ids.add(id);
    token = body.meta.next_token;
  }
  const about = invented.posts.filter(
    ({ id, text }) => invented.answers.get(id)!.isAboutPresidency && !text.startsWith('RT @'),
  );
  expect([...ids].sort(compareIds)).toEqual([...new Set(about.map(({ id }) => id))].sort(compareIds));
  const { body } = await get(`/2/tweets/counts/recent?query=${query}`);
  expect(body.meta.total_tweet_count).toBe(ids.size);
});

test('lookup tells what is there, and what is not', async () => {
  const { get } = await hour();
  const [a, b] = [postAt(1).id, postAt(2).id];
  const { status, body } = await get(`/2/tweets?ids=${a},99,${b},${a}&tweet.fields=lang`);
  expect(status).toBe(200);
  expect(body.data).toEqual([a, b].map(id => expect.objectContaining({ id, lang: 'pt' })));
  expect(body.errors).toEqual([
    {
      value: '99',
      detail: 'Could not find tweet with ids: [99].',
      title: 'Not Found Error',
      resource_type: 'tweet',
      parameter: 'ids',
      resource_id: '99',
      type: 'https://api.twitter.com/2/problems/resource-not-found',
    },
  ]);
  expect((await get(`/2/tweets/${a}`)).body).toMatchObject({ data: { id: a } });
  expect((await get('/2/tweets/99')).body).toMatchObject({ errors: [{ parameter: 'id' }] });
});

describe('wrong requests', () => {
  const search = '/2/tweets/search/recent?query=gato';
  const longAgo = idOf(FIRST_MS - 8 * 24 * 60 * MINUTE_MS);
  test.each<[path: string, parameter: string, message: RegExp]>([
    ['/2/tweets/search/recent', 'query', /can not be empty/],
    [
      '/2/tweets/search/recent?query=lang:pt',
      'query',
      /^There were errors processing your request: is\/has\/lang cannot/,
    ],
    [
      '/2/tweets/search/recent?query=%2Dgato',
      'query',
      /non-negation term \(at position 1\), Rules must contain at least/,
    ],
    [`/2/tweets/search/recent?query=${'x'.repeat(513)}`, 'query', /at most 512/],
    [`${search}&max_results=9`, 'max_results', /value \[9\] is not between 10 and 100/],
    [`${search}&max_results=101`, 'max_results', /not between/],
    [`${search}&max_results=ten`, 'max_results', /not between/],
    [`${search}&since_id=abc`, 'since_id', /\[abc\] is not valid/],
    [
      `${search}&since_id=${longAgo}`,
      'since_id',
      /^'since_id' must be a tweet id created after 2026-02-23T.*larger than \d+$/,
    ],
    [
      `${search}&start_time=2026-02-20T00:00:00Z`,
      'start_time',
      /^Invalid 'start_time':'2026-02-20T00:00Z'. 'start_time' must be on or after 2026-02-23T13:01Z$/,
    ],
    [`${search}&start_time=yesterday`, 'start_time', /not a valid RFC 3339/],
    [`${search}&end_time=2026-12-31T00:00:00Z`, 'end_time', /a minimum of 10 seconds prior to the request time/],
    [`${search}&start_time=2026-03-02T12:30:00Z&end_time=2026-03-02T12:20:00Z`, 'end_time', /after the 'start_time'/],
    [`${search}&next_token=abc`, 'next_token', /\[abc\] is not valid/],
    [`${search}&tweet.fields=text,colour`, 'tweet.fields', /value \[colour\] is not one of \[article,/],
    [`${search}&expansions=author`, 'expansions', /value \[author\]/],
    [`${search}&user.fields=age`, 'user.fields', /value \[age\]/],
    [`${search}&sort_order=up`, 'sort_order', /value \[up\] is not one of \[recency,relevancy\]/],
    [`${search}&colour=red`, 'colour', /query parameter \[colour\] is not one of \[query,start_time/],
    ['/2/tweets/counts/recent?query=gato&granularity=week', 'granularity', /\[minute,hour,day\]/],
    ['/2/tweets', 'ids', /can not be empty/],
    ['/2/tweets?ids=1,x', 'ids', /value \[x\] is not valid/],
    [`/2/tweets?ids=${Array(101).fill(1).join()}`, 'ids', /list \[101\] is not between 1 and 100/],
    ['/2/usage/tweets?days=91', 'days', /not between 1 and 90/],
    ['/2/tweets/search/stream?backfill_minutes=6', 'backfill_minutes', /not between 0 and 5/],
  ])('%s', async (path, parameter, message) => {
    const { get } = await hour();
    const { status, headers, body } = await get(path);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('x-rate-limit-remaining')).toMatch(/^\d+$/);
    expect(body).toMatchObject({
      title: 'Invalid Request',
      type: 'https://api.twitter.com/2/problems/invalid-request',
    });
    expect(body.errors).toHaveLength(1);
    expect(Object.keys(body.errors[0].parameters)).toEqual([parameter]);
    expect(body.errors[0].message).toMatch(message);
  });

  test('everything wrong is told at once', async () => {
    const { get } = await hour();
    const { body } = await get('/2/tweets/search/recent?max_results=1&colour=red');
    expect(body.errors.map(({ parameters }: { parameters: object }) => Object.keys(parameters)[0])).toEqual([
      'query',
      'max_results',
      'colour',
    ]);
  });

  test.each<[what: string, path: string, init: RequestInit, status: number, title: string]>([
    ['no token', search, { headers: {} }, 401, 'Unauthorized'],
    ['an empty token', search, { headers: { authorization: 'Bearer ' } }, 401, 'Unauthorized'],
    ['no such scheme', search, { headers: { authorization: 'Basic YTpi' } }, 401, 'Unauthorized'],
    ['a user', search, { headers: { authorization: 'OAuth oauth_token="a"' } }, 200, ''],
    [
      'a user at the stream',
      '/2/tweets/search/stream',
      { headers: { authorization: 'OAuth a' } },
      403,
      'Unsupported Authentication',
    ],
    ['no such path', '/2/tweet', { headers: BEARER }, 404, 'Not Found'],
    ['no such version', '/1.1/search/tweets.json', { headers: BEARER }, 404, 'Not Found'],
    ['what costs more', '/2/tweets/search/all?query=gato', { headers: BEARER }, 403, 'Client Forbidden'],
    ['another method', search, { headers: BEARER, method: 'DELETE' }, 405, 'Method Not Allowed'],
  ])('%s', async (_what, path, init, status, title) => {
    const { get } = await hour();
    const answer = await get(path, init);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.body.title).toBe(title);
  });
});

test('no request, however odd, brings the server down', async () => {
  const { get, port, post } = await hour();
  const answerTo = (line: string) =>
    new Promise<string>(resolve => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`${line} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.setEncoding('utf8').on('data', piece => {
        text += piece;
      });
      socket.once('close', () => resolve(text.slice(9, 12)));
    });
  expect(await answerTo('GET http://api.x.com/2/tweets?ids=1')).toBe('200');
  expect(await answerTo('GET //')).toBe('404');
  expect(await answerTo('GET http://[')).toMatch(/^40[04]$/);
  expect(await answerTo('OPTIONS *')).toBe('404');
  expect(await answerTo('GET /2/tweets/search/recent?query=%FF%00gato&since_id=9999999999999999999')).toBe('200');
  expect(await answerTo('GET /2/tweets/search/recent?query=gato&start_time=0000-01-01T00:00Z')).toBe('400');
  expect(await answerTo('GET /2/tweets/search/recent?query=gato&next_token=b26v89c19zqg8o3fzzzzzzzzzzzzz')).toBe('200');
  expect(await answerTo(`GET /2/tweets/search/recent?query=${'('.repeat(500)}`)).toBe('400');
  const rules = '/2/tweets/search/stream/rules';
  for (const value of ['\ud800', '(', '\u0000', `${'('.repeat(500)}a${')'.repeat(500)}`]) {
    expect([200, 201]).toContain((await post(rules, { add: [{ value }] })).status);
  }
  for (const body of [{ delete: { ids: [null, {}] } }, { add: [null] }, { add: { length: 1 } }, 'text', 5]) {
    expect([200, 400]).toContain((await post(rules, body)).status);
  }
  expect((await get('/2/usage/tweets')).status).toBe(200);
});

test('tokens are given for a key and a secret, and taken back', async () => {
  const { get } = await hour();
  const basic = { authorization: `Basic ${Buffer.from('key:secret').toString('base64')}` };
  const ask = (path: string, body: string, headers: Record<string, string> = basic) =>
    get(path, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } });
  const { status, body } = await ask('/oauth2/token', 'grant_type=client_credentials');
  expect([status, body.token_type]).toEqual([200, 'bearer']);
  expect(JSON.stringify(body)).not.toContain('secret');
  expect((await ask('/2/oauth2/token', 'grant_type=client_credentials')).body).toMatchObject({ expires_in: 7200 });
  expect((await ask('/oauth2/token', '')).body.errors[0].code).toBe(170);
  expect((await ask('/oauth2/token', 'grant_type=client_credentials', {})).status).toBe(403);
  expect((await get('/oauth2/token')).status).toBe(405);
  const usage = () => get('/2/usage/tweets', { headers: { authorization: `Bearer ${body.access_token}` } });
  expect((await usage()).status).toBe(200);
  await ask('/oauth2/invalidate_token', `access_token=${body.access_token}`);
  expect((await usage()).status).toBe(401);
});

test('limits are told, and hold for a quarter of an hour', async () => {
  const { get, clock } = await hour();
  const ask = async () => {
    const { status, headers, body } = await get('/2/usage/tweets');
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(name =>
      Number(headers.get(`x-rate-limit-${name}`)),
    );
    return { status, limit, remaining, reset, body };
  };
  const resetMs = clock.nowMs() + 15 * MINUTE_MS;
  expect(await ask()).toMatchObject({ status: 200, limit: 50, remaining: 49, reset: resetMs / 1000 });
  clock.advance(MINUTE_MS);
  for (let i = 0; i < 49; i++) expect((await ask()).status).toBe(200);
  expect(await ask()).toEqual({
    status: 429,
    limit: 50,
    remaining: 0,
    reset: resetMs / 1000,
    body: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
  });
  expect((await get('/2/tweets/search/recent?query=gato')).headers.get('x-rate-limit-remaining')).toBe('449');
  clock.advance(14 * MINUTE_MS);
  expect(await ask()).toMatchObject({ status: 200, remaining: 49 });
});

test('limits hold for less, if that is asked', async () => {
  const { get, clock } = await replayOf(postsOf(1), { limitWindowMs: 10_000 });
  const resets = async () =>
    Number((await get('/2/usage/tweets')).headers.get('x-rate-limit-reset')) - clock.nowMs() / 1000;
  expect(await resets()).toBe(10);
  clock.advance(4_000);
  expect(await resets()).toBe(6);
});

test('posts are billed once a day, and no more are given when those of the month are read', async () => {
  const { get, search, clock, api } = await replayOf(postsOf(61), { pastMs: 60 * MINUTE_MS, cap: 21 });
  await search('query=gato');
  await search('query=gato');
  await get(`/2/tweets?ids=${postAt(55).id},${postAt(1).id}`);
  await get('/2/tweets/counts/recent?query=gato');
  expect([api.bill.posts, api.bill.usd]).toEqual([11, 0.055]);
  clock.advance(24 * 60 * MINUTE_MS);
  await search(`query=gato&until_id=${postAt(60).id}`);
  const usage = await get('/2/usage/tweets?usage.fields=daily_project_usage,daily_client_app_usage');
  expect(usage.body.data).toMatchObject({
    project_cap: '21',
    project_usage: '21',
    daily_project_usage: {
      usage: [
        { date: '2026-03-03T00:00:00.000Z', usage: '10' },
        { date: '2026-03-02T00:00:00.000Z', usage: '11' },
      ],
    },
  });
  const { status, headers, body } = await get('/2/tweets/search/recent?query=gato');
  expect(status).toBe(429);
  expect(body).toMatchObject({
    title: 'UsageCapExceeded',
    period: 'Monthly',
    scope: 'Product',
    type: 'https://api.twitter.com/2/problems/usage-capped',
  });
  expect(Number(headers.get('x-rate-limit-remaining'))).toBeGreaterThan(0);
  expect((await get('/2/tweets/counts/recent?query=gato')).status).toBe(200);
});
