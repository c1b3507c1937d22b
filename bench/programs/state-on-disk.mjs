// state-on-disk.mjs FOLDER GROUPS [checkpoint]: counts lines by their text, in update mode, the state on disk: as many
// groups as said, then a hundredth of them, from all over the state, once more; with a checkpoint, another query goes
// on from there. Prints the seconds of each, and the most memory that the process had.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from '../../dist/index.js';

const [folder, groups, checkpoint] = [process.argv[2], Number(process.argv[3]), process.argv[4] === 'checkpoint'];
const LINES_OF_A_FILE = 100_000;

mkdirSync(`${folder}/lines`);
let files = 0;
function write(numberAt, lines) {
  for (let from = 0; from < lines; from += LINES_OF_A_FILE) {
    const length = Math.min(LINES_OF_A_FILE, lines - from);
    const text = Array.from({ length }, (_, i) => `group${numberAt(from + i)}\n`).join('');
    writeFileSync(`${folder}/lines/${String(files++).padStart(6, '0')}.txt`, text);
  }
}
const scattered = i => (i * 1_000_003) % groups;

const session = new Session();
session.conf.set('spark.sql.streaming.stateStore.providerClass', 'disk');
let held;
session.streams.addListener({
  onQueryProgress: ({ progress }) => {
    held = progress.stateOperators[0].numRowsTotal;
  },
});
const lines = session.readStream.format('text').option('maxFilesPerTrigger', 1).load(`${folder}/lines`);
const writer = lines.groupBy('value').count().writeStream.outputMode('update').format('noop');
if (checkpoint) writer.option('checkpointLocation', `${folder}/checkpoint`);

let query = writer.start();
async function run(numberAt, lines) {
  write(numberAt, lines);
  const start = performance.now();
  await query.processAllAvailable();
  return (performance.now() - start) / 1000;
}
const fill = await run(i => i, groups);
const touch = await run(scattered, groups / 100);
await query.stop();
let restart;
if (checkpoint) {
  const start = performance.now();
  query = writer.start();
  await run(scattered, 100);
  restart = (performance.now() - start) / 1000;
  await query.stop();
}
if (held !== groups) throw new Error(`${held} groups are held`);
console.log(JSON.stringify({ fill, touch, restart, peakMb: process.resourceUsage().maxRSS / 1024 }));
