import { setTimeout } from 'node:timers/promises';
import { wordsFile } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { quote, timeShell } from '../support/processes.mjs';
import { sparkCommand, WARM_UP_RUNS } from '../support/spark.mjs';
import { LINES, WORD_COUNT } from './words.mjs';

export const name = 'spark-words';
export const peers = ['pyspark'];

/** A cold start takes long, and varies little. */
const MOST_COLD_RUNS = 3;

/** The word count of ten million words beside Spark: one that runs already, at its best, and one that has to start. */
export async function run(bench) {
  const path = wordsFile(bench.size(LINES));
  const file = quote(path);
  const xptoRun = () => timeShell(`cat ${file} | ${WORD_COUNT}`);
  const cold = await bench.interleave(
    { xpto: xptoRun, spark: () => timeShell(`${sparkCommand()} once words ${file}`) },
    Math.min(bench.runs, MOST_COLD_RUNS),
  );
  const warm = await besideWarmSpark(bench, { query: 'words', path }, xptoRun);
  return [warm, fasterThan('whole process', 'cold Spark', 20, median(cold.xpto), median(cold.spark))];
}

/** After an answer Spark goes on for a while, compiling and clearing up; neither side is timed beside that. */
const SPARK_REST_MS = 2_000;

/** xpto's whole process beside a query of a Spark that is warm: the median of ours, the best of its. */
export async function besideWarmSpark(bench, request, xptoRun, { runs = bench.runs, warmUps = WARM_UP_RUNS } = {}) {
  const spark = bench.warmSpark();
  const sparkRun = async () => (await spark.ask(request)).seconds;
  if (!bench.quick) for (let i = 0; i < warmUps; i++) await sparkRun();
  const rested = async () => {
    await setTimeout(SPARK_REST_MS);
    return xptoRun();
  };
  const { xpto, warm } = await bench.interleave({ xpto: rested, warm: sparkRun }, runs);
  return fasterThan('beside a running Spark', 'warm Spark', 2, median(xpto), Math.min(...warm));
}

const fasterThan = (measure, peerName, atLeast, xpto, peer) => ({
  measure,
  value: peer / xpto,
  unit: 'x',
  goal: { atLeast },
  xpto,
  peer,
  peerName,
});
