import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { parseFaults } from '../../src/lib/twitter/replay/faults.ts';
import { type Replay, type ReplayOptions, startReplay } from '../../src/lib/twitter/replay/server.ts';
import { run, start } from '../support/process.ts';
import { postsOf, setOf } from '../support/replay.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-ingest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const replays: Replay[] = [];
afterAll(async () => {
  for (const replay of replays.splice(0)) await replay.close();
});

/** Time begins when a run listens: however long it takes to start, the posts are still to come. */
async function replayOf(options: Partial<ReplayOptions>): Promise<Replay> {
  const posts = inventPosts({ count: 1500 });
  const replay = await startReplay({ posts, port: 0, limitWindowMs: 1000, waits: true, ...options });
  replays.push(replay);
  return replay;
}

const CANARY = 'canary-AAAA-token';
let runs = 0;
/** A new folder for RAW, and how to start a run on it. */
function place({ port }: Pick<Replay, 'port'>, ...more: string[]) {
  const raw = join(folder, `raw ${++runs}`);
  const args = ['ingest-twitter', '--replay-port', String(port), '--raw', raw, '--minutes', '0', ...more];
  const files = () => readdirSync(raw).filter(name => name.endsWith('.json'));
  return {
    raw,
    args,
    files,
    rows: (kind = 'tweets') =>
      files()
        .filter(name => name.startsWith(kind))
        .map(name =>
          readFileSync(join(raw, name), 'utf8')
            .trimEnd()
            .split('\n')
            .map(row => JSON.parse(row)),
        ),
  };
}

const ENV = { X_BEARER_TOKEN: CANARY };

describe.concurrent('xpto ingest-twitter', () => {
  test('collects until Ctrl-C, tells what it does, and closes the open file', async () => {
    const replay = await replayOf({ rate: 200, pastMs: 0 });
    const { args, rows, raw, files: names } = place(replay, '--source', 'replay');
    const running = start(args, { env: ENV });
    await running.waitFor(/Looking for: \(presidente OR presidência .*\nLooking for: \(presidente OR presidencia /);
    await running.waitFor(/tweets_\d{4}-\d\d-\d\d_\d\d-\d\d\.json has 100 posts/);
    await running.waitFor(/_2\.json|tweets.*\n.*tweets/);
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/Stopping: what was read goes into files/);
    const files = rows();
    expect(Math.max(...files.map(({ length }) => length))).toBe(100);
    const ids = files.flat().map(({ data }) => data.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(stderr).toContain(`${ids.length} posts in ${files.length} files`);
    expect(stderr).toMatch(/At X that costs US\$ \d+\.\d{3}/);
    for (const name of names()) {
      const [oldest] = readFileSync(join(raw, name), 'utf8')
        .match(/(?<="created_at":")[^"]*/g)!
        .sort();
      expect(name).toContain(oldest.slice(0, 16).replace('T', '_').replace(':', '-'));
    }
    for (const file of readdirSync(join(raw, '_spool'))) {
      expect(readFileSync(join(raw, '_spool', file), 'utf8')).not.toContain(CANARY);
    }
    expect(stderr).not.toContain(CANARY);
  });

  test('search ends with 5 at its limit, and goes on with the next run', async () => {
    const replay = await replayOf({ posts: setOf(postsOf(120)), pastMs: 120 * 60_000 });
    const { args, rows } = place(replay, '--source', 'search', '--query', 'gato');
    const usd = [...args, '--max-usd', '0.285']; // divided by 0.005, as doubles are, that is not quite 57
    const first = await run(usd, { env: ENV });
    expect(first.code).toBe(5);
    expect(first.stderr).toMatch(/US\$ 0\.285 .* which is 57 posts[\s\S]*57 posts were read, which cost US\$ 0\.285/);
    expect((await run(usd, { env: ENV })).code).toBe(5);
    const few = await run([...args, '--max-posts', '7'], { env: ENV });
    expect(few.code).toBe(5);
    expect(few.stderr).toMatch(/leaves 7 more posts, and a search at X gives 10 or more at once/);
    const ids = rows()
      .flat()
      .map(({ data }) => data.id);
    expect([ids.length, new Set(ids).size, replay.api.bill.posts]).toEqual([114, 114, 114]);
  });

  test('ends with 5 at the cap of the month', async () => {
    const { args, rows } = place(await replayOf({ rate: 200, pastMs: 0, cap: 30 }), '--source', 'replay', '--json');
    const { code, stdout, stderr } = await run(args, { env: ENV });
    expect([code, rows().flat().length]).toEqual([5, 30]);
    expect(stderr).toMatch(/the usage cap is reached/);
    const events = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events.find(({ event }) => event === 'file')).toMatchObject({ posts: 30 });
    expect(events.find(({ event }) => event === 'limit')).toEqual({ event: 'limit', limit: 'month' });
    expect(events.at(-1)).toMatchObject({ event: 'progress', posts: 30, paid: 30, usd: 0.15 });
    expect(events.at(-1).oldest).toMatch(/^\d{4}-/);
    const [, told] = /"event":\n(.*)\./.exec((await run(['ingest-twitter', '--help'])).stdout)!;
    const names = told.split(', ');
    expect(events.filter(({ event }) => !names.includes(event))).toEqual([]);
  });

  test('wants a token from the environment or a file', async () => {
    const none = { X_BEARER_TOKEN: undefined, BEARER_TOKEN: undefined, TWITTER_BEARER_TOKEN: undefined };
    const missing = await run(['ingest-twitter'], { env: none, cwd: folder });
    expect([missing.code, missing.stdout]).toEqual([2, '']);
    expect(missing.stderr).toContain('X_BEARER_TOKEN');
    const path = join(folder, 'token');
    writeFileSync(path, `${CANARY} and more\n`);
    const unreadable = await run(['ingest-twitter', '--token-file', path], { env: none, cwd: folder });
    expect(unreadable.code).toBe(4);
    expect(unreadable.stderr).toContain(`There is no token in ${path}`);
    expect(unreadable.stderr).not.toContain(CANARY);
    expect(readdirSync(folder)).not.toContain('raw');
  });

  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(`\ufeff${CANARY}\r\n`)],
    ['UTF-16', Buffer.from(`\ufeff${CANARY}\r\n`, 'utf16le')],
  ])('reads a token as Windows writes it, in %s', async (name, bytes) => {
    const path = join(folder, `token ${name}`);
    writeFileSync(path, bytes);
    const env = { HTTPS_PROXY: 'socks5://localhost:1' }; // which is looked at next
    const { stderr } = await run(['ingest-twitter', '--token-file', path], { env, cwd: folder });
    expect(stderr).toContain('HTTPS_PROXY');
  });

  test('tells its token to X, through a proxy, and to nobody else', async () => {
    const replay = await replayOf({ rate: 300, pastMs: 60_000, isProxy: true });
    const [home, authority] = [join(folder, 'home'), join(folder, 'ca.pem')];
    mkdirSync(home);
    writeFileSync(authority, replay.authority!);
    const secrets = [CANARY, 'canary-password'];
    const env = {
      X_BEARER_TOKEN: CANARY,
      https_proxy: undefined,
      no_proxy: undefined,
      NO_PROXY: undefined,
      HTTPS_PROXY: `http://somebody:${secrets[1]}@localhost:${replay.port}`,
      NODE_EXTRA_CA_CERTS: authority,
    };
    const ingest = (...args: string[]) => run(['ingest-twitter', '--raw', 'raw', ...args], { env, cwd: home });
    const all = [await ingest('--max-usd', '0.5')];
    expect([all[0].code, replay.api.bill.posts >= 100]).toEqual([5, true]);
    const basic = { authorization: `Basic ${Buffer.from('key:secret').toString('base64')}` };
    const body = new URLSearchParams({ access_token: CANARY });
    await fetch(`http://127.0.0.1:${replay.port}/oauth2/invalidate_token`, { method: 'POST', headers: basic, body });
    const wrong = { ...env, HTTPS_PROXY: `socks5://somebody:${secrets[1]}@localhost:1` };
    all.push(await ingest('--source', 'search'), await run(['ingest-twitter', '--json'], { env: wrong, cwd: home }));
    expect(all.map(({ code }) => code)).toEqual([5, 4, 2]);
    expect(all[1].stderr).toContain('X does not accept the token');
    const told = all.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      told.push(entry.name);
      if (entry.isFile()) told.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    }
    expect(told.length).toBeGreaterThan(12);
    for (const secret of secrets) expect(told.filter(text => text.includes(secret))).toEqual([]);
  });

  test('waits for the replay to be there', async () => {
    const port = await freePort();
    const { args } = place({ port }, '--source', 'replay');
    const running = start(args, { env: ENV });
    await running.waitFor(new RegExp(`nobody serves port ${port} \\(is xpto twitter-replay running\\?\\)`));
    await replayOf({ port });
    await running.waitFor(/Listening to the stream/);
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  test.each([
    [['--flush', '0s'], '--flush'],
    [[`--token=${CANARY}`], 'There is no option "--token"'],
    [['--spool', 's3://bucket/spool', '--source', 'replay'], '--spool'],
    [['--source', 'bluesky', '--query', 'lang:'], 'The query "lang:" cannot be read'],
    [['--source', 'bluesky', '--jetstream', 'https://x'], '--jetstream'],
  ])('refuses %j', async (args, option) => {
    const { code, stderr } = await run(['ingest-twitter', ...args], { env: ENV, cwd: folder });
    expect(code).toBe(2);
    expect(stderr).not.toContain(CANARY);
    expect(stderr).toContain(option.startsWith('--') ? `${option} is ` : option);
  });

  test('speaks Portuguese', async () => {
    const { args } = place(await replayOf({ rate: 200, pastMs: 0, cap: 3 }), '--source', 'replay', '--lang', 'pt-BR');
    const { stderr } = await run(args, { env: ENV });
    expect(stderr).toMatch(/^Procurando: .*\n3 posts em 1 arquivo;.*O X não entrega mais posts neste mês/s);
  });
});

test('whatever is killed, dropped or refused: each post that was sent is in RAW, once', async () => {
  const replay = await replayOf({
    posts: inventPosts({ count: 20_000 }), // more than can come while it lasts: a gap ends where new ones are heard
    rate: 250,
    pastMs: 0,
    faults: parseFaults('t+0 split; t+1 drop; t+2 duplicate 10%; t+3 late 10m 10%; t+3.5 disconnect; t+4 drop'),
  });
  const { args, rows } = place(replay, '--source', 'replay', '--per-file', '20', '--flush', '1s', '--json');
  for (let kill = 0; kill < 4; kill++) {
    const running = start(args, { env: ENV });
    await running.waitFor(/"event":"connected"[\s\S]*("event":"file"[\s\S]*){3}/, 'stdout');
    running.signal('SIGKILL');
    await running.ended;
  }
  const last = start(args, { env: ENV });
  await last.waitFor(/"event":"gap filled"/, 'stdout');
  last.signal('SIGINT');
  const { stdout } = await last.ended;
  // What came while the last connection was being closed is the next run's to find.
  const sent = [...replay.api.bill.ids];
  const again = start(args, { env: ENV });
  await again.waitFor(/"event":"gap filled"/, 'stdout');
  again.signal('SIGINT');
  await again.ended;
  expect(stdout).not.toContain('"gap left"');
  const files = rows();
  const ids = files.flat().map(({ data }) => data.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(sent.filter(id => !ids.includes(id))).toEqual([]);
  expect(sent.length).toBeGreaterThan(300);
  expect(Math.max(...files.map(({ length }) => length))).toBe(20);
}, 120_000);
