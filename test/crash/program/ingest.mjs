/** The real `xpto ingest-twitter` beside the real `xpto twitter-replay`, for tests that kill the one while the other sends. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const xpto = join(dirname(fileURLToPath(import.meta.url)), '../../../bin/xpto.js');

/** `--kills`, `--rate` and `--seed`. @param rate unless one is given */
export function killOptions(rate) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '100' },
      rate: { type: 'string', default: rate },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  return { kills: Number(values.kills), rate: Number(values.rate), seed: Number(values.seed) };
}

/** Tells how it went, and leaves the folder there where something is wrong. */
export function conclude({ folder, seed, done, wrong, right }) {
  const isRight = wrong.length === 0;
  console.log(`${done},`, isRight ? right : `WRONG: ${wrong.join('; ')}; left in ${folder}; --seed ${seed}`);
  if (isRight) rmSync(folder, { recursive: true });
  process.exitCode = isRight ? 0 : 1;
}

/** What goes wrong at X again and again while a test lasts: each kind once in so many seconds, by turns. */
export function faultsFor(seconds) {
  const kinds = ['drop', 'split 2s', 'disconnect', 'edit', '429 1s', 'drop', '503 1s', 'delete', 'silence 1s'];
  const faults = ['t+0 duplicate 5%', 't+4 late 10m 5%'];
  for (let at = 2, i = 0; at < seconds; at += 2.5, i++) faults.push(`t+${at} ${kinds[i % kinds.length]}`);
  return faults.join('; ');
}

/** A program that runs; what it says is kept, and objects that it prints are events. */
export function start(args) {
  const child = spawn(process.execPath, [xpto, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XPTO_LANG: 'en', NO_COLOR: '1' },
  });
  const events = [];
  let [stderr, rest] = ['', ''];
  const waiting = [];
  const wake = () => {
    for (const look of waiting.splice(0)) look();
  };
  child.stdout.setEncoding('utf8').on('data', text => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) events.push(JSON.parse(line));
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
    wake();
  });
  let isOver = false;
  const ended = new Promise(resolve => {
    child.once('close', (code, signal) => {
      isOver = true;
      wake();
      resolve({ code, signal, stderr, events });
    });
  });
  return {
    child,
    events,
    ended,
    stderr: () => stderr,
    /** Resolves when something is found in the events, or undefined when it ends before. */
    async until(find) {
      for (;;) {
        const found = find(events, stderr);
        if (found || isOver) return found || undefined;
        await new Promise(resolve => waiting.push(resolve));
      }
    },
    stop(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** X on this machine, that sends so many invented posts a second. */
export async function startX({ posts, rate, faults, seed = 1 }) {
  const args = [
    '-p',
    '0',
    '--posts',
    posts,
    '--rate',
    `${rate}/s`,
    '--past',
    '0 seconds',
    '--limit-window',
    '1 second',
  ];
  const replay = start(['twitter-replay', ...args.map(String), '--seed', String(seed), '--faults', faults, '--json']);
  const found = await replay.until((_, stderr) => /http:\/\/localhost:(\d+)[\s\S]*posts are there/.exec(stderr));
  if (!found) throw new Error(`twitter-replay did not start: ${replay.stderr()}`);
  return {
    port: Number(found[1]),
    /** Resolves when the last post has been sent. */
    over: () => replay.until(events => events.some(({ event }) => event === 'over')),
    /** Ends it. @returns the ids of all posts that it has sent, to whomever */
    async bill() {
      const { events } = await replay.stop('SIGINT');
      return events.at(-1).ids;
    },
  };
}

/** A life of the collector, which lasts until it is ended. */
export const startIngest = (port, raw, ...more) =>
  start([
    ...['ingest-twitter', '--source', 'replay', '--replay-port', String(port), '--raw', raw],
    ...['--minutes', '0', '--per-file', '20', '--flush', '1s', '--json', ...more],
  ]);

/** There is no gap that is not filled. */
export function isWhole(events) {
  const last = events.findLast(({ event }) => event === 'gap' || event === 'gap filled');
  return last?.event === 'gap filled';
}

/** Since so many events nothing new has come for ten seconds: what was on its way is there. */
export function isQuiet(events, since) {
  const [, ...later] = events.slice(since).filter(({ event }) => event === 'progress');
  return later.some(({ rate }) => rate === 0);
}

/** What lives of the collector have told. */
export class Told {
  /** The files of tweets that they have written, with how many posts. */
  files = [];
  gapsLeft = 0;

  note(events) {
    this.files.push(...events.filter(({ event, name }) => event === 'file' && name.startsWith('tweets')));
    this.gapsLeft += events.filter(({ event }) => event === 'gap left').length;
  }
}

/** The files of RAW, and what is in them. */
export function readRaw(raw) {
  const files = readdirSync(raw).filter(name => /^tweets_.*\.json$/.test(name));
  const rowsOf = name =>
    readFileSync(join(raw, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
  return new Map(files.sort().map(name => [name, rowsOf(name).map(({ data }) => data)]));
}

/**
 * Compares RAW with what X has sent.
 *
 * @param told by all lives
 * @param deleted how many posts X has deleted: search cannot find them any more, nor the older version of an edit
 * @returns what is wrong, in words; none when all is well
 */
export function wrongInRaw(raw, { sent, told, deleted }) {
  const files = readRaw(raw);
  const posts = [...files.values()].flat();
  const ids = new Set(posts.map(({ id }) => id));
  const replaced = new Set(
    posts.flatMap(({ id, edit_history_tweet_ids = [] }) => edit_history_tweet_ids.filter(other => other !== id)),
  );
  const missing = sent.filter(id => !ids.has(id) && !replaced.has(id));
  const wrong = [];
  if (ids.size !== posts.length) wrong.push(`${posts.length - ids.size} posts are there twice`);
  if (missing.length > deleted) wrong.push(`${missing.length} posts are missing: ${missing.slice(0, 5)}`);
  if (told.gapsLeft > 0) wrong.push(`${told.gapsLeft} gaps were left`);
  for (const { name, posts } of told.files) {
    if (files.get(name)?.length !== posts) wrong.push(`${name} should have ${posts} posts`);
  }
  for (const [name, posts] of files) {
    const [oldest] = posts.map(({ created_at }) => created_at).sort();
    if (posts.length > 20) wrong.push(`${name} has ${posts.length} posts`);
    if (!name.startsWith(`tweets_${oldest.slice(0, 16).replace('T', '_').replace(':', '-')}`))
      wrong.push(`${name} begins at ${oldest}`);
  }
  return wrong;
}
