import { type Attribute, rewrite, type TypedExpression } from '../../expressions/typed.ts';
import type { Aggregate } from '../../operators/aggregate/aggregate.ts';
import type { Join } from '../../operators/join/join.ts';
import { projectOf } from '../../operators/project.ts';
import type { SessionWindow } from '../../operators/session-window.ts';
import type { TimeWindow } from '../../operators/time-window.ts';
import type { PlanNode } from '../../plan/node.ts';

/** The same operator over other children, which may have fewer columns than the old ones. */
export function rebuild(node: PlanNode, children: readonly PlanNode[]): PlanNode {
  if (children.every((child, i) => child === node.children[i])) return node;
  return { ...node, children, output: outputOver(node, children) } as PlanNode;
}

function outputOver(node: PlanNode, children: readonly PlanNode[]): readonly Attribute[] {
  switch (node.op) {
    case 'project':
    case 'aggregate':
    case 'flatMapGroupsWithState':
    case 'generate':
    case 'union':
      return node.output; // they name their columns themselves
    case 'timeWindow':
    case 'sessionWindow':
      return [...children[0].output, (node as TimeWindow | SessionWindow).attribute];
    case 'join': {
      const { type } = node as Join;
      const sides = type === 'semi' || type === 'anti' ? [children[0]] : children;
      return sides.flatMap(side => asIn(node, side.output));
    }
    default:
      return asIn(node, children[0].output);
  }
}

/** These columns as a node shows them: it may have made them nullable, or marked them as event time. */
function asIn(node: PlanNode, columns: readonly Attribute[]): Attribute[] {
  const own = new Map(node.output.map(attribute => [attribute.id, attribute]));
  return columns.map(column => own.get(column.id) ?? column);
}

/** A child that gives just these columns of it. */
export function exactly(node: PlanNode, wanted: ReadonlySet<number>): PlanNode {
  if (node.output.every(({ id }) => wanted.has(id))) return node;
  const kept = node.output.filter(({ id }) => wanted.has(id));
  return projectOf(
    node,
    kept.map(column => ({ expression: column, name: column.name })),
  );
}

/** An expression with attributes replaced by what they stand for. */
export const substitute = (
  expression: TypedExpression,
  meaning: ReadonlyMap<number, TypedExpression>,
): TypedExpression => rewrite(expression, part => (part.kind === 'attribute' ? meaning.get(part.id) : undefined));

/** What each column of a project, or each key of an aggregation, stands for. */
export const meaningOf = (columns: Aggregate['keys']): Map<number, TypedExpression> =>
  new Map(columns.map(({ attribute, expression }) => [attribute.id, expression]));
