import type { Batch } from '../columns/batch.ts';
import { type DataType, type Field, type Schema, type StructType, typeName } from '../columns/types.ts';
import { literalSql } from '../columns/value-text.ts';
import type { Value, Vector } from '../columns/vector.ts';

/** What an expression must know of the session that made it. */
export interface Settings {
  /** ANSI mode: overflow, bad casts and division by zero are errors (true), or give null or wrap (false). */
  readonly ansi: boolean;
  /** IANA name of the session's time zone. */
  readonly timeZone: string;
}

/** What is the same for every row of a micro-batch. */
export interface EvaluationContext {
  /** The value of `current_timestamp()`: milliseconds since 1970 UTC. */
  readonly batchTimestampMs: number;
  readonly batchId: number;
}

/** A column of a plan node. Its id stays the same from where it is made to the sink, whatever it is renamed to. */
export interface Attribute {
  readonly kind: 'attribute';
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  /** The alias of the frame (`df.alias("t")`) that it can be asked for by. */
  readonly qualifier?: string;
  /** Set when it carries event time: the delay given to `withWatermark`, in milliseconds. */
  readonly watermarkDelayMs?: number;
  /** Set on the result of `session_window`. */
  readonly session?: true;
  /** Set on the parameter of a lambda, whose name Spark does not show. */
  readonly ofLambda?: true;
}

export interface Literal {
  readonly kind: 'literal';
  readonly type: DataType;
  readonly value: Value;
  readonly nullable: boolean;
  /** How it shows, where that depends on the session's time zone. */
  readonly shown?: string;
}

/** Makes the result column from the columns of the arguments. */
export type Evaluate = (args: readonly Vector[], length: number, context: EvaluationContext) => Vector;
/** As `Evaluate`, where not every argument is worked out for every row: `when`, `coalesce`, `and`. */
export type EvaluateLazily = (args: readonly Kernel[], batch: Batch, context: EvaluationContext) => Vector;
/** A typed expression bound to the columns of its input. */
export type Kernel = (batch: Batch, context: EvaluationContext) => Vector;

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  readonly nullable: boolean;
  /** Whether it can be null, from its arguments; where that does not depend on them, left out. */
  readonly nullableOver?: (args: readonly TypedExpression[]) => boolean;
  /** True when some value can make it fail, so that it must not see rows that it was guarded from. */
  readonly canFail: boolean;
  /** False for `rand()`: such an expression is not moved, merged or repeated. */
  readonly deterministic: boolean;
  /** Its default column name, from those of its arguments. */
  readonly sql: (args: readonly string[]) => string;
  readonly evaluate: Evaluate | undefined;
  readonly evaluateLazily: EvaluateLazily | undefined;
}

/** An aggregate in the making: `update` with rows, `merge` with what other accumulators kept, then the result. */
export interface Accumulator {
  /** Adds rows to their groups; group numbers are below `groupCount`. */
  update(groups: Int32Array, groupCount: number, args: readonly Vector[], length: number): void;
  /** Adds kept buffers to their groups. */
  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void;
  /** What is to be kept of every group; types as `AggregateCall.bufferTypes`. */
  buffers(groupCount: number): Vector[];
  /** The answer of every group. */
  results(groupCount: number): Vector;
}

export interface AggregateCall {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  readonly distinct: boolean;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly bufferTypes: readonly DataType[];
  /** What tells it from another call of the same function with the same arguments, such as a fraction. */
  readonly variant?: string;
  /** True when the last argument is the condition of `FILTER (WHERE …)`. */
  readonly filtered?: true;
  readonly sql: (args: readonly string[]) => string;
  readonly accumulator: () => Accumulator;
}

/** Several rows from one: `explode` and its kin. Stands alone at the top of a select. */
export interface GeneratorCall {
  readonly kind: 'generator';
  readonly name: string;
  readonly args: readonly TypedExpression[];
  /** `explode_outer`: an empty or null array gives one row of nulls. */
  readonly outer: boolean;
  readonly columns: readonly Field[];
  readonly type: DataType;
  readonly nullable: boolean;
  /** What the input rows become: the new columns and, for who asks, of which input row each new row is. */
  readonly generate: (args: readonly Vector[], length: number) => { rows: () => Int32Array; columns: Vector[] };
}

/** `window(time, size, slide, start)`; everything in microseconds. */
export interface WindowCall {
  readonly kind: 'window';
  readonly type: StructType;
  readonly nullable: boolean;
  readonly time: TypedExpression;
  readonly sizeUs: number;
  readonly slideUs: number;
  readonly startUs: number;
}

/** `session_window(time, gap)`; the gap may differ from row to row. */
export interface SessionCall {
  readonly kind: 'session';
  readonly type: StructType;
  readonly nullable: boolean;
  readonly time: TypedExpression;
  readonly gap: TypedExpression;
}

/** `x -> x + 1`: its parameters are attributes that exist only in its body. */
export interface LambdaExpression {
  readonly kind: 'lambda';
  readonly parameters: readonly Attribute[];
  readonly body: TypedExpression;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** An expression whose columns are found and whose type is known. */
export type TypedExpression =
  | Attribute
  | Literal
  | Call
  | AggregateCall
  | LambdaExpression
  | WindowCall
  | SessionCall
  | GeneratorCall;

/** What a select or an aggregation gives: an expression, and the attribute that it becomes. */
export interface NamedExpression {
  readonly expression: TypedExpression;
  readonly attribute: Attribute;
}

let lastAttributeId = 0;

/** A new column, different from all others. */
export const newAttribute = (properties: Omit<Attribute, 'kind' | 'id'>): Attribute => ({
  ...properties,
  kind: 'attribute',
  id: ++lastAttributeId,
});

/** A new column for each field. */
export const attributesOf = (schema: Schema): Attribute[] =>
  schema.map(({ name, type, nullable = true }) => newAttribute({ name, type, nullable }));

export const typedLiteral = (type: DataType, value: Value): Literal => ({
  kind: 'literal',
  type,
  value,
  nullable: value === null,
});

/** The expressions directly below one. */
export function childrenOf(expression: TypedExpression): readonly TypedExpression[] {
  switch (expression.kind) {
    case 'attribute':
    case 'literal':
      return [];
    case 'lambda':
      return [expression.body];
    case 'window':
      return [expression.time];
    case 'session':
      return [expression.time, expression.gap];
    default:
      return expression.args;
  }
}

/** The same expression over other children. */
function withChildren(expression: TypedExpression, children: readonly TypedExpression[]): TypedExpression {
  switch (expression.kind) {
    case 'attribute':
    case 'literal':
      return expression;
    case 'lambda':
      return { ...expression, body: children[0] };
    case 'window':
      return { ...expression, time: children[0] };
    case 'session':
      return { ...expression, time: children[0], gap: children[1] };
    case 'call': {
      const { nullable, nullableOver } = expression;
      return { ...expression, args: children, nullable: nullableOver ? nullableOver(children) : nullable };
    }
    default:
      return { ...expression, args: children };
  }
}

/** Replaces, from the top down, what `replace` gives something for; what it replaces is not searched again. */
export function rewrite(
  expression: TypedExpression,
  replace: (part: TypedExpression) => TypedExpression | undefined,
): TypedExpression {
  const replaced = replace(expression);
  if (replaced) return replaced;
  const children = childrenOf(expression);
  const rewritten = children.map(child => rewrite(child, replace));
  return rewritten.some((child, i) => child !== children[i]) ? withChildren(expression, rewritten) : expression;
}

/** Every part of an expression, itself first. */
export function* partsOf(expression: TypedExpression): Generator<TypedExpression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* partsOf(child);
}

/** The first part of that kind, or undefined. */
export function findKind<K extends TypedExpression['kind']>(
  expression: TypedExpression,
  kind: K,
): Extract<TypedExpression, { kind: K }> | undefined {
  for (const part of partsOf(expression)) {
    if (part.kind === kind) return part as Extract<TypedExpression, { kind: K }>;
  }
  return undefined;
}

/** The ids of the attributes that an expression reads. */
export function referencesOf(...expressions: readonly TypedExpression[]): Set<number> {
  const ids = new Set<number>();
  for (const expression of expressions) {
    for (const part of partsOf(expression)) if (part.kind === 'attribute') ids.add(part.id);
  }
  return ids;
}

/** True when all columns that the expression reads are among these. */
export const readsOnly = (expression: TypedExpression, attributes: readonly Attribute[]): boolean => {
  const ids = new Set(attributes.map(({ id }) => id));
  return [...referencesOf(expression)].every(id => ids.has(id));
};

export const isDeterministic = (expression: TypedExpression): boolean => {
  for (const part of partsOf(expression)) if (part.kind === 'call' && !part.deterministic) return false;
  return true;
};

export const canFail = (expression: TypedExpression): boolean => {
  for (const part of partsOf(expression)) if (part.kind === 'call' && part.canFail) return true;
  return false;
};

/** True when two expressions always give the same value: same functions over the same attributes and literals. */
export function sameExpression(a: TypedExpression, b: TypedExpression): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || typeName(a.type) !== typeName(b.type)) return false;
  if (a.kind === 'attribute') return a.id === (b as Attribute).id;
  if (a.kind === 'literal') return sqlOf(a) === sqlOf(b) && (a.value === null) === ((b as Literal).value === null);
  if (a.kind === 'call' || a.kind === 'aggregate' || a.kind === 'generator') {
    if (a.name !== (b as typeof a).name) return false;
    if (a.kind === 'aggregate' && !sameVariant(a, b as AggregateCall)) return false;
  }
  if (a.kind === 'lambda') return sameExpression(a.body, withParameters(b as LambdaExpression, a.parameters));
  if (a.kind === 'window') {
    const other = b as WindowCall;
    if (a.sizeUs !== other.sizeUs || a.slideUs !== other.slideUs || a.startUs !== other.startUs) return false;
  }
  const [left, right] = [childrenOf(a), childrenOf(b)];
  return left.length === right.length && left.every((child, i) => sameExpression(child, right[i]));
}

const sameVariant = (a: AggregateCall, b: AggregateCall): boolean =>
  a.distinct === b.distinct && a.variant === b.variant && a.filtered === b.filtered;

/** The body of a lambda over the parameters of another one. */
const withParameters = ({ parameters, body }: LambdaExpression, others: readonly Attribute[]): TypedExpression =>
  rewrite(body, part =>
    part.kind === 'attribute' ? others[parameters.findIndex(parameter => parameter.id === part.id)] : undefined,
  );

/** The expression as Spark names a column that has no alias: `(v + 1)`, `upper(k)`, `count(1)`. */
export function sqlOf(expression: TypedExpression): string {
  switch (expression.kind) {
    case 'attribute':
      return expression.ofLambda ? 'namedlambdavariable()' : expression.name;
    case 'literal':
      return expression.shown ?? literalSql(expression.type, expression.value);
    case 'call':
      return expression.sql(expression.args.map(sqlOf));
    case 'aggregate': {
      const args = expression.args.map(sqlOf);
      const condition = expression.filtered && args.pop();
      const text = expression.sql(expression.distinct ? [`DISTINCT ${args[0]}`, ...args.slice(1)] : args);
      return condition ? `${text} FILTER (WHERE ${condition})` : text;
    }
    case 'lambda': {
      return `lambdafunction(${[expression.body, ...expression.parameters].map(sqlOf).join(', ')})`;
    }
    case 'window':
      return 'window';
    case 'session':
      return 'session_window';
    case 'generator':
      return `${expression.name}(${expression.args.map(sqlOf).join(', ')})`;
  }
}
