import { AnalysisError, UsageError } from '../base/errors.ts';
import { isNumeric } from '../columns/types.ts';
import { call, type Expression, name } from '../expressions/expression.ts';
import { findAttribute } from '../expressions/resolve.ts';
import { groupBy } from '../operators/aggregate/aggregate.ts';
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
