/**
 * Removing rows from an output folder of Parquet: the files that hold such rows are written again without them, as
 * `replace-files.ts` tells. Of one that held nothing else an empty file is left, since a file of the log without an entry
 * would have no place for what it says of itself.
 */
import { RuntimeError } from '../../base/errors.ts';
import type { Batch } from '../../columns/batch.ts';
import { rowsWhere } from '../../columns/selection.ts';
import type { Files } from '../../files/files.ts';
import { folderOf } from '../../files/paths.ts';
import { inputOf } from '../../formats/inputs.ts';
import { parquetFormat } from '../../formats/parquet.ts';
import { kindOf, optionsWith, writeKept } from './merged-rows.ts';
import { type HeldOutput, withOutput } from './output-tools.ts';
import { type Logged, loggedIn, openParts, type Replacement, replaceFiles } from './replace-files.ts';

export interface PurgeOptions {
  /** A column of texts. */
  readonly column: string;
  /** Rows in which it has one of these go. */
  readonly values: ReadonlySet<string>;
  readonly nowMs: () => number;
}

export interface Purged {
  readonly rowsRemoved: number;
  readonly filesRewritten: number;
  /** Of the files that were written again, in order. */
  readonly folders: readonly string[];
}

/**
 * Removes rows, for all who read the folder. Whoever reads by its log is refused for a moment.
 *
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_WITHOUT_LOG`, `OUTPUT_OF_SPARK`, `OUTPUT_MOVED`, `PURGE_FORMAT`, `COMPACT_FORMAT`
 */
export const purge = (files: Files, options: PurgeOptions): Promise<Purged> =>
  withOutput(files, options.nowMs, output => purgeOutput(output, options));

async function purgeOutput(output: HeldOutput, options: PurgeOptions): Promise<Purged> {
  const { files } = output;
  const parts = await openParts(output); // also where nothing is to go: what a crash has left is finished
  let rowsRemoved = 0;
  const replacements: Replacement[] = [];
  for (const file of options.values.size > 0 ? loggedIn(files, parts) : []) {
    const rows = await rowsToGo(files, file, options);
    if (rows === 0) continue;
    rowsRemoved += rows;
    replacements.push(await without(files, file, options));
  }
  await replaceFiles(output, parts, replacements);
  const folders = [...new Set(replacements.map(({ sources: [file] }) => folderOf(file.path)))].sort();
  return { rowsRemoved, filesRewritten: replacements.length, folders };
}

async function rowsToGo(files: Files, { path }: Logged, { column, values }: PurgeOptions): Promise<number> {
  if (!path.endsWith('.parquet')) throw new RuntimeError('PURGE_FORMAT', { file: files.address(path) });
  const reader = parquetFormat.reader([{ name: column, type: 'string' }], optionsWith(''));
  let count = 0;
  for await (const {
    columns: [ids],
  } of reader.read(await inputOf(files, path))) {
    for (const id of ids) if (values.has(id as string)) count++;
  }
  return count;
}

async function without(files: Files, file: Logged, { column, values }: PurgeOptions): Promise<Replacement> {
  const { path } = file;
  await kindOf(files, path, file.entry, undefined); // refuses a file of which more would be lost
  const schema = await parquetFormat.infer([await inputOf(files, path)], optionsWith(''));
  const index = schema.findIndex(({ name }) => name === column);
  const keep = (rows: Batch): Batch => {
    const ids = rows.columns[index];
    return rows.take(rowsWhere(rows.length, row => !values.has(ids.get(row) as string)));
  };
  return { sources: [file], headerBytes: undefined, write: sink => writeKept(files, path, keep, sink) };
}
