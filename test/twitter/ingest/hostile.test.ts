// What an X that is up to no good, or out of its mind, can send; and that the token is nowhere to be found afterwards.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/lib/base/clock.ts';
import { openFiles } from '../../../src/lib/files/open-files.ts';
import { SecretText } from '../../../src/lib/twitter/ingest/secret-text.ts';
import { Spool } from '../../../src/lib/twitter/ingest/spool.ts';
import { idOf } from '../../../src/lib/twitter/post.ts';
import { Run, rawFiles, rawFolder, rowsInRaw, withFolders } from '../../support/ingest.ts';

const NOW_MS = Date.parse('2026-11-22T13:30:00Z');
const CANARY = 'canary-AAAAAAAAAAAAAAAAAAAAAzz%2Fzz';

withFolders();

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let close = () => {};
afterEach(() => close());

/** An X that says `answer` to whatever it is asked, but has the rule that is wanted. */
async function xThat(answer: Answer) {
  const server = createServer((request, response) => {
    if (request.url!.startsWith('/2/tweets/search/stream/rules')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: [{ id: '1', value: 'gato', tag: 'xpto' }] }));
    } else answer(request, response);
  });
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, clock: new ManualClock(NOW_MS) };
}

const id = (low: number) => idOf(NOW_MS, low);
const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

/** Lines that are posts, and are kept as they are. */
const POSTS: Record<string, string> = {
  'ten megabytes of text': `{"data":{"id":"${id(1)}","text":"${'ç'.repeat(5 << 20)}"}}`,
  'an id beyond 2^53': `{"data":{"id":"9223372036854775807","text":"max"}}`,
  'the first id': '{"data":{"id":"1","text":"min"}}',
  'numbers beyond doubles': `{"data":{"id":"${id(2)}","n":12345678901234567890,"e":1e400}}`,
  'no time': `{"data":{"id":"${id(3)}"}}`,
  'the year 275760': `{"data":{"id":"${id(4)}","created_at":"+275760-09-13T00:00:00.000Z"}}`,
  'the year 9998': `{"data":{"id":"${id(5)}","created_at":"9998-12-31T00:00:00Z"}}`,
  'the year 0': `{"data":{"id":"${id(6)}","created_at":"0000-01-01T00:00:00Z"}}`,
  'a time that is a path': `{"data":{"id":"${id(7)}","created_at":"../../../etc/passwd"}}`,
  'a time that is an object': `{"data":{"id":"${id(8)}","created_at":{"a":1}}}`,
  'control characters': `{"data":{"id":"${id(9)}","text":"\\u0000\\u001b[2J\\u202e\\ud800 \u2028"}}`,
  'keys of prototypes': `{"__proto__":{"data":1},"data":{"id":"${id(10)}","__proto__":{"id":"7"},"constructor":{"prototype":{}}}}`,
  'a list of no strings': `{"data":{"id":"${id(11)}","edit_history_tweet_ids":[null,{},7]},"matching_rules":"all"}`,
  'deep nesting': `{"data":{"id":"${id(12)}","a":${nested}}}`,
};
/** Lines that are none, and why. */
const OTHERS: [string, string][] = [
  ['{"data":{"id":12345678901234567890}}', 'no post'],
  ['{"data":{"id":"9223372036854775808"}}', 'no post'],
  ['{"data":{"id":"-1"}}', 'no post'],
  ['{"data":{"id":"1e3"}}', 'no post'],
  ['{"__proto__":{"data":{"id":"5"}}}', 'no post'],
  ['{"data":"\u001b]0;title\u0007', 'no JSON'],
  [nested.slice(1), 'no JSON'],
  [`"${'x'.repeat(17 << 20)}"`, 'too long'],
];

describe('what is sent', () => {
  test('by the stream is kept as it is, or told with the reason', async () => {
    const lines = [...Object.values(POSTS), ...OTHERS.map(([line]) => line)];
    const run = await Run.start(await xThat((_, response) => response.write(`${lines.join('\r\n')}\r\n`)), {
      perFile: 100,
    });
    for (let told = 1; told <= OTHERS.length; told++) await run.event('unreadable', told);
    expect(run.all('unreadable').map(({ why }) => why)).toEqual(OTHERS.map(([, why]) => why));
    expect(Math.max(...run.all('unreadable').map(({ text }) => text.length))).toBe(200);
    // As it would be found after a kill.
    const copy = join(rawFolder(), '..', 'copy');
    cpSync(join(rawFolder(), '../spool'), copy, { recursive: true });
    const spool = await Spool.open(await openFiles(copy), new ManualClock(NOW_MS));
    expect(spool.rows.map(({ json }) => json)).toEqual(Object.values(POSTS));
    await spool.close();
    await run.stop();
    expect(rowsInRaw()).toEqual(Object.values(POSTS));
    expect(rawFiles()).toEqual(['tweets_2010-11-04_01-42.json']);
    expect(({} as Record<string, unknown>)['data']).toBeUndefined();
  });

  test('by search, too', async () => {
    const { 'deep nesting': _, 'numbers beyond doubles': __, ...lines } = POSTS;
    const posts = Object.values(lines).map(line => JSON.stringify(JSON.parse(line).data));
    const others = ['{"id":12}', 'null', '"x"', `{"id":"3","a":${nested}}`];
    const answer: Answer = (_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(`{"data":[${[...posts, ...others]}],"meta":{"result_count":${posts.length}}}`);
    };
    const run = await Run.start(await xThat(answer), { source: 'search', perFile: 100 });
    await run.event('unreadable', others.length);
    await run.stop();
    expect(rowsInRaw().sort()).toEqual(posts.map(post => `{"data":${post}}`).sort());
  });
});

describe('the token is nowhere, when X', () => {
  const echo =
    (status: number): Answer =>
    (request, response) => {
      const said = String(request.headers.authorization);
      response.statusCode = status;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          title: said,
          detail: `You said ${said}`,
          type: said,
          errors: [{ message: said }],
          data: said,
        }),
      );
    };
  test.each<[string, Answer]>([
    ['does not take it, and repeats it', echo(401)],
    ['refuses the request, and repeats it', echo(400)],
    ['is in trouble, and repeats it', echo(503)],
    ['wants patience, and repeats it', echo(429)],
    [
      'sends it as data',
      (request, response) => response.end(`{"data":{"id":"7"},"a":1}\r\n${request.headers.authorization}\r\n`),
    ],
    ['breaks off', (_, response) => response.destroy()],
    ['answers with something else', (_, response) => response.end('<html>')],
  ])('%s', async (_, answer) => {
    for (const source of ['stream', 'search'] as const) {
      let asked = 0;
      const x = await xThat((request, response) => {
        expect(request.headers.authorization).toBe(`Bearer ${CANARY}`);
        asked++;
        answer(request, response);
      });
      const run = await Run.start(x, { source, token: new SecretText(CANARY) });
      await run.some('waiting', 'disconnected', 'unreadable');
      const stopped = await run.stop().catch(error => error);
      expect(asked).toBeGreaterThan(0);
      const told = [
        inspect(run.events, { depth: null }),
        JSON.stringify(run.events),
        inspect(stopped, { depth: null, showHidden: true, getters: true }),
      ];
      const folder = join(rawFolder(), '..');
      for (const path of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (path.isFile()) told.push(readFileSync(join(path.parentPath, path.name), 'utf8'));
      }
      expect(told.filter(text => text.includes(CANARY))).toEqual([]);
      close();
    }
  });
});
