/**
 * A folder of Parquet as a table: which files count, what columns they have, and how its partitions are named. All of it
 * is read from what is there, since a table that says anything else finds no rows, without a word.
 */
import { AnalysisError } from '../base/errors.ts';
import { readLog } from '../checkpoint/compacting-log.ts';
import { type DataType, isAnsiInterval, isNested, type Schema, typeName } from '../columns/types.ts';
import type { Files } from '../files/files.ts';
import { comparePaths } from '../files/paths.ts';
import type { FormatOptions } from '../formats/format.ts';
import { inputOf } from '../formats/inputs.ts';
import { type ColumnsAndRows, columnsAndRows } from '../formats/parquet.ts';
import { pathOf } from '../sinks/files/entries.ts';
import { SINK_LOG } from '../sources/files/data-folder.ts';
import { DataPaths, type PartitionValue } from '../sources/files/data-paths.ts';
import { partitionSchema } from '../sources/files/partitions.ts';
import { atOnce } from './at-once.ts';
import { catalogName } from './names.ts';

/** A data file, by its path in the folder. */
export interface DataFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** What its folders say, from the outermost. */
  readonly partition: readonly PartitionValue[];
}

export interface TableColumn {
  /** As the files have it. */
  readonly name: string;
  /** As Hive writes it. */
  readonly type: string;
}

export interface Table {
  readonly files: readonly DataFile[];
  readonly sizeBytes: number;
  readonly columns: readonly TableColumn[];
  readonly partitions: readonly TableColumn[];
}

/** How many rows a partition has, and in how many of them a column is not null. */
export interface PartitionCount {
  readonly partition: readonly PartitionValue[];
  readonly rows: number;
  /** By the name of the column; undefined where a file does not tell. */
  readonly filled: ReadonlyMap<string, number | undefined>;
}

/** A table, and what the ends of its files say of their rows. */
export interface MeasuredTable extends Table {
  readonly rows: number;
  readonly counts: readonly PartitionCount[];
}

const OPTIONS: FormatOptions = { text: () => undefined, timeZone: 'UTC' };
const FOOTERS_AT_ONCE = 16;

/**
 * The data files of a folder. Where a streaming query writes to it, those of whole batches: its log names them.
 *
 * @throws RuntimeError `OUTPUT_MOVED`, and those of `readLog`
 */
export async function dataFiles(files: Files): Promise<DataFile[]> {
  const paths = new DataPaths(undefined, OPTIONS);
  const found = (await loggedFiles(files)) ?? (await listedFiles(files, paths));
  return [...found]
    .map(([path, sizeBytes]) => ({ path, sizeBytes, partition: paths.partitionOf(path) }))
    .sort((a, b) => comparePaths(a.path, b.path));
}

/** The data files that no whole batch has: who lists the folder, as Athena does, reads them, too. */
export async function strayFiles(files: Files, known: readonly DataFile[]): Promise<string[]> {
  const paths = new Set(known.map(({ path }) => path));
  const listed = await listedFiles(files, new DataPaths(undefined, OPTIONS));
  return [...listed.keys()].filter(path => !paths.has(path));
}

async function loggedFiles(files: Files): Promise<Map<string, number> | undefined> {
  const entries = await readLog(files, SINK_LOG);
  if (!entries) return undefined;
  const found = new Map<string, number>();
  for (const entry of entries) {
    const path = pathOf(files, entry);
    if (entry['action'] === 'delete') found.delete(path);
    else found.set(path, Number(entry['size']));
  }
  return found;
}

async function listedFiles(files: Files, paths: DataPaths): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { path, sizeBytes } of files.list('')) if (paths.isData(path)) found.set(path, sizeBytes);
  return found;
}

/**
 * The table that files make, by what stands at their ends.
 *
 * @throws AnalysisError `LAKE_TYPES_DIFFER`, `LAKE_NAMES_ALIKE`, `LAKE_TYPE_UNKNOWN`, `CONFLICTING_PARTITION_COLUMN_NAMES`,
 * RuntimeError `FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER`
 */
export async function measureTable(files: Files, found: readonly DataFile[]): Promise<MeasuredTable> {
  const ends = await atOnce(found, FOOTERS_AT_ONCE, async ({ path, sizeBytes }) =>
    columnsAndRows(await inputOf(files, path, sizeBytes)),
  );
  const partitions = partitionsOf(found);
  return {
    files: found,
    sizeBytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    columns: columnsOf(found, ends, partitions),
    partitions,
    rows: ends.reduce((sum, { rows }) => sum + rows, 0),
    counts: countsOf(found, ends),
  };
}

/** Those of the first file, and behind them those that came later. */
function columnsOf(
  files: readonly DataFile[],
  ends: readonly ColumnsAndRows[],
  partitions: readonly TableColumn[],
): TableColumn[] {
  const columns = new Map<string, TableColumn & { readonly file: string }>();
  const inFolders = new Set(partitions.map(({ name }) => catalogName(name)));
  for (const [i, { schema }] of ends.entries()) {
    const file = files[i].path;
    for (const { name, type } of schema) {
      const column = { name, type: hiveType(name, type), file };
      const key = catalogName(name);
      const known = columns.get(key);
      if (inFolders.has(key)) continue; // the folders' value is the one that counts
      if (known === undefined) columns.set(key, column);
      else if (known.name !== name) throw new AnalysisError('LAKE_NAMES_ALIKE', { one: known.name, other: name, file });
      else if (known.type !== column.type) {
        const { file: first, type: before } = known;
        throw new AnalysisError('LAKE_TYPES_DIFFER', { name, one: before, first, other: column.type, file });
      }
    }
  }
  return [...columns.values()].map(({ name, type }) => ({ name, type }));
}

/** Athena knows integers and texts; what else a folder may say is a text to it. */
export function partitionsOf(files: readonly DataFile[]): TableColumn[] {
  const schema: Schema = partitionSchema(
    files.map(({ partition }) => partition),
    undefined,
    'UTC',
  );
  return schema.map(({ name, type }) => ({ name, type: type === 'int' || type === 'bigint' ? type : 'string' }));
}

/** @throws AnalysisError `LAKE_TYPE_UNKNOWN` */
function hiveType(name: string, type: DataType): string {
  if (type === 'timestamp_ntz') return 'timestamp';
  const isKnown = !isAnsiInterval(type) && type !== 'void' && !(typeof type === 'object' && type.kind === 'interval');
  if (isKnown) return isNested(type) ? typeName(type).replaceAll('timestamp_ntz', 'timestamp') : typeName(type);
  throw new AnalysisError('LAKE_TYPE_UNKNOWN', { name, type: typeName(type) });
}

function countsOf(files: readonly DataFile[], ends: readonly ColumnsAndRows[]): PartitionCount[] {
  const counts = new Map<
    string,
    { partition: readonly PartitionValue[]; rows: number; filled: Map<string, number | undefined> }
  >();
  for (const [i, { partition }] of files.entries()) {
    const key = partitionKey(partition.map(({ text }) => text));
    const own = counts.get(key) ?? { partition, rows: 0, filled: new Map<string, number | undefined>() };
    counts.set(key, own);
    own.rows += ends[i].rows;
    for (const [name, filled] of ends[i].filled) {
      const before = own.filled.has(name) ? own.filled.get(name) : 0;
      own.filled.set(name, before === undefined || filled === undefined ? undefined : before + filled);
    }
  }
  return [...counts.values()];
}

/** One text for the values of a partition, whether they come from a folder or from an engine: `02` is 2. */
export const partitionKey = (values: readonly string[]): string =>
  values.map(value => (/^\d+$/.test(value) ? String(BigInt(value)) : value)).join('/');
