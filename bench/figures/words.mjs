import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, wordsFile } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { MAWK_COUNT, peakMemoryMb, quote, timeShell, xptoCommand } from '../support/processes.mjs';

export const name = 'words';
export const peers = ['mawk'];

export const LINES = 2_000_000;
export const WORD_COUNT = `${xptoCommand} wordcount --mode complete --trigger available-now -`;

/** Ten million words from a pipe, counted; the whole process. */
export async function run(bench) {
  const file = quote(wordsFile(bench.size(LINES)));
  await sameCounts(file);
  const { xpto, mawk } = await bench.interleave({
    xpto: () => timeShell(`cat ${file} | ${WORD_COUNT}`),
    mawk: () => timeShell(`cat ${file} | ${MAWK_COUNT}`),
  });
  const [own, peer] = [median(xpto), median(mawk)];
  const memory = await peakMemoryMb(`cat ${file} | ${WORD_COUNT}`);
  return [
    { measure: 'time', value: own / peer, unit: 'x', goal: { atMost: 0.65 }, xpto: own, peer, peerName: 'mawk' },
    { measure: 'peak memory', value: memory, unit: 'MB', goal: { atMost: 200 } },
  ];
}

/** A fast wrong answer is worth nothing: both must count the same. */
async function sameCounts(file) {
  const [ours, theirs] = ['xpto', 'mawk'].map(side => join(benchFolder(), `counts-${process.pid}-${side}`));
  await timeShell(`cat ${file} | ${WORD_COUNT} --sink json`, { output: ours });
  await timeShell(`cat ${file} | ${MAWK_COUNT}`, { output: theirs });
  const linesOf = path => readFileSync(path, 'utf8').trimEnd().split('\n');
  const expected = new Map(linesOf(theirs).map(line => line.split(' ')));
  const last = linesOf(ours).slice(-expected.size); // complete mode: the last batch gave every word
  assert.deepEqual(
    new Map(last.map(line => JSON.parse(line)).map(({ palavra, count }) => [palavra, `${count}`])),
    expected,
  );
  for (const path of [ours, theirs]) rmSync(path);
}
