import * as checkpointCost from './checkpoint-cost.mjs';
import * as firstTable from './first-table.mjs';
import * as help from './help.mjs';
import * as ingest from './ingest.mjs';
import * as lineLatency from './line-latency.mjs';
import * as rawToRef from './raw-to-ref.mjs';
import * as seenFiles from './seen-files.mjs';
import * as sparkWindow from './spark-window.mjs';
import * as sparkWords from './spark-words.mjs';
import * as stateOnDisk from './state-on-disk.mjs';
import * as tcp from './tcp.mjs';
import * as touchedGroups from './touched-groups.mjs';
import * as tweetsToParquet from './tweets-to-parquet.mjs';
import * as whereKeySum from './where-key-sum.mjs';
import * as words from './words.mjs';

/** All figures, those first that need no Spark. Each has a `name`, its `peers`, and `run(bench)`, which gives measures. */
export const figures = [
  words,
  whereKeySum,
  tcp,
  help,
  seenFiles,
  stateOnDisk,
  checkpointCost,
  ingest,
  sparkWords,
  sparkWindow,
  firstTable,
  lineLatency,
  touchedGroups,
  tweetsToParquet,
  rawToRef,
];
