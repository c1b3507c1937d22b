import { AnalysisError } from '../../base/errors.ts';
import type { Schema } from '../../columns/types.ts';
import type { FileFormat, FormatOptions, InputFile } from '../../formats/format.ts';
import { textSchema } from '../../formats/text.ts';
import { DataFolder, type OpenFiles } from './data-folder.ts';
import { type FileTable, type FoundData, tableWith } from './file-table.ts';

/** What a frame is to be made of that reads files elsewhere. */
export interface TableQuestion {
  readonly locations: readonly string[];
  readonly format: FileFormat;
  readonly options: FormatOptions;
  readonly given: Schema | undefined;
  /** There may be no file yet. */
  readonly isStream: boolean;
}

/**
 * The columns of files that are not on this machine, as `tableOf` has those that are.
 *
 * @throws AnalysisError `PATH_NOT_FOUND`, and as `tableOf` and the format
 */
export async function tableThere(
  { locations, format, options, given, isStream }: TableQuestion,
  openFiles: OpenFiles,
): Promise<FileTable> {
  const found: (FoundData & { open: () => Promise<InputFile> })[] = [];
  for (const location of locations) {
    const folder = await DataFolder.open(location, options, openFiles);
    const files = await folder.listAll();
    if (files.length === 0 && !folder.isSink && !isStream)
      throw new AnalysisError('PATH_NOT_FOUND', { path: location });
    for (const file of files) {
      const { partition, base } = folder.placeIn(file.address);
      found.push({ partition, base, isWanted: folder.isWanted(file), open: () => folder.input(file) });
    }
  }
  const wanted = found.filter(({ isWanted }) => isWanted);
  const known = given ?? (format.name === 'text' ? textSchema : undefined);
  if (!known && wanted.length === 0) {
    throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: format.name, path: locations.join(', ') });
  }
  const schema = known ?? (await format.infer(opened(wanted), options));
  const table = tableWith(found, options, given, () => schema);
  // Of a folder that is to be filled the first file tells what columns its folders are.
  return found.length === 0 ? { ...table, partitions: undefined } : table;
}

async function* opened(files: readonly { open: () => Promise<InputFile> }[]): AsyncGenerator<InputFile> {
  for (const { open } of files) yield await open();
}
