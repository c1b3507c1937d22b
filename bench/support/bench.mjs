import { openSpark } from './spark.mjs';

/**
 * What a figure is measured with: how much and how often, measuring by turns, and one warm Spark for all figures.
 *
 * @param args `runs` of each side; `quick` for a twentieth of the input; `json` keeps the terminal quiet
 */
export function openBench({ runs, quick, json }) {
  let spark;
  const progress = text => {
    if (!json && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text} ...\r`);
  };
  return {
    runs,
    quick,
    /** So many rows, or a twentieth of them. */
    size: rows => (quick ? Math.ceil(rows / 20) : rows),
    progress,
    /**
     * Measures the sides by turns, so that what else the machine does falls on all alike.
     *
     * @param sides functions by name, each of which gives a figure
     * @returns the figures of each side, in the order of the runs
     */
    async interleave(sides, times = runs) {
      const figures = Object.fromEntries(Object.keys(sides).map(name => [name, []]));
      for (let run = 0; run < times; run++) {
        const names = run % 2 === 0 ? Object.keys(sides) : Object.keys(sides).reverse(); // nobody is always second
        for (const name of names) {
          progress(`${name}, run ${run + 1} of ${times}`);
          figures[name].push(await sides[name]());
        }
      }
      return figures;
    },
    /** A Spark that runs; started when it is first asked for. */
    warmSpark: () => (spark ??= openSpark()),
    close: () => spark?.close(),
  };
}
