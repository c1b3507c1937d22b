import { AnalysisError } from '../base/errors.ts';
import { typeSql } from '../columns/types.ts';
import type { BooleanVector } from '../columns/vector.ts';
import { bind } from '../expressions/bind.ts';
import type { Expression } from '../expressions/expression.ts';
import { resolve } from '../expressions/resolve.ts';
import { findKind, type Settings, sqlOf, type TypedExpression } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';

/** `where`: the rows for which the condition is true; null drops a row as false does. */
export interface Filter extends PlanNode {
  readonly op: 'filter';
  readonly children: readonly [PlanNode];
  readonly condition: TypedExpression;
}

export function where(child: PlanNode, condition: Expression, settings: Settings): PlanNode {
  const typed = resolve(condition, { attributes: child.output, settings });
  const misplaced = findKind(typed, 'aggregate') ?? findKind(typed, 'generator');
  if (misplaced) {
    throw new AnalysisError('INVALID_WHERE_CONDITION', { condition: sqlOf(typed), expressions: sqlOf(misplaced) });
  }
  if (typed.type !== 'boolean' && typed.type !== 'void') {
    const text = sqlOf(typed);
    throw new AnalysisError('DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', { condition: text, type: typeSql(typed.type) });
  }
  return filterOf(child, typed);
}

export const filterOf = (child: PlanNode, condition: TypedExpression): Filter => ({
  op: 'filter',
  children: [child],
  output: child.output,
  condition,
});

export const filter: Operator<Filter> = {
  op: 'filter',
  open({ condition, children: [child] }) {
    const test = bind(condition, child.output);
    return perBatch((rows, batch) => rows.keep(test(rows, batch) as BooleanVector));
  },
  explain: ({ condition }) => `Filter ${sqlOf(condition)}`,
};
