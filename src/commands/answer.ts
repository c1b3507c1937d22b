/** Prints what a query gives: as a table, as JSON lines or as CSV. */
import { showTable } from '../lib/formats/show.ts';
import { terminalSafe, terminalSafeJson } from '../lib/formats/terminal-safe.ts';
import { csvRow, jsonRow, type QueryResult, type ResultRow } from '../lib/lake/result.ts';
import type { Io } from './io.ts';

export interface AnswerForm {
  readonly as: 'table' | 'json' | 'csv';
  /** Of the table. */
  readonly numRows: number;
  readonly truncate: number;
}

/** @returns how many rows were printed */
export async function printAnswer(io: Io, result: QueryResult, form: AnswerForm): Promise<number> {
  const { as, numRows } = form;
  if (as === 'table') {
    const { rows, hasMore } = await firstRows(result, numRows);
    await printTable(io, result.columns, rows, form.truncate, hasMore);
    return rows.length;
  }
  const { columns, pages } = result;
  const isTerminal = io.stdout.isTerminal;
  if (as === 'csv') await io.stdout.write(`${csvRow(columns.map(({ name }) => name))}\r\n`);
  let count = 0;
  for await (const rows of pages) {
    count += rows.length;
    const lines =
      as === 'json' ? rows.map(row => `${jsonRow(columns, row)}\n`) : rows.map(row => `${csvRow(row.map(safe))}\r\n`);
    const text = lines.join('');
    await io.stdout.write(as === 'json' && isTerminal ? terminalSafeJson(text) : text);
  }
  return count;

  /** What an end of line looks like in CSV stays. */
  function safe(cell: string | null): string | null {
    return cell === null || !isTerminal ? cell : cell.replace(/[^\r\n]+/g, terminalSafe);
  }
}

async function firstRows({ pages }: QueryResult, most: number): Promise<{ rows: ResultRow[]; hasMore: boolean }> {
  const rows: ResultRow[] = [];
  for await (const page of pages) {
    for (const row of page) {
      if (rows.length === most) return { rows, hasMore: true };
      rows.push(row);
    }
  }
  return { rows, hasMore: false };
}

/** As Spark's `show()` does. */
export async function printTable(
  io: Io,
  columns: QueryResult['columns'],
  rows: readonly ResultRow[],
  truncate: number,
  moreRows = false,
): Promise<void> {
  const cells = rows.map(row => row.map(cell => (cell === null ? 'NULL' : shown(io, cell))));
  const names = columns.map(({ name }) => shown(io, name));
  await io.stdout.write(showTable(names, cells, { truncate, moreRows }));
}

/** The table spells out ends of lines and tabs itself. */
const shown = (io: Io, text: string): string =>
  io.stdout.isTerminal ? text.replace(/[^\x07-\r]+/g, terminalSafe) : text;
