import { AnalysisError, RuntimeError, XptoError } from '../../base/errors.ts';
import { Batch } from '../../columns/batch.ts';
import { asNullableColumn } from '../../columns/nullability.ts';
import type { Schema } from '../../columns/types.ts';
import { statNow } from '../../files/read-now.ts';
import { addressNow, kindNow, walkNow } from '../../files/walk-now.ts';
import type { FileFormat, FileReader, FormatOptions, InputFile } from '../../formats/format.ts';
import { fileAtHand } from '../../formats/inputs.ts';
import { booleanOption } from '../../formats/options.ts';
import { requireDistinctNames } from '../../formats/schemas.ts';
import { textSchema } from '../../formats/text.ts';
import { SINK_LOG } from './data-folder.ts';
import { DataPaths, type PartitionValue, placeOf, wantedTimes } from './data-paths.ts';
import { metadataColumn, metadataField } from './metadata.ts';
import { PartitionColumns, partitionSchema } from './partitions.ts';
import type { FoundFile } from './seen-files.ts';

/** What the rows of files are. */
export interface FileTable {
  readonly schema: Schema;
  /** Those of its columns that the names of folders say, its last ones; undefined where only the files will tell. */
  readonly partitions: Schema | undefined;
  /** Its last column tells of the file that a row is of. */
  readonly hasMetadata?: boolean;
}

/** The same with the column `_metadata`; undefined where a column has that name. */
export function tableWithMetadata(table: FileTable): FileTable | undefined {
  if (table.schema.some(({ name }) => name.toLowerCase() === metadataField.name)) return undefined;
  return { ...table, schema: [...table.schema, metadataField], hasMetadata: true };
}

/** A data file that was found when a frame was made. */
export interface FoundData {
  readonly partition: readonly PartitionValue[];
  /** The folder where the folders begin that say its partition. */
  readonly base: string;
  /** Chosen by the options. */
  readonly isWanted: boolean;
}

/** One of this machine. */
export interface FileNow extends FoundData {
  readonly path: string;
}

/**
 * The data files of a location of this machine, as they are now.
 *
 * @param location a whole path, or a pattern of such
 * @throws AnalysisError `PATH_NOT_FOUND`, UsageError `INVALID_GLOB`
 */
export function filesNow(location: string, options: FormatOptions): FileNow[] {
  const { folder, pattern } = placeOf(location);
  const kind = kindNow(folder);
  if (kind === undefined && pattern === undefined) throw new AnalysisError('PATH_NOT_FOUND', { path: location });
  requireBasePath(options);
  const isOne = kind === 'file' && pattern === undefined;
  const [, parent, name] = (isOne ? /^(.*\/)([^/]+)$/s.exec(folder) : undefined) ?? ['', folder, ''];
  const paths = new DataPaths(pattern, options, parent);
  const isWantedTime = wantedTimes(options);
  const start = parent.endsWith('/') ? parent : `${parent}/`;
  const found = isOne ? [name] : [...walkNow(folder, inner => paths.mayHold(inner))].filter(path => paths.isData(path));
  return found.map(path => ({
    path: start + path,
    partition: paths.partitionOf(path),
    base: paths.baseOf(path),
    isWanted: paths.isWanted(path) && (isWantedTime?.(statNow(start + path).modifiedMs) ?? true),
  }));
}

/** A file of this machine, as `_metadata` tells of it. */
export const foundNow = (path: string): FoundFile => ({
  address: addressNow(path),
  modifiedMs: statNow(path).modifiedMs,
});

/** @throws RuntimeError `BASE_PATH_MISSING`, `BASE_PATH_NO_FOLDER` */
function requireBasePath(options: FormatOptions): void {
  const basePath = options.text('basePath');
  if (basePath === undefined) return;
  const kind = kindNow(basePath);
  if (kind === undefined) throw new RuntimeError('BASE_PATH_MISSING', { basePath });
  if (kind === 'file') throw new RuntimeError('BASE_PATH_NO_FOLDER', { basePath });
}

/**
 * The columns of files: those that the user names, or those that the files seem to have, and behind them those that the
 * names of folders are.
 *
 * @param files at hand; undefined where they are elsewhere, and only the user can say
 * @throws AnalysisError `UNABLE_TO_INFER_SCHEMA`, `SCHEMA_NEEDED`, `COLUMN_ALREADY_EXISTS`, `CONFLICTING_PARTITION_COLUMN_NAMES`
 */
export function tableOf(
  files: readonly FileNow[] | undefined,
  format: FileFormat,
  options: FormatOptions,
  given: Schema | undefined,
  location: string,
): FileTable {
  if (!files) {
    const schema = given ?? (format.name === 'text' ? textSchema : undefined);
    if (!schema) throw new AnalysisError('SCHEMA_NEEDED', { location });
    requireDistinctNames(schema);
    return { schema: schema.map(asNullableColumn), partitions: undefined };
  }
  return tableWith(files, options, given, () => inferred(files, format, options, location));
}

/**
 * The columns of data files that were found.
 *
 * @param infer says what columns the files seem to have
 * @throws AnalysisError `COLUMN_ALREADY_EXISTS`, `CONFLICTING_PARTITION_COLUMN_NAMES`
 * @throws RuntimeError `CONFLICTING_DIRECTORY_STRUCTURES`
 */
export function tableWith(
  files: readonly FoundData[],
  options: FormatOptions,
  given: Schema | undefined,
  infer: () => Schema,
): FileTable {
  const bases = new Set(files.filter(({ partition }) => partition.length > 0).map(({ base }) => base));
  if (bases.size > 1) throw new RuntimeError('CONFLICTING_DIRECTORY_STRUCTURES', { folders: [...bases].join(', ') });
  const partitions = partitionSchema(
    files.map(file => file.partition),
    given,
    options.timeZone,
  );
  const isPartition = new Set(partitions.map(({ name }) => name.toLowerCase()));
  const data = (given ?? infer()).filter(({ name }) => !isPartition.has(name.toLowerCase()));
  const schema = [...data.map(asNullableColumn), ...partitions];
  requireDistinctNames(schema);
  return { schema, partitions };
}

function inferred(files: readonly FileNow[], format: FileFormat, options: FormatOptions, location: string): Schema {
  const wanted = files.filter(({ isWanted }) => isWanted);
  const schema = format.inferFrom?.(
    wanted.map(({ path }) => fileAtHand(path)),
    options,
  );
  if (schema) return schema;
  throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: format.name, path: location });
}

/** True where a streaming query writes into a folder of this machine: its log says which files count. */
export const isSinkNow = (location: string): boolean => kindNow(`${location}/${SINK_LOG}`) === 'folder';

/** Reads files as rows of a table. */
export class TableReader {
  readonly #format: FileFormat;
  readonly #options: FormatOptions;
  readonly #schema: Schema;
  readonly #ignoresMissing: boolean;
  readonly #ignoresCorrupt: boolean;
  readonly #hasMetadata: boolean;
  #opened: { columns: PartitionColumns; reader: FileReader } | undefined;

  /** @throws AnalysisError, UsageError for options that the format does not take */
  constructor({ schema, partitions, hasMetadata = false }: FileTable, format: FileFormat, options: FormatOptions) {
    this.#format = format;
    this.#options = options;
    this.#schema = hasMetadata ? schema.slice(0, -1) : schema;
    this.#hasMetadata = hasMetadata;
    this.#ignoresMissing = booleanOption(options, 'ignoreMissingFiles', false);
    this.#ignoresCorrupt = booleanOption(options, 'ignoreCorruptFiles', false);
    if (partitions) this.#opened = this.#open(partitions);
  }

  #open(partitions: Schema) {
    const columns = new PartitionColumns(this.#schema, partitions, this.#options.timeZone);
    return { columns, reader: this.#format.reader(columns.dataSchema, this.#options) };
  }

  /**
   * The rows of one file, as far as the options let it be missing or broken.
   *
   * @param name of the file, for errors
   * @param tellOf what `_metadata` tells of it
   * @throws RuntimeError `FAILED_READ_FILE.FILE_NOT_EXIST`, `PARTITION_COLUMNS_CHANGED`, `INVALID_PARTITION_VALUE`, and
   * what the format's reader throws
   */
  async *read(
    name: string,
    open: () => InputFile | Promise<InputFile>,
    partition: readonly PartitionValue[],
    tellOf: () => FoundFile,
  ): AsyncGenerator<Batch> {
    // The first file tells which columns of the user's schema are those of folders; the others have to be like it.
    this.#opened ??= this.#open(this.#fieldsOf(partition, name));
    const { columns, reader } = this.#opened;
    const add = columns.adder(partition, name);
    try {
      const input = await open();
      const tell = this.#hasMetadata ? metadataColumn(tellOf(), input.sizeBytes) : undefined;
      for await (const read of reader.read(input)) {
        const rows = add(read);
        yield tell ? new Batch([...rows.columns, tell(rows.length)], rows.length) : rows;
      }
    } catch (error) {
      if (isMissing(error)) {
        if (this.#ignoresMissing) return;
        throw new RuntimeError('FAILED_READ_FILE.FILE_NOT_EXIST', { file: name }, { cause: error });
      }
      if (!this.#ignoresCorrupt || !isCorrupt(error)) throw error;
    }
  }

  #fieldsOf(partition: readonly PartitionValue[], file: string): Schema {
    return partition.map(({ name }) => {
      const field = this.#schema.find(field => field.name.toLowerCase() === name.toLowerCase());
      if (field) return field;
      throw new RuntimeError('PARTITION_COLUMN_UNKNOWN', { file, column: name });
    });
  }
}

const isMissing = (error: unknown): boolean => error instanceof XptoError && error.key === 'FILE_NOT_FOUND';

/** A record that FAILFAST refuses is no broken file, and a broken invariant is our bug. */
const isCorrupt = (error: unknown): boolean =>
  error instanceof XptoError && !error.condition?.startsWith('MALFORMED_RECORD');
