import { optimize } from '../analysis/optimize/optimize.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import { type Row, rowsOf, type TimestampForm } from '../columns/rows.ts';
import { zone } from '../columns/time/zone.ts';
import { type DataType, isNumeric, type Schema, typeName } from '../columns/types.ts';
import { cellText } from '../columns/value-text.ts';
import { runBatchQuery } from '../engine/batch-query.ts';
import { call, type Expression, name } from '../expressions/expression.ts';
import { findAttribute, requireAttribute } from '../expressions/resolve.ts';
import { parseExpression } from '../expressions/sql/parser.ts';
import type { Attribute } from '../expressions/typed.ts';
import { showTable } from '../formats/show.ts';
import { aliasOf } from '../operators/alias.ts';
import { deduplicateOf } from '../operators/deduplicate.ts';
import { where } from '../operators/filter.ts';
import { joinOn, joinUsing, parseJoinType } from '../operators/join/join.ts';
import { limitOf } from '../operators/limit.ts';
import { select, withColumn } from '../operators/select.ts';
import { orderBy } from '../operators/sort.ts';
import { unionOf } from '../operators/union.ts';
import { withWatermark } from '../operators/watermark.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';
import { explainNode, explainTree } from '../render/explain.ts';
import { schemaTree } from '../render/schema-tree.ts';
import { Column, type ColumnOrName, lit, toColumn } from './column.ts';
import { type Aggregates, GroupedData } from './grouped-data.ts';
import type { Session } from './session.ts';
import { DataStreamWriter } from './stream-writer.ts';

/** Join types, as PySpark spells them. */
export type JoinHow =
  | 'inner'
  | 'cross'
  | 'outer'
  | 'full'
  | 'fullouter'
  | 'full_outer'
  | 'left'
  | 'leftouter'
  | 'left_outer'
  | 'right'
  | 'rightouter'
  | 'right_outer'
  | 'semi'
  | 'leftsemi'
  | 'left_semi'
  | 'anti'
  | 'leftanti'
  | 'left_anti';

/** Which of the columns of `orderBy` ascend: all or none, or one answer for each. */
export interface SortOptions {
  readonly ascending: boolean | readonly boolean[];
}

const isSortOptions = (given: ColumnOrName | readonly ColumnOrName[] | SortOptions): given is SortOptions =>
  typeof given === 'object' && given !== null && 'ascending' in given && !(given instanceof Column);

/** A name in place of a list of names is a mistake that would pass for a list of letters. */
function requireNames(columns: unknown): void {
  if (columns === undefined || Array.isArray(columns)) return;
  throw new UsageError('NOT_EXPECTED_TYPE', { name: 'columns', expected: 'an array of names', given: typeof columns });
}

/** A condition: a column, or SQL text. */
export type Condition = Column | string;

/**
 * Rows with named columns, as PySpark's DataFrame: of a table, or of a stream that is still to come. A frame is a
 * plan; nothing is read before an action (`collect`, `show`, `writeStream…start`). Every step is checked when it is
 * written.
 */
export class DataFrame {
  readonly session: Session;
  /** The plan so far, for those who look inside. */
  readonly plan: PlanNode;

  constructor(session: Session, plan: PlanNode) {
    this.session = session;
    this.plan = plan;
  }

  get schema(): Schema {
    return this.plan.output.map(({ name, type, nullable }) => ({ name, type, nullable }));
  }

  get columns(): string[] {
    return this.plan.output.map(column => column.name);
  }

  /** Names and types, as `['n', 'bigint']`. */
  get dtypes(): [name: string, type: string][] {
    return this.plan.output.map(column => [column.name, typeName(column.type)]);
  }

  /** True when some of its rows come from a stream. */
  get isStreaming(): boolean {
    return isStreaming(this.plan);
  }

  /** This frame's column of that name, also where another frame has one. */
  col(columnName: string): Column {
    return new Column({ kind: 'name', parts: [columnName], attributeId: this.#attribute(columnName).id });
  }

  /**
   * Columns, or expressions over columns; `*` is all of them.
   *
   * @throws AnalysisError `UNRESOLVED_COLUMN.WITH_SUGGESTION`, or what is wrong with an expression: so does every method
   *   that takes columns
   */
  select(...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame {
    return this.#select((columns.flat() as ColumnOrName[]).map(column => toColumn(column).expression));
  }

  /** `select` of SQL expressions: `selectExpr("palavra", "length(palavra) AS tamanho")`. */
  selectExpr(...expressions: readonly string[]): DataFrame {
    return this.#select(expressions.map(parseExpression));
  }

  /** All columns, the one of that name replaced, or a new one behind them. */
  withColumn(columnName: string, column: Column): DataFrame {
    return this.#then(withColumn(this.plan, columnName, column.expression, this.#settings()));
  }

  /** Adds or replaces several columns; those that replace see the columns as they were before. */
  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    const names = new Set(this.columns.map(column => column.toLowerCase()));
    const given = Object.entries(columns);
    const added = given
      .filter(([key]) => !names.has(key.toLowerCase()))
      .reduce<DataFrame>((frame, [key, column]) => frame.withColumn(key, column), this);
    const replaced = new Map(given.map(([key, column]) => [key.toLowerCase(), { key, column }]));
    return added.#select(
      added.plan.output.map((attribute): Expression => {
        const isNew = !this.plan.output.some(({ id }) => id === attribute.id);
        const found = isNew ? undefined : replaced.get(attribute.name.toLowerCase());
        return found ? { kind: 'alias', child: found.column.expression, names: [found.key] } : referenceTo(attribute);
      }),
    );
  }

  /** Nothing happens when there is no column of that name. */
  withColumnRenamed(existing: string, replacement: string): DataFrame {
    return this.withColumnsRenamed({ [existing]: replacement });
  }

  /** New names by old ones; names that there are not are passed over. */
  withColumnsRenamed(replacements: Readonly<Record<string, string>>): DataFrame {
    const names = new Map(Object.entries(replacements).map(([key, value]) => [key.toLowerCase(), value]));
    return this.#select(
      this.plan.output.map((attribute): Expression => {
        const replacement = names.get(attribute.name.toLowerCase());
        const column = referenceTo(attribute);
        return replacement === undefined ? column : { kind: 'alias', child: column, names: [replacement] };
      }),
    );
  }

  /** The same columns with other names, one for each. */
  toDF(...names: readonly string[]): DataFrame {
    const { output } = this.plan;
    if (names.length !== output.length) {
      throw new AnalysisError('ASSIGNMENT_ARITY_MISMATCH', { given: names.length, expected: output.length });
    }
    return this.#select(
      output.map((attribute, i): Expression => ({ kind: 'alias', child: referenceTo(attribute), names: [names[i]] })),
    );
  }

  /** Names that there are not are passed over. */
  drop(...columns: readonly ColumnOrName[]): DataFrame {
    const dropped = new Set(
      columns.map(column => {
        if (typeof column === 'string') return findAttribute(column, this.plan.output)?.id;
        const { expression } = column;
        if (expression.kind !== 'name') throw new UsageError('NOT_A_COLUMN_NAME', { method: 'drop' });
        return expression.attributeId ?? findAttribute(expression.parts.join('.'), this.plan.output)?.id;
      }),
    );
    return this.#select(this.plan.output.filter(({ id }) => !dropped.has(id)).map(referenceTo));
  }

  /** The rows for which a condition is true. */
  where(condition: Condition): DataFrame {
    return this.#then(where(this.plan, conditionOf(condition), this.#settings()));
  }
  filter = this.where;

  /**
   * Without the rows that lack values: null, or NaN in columns of doubles.
   *
   * @param how `any`: rows that lack one of them; `all`: rows that lack all
   * @param thresh rows with fewer values than this are dropped, whatever `how` says
   * @param subset names of the columns that count; without it all
   */
  dropna(how: 'any' | 'all' = 'any', thresh?: number, subset: readonly string[] = this.columns): DataFrame {
    requireNames(subset);
    if (how !== 'any' && how !== 'all') throw new UsageError('VALUE_NOT_ALLOWED', { name: 'how', allowed: 'any, all' });
    const least = thresh ?? (how === 'any' ? subset.length : 1);
    const present = subset.map(column => {
      const value = this.col(column);
      const isThere = isFloating(this.#attribute(column).type)
        ? value.isNotNull().and(value.isNaN().not())
        : value.isNotNull();
      return isThere.cast('int');
    });
    return present.length === 0 ? this : this.where(present.reduce((sum, one) => sum.plus(one)).ge(least));
  }

  /**
   * A value in place of null, and of NaN in columns of doubles, in the columns of the value's kind: numbers, texts or
   * booleans. A map gives a value for each column.
   */
  fillna(
    value: number | string | boolean | Readonly<Record<string, number | string | boolean>>,
    subset: readonly string[] = this.columns,
  ): DataFrame {
    requireNames(subset);
    const given =
      typeof value === 'object'
        ? Object.entries(value)
        : subset.filter(column => takes(this.#attribute(column).type, value)).map(column => [column, value] as const);
    const byId = new Map(given.map(([column, filling]) => [this.#attribute(column).id, filling]));
    return this.#select(
      this.plan.output.map((attribute): Expression => {
        const column = referenceTo(attribute);
        const filling = byId.get(attribute.id);
        if (filling === undefined) return column;
        const held = isFloating(attribute.type) ? call('nanvl', column, lit(null).expression) : column;
        const filled = call('coalesce', held, lit(filling).cast(attribute.type).expression);
        return { kind: 'alias', child: filled, names: [attribute.name] };
      }),
    );
  }

  groupBy(...keys: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData {
    const columns = (keys.flat() as ColumnOrName[]).map(toColumn);
    return new GroupedData(this, columns, plan => this.#then(plan));
  }
  groupby = this.groupBy;

  /** Aggregates over all rows. A map names a function for each column. */
  agg(...aggregates: Aggregates): DataFrame {
    return this.groupBy().agg(...aggregates);
  }

  /** Rows that are equal in all columns come once. */
  distinct(): DataFrame {
    return this.#then(deduplicateOf(this.plan, undefined));
  }

  /** Of rows that are equal in these columns (in all, without any) the first. */
  dropDuplicates(columns?: readonly string[]): DataFrame {
    requireNames(columns);
    return this.#then(deduplicateOf(this.plan, columns));
  }
  drop_duplicates = this.dropDuplicates;

  /** As `dropDuplicates`, a key being forgotten once the watermark is the delay past its first row. Streams only. */
  dropDuplicatesWithinWatermark(columns?: readonly string[]): DataFrame {
    requireNames(columns);
    if (!this.isStreaming) throw new AnalysisError('WITHIN_WATERMARK_ON_BATCH');
    return this.#then(deduplicateOf(this.plan, columns, true));
  }

  /**
   * Says that rows may be late by so much: state older than that is let go.
   *
   * @param eventTime the name of a timestamp column
   * @param delayThreshold as `10 minutes`
   */
  withWatermark(eventTime: string, delayThreshold: string): DataFrame {
    return this.#then(withWatermark(this.plan, eventTime, delayThreshold, this.#settings()));
  }

  /** @param on a condition, or names of columns that both sides have, which then come once */
  join(other: DataFrame, on?: Condition | readonly string[] | readonly Column[], how: JoinHow = 'inner'): DataFrame {
    const type = parseJoinType(how);
    const settings = this.#settings();
    if (on === undefined) return this.#then(joinOn(this.plan, other.plan, undefined, type, settings));
    const parts: readonly (string | Column)[] = typeof on === 'string' || on instanceof Column ? [on] : on;
    const names = parts.filter(part => typeof part === 'string');
    if (names.length === parts.length) return this.#then(joinUsing(this.plan, other.plan, names, type, settings));
    const condition = (parts as readonly Column[]).reduce((all, part) => all.and(part));
    return this.#then(joinOn(this.plan, other.plan, condition.expression, type, settings));
  }

  /** Every row of one side beside every row of the other. */
  crossJoin(other: DataFrame): DataFrame {
    return this.#then(joinOn(this.plan, other.plan, undefined, 'cross', this.#settings()));
  }

  /** The rows of both, column by column in their order. */
  union(other: DataFrame): DataFrame {
    return this.#then(unionOf(this.plan, other.plan, this.#settings()));
  }
  unionAll = this.union;

  /** The rows of both, column by column by their names. */
  unionByName(other: DataFrame, { allowMissingColumns = false } = {}): DataFrame {
    const missing = (columns: readonly string[], of: DataFrame) =>
      columns.filter(column => !findAttribute(column, of.plan.output));
    const extra = allowMissingColumns ? missing(other.columns, this) : [];
    const left = extra.reduce<DataFrame>((frame, column) => frame.withColumn(column, lit(null)), this);
    const lacking = allowMissingColumns ? missing(left.columns, other) : [];
    const right = lacking.reduce<DataFrame>((frame, column) => frame.withColumn(column, lit(null)), other);
    return left.union(right.#select(left.columns.map(column => referenceTo(right.#attribute(column)))));
  }

  /** By columns, then perhaps `{ ascending: false }`, or one such answer for each of them. */
  orderBy(...columns: readonly (ColumnOrName | readonly ColumnOrName[] | SortOptions)[]): DataFrame {
    const options = columns.filter(isSortOptions);
    const given = columns.filter(column => !isSortOptions(column)).flat() as ColumnOrName[];
    if (given.length === 0) throw new UsageError('CANNOT_BE_EMPTY', { name: 'orderBy' });
    const ascending = options[0]?.ascending ?? [];
    const keys = given.map((column, i) => {
      const key = toColumn(column);
      const isAscending = typeof ascending === 'boolean' ? ascending : (ascending[i] ?? true);
      return (isAscending ? key : key.desc()).expression;
    });
    return this.#then(orderBy(this.plan, keys, this.#settings()));
  }
  sort = this.orderBy;

  /** The first rows; on a stream in append mode the first of its whole life. @throws AnalysisError for a negative count */
  limit(count: number): DataFrame {
    return this.#then(limitOf(this.plan, count));
  }

  /** Lets columns be asked for as `t.k`. */
  alias(frameName: string): DataFrame {
    return this.#then(aliasOf(this.plan, frameName));
  }

  /** Calls a function with the frame: for steps with names of their own. */
  transform(step: (frame: DataFrame) => DataFrame): DataFrame {
    return step(this);
  }

  /** All rows, of a frame without a stream. Timestamps are Dates unless `timestamps: 'micros'` asks for microseconds as bigint. */
  async collect({ timestamps = 'date' }: { timestamps?: TimestampForm } = {}): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const batch of this.batches('collect')) rows.push(...rowsOf(batch, this.schema, timestamps));
    return rows;
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    let count = 0;
    for await (const batch of this.batches('count')) count += batch.length;
    return count;
  }

  /** The rows one after the other, as they are computed. */
  async *toLocalIterator(): AsyncGenerator<Row> {
    for await (const batch of this.batches('toLocalIterator')) yield* rowsOf(batch, this.schema);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.limit(1).count()) === 0;
  }

  /** The first rows. */
  async take(count: number): Promise<Row[]> {
    return this.limit(count).collect();
  }

  /** The last rows. */
  async tail(count: number): Promise<Row[]> {
    const rows = await this.collect();
    return count <= 0 ? [] : rows.slice(-count);
  }

  /** The first row, or null; with a number so many of the first. */
  head(): Promise<Row | null>;
  head(count: number): Promise<Row[]>;
  head(count?: number): Promise<Row[] | Row | null> {
    return count === undefined ? this.first() : this.take(count);
  }

  /** The first row, or null. */
  async first(): Promise<Row | null> {
    return (await this.take(1))[0] ?? null;
  }

  /**
   * Prints the first rows as a table.
   *
   * @param truncate cuts cells at 20 characters, or at so many; false cuts none
   */
  async show(numRows = 20, truncate: boolean | number = true, vertical = false): Promise<void> {
    const width = truncate === true ? 20 : truncate === false ? 0 : truncate;
    const local = zone(this.session.settings().timeZone);
    const cells: string[][] = [];
    for await (const batch of this.limit(numRows + 1).batches('show')) {
      for (const row of batch.rows()) cells.push(this.schema.map(({ type }, i) => cellText(type, row[i], local)));
    }
    const moreRows = cells.length > numRows;
    const options = { truncate: width, vertical, moreRows };
    await this.session.output.write(showTable(this.columns, cells.slice(0, numRows), options));
  }

  /** Prints the schema as a tree. */
  async printSchema(): Promise<void> {
    await this.session.output.write(schemaTree(this.schema));
  }

  /** Prints the plan. */
  async explain(): Promise<void> {
    await this.session.output.write(explainTree(explainNode(this.plan, undefined, 'en')));
  }

  /** Makes the frame a table of that name, for `session.table`. */
  createOrReplaceTempView(tableName: string): void {
    this.session.registerView(tableName, this.plan);
  }

  /** Runs the frame as a streaming query. @throws AnalysisError `STREAMING_ACTION_ON_BATCH` without a stream */
  get writeStream(): DataStreamWriter {
    if (!this.isStreaming) throw new AnalysisError('STREAMING_ACTION_ON_BATCH');
    return new DataStreamWriter(this);
  }

  /** The rows in columns, as the engine has them: for sinks and checks. */
  batches(action = 'collect'): AsyncIterable<Batch> {
    if (this.isStreaming) throw new AnalysisError('BATCH_ACTION_ON_STREAM', { action });
    const settings = this.#settings();
    return runBatchQuery(optimize(this.plan, settings), settings, this.session.clock.nowMs());
  }

  #settings = () => this.session.settings();

  #then = (plan: PlanNode): DataFrame => new DataFrame(this.session, plan);

  #select = (expressions: readonly Expression[]): DataFrame =>
    this.#then(select(this.plan, expressions, this.#settings()));

  #attribute = (columnName: string): Attribute => requireAttribute(columnName, this.plan.output);
}

const isFloating = (type: DataType): boolean => type === 'double' || type === 'float';

/** Is the value of the kind of the column? */
const takes = (type: DataType, value: number | string | boolean): boolean =>
  typeof value === 'number' ? isNumeric(type) : type === typeof value;

const referenceTo = (attribute: Attribute): Expression => ({ ...name(attribute.name), attributeId: attribute.id });

const conditionOf = (condition: Condition): Expression =>
  typeof condition === 'string' ? parseExpression(condition) : condition.expression;
