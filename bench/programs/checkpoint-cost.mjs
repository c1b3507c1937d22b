// checkpoint-cost.mjs FOLDER GROUPS TOUCHED BATCHES: a count in update mode with a checkpoint. Fills its state with
// groups, runs batches that touch some of them, and starts another query from the checkpoint. Prints the milliseconds of
// each batch, those of writing files of the same sizes in the same way and nothing else (write, fsync, name, fsync of the
// folder), and the seconds from the start of the other query to the commit of its first batch.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Session } from '../../dist/index.js';

const [folder, ...numbers] = process.argv.slice(2);
const [groups, touched, batches] = numbers.map(Number);
const ROWS_AT_A_TIME = 50_000;
const checkpoint = join(folder, 'checkpoint');

const session = new Session();
const lines = session.memoryStream('value string');
let held;
session.streams.addListener({
  onQueryProgress: ({ progress }) => {
    held = progress.stateOperators[0].numRowsTotal;
  },
});
const writer = lines.toDF().groupBy('value').count().writeStream.outputMode('update').format('noop');
writer.option('checkpointLocation', checkpoint);
let query = writer.start();

for (let from = 0; from < groups; from += ROWS_AT_A_TIME) {
  const length = Math.min(ROWS_AT_A_TIME, groups - from);
  lines.add(Array.from({ length }, (_, i) => [`group${from + i}`]));
  await query.processAllAvailable();
}
const stride = Math.floor(groups / touched);
const some = batch => Array.from({ length: touched }, (_, i) => [`group${i * stride + (batch % stride)}`]);

/** The sizes of the files of a folder, by path. */
function sizesIn(root) {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return new Map(
    paths.map(entry => join(entry.parentPath ?? entry.path, entry.name)).map(path => [path, statSync(path).size]),
  );
}
function syncFolder(path) {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
mkdirSync(join(folder, 'bare'));
function writeBare(size, name) {
  const path = join(folder, 'bare', name);
  const file = openSync(`${path}.tmp`, 'wx');
  writeSync(file, Buffer.alloc(size, 'x'));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
  syncFolder(dirname(path));
}

const [batchMs, bareMs] = [[], []];
let before = sizesIn(checkpoint);
for (let batch = 0; batch < batches; batch++) {
  const rows = some(batch);
  const start = performance.now();
  lines.add(rows);
  await query.processAllAvailable();
  batchMs.push(performance.now() - start);
  const after = sizesIn(checkpoint);
  const sizes = [...after].filter(([path]) => !before.has(path)).map(([, size]) => size);
  before = after;
  const bareStart = performance.now();
  for (const [i, size] of sizes.entries()) writeBare(size, `${batch}-${i}`);
  bareMs.push(performance.now() - bareStart);
}
await query.stop();

const start = performance.now();
query = writer.start();
lines.add(some(0));
await query.processAllAvailable();
const restart = (performance.now() - start) / 1000;
await query.stop();
if (held !== groups) throw new Error(`${held} groups are held`);
console.log(JSON.stringify({ batchMs, bareMs, restart }));
