import { RuntimeError } from '../../base/errors.ts';
import type { LogEntry } from '../../checkpoint/compacting-log.ts';
import type { Files } from '../../files/files.ts';
import { unquoted } from '../../files/paths.ts';
import { checksumBeside, type HeldOutput, withOutput } from './output-tools.ts';

export interface Rebased {
  /** Where the log said that the folder is; undefined where it said so rightly. */
  readonly from: string | undefined;
  readonly to: string;
  readonly logFiles: number;
}

/**
 * Mends the log of an output folder that was moved or copied: the addresses in it are absolute. Each file of the log is
 * replaced at once; a run that was cut off is finished by the next.
 *
 * @param sparkStopped where Spark has written the folder: whether its query is stopped
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_WITHOUT_LOG`, `OUTPUT_OF_SPARK`, `REBASE_FILE_MISSING`
 */
export const rebase = (files: Files, nowMs: () => number, sparkStopped = false): Promise<Rebased> =>
  withOutput(files, nowMs, output => rebaseLog(output), sparkStopped);

async function rebaseLog({ files, log, query }: HeldOutput): Promise<Rebased> {
  await log.open();
  const addresses = log.entries.map(({ path }) => String(path)).filter(address => files.pathOf(address) === undefined);
  const to = files.address('');
  if (addresses.length === 0) return { from: undefined, to, logFiles: 0 };
  const from = await oldRoot(files, addresses[0]);
  const pathOf = (address: string) => (address.startsWith(from) ? unquoted(address.slice(from.length)) : undefined);
  const moved = (entry: LogEntry): LogEntry => {
    const address = String(entry['path']);
    // What an earlier run has mended may look old: the folder may have been moved into itself.
    const path = files.pathOf(address) ?? pathOf(address);
    return path === undefined ? entry : { ...entry, path: files.address(path) };
  };
  const elsewhere = addresses.find(address => pathOf(address) === undefined);
  if (elsewhere !== undefined)
    throw new RuntimeError('REBASE_FILE_MISSING', { address: elsewhere, folder: files.root });
  let logFiles = 0;
  for (const id of (await log.ids()).sort((a, b) => a - b)) {
    const file = await log.file(id);
    if (!file?.entries.length) continue; // nothing to mend, and no place for a checksum
    const mended = { ...file, entries: file.entries.map(moved) };
    if (query === undefined) await files.remove(checksumBeside(log.written(id, mended).path));
    await log.rewrite(id, mended);
    logFiles++;
  }
  return { from: from.replace(/\/$/, ''), to, logFiles };
}

/** The part of an address that is not the path in the folder: what is left is a file that is there. */
async function oldRoot(files: Files, address: string): Promise<string> {
  for (
    let slash = address.indexOf('/', address.indexOf('//') + 2);
    slash >= 0;
    slash = address.indexOf('/', slash + 1)
  ) {
    const path = unquoted(address.slice(slash + 1));
    if (path && (await files.stat(path))) return address.slice(0, slash + 1);
  }
  throw new RuntimeError('REBASE_FILE_MISSING', { address, folder: files.root });
}
