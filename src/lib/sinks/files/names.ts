import { createHash } from 'node:crypto';
import { invariant } from '../../base/errors.ts';

/** Who wrote a data file, and for which batch: its name says it, so that what a crash left is known for what it is. */
export interface FileOrigin {
  /** From the id of the query. */
  readonly query: string;
  readonly batchId: number;
  /** From the id of the run: two runs never write under the same name. */
  readonly run: string;
}

/** The letters of an id that names carry. */
export const queryMark = (queryId: string): string => markOf(queryId, 16);
export const runMark = (runId: string): string => markOf(runId, 8);

const markOf = (id: string, length: number): string => createHash('sha256').update(id).digest('hex').slice(0, length);

/**
 * The name of a data file, which looks as Spark's do: `part-00000-<uuid>-c000.json`, and `.c000` where the folder is a
 * partition's. Query, batch and run stand in the place of the random UUID.
 *
 * @param part counts the partitions of the batch: names differ even where two folders are one, as on a file system that
 * does not tell `k=a` from `k=A`
 * @param roll counts the files of the partition
 */
export function dataFileName(
  { query, batchId, run }: FileOrigin,
  part: number,
  roll: number,
  isPartitioned: boolean,
  extension: string,
): string {
  invariant(batchId < 2 ** 32, 'no query runs so many batches');
  const batch = batchId.toString(16).padStart(8, '0');
  const uuid = [query.slice(0, 8), batch.slice(0, 4), batch.slice(4), run.slice(0, 4), run.slice(4) + query.slice(8)];
  const count = `c${String(roll).padStart(3, '0')}`;
  return `part-${String(part).padStart(5, '0')}-${uuid.join('-')}${isPartitioned ? '.' : '-'}${count}${extension}`;
}

const NAME = /^part-\d{5,}-([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})([\da-f]{8})[.-]c\d{3,}/;

/** What the name of a file says, wherever it lies. Of one that somebody else wrote it says something meaningless. */
export function originOf(path: string): FileOrigin | undefined {
  const parts = NAME.exec(path.slice(path.lastIndexOf('/') + 1));
  if (!parts) return undefined;
  const [, query, batchHigh, batchLow, runStart, runEnd, queryEnd] = parts;
  return { query: query + queryEnd, batchId: Number.parseInt(batchHigh + batchLow, 16), run: runStart + runEnd };
}
