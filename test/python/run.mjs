// `npm run test:python`: Python's tweepy and twarc as their packages have them, against `xpto twitter-replay --https`.
// They know no address but X's; environment variables lead them here, as a student would set them.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { pythonPrograms } from '../../scripts/python-venv.mjs';

const execute = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const here = join(root, 'test/python');
const folder = mkdtempSync(join(tmpdir(), 'xpto-test-python-'));
const POSTS = 600;
/** Half of them come after the start, within six seconds. */
const RATE = POSTS / 2 / 6;
let [passed, failed] = [0, 0];

try {
  const programs = pythonPrograms('twitter-python', { tweepy: '4.17.0', twarc: '2.14.0' });
  const { texts, file } = posts();
  // Time begins with the stream, however long a program takes to come to it.
  await withReplay([file, '--wait', '--rate', `${RATE}/s`, '--faults', 't+1 drop; t+5 disconnect; t+0 split'], env =>
    checkTweepy(programs, env, texts),
  );
  await withReplay([file, '--past', '2 days'], env => checkTwarc(programs, env, texts));
  await withReplay([file, '--wait', '--rate', '20/s', '--past', '0 seconds'], env =>
    checkTwarcStream(programs, env, texts),
  );
  console.log(`Tests  ${failed > 0 ? `${failed} failed | ` : ''}${passed} passed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(`test:python: ${error.stderr ?? error.message}`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true });
}

/** A post every two minutes; every third one is about something else. */
function posts() {
  const words = ['o presidente 👏🏽 falou', 'a presidência respondeu :D', 'o gato dormiu'];
  const all = Array.from({ length: POSTS }, (_, i) => {
    const ms = Date.UTC(2026, 2, 2) + i * 120_000;
    const id = String((BigInt(ms) - 1_288_834_974_657n) << 22n);
    const text = `${words[i % 3]} às 10:30, nº ${i}`;
    return { id, text, created_at: new Date(ms).toISOString(), author_id: '7', lang: 'pt' };
  });
  const file = join(folder, 'posts.ndjson');
  writeFileSync(file, all.map(post => `${JSON.stringify(post)}\n`).join(''));
  return { texts: all.map(({ text }) => text).filter(text => !text.includes('gato')), file };
}

/** Runs something with the environment that the replay tells on its standard error, and stops the replay. */
async function withReplay(args, use) {
  const xpto = join(root, 'bin/xpto.js');
  const replay = spawn(process.execPath, [xpto, 'twitter-replay', '--https', '-p', '0', ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, XPTO_LANG: 'en', NO_COLOR: '1' },
  });
  let told = '';
  const ready = new Promise((resolve, reject) => {
    replay.stderr.setEncoding('utf8').on('data', text => {
      told += text;
      if (told.includes('NODE_EXTRA_CA_CERTS=')) resolve();
    });
    replay.once('close', code => reject(new Error(`The replay ended with ${code}.\n${told}`)));
  });
  try {
    await ready;
    const trusted = Object.fromEntries(
      [...told.matchAll(/^ {2}(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    // No settings of who runs this, and no way out of this machine but the replay's proxy.
    await use({ PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore', ...trusted });
  } finally {
    const closed = new Promise(resolve => replay.once('close', resolve));
    replay.kill('SIGINT');
    await closed;
  }
  tell('the bill is printed', /Posts read: [1-9]/.test(told), true);
}

async function checkTweepy(programs, env, texts) {
  const program = join(here, 'with_tweepy.py');
  const { stdout } = await execute(join(programs, 'python'), [program, texts.at(-1)], { env, timeout: 60_000 });
  const found = JSON.parse(stdout);
  const searched = found.search.map(([, text]) => text);
  tell('tweepy: search', texts.slice(0, searched.length).reverse(), searched);
  tell('tweepy: search finds what is past', searched.length >= texts.length / 2 - 1, true);
  tell('tweepy: authors', found['authors known'], true);
  tell('tweepy: counts', found.count, searched.length);
  tell('tweepy: lookup', found['looked up'], [[searched[0]], ['99']]);
  tell('tweepy: a bad query', found['bad query'], 'BadRequest');
  tell('tweepy: a bad number', found['too few'], 'BadRequest');
  tell('tweepy: no token', found['no token'], 'Unauthorized');
  tell('tweepy: rules', found.rules, ['presidente OR presidência OR presidencia']);
  tell('tweepy: a wrong rule', found['wrong rule'], ['UnprocessableEntity']);
  tell('tweepy: the stream broke off, and was ended', [found.connections, found.told], [3, ['operational-disconnect']]);
  const streamed = found.stream.map(([, text]) => text);
  const first = texts.indexOf(streamed[0]);
  tell('tweepy: the stream has no gaps', streamed, texts.slice(first));
  tell('tweepy: no rules are left', found['rules left'], 0);
}

function twarcOf(programs, env) {
  const options = { env: { ...env, BEARER_TOKEN: 'any' }, cwd: folder, timeout: 60_000 };
  return (...args) => execute(join(programs, 'twarc2'), args, options);
}

function rowsIn(name) {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.filter(line => line !== '').map(line => JSON.parse(line));
}

async function checkTwarcStream(programs, env, texts) {
  const twarc = twarcOf(programs, env);
  await twarc('stream-rules', 'add', 'presidente OR presidência');
  await twarc('stream', '--limit', '20', 'stream.jsonl');
  const streamed = rowsIn('stream.jsonl').map(({ data }) => data.text);
  const first = texts.indexOf(streamed[0]);
  tell('twarc: stream', streamed, texts.slice(first, first + 20));
}

async function checkTwarc(programs, env, texts) {
  const query = 'presidente OR presidencia';
  const twarc = twarcOf(programs, env);
  await twarc('search', query, 'search.jsonl');
  const pages = rowsIn('search.jsonl');
  tell(
    'twarc: search',
    pages.flatMap(({ data }) => data).map(({ text }) => text),
    [...texts].reverse(),
  );
  await twarc('flatten', 'search.jsonl', 'flat.jsonl');
  tell('twarc: flatten', new Set(rowsIn('flat.jsonl').map(({ author }) => author.username)), new Set(['u7']));
  const counts = await twarc('counts', '--granularity', 'day', '--text', query);
  tell('twarc: counts', /Total Tweets: ([\d,]+)/.exec(counts.stdout)?.[1], String(texts.length));
  const { id } = pages[0].data[0];
  const { stdout } = await twarc('tweet', id);
  tell('twarc: lookup', JSON.parse(stdout).data[0].id, id);
  await twarc('stream-rules', 'add', query, '--tag', 'p');
  const rules = async () => (await twarc('stream-rules', 'list')).stderr; // where it tells them
  tell('twarc: rules', (await rules()).includes(`${query} (tag: p)`), true);
  await twarc('stream-rules', 'delete', query);
  tell('twarc: rules deleted', (await rules()).includes(query), false);
}

function tell(name, found, expected) {
  const isRight = isDeepStrictEqual(found, expected);
  if (isRight) passed++;
  else failed++;
  const shown = value => JSON.stringify(value instanceof Set ? [...value] : value)?.slice(0, 2000);
  console.log(isRight ? `ok      ${name}` : `FAILED  ${name}\n  ${shown(found)}\n  ${shown(expected)}`);
}
