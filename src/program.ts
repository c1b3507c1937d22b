/** All of xpto as one script: `bin` starts its command line, and `dist/index.js` gives out its library. */
export { runCommandLine } from './cli.ts';

/** Begins to run the library's modules when it is asked for them, and no sooner. */
export const library = (): typeof import('./lib/index.ts') => require('./lib/index.ts');
