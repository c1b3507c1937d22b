import { UsageError } from '../base/errors.ts';
import { parseType } from '../columns/ddl.ts';
import type { DataType } from '../columns/types.ts';
import type { Value } from '../columns/vector.ts';
import { call, type Expression, literal, parseName, sortBy } from '../expressions/expression.ts';

/** What may stand for a column: one, or the name of one. */
export type ColumnOrName = Column | string;
/** What may stand on the other side of an operator: a column, or a plain value. */
export type ColumnOrValue = Column | LiteralValue;
export type LiteralValue = string | number | bigint | boolean | Date | Uint8Array | null;

/** An expression over the columns of a frame, as PySpark's Column: it is not looked up before a frame uses it. */
export class Column {
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
  }

  #with(name: string, ...others: readonly ColumnOrValue[]): Column {
    return new Column(call(name, this.expression, ...others.map(other => lit(other).expression)));
  }

  eq = (other: ColumnOrValue): Column => this.#with('=', other);
  ne = (other: ColumnOrValue): Column => this.#with('!=', other);
  lt = (other: ColumnOrValue): Column => this.#with('<', other);
  le = (other: ColumnOrValue): Column => this.#with('<=', other);
  gt = (other: ColumnOrValue): Column => this.#with('>', other);
  ge = (other: ColumnOrValue): Column => this.#with('>=', other);
  eqNullSafe = (other: ColumnOrValue): Column => this.#with('<=>', other);
  and = (other: ColumnOrValue): Column => this.#with('and', other);
  or = (other: ColumnOrValue): Column => this.#with('or', other);
  not = (): Column => this.#with('not');

  plus = (other: ColumnOrValue): Column => this.#with('+', other);
  minus = (other: ColumnOrValue): Column => this.#with('-', other);
  multiply = (other: ColumnOrValue): Column => this.#with('*', other);
  divide = (other: ColumnOrValue): Column => this.#with('/', other);
  mod = (other: ColumnOrValue): Column => this.#with('%', other);
  negate = (): Column => this.#with('negative');

  bitwiseAND = (other: ColumnOrValue): Column => this.#with('&', other);
  bitwiseOR = (other: ColumnOrValue): Column => this.#with('|', other);
  bitwiseXOR = (other: ColumnOrValue): Column => this.#with('^', other);

  isNull = (): Column => this.#with('isnull');
  isNotNull = (): Column => this.#with('isnotnull');
  isNaN = (): Column => this.#with('isnan');
  /** True when the value is one of these. */
  isin = (...values: readonly (ColumnOrValue | readonly ColumnOrValue[])[]): Column =>
    this.#with('in', ...(values.flat() as ColumnOrValue[]));
  between = (low: ColumnOrValue, high: ColumnOrValue): Column => this.ge(low).and(this.le(high));

  like = (pattern: string): Column => this.#with('like', pattern);
  ilike = (pattern: string): Column => this.#with('ilike', pattern);
  rlike = (pattern: string): Column => this.#with('rlike', pattern);
  startswith = (other: ColumnOrValue): Column => this.#with('startswith', other);
  endswith = (other: ColumnOrValue): Column => this.#with('endswith', other);
  contains = (other: ColumnOrValue): Column => this.#with('contains', other);
  /** Positions count code points from 1. */
  substr = (start: ColumnOrValue, length: ColumnOrValue): Column => this.#with('substring', start, length);

  /** An element of an array (from 0), the value of a key of a map, or a field of a struct. */
  getItem = (key: ColumnOrValue): Column => this.#with('getitem', key);
  getField = (name: string): Column => this.#with('getitem', name);

  /** @param type a type, or its name as SQL writes it: `int`, `decimal(10,2)`, `array<string>` */
  cast = (type: DataType | string): Column => this.#cast(type, false);
  astype = this.cast;
  try_cast = (type: DataType | string): Column => this.#cast(type, true);

  #cast(type: DataType | string, tolerant: boolean): Column {
    const to = typeof type === 'string' ? parseType(type) : type;
    return new Column({ kind: 'cast', child: this.expression, to, tolerant });
  }

  /** Names the column; `explode` of a map takes two names. */
  alias = (...names: [string, ...string[]]): Column => new Column({ kind: 'alias', child: this.expression, names });
  name = this.alias;

  asc = (): Column => new Column(sortBy(this.expression));
  desc = (): Column => new Column(sortBy(this.expression, true));
  asc_nulls_first = this.asc;
  asc_nulls_last = (): Column => new Column(sortBy(this.expression, false, false));
  desc_nulls_first = (): Column => new Column(sortBy(this.expression, true, true));
  desc_nulls_last = this.desc;

  /** Another branch of the `when` that this column is. */
  when(condition: Column, value: ColumnOrValue): Column {
    const args = this.#branches('when');
    return new Column(call('when', ...args, condition.expression, lit(value).expression));
  }

  /** The value where no branch is taken; without it that is null. */
  otherwise(value: ColumnOrValue): Column {
    return new Column(call('when', ...this.#branches('otherwise'), lit(value).expression));
  }

  #branches(method: string): readonly Expression[] {
    const { expression } = this;
    if (expression.kind === 'call' && expression.name === 'when' && expression.args.length % 2 === 0)
      return expression.args;
    throw new UsageError('INVALID_WHEN_USAGE', { method });
  }
}

/** The column of that name; a dot reaches into a struct, or names the alias of a frame: `t.window.start`. */
export function col(name: string): Column {
  if (name === '*') return new Column({ kind: 'star', qualifier: [] });
  const parts = parseName(name);
  if (!parts) throw new UsageError('INVALID_ATTRIBUTE_NAME_SYNTAX', { name });
  if (parts[parts.length - 1] === '*') return new Column({ kind: 'star', qualifier: parts.slice(0, -1) });
  return new Column({ kind: 'name', parts });
}
export const column = col;

/** @throws UsageError `NOT_COLUMN_OR_STR` for what is neither */
export function toColumn(given: ColumnOrName): Column {
  if (typeof given === 'string') return col(given);
  if (given instanceof Column) return given;
  throw new UsageError('NOT_COLUMN_OR_STR', { value: String(given) });
}

/** A constant; a column is given back as it is. Whole numbers are int, or bigint when large; others double. */
export function lit(value: ColumnOrValue): Column {
  if (value instanceof Column) return value;
  const [type, inner] = literalOf(value);
  return new Column(literal(type, inner));
}

function literalOf(value: LiteralValue): [type: DataType, value: Value] {
  if (value === null) return ['void', null];
  if (value instanceof Date) return ['timestamp', BigInt(value.getTime()) * 1000n];
  if (value instanceof Uint8Array) return ['binary', value];
  switch (typeof value) {
    case 'string':
      return ['string', value];
    case 'boolean':
      return ['boolean', value];
    case 'bigint':
      return ['bigint', value];
    default:
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return ['double', value];
      return value === (value | 0) ? ['int', value] : ['bigint', BigInt(value)];
  }
}
