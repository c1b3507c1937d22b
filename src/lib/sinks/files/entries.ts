/** The entries of an output folder's log: each names a file. */
import { RuntimeError } from '../../base/errors.ts';
import { type LogEntry, REPLACES } from '../../checkpoint/compacting-log.ts';
import type { Files } from '../../files/files.ts';

/** As Spark writes them for files of a local disk. They say nothing about the file. */
const BLOCK = { blockReplication: 1, blockSize: 33_554_432 };

/** The key of how many bytes of a CSV file come before its rows: whoever merges files has to know. */
const HEADER = 'xptoHeader';

export const entryOf = (
  { sizeBytes, headerBytes }: { readonly sizeBytes: number; readonly headerBytes?: number | undefined },
  address: string,
  modifiedMs: number,
): LogEntry => ({
  path: address,
  size: sizeBytes,
  isDir: false,
  modificationTime: modifiedMs,
  ...BLOCK,
  action: 'add',
  ...(headerBytes !== undefined && { [HEADER]: headerBytes }),
});

/** An entry as `entryOf` makes it, of a file that holds rows of others, which it has taken the place of. */
export const replacing = (entry: LogEntry): LogEntry => ({ ...entry, [REPLACES]: true });

/** @returns undefined where the log does not tell */
export function headerBytesOf(entry: LogEntry): number | undefined {
  const bytes = entry[HEADER];
  return typeof bytes === 'number' ? bytes : undefined;
}

/** @throws RuntimeError `OUTPUT_MOVED` */
export function pathOf(files: Files, entry: LogEntry): string {
  const address = String(entry['path']);
  const path = files.pathOf(address);
  if (path !== undefined) return path;
  throw new RuntimeError('OUTPUT_MOVED', { folder: files.root, address });
}
