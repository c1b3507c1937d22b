/** A question to a folder, answered on this machine. */
import { XptoError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { namesOf, type TableNames } from './ddl.ts';
import { openLocalTables } from './local-table.ts';
import { readRegistration } from './registration.ts';
import type { QueryResult } from './result.ts';
import { type DataFile, dataFiles } from './table.ts';

export interface Asking<T> {
  /** Else what is registered, else `xpto` and `tweets`. */
  readonly database?: string;
  readonly table?: string;
  readonly question: (names: TableNames) => string;
  readonly stopped: AbortSignal;
  /** Called where the files of a bucket are copied first. */
  readonly onCopy: (count: number, bytes: number) => void;
  /** What becomes of the answer. */
  readonly use: (result: QueryResult) => Promise<T>;
}

/** So often files may be merged, or taken away, under a question. */
const MOST_TRIES = 5;

/**
 * Asks. What is seen is what the folder's log names when the question begins: whole batches.
 *
 * @throws those of `SqlEngine`, `openLocalTables` and `dataFiles`
 */
export async function askHere<T>(files: Files, asking: Asking<T>): Promise<T> {
  const known = await readRegistration(files);
  const { database = known?.database ?? 'xpto', table = known?.table ?? 'tweets' } = asking;
  const names = namesOf(database, table);
  const sql = asking.question(names);
  for (let tries = 1; ; tries++) {
    const found = await dataFiles(files);
    let isUsed = false;
    try {
      if (!files.address('').startsWith('file:')) asking.onCopy(found.length, bytesOf(found));
      const { engine, close } = await openLocalTables(files, found, names, known);
      try {
        const result = await engine.query(sql, asking.stopped);
        isUsed = true;
        return await asking.use(result);
      } finally {
        await close();
      }
    } catch (error) {
      // A file that was merged with others is gone, and the log names another one.
      const mayBeGone = error instanceof XptoError && (error.key === 'SQL_FAILED' || error.key === 'FILE_NOT_FOUND');
      if (isUsed || tries === MOST_TRIES || !mayBeGone || !(await hasChanged(files, found))) throw error;
    }
  }
}

const bytesOf = (found: readonly DataFile[]): number => found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

async function hasChanged(files: Files, found: readonly DataFile[]): Promise<boolean> {
  const [before, now] = [found, await dataFiles(files)].map(list => list.map(({ path }) => path).join('\n'));
  return before !== now;
}
