/** What the tools for output folders have in common. */
import { randomUUID } from 'node:crypto';
import { RuntimeError } from '../../base/errors.ts';
import { CompactingLog, notesIn, readLog } from '../../checkpoint/compacting-log.ts';
import { lock } from '../../checkpoint/lock.ts';
import type { Files } from '../../files/files.ts';
import { OUTPUT_LOCK, OWN_LOG, SPARK_LOG } from './sink-log.ts';

/** An output folder that a query of xpto has written, and that nobody writes to now. */
export interface HeldOutput {
  readonly files: Files;
  readonly log: CompactingLog;
  /** The id of the query. */
  readonly query: string;
  /** Unlike any other's. */
  readonly runId: string;
}

/**
 * Keeps queries from the folder while something is done with it.
 *
 * @throws RuntimeError `OUTPUT_IN_USE`; `OUTPUT_WITHOUT_LOG` where there is none, or one that is not xpto's
 */
export async function withOutput<T>(
  files: Files,
  nowMs: () => number,
  use: (output: HeldOutput) => Promise<T>,
): Promise<T> {
  const found = await logOf(files); // asked first: a folder that is no output gets no lock
  if (!found) throw new RuntimeError('OUTPUT_WITHOUT_LOG', { folder: files.root });
  const runId = randomUUID();
  const { release } = await lock(files, runId, OUTPUT_LOCK);
  try {
    const log = new CompactingLog(files, found.folder, found.query, nowMs, true);
    return await use({ files, log, query: found.query, runId });
  } finally {
    await release();
  }
}

async function logOf(files: Files): Promise<{ folder: string; query: string } | undefined> {
  for (const folder of [SPARK_LOG, OWN_LOG]) {
    const query = notesIn((await readLog(files, folder)) ?? [])[0]?.['query'];
    if (typeof query === 'string') return { folder, query };
  }
  return undefined;
}
