import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, start } from '../support/process.ts';
import { postAt, postsOf } from '../support/replay.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xpto-replay-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const urlIn = /is served on (http:\/\/localhost:\d+)/;
const TOKEN = 'not-to-be-told';
const BEARER = { authorization: `Bearer ${TOKEN}` };
// biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at as it is
const json = async (url: string): Promise<any> => (await fetch(url, { headers: BEARER })).json();

describe.concurrent('xpto twitter-replay', () => {
  test('serves invented posts, and prints the bill at the end', async () => {
    const replay = start(['twitter-replay', '--port', '0', '--posts', '500']);
    const [, url] = await replay.waitFor(urlIn);
    await replay.waitFor(/of 5\d\d posts are there/);
    const { data, meta } = await json(
      `${url}/2/tweets/search/recent?query=presidente&max_results=20&tweet.fields=created_at`,
    );
    expect(meta.result_count).toBe(20);
    expect(Math.abs(Date.parse(data[0].created_at) - Date.now())).toBeLessThan(24 * 3_600_000);
    await replay.waitFor(/GET \/2\/tweets\/search\/recent: 200, 20 posts/);
    replay.signal('SIGINT');
    const { code, stdout, stderr } = await replay.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/Posts read: 20, .*US\$ 0\.100 \(US\$ 0\.005 a post\)/);
    expect(stderr).not.toContain(TOKEN);
  });

  test('the same seed, clock and options serve the same posts', async () => {
    const args = [
      'twitter-replay',
      '--port',
      '0',
      '--posts',
      '300',
      '--clock',
      'original',
      '--past',
      '6 days',
      '--speed',
      '1x',
    ];
    const served = async (seed: string) => {
      const [, url] = await start([...args, '--seed', seed]).waitFor(urlIn);
      return json(`${url}/2/tweets/search/recent?query=presidente&tweet.fields=created_at`);
    };
    const [one, again, other] = await Promise.all([served('3'), served('3'), served('4')]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(one.data[0].created_at).toMatch(/^2026-03-06T/);
  });

  test.each(['file', 'pipe'])('serves those of a %s', async from => {
    const text = postsOf(30).map(post => `${JSON.stringify(post)}\r\n`);
    const path = join(folder, `${from}.ndjson`);
    await writeFile(path, text.join(''));
    const args = ['twitter-replay', '-p', '0', '--past', '1 day', '--clock', 'original'];
    const replay = from === 'file' ? start([...args, path]) : start([...args, '-'], { input: text.join('') });
    const [, url] = await replay.waitFor(urlIn);
    const { data } = await json(`${url}/2/tweets/search/recent?query=gato`);
    expect(data[0]).toMatchObject({ id: postAt(29).id, text: 'gato 29' });
  });

  test('sends at a rate, and does what faults say', async () => {
    const replay = start([
      'twitter-replay',
      '-p',
      '0',
      '--posts',
      '200',
      '--past',
      '0 seconds',
      '--rate',
      '2000/s',
      '--wait',
      '--faults',
      't+0.3 drop',
    ]);
    const [, url] = await replay.waitFor(urlIn);
    const body = JSON.stringify({ add: [{ value: 'presidente OR presidência' }] });
    await fetch(`${url}/2/tweets/search/stream/rules`, { method: 'POST', headers: BEARER, body });
    const stream = await fetch(`${url}/2/tweets/search/stream?backfill_minutes=1`, { headers: BEARER });
    await expect(stream.text()).rejects.toThrow();
    await replay.waitFor(/A client listens.*broken off, as the faults say/s);
    replay.signal('SIGTERM');
    expect(await replay.ended).toMatchObject({ code: 143, stderr: expect.stringMatching(/Posts read: 1\d\d/) });
  });

  test.for<[args: string[], code: number, told: RegExp]>([
    [['--faults', 't+30 fall'], 2, /"t\+30 fall" is not a fault.*"t\+90 duplicate 5%"/],
    [['--speed', '0x'], 2, /--speed is "0x"; a speed is/],
    [['--clock', 'now'], 2, /shifted, original/],
    [['--posts', '0'], 2, /--posts is "0"/],
    [['--past', '3d'], 2, /--past is "3d"; a duration/],
    [['no-such.ndjson'], 4, /no file .*no-such\.ndjson/],
    [['package.json'], 4, /Line 1 of package\.json is not a post/],
  ])('%j', async ([args, code, told]) => {
    const ended = await run(['twitter-replay', '-p', '0', ...args]);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(told);
  });

  test('tells programs what there is to tell as JSON', async () => {
    const posts = postsOf(30).map(post => JSON.stringify(post));
    const args = ['twitter-replay', '-', '-p', '0', '--past', '1 day', '--clock', 'original', '--json'];
    const replay = start(args, { input: posts.join('\n') });
    const [, url] = await replay.waitFor(urlIn);
    const { data } = await json(`${url}/2/tweets/search/recent?query=gato`);
    await json(`${url}/2/tweets/search/stream`);
    await replay.waitFor(/409/, 'stdout');
    replay.signal('SIGINT');
    const { stdout } = await replay.ended;
    const ids = data.map(({ id }: { id: string }) => id);
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([
      { event: 'answered', method: 'GET', path: '/2/tweets/search/recent', status: 200, posts: 10 },
      { event: 'answered', method: 'GET', path: '/2/tweets/search/stream', status: 409 },
      { event: 'bill', posts: 10, usd: 0.05, ids },
    ]);
  });

  test('makes a certificate authority for one run', async () => {
    const replay = start(['twitter-replay', '-p', '0', '--posts', '10', '--https']);
    const [, path] = await replay.waitFor(/^ {2}NODE_EXTRA_CA_CERTS=(.*)$/m);
    expect(replay.stderr).toMatch(/^ {2}HTTPS_PROXY=http:\/\/localhost:\d+$/m);
    expect(await readFile(path, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n.*\n-----END CERTIFICATE-----\n$/s);
    replay.signal('SIGINT');
    expect((await replay.ended).code).toBe(130);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('ends where its certificate cannot be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const nowhere = join(file, 'folder'); // not a missing one: Node makes that for its compiled code
    const env = { TMPDIR: nowhere, TEMP: nowhere, TMP: nowhere };
    const { code, stderr } = await run(['twitter-replay', '--https', '--port', '0'], { env });
    expect(stderr).toContain(`Writing ${nowhere} failed`);
    expect(code).toBe(4);
  });

  test('in Portuguese', async () => {
    const replay = start(['twitter-replay', '-p', '0', '--posts', '10', '--lang', 'pt-BR']);
    await replay.waitFor(/A API v2 do X está em http:\/\/localhost:\d+/);
    replay.signal('SIGINT');
    expect((await replay.ended).stderr).toMatch(/Posts lidos: 0, .*US\$ 0,000/);
    expect((await run(['twitter-replay', '--help', '--lang', 'pt-BR'])).stdout).toContain('t+45 429 1m');
  });
});
