// touched-groups.mjs GROUPS TOUCHED BATCHES: fills the state of a count in update mode with groups, then runs batches
// that touch some of them. Prints the milliseconds of each batch, from the rows added to the batch committed, and the
// most memory that the process had.
import { Session } from '../../dist/index.js';

const [groups, touched, batches] = process.argv.slice(2).map(Number);
const ROWS_AT_A_TIME = 10_000;

const session = new Session();
const lines = session.memoryStream('value string');
let rowsOut = 0;
session.streams.addListener({
  onQueryProgress: ({ progress }) => {
    rowsOut += progress.sink.numOutputRows;
  },
});
const query = lines.toDF().groupBy('value').count().writeStream.outputMode('update').format('noop').start();

const rows = (from, to) => Array.from({ length: to - from }, (_, i) => [`group${from + i}`]);
for (let from = 0; from < groups; from += ROWS_AT_A_TIME) {
  lines.add(rows(from, Math.min(from + ROWS_AT_A_TIME, groups)));
  await query.processAllAvailable();
}
const stride = Math.floor(groups / touched);
const batchMs = [];
for (let batch = 0; batch < batches; batch++) {
  const some = Array.from({ length: touched }, (_, i) => [`group${i * stride + (batch % stride)}`]);
  const start = performance.now();
  lines.add(some);
  await query.processAllAvailable();
  batchMs.push(performance.now() - start);
}
await query.stop();
if (rowsOut !== groups + touched * batches) throw new Error(`${rowsOut} rows came out`);
console.log(JSON.stringify({ batchMs, peakMb: process.resourceUsage().maxRSS / 1024 }));
