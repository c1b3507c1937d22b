import { timedFile } from '../support/data.mjs';
import { quote, timeShell, xptoCommand } from '../support/processes.mjs';
import { besideWarmSpark } from './spark-words.mjs';

export const name = 'spark-window';
export const peers = ['pyspark'];

const ROWS = 2_000_000;

/** Two million rows with their times, counted by word in windows of 10 minutes every 5 minutes. */
export async function run(bench) {
  const path = timedFile(bench.size(ROWS));
  const command = `cat ${quote(path)} | ${xptoCommand} window --event-time --mode complete --trigger available-now -`;
  return [await besideWarmSpark(bench, { query: 'window', path }, () => timeShell(command))];
}
