import { RuntimeError, XptoError } from '../../base/errors.ts';
import { parseGlob } from '../../files/glob.ts';
import type { DataFolder, OpenFiles } from './data-folder.ts';
import type { FileSourceOptions } from './options.ts';
import type { FoundFile } from './seen-files.ts';

/** What becomes of files that are read and done with. It does what it can: a query does not fail by it. */
export type Cleaner = (files: readonly FoundFile[]) => Promise<void>;

/**
 * @param location of the source, for the rule that what is archived may not be read again
 * @throws RuntimeError `ARCHIVE_IN_SOURCE`
 */
export async function openCleaner(
  { cleanSource, archiveDir }: FileSourceOptions,
  folder: DataFolder,
  location: string,
  openFiles: OpenFiles,
): Promise<Cleaner | undefined> {
  const { files } = folder;
  if (cleanSource === 'off') return undefined;
  if (cleanSource === 'delete') {
    return done =>
      quietly(async () => {
        const paths = done.map(({ address }) => files.pathOf(address)).filter(path => path !== undefined);
        await files.remove(...paths);
      });
  }
  const archive = await openFiles(archiveDir!);
  checkApart(archive.root, location);
  const root = commonFolder(files.address(''), archive.address(''));
  if (root === undefined) throw new RuntimeError('ARCHIVE_ELSEWHERE', { folder: archiveDir! });
  const both = await openFiles(root);
  const base = both.pathOf(`${archive.address('').replace(/\/$/, '')}/x`)!.slice(0, -1);
  return async done => {
    for (const { address } of done) {
      const from = both.pathOf(address);
      if (from !== undefined) await quietly(() => both.move(from, base + pathWithin(address)));
    }
  };
}

/** The whole path of a file, without what begins it: a drive of Windows is a folder then. */
const pathWithin = (address: string): string =>
  decodeURIComponent(address)
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '')
    .replace(/^([a-z]):/i, '$1');

/** The folder that two addresses have in common; undefined where they are in different places. */
function commonFolder(a: string, b: string): string | undefined {
  const [one, other] = [a, b].map(address => address.replace(/\/$/, '').split('/'));
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  // `file:`, nothing, and the host or the bucket, which has no name on this machine
  return length < 3 ? undefined : `${one.slice(0, length).map(decodeURIComponent).join('/')}/`;
}

/**
 * What is archived must not be found by the source again: down to the depth that both have, the paths may not match.
 *
 * @see Spark FileStreamSource.SourceFileArchiver
 */
function checkApart(archive: string, source: string): void {
  const [one, other] = [archive, source].map(path => path.replace(/^file:\/*(?=\/)/, '').replaceAll('\\', '/'));
  const [folders, patterns] = [one, other].map(path => path.split('/').filter(segment => segment !== ''));
  const depth = Math.min(folders.length, patterns.length);
  const matches = patterns.slice(0, depth).every((pattern, i) => isMatch(pattern, folders[i]));
  if (matches) throw new RuntimeError('ARCHIVE_IN_SOURCE', { archive, source });
}

/** A brace that a `/` cuts through may match anything. */
function isMatch(pattern: string, name: string): boolean {
  try {
    return parseGlob(pattern).matches(name);
  } catch {
    return true;
  }
}

async function quietly(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof XptoError)) throw error;
  }
}
