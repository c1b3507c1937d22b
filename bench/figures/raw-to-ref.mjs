import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, rawFolder } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { peakMemoryMb, programPath, quote, timeShell, xptoCommand, xptoScript } from '../support/processes.mjs';
import { besideWarmSpark } from './spark-words.mjs';

export const name = 'raw-to-ref';
export const peers = ['pyspark'];

const TWEETS = 1_000_000;
const SEEN = 100_000;
const NEW = 20;

/** Spark takes most of a minute for one, and varies little from its second on. */
const MOST_RUNS = 3;
const WARM_UPS = 2;

/**
 * A million tweets in files of a hundred from RAW to REF, the whole command, beside the same plan in Spark and beside a
 * job that knows nothing but these tweets; then a file of a hundred tweets that comes to a hundred thousand that were
 * read before.
 */
export async function run(bench) {
  const path = rawFolder(bench.size(TWEETS));
  const out = join(benchFolder(), `ref-${process.pid}`);
  const outOfSpark = `${out}-spark`;
  const optionsTo = ref => ['raw-to-ref', '--once', '--raw', path, '--ref', ref];
  const command = [xptoCommand, ...optionsTo(out).map(quote)].join(' ');
  const fresh = async measure => {
    rmSync(out, { recursive: true, force: true });
    return measure(command);
  };
  const times = { runs: Math.min(bench.runs, MOST_RUNS), warmUps: WARM_UPS };
  const beside = request => besideWarmSpark(bench, request, () => fresh(timeShell), times);
  const text = printed([xptoScript, ...optionsTo(outOfSpark), '--pyspark']);
  const plan = await beside({ query: 'program', text, out: outOfSpark });
  const plain = await beside({ query: 'raw_to_ref', path });
  const peakMb = await fresh(peakMemoryMb);
  rmSync(out, { recursive: true, force: true });
  bench.progress('raw-to-ref, a file beside many');
  const { batchMs, arrivalMs } = JSON.parse(
    printed([programPath('raw-beside-seen.mjs'), `${bench.size(SEEN)}`, `${NEW}`]),
  );
  return [
    timeOf('time beside the same plan', plan, { goal: { atMost: 0.25 } }),
    timeOf('time beside a job for these tweets alone', plain),
    { measure: 'peak memory', value: peakMb, unit: 'MB', goal: { atMost: 500 } },
    {
      measure: 'a batch of 100 tweets beside 100,000 files',
      value: median(batchMs),
      unit: 'ms',
      goal: { atMost: 200 },
    },
    { measure: 'from the new file to its tweets in REF', value: median(arrivalMs), unit: 'ms', goal: { atMost: 1000 } },
  ];
}

const timeOf = (measure, { xpto, peer, peerName }, more = {}) => ({
  measure,
  value: xpto / peer,
  unit: 'x',
  ...more,
  xpto,
  peer,
  peerName,
});

/** What a program of Node prints. */
function printed(args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}:\n${stderr}`);
  return stdout;
}
