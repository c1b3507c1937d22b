import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathIn } from './paths.ts';

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
export function* walkNow(root: string, enters: (folder: string) => boolean, folder = ''): Generator<string> {
  const names = namesNow(join(root, folder));
  for (const { name, isFolder } of names) if (!isFolder) yield pathIn(folder, name);
  for (const { name, isFolder } of names) {
    const path = pathIn(folder, name);
    if (isFolder && enters(path)) yield* walkNow(root, enters, path);
  }
}

function namesNow(folder: string): { name: string; isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .map(entry => ({
        name: entry.name,
        isFolder: entry.isDirectory() || (entry.isSymbolicLink() && kindNow(join(folder, entry.name)) === 'folder'),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // told when it is opened
  }
}

/** The whole path of a location of this machine, with `/` on every system. */
export const wholePath = (path: string): string =>
  process.platform === 'win32' ? resolve(path).replaceAll('\\', '/') : resolve(path);
