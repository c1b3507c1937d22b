// Builds dist/: the WebAssembly kernels, the program bundled into a few files (one file loads faster than the two
// hundred of the source), and the types. Runs on `npm ci` and before `npm pack`. `--program` makes only what it takes
// to run, and what is not up to date: well under a second, before tests.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programOnly = process.argv.includes('--program');
const require = createRequire(import.meta.url);

function run(packageName, binary, args) {
  const script = join(dirname(require.resolve(`${packageName}/package.json`)), binary);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The kernels lie beside their loader: in the source, for the tests, and in dist. */
function buildKernels() {
  const sources = ['kernels', 'pages'].map(name => `src/lib/columns/assembly/${name}.ts`);
  const compiled = 'src/lib/columns/kernels.wasm';
  const flags = ['-O3', '--runtime', 'minimal', '--enable', 'simd', '--noAssert', '--importMemory', '--use', 'abort='];
  if (!programOnly || changedMs(compiled) < Math.max(...sources.map(changedMs))) {
    run('assemblyscript', 'bin/asc.js', [...sources, '-o', compiled, ...flags]);
  }
  mkdirSync(join(root, 'dist'), { recursive: true });
  copyFileSync(join(root, compiled), join(root, 'dist/kernels.wasm'));
}

const changedMs = file => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The library as modules, and the program as one script, which `bin/program.js` can start from a code cache. */
async function bundle() {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bundles = [
    ['src/lib/index.ts', { file: join(root, 'dist/index.js'), format: 'esm', codeSplitting: false }],
    [
      'src/cli.ts',
      { file: join(root, 'dist/cli.cjs'), format: 'cjs', codeSplitting: false, plugins: [importFromOutside] },
    ],
    ['src/typescript-hooks.ts', { file: join(root, 'dist/typescript-hooks.js'), format: 'esm', codeSplitting: false }],
  ];
  for (const [source, output] of bundles) {
    const build = await rolldown({
      input: join(root, source),
      external: Object.keys({ ...dependencies, ...peerDependencies }),
      platform: 'node',
      transform: { target: 'node20' },
    });
    await build.write(output);
    await build.close();
  }
}

/** A script that comes from a code cache cannot import modules itself: who starts it does. */
const importFromOutside = {
  name: 'import-from-outside',
  renderChunk: code =>
    `const importModule = module.importModule ?? (specifier => import(specifier));\n${code.replaceAll(/(?<![.\w])import\(/g, 'importModule(')}`,
};

/** V8 cannot tell that a code cache is of another program, so none outlives the program it was made of. */
function makeCodeCache() {
  if (programOnly || module.enableCompileCache) return;
  const input = 'one two\nthree two\n'.repeat(1000);
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/code-cache.mjs')], {
    input,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(join(root, programOnly ? 'dist/cli.cache' : 'dist'), { recursive: true, force: true });
buildKernels();
await bundle();
makeCodeCache();
if (!programOnly) run('typescript', 'bin/tsc', ['-p', 'tsconfig.build.json']);
chmodSync(join(root, 'bin/xpto.js'), 0o755); // npx refuses a bin that is not executable
