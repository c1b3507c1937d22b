import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFailure } from './failures.ts';

export interface Temporary {
  readonly path: string;
  remove(): void;
}

/**
 * A folder of its own in the system's folder for what is temporary. It goes with the process at the latest, also when a
 * second Ctrl-C ends that at once.
 *
 * @throws RuntimeError `WRITE_FAILED`
 */
export function makeTemporaryFolder(): Temporary {
  try {
    const path = mkdtempSync(join(tmpdir(), 'xpto-'));
    const wipe = () => rmSync(path, { recursive: true, force: true });
    process.once('exit', wipe);
    const remove = () => {
      process.off('exit', wipe);
      wipe();
    };
    return { path, remove };
  } catch (error) {
    throw writeFailure(error, tmpdir());
  }
}

/**
 * A file for other programs to read, in a temporary folder of its own.
 *
 * @throws RuntimeError `WRITE_FAILED`
 */
export function writeTemporaryFile(name: string, text: string): Temporary {
  const { path: folder, remove } = makeTemporaryFolder();
  const path = join(folder, name);
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return { path, remove };
  } catch (error) {
    remove();
    throw writeFailure(error, path);
  }
}
