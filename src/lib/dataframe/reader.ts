import { resolve } from 'node:path';
import { AnalysisError } from '../base/errors.ts';
import { dataFilesAt, filesOf } from '../files/data-files.ts';
import { openChunks } from '../files/file-chunks.ts';
import { localPathOf } from '../files/open-files.ts';
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
   * @param paths of files, or of folders: then all files in them but those whose names begin with `.` or `_`; or URLs
   *   of such, `file:///path`
   * @throws AnalysisError `PATH_NOT_FOUND`; of a URL, when the rows are asked for
   */
  text(paths: string | readonly string[]): DataFrame {
    const files = [paths].flat().flatMap(location => {
      const path = localPathOf(location);
      if (path === undefined) return location;
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

async function* linesOfFiles(locations: readonly string[]) {
  const { signal } = new AbortController();
  for (const location of locations) {
    if (localPathOf(location) === undefined) yield* linesAt(location);
    else yield* textBatches((await openChunks(location))(signal));
  }
}

async function* linesAt(url: string) {
  let isFound = false;
  for await (const { files, path } of dataFilesAt(url)) {
    isFound = true;
    yield* textBatches(files.chunks(path));
  }
  if (!isFound) throw new AnalysisError('PATH_NOT_FOUND', { path: url });
}
