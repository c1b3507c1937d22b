import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, tweetsFolder } from '../support/data.mjs';
import { peakMemoryMb, programPath, quote, timeShell, xptoCommand } from '../support/processes.mjs';
import { besideWarmSpark } from './spark-words.mjs';

export const name = 'tweets-to-parquet';
export const peers = ['pyspark'];

const TWEETS = 1_000_000;

/** A million tweets from JSON lines to Parquet, partitioned by day, with a checkpoint: exactly once on both sides. */
export async function run(bench) {
  const path = tweetsFolder(bench.size(TWEETS));
  const out = join(benchFolder(), `ref-${process.pid}`);
  const [program, checkpoint] = [programPath('tweets-to-parquet.mjs'), join(out, 'checkpoint')];
  const command =
    `TZ=UTC ${xptoCommand} run ${quote(program)} --checkpoint ${quote(checkpoint)} -- ` +
    `${quote(path)} ${quote(join(out, 'ref'))}`;
  const fresh = async measure => {
    rmSync(out, { recursive: true, force: true });
    return measure(command);
  };
  const { xpto, peer, peerName } = await besideWarmSpark(bench, { query: 'tweets', path }, () => fresh(timeShell));
  const peakMb = await fresh(peakMemoryMb);
  rmSync(out, { recursive: true, force: true });
  return [
    { measure: 'time', value: xpto / peer, unit: 'x', goal: { atMost: 0.6 }, xpto, peer, peerName },
    { measure: 'peak memory', value: peakMb, unit: 'MB', goal: { atMost: 400 } },
  ];
}
