import { type Language, say } from '../base/messages/index.ts';
import { typeName } from '../columns/types.ts';
import { operatorOf } from '../operators/index.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';
import type { OutputMode } from '../plan/operator.ts';

/** An operator of a plan, in words and with what it gives: the JSON form of `explain`. */
export interface ExplainedNode {
  readonly operator: string;
  /** What a stateful operator on a stream keeps, and when it lets go. */
  readonly keeps: readonly string[];
  readonly schema: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
  readonly children: readonly ExplainedNode[];
}

/** @param mode of the query, where it is a stream: what is kept depends on it */
export function explainNode(node: PlanNode, mode: OutputMode | undefined, language: Language): ExplainedNode {
  const operator = operatorOf(node);
  const kept = isStreaming(node) ? (operator.keeps?.(node, mode) ?? []) : [];
  return {
    operator: operator.explain(node),
    keeps: kept.map(phrase => say(language, phrase)),
    schema: node.output.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable })),
    children: node.children.map(child => explainNode(child, mode, language)),
  };
}

/** The plan as a tree, the result on top: each operator, what it keeps, and the columns that it gives. */
export const explainTree = (root: ExplainedNode): string => `${linesOf(root).join('\n')}\n`;

function linesOf({ operator, keeps, schema, children }: ExplainedNode): string[] {
  const rail = children.length > 0 ? '|' : ' ';
  const columns = schema.map(({ name, type }) => `${name}: ${type}`).join(', ');
  const lines = [operator, ...keeps.map(line => `${rail}    ${line}`), `${rail}    [${columns}]`];
  children.forEach((child, i) => {
    const [first, ...rest] = linesOf(child);
    const below = i === children.length - 1 ? '   ' : '|  ';
    lines.push(`+- ${first}`, ...rest.map(line => `${below}${line}`));
  });
  return lines;
}
