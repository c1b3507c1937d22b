/** What the tools for output folders have in common. */
import { randomUUID } from 'node:crypto';
import { RuntimeError } from '../../base/errors.ts';
import { CompactingLog, newestNote } from '../../checkpoint/compacting-log.ts';
import { lock } from '../../checkpoint/lock.ts';
import type { Files } from '../../files/files.ts';
import { type CheckHeld, finishLog } from './compaction-note.ts';
import { OUTPUT_LOCK, OWN_LOG, SPARK_LOG } from './sink-log.ts';

/** An output folder that nobody writes to now. */
export interface HeldOutput {
  readonly files: Files;
  readonly log: CompactingLog;
  /** The id of the query of xpto that has written it; undefined where Spark has. */
  readonly query: string | undefined;
  /** Unlike any other's. */
  readonly runId: string;
  /** @throws RuntimeError `OUTPUT_TAKEN_OVER` */
  readonly checkHeld: CheckHeld;
}

/**
 * Keeps queries from the folder while something is done with it; those of Spark know nothing of that.
 *
 * @param takesSparks also a folder that Spark has written; without a word on it, such a one is no output folder
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_TAKEN_OVER`; `OUTPUT_WITHOUT_LOG`, `OUTPUT_OF_SPARK`
 */
export async function withOutput<T>(
  files: Files,
  nowMs: () => number,
  use: (output: HeldOutput) => Promise<T>,
  takesSparks?: boolean,
): Promise<T> {
  const found = await logOf(files); // asked first: a folder that is no output gets no lock
  const isSparks = found !== undefined && found.query === undefined;
  if (!found || (isSparks && takesSparks === undefined)) {
    throw new RuntimeError('OUTPUT_WITHOUT_LOG', { folder: files.root });
  }
  if (isSparks && !takesSparks) throw new RuntimeError('OUTPUT_OF_SPARK', { folder: files.root });
  const runId = randomUUID();
  const { isHeld, release } = await lock(files, runId, OUTPUT_LOCK);
  const checkHeld = async () => {
    if (!(await isHeld())) throw new RuntimeError('OUTPUT_TAKEN_OVER', { folder: files.root });
  };
  try {
    await finishLog(files, checkHeld);
    const log = new CompactingLog(files, found.folder, found.query, nowMs, true);
    return await use({ files, log, query: found.query, runId, checkHeld });
  } finally {
    await release();
  }
}

/** Beside its files Spark leaves checksums, which it finds wrong where the file is another one by then. */
export const checksumBeside = (path: string): string => path.replace(/[^/]*$/, name => `.${name}.crc`);

async function logOf(files: Files): Promise<{ folder: string; query: string | undefined } | undefined> {
  for (const folder of [SPARK_LOG, OWN_LOG]) {
    const found = await newestNote(files, folder);
    if (found) return { folder, query: found.note?.['query'] as string | undefined };
  }
  return undefined;
}
