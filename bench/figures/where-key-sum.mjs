import { wordsFile } from '../support/data.mjs';
import { median } from '../support/goals.mjs';
import { programCommand, quote, timeShell } from '../support/processes.mjs';
import { LINES, WORD_COUNT } from './words.mjs';

export const name = 'where-key-sum';
export const peers = [];

/** The same words with a `where`, a second key and a `sum`, through the library: speed is not for one query alone. */
export async function run(bench) {
  const file = quote(wordsFile(bench.size(LINES)));
  const { library, plain } = await bench.interleave({
    library: () => timeShell(`cat ${file} | ${programCommand('where-key-sum.mjs')}`),
    plain: () => timeShell(`cat ${file} | ${WORD_COUNT}`),
  });
  const [own, peer] = [median(library), median(plain)];
  const peerName = 'plain word count';
  return [{ measure: 'time', value: own / peer, unit: 'x', goal: { atMost: 1.5 }, xpto: own, peer, peerName }];
}
