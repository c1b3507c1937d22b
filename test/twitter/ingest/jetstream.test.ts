// Bluesky's stream: its messages as posts in the shape of X, and the collector on a real WebSocket server that speaks
// Jetstream's format.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { ManualClock } from '../../../src/lib/base/clock.ts';
import { idOfUri, readJetstream } from '../../../src/lib/twitter/ingest/jetstream.ts';
import { idsInRaw, Run, rawFiles, rowsInRaw, withFolders } from '../../support/ingest.ts';

withFolders();

const NOW_US = Date.parse('2026-11-22T13:30:00Z') * 1000;
const DID = 'did:plc:ana';
const uriOf = (rkey: string, did = DID) => `at://${did}/app.bsky.feed.post/${rkey}`;

/** A message of Jetstream; minutes are counted from 13:30. */
const message = (minute: number, commit: object, more: object = {}) => ({
  did: DID,
  time_us: NOW_US + minute * 60_000_000,
  kind: 'commit',
  commit: { rev: `r${minute}`, collection: 'app.bsky.feed.post', ...commit },
  ...more,
});
const create = (minute: number, text: string, record: object = {}) =>
  message(minute, {
    operation: 'create',
    rkey: `k${minute}`,
    record: {
      $type: 'app.bsky.feed.post',
      createdAt: new Date(NOW_US / 1000 + minute * 60_000).toISOString(),
      langs: ['pt-BR'],
      text,
      ...record,
    },
    cid: `b${minute}`,
  });
const remove = (minute: number, rkey: string) => message(minute, { operation: 'delete', rkey });

describe('a message', () => {
  test('of a new post is a post of X, with what came beside it', () => {
    const text = JSON.stringify(
      create(0, 'gato: 😀 "ação"', {
        reply: { parent: { uri: uriOf('p') }, root: { uri: uriOf('r') } },
        embed: { $type: 'app.bsky.embed.recordWithMedia', record: { record: { uri: uriOf('q') } } },
        n: 1,
      }),
    ).replace('"n":1', '"n":12345678901234567890,"__proto__":{"a":1}');
    const read = readJetstream(`${text.slice(0, -1)}\r\n}`);
    if (read.kind !== 'post') throw new Error(read.kind);
    const id = idOfUri(uriOf('k0'));
    const data = {
      id,
      text: 'gato: 😀 "ação"',
      created_at: '2026-11-22T13:30:00.000Z',
      author_id: DID,
      lang: 'pt',
      edit_history_tweet_ids: [id],
      referenced_tweets: [
        { type: 'replied_to', id: idOfUri(uriOf('p')) },
        { type: 'quoted', id: idOfUri(uriOf('q')) },
      ],
    };
    expect(read.row()).toEqual({
      id: BigInt(id),
      timeMs: NOW_US / 1000,
      json: `{"data":${JSON.stringify(data)},"jetstream":${text.slice(0, -1)} }}`,
      earlier: [],
      rules: [],
    });
  });

  test('of an update is another version', () => {
    const changed = { ...create(3, 'gato'), commit: { ...create(3, 'gato').commit, operation: 'update' } };
    const [before, after] = [create(3, 'gato'), changed].map(each => readJetstream(JSON.stringify(each)));
    if (before.kind !== 'post' || after.kind !== 'post') throw new Error('no posts');
    expect(after.row().earlier).toEqual([before.post.id]);
    expect(after.post.id).not.toBe(before.post.id);
  });

  test.each<[string, object, object]>([
    ['a deletion', remove(0, 'k9'), { kind: 'delete', id: idOfUri(uriOf('k9')) }],
    ['an account', { did: DID, time_us: NOW_US, kind: 'account', account: { active: false } }, { kind: 'other' }],
    ['a like', message(0, { operation: 'create', collection: 'app.bsky.feed.like', rkey: 'a' }), { kind: 'other' }],
    ['a post of no text', message(0, { operation: 'create', rkey: 'a', record: {} }), { kind: 'unreadable' }],
    ['a post of nobody', { ...create(0, 'a'), did: 7 }, { kind: 'unreadable' }],
    ['no time', { ...create(0, 'a'), time_us: 'soon' }, { kind: 'unreadable' }],
    ['a list', [1], { kind: 'unreadable' }],
    ['no language', create(0, 'a', { langs: undefined }), { post: { lang: 'und' } }],
    ['an odd language', create(0, 'a', { langs: [{}] }), { post: { lang: 'und' } }],
    [
      'the year 0',
      create(0, 'a', { createdAt: '0000-01-01T00:00:00Z' }),
      { post: { created_at: '2026-11-22T13:30:00.000Z' } },
    ],
    [
      'the year 3000',
      create(0, 'a', { createdAt: '3000-01-01T00:00:00Z' }),
      { post: { created_at: '2026-11-22T13:30:00.000Z' } },
    ],
    [
      'a time of a zone',
      create(0, 'a', { createdAt: '2026-11-22T10:29-03:00' }),
      { post: { created_at: '2026-11-22T13:29:00.000Z' } },
    ],
  ])('of %s', (_, json, expected) => expect(readJetstream(JSON.stringify(json))).toMatchObject(expected));

  test('that is no JSON', () => expect(readJetstream('{"did"')).toMatchObject({ why: 'no JSON', text: '{"did"' }));
});

let server: Server | undefined;
const connected: WebSocket[] = [];
afterEach(async () => {
  for (const client of connected.splice(0)) client.terminate();
  server?.closeAllConnections();
  await new Promise(resolve => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** A Jetstream with some messages: a client gets those behind its cursor, or only what comes from then on. */
async function jetstream(history: { readonly time_us: number }[]) {
  const sockets = new WebSocketServer({ noServer: true });
  const asked: URL[] = [];
  let wake = () => {};
  let refusal: number | undefined;
  server = createServer((_, response) => response.writeHead(refusal ?? 404).end());
  server.on('upgrade', (request, socket, head) => {
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const url = new URL(request.url!, 'ws://here');
    asked.push(url);
    const cursor = Number(url.searchParams.get('cursor') ?? Number.POSITIVE_INFINITY);
    sockets.handleUpgrade(request, socket, head, client => {
      clients.push(client);
      connected.push(client);
      for (const each of history) if (each.time_us > cursor) client.send(JSON.stringify(each));
      wake();
    });
  });
  const clients: WebSocket[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/subscribe`,
    asked,
    send: (...messages: readonly { readonly time_us: number }[]) => {
      history.push(...messages);
      for (const each of messages) clients.at(-1)!.send(JSON.stringify(each));
    },
    raw: (text: string) => clients.at(-1)!.send(text),
    drop: () => clients.at(-1)!.terminate(),
    refuse: (status: number | undefined) => {
      refusal = status;
    },
    /** So many clients have come, all in all. */
    async clients(count: number): Promise<void> {
      while (clients.length < count) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    },
  };
}

describe('the stream', () => {
  const clock = () => new ManualClock(NOW_US / 1000);
  const started = (url: string, more: object = {}) =>
    Run.start(
      { port: 0, clock: clock() },
      { source: 'bluesky', query: 'ação OR gato', jetstream: url, perFile: 2, ...more },
    );

  test('keeps what the query finds, with or without accents, in files of its time, and deletions of it', async () => {
    const { url, send, clients, asked } = await jetstream([]);
    const run = await started(url);
    await clients(1);
    send(create(1, 'um gato'), create(0, 'Acao!'), create(2, 'um cachorro'), create(3, 'gato preto'));
    send(remove(4, 'k1'), remove(5, 'k2'), create(3, 'gato preto'), create(6, 'ação'));
    await run.event('file', 2);
    await run.stop();
    expect(asked[0].search).toBe('?wantedCollections=app.bsky.feed.post');
    expect(rawFiles().sort()).toEqual([
      'deletes_2026-11-22_13-30.json',
      'tweets_2026-11-22_13-30.json',
      'tweets_2026-11-22_13-33.json',
    ]);
    expect(rowsInRaw().map(row => JSON.parse(row).jetstream.commit.record.text)).toEqual([
      'um gato',
      'Acao!',
      'gato preto',
      'ação',
    ]);
    expect(rowsInRaw('deletes').map(row => JSON.parse(row).delete.tweet.id)).toEqual([idOfUri(uriOf('k1'))]);
    expect(run.all('progress').at(-1)).toMatchObject({ posts: 4, duplicates: 1, usd: 0, deletes: 1 });
  });

  test('goes on a little before where it was, in this run and the next one', async () => {
    const { url, send, clients, asked, drop } = await jetstream([]);
    const run = await started(url);
    await clients(1);
    send(create(0, 'gato 0'), create(1, 'gato 1'));
    await run.event('file');
    drop();
    expect(await run.event('disconnected')).toEqual({ event: 'disconnected', reason: 'closed' });
    await clients(2);
    send(create(2, 'gato 2'), create(2.1, 'gato 3'));
    await run.event('file', 2);
    await run.stop();
    send(create(3, 'gato 4'), create(4, 'gato 5'));
    const second = await started(url);
    await second.event('file');
    await second.stop();
    expect(asked.map(({ searchParams }) => searchParams.get('cursor'))).toEqual([
      null,
      String(NOW_US + 55_000_000),
      String(NOW_US + 121_000_000),
    ]);
    expect(idsInRaw()).toHaveLength(6);
    expect(new Set(idsInRaw()).size).toBe(6);
    expect([...run.all('gap left'), ...second.all('gap left')]).toEqual([]);
  });

  test('says what the stream does not remember any more', async () => {
    const { url, send, clients } = await jetstream([]);
    const first = await started(url);
    await clients(1);
    send(create(0, 'gato'), create(0.1, 'gatos e gato'));
    await first.event('file');
    await first.stop();
    const { url: other, send: sendOther, clients: otherClients } = await jetstream([]);
    const second = await started(other);
    await otherClients(1);
    sendOther(create(90, 'gato depois'));
    expect(await second.event('gap left')).toMatchObject({ why: 'forgotten', toMs: NOW_US / 1000 + 90 * 60_000 });
    await second.stop();
  });

  test('is heard again after a silence, and after what is no message', async () => {
    const { url, send, clients, raw } = await jetstream([]);
    const run = await started(url);
    await clients(1);
    raw('{"did":');
    expect(await run.event('unreadable')).toMatchObject({ text: '{"did":' });
    raw('x'.repeat(17 << 20)); // larger than any message
    expect(await run.event('disconnected')).toMatchObject({ reason: 'closed' });
    await clients(2);
    await run.event('connected', 2);
    run.tick(30_000);
    expect(await run.event('disconnected', 2)).toMatchObject({ reason: 'silence' });
    await run.eventInTime('connected', 3);
    await clients(3);
    send(create(0, 'gato'), create(1, 'gato'));
    await run.event('file');
    await run.stop();
    expect(idsInRaw()).toHaveLength(2);
  });

  test('waits for a server in trouble, and ends where there is no stream', async () => {
    const { url, refuse, clients } = await jetstream([]);
    refuse(503);
    const run = await started(url);
    expect(await run.event('waiting')).toEqual({ event: 'waiting', why: 'server', leftMs: 5_000 });
    refuse(undefined);
    run.tick(5_000);
    await clients(1);
    await run.stop();
    refuse(404);
    const refused = await started(url);
    await expect(refused.done).rejects.toMatchObject({ key: 'JETSTREAM_REFUSED', params: { status: 404 } });
  });
});
