import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { parseFaults } from '../../src/lib/twitter/replay/faults.ts';
import { BEARER, MINUTE_MS, postAt, postsOf, replayOf } from '../support/replay.ts';

const RULES = '/2/tweets/search/stream/rules';
const texts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `gato ${from + i}`);

test('who waits for a stream has the posts come from when it is there', async () => {
  const { addRules, search, stream, clock } = await replayOf(postsOf(2), { pastMs: 0, waits: true });
  await addRules('gato');
  clock.advance(10 * MINUTE_MS);
  expect((await search('query=gato')).meta.result_count).toBe(0);
  const open = await stream();
  clock.advance(MINUTE_MS / 2);
  expect(JSON.parse((await open.line())!).data.text).toBe('gato 0');
  clock.advance(MINUTE_MS);
  expect(JSON.parse((await open.line())!).data.text).toBe('gato 1');
});

test('what comes between the question for a stream and its first line is in it', async () => {
  const answered = ({ path }: { path: string }) => path === '/2/tweets/search/stream' && clock.advance(3 * MINUTE_MS);
  const { addRules, stream, clock } = await replayOf(postsOf(2), { pastMs: 0, waits: true, listener: { answered } });
  await addRules('gato');
  expect(await (await stream()).texts(2)).toEqual(texts(0, 1));
});

describe('rules', () => {
  const summary = (created: number, not_created: number, valid: number, invalid: number) => ({
    created,
    not_created,
    valid,
    invalid,
  });

  test('are added, listed and deleted', async () => {
    const { get, post, clock } = await replayOf(postsOf(1));
    const meta = { sent: new Date(clock.nowMs()).toISOString() };
    expect((await get(RULES)).body).toEqual({ meta: { ...meta, result_count: 0 } });
    const added = await post(RULES, { add: [{ value: 'gato', tag: 'g' }, { value: 'rato lang:pt' }] });
    expect(added.status).toBe(201);
    expect(added.body.meta).toEqual({ ...meta, summary: summary(2, 0, 2, 0) });
    const [gato, rato] = added.body.data;
    expect([gato.value, gato.tag, rato.value, 'tag' in rato]).toEqual(['gato', 'g', 'rato lang:pt', false]);
    expect((await get(RULES)).body.data).toEqual([gato, rato]);
    expect((await get(`${RULES}?ids=${rato.id}`)).body.data).toEqual([rato]);
    const deleted = await post(RULES, { delete: { ids: [gato.id, '5'] } });
    expect(deleted.body.meta.summary).toEqual({ deleted: 1, not_deleted: 1 });
    expect(deleted.body.errors).toMatchObject([{ errors: [{ message: 'Rule does not exist' }] }]);
    expect((await post(RULES, { delete: { values: ['rato lang:pt'] } })).body.meta.summary.deleted).toBe(1);
    expect((await get(RULES)).body.data).toBeUndefined();
  });

  test('that are there already, or that nobody can read, are told', async () => {
    const { get, post, addRules } = await replayOf(postsOf(1));
    const { id } = (await addRules('gato')).body.data[0];
    const twice = await addRules('gato', 'pato');
    expect(twice.body.meta.summary).toEqual(summary(1, 1, 1, 1));
    expect(twice.body.errors).toEqual([
      { value: 'gato', id, title: 'DuplicateRule', type: 'https://api.twitter.com/2/problems/duplicate-rules' },
    ]);
    const wrong = await addRules('rato', 'lang:pt');
    expect([wrong.status, wrong.body.meta.summary]).toEqual([200, summary(0, 2, 1, 1)]);
    expect(wrong.body.errors).toEqual([
      {
        value: 'lang:pt',
        details: ['is/has/lang cannot be used as a standalone operator (at position 1)'],
        title: 'UnprocessableEntity',
        type: 'https://api.twitter.com/2/problems/invalid-rules',
      },
    ]);
    expect((await addRules(`${'x'.repeat(1025)}`)).body.errors[0].details[0]).toContain('at most 1024');
    expect((await get(RULES)).body.meta.result_count).toBe(2);
    for (const body of [
      {},
      { add: [] },
      { add: [{}] },
      { add: [{ value: 'a b' }], delete: { ids: ['1'] } },
      [1],
      null,
    ]) {
      expect((await post(RULES, body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await get(RULES, { method: 'POST', body: '{', headers: { authorization: 'Bearer any' } })).status).toBe(
      400,
    );
  });

  test('are only tried in a dry run, and there are at most a thousand', async () => {
    const { get, post, addRules } = await replayOf(postsOf(1));
    const dry = await post(`${RULES}?dry_run=true`, { add: [{ value: 'gato' }] });
    expect(dry.body.meta.summary).toEqual(summary(1, 0, 1, 0));
    expect((await get(RULES)).body.meta.result_count).toBe(0);
    expect((await addRules(...texts(1, 1000))).status).toBe(201);
    const { status, body } = await addRules('gato');
    expect([status, body.type]).toEqual([422, 'https://api.twitter.com/2/problems/rule-cap']);
    expect((await post(`${RULES}?delete_all=true`, {})).body.meta.summary.deleted).toBe(1000);
  });
});

describe('the stream', () => {
  test('needs rules, and takes one connection', async () => {
    const { get, addRules, stream, unheard } = await replayOf(postsOf(1));
    const without = await get('/2/tweets/search/stream');
    expect(without.status).toBe(409);
    expect(without.body).toMatchObject({ title: 'ConnectionException', connection_issue: 'RuleConfigurationIssue' });
    await addRules('gato');
    const first = await stream();
    const second = await get('/2/tweets/search/stream');
    expect(second.status).toBe(429);
    expect(second.headers.get('x-rate-limit-limit')).toBe('50');
    expect(second.body).toMatchObject({ title: 'ConnectionException', connection_issue: 'TooManyConnections' });
    first.close();
    await unheard();
    expect((await stream()).status).toBe(200);
  });

  test('sends what comes while somebody listens, for each rule', async () => {
    const posts = [postAt(0), postAt(1), postAt(2, 'rato 2'), postAt(3, 'gato e rato'), postAt(4, 'pato'), postAt(5)];
    const { addRules, stream, clock } = await replayOf(posts, { pastMs: MINUTE_MS });
    const { body } = await addRules('gato', 'rato');
    const [gato, rato] = body.data.map(({ id, tag }: { id: string; tag: string }) => ({ id, tag }));
    const open = await stream('?tweet.fields=lang&expansions=author_id');
    clock.advance(10 * MINUTE_MS);
    const rows = await open.rows(3);
    expect(rows.map(row => [row.data.text, row.matching_rules])).toEqual([
      ['rato 2', [rato]],
      ['gato e rato', [gato, rato]],
      ['gato 5', [gato]],
    ]);
    expect(Object.keys(rows[0])).toEqual(['data', 'includes', 'matching_rules']);
    expect(rows[0].data).toEqual({
      id: posts[2].id,
      text: 'rato 2',
      edit_history_tweet_ids: [posts[2].id],
      lang: 'pt',
      author_id: '7',
    });
    expect(rows[0].includes.users).toEqual([{ id: '7', name: 'Ana', username: 'ana' }]);
  });

  test('tells accents apart, and follows the rules as they change', async () => {
    const posts = ['presidência', 'presidencia', 'presidência', 'presidencia'].map((text, i) => postAt(i + 1, text));
    const { addRules, post, stream, clock } = await replayOf([postAt(0), ...posts], { pastMs: 1 });
    const { id } = (await addRules('presidência')).body.data[0];
    const open = await stream();
    clock.advance(2.5 * MINUTE_MS);
    expect((await open.rows(1))[0].data.id).toBe(posts[0].id);
    await addRules('presidencia');
    await post(RULES, { delete: { ids: [id] } });
    clock.advance(5 * MINUTE_MS);
    expect((await open.rows(1))[0].data.id).toBe(posts[3].id);
  });

  test('gives a sign of life after 20 seconds without posts', async () => {
    const { addRules, stream, clock } = await replayOf([postAt(0), postAt(1)], { pastMs: 1 });
    await addRules('gato');
    const open = await stream();
    for (const expected of ['', '', 'post', '', '']) {
      clock.advance(20_000);
      const line = await open.line();
      expect(line === '' ? '' : JSON.parse(line!).data.text.replace('gato 1', 'post')).toBe(expected);
    }
    expect(open.pieces.every(piece => piece.toString().endsWith('\r\n'))).toBe(true);
  });

  test.each([
    ['', []],
    ['?backfill_minutes=1', ['gato 8']],
    ['?backfill_minutes=5', texts(4, 8)],
  ])('with %s gives what was missed, if asked', async (query, missed) => {
    const { addRules, stream, clock } = await replayOf(postsOf(20), { pastMs: 1 });
    await addRules('gato');
    clock.advance(8.5 * MINUTE_MS);
    const open = await stream(query);
    clock.advance(MINUTE_MS);
    expect(await open.texts(missed.length + 1)).toEqual([...missed, 'gato 9']);
  });

  test('gives what was missed over a break, and what was sent before it again', async () => {
    const faults = parseFaults('t+270 drop');
    const { addRules, stream, clock } = await replayOf(postsOf(20), { pastMs: 1, faults });
    await addRules('gato');
    const first = await stream();
    clock.advance(4.2 * MINUTE_MS);
    expect(await first.texts(4)).toEqual(texts(1, 4));
    clock.advance(0.3 * MINUTE_MS);
    expect(await first.ended).toBe('error');
    clock.advance(2 * MINUTE_MS);
    const second = await stream('?backfill_minutes=3');
    clock.advance(MINUTE_MS);
    expect(await second.texts(4)).toEqual(texts(4, 7));
  });

  test('is as fast as is asked', async () => {
    let overs = 0;
    const listener = { over: () => void overs++ };
    const { addRules, stream, clock } = await replayOf(postsOf(1000), { rate: 100, pastMs: 0, listener });
    await addRules('gato');
    const open = await stream();
    clock.advance(500);
    expect(await open.texts(50)).toEqual(texts(0, 49));
    clock.advance(9_490);
    expect(await open.texts(949)).toEqual(texts(50, 998));
    expect(overs).toBe(0);
    clock.advance(10);
    expect(await open.texts(1)).toEqual(['gato 999']);
    clock.advance(20_000);
    expect(await open.line()).toBe('');
    expect(overs).toBe(1);
    const faster = await replayOf(postsOf(61), { speed: 60, pastMs: 1 });
    await faster.addRules('gato');
    const minutes = await faster.stream();
    faster.clock.advance(10_000);
    expect(await minutes.texts(10)).toEqual(texts(1, 10));
  });

  test('sends every invented post, in the order in which they come', async () => {
    const invented = inventPosts({ count: 3000 });
    const { addRules, stream, clock, api } = await replayOf(invented, { rate: 1000, pastMs: 0 });
    await addRules('presidente OR presidência OR presidencia');
    const open = await stream();
    const expected = invented.posts.filter(({ id }) => invented.answers.get(id)!.isAboutPresidency);
    clock.advance(10_000);
    const rows = await open.rows(expected.length);
    expect(rows.map(({ data }) => [data.id, data.text])).toEqual(expected.map(({ id, text }) => [id, text]));
    expect(api.bill.posts).toBe(new Set(expected.map(({ id }) => id)).size);
  });
});

describe('faults', () => {
  const started = async (faults: string, posts = postsOf(200), more = {}) => {
    const replay = await replayOf(posts, { pastMs: 1, faults: parseFaults(faults), ...more });
    await replay.addRules('gato'); // the first request: faults count from here
    return replay;
  };

  test('count from the first request', async () => {
    const { clock, addRules, stream } = await replayOf(postsOf(20), { pastMs: 1, faults: parseFaults('t+70 drop') });
    clock.advance(10 * MINUTE_MS);
    await addRules('gato');
    const open = await stream();
    clock.advance(65_000);
    expect(await open.texts(1)).toEqual(['gato 11']);
    clock.advance(5_000);
    expect(await open.ended).toBe('error');
  });

  test('drop: also of a stream that nobody reads from', async () => {
    const long = 'gato '.repeat(20_000);
    const posts = [
      postAt(0),
      ...Array.from({ length: 200 }, (_, i) => postAt(1, long, { id: `${BigInt(postAt(1).id) + BigInt(i)}` })),
    ];
    let dropped = () => {};
    const end = new Promise<void>(resolve => {
      dropped = resolve;
    });
    const listener = { streamEnded: dropped };
    const { clock, url, get, api } = await started('t+90 drop', posts, { listener });
    const unread = request(`${url}/2/tweets/search/stream`, { headers: BEARER, agent: false }).end();
    unread.on('error', () => {});
    await once(unread, 'response');
    clock.advance(MINUTE_MS + 20_000);
    // It sends until there is room for no more.
    for (let before = -1; api.bill.posts > before; ) {
      before = api.bill.posts;
      await get(RULES);
    }
    expect(api.bill.posts).toBeLessThan(200);
    clock.advance(20_000);
    await end;
  });

  test('disconnect: it is told, then it ends', async () => {
    const { clock, stream } = await started('t+30 disconnect');
    const open = await stream();
    clock.advance(30_000);
    expect(JSON.parse((await open.line())!)).toEqual({
      errors: [
        {
          title: 'operational-disconnect',
          disconnect_type: 'UpstreamOperationalDisconnect',
          detail: 'This stream has been disconnected upstream for operational reasons.',
          type: 'https://api.twitter.com/2/problems/operational-disconnect',
        },
      ],
    });
    expect(await open.ended).toBe('end');
    expect((await stream()).status).toBe(200);
  });

  test('silence: nothing comes, then all of it', async () => {
    const { clock, stream, get } = await started('t+30 silence 5m');
    const open = await stream();
    clock.advance(25_000);
    expect(await open.line()).toBe(''); // the last sign of life
    clock.advance(5_000);
    for (let i = 0; i < 4; i++) {
      clock.advance(MINUTE_MS);
      await get('/2/usage/tweets'); // whatever the stream had to say would be here with this answer
    }
    expect(open.pieces).toHaveLength(1);
    clock.advance(MINUTE_MS);
    expect(await open.texts(5)).toEqual(texts(1, 5));
  });

  test.each([
    ['429', 429, 'Too Many Requests', '/2/tweets/counts/recent?query=gato'],
    ['503', 503, 'Service Unavailable', '/2/tweets/counts/recent?query=gato'],
    ['cap', 429, 'UsageCapExceeded', '/2/tweets/search/recent?query=gato'],
    ['cap', 429, 'UsageCapExceeded', '/2/tweets/search/stream'],
  ])('%s: every request is refused for a while', async (kind, status, title, path) => {
    const { clock, get } = await started(`t+60 ${kind} 20s`);
    const ask = async () => {
      const answer = await get(path.replace('stream', 'stream?backfill_minutes=9')); // 400 instead of a stream
      return [answer.status, answer.body.title];
    };
    const before = await ask();
    expect(before[0]).not.toBe(status);
    clock.advance(60_000);
    expect(await ask()).toEqual([status, title]);
    clock.advance(19_000);
    const { headers } = await get(path);
    if (kind === '429')
      expect([headers.get('x-rate-limit-remaining'), headers.get('x-rate-limit-reset')]).toEqual([
        '0',
        `${(clock.nowMs() + 1000) / 1000}`,
      ]);
    clock.advance(1_000);
    expect(await ask()).toEqual(before);
  });

  test('429 leaves open streams alone', async () => {
    const { clock, stream } = await started('t+30 429 5m');
    const open = await stream();
    clock.advance(2 * MINUTE_MS);
    expect(await open.texts(2)).toEqual(texts(1, 2));
  });

  test('the cap ends a stream that reaches it', async () => {
    const { clock, stream, get } = await started('', postsOf(200), { cap: 3 });
    const open = await stream();
    clock.advance(10 * MINUTE_MS);
    expect(await open.texts(3)).toEqual(texts(1, 3));
    expect(JSON.parse((await open.line())!).errors[0].title).toBe('UsageCapExceeded');
    expect(await open.ended).toBe('end');
    expect((await get('/2/tweets/search/stream')).body.title).toBe('UsageCapExceeded');
  });

  test('duplicate: some come twice, by the seed', async () => {
    const duplicated = async (seed: number) => {
      const { clock, stream, api } = await started('t+30 duplicate 20%', postsOf(201), { seed });
      const open = await stream();
      clock.advance(300 * MINUTE_MS);
      api.world.advance(api.elapsedMs());
      return open.texts(api.world.deliveries.length - 1);
    };
    const [once, again, other] = [await duplicated(1), await duplicated(1), await duplicated(2)];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    expect(new Set(once)).toEqual(new Set(texts(1, 200)));
    expect(once.length).toBeGreaterThan(220);
    expect(once.length).toBeLessThan(260);
  });

  test('late: some come that much later, and search has them then, too', async () => {
    const { clock, stream, api, search } = await started('t+30 late 10m 20%');
    const open = await stream();
    clock.advance(100 * MINUTE_MS);
    api.world.advance(api.elapsedMs());
    const got = await open.texts(api.world.deliveries.length - 1);
    const missing = texts(1, 100).filter(text => !got.includes(text));
    const late = got.filter((text, i) =>
      got.slice(0, i).some(earlier => Number(earlier.slice(5)) > Number(text.slice(5))),
    );
    expect(late.length).toBeGreaterThan(8);
    expect(late.length).toBeLessThan(30);
    for (const text of missing) expect(texts(90, 100)).toContain(text);
    const { data } = await search('query=gato&max_results=100');
    const found = data.map(({ text }: { text: string }) => text);
    for (const text of missing) expect(found).not.toContain(text);
    clock.advance(12 * MINUTE_MS);
    expect((await search(`query="${missing[0]}"`)).meta.result_count).toBe(1);
  });

  test('edit: a new post that knows the old one takes its place', async () => {
    const { clock, stream, search, get } = await started('t+150 edit; t+151 edit');
    const open = await stream();
    clock.advance(2.9 * MINUTE_MS);
    const [, old, first, second] = await open.rows(4);
    expect(first.data.text).toBe(`${old.data.text} (corrigido)`);
    expect(first.data.edit_history_tweet_ids).toEqual([old.data.id, first.data.id]);
    const history = [old.data.id, first.data.id, second.data.id];
    expect(second.data.edit_history_tweet_ids).toEqual(history);
    clock.advance(MINUTE_MS);
    const { data } = await search('query=gato');
    expect(data.map(({ id }: { id: string }) => id)).not.toContain(old.data.id);
    expect(data.map(({ id }: { id: string }) => id)).toContain(second.data.id);
    const looked = await get(`/2/tweets?ids=${history.join()}`);
    expect(looked.body.data.map((post: { edit_history_tweet_ids: string[] }) => post.edit_history_tweet_ids)).toEqual(
      Array(3).fill(history),
    );
  });

  test('delete: the newest are gone from search and lookup, and the stream says nothing', async () => {
    const { clock, stream, search, get } = await started('t+150 delete 2');
    const open = await stream();
    clock.advance(3 * MINUTE_MS);
    const rows = await open.rows(3);
    expect(rows.map(({ data }) => data.text)).toEqual(texts(1, 3));
    clock.advance(MINUTE_MS);
    expect((await search('query=gato')).data.map(({ text }: { text: string }) => text)).toEqual(['gato 3', 'gato 0']);
    const { body } = await get(`/2/tweets?ids=${rows.map(({ data }) => data.id).join()}`);
    expect(body.data.map(({ text }: { text: string }) => text)).toEqual(['gato 3']);
    expect(body.errors).toHaveLength(2);
  });

  test('split: pieces end in characters and before the ends of lines', async () => {
    const posts = [postAt(0), postAt(1, `gato ${'👏🏽'.repeat(20)} ação`), postAt(2, 'gato 2')];
    const { clock, stream } = await started('t+0 split', posts);
    const open = await stream();
    clock.advance(5 * MINUTE_MS);
    expect(await open.texts(2)).toEqual([posts[1].text, 'gato 2']);
    expect(open.pieces.filter(piece => piece.toString() === '\r\n')).toHaveLength(2);
    expect(open.pieces.some(piece => piece.toString().includes('\uFFFD'))).toBe(true);
  });

  test.each([
    't+30',
    'drop',
    't+30 fall',
    't+x drop',
    't-30 drop',
    't+30 drop 5',
    't+30 429 5d',
    't+30 duplicate',
    't+30 duplicate 5',
    't+30 duplicate 101%',
    't+30 late',
    't+30 late 10%',
    't+30 edit 0',
    't+30 late 5m 5% 5',
  ])('%s is none', text => {
    expect(() => parseFaults(`t+1 drop; ${text}`)).toThrow(expect.objectContaining({ key: 'FAULT_UNREADABLE' }));
  });

  test('are read as they are documented', () => {
    expect(
      parseFaults('t+30 drop; t+45 429; t+60 cap; t+90 duplicate 5%; t+120 late 10m; t+150 edit; t+180 delete;'),
    ).toEqual([
      { kind: 'drop', atMs: 30_000 },
      { kind: '429', atMs: 45_000, forMs: 15_000 },
      { kind: 'cap', atMs: 60_000, forMs: 15_000 },
      { kind: 'duplicate', atMs: 90_000, share: 0.05 },
      { kind: 'late', atMs: 120_000, byMs: 600_000, share: 0.1 },
      { kind: 'edit', atMs: 150_000, count: 1 },
      { kind: 'delete', atMs: 180_000, count: 1 },
    ]);
    expect(parseFaults('t+1.5m silence 2h;;t+0 late 3s 50%')).toEqual([
      { kind: 'silence', atMs: 90_000, forMs: 7_200_000 },
      { kind: 'late', atMs: 0, byMs: 3000, share: 0.5 },
    ]);
  });
});
