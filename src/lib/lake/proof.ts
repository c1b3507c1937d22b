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

/**
 * What the query's rows show.
 *
 * @param later the table after the query, where somebody wrote meanwhile: what was found lies between the two
 */
export function proofOf(
  table: MeasuredTable,
  sql: string,
  rows: readonly ResultRow[],
  later: MeasuredTable = table,
): Proof {
  const width = table.partitions.length;
  const columns = probed(table);
  const found = new Map(rows.map(row => [partitionKey(row.slice(0, width).map(String)), row.slice(width).map(Number)]));
  const [before, after] = [table, later].map(
    ({ counts }) => new Map(counts.map(count => [partitionKey(count.partition.map(({ text }) => text)), count])),
  );
  const differences: Difference[] = [];
  for (const key of new Set([...before.keys(), ...after.keys(), ...found.keys()])) {
    const [least, most] = [before.get(key), after.get(key)];
    const folders = (least ?? most)?.partition.map(({ name, text }) => `${name}=${text}`).join('/');
    const compare = (of: string, at: number, from: number | undefined = 0, to: number | undefined = 0) => {
      const is = found.get(key)?.[at] ?? 0;
      if (is >= from && is <= to) return;
      differences.push({ partition: folders ?? key, of, expected: is < from ? from : to, found: is });
    };
    compare('rows', 0, least?.rows, most?.rows);
    for (const [i, column] of columns.entries()) {
      const [from, to] = [least, most].map(count => (count?.filled.has(column) ? count.filled.get(column) : 0));
      if (from !== undefined && to !== undefined) compare(column, i + 1, from, to);
    }
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
