/**
 * Windows by count, of which Spark has none: a function of groups keeps the last rows of each key and gives them again
 * whenever a window ends. A window is given whole, in one batch, so that what comes behind need not keep it.
 *
 * @see Flink KeyedStream.countWindow
 */
import { AnalysisError, UsageError } from '../base/errors.ts';
import type { Row } from '../columns/rows.ts';
import { type Field, type StructType, structType } from '../columns/types.ts';
import { name as columnName, type Expression } from '../expressions/expression.ts';
import { type Attribute, newAttribute, type Settings } from '../expressions/typed.ts';
import { flatMapGroupsWithStateOf } from '../operators/flat-map-groups-with-state/flat-map-groups-with-state.ts';
import type { GroupState } from '../operators/flat-map-groups-with-state/group-state.ts';
import type { PlanNode } from '../plan/node.ts';

/** The numbers of the first and the last row of a window among those of its key, counted from 1. */
const countWindowType: StructType = structType([
  { name: 'first', type: 'bigint', nullable: false },
  { name: 'last', type: 'bigint', nullable: false },
]);

/** What is kept of a key: how many rows it has had, and those of them that a window to come will hold. */
interface Seen {
  readonly seen: bigint;
  readonly rows: readonly Row[];
}

export type WindowFunction = (key: Row, rows: Iterable<Row>, state: GroupState<Seen>) => Iterable<Row>;

/** After each `slide` rows of a key, its last `size` rows; fewer while it has not had so many. */
export const slidingWindows = (size: number, slide: number): WindowFunction =>
  function* (_key, rows, state) {
    let { seen, rows: before } = state.getOption ?? { seen: 0n, rows: [] };
    const last = [...before];
    for (const row of rows) {
      last.push(row);
      if (last.length > size) last.shift();
      seen++;
      if (seen % BigInt(slide) === 0n) yield* windowOf(last, seen);
    }
    const untilNext = slide - Number(seen % BigInt(slide));
    state.update({ seen, rows: lastOf(last, size - untilNext) });
  };

/** Once in each batch that has rows of a key, its last `size` rows. */
export const lastRows = (size: number): WindowFunction =>
  function* (_key, rows, state) {
    let { seen, rows: before } = state.getOption ?? { seen: 0n, rows: [] };
    const last = [...before];
    for (const row of rows) {
      last.push(row);
      if (last.length > size) last.shift();
      seen++;
    }
    yield* windowOf(last, seen);
    state.update({ seen, rows: lastOf(last, size - 1) });
  };

const lastOf = (rows: readonly Row[], count: number): readonly Row[] => (count > 0 ? rows.slice(-count) : []);

function* windowOf(rows: readonly Row[], seen: bigint): Generator<Row> {
  const window = { first: seen - BigInt(rows.length) + 1n, last: seen };
  for (const row of rows) yield { ...row, window };
}

/**
 * The rows of a plan once for each window that holds them, and their window as one more column, `window`.
 *
 * @param windows gives them; rows of windows that replace older ones are an update
 */
export function rowsInWindows(
  plan: PlanNode,
  keys: readonly Expression[],
  windows: WindowFunction,
  outputMode: 'append' | 'update',
  settings: Settings,
): { plan: PlanNode; window: Attribute } {
  if (plan.output.some(({ name }) => name === 'window'))
    throw new AnalysisError('COLUMN_ALREADY_EXISTS', { name: 'window' });
  const fields = plan.output.map(({ name, type }): Field => ({ name, type }));
  const window = newAttribute({ name: 'window', type: countWindowType, nullable: false });
  const state = structType([
    { name: 'seen', type: 'bigint' },
    { name: 'rows', type: { kind: 'array', element: structType(fields), containsNull: false } },
  ]);
  const node = flatMapGroupsWithStateOf(
    plan,
    keys,
    windows as Parameters<typeof flatMapGroupsWithStateOf>[2],
    outputMode,
    { output: [...fields, window], state: state.fields, timestamps: 'micros' },
    settings,
  );
  // The columns are the same, other than that rows come again later, so that no watermark holds for them.
  const columns = plan.output.map(
    ({ watermarkDelayMs: _mark, session: _session, ...column }): Attribute => ({ ...column, nullable: true }),
  );
  return { plan: { ...node, output: [...columns, window] } as PlanNode, window };
}

/** @throws UsageError unless it is a number of rows, at least 1 */
export function requireRowCount(name: string, count: unknown): void {
  if (!Number.isSafeInteger(count) || (count as number) < 1) throw new UsageError('NOT_A_ROW_COUNT', { name, count });
}

/** A reference to a column by its identity. */
export const columnOf = (attribute: Attribute): Expression => ({
  ...columnName(attribute.name),
  attributeId: attribute.id,
});
