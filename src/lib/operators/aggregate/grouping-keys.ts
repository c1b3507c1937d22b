import { BATCH_ROWS, Batch } from '../../columns/batch.ts';
import { KeyTable } from '../../columns/key-table.ts';
import type { DataType } from '../../columns/types.ts';
import type { Vector } from '../../columns/vector.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import { bind } from '../../expressions/bind.ts';
import {
  type Attribute,
  type EvaluationContext,
  isDeterministic,
  type Kernel,
  readsOnly,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { Aggregate } from './aggregate.ts';

/**
 * The keys by which rows are grouped. A key that follows from others, as `upper(word)` does beside `word`, tells no
 * rows apart: it is computed once for each group, and not for each row.
 */
export class GroupingKeys {
  readonly #types: readonly DataType[];
  /** Of each key: its place among those that tell rows apart, or how it follows from the plain ones. */
  readonly #origins: readonly (number | Kernel)[];
  readonly #telling: readonly Kernel[];
  /** The places of the plain columns among those that tell rows apart. */
  readonly #plain: readonly number[];
  readonly #table: KeyTable;
  #context: EvaluationContext | undefined;
  /** For the groups of one batch of rows; an array for each would cost more than the grouping. */
  readonly #room = new Int32Array(BATCH_ROWS);

  constructor({ keys, children: [{ output }] }: Aggregate) {
    const expressions = keys.map(({ expression }) => expression);
    const plain = expressions.filter(isPlain);
    const telling = expressions.filter(expression => !follows(expression, plain));
    this.#types = expressions.map(({ type }) => type);
    this.#origins = expressions.map(expression => {
      const place = telling.indexOf(expression);
      return place < 0 ? bind(expression, plain) : place;
    });
    this.#telling = telling.map(expression => bind(expression, output));
    this.#plain = plain.map(expression => telling.indexOf(expression));
    this.#table = new KeyTable(telling.map(({ type }) => type));
  }

  /** Groups so far. Without keys there is one from the start, rows or no rows. */
  get size(): number {
    return this.#types.length === 0 ? 1 : this.#table.size;
  }

  /** The group of each row; good until the next call. */
  groupsOf(rows: Batch, context: EvaluationContext): Int32Array {
    if (this.#types.length === 0) return new Int32Array(rows.length);
    this.#context = context;
    const columns = this.#telling.map(key => key(rows, context));
    return this.#table.groups(columns, rows.length, this.#room);
  }

  /** The keys of all groups. */
  keys(): Vector[] {
    const columns = this.#table.keys();
    const plain = new Batch(
      this.#plain.map(place => columns[place]),
      this.size,
    );
    return this.#origins.map((origin, i) => {
      if (typeof origin === 'number') return columns[origin];
      return this.#context ? origin(plain, this.#context) : nullVector(this.#types[i], 0);
    });
  }
}

/** A column whose equal values are the same in every respect, other than 0.0 and -0.0. */
const isPlain = (expression: TypedExpression): expression is Attribute =>
  expression.kind === 'attribute' &&
  typeof expression.type === 'string' &&
  !['float', 'double'].includes(expression.type);

const follows = (expression: TypedExpression, plain: readonly Attribute[]): boolean =>
  plain.length > 0 && expression.kind !== 'attribute' && isDeterministic(expression) && readsOnly(expression, plain);
