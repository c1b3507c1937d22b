import { typeName } from '../columns/types.ts';
import { operatorOf } from '../operators/index.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';

/** The plan as a tree: each operator, then the columns that it gives. */
export function explainPlan(plan: PlanNode): string {
  const lines: string[] = [];
  const add = (node: PlanNode, indent: string) => {
    const [line, ...details] = operatorOf(node).explain(node);
    lines.push(`${indent}${line}`);
    if (isStreaming(node)) for (const detail of details) lines.push(`${indent}   ${detail}`);
    lines.push(`${indent}   gives ${node.output.map(column => `${column.name} ${typeName(column.type)}`).join(', ')}`);
    for (const child of node.children) add(child, `${indent}  `);
  };
  add(plan, '');
  return `${lines.join('\n')}\n`;
}
