import { spawnSync } from 'node:child_process';
import { median } from '../support/goals.mjs';
import { programPath } from '../support/processes.mjs';

export const name = 'seen-files';
export const peers = [];

const SEEN = 100_000;
const NEW = 40;

/** One new file in a folder of 100,000 that were read before: what it costs must not follow those. */
export async function run(bench) {
  const seen = bench.size(SEEN);
  const runs = [];
  for (let i = 0; i < bench.runs; i++) {
    bench.progress(`seen-files, run ${i + 1}`);
    runs.push(runProgram(seen));
  }
  const medianOf = key => median(runs.map(run => median(run[key])));
  return [
    { measure: 'median trigger', value: medianOf('triggerMs'), unit: 'ms', goal: { atMost: 50 } },
    {
      measure: 'mean trigger',
      value: median(runs.map(run => mean(run.triggerMs))),
      unit: 'ms',
      goal: { atMost: 50 },
    },
    { measure: 'from the new file to its rows', value: medianOf('arrivalMs'), unit: 'ms', goal: { atMost: 100 } },
  ];
}

const mean = numbers => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function runProgram(seen) {
  const args = [programPath('seen-files.mjs'), `${seen}`, `${NEW}`];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`seen-files.mjs ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}
