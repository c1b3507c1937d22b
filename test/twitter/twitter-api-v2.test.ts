/** The client that most programs on Node use, as its package has it, against the replay. */
import { ApiResponseError, ETwitterStreamEvent, TwitterApi } from 'twitter-api-v2';
import { describe, expect, test } from 'vitest';
import { LocalAgent } from '../../src/lib/net/local-agent.ts';
import { parseFaults } from '../../src/lib/twitter/replay/faults.ts';
import { MINUTE_MS, postAt, postsOf, replayOf } from '../support/replay.ts';

async function started(...args: Parameters<typeof replayOf>) {
  const replay = await replayOf(...args);
  const httpAgent = new LocalAgent(replay.port);
  return { ...replay, httpAgent, v2: new TwitterApi('any', { httpAgent }).v2 };
}

/** How many of something have come, awaited as they come. */
function arrivals<T>() {
  const items: T[] = [];
  let wake = () => {};
  return {
    items,
    push(item: T) {
      items.push(item);
      wake();
    },
    async upTo(count: number): Promise<T[]> {
      while (items.length < count) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
      return items;
    },
  };
}

const texts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `gato ${from + i}`);

describe('twitter-api-v2', () => {
  test('searches through all pages', async () => {
    const { v2 } = await started(postsOf(61), { pastMs: 61 * MINUTE_MS });
    const found = await v2.search('gato', {
      max_results: 10,
      'tweet.fields': ['created_at'],
      expansions: ['author_id'],
    });
    const all: string[] = [];
    for await (const tweet of found) all.push(tweet.text);
    expect(all).toEqual(texts(0, 60).reverse());
    expect(found.includes.author(found.tweets[0])?.username).toBe('ana');
    expect(found.rateLimit).toMatchObject({ limit: 450, remaining: 443 });
  });

  test('counts, looks up, and takes what is missing for an error beside the rest', async () => {
    const { v2 } = await started(postsOf(61), { pastMs: 61 * MINUTE_MS });
    expect((await v2.tweetCountRecent('gato')).meta.total_tweet_count).toBe(61);
    const looked = await v2.tweets([postAt(3).id, '99']);
    expect(looked.data.map(({ text }) => text)).toEqual(['gato 3']);
    expect(looked.errors?.[0].resource_id).toBe('99');
    expect((await v2.singleTweet(postAt(4).id)).data.text).toBe('gato 4');
    expect((await v2.usage()).data.project_usage).toBe('2');
  });

  test('gets a token for its key and secret', async () => {
    const { httpAgent } = await started(postsOf(1));
    const app = await new TwitterApi({ appKey: 'key', appSecret: 'secret' }, { httpAgent }).appLogin();
    expect((await app.v2.streamRules()).meta.result_count).toBe(0);
  });

  test('understands the refusals', async () => {
    const { v2, httpAgent, clock } = await started(postsOf(61), { pastMs: 1, faults: parseFaults('t+60 429 1m') });
    const errorOf = (asked: Promise<unknown>): Promise<ApiResponseError> =>
      asked.then(
        () => expect.fail('It should be refused'),
        error => error,
      );
    const query = await errorOf(v2.search('lang:pt'));
    expect(query).toBeInstanceOf(ApiResponseError);
    expect([query.code, query.errors?.[0]]).toEqual([
      400,
      expect.objectContaining({ parameters: { query: ['lang:pt'] } }),
    ]);
    expect((await errorOf(v2.searchStream())).code).toBe(409);
    clock.advance(MINUTE_MS);
    const limited = await errorOf(v2.search('gato'));
    expect([limited.rateLimitError, limited.rateLimit?.remaining]).toEqual([true, 0]);
    expect(limited.rateLimit?.reset).toBe((clock.nowMs() + MINUTE_MS) / 1000);
    expect((await errorOf(new TwitterApi('', { httpAgent }).v2.search('gato'))).isAuthError).toBe(true);
  });

  test('manages rules and listens', async () => {
    const { v2, clock } = await started(postsOf(20), { pastMs: 1 });
    const added = await v2.updateStreamRules({ add: [{ value: 'gato -5', tag: 'g' }] });
    expect(added.meta.summary.created).toBe(1);
    const [{ id, tag }] = (await v2.streamRules()).data;
    const stream = await v2.searchStream({ 'tweet.fields': ['lang'] });
    const rows = arrivals<{ data: { text: string; lang?: string }; matching_rules: { id: string; tag: string }[] }>();
    stream.on(ETwitterStreamEvent.Data, row => rows.push(row as unknown as (typeof rows.items)[number]));
    clock.advance(7 * MINUTE_MS);
    const got = await rows.upTo(6);
    expect(got.map(({ data }) => data.text)).toEqual([...texts(1, 4), ...texts(6, 7)]);
    expect([got[0].data.lang, got[0].matching_rules]).toEqual(['pt', [{ id, tag }]]);
    stream.close();
    expect((await v2.updateStreamRules({ delete: { ids: [id] } })).meta.summary.deleted).toBe(1);
  });

  test('comes back after a break, and is told of a disconnect', async () => {
    const { v2, clock, addRules } = await started(postsOf(60), {
      pastMs: 1,
      faults: parseFaults('t+150 drop; t+400 disconnect'),
    });
    await addRules('gato');
    const stream = v2.searchStream({ autoConnect: false, backfill_minutes: 5 });
    const rows = arrivals<string>();
    const events = arrivals<string>();
    stream.on(ETwitterStreamEvent.Data, ({ data }) => rows.push(data.text));
    stream.on(ETwitterStreamEvent.Reconnected, () => events.push('back'));
    stream.on(ETwitterStreamEvent.TweetParseError, () => events.push('unreadable'));
    stream.on(ETwitterStreamEvent.DataError, ({ errors }) => events.push((errors as { title: string }[])[0].title));
    await stream.connect({ autoReconnect: true, nextRetryTimeout: () => 1 });
    clock.advance(2.2 * MINUTE_MS);
    await rows.upTo(3);
    clock.advance(0.3 * MINUTE_MS);
    expect(await events.upTo(1)).toEqual(['back']);
    clock.advance(2 * MINUTE_MS);
    clock.advance(2.5 * MINUTE_MS);
    expect((await events.upTo(2))[1]).toBe('operational-disconnect');
    stream.close();
    // What was sent before the break comes again with the backfill.
    expect(rows.items.slice(0, 8)).toEqual([...texts(0, 2), ...texts(0, 4)]);
  });

  test('loses rows whose pieces end awkwardly, unless it is helped', async () => {
    const posts = [
      postAt(0),
      ...Array.from({ length: 4 }, (_, i) => postAt(i + 1, `gato ${i + 1} ${'👏🏽'.repeat(20)}`)),
    ];
    const heard = async (isHelped: boolean) => {
      const { v2, clock, addRules } = await started(posts, { pastMs: 1, faults: parseFaults('t+0 split') });
      await addRules('gato');
      const stream = v2.searchStream({ autoConnect: false });
      const rows = arrivals<string>();
      stream.on(ETwitterStreamEvent.Data, ({ data }) => rows.push(data.text));
      const lineEnds = arrivals<void>();
      stream.on(ETwitterStreamEvent.DataKeepAlive, () => lineEnds.push());
      const inside = stream as unknown as { res: NodeJS.ReadableStream; parser: { push(text: string): void } };
      if (isHelped) {
        stream.on(ETwitterStreamEvent.Connected, () => inside.res.setEncoding('utf8'));
        stream.on(ETwitterStreamEvent.DataKeepAlive, () => inside.parser.push('\r\n'));
      }
      await stream.connect();
      for (let minute = 1; minute <= 4; minute++) clock.advance(MINUTE_MS);
      await lineEnds.upTo(4); // each taken for a sign of life
      stream.close();
      return rows.items;
    };
    expect(await heard(true)).toEqual(posts.slice(1).map(({ text }) => text));
    expect(await heard(false)).toEqual([]);
  });
});
