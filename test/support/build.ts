import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const source = ['src', 'scripts', 'package.json'];
/** Written last of what is built. */
const built = 'dist/xpto.cjs';

/** Before the first test: tests that run xpto as a process run what `src` says now. */
export default function setup(): void {
  if (changedMs(built) > Math.max(...source.map(newestMs))) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs', '--program'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('xpto could not be built; see above.');
}

const changedMs = (path: string): number => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When a file, or the newest one in a folder, was changed; what the build itself writes there does not count. */
function newestMs(path: string): number {
  if (!statSync(join(root, path)).isDirectory()) return changedMs(path);
  const files = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' });
  return Math.max(...files.filter(file => !file.endsWith('.wasm')).map(file => changedMs(join(path, file))));
}
