/**
 * A streaming test as a list of actions: rows are added, and the batches that follow are checked one after the other.
 * Every batch that runs must be checked, those without rows too; a batch that nobody expects fails the script.
 * Times of events are seconds since 1970 UTC, both where rows are added and where they are expected, and windows are
 * pairs of them.
 *
 *     await play(counts, 'append', [
 *       add(clicks, [10, 'a']), batch(),
 *       add(clicks, [25, 'a']), batch(), batch([[10, 15], 'a', 1]), watermark(15),
 *     ]);
 *
 * @see Spark StreamTest
 */

import { expect } from 'vitest';
import { type DataFrame, type DataType, ManualClock, type QueryProgress, type Schema, Session, XptoError } from 'xpto';
import { decimalText } from '../../src/lib/columns/decimal.ts';
import type { Value } from '../../src/lib/columns/vector.ts';

/** Seconds since 1970 at which the clock of scripts stands when a test file begins. */
export const clock = new ManualClock(1_000_000_000_000);

/** What the console sink and `show` printed. */
export const printed: string[] = [];

/** The session of a test file: a clock that moves when told to, UTC, output kept in `printed`. */
export const session = new Session({ clock, output: { write: async text => void printed.push(text) } });
session.conf.set('spark.sql.session.timeZone', 'UTC');

type Cells = readonly unknown[];

/** A stream of rows that a script adds. */
export interface Input {
  readonly frame: DataFrame;
  add(rows: readonly Cells[]): void;
}

export function input(ddl: string): Input {
  const stream = session.memoryStream(ddl);
  const frame = stream.toDF();
  return { frame, add: rows => stream.add(rows.map(row => cellsIn(row, frame.schema))) };
}

/** A table of rows that are there already. */
export const table = (ddl: string, ...rows: readonly Cells[]): DataFrame => {
  const { schema } = session.createDataFrame([], ddl);
  return session.createDataFrame(
    rows.map(row => cellsIn(row, schema)),
    schema,
  );
};

const cellsIn = (row: Cells, schema: Schema): Cells =>
  row.map((cell, i) => (schema[i].type === 'timestamp' && typeof cell === 'number' ? microsOf(cell) : cell));

const microsOf = (seconds: number): bigint => BigInt(Math.round(seconds * 1e6));

/** The rows of a table, as scripts write them; by place, so that two columns may have one name. */
export async function rowsOf(frame: DataFrame): Promise<Cells[]> {
  const rows: Cells[] = [];
  for await (const batch of frame.batches()) {
    for (const row of batch.rows()) rows.push(frame.schema.map(({ type }, i) => cellOut(row[i], type)));
  }
  return rows;
}

function cellOut(value: Value, type: DataType): unknown {
  if (value === null) return null;
  if (type === 'timestamp') return Number(value) / 1e6;
  if (typeof type === 'string') return typeof value === 'bigint' ? Number(value) : value;
  if (type.kind === 'decimal') return decimalText(value as bigint, type.scale);
  if (type.kind === 'array') return (value as Value[]).map(element => cellOut(element, type.element));
  if (type.kind === 'struct') return type.fields.map((field, i) => cellOut((value as Value[])[i], field.type));
  return value;
}

interface Batch {
  readonly id: number;
  readonly rows: readonly Cells[];
}

/** A script that is being played. */
interface Run {
  /** Batches that ran and are not checked yet. */
  readonly unchecked: Batch[];
  /** Waits until the query has nothing left to do. */
  settle(): Promise<void>;
  /** The report of the batch that was checked last. */
  progress(): QueryProgress;
  checked: number;
}

type Action = (run: Run) => void | Promise<void>;

/** Adds rows to a stream, all at once: no batch takes a part of them. */
export const add =
  (to: Input, ...rows: readonly Cells[]): Action =>
  async run => {
    nothingUnchecked(run);
    to.add(rows);
  };

/** The next batch runs and gives these rows, in any order. */
export const batch = (...rows: readonly Cells[]): Action => check(rows, sorted);

/** The next batch runs and gives these rows in this order. */
export const inOrder = (...rows: readonly Cells[]): Action => check(rows, given => given);

const check =
  (rows: readonly Cells[], arrange: (rows: readonly Cells[]) => readonly Cells[]): Action =>
  async run => {
    await run.settle();
    const next = run.unchecked.shift();
    if (!next) throw new Error(`No batch ran; expected one with ${JSON.stringify(rows)}`);
    run.checked = next.id;
    expect(arrange(next.rows), `rows of batch ${next.id}`).toEqual(arrange(rows));
  };

const sorted = (rows: readonly Cells[]): readonly Cells[] =>
  rows
    .map(row => ({ row, text: JSON.stringify(row) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ row }) => row);

/** No batch is left to run. */
export const idle = (): Action => async run => {
  await run.settle();
  nothingUnchecked(run);
};

/** The watermark that the batch checked last had, in seconds since 1970. */
export const watermark =
  (seconds: number): Action =>
  run =>
    expect(Date.parse(run.progress().eventTime?.watermark ?? '') / 1000, 'watermark').toBe(seconds);

type StateCounts = Partial<Record<'total' | 'updated' | 'removed' | 'late', number>>;

/** What the batch checked last says of its stateful operators, from the sink back to the sources. */
export const state =
  (...operators: readonly StateCounts[]): Action =>
  run => {
    const counts = run.progress().stateOperators.map(operator => ({
      total: operator.numRowsTotal,
      updated: operator.numRowsUpdated,
      removed: operator.numRowsRemoved,
      late: operator.numRowsDroppedByWatermark,
    }));
    expect(counts, 'state').toMatchObject(operators);
  };

/** The query dies of the error of this condition. */
export const fails =
  (condition: string | null): Action =>
  async run =>
    expect(await thrownBy(() => run.settle())).toBe(condition);

/** The condition of the innermost error that has one. */
export async function thrownBy(act: () => unknown): Promise<string | null> {
  try {
    await act();
  } catch (thrown) {
    let found: XptoError | undefined;
    for (let error = thrown; error instanceof Error; error = error.cause) if (error instanceof XptoError) found = error;
    if (!found) throw thrown;
    return found.condition;
  }
  throw new Error('Nothing was thrown');
}

function nothingUnchecked({ unchecked }: Run): void {
  if (unchecked.length > 0) throw new Error(`Batches that nobody checked: ${JSON.stringify(unchecked)}`);
}

type Conf = Readonly<Partial<Record<Parameters<Session['conf']['set']>[0], string>>>;

/** Plays a script against a query of this frame. */
export async function play(
  frame: DataFrame,
  mode: 'append' | 'update' | 'complete',
  actions: readonly (Action | readonly Action[])[],
  conf: Conf = {},
): Promise<void> {
  const unchecked: Batch[] = [];
  const settings = Object.entries(conf) as [keyof Conf, string][];
  for (const [key, value] of settings) session.conf.set(key, value);
  const query = frame.writeStream
    .outputMode(mode)
    .foreachBatch(async (rows, id) => void unchecked.push({ id, rows: await rowsOf(rows) }))
    .start();
  for (const [key] of settings) session.conf.unset(key);
  const run: Run = {
    unchecked,
    settle: () => query.processAllAvailable(),
    progress: () => query.recentProgress.findLast(({ batchId }) => batchId === run.checked)!,
    checked: -1,
  };
  try {
    for (const action of actions.flat()) await action(run);
    if (query.isActive) await idle()(run);
  } finally {
    await query.stop();
  }
}
