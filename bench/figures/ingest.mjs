import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { median } from '../support/goals.mjs';
import { programPath, xptoScript } from '../support/processes.mjs';

export const name = 'ingest';
export const peers = [];

/** Nine tenths of the posts are about the presidency, so that five thousand a second are wanted. */
const RATE = 5_600;
const SECONDS = 20;

/** Posts from `xpto twitter-replay` through `xpto ingest-twitter` to RAW, as fast as they are sent. */
export async function run(bench) {
  const runs = [];
  for (let i = 0; i < bench.runs; i++) {
    bench.progress(`ingest, run ${i + 1}`);
    runs.push(await collect(bench.size(RATE * SECONDS)));
  }
  const of = key => median(runs.map(run => run[key]));
  return [
    { measure: 'tweets a second', value: of('perSecond'), unit: '/s', goal: { atLeast: 5_000 } },
    {
      measure: 'tweets that were lost',
      value: Math.max(...runs.map(({ lost }) => lost)),
      unit: 'tweets',
      goal: { atMost: 0 },
    },
    { measure: 'peak memory', value: of('peakMb'), unit: 'MB', goal: { atMost: 150 } },
  ];
}

async function collect(posts) {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-bench-ingest-'));
  const [raw, usage] = [join(folder, 'raw'), join(folder, 'usage.json')];
  try {
    const replay = start([
      'twitter-replay',
      '-p',
      '0',
      '--rate',
      `${RATE}/s`,
      '--past',
      '0 seconds',
      '--posts',
      `${posts}`,
      '--json',
    ]);
    const [, port] = await replay.said(/localhost:(\d+)/);
    const preload = pathToFileURL(programPath('report-usage.mjs')).href;
    const env = { NODE_OPTIONS: `--import=${preload}`, XPTO_BENCH_USAGE: usage };
    const ingest = start(
      ['ingest-twitter', '--source', 'replay', '--replay-port', port, '--raw', raw, '--minutes', '0', '--json'],
      env,
    );
    const connected = ingest.event('connected').then(() => performance.now());
    await replay.event('over');
    const seconds = (performance.now() - (await connected)) / 1000;
    await sleep(1000); // what was sent last is on its way
    await ingest.stop();
    const { ids } = (await replay.stop()).at(-1);
    const kept = new Set(idsIn(raw));
    return {
      perSecond: kept.size / seconds,
      lost: ids.filter(id => !kept.has(id)).length,
      peakMb: JSON.parse(readFileSync(usage, 'utf8')).maxRSS / 1024,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const idsIn = raw =>
  readdirSync(raw)
    .filter(file => file.endsWith('.json'))
    .flatMap(file => readFileSync(join(raw, file), 'utf8').trimEnd().split('\n'))
    .map(line => JSON.parse(line).data.id);

/** xpto, and what it tells as objects. */
function start(args, env = {}) {
  const child = spawn(process.execPath, [xptoScript, ...args], { env: { ...process.env, ...env, XPTO_LANG: 'en' } });
  const events = [];
  let [said, wake] = ['', () => {}];
  child.stderr.on('data', text => {
    said += text;
    wake();
  });
  createInterface({ input: child.stdout }).on('line', line => {
    const event = JSON.parse(line);
    if (events.push(event) > 1000) events.shift();
    wake();
  });
  const closed = new Promise(resolve => child.once('close', resolve));
  const until = async find => {
    let isOver = false;
    void closed.then(() => {
      isOver = true;
      wake();
    });
    for (;;) {
      const found = find();
      if (found) return found;
      if (isOver) throw new Error(`xpto ${args[0]} ended: ${said}`);
      await new Promise(resolve => {
        wake = resolve;
      });
    }
  };
  return {
    said: pattern => until(() => pattern.exec(said)),
    event: name => until(() => events.find(({ event }) => event === name)),
    /** As Ctrl-C does. @returns the last of what it told */
    async stop() {
      child.kill('SIGINT');
      await closed;
      return events;
    },
  };
}
