// Builds dist/: the WebAssembly kernels, then the TypeScript. Runs on `npm ci` and before `npm pack`.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

function run(packageName, binary, args) {
  const script = join(dirname(require.resolve(`${packageName}/package.json`)), binary);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The kernels lie beside their loader, in the source (for the tests) and in dist. */
function buildKernels() {
  const compiled = 'src/lib/columns/kernels.wasm';
  const flags = ['-O3', '--runtime', 'minimal', '--enable', 'simd', '--noAssert', '--importMemory', '--use', 'abort='];
  run('assemblyscript', 'bin/asc.js', ['src/lib/columns/assembly/kernels.ts', '-o', compiled, ...flags]);
  mkdirSync(join(root, 'dist/lib/columns'), { recursive: true });
  copyFileSync(join(root, compiled), join(root, 'dist/lib/columns/kernels.wasm'));
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
buildKernels();
run('typescript', 'bin/tsc', ['-p', 'tsconfig.build.json']);
chmodSync(join(root, 'bin/xpto.js'), 0o755); // npx refuses a bin that is not executable
