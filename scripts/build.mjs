// Builds dist/: the WebAssembly kernels, the program bundled into a few files (one file loads faster than the two
// hundred of the source), and the types. Runs on `npm ci` and before `npm pack`. `--program` makes only what it takes
// to run, and what is not up to date: well under a second, before tests.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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

/** Packages that every start needs: finding and compiling them would take as long as all else that it does. */
const INCLUDED = ['chalk', 'commander'];

/** All of xpto as one script, which `bin/program.js` can load from a code cache; the library is a part of it. */
async function bundle() {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const external = Object.keys({ ...dependencies, ...peerDependencies }).filter(name => !INCLUDED.includes(name));
  const bundles = [
    ['src/program.ts', { file: join(root, 'dist/xpto.cjs'), format: 'cjs', plugins: [importFromOutside, asciiOnly] }],
    ['src/lib/formats/json/thread.ts', { file: join(root, 'dist/json-thread.cjs'), format: 'cjs' }],
    ['src/lib/files/read-thread.ts', { file: join(root, 'dist/read-thread.cjs'), format: 'cjs' }],
    ['src/typescript-hooks.ts', { file: join(root, 'dist/typescript-hooks.js'), format: 'esm' }],
  ];
  for (const [source, output] of bundles) {
    const build = await rolldown({
      input: join(root, source),
      external,
      platform: 'node',
      transform: { target: 'node20' },
    });
    await build.write({ codeSplitting: false, ...output });
    await build.close();
  }
  const { library: loadLibrary } = require(join(root, 'dist/xpto.cjs'));
  writeFileSync(
    join(root, 'dist/index.js'),
    `import { loadProgram } from '../bin/program.js';\nexport const { ${Object.keys(loadLibrary()).join(', ')} } = loadProgram().library();\n`,
  );
  const notices = INCLUDED.map(name => `${name}\n\n${licenseOf(name)}`);
  writeFileSync(join(root, 'dist/included-licenses.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
}

function licenseOf(name) {
  const folder = join(root, 'node_modules', name);
  const [file] = readdirSync(folder).filter(file => /^licen[cs]e/i.test(file));
  return readFileSync(join(folder, file), 'utf8');
}

/** A script that comes from a code cache cannot import modules itself: who starts it does. */
const importFromOutside = {
  name: 'import-from-outside',
  renderChunk: code =>
    `const importModule = module.importModule ?? (specifier => import(specifier));\n${code.replaceAll(/(?<![.\w])import\(/g, 'importModule(')}`,
};

/** Text with a byte for each character is read three times as fast. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) {
      file.code = file.code.replaceAll(
        /[^\0-\x7f]/g,
        character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
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

rmSync(join(root, programOnly ? 'dist/xpto.cache' : 'dist'), { recursive: true, force: true });
buildKernels();
await bundle();
makeCodeCache();
if (!programOnly) run('typescript', 'bin/tsc', ['-p', 'tsconfig.build.json']);
chmodSync(join(root, 'bin/xpto.js'), 0o755); // npx refuses a bin that is not executable
