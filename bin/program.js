import { readFileSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const programFile = fileURLToPath(new URL('../dist/xpto.cjs', import.meta.url));
/** What the build made of the program with V8's compiler; another V8 than the one that built refuses it. */
export const codeCacheFile = fileURLToPath(new URL('../dist/xpto.cache', import.meta.url));

/** All of xpto: `runCommandLine` and the `library`. Before 22, Node cannot keep compiled code by itself. */
export function loadProgram() {
  return nodeModule.enableCompileCache ? createRequire(programFile)(programFile) : compileProgram().load();
}

/** The program as `require` would compile it, but from the code cache where there is one. */
export function compileProgram() {
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(programFile, 'latin1')}\n})`,
    { filename: programFile, cachedData: codeCache() },
  );
  const load = () => {
    const module = { exports: {}, importModule: specifier => import(specifier) };
    script.runInThisContext()(module.exports, createRequire(programFile), module, programFile, dirname(programFile));
    return module.exports;
  };
  return { script, load };
}

function codeCache() {
  try {
    return readFileSync(codeCacheFile);
  } catch {
    return undefined; // none was made
  }
}
