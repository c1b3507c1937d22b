import type { TextOutput } from '../base/stdio.ts';
import type { Batch } from '../columns/batch.ts';
import type { Zone } from '../columns/time/zone.ts';
import type { Schema } from '../columns/types.ts';
import { cellText } from '../columns/value-text.ts';
import { showTable } from '../formats/show.ts';
import { terminalSafe } from '../formats/terminal-safe.ts';
import type { Sink } from './sink.ts';

export interface ConsoleOptions {
  /** Rows printed of each batch. */
  readonly numRows: number;
  /** Cuts cells at 20 characters. */
  readonly truncate: boolean;
  /** The session's time zone, in which timestamps are printed. */
  readonly local: Zone;
  /** Spells out control characters, for output that goes to a terminal. */
  readonly escapeControls: boolean;
}

const RULE = '-'.repeat(43);
const CUT_AT = 20;

/** Prints the first rows of every batch, byte for byte as Spark's console sink does. */
export function consoleSink(output: TextOutput, options: ConsoleOptions): Sink {
  return {
    description: 'ConsoleTable',
    rewrites: 'again',
    async write({ batchId, schema, rows }) {
      const { cells, more } = await firstRows(rows, schema, options);
      const header = schema.map(({ name }) => (options.escapeControls ? terminalSafe(name) : name));
      const table = showTable(header, cells, { truncate: options.truncate ? CUT_AT : 0, moreRows: more });
      await output.write(`${RULE}\nBatch: ${batchId}\n${RULE}\n${table}`);
    },
  };
}

/** The text of the first rows, and whether there were others. */
async function firstRows(
  rows: AsyncIterable<Batch>,
  schema: Schema,
  { numRows, local, escapeControls }: ConsoleOptions,
): Promise<{ cells: string[][]; more: boolean }> {
  const cells: string[][] = [];
  for await (const batch of rows) {
    for (let row = 0; row < batch.length; row++) {
      if (cells.length === numRows) return { cells, more: true };
      cells.push(rowCells(batch, row, schema, local, escapeControls));
    }
  }
  return { cells, more: false };
}

const rowCells = (batch: Batch, row: number, schema: Schema, local: Zone, escapeControls: boolean): string[] =>
  schema.map(({ type }, i) => {
    const text = cellText(type, batch.columns[i].get(row), local);
    return escapeControls ? text.replace(NOT_SPELLED_BY_SHOW, terminalSafe) : text;
  });

/** Text but for the control characters that the table spells out itself, in Spark's way, as `\t`. */
const NOT_SPELLED_BY_SHOW = /[^\x07-\r]+/g;
