/** A folder as tables of the SQL engine on this machine: the same table, and the same view, as in Athena. */
import { join } from 'node:path';
import { AnalysisError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { fillFile } from '../files/fill-file.ts';
import { openFiles } from '../files/open-files.ts';
import { makeTemporaryFolder, type Temporary } from '../files/temporary-file.ts';
import { atOnce } from './at-once.ts';
import { type CatalogTable, type TableNames, viewQuery } from './ddl.ts';
import { SqlEngine, sqlText } from './duckdb.ts';
import { catalogName, quotedName } from './names.ts';
import { type DataFile, partitionsOf, type TableColumn } from './table.ts';
import { TRINO_FUNCTIONS } from './trino-functions.ts';

const COPIED_AT_ONCE = 8;

/** Tables that can be asked. */
export interface LocalTables {
  readonly engine: SqlEngine;
  close(): Promise<void>;
}

/**
 * Opens the engine over some files. They are read where they lie; those of a bucket are copied first.
 *
 * @param known what the catalogue says of the table; undefined: what the files say
 * @throws RuntimeError `DUCKDB_MISSING`, `DUCKDB_BROKEN`, AnalysisError `LAKE_EMPTY`
 */
export async function openLocalTables(
  files: Files,
  found: readonly DataFile[],
  names: TableNames,
  known?: CatalogTable,
): Promise<LocalTables> {
  const engine = await SqlEngine.open();
  let copies: Temporary | undefined;
  const close = async () => {
    engine.close();
    copies?.remove();
  };
  try {
    let paths = found.map(({ path }) => join(files.root, path));
    if (!files.address('').startsWith('file:')) {
      copies = makeTemporaryFolder();
      paths = await copied(files, found, copies.path);
    }
    await makeTables(engine, paths, partitionsOf(found), names, known, files.root);
    return { engine, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function copied(files: Files, found: readonly DataFile[], folder: string): Promise<string[]> {
  const here = await openFiles(folder);
  return atOnce(found, COPIED_AT_ONCE, async ({ path }) => {
    await fillFile(await here.create(path), files.chunks(path));
    return join(folder, ...path.split('/'));
  });
}

async function makeTables(
  engine: SqlEngine,
  paths: readonly string[],
  partitions: readonly TableColumn[],
  names: TableNames,
  known: CatalogTable | undefined,
  root: string,
): Promise<void> {
  const [database, table, view] = [names.database, names.table, names.view].map(quotedName);
  await engine.prepare(`SET parquet_metadata_cache = true; CREATE SCHEMA IF NOT EXISTS ${database}; USE ${database}`);
  for (const definition of TRINO_FUNCTIONS) await engine.prepare(`CREATE MACRO ${definition}`);
  const source = sourceOf(paths, partitions);
  const there = source === undefined ? [] : await engine.rows(`DESCRIBE SELECT * FROM ${source}`);
  const typesThere = new Map(there.map(([name, type]) => [catalogName(String(name)), { name: String(name), type }]));
  const inFolders = new Set(partitions.map(({ name }) => catalogName(name)));
  const own: CatalogTable = known ?? {
    columns: [...typesThere.keys()].filter(name => !inFolders.has(name)).map(name => ({ name, type: '' })),
    partitions: partitions.map(({ name, type }) => ({ name: catalogName(name), type })),
  };
  const columns = [...own.columns, ...own.partitions];
  if (columns.length === 0) throw new AnalysisError('LAKE_EMPTY', { folder: root });
  const fields = columns.map(({ name, type }) => {
    const column = typesThere.get(name);
    if (column === undefined) return `CAST(NULL AS ${engineType(type)}) AS ${quotedName(name)}`;
    // A time is the same everywhere; Athena shows it as the clock of UTC does.
    const atUtc = column.type === 'TIMESTAMP WITH TIME ZONE' ? " AT TIME ZONE 'UTC'" : '';
    return `"${column.name.replaceAll('"', '""')}"${atUtc} AS ${quotedName(name)}`;
  });
  const from = source === undefined ? '(SELECT 1) WHERE false' : source;
  await engine.prepare(`CREATE VIEW ${table} AS SELECT ${fields.join(', ')} FROM ${from}`);
  await engine.prepare(`CREATE VIEW ${view} AS ${viewQuery(own, names)}`);
  await engine.confineTo([...new Set([...paths, ...paths.map(literalPath)])]);
}

function sourceOf(paths: readonly string[], partitions: readonly TableColumn[]): string | undefined {
  if (paths.length === 0) return undefined;
  const list = paths.map(path => sqlText(literalPath(path))).join(', ');
  const types = partitions.map(({ name, type }) => `"${name.replaceAll('"', '""')}": ${engineType(type)}`);
  const folders =
    types.length > 0 ? `hive_partitioning = true, hive_types = {${types.join(', ')}}` : 'hive_partitioning = false';
  return `read_parquet([${list}], union_by_name = true, ${folders})`;
}

/** A name is no pattern. */
const literalPath = (path: string): string => path.replace(/[[*?]/g, '[$&]');

/** Hive's types by the engine's names; what is made of others is not looked at. */
function engineType(type: string): string {
  if (type === 'string') return 'VARCHAR';
  if (type === 'binary') return 'BLOB';
  return /^(?:(?:tiny|small|big)?int|float|double|boolean|date|timestamp|decimal\(\d+,\d+\))$/.test(type)
    ? type.toUpperCase()
    : 'VARCHAR';
}
