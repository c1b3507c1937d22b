const plain = { eventTime: false, window: null, slide: null, watermark: null, ordered: false };
const timed = { ...plain, eventTime: true, window: '10 minutes', slide: '5 minutes' };

/**
 * The queries that are compared: `input` is the file that is served, the lines as they are or each with its time before
 * it. The same object goes to Spark's program, and `xptoArguments` says it in xpto's words.
 */
export const queries = [
  { ...plain, name: 'complete', command: 'wordcount', mode: 'complete' },
  { ...plain, name: 'update', command: 'wordcount', mode: 'update' },
  { ...timed, name: 'append', command: 'wordcount', mode: 'append', watermark: '1 hour' },
  { ...timed, name: 'window', command: 'window', mode: 'complete', ordered: true },
];

/** Tables as the console prints them, of everything in one batch. */
export const consoleQueries = [
  { ...queries[0], name: 'console-complete', console: { numRows: 100_000, truncate: true } },
  { ...queries[0], name: 'console-whole-cells', console: { numRows: 100_000, truncate: false } },
  { ...queries[3], name: 'console-window', console: { numRows: 300_000, truncate: false } },
];

export function xptoArguments({ command, mode, eventTime, window, slide, watermark, console }) {
  const given = [
    ['--mode', mode],
    ['--window', window],
    ['--slide', slide],
    ['--watermark', watermark],
    ['--num-rows', console?.numRows],
    ['--truncate', console?.truncate],
  ];
  const options = given.flatMap(([option, value]) =>
    value === null || value === undefined ? [] : [option, `${value}`],
  );
  return [command, ...options, ...(eventTime ? ['--event-time'] : []), '--time-zone', 'UTC'];
}
