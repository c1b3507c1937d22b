/** All of xpto as one script: `bin` starts its command line, and `dist/index.js` gives out its library. */
import type { Ask } from './lib/dataframe/table-elsewhere.ts';

export { runCommandLine } from './cli.ts';

/** What a thread of its own runs that a frame in a bucket waits for. */
export const answerTable = (ask: Ask): Promise<void> =>
  (require('./lib/dataframe/table-elsewhere.ts') as typeof import('./lib/dataframe/table-elsewhere.ts')).answer(ask);

/** Begins to run the library's modules when it is asked for them, and no sooner. */
export const library = (): typeof import('./lib/index.ts') => require('./lib/index.ts');
