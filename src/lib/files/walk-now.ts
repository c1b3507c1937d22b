import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { comparePaths, pathIn, quotedAsJava } from './paths.ts';

/** What there is at a path of this machine; undefined, too, for what may not be looked at. */
export function kindNow(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

/**
 * The paths of the files in a folder of this machine, in the order of their names, without waiting: for what must be
 * known when a frame is made. What may not be read, or is gone meanwhile, has none.
 *
 * @param enters whether the files of a folder in it are wanted
 */
export const walkNow = (root: string, enters: (folder: string) => boolean): Generator<string> =>
  walkIn(root, enters, '', []);

/** @param above where the folders really are that this one was reached through, lest links lead around in a circle */
function* walkIn(
  root: string,
  enters: (folder: string) => boolean,
  folder: string,
  above: readonly string[],
): Generator<string> {
  const { real, entries } = folderNow(join(root, folder));
  if (above.includes(real)) return;
  for (const { name, isFolder } of entries) if (!isFolder) yield pathIn(folder, name);
  for (const { name, isFolder } of entries) {
    const path = pathIn(folder, name);
    if (isFolder && enters(path)) yield* walkIn(root, enters, path, [...above, real]);
  }
}

function folderNow(folder: string): { real: string; entries: { name: string; isFolder: boolean }[] } {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink()) // a pipe would be waited for
      .map(entry => ({
        name: entry.name,
        isFolder: entry.isDirectory() || (entry.isSymbolicLink() && kindNow(join(folder, entry.name)) === 'folder'),
      }))
      .sort((a, b) => comparePaths(a.name, b.name));
    return { real: realpathSync.native(folder), entries };
  } catch {
    return { real: folder, entries: [] }; // told when it is opened
  }
}

/** The whole path of a location of this machine, with `/` on every system. */
export const wholePath = (path: string): string => resolve(path).replaceAll(sep, '/');

/** The address of a whole path, as a folder of this machine gives it. */
export const addressNow = (path: string): string => `file:///${quotedAsJava(wholePath(path).replace(/^\//, ''))}`;
