import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFailure } from './failures.ts';

export interface TemporaryFile {
  readonly path: string;
  remove(): void;
}

/**
 * A file for other programs to read, in a folder of its own in the system's folder for what is temporary.
 *
 * @throws RuntimeError `WRITE_FAILED`
 */
export function writeTemporaryFile(name: string, text: string): TemporaryFile {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
    const path = join(folder, name);
    writeFileSync(path, text, { flag: 'wx' });
    return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    throw writeFailure(error, tmpdir());
  }
}
