import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../support/goals.mjs';
import { programPath } from '../support/processes.mjs';

export const name = 'checkpoint-cost';
export const peers = [];

const GROUPS = 1_000_000;
const TOUCHED = 100;
const BATCHES = 100;

/** What it costs that state outlives the process, beside the least that files of these sizes cost; and to go on. */
export async function run(bench) {
  const runs = [];
  for (let i = 0; i < bench.runs; i++) {
    bench.progress(`checkpoint-cost, run ${i + 1}`);
    runs.push(runProgram(bench.size(GROUPS)));
  }
  const xpto = median(runs.map(({ batchMs }) => median(batchMs)));
  const peer = median(runs.map(({ bareMs }) => median(bareMs)));
  return [
    {
      measure: 'median batch',
      value: median(runs.map(({ batchMs, bareMs }) => median(batchMs) / median(bareMs))),
      unit: 'x',
      goal: { atMost: 2 },
      xpto,
      peer,
      peerName: 'bare fsyncs',
      behind: 'ms',
    },
    { measure: 'restart', value: median(runs.map(({ restart }) => restart)), unit: 's', goal: { atMost: 3 } },
  ];
}

function runProgram(groups) {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-bench-checkpoint-'));
  try {
    const args = [programPath('checkpoint-cost.mjs'), folder, ...[groups, TOUCHED, BATCHES].map(String)];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`checkpoint-cost.mjs ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
