import type { DataType } from '../columns/types.ts';
import type { Value } from '../columns/vector.ts';

/**
 * An expression as somebody wrote it: names not yet looked up, types not yet known. Plain data. `resolve.ts`
 * turns it into a typed one against the columns of a plan.
 */
export type Expression =
  | NameExpression
  | { readonly kind: 'star'; readonly qualifier: readonly string[] }
  | { readonly kind: 'literal'; readonly type: DataType; readonly value: Value }
  | CallExpression
  | CastExpression
  | { readonly kind: 'alias'; readonly child: Expression; readonly names: readonly string[] }
  | SortExpression
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression };

export interface CastExpression {
  readonly kind: 'cast';
  readonly child: Expression;
  readonly to: DataType;
  readonly tolerant: boolean;
  /** Set when a literal was written so (`TIMESTAMP '2026-01-31'`), whose value needs the session's time zone. */
  readonly isLiteral?: true;
}

/** A column, perhaps with the alias of its frame before it and fields of a struct behind it: `t.window.start`. */
export interface NameExpression {
  readonly kind: 'name';
  readonly parts: readonly string[];
  /** Set when the column was taken from one frame (`df.col("k")`): then no other frame's `k` is meant. */
  readonly attributeId?: number;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  /** `count(DISTINCT x)`. */
  readonly distinct?: boolean;
  /** The condition of `FILTER (WHERE …)`. */
  readonly where?: Expression;
  /** How it was written, where that is not how it is called: `EXTRACT(YEAR FROM t)`. Texts, and what stands between. */
  readonly shownAs?: readonly (string | Expression)[];
}

export interface SortExpression {
  readonly kind: 'sort';
  readonly child: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export const name = (...parts: string[]): NameExpression => ({ kind: 'name', parts });
export const literal = (type: DataType, value: Value): Expression => ({ kind: 'literal', type, value });
export const call = (name: string, ...args: Expression[]): CallExpression => ({ kind: 'call', name, args });

/** Ascending puts nulls first and descending puts them last, unless said otherwise. */
export const sortBy = (child: Expression, descending = false, nullsFirst = !descending): SortExpression => ({
  kind: 'sort',
  child,
  descending,
  nullsFirst,
});

/** Splits `a.b` and `` `a.b`.c `` into their parts, as Spark reads column names. */
export function parseName(text: string): string[] | undefined {
  const parts: string[] = [];
  const part = /(?:`((?:[^`]|``)+)`|([^`.]+))(\.|$)/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    parts.push(match[1]?.replaceAll('``', '`') ?? match[2]);
    if (part.lastIndex === text.length && match[3] === '.') return undefined;
  }
  return parts.length > 0 ? parts : undefined;
}
