import type { Attribute } from '../expressions/typed.ts';

/**
 * A query, as plain data: each node says what is done to the rows of its children. Nodes are made by the functions
 * in `operators/`, which check them; nothing is opened before the query starts.
 */
export interface PlanNode {
  readonly op: string;
  readonly children: readonly PlanNode[];
  readonly output: readonly Attribute[];
  /** Of a leaf: what it can give beside its output. */
  readonly hidden?: HiddenColumn;
}

/** A column that no star stands for, and that is there for who asks for it by its name: `_metadata`. */
export interface HiddenColumn {
  readonly attribute: Attribute;
  /** The leaf that gives it, too. */
  readonly exposed: PlanNode;
}

/** A leaf whose rows come while the query runs; what a streaming source's reader stands for. */
export interface StreamNode extends PlanNode {
  readonly op: 'stream';
  readonly children: readonly [];
  /** Spark's name of the source: `socket`. */
  readonly format: string;
  /** The source itself: an engine asks it to open. Opaque here, as sources stand above plans. */
  readonly definition: unknown;
}

/** True when some leaf is a stream: then the query is run by `writeStream`, batch by batch. */
export const isStreaming = (node: PlanNode): boolean => node.op === 'stream' || node.children.some(isStreaming);

/** What may be asked for of the rows of a node beside its output. */
export const hiddenIn = (node: PlanNode): HiddenColumn | undefined =>
  node.op === 'filter' ? hiddenIn(node.children[0]) : node.hidden;

/** The same node giving its hidden column, too. */
export function exposing(node: PlanNode): PlanNode {
  if (node.hidden) return node.hidden.exposed;
  const children = node.children.map(exposing);
  return { ...node, children, output: children[0].output };
}

/** Every node, parents before children, left before right. */
export function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** The same node over other children. Only for operators whose own fields do not depend on them. */
export const withChildren = <N extends PlanNode>(node: N, children: readonly PlanNode[]): N =>
  children.every((child, i) => child === node.children[i]) ? node : { ...node, children };

/** Rewrites a plan from the leaves up. */
export function rewriteUp(node: PlanNode, rewrite: (node: PlanNode) => PlanNode): PlanNode {
  return rewrite(
    withChildren(
      node,
      node.children.map(child => rewriteUp(child, rewrite)),
    ),
  );
}
