/** A table and its view with plain names, as Athena's DDL has them. */
import type { Files } from '../files/files.ts';
import { inGroups } from './in-groups.ts';
import { catalogName, ddlName, plainNames, quotedName } from './names.ts';
import { type PartitionStyle, partitionFolders } from './partition-style.ts';
import type { Table, TableColumn } from './table.ts';

/** What a table is called. */
export interface TableNames {
  readonly database: string;
  readonly table: string;
  /** The one with plain names. */
  readonly view: string;
}

/** The names of a table and its view. */
export const namesOf = (database: string, table: string): TableNames => ({ database, table, view: `${table}_ascii` });

/** A table as a catalogue has it: all names are lower-case. */
export interface CatalogTable {
  readonly columns: readonly TableColumn[];
  readonly partitions: readonly TableColumn[];
}

export const catalogTable = ({ columns, partitions }: Table): CatalogTable => ({
  columns: columns.map(inCatalog),
  partitions: partitions.map(inCatalog),
});

const inCatalog = ({ name, type }: TableColumn): TableColumn => ({ name: catalogName(name), type: catalogName(type) });

/** What `--apply` does, in words that Athena's editor takes, too. */
export function ddlOf(
  table: Table,
  catalog: CatalogTable,
  style: PartitionStyle,
  names: TableNames,
  files: Files,
): string[] {
  const { columns, partitions } = catalog;
  const { database, table: name } = names;
  const own = `${ddlName(database)}.${ddlName(name)}`;
  const properties = { classification: 'parquet', ...(style.name === 'projection' ? style.properties : {}) };
  const create = [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${own} (`,
    columns.map(column => `  ${columnDdl(column)}`).join(',\n'),
    ')',
    ...(partitions.length > 0 ? [`PARTITIONED BY (${partitions.map(columnDdl).join(', ')})`] : []),
    'STORED AS PARQUET',
    `LOCATION ${text(`${locationOf(files)}/`)}`,
    `TBLPROPERTIES (\n${Object.entries(properties)
      .map(([key, value]) => `  ${text(key)} = ${text(value)}`)
      .join(',\n')}\n)`,
  ].join('\n');
  return [
    `CREATE DATABASE IF NOT EXISTS ${ddlName(database)}`,
    create,
    ...partitionDdl(table, style, own, files),
    `CREATE OR REPLACE VIEW ${quotedName(database)}.${quotedName(names.view)} AS\n${viewQuery(catalog, names)}`,
  ];
}

/** So many partitions go into one statement. */
const PARTITIONS_AT_ONCE = 100;

function partitionDdl({ files, partitions }: Table, style: PartitionStyle, own: string, folder: Files): string[] {
  if (style.name === 'projection' || partitions.length === 0) return [];
  const clauses = partitionFolders(files).map(({ values, folder: path }) => {
    const spec = partitions.map(({ name, type }, i) => {
      const value = type === 'string' ? text(values[i]) : String(BigInt(values[i]));
      return `${ddlName(catalogName(name))} = ${value}`;
    });
    return `  PARTITION (${spec.join(', ')}) LOCATION ${text(`${locationOf(folder)}/${path}`)}`;
  });
  return inGroups(clauses, PARTITIONS_AT_ONCE).map(some => `ALTER TABLE ${own} ADD IF NOT EXISTS\n${some.join('\n')}`);
}

/** The view, as SELECT: with it nobody needs quotes. */
export function viewQuery({ columns, partitions }: CatalogTable, { database, table }: TableNames): string {
  const names = [...columns, ...partitions].map(({ name }) => name);
  const plain = plainNames(names);
  const fields = names.map((name, i) => (name === plain[i] ? name : `${quotedName(name)} AS ${plain[i]}`));
  return `SELECT\n${fields.map(field => `  ${field}`).join(',\n')}\nFROM ${quotedName(database)}.${quotedName(table)}`;
}

const columnDdl = ({ name, type }: TableColumn): string => `${ddlName(name)} ${type}`;

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Of a folder in a bucket as Athena knows it; of one on this machine as Hive does. */
export function locationOf(files: Files): string {
  const own = files.root.replace(/^s3[an]:/i, 's3:');
  return own.startsWith('s3:') ? own : files.address('').replace(/\/+$/, '');
}
