import { isDeterministic } from '../../expressions/typed.ts';
import type { Limit } from '../../operators/limit.ts';
import type { Project } from '../../operators/project.ts';
import { type PlanNode, rewriteUp, withChildren } from '../../plan/node.ts';

/** Of limits with nothing but projections between them one is left, the least: on a stream each would keep a count. */
export const combineLimits = (plan: PlanNode): PlanNode =>
  rewriteUp(plan, node => {
    if (node.op !== 'limit') return node;
    const { count, children } = node as Limit;
    const below = withoutLimit(children[0]);
    return below ? { ...node, count: Math.min(count, below.count), children: [below.plan] } : node;
  });

/** The plan without its topmost limit, and the count of that; undefined where other operators come first. */
function withoutLimit(node: PlanNode): { plan: PlanNode; count: number } | undefined {
  if (node.op === 'limit') return { plan: node.children[0], count: (node as Limit).count };
  const passes = node.op === 'alias' || (node.op === 'project' && isRepeatable(node as Project));
  const below = passes ? withoutLimit(node.children[0]) : undefined;
  return below && { ...below, plan: withChildren(node, [below.plan]) };
}

const isRepeatable = ({ columns }: Project): boolean => columns.every(({ expression }) => isDeterministic(expression));
