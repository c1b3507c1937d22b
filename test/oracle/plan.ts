import { type Column, type DataFrame, functions as F } from 'xpto';
import type { Expr, Literal, Op, TableName } from './case.ts';

/** Builds a recorded plan with the library's own API. */
export function applyPlan(frame: DataFrame, ops: readonly Op[], tables: ReadonlyMap<TableName, DataFrame>): DataFrame {
  return ops.reduce((current, op) => applyOp(current, op, tables), frame);
}

function applyOp(frame: DataFrame, op: Op, tables: ReadonlyMap<TableName, DataFrame>): DataFrame {
  switch (op.op) {
    case 'select':
      return frame.select(...op.exprs.map(toColumn));
    case 'withColumn':
      return frame.withColumn(op.name, toColumn(op.expr));
    case 'where':
      return frame.where(toColumn(op.cond));
    case 'withWatermark':
      return frame.withWatermark(op.column, op.delay);
    case 'groupBy':
      return frame.groupBy(...op.keys.map(toColumn)).agg(...(op.aggs.map(toColumn) as [Column, ...Column[]]));
    case 'distinct':
      return frame.distinct();
    case 'dropDuplicates':
      return frame.dropDuplicates(op.columns);
    case 'dropDuplicatesWithinWatermark':
      return frame.dropDuplicatesWithinWatermark(op.columns);
    case 'orderBy':
      return frame.orderBy(...op.by.map(({ expr, desc }) => (desc ? toColumn(expr).desc() : toColumn(expr).asc())));
    case 'limit':
      return frame.limit(op.n);
    case 'union':
    case 'join': {
      const other = applyPlan(tables.get(op.with)!, op.rightPlan ?? [], tables);
      const [left, right] = op.into ? [other, frame] : [frame, other];
      if (op.op === 'union') return left.union(right);
      const how = (op.how ?? 'inner') as Parameters<DataFrame['join']>[2];
      return left.join(right, op.on && toColumn(op.on), how);
    }
  }
}

function toColumn(expr: Expr): Column {
  const column = 'col' in expr ? F.col(expr.col) : 'lit' in expr ? literal(expr.lit) : callOf(expr);
  return expr.as === undefined ? column : column.alias(expr.as);
}

/** A whole number of a kind other than int is written out: a large one as a string, a double as an object. */
function literal(value: Literal): Column {
  return typeof value === 'object' && value !== null ? F.expr(`${value.double}D`) : F.lit(value);
}

type Call = Extract<Expr, { fn: string }>;
type Build = (args: readonly Column[], call: Call) => Column;

/** The n-th argument as a plain value. */
const plain = <T>(call: Call, place: number): T => (call.args![place] as { lit: T }).lit;
const chain = (columns: readonly Column[], join: (a: Column, b: Column) => Column): Column => columns.reduce(join);

const builders: Record<string, Build> = {
  add: ([a, b]) => a.plus(b),
  sub: ([a, b]) => a.minus(b),
  mul: ([a, b]) => a.multiply(b),
  div: ([a, b]) => a.divide(b),
  mod: ([a, b]) => a.mod(b),
  neg: ([a]) => a.negate(),
  eq: ([a, b]) => a.eq(b),
  ne: ([a, b]) => a.ne(b),
  lt: ([a, b]) => a.lt(b),
  le: ([a, b]) => a.le(b),
  gt: ([a, b]) => a.gt(b),
  ge: ([a, b]) => a.ge(b),
  eqns: ([a, b]) => a.eqNullSafe(b),
  and: args => chain(args, (a, b) => a.and(b)),
  or: args => chain(args, (a, b) => a.or(b)),
  not: ([a]) => a.not(),
  isnull: ([a]) => a.isNull(),
  isnotnull: ([a]) => a.isNotNull(),
  when: caseWhen,
  split: ([a], call) => F.split(a, plain(call, 1), call.args?.[2] ? plain(call, 2) : undefined),
  substring: ([a], call) => F.substring(a, plain(call, 1), plain(call, 2)),
  regexp_extract: ([a], call) => F.regexp_extract(a, plain(call, 1), plain(call, 2)),
  regexp_replace: ([a], call) => F.regexp_replace(a, plain<string>(call, 1), plain<string>(call, 2)),
  rlike: ([a], call) => a.rlike(plain(call, 1)),
  like: ([a], call) => a.like(plain(call, 1)),
  startswith: ([a, b]) => a.startswith(b),
  contains: ([a, b]) => a.contains(b),
  sort_array: ([a]) => F.sort_array(a),
  element_at: ([a], call) => F.element_at(a, plain<number>(call, 1)),
  cast: ([a], { to }) => a.cast(to!),
  try_cast: ([a], { to }) => a.try_cast(to!),
  interval: (_, call) => F.expr(`INTERVAL ${plain<string>(call, 0)}`),
  window: ([a], { size, slide, start }) => F.window(a, size!, slide, start),
  session_window: ([a], { gap }) => F.session_window(a, gap!),
  count: ([a]) => F.count(a ?? '*'),
  count_distinct: args => F.count_distinct(...args),
  to_timestamp: ([a], call) => F.to_timestamp(a, call.args?.[1] && plain(call, 1)),
  to_date: ([a], call) => F.to_date(a, call.args?.[1] && plain(call, 1)),
  date_trunc: ([, a], call) => F.date_trunc(plain(call, 0), a),
  date_format: ([a], call) => F.date_format(a, plain(call, 1)),
};

function callOf(call: Call): Column {
  const args = (call.args ?? []).map(toColumn);
  const builder = builders[call.fn];
  if (builder) return builder(args, call);
  // The others have the library's name, and columns as arguments.
  const direct = (F as unknown as Record<string, ((...columns: readonly Column[]) => Column) | undefined>)[call.fn];
  if (!direct) throw new TypeError(`The recordings know no function ${call.fn}.`);
  return direct(...args);
}

function caseWhen(args: readonly Column[]): Column {
  const pairs = Math.floor(args.length / 2);
  let column = F.when(args[0], args[1]);
  for (let i = 1; i < pairs; i++) column = column.when(args[2 * i], args[2 * i + 1]);
  return args.length % 2 === 1 ? column.otherwise(args[args.length - 1]) : column;
}
