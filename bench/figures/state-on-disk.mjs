import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../support/goals.mjs';
import { programPath } from '../support/processes.mjs';

export const name = 'state-on-disk';
export const peers = [];

const GROUPS = 10_000_000;

/** State larger than the memory that is meant for it: ten million groups on disk. */
export async function run(bench) {
  const runs = [];
  for (let i = 0; i < bench.runs; i++) {
    bench.progress(`state-on-disk, run ${i + 1}`);
    runs.push(runProgram(bench.size(GROUPS)));
  }
  const of = key => median(runs.map(run => run[key]));
  return [
    { measure: 'memory', value: of('peakMb'), unit: 'MB', goal: { atMost: 600 } },
    { measure: 'all groups are new', value: of('fill'), unit: 's' },
    { measure: 'a hundredth of them once more', value: of('touch'), unit: 's' },
  ];
}

function runProgram(groups) {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-bench-state-'));
  try {
    const args = [programPath('state-on-disk.mjs'), folder, `${groups}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`state-on-disk.mjs ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
