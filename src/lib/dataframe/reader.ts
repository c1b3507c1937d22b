import { resolve } from 'node:path';
import { AnalysisError } from '../base/errors.ts';
import { openChunks } from '../files/file-chunks.ts';
import { filesOf } from '../files/local-files.ts';
import { textBatches, textSchema } from '../formats/text.ts';
import type { DataFrame } from './dataframe.ts';
import type { Session } from './session.ts';

/** `session.read`: frames of what is there already. */
export class DataFrameReader {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The lines of text files, in the column `value`. Files are opened when the rows are asked for.
   *
   * @param paths of files, or of folders: then all files in them but those whose names begin with `.` or `_`
   * @throws AnalysisError `PATH_NOT_FOUND`
   */
  text(paths: string | readonly string[]): DataFrame {
    const files = [paths].flat().flatMap(path => {
      const found = filesOf(path);
      if (found) return found;
      throw new AnalysisError('PATH_NOT_FOUND', { path: resolve(path) });
    });
    return this.#session.batchFrame('Text', textSchema, () => linesOfFiles(files));
  }

  /** A view, or the table of a query that writes to memory. */
  table(tableName: string): DataFrame {
    return this.#session.table(tableName);
  }
}

async function* linesOfFiles(files: readonly string[]) {
  const { signal } = new AbortController();
  for (const file of files) yield* textBatches((await openChunks(file))(signal));
}
