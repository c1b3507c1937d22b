// seen-files.mjs SEEN NEW: reads a folder of empty files as a stream with a checkpoint, then puts new files into it, one
// after the other. Prints how many milliseconds each took from its writing until its rows were there, and how long its
// trigger took.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from '../../dist/index.js';

const [seen, added] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'xpto-bench-'));
try {
  const input = join(folder, 'in');
  mkdirSync(input);
  for (let i = 0; i < seen; i++) writeFileSync(join(input, `seen-${i}.txt`), '');
  const session = new Session();
  let came = () => {};
  let ended = () => {};
  const triggerMs = [];
  session.streams.addListener({
    onQueryProgress: ({ progress }) => {
      if (progress.numInputRows > 0) triggerMs.push(progress.durationMs.triggerExecution);
      ended();
    },
  });
  const query = session.readStream
    .text(input)
    .writeStream.option('checkpointLocation', join(folder, 'checkpoint'))
    .foreachBatch(async rows => {
      if ((await rows.count()) > 0) came();
    })
    .start();
  await query.processAllAvailable();
  const arrivalMs = [];
  for (let i = 0; i < added; i++) {
    const arrives = new Promise(resolve => {
      came = resolve;
    });
    const start = performance.now();
    writeFileSync(join(input, `new-${i}.txt`), `${i}\n`);
    await arrives;
    arrivalMs.push(performance.now() - start);
    await new Promise(resolve => {
      ended = resolve;
    });
    ended = () => {};
  }
  await query.stop();
  if (triggerMs.length !== added) throw new Error(`${triggerMs.length} batches came`);
  console.log(JSON.stringify({ triggerMs, arrivalMs }));
} finally {
  rmSync(folder, { recursive: true });
}
