import { AnalysisError, UsageError } from '../base/errors.ts';
import type { RowInput } from '../columns/from-user.ts';
import type { Row } from '../columns/rows.ts';
import { isNumeric } from '../columns/types.ts';
import { call, type Expression, name } from '../expressions/expression.ts';
import { findAttribute } from '../expressions/resolve.ts';
import { groupBy } from '../operators/aggregate/aggregate.ts';
import {
  flatMapGroupsWithStateOf,
  type GroupFunction,
  type GroupFunctionOptions,
} from '../operators/flat-map-groups-with-state/flat-map-groups-with-state.ts';
import type { GroupState } from '../operators/flat-map-groups-with-state/group-state.ts';
import type { PlanNode } from '../plan/node.ts';
import { Column, type ColumnOrName } from './column.ts';
import {
  columnOf,
  lastRows,
  requireRowCount,
  rowsInWindows,
  slidingWindows,
  type WindowFunction,
} from './count-windows.ts';
import type { DataFrame } from './dataframe.ts';
import * as functions from './functions/index.ts';

/** Some aggregates, or a map that names a function for each column. */
export type Aggregates = readonly [Column, ...Column[]] | readonly [Readonly<Record<string, string>>];

/** What `groupBy` gives: to be aggregated. */
export class GroupedData {
  readonly #frame: DataFrame;
  readonly #keys: readonly Column[];
  readonly #then: (plan: PlanNode) => DataFrame;
  /** No group has rows in two batches. */
  readonly #whole: boolean;

  constructor(frame: DataFrame, keys: readonly Column[], then: (plan: PlanNode) => DataFrame, whole = false) {
    this.#frame = frame;
    this.#keys = keys;
    this.#then = then;
    this.#whole = whole;
  }

  /** One row for each group: the keys, then these aggregates. A map names a function for each column. */
  agg(...aggregates: Aggregates): DataFrame {
    const [first] = aggregates;
    if (first === undefined) throw new UsageError('CANNOT_BE_EMPTY', { name: 'agg' });
    const columns =
      first instanceof Column
        ? (aggregates as readonly Column[])
        : Object.entries(first).map(([column, fn]) => new Column(call(fn, ...argumentsOf(fn, column))));
    return this.#aggregate(columns);
  }

  /** The number of rows of each group, as `count`. */
  count(): DataFrame {
    return this.#aggregate([functions.count('*').alias('count')]);
  }

  sum = (...columns: readonly string[]): DataFrame => this.#ofNumbers(functions.sum, columns);
  avg = (...columns: readonly string[]): DataFrame => this.#ofNumbers(functions.avg, columns);
  mean = this.avg;
  min = (...columns: readonly string[]): DataFrame => this.#ofNumbers(functions.min, columns);
  max = (...columns: readonly string[]): DataFrame => this.#ofNumbers(functions.max, columns);

  /**
   * Calls a function once for each key that has rows in a batch, and once for each key whose timeout is up; it gives
   * one row for each call. A query of it runs in update mode. Of a frame without a stream, every key is called once.
   *
   *     events.groupBy('user').mapGroupsWithState(
   *       { output: 'user string, total bigint', state: 'total bigint' },
   *       ({ user }, rows, state) => {
   *         let total = state.getOption?.total ?? 0n;
   *         for (const { n } of rows) total += n;
   *         state.update({ total });
   *         return { user, total };
   *       },
   *     );
   *
   * @param call what it is called with is good during the call only; it gives its row at once, not a promise
   * @see Spark KeyValueGroupedDataset.mapGroupsWithState
   */
  mapGroupsWithState<S extends object = Row, K extends object = Row, V extends object = Row>(
    options: GroupFunctionOptions,
    call: (key: K, rows: Iterable<V>, state: GroupState<S>) => RowInput,
  ): DataFrame {
    return this.#withState(call as GroupFunction, 'map', options);
  }

  /**
   * As `mapGroupsWithState`, with any number of rows for each call: an array, or what a generator function yields.
   *
   * @param options `outputMode` says what its rows are: `append`, final, or `update`, new versions of older ones; the
   *   query runs in that mode
   * @see Spark KeyValueGroupedDataset.flatMapGroupsWithState
   */
  flatMapGroupsWithState<S extends object = Row, K extends object = Row, V extends object = Row>(
    { outputMode, ...options }: GroupFunctionOptions & { readonly outputMode: 'append' | 'update' },
    call: (key: K, rows: Iterable<V>, state: GroupState<S>) => Iterable<RowInput>,
  ): DataFrame {
    return this.#withState(call as GroupFunction, outputMode, options);
  }

  /**
   * Windows by count: after each `slide` rows of a key its last `size` rows, or fewer while it has not had so many. With
   * one number the windows tumble: each row is in one of them. Rows count in the order in which they come. The windows
   * are to be aggregated, each with the numbers of its `first` and `last` row as `window`; a query of them runs in append
   * mode. Of each key the last rows are kept for ever. Spark has no such windows.
   *
   *     readings.groupBy('sensor').countWindow(3, 1).agg(F.avg('celsius').alias('mean'))
   *
   * @throws UsageError `NOT_A_ROW_COUNT` unless both are at least 1
   * @see Flink KeyedStream.countWindow
   */
  countWindow(size: number, slide = size): GroupedData {
    requireRowCount('size', size);
    requireRowCount('slide', slide);
    return this.#windowed(slidingWindows(size, slide), 'append');
  }

  /**
   * The last so many rows of each key that has rows in a batch, to be aggregated: one group for each such key and batch,
   * in place of the one before, so that a query of it runs in update mode. Otherwise as `countWindow`.
   */
  lastRows(count: number): GroupedData {
    requireRowCount('count', count);
    return this.#windowed(lastRows(count), 'update');
  }

  #windowed(windows: WindowFunction, outputMode: 'append' | 'update'): GroupedData {
    // Keys that are computed become columns, so that rows that are kept need not be computed again.
    const computed = this.#keys.filter(({ expression }) => expression.kind !== 'name');
    const frame = computed.length > 0 ? this.#frame.select('*', ...computed) : this.#frame;
    const added = frame.plan.output.slice(frame.plan.output.length - computed.length);
    const keys = this.#keys.map(key =>
      computed.includes(key) ? columnOf(added[computed.indexOf(key)]) : key.expression,
    );
    const { plan, window } = rowsInWindows(frame.plan, keys, windows, outputMode, frame.session.settings());
    const columns = [...keys, columnOf(window)].map(expression => new Column(expression));
    return new GroupedData(this.#then(plan), columns, this.#then, true);
  }

  #withState(call: GroupFunction, kind: 'map' | 'append' | 'update', options: GroupFunctionOptions): DataFrame {
    const { plan, session } = this.#frame;
    const keys = this.#keys.map(({ expression }) => expression);
    return this.#then(flatMapGroupsWithStateOf(plan, keys, call, kind, options, session.settings()));
  }

  /** Of the columns named, or of all that are numbers. */
  #ofNumbers(aggregate: (column: ColumnOrName) => Column, columns: readonly string[]): DataFrame {
    const { output } = this.#frame.plan;
    for (const column of columns) {
      const found = findAttribute(column, output);
      if (found && !isNumeric(found.type)) throw new AnalysisError('NOT_A_NUMERIC_COLUMN', { column });
    }
    const numeric = output.filter(({ type }) => isNumeric(type)).map(field => field.name);
    return this.#aggregate((columns.length > 0 ? columns : numeric).map(column => aggregate(column)));
  }

  #aggregate(columns: readonly Column[]): DataFrame {
    const { plan, session } = this.#frame;
    const expressions = (list: readonly Column[]) => list.map(({ expression }) => expression);
    return this.#then(groupBy(plan, expressions(this.#keys), expressions(columns), session.settings(), this.#whole));
  }
}

const argumentsOf = (fn: string, column: string): Expression[] =>
  column === '*' && fn === 'count' ? [{ kind: 'literal', type: 'int', value: 1 }] : [name(column)];
