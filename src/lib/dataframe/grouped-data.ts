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
import type { DataFrame } from './dataframe.ts';
import * as functions from './functions/index.ts';

/** Some aggregates, or a map that names a function for each column. */
export type Aggregates = readonly [Column, ...Column[]] | readonly [Readonly<Record<string, string>>];

/** What `groupBy` gives: to be aggregated. */
export class GroupedData {
  readonly #frame: DataFrame;
  readonly #keys: readonly Column[];
  readonly #then: (plan: PlanNode) => DataFrame;

  constructor(frame: DataFrame, keys: readonly Column[], then: (plan: PlanNode) => DataFrame) {
    this.#frame = frame;
    this.#keys = keys;
    this.#then = then;
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
    return this.#then(groupBy(plan, expressions(this.#keys), expressions(columns), session.settings()));
  }
}

const argumentsOf = (fn: string, column: string): Expression[] =>
  column === '*' && fn === 'count' ? [{ kind: 'literal', type: 'int', value: 1 }] : [name(column)];
