import { UsageError } from '../base/errors.ts';
import type { Disk } from './disk.ts';
import type { Files } from './files.ts';
import type { S3Options } from './s3-client.ts';

export interface FilesOptions {
  /** The disk of local paths: this machine's, unless a test has another. */
  readonly disk?: Disk;
  readonly s3?: S3Options;
}

/**
 * The path that a location has on this machine; undefined for a URL of elsewhere. As in Hadoop nothing in it is quoted.
 */
export function localPathOf(location: string): string | undefined {
  const scheme = schemeOf(location);
  if (scheme === undefined) return location;
  // file:///lake, file:/lake and file:///C:/lake
  return scheme === 'file' ? location.replace(/^file:(?:\/\/(?=\/))?(?:\/(?=[a-z]:))?/i, '') : undefined;
}

/** A letter alone is a drive of Windows. */
const schemeOf = (location: string): string | undefined => /^([a-z][a-z0-9+.-]+):\//i.exec(location)?.[1].toLowerCase();

/**
 * The files of a place.
 *
 * @param location a path of this machine, `file:///path`, `s3://bucket/prefix`, or `memory:///name`, which is gone
 *   with the process
 * @throws UsageError `NO_FILE_SYSTEM`
 */
export async function openFiles(location: string, options: FilesOptions = {}): Promise<Files> {
  const path = localPathOf(location);
  if (path !== undefined) {
    const { LocalFiles } = await import('./local-files.ts');
    return new LocalFiles(path, options.disk ?? (await import('./node-disk.ts')).nodeDisk);
  }
  const scheme = schemeOf(location);
  if (/^s3[an]?$/.test(String(scheme))) return (await import('./s3-files.ts')).S3Files.open(location, options.s3);
  if (scheme === 'memory') return (await import('./memory-files.ts')).memoryFilesAt(location);
  throw new UsageError('NO_FILE_SYSTEM', { scheme, location });
}
