// Keeps the compiled code of what a word count uses, for a Node that cannot keep it itself. It counts what it is given
// on standard input. Run by the build.
import { writeFileSync } from 'node:fs';
import { codeCacheFile, compileProgram } from '../bin/program.js';

const { script, load } = compileProgram();
process.once('exit', () => writeFileSync(codeCacheFile, script.createCachedData()));
load().runCommandLine(['wordcount', '--mode', 'complete', '--trigger', 'available-now', '-']);
