// The collector against the replay, on a clock that the test moves: what X does on its bad days, and what RAW has then.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MemoryFiles } from '../../../src/lib/files/memory-files.ts';
import { openFiles } from '../../../src/lib/files/open-files.ts';
import { Spool } from '../../../src/lib/twitter/ingest/spool.ts';
import { timeOfId } from '../../../src/lib/twitter/post.ts';
import { parseFaults } from '../../../src/lib/twitter/replay/faults.ts';
import { idsInRaw, Run, rawFiles, rawFolder, rowsInRaw, withFolders } from '../../support/ingest.ts';
import { MINUTE_MS, OpenStream, postAt, postsOf, replayOf } from '../../support/replay.ts';

withFolders();

const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => postAt(from + i).id);

describe('search', () => {
  const started = (count: number) => replayOf(postsOf(count), { pastMs: count * MINUTE_MS });

  test('brings what there is, then what is new, each once', async () => {
    const replay = await replayOf(postsOf(40), { pastMs: 30 * MINUTE_MS });
    const run = await Run.start(replay, { source: 'search' });
    await run.posts(39); // the last one is too new for a search until half a minute later
    await run.posts(40);
    await run.stop();
    expect(idsInRaw()).toEqual(ids(0, 40));
    expect(replay.api.bill.posts).toBe(40);
    expect(JSON.parse(rowsInRaw()[0]).data).toMatchObject({
      author_id: '7',
      lang: 'pt',
      created_at: expect.stringMatching(/^2026/),
    });
  });

  test('goes on with the next page where a limit stopped it, and pays nothing twice', async () => {
    const replay = await started(61);
    for (const [limit, total] of [
      [20, 20],
      [30, 50],
    ]) {
      const run = await Run.start(replay, { source: 'search', limits: { posts: limit } });
      await expect(run.done).rejects.toMatchObject({ key: 'BUDGET_SPENT', params: { posts: limit } });
      expect(idsInRaw()).toEqual(ids(61 - total, 61));
    }
    const run = await Run.start(replay, { source: 'search', limits: { usd: 0.2 } });
    await run.posts(61);
    await run.stop();
    expect(idsInRaw()).toEqual(ids(0, 61));
    expect(replay.api.bill.posts).toBe(61);
    expect(run.all('resumed')).toMatchObject([{ posts: 50 }]);
  });

  test('asks for no page that the limit has no room for', async () => {
    const replay = await started(30);
    const run = await Run.start(replay, { source: 'search', limits: { usd: 0.075 } }); // 15 posts
    await expect(run.done).rejects.toMatchObject({ key: 'BUDGET_SPENT' });
    expect(replay.api.bill.posts).toBe(15);
  });

  test('waits for the limit of requests with a countdown', async () => {
    const replay = await replayOf(postsOf(20), { pastMs: 20 * MINUTE_MS, faults: parseFaults('t+0 429 25s') });
    const run = await Run.start(replay, { source: 'search' });
    await run.event('waiting');
    await run.posts(20);
    await run.stop();
    const left = run.all('waiting').map(({ why, leftMs }) => [why, leftMs]);
    expect(left).toEqual([
      ['rate', 25_000],
      ['rate', 15_000],
      ['rate', 5_000],
    ]);
  });

  test('begins anew where the last post is too old for a search, and says so', async () => {
    const replay = await started(10);
    const first = await Run.start(replay, { source: 'search' });
    await first.posts(10);
    await first.stop();
    replay.clock.advance(8 * 24 * 60 * MINUTE_MS);
    const second = await Run.start(replay, { source: 'search' });
    expect(await second.event('gap left')).toMatchObject({ why: 'too old' });
    await second.stop();
    expect(idsInRaw()).toEqual(ids(0, 10));
  });

  test('ends when its time is over', async () => {
    const replay = await started(10);
    const run = await Run.start(replay, { source: 'search', forMs: 20_000 });
    const { leftMs } = await run.eventInTime('progress');
    expect(leftMs).toBeLessThanOrEqual(10_000);
    await run.eventInTime('progress', 2);
    await run.done;
    expect(idsInRaw()).toEqual(ids(0, 10));
  });
});

describe('the stream', () => {
  /** A run that ends when so many posts are in RAW. */
  async function ran(
    replay: Parameters<typeof Run.start>[0],
    posts: number,
    options?: Parameters<typeof Run.start>[1],
  ) {
    const run = await Run.start(replay, options);
    await run.event('connected');
    await run.posts(posts);
    await run.stop();
    return run;
  }

  test('brings all that is sent, whatever happens to it', async () => {
    const replay = await replayOf(postsOf(60), {
      pastMs: 1,
      faults: parseFaults('t+0 split; t+150 drop; t+400 disconnect; t+700 503 20s; t+690 drop; t+1000 duplicate 50%'),
    });
    const run = await ran(replay, 59);
    expect(idsInRaw()).toEqual(ids(1, 60)); // the first one was there before
    expect(run.all('disconnected').map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['closed', 'operational-disconnect']),
    );
    expect(run.all('unreadable')).toEqual([]);
    for (const row of rowsInRaw())
      expect(JSON.parse(row)).toMatchObject({ data: { created_at: expect.stringMatching(/^2026/) } });
  });

  test('is heard again after a silence', async () => {
    const replay = await replayOf(postsOf(10), { pastMs: 1, faults: parseFaults('t+70 silence 50s') });
    const run = await Run.start(replay);
    await run.event('connected');
    expect(await run.eventInTime('disconnected')).toMatchObject({ reason: 'silence' });
    await run.posts(9);
    await run.stop();
    expect(idsInRaw()).toEqual(ids(1, 10));
  });

  test('what it sent before the first post that was heard is found by search', async () => {
    const faults = parseFaults('t+15 drop; t+15 503 100s');
    const replay = await replayOf(postsOf(10), { pastMs: MINUTE_MS / 2, keepsTimes: false, faults });
    await ran(replay, 9);
    const numbers = rowsInRaw().map(row => Number(JSON.parse(row).data.text.slice('gato '.length)));
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('what it sent while nobody ran is found by search', async () => {
    const replay = await replayOf(postsOf(60), { pastMs: 1 });
    await ran(replay, 10);
    const before = idsInRaw().length;
    replay.clock.advance(20 * MINUTE_MS);
    const second = await Run.start(replay);
    const { posts } = await second.eventInTime('gap filled');
    expect(posts).toBeGreaterThanOrEqual(19);
    await second.stop();
    expect(idsInRaw()).toEqual(ids(1, 1 + idsInRaw().length));
    expect(idsInRaw().length).toBeGreaterThanOrEqual(before + 20);
  });

  test('a gap that was left open is filled from where it began, whatever was heard behind it', async () => {
    const replay = await replayOf(postsOf(200), { pastMs: 160 * MINUTE_MS });
    const spool = await Spool.open(await openFiles(join(rawFolder(), '../spool')), replay.clock);
    const [first, last, newest] = [1, 5, 150].map(minute => postAt(minute).id);
    const gap = { number: 1, sinceId: last, lastId: last, fromMs: timeOfId(last), toMs: timeOfId(newest) };
    await spool.setState({ query: 'gato', firstId: first, newestId: newest, gap });
    await spool.close();
    const run = await Run.start(replay);
    expect(await run.event('gap')).toMatchObject({ fromMs: timeOfId(last) });
    await run.eventInTime('gap filled');
    await run.stop();
    expect(ids(6, 161).filter(id => !idsInRaw().includes(id))).toEqual([]);
  });

  test('a gap that is longer than is wanted is told, and not paid', async () => {
    const replay = await replayOf(postsOf(60), { pastMs: 1, keepsTimes: false });
    await ran(replay, 5, { fillMs: 10 * MINUTE_MS });
    const before = idsInRaw().length;
    replay.clock.advance(20 * MINUTE_MS);
    const second = await Run.start(replay, { fillMs: 10 * MINUTE_MS });
    expect(await second.event('gap left')).toMatchObject({ why: 'long' });
    await second.posts(before + 3);
    await second.stop();
    expect([second.all('gap'), replay.api.bill.posts]).toEqual([[], idsInRaw().length]);
    const third = await Run.start(replay, { fillMs: 10 * MINUTE_MS });
    expect(await third.event('gap')).toMatchObject({ event: 'gap' });
    await third.stop();
  });

  test('a gap that the limit leaves open is told, and found by the next run', async () => {
    const replay = await replayOf(postsOf(60), { pastMs: 1 });
    await ran(replay, 10);
    replay.clock.advance(20 * MINUTE_MS);
    const second = await Run.start(replay, { limits: { posts: 10 } });
    expect(await second.eventInTime('gap left')).toMatchObject({ why: 'budget' });
    await expect(second.done).rejects.toMatchObject({ key: 'BUDGET_SPENT' });
    const third = await Run.start(replay);
    await third.eventInTime('gap filled');
    await third.stop();
    expect(idsInRaw()).toEqual(ids(1, 1 + idsInRaw().length));
    expect(idsInRaw().length).toBeGreaterThanOrEqual(30);
  });

  test('ends at the cap of the month, with all that came before', async () => {
    const replay = await replayOf(postsOf(60), { pastMs: 1, cap: 12 });
    const run = await Run.start(replay);
    await run.event('connected');
    await expect(run.overInTime()).rejects.toMatchObject({ key: 'X_CAP', name: 'LimitError' });
    expect(idsInRaw()).toEqual(ids(1, 13));
  });

  test('a connection of somebody else is explained, and waited for a while', async () => {
    const replay = await replayOf(postsOf(20), { pastMs: 1 });
    const rules = () =>
      replay.get('/2/tweets/search/stream/rules').then(({ body }) => body.data.map(({ tag }: { tag: string }) => tag));
    await replay.post('/2/tweets/search/stream/rules', { add: [{ value: 'cachorro', tag: 'xpto' }] });
    const other = await OpenStream.to(`${replay.url}/2/tweets/search/stream`);
    const run = await Run.start(replay);
    expect(await run.event('waiting')).toMatchObject({ why: 'second' });
    expect(await rules()).toEqual(['xpto']); // those of who listens
    other.close();
    await run.eventInTime('connected');
    expect(run.all('rules')).toMatchObject([{ added: ['gato'], removed: 1 }]);
    await run.stop();
    const again = await OpenStream.to(`${replay.url}/2/tweets/search/stream`);
    const refused = await Run.start(replay);
    await refused.event('waiting');
    await expect(refused.overInTime()).rejects.toMatchObject({ key: 'X_SECOND_CONNECTION' });
    again.close();
  });

  test('has its rules: ours in both spellings, and not those of an earlier query', async () => {
    const replay = await replayOf(postsOf(20), { pastMs: 1 });
    await replay.addRules('cachorro');
    const first = await Run.start(replay, { query: 'São Paulo' });
    expect(await first.event('rules')).toMatchObject({ added: ['São Paulo', 'Sao Paulo'], removed: 0, foreign: 1 });
    await first.stop();
    const second = await Run.start(replay);
    expect(await second.event('rules')).toMatchObject({ added: ['gato'], removed: 2, foreign: 1 });
    await second.stop();
    const third = await Run.start(replay, { replaceRules: true });
    expect(await third.event('rules')).toMatchObject({ added: [], removed: 1, foreign: 0 });
    await third.stop();
  });

  test('a rule that somebody makes at the same time is there', async () => {
    // Both are told that there is none, and then make it.
    const answered = ({ method, path }: { method: string; path: string }) => {
      const isAsked = method === 'GET' && path === '/2/tweets/search/stream/rules';
      if (isAsked && replay.api.rules.isEmpty) replay.api.rules.change({ add: [{ value: 'gato' }] }, false, '');
    };
    const replay = await replayOf(postsOf(10), { pastMs: 1, listener: { answered } });
    const run = await Run.start(replay);
    expect(await run.event('rules')).toMatchObject({ added: ['gato'] });
    await run.posts(9);
    await run.stop();
    expect(idsInRaw()).toEqual(ids(1, 10));
  });

  test('of a rule that is not ours nothing is kept, but paid', async () => {
    const replay = await replayOf(
      Array.from({ length: 19 }, (_, i) => postAt(i, i % 2 === 0 ? `gato ${i}` : `cachorro ${i}`)),
      { pastMs: 1 },
    );
    await replay.addRules('cachorro');
    const run = await ran(replay, 9);
    expect(idsInRaw()).toEqual(ids(0, 19).filter((_, i) => i % 2 === 0 && i > 0));
    expect(run.all('progress').at(-1)?.paid).toBe(replay.api.bill.posts);
  });

  test('a rule of ours that somebody has made again is ours', async () => {
    const replay = await replayOf(postsOf(10), { pastMs: 1 });
    const run = await Run.start(replay);
    await run.event('connected');
    const path = '/2/tweets/search/stream/rules';
    const { body } = await replay.get(path);
    await replay.post(path, { delete: { ids: [body.data[0].id] } });
    await replay.post(path, { add: [{ value: 'gato', tag: 'other' }] });
    expect((await replay.get(path)).body.data[0].id).not.toBe(body.data[0].id);
    await run.posts(9);
    await run.stop();
    expect([run.all('disconnected'), idsInRaw()]).toEqual([[], ids(1, 10)]);
  });

  test('edits are new posts that know of the old ones; what is deleted is found by looking', async () => {
    const replay = await replayOf(postsOf(20), { pastMs: 1, faults: parseFaults('t+310 edit 1; t+630 delete 1') });
    const run = await Run.start(replay);
    await run.event('connected');
    await run.eventInTime('edit');
    await run.posts(20);
    await run.stop();
    expect(run.all('edit')).toMatchObject([{ earlier: [postAt(5).id] }]);
    const looked = await Run.start(replay, { recheckDays: 1 });
    await looked.done;
    expect(looked.all('rechecked')).toMatchObject([{ looked: 20, gone: 1 }]);
    expect(looked.all('progress').at(-1)?.paid).toBe(0); // they were read today
    expect(rowsInRaw('deletes').map(row => JSON.parse(row).delete.tweet.id)).toEqual([postAt(10).id]);
    const again = await Run.start(replay, { recheckDays: 1 });
    await again.done;
    expect(again.all('rechecked')).toMatchObject([{ looked: 19, gone: 0 }]);
  });
});

test('a token that X does not take is told', async () => {
  const replay = await replayOf(postsOf(2));
  const basic = { authorization: `Basic ${Buffer.from('key:secret').toString('base64')}` };
  const url = `${replay.url}/oauth2/invalidate_token`;
  await fetch(url, { method: 'POST', headers: basic, body: new URLSearchParams({ access_token: 'any' }) });
  for (const source of ['search', 'stream'] as const) {
    const run = await Run.start(replay, { source });
    await expect(run.done).rejects.toMatchObject({ key: 'X_UNAUTHORIZED' });
  }
});

test.each(['search', 'stream'] as const)(
  'a query that X does not understand is told in its words, by %s',
  async source => {
    const replay = await replayOf(postsOf(2));
    const run = await Run.start(replay, { source, query: 'lang:pt -é' });
    const { key, params } = await run.done.then(
      () => expect.fail('It should be refused'),
      error => error,
    );
    expect([key, params.status]).toEqual(['X_REFUSED', 400]);
    expect(params.detail.match(/is\/has\/lang cannot be used as a standalone operator/g)).toHaveLength(1);
  },
);

test('a file that cannot be made ends the run; its posts wait for the next one', async () => {
  const replay = await replayOf(postsOf(30), { pastMs: 30 * MINUTE_MS });
  const taken = 'tweets_2026-03-02_12-20.json';
  mkdirSync(join(rawFolder(), taken), { recursive: true });
  const run = await Run.start(replay, { source: 'search' });
  await expect(run.done).rejects.toMatchObject({ key: 'READ_FAILED' });
  rmdirSync(join(rawFolder(), taken));
  const again = await Run.start(replay, { source: 'search' });
  await again.posts(30);
  await again.stop();
  expect(idsInRaw()).toEqual(ids(0, 30));
  expect(replay.api.bill.posts).toBe(30);
});

test('RAW may be anywhere that files may be', async () => {
  const replay = await replayOf(postsOf(25), { pastMs: 40 * MINUTE_MS });
  const raw = new MemoryFiles();
  const run = await Run.start(replay, { source: 'search', raw });
  await run.event('file', 2);
  await run.stop();
  const names: string[] = [];
  for await (const { path } of raw.list('')) names.push(path);
  expect(names).toEqual(['00', '05', '15'].map(minute => `tweets_2026-03-02_12-${minute}.json`));
});

test('a second run on the same spool is refused', async () => {
  const replay = await replayOf(postsOf(2));
  const run = await Run.start(replay, { source: 'search' });
  await run.posts(1);
  const second = await Run.start(replay, { source: 'search' });
  await expect(second.done).rejects.toMatchObject({ key: 'RAW_IN_USE' });
  await run.stop();
  expect(rawFiles().length).toBeGreaterThan(0);
});
