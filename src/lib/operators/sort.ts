import { AnalysisError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import { concatBatches, concatVectors } from '../columns/concat.ts';
import { firstRows, rowOrder, sortedRows } from '../columns/row-order.ts';
import { type DataType, isOrderable, typeSql } from '../columns/types.ts';
import { bind } from '../expressions/bind.ts';
import { type Expression, type SortExpression, sortBy } from '../expressions/expression.ts';
import { resolve } from '../expressions/resolve.ts';
import { type Settings, sqlOf, type TypedExpression } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';
import { refuseMisplaced } from './misplaced.ts';

/** `orderBy`: all rows in the order of some expressions; rows that compare equal keep their order. */
export interface Sort extends PlanNode {
  readonly op: 'sort';
  readonly children: readonly [PlanNode];
  readonly orders: readonly SortOrder[];
}

interface SortOrder {
  readonly expression: TypedExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export function orderBy(child: PlanNode, keys: readonly Expression[], settings: Settings): Sort {
  const orders = keys.map(key => {
    const order: SortExpression = key.kind === 'sort' ? key : sortBy(key);
    const expression = resolve(order.child, { attributes: child.output, settings });
    refuseMisplaced(expression, 'orderBy');
    if (!isOrderable(expression.type)) {
      const type = typeSql(expression.type);
      throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { name: 'sortorder', type });
    }
    return { expression, descending: order.descending, nullsFirst: order.nullsFirst };
  });
  return { op: 'sort', children: [child], output: child.output, orders };
}

/** Who prints a table looks at its first rows only: these come first, and the rest is put in order when it is asked for. */
const FIRST_ROWS = 64;
const MANY_ROWS = 4096;

export const sort: Operator<Sort> = {
  op: 'sort',
  open({ orders, children: [child] }) {
    const types = child.output.map(({ type }) => type);
    const kernels = orders.map(({ expression }) => bind(expression, child.output));
    return {
      async *run([input], batch) {
        const parts: Batch[] = [];
        for await (const rows of input) parts.push(rows);
        const length = parts.reduce((total, part) => total + part.length, 0);
        if (length === 0) return;
        const keys = orders.map((order, i) => ({
          ...order,
          vector: concatVectors(
            order.expression.type,
            parts.map(part => kernels[i](part, batch)),
          ),
        }));
        const order = rowOrder(keys);
        const first = length > MANY_ROWS ? FIRST_ROWS : 0;
        if (first > 0) yield takeFrom(parts, firstRows(order, length, first), types);
        const sorted = sortedRows(order, length).subarray(first);
        yield* concatBatches(parts, types).take(sorted).pieces();
      },
    };
  },
  explain: ({ orders }) =>
    `Sort by ${orders.map(({ expression, descending }) => sqlOf(expression) + (descending ? ' DESC' : '')).join(', ')}`,
};

/** A few rows of many, numbered through all parts. */
function takeFrom(parts: readonly Batch[], rows: Int32Array, types: readonly DataType[]): Batch {
  const places = Array.from(rows, row => {
    let [part, place] = [0, row];
    while (place >= parts[part].length) place -= parts[part++].length;
    return parts[part].slice(place, place + 1);
  });
  return concatBatches(places, types);
}
