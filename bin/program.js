import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

export const programFile = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));
/** What the build made of the program with V8's compiler; another V8 than the one that built refuses it. */
export const codeCacheFile = fileURLToPath(new URL('../dist/cli.cache', import.meta.url));

/** The program as `require` would compile and start it, but from the code cache where there is one. */
export function compileProgram() {
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(programFile, 'latin1')}\n})`,
    { filename: programFile, cachedData: codeCache() },
  );
  const module = { exports: {}, importModule: specifier => import(specifier) };
  return {
    script,
    start: () =>
      script.runInThisContext()(module.exports, createRequire(programFile), module, programFile, dirname(programFile)),
  };
}

function codeCache() {
  try {
    return readFileSync(codeCacheFile);
  } catch {
    return undefined; // none was made
  }
}
