import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DISTINCT_WORDS = 20_000;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzáãçéíóõú'];
const LINES_AT_A_TIME = 20_000;

/**
 * A file of lines of five words: 20,000 distinct ones, the n-th of them 1/n times as frequent as the first (Zipf).
 * The same lines every time.
 */
export const wordsFile = lines =>
  made(`words-${lines}.txt`, function* () {
    const word = zipfWords();
    for (let i = 0; i < lines; i++) yield `${word()} ${word()} ${word()} ${word()} ${word()}\n`;
  });

/** A file of lines with a time, a tab and a word; the times go evenly through six hours. */
export const timedFile = lines =>
  made(`timed-${lines}.txt`, function* () {
    const word = zipfWords();
    const start = Date.UTC(2026, 0, 1);
    for (let i = 0; i < lines; i++) {
      const at = new Date(start + Math.floor((i * 6 * 3_600_000) / lines)).toISOString();
      yield `${at.slice(0, 10)} ${at.slice(11, 23)}\t${word()}\n`;
    }
  });

const TWEET_FILES = 10;
const DAYS = 24;

/** A folder of ten files of tweets, an object a line in the shape of X API v2, about 390 bytes each, over 24 days. */
export function tweetsFolder(tweets) {
  const folder = join(benchFolder(), `tweets-${tweets}`);
  mkdirSync(folder, { recursive: true });
  const each = Math.ceil(tweets / TWEET_FILES);
  for (let file = 0; file < TWEET_FILES; file++) {
    const [from, to] = [file * each, Math.min((file + 1) * each, tweets)];
    made(join(`tweets-${tweets}`, `part-${file}.json`), () => tweetLines(from, to, tweets));
  }
  return folder;
}

const RAW_LINES = 100;

/** The same tweets as RAW files: a hundred in each. */
export function rawFolder(tweets) {
  const name = `raw-${tweets}`;
  const folder = join(benchFolder(), name);
  mkdirSync(folder, { recursive: true });
  for (const part of readdirSync(tweetsFolder(tweets)).sort()) {
    const lines = readFileSync(join(tweetsFolder(tweets), part), 'utf8')
      .trimEnd()
      .split('\n');
    for (let i = 0; i < lines.length; i += RAW_LINES) {
      made(join(name, `tweets_${part.slice(0, -'.json'.length)}_${i}.json`), () =>
        lines.slice(i, i + RAW_LINES).map(line => `${line}\n`),
      );
    }
  }
  return folder;
}

function* tweetLines(from, to, tweets) {
  const random = uniform(from + 1);
  const count = most => Math.floor(random() ** 4 * most);
  const words = Array.from({ length: 2000 }, (_, i) => newWord(i, random));
  const endings = ['', ' :)', ' :(', ' 😀', ' https://t.co/Ab3dEfGh1J', ' "disse ele"'];
  for (let i = from; i < to; i++) {
    const id = `${1_234_567_890_000_000_000n + BigInt(i) * 4096n}`;
    const at = new Date(Date.UTC(2026, 0, 1) + Math.floor((i * DAYS * 86_400_000) / tweets)).toISOString();
    let text = '';
    while (text.length < 70) text += `${words[Math.floor(random() ** 2 * words.length)]} `;
    const tweet = {
      id,
      text: text.trimEnd() + endings[Math.floor(random() * endings.length)],
      created_at: at,
      author_id: `${100_000_000 + Math.floor(random() * 1e9)}`,
      lang: random() < 0.9 ? 'pt' : 'en',
      edit_history_tweet_ids: [id],
      public_metrics: {
        retweet_count: count(500),
        reply_count: count(50),
        like_count: count(2000),
        quote_count: count(20),
      },
      conversation_id: id,
      possibly_sensitive: false,
    };
    yield `${JSON.stringify(tweet)}\n`;
  }
}

/** Where what the benchmarks make is kept. */
export function benchFolder() {
  const folder = process.env.XPTO_BENCH_DIR ?? join(tmpdir(), 'xpto-bench');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The path of a file that is written if it is not there yet; it appears whole or not at all. */
function made(name, lines) {
  const path = join(benchFolder(), name);
  if (existsSync(path)) return path;
  const partial = `${path}.${process.pid}`;
  const file = openSync(partial, 'w');
  let waiting = [];
  const flush = () => {
    writeSync(file, waiting.join(''));
    waiting = [];
  };
  for (const line of lines()) {
    waiting.push(line);
    if (waiting.length === LINES_AT_A_TIME) flush();
  }
  flush();
  closeSync(file);
  renameSync(partial, path);
  return path;
}

function zipfWords() {
  const random = uniform(42);
  const words = Array.from({ length: DISTINCT_WORDS }, (_, i) => newWord(i, random));
  const upTo = new Float64Array(DISTINCT_WORDS);
  let total = 0;
  for (let i = 0; i < DISTINCT_WORDS; i++) upTo[i] = total += 1 / (i + 1);
  return () => words[firstAtLeast(upTo, random() * total)];
}

/** Two to nine letters, one in ten of them perhaps accented, and a number that no other word has. */
function newWord(number, random) {
  let word = '';
  for (let left = 2 + Math.floor(random() * 8); left > 0; left--) {
    word += LETTERS[Math.floor(random() * (random() < 0.1 ? LETTERS.length : 26))];
  }
  return word + number.toString(36);
}

function firstAtLeast(sorted, value) {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers in [0, 1) from a linear congruential generator. @see Numerical Recipes, "quick and dirty" */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
