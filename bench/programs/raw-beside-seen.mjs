// raw-beside-seen.mjs SEEN NEW: `xpto raw-to-ref` over a folder of empty files, then files of a hundred tweets, one after the
// other. Prints how many milliseconds each batch took, and each file until its tweets were in REF.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [seen, added] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'xpto-bench-'));
try {
  const raw = join(folder, 'raw');
  mkdirSync(raw);
  for (let i = 0; i < seen; i++) writeFileSync(join(raw, `tweets_${i}.json`), '');
  const xpto = fileURLToPath(new URL('../../bin/xpto.js', import.meta.url));
  const args = [xpto, 'raw-to-ref', '--raw', raw, '--ref', join(folder, 'ref'), '--trigger', '0 seconds', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting = new Map();
  createInterface(child.stdout).on('line', line => {
    const progress = JSON.parse(line);
    if (progress.numInputRows > 0 || progress.batchId === 0) waiting.get(progress.name)?.(progress);
  });
  const next = name => new Promise(resolve => waiting.set(name, resolve));
  const [batchMs, arrivalMs] = [[], []];
  await Promise.all([next('raw-to-ref'), next('rejected')]);
  for (let i = 0; i < added; i++) {
    const both = [next('raw-to-ref'), next('rejected')];
    writeFileSync(join(folder, 'new'), tweets(i));
    const start = performance.now();
    renameSync(join(folder, 'new'), join(raw, `tweets_2026-03-02_10-00_${i}.json`));
    const { durationMs, sink } = await both[0];
    arrivalMs.push(performance.now() - start);
    batchMs.push(durationMs.triggerExecution);
    if (sink.numOutputRows !== 100) throw new Error(`${sink.numOutputRows} tweets came`);
    await both[1];
  }
  child.kill('SIGINT');
  await new Promise(resolve => child.once('close', resolve));
  console.log(JSON.stringify({ batchMs, arrivalMs }));
} finally {
  rmSync(folder, { recursive: true });
}

function tweets(file) {
  return Array.from({ length: 100 }, (_, i) => {
    const id = `${1_234_567_890_000_000_000n + BigInt(file * 100 + i) * 4096n}`;
    const tweet = { id, text: `bom dia ${i} :)`, created_at: '2026-03-02T10:00:00.000Z', author_id: '1', lang: 'pt' };
    return `${JSON.stringify(tweet)}\n`;
  }).join('');
}
