import { spawnSync } from 'node:child_process';
import { median } from '../support/goals.mjs';
import { programPath } from '../support/processes.mjs';

export const name = 'touched-groups';
export const peers = ['pyspark'];

const GROUPS = 1_000_000;
const TOUCHED = 100;
const BATCHES = 300;
const SPARK_BATCHES = 20;

/** Batches that touch a hundred groups of a million: their cost must follow the rows, not the state. */
export async function run(bench) {
  const groups = bench.size(GROUPS);
  const own = [];
  for (let i = 0; i < bench.runs; i++) {
    bench.progress(`touched-groups, run ${i + 1}`);
    own.push(runProgram(groups));
  }
  const request = { query: 'touched_groups', groups, touched: TOUCHED, batches: SPARK_BATCHES };
  const peer = median((await bench.warmSpark().ask(request)).batchMs);
  const xpto = median(own.map(({ batchMs }) => median(batchMs)));
  return [
    {
      measure: 'median batch',
      value: xpto,
      unit: 'ms',
      goal: { atMost: 2 },
      xpto,
      peer,
      peerName: 'warm Spark',
      behind: 'ms',
    },
    { measure: 'memory', value: median(own.map(({ peakMb }) => peakMb)), unit: 'MB', goal: { atMost: 300 } },
  ];
}

function runProgram(groups) {
  const args = [programPath('touched-groups.mjs'), `${groups}`, `${TOUCHED}`, `${BATCHES}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`touched-groups.mjs ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}
