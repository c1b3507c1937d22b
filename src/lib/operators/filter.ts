import { AnalysisError } from '../base/errors.ts';
import { typeSql } from '../columns/types.ts';
import type { BooleanVector } from '../columns/vector.ts';
import { bind } from '../expressions/bind.ts';
import type { Expression } from '../expressions/expression.ts';
import { resolve } from '../expressions/resolve.ts';
import { findKind, referencesOf, type Settings, sqlOf, type TypedExpression } from '../expressions/typed.ts';
import { exposing, hiddenIn, type PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';
import { refuseMisplaced } from './misplaced.ts';
import { projectOf } from './project.ts';

/** `where`: the rows for which the condition is true; null drops a row as false does. */
export interface Filter extends PlanNode {
  readonly op: 'filter';
  readonly children: readonly [PlanNode];
  readonly condition: TypedExpression;
}

export function where(child: PlanNode, condition: Expression, settings: Settings): PlanNode {
  const hidden = hiddenIn(child)?.attribute;
  const typed = resolve(condition, { attributes: child.output, settings, ...(hidden && { hidden }) });
  const aggregate = findKind(typed, 'aggregate');
  if (aggregate) {
    throw new AnalysisError('INVALID_WHERE_CONDITION', { condition: sqlOf(typed), expressions: sqlOf(aggregate) });
  }
  refuseMisplaced(typed, 'where');
  if (typed.type !== 'boolean' && typed.type !== 'void') {
    const text = sqlOf(typed);
    throw new AnalysisError('DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', { condition: text, type: typeSql(typed.type) });
  }
  if (!hidden || !referencesOf(typed).has(hidden.id)) return filterOf(child, typed);
  const exposed = filterOf(exposing(child), typed);
  const shown = projectOf(
    exposed,
    child.output.map(expression => ({ expression, name: expression.name })),
  );
  return { ...shown, hidden: { attribute: hidden, exposed } };
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
