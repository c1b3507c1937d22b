import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, rawFolder } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { peakMemoryMb, programPath, quote, timeShell, xptoCommand } from '../support/processes.mjs';
import { besideWarmSpark } from './spark-words.mjs';

export const name = 'raw-to-ref';
export const peers = ['pyspark'];

const TWEETS = 1_000_000;
const SEEN = 100_000;
const NEW = 20;

/**
 * A million tweets in files of a hundred from RAW to REF, the whole command with its second query for what is no tweet;
 * then a file of a hundred tweets that comes to a hundred thousand that were read before.
 */
export async function run(bench) {
  const path = rawFolder(bench.size(TWEETS));
  const out = join(benchFolder(), `ref-${process.pid}`);
  const command = `${xptoCommand} raw-to-ref --once --raw ${quote(path)} --ref ${quote(out)}`;
  const fresh = async measure => {
    rmSync(out, { recursive: true, force: true });
    return measure(command);
  };
  const { xpto, peer, peerName } = await besideWarmSpark(bench, { query: 'raw_to_ref', path }, () => fresh(timeShell));
  const peakMb = await fresh(peakMemoryMb);
  rmSync(out, { recursive: true, force: true });
  bench.progress('raw-to-ref, a file beside many');
  const { batchMs, arrivalMs } = besideSeen(bench.size(SEEN));
  return [
    { measure: 'time', value: xpto / peer, unit: 'x', goal: { atMost: 0.25 }, xpto, peer, peerName },
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

function besideSeen(seen) {
  const args = [programPath('raw-beside-seen.mjs'), `${seen}`, `${NEW}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`raw-beside-seen.mjs ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}
