/**
 * A table proves itself: what an engine counts in it, by partition, is what the ends of the files say; and the columns
 * with accents or capitals, which a catalogue may lose without a word, are filled there as they are here.
 */
import type { CatalogTable, TableNames } from './ddl.ts';
import { catalogName, quotedName } from './names.ts';
import type { ResultRow } from './result.ts';
import { type MeasuredTable, partitionKey } from './table.ts';

export interface Proof {
  readonly sql: string;
  readonly isProven: boolean;
  readonly rows: number;
  readonly partitions: number;
  /** Of each column that was looked at: in how many rows it is not null. */
  readonly filled: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

export interface Difference {
  /** `ano=2026/mes=3/dia=2`; empty for a table without partitions. */
  readonly partition: string;
  /** `rows`, or a column. */
  readonly of: string;
  readonly expected: number;
  readonly found: number;
}

/** The columns that are looked at: those that have another name in the catalogue, or one with accents. */
const probed = ({ columns }: MeasuredTable): string[] =>
  columns.map(({ name }) => name).filter(name => !/^[a-z0-9_]*$/.test(name));

/** One query for all of it. */
export function proofSql(table: MeasuredTable, { partitions }: CatalogTable, names: TableNames): string {
  const by = partitions.map(({ name }) => quotedName(name));
  const counts = probed(table).map(name => `count(${quotedName(catalogName(name))})`);
  const fields = [...by, 'count(*)', ...counts].join(', ');
  const from = `FROM ${quotedName(names.database)}.${quotedName(names.table)}`;
  return `SELECT ${fields} ${from}${by.length > 0 ? ` GROUP BY ${by.join(', ')}` : ''}`;
}

/** What the query's rows show. */
export function proofOf(table: MeasuredTable, sql: string, rows: readonly ResultRow[]): Proof {
  const width = table.partitions.length;
  const columns = probed(table);
  const found = new Map(rows.map(row => [partitionKey(row.slice(0, width).map(String)), row.slice(width).map(Number)]));
  const differences: Difference[] = [];
  const seen = new Set<string>();
  for (const { partition, rows: expected, filled } of table.counts) {
    const key = partitionKey(partition.map(({ text }) => text));
    seen.add(key);
    const [count, ...counts] = found.get(key) ?? [];
    const name = partition.map(({ name, text }) => `${name}=${text}`).join('/');
    const compare = (of: string, should: number | undefined, is = 0) => {
      if (should !== undefined && should !== is) differences.push({ partition: name, of, expected: should, found: is });
    };
    compare('rows', expected, count);
    for (const [i, column] of columns.entries())
      compare(column, filled.has(column) ? filled.get(column) : 0, counts[i]);
  }
  for (const [key, [count]] of found) {
    if (!seen.has(key) && count > 0) differences.push({ partition: key, of: 'rows', expected: 0, found: count });
  }
  const sum = (at: number) => [...found.values()].reduce((total, counts) => total + (counts[at] ?? 0), 0);
  return {
    sql,
    isProven: differences.length === 0,
    rows: sum(0),
    partitions: found.size,
    filled: Object.fromEntries(columns.map((column, i) => [column, sum(i + 1)])),
    differences,
  };
}
