const { existsSync, readFileSync } = require('node:fs');
const nodeModule = require('node:module');
const { dirname, join } = require('node:path');
const vm = require('node:vm');

const dist = join(__dirname, '../dist');
const programFile = join(dist, 'xpto.cjs');
/** What the build made of the program with V8's compiler; another V8 than the one that built refuses it. */
exports.codeCacheFile = join(dist, 'xpto.cache');

/** A package always is; a checkout is once `npm ci` or the build has run. */
exports.isBuilt = () => existsSync(programFile);

/** All of xpto: `runCommandLine` and the `library`. Before 22, Node cannot keep compiled code by itself. */
exports.loadProgram = () => (nodeModule.enableCompileCache ? require(programFile) : exports.compileProgram().load());

/** The program as `require` would compile it, but from the code cache where there is one. */
exports.compileProgram = () => {
  const script = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(programFile, 'latin1')}\n})`,
    { filename: programFile, cachedData: codeCache() },
  );
  const load = () => {
    const module = { exports: {}, importModule: specifier => import(specifier) };
    const requireBeside = nodeModule.createRequire(programFile);
    script.runInThisContext()(module.exports, requireBeside, module, programFile, dirname(programFile));
    return module.exports;
  };
  return { script, load };
};

function codeCache() {
  try {
    return readFileSync(exports.codeCacheFile);
  } catch {
    return undefined; // none was made
  }
}
