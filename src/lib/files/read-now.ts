import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localPathOf } from './open-files.ts';

/**
 * A small file of a local folder, without waiting: for what `start()` must know before it returns.
 *
 * @returns undefined where there is no such file, or the place is elsewhere
 */
export function readNow(location: string, path: string): Uint8Array | undefined {
  const folder = localPathOf(location);
  if (folder === undefined) return undefined;
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined; // what is wrong with it is said when it is opened
  }
}
