import { Batch } from '../columns/batch.ts';
import type { DataType } from '../columns/types.ts';
import { bind } from '../expressions/bind.ts';
import { castTo } from '../expressions/cast.ts';
import {
  type Attribute,
  type NamedExpression,
  newAttribute,
  type Settings,
  sqlOf,
  type TypedExpression,
} from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';
import { eventTimeOf } from './event-time.ts';

/** The columns of the result, each an expression over those of the child. */
export interface Project extends PlanNode {
  readonly op: 'project';
  readonly children: readonly [PlanNode];
  readonly columns: readonly NamedExpression[];
}

/** A project of expressions that need no operator of their own. */
export function projectOf(child: PlanNode, columns: readonly { expression: TypedExpression; name: string }[]): Project {
  const named = columns.map(
    ({ expression, name }): NamedExpression => ({
      expression,
      attribute: columnFor(expression, name),
    }),
  );
  return { op: 'project', children: [child], output: named.map(({ attribute }) => attribute), columns: named };
}

/** All columns of a child, each cast to the type given for its place. */
export function castColumns(child: PlanNode, types: readonly DataType[], settings: Settings): PlanNode {
  if (child.output.every((column, i) => castTo(column, types[i], settings) === column)) return child;
  return projectOf(
    child,
    child.output.map((column, i) => ({ expression: castTo(column, types[i], settings), name: column.name })),
  );
}

/** A column passed on under its name stays the same attribute; all others are new. */
function columnFor(expression: TypedExpression, name: string): Attribute {
  if (expression.kind === 'attribute' && expression.name === name) return expression;
  const { type, nullable } = expression;
  return newAttribute({ name, type, nullable, ...eventTimeOf(expression) });
}

export const project: Operator<Project> = {
  op: 'project',
  open({ columns, children: [child] }) {
    const kernels = columns.map(({ expression }) => bind(expression, child.output));
    return perBatch(
      (rows, batch) =>
        new Batch(
          kernels.map(kernel => kernel(rows, batch)),
          rows.length,
        ),
    );
  },
  explain: ({ columns }) =>
    `Project ${columns
      .map(({ expression, attribute }) => {
        const text = sqlOf(expression);
        return text === attribute.name ? text : `${text} AS ${attribute.name}`;
      })
      .join(', ')}`,
};
