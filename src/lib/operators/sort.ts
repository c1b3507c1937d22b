import { AnalysisError } from '../base/errors.ts';
import { Batch } from '../columns/batch.ts';
import { sortedRows } from '../columns/compare.ts';
import { concatVectors } from '../columns/concat.ts';
import { isOrderable, typeSql } from '../columns/types.ts';

import { bind } from '../expressions/bind.ts';
import { type Expression, type SortExpression, sortBy } from '../expressions/expression.ts';
import { resolve } from '../expressions/resolve.ts';
import { type Settings, sqlOf, type TypedExpression } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';

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
    if (!isOrderable(expression.type)) {
      const type = typeSql(expression.type);
      throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { name: 'sortorder', type });
    }
    return { expression, descending: order.descending, nullsFirst: order.nullsFirst };
  });
  return { op: 'sort', children: [child], output: child.output, orders };
}

export const sort: Operator<Sort> = {
  op: 'sort',
  open({ orders, children: [child] }) {
    const kernels = orders.map(({ expression }) => bind(expression, child.output));
    return {
      async *run([input], batch) {
        const parts: Batch[] = [];
        for await (const rows of input) parts.push(rows);
        if (parts.length === 0) return;
        const length = parts.reduce((total, part) => total + part.length, 0);
        const columns = child.output.map(({ type }, i) =>
          concatVectors(
            type,
            parts.map(part => part.columns[i]),
          ),
        );
        const all = new Batch(columns, length);
        const keys = orders.map((order, i) => ({ ...order, vector: kernels[i](all, batch) }));
        yield* all.take(sortedRows(keys, length)).pieces();
      },
    };
  },
  explain: ({ orders }) =>
    `Sort by ${orders.map(({ expression, descending }) => sqlOf(expression) + (descending ? ' DESC' : '')).join(', ')}`,
};
