import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './files.ts';
import { openFiles } from './open-files.ts';

/**
 * The file itself, or the files of a folder by name: without those in folders of it, and without those whose names begin
 * with `.` or `_`, which by Hadoop's custom are no data.
 *
 * @returns undefined when there is nothing at the path
 */
export function filesOf(path: string): string[] | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found && [path];
  const names = readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isFile() && !/^[._]/.test(entry.name))
    .map(entry => entry.name);
  return names.sort().map(name => join(path, name));
}

/**
 * As `filesOf`, of a URL.
 *
 * @returns nothing when there is nothing at the location
 * @throws UsageError `NO_FILE_SYSTEM`
 */
export async function* dataFilesAt(location: string): AsyncGenerator<{ files: Files; path: string }> {
  const [, parent, name] = /^(.*\/)([^/]+)\/*$/s.exec(location) ?? [];
  if (name !== undefined) {
    const files = await openFiles(parent);
    if (await files.stat(name)) yield { files, path: name };
  }
  const files = await openFiles(location);
  for await (const { path, isFolder } of files.list('', { shallow: true }))
    if (!isFolder && !/^[._]/.test(path)) yield { files, path };
}
