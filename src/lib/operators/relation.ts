import type { Batch } from '../columns/batch.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';

/** Rows at hand: what `createDataFrame`, `range` and `read` give. */
export interface Relation extends PlanNode {
  readonly op: 'relation';
  readonly children: readonly [];
  readonly name: string;
  /** Asked again by every query and every micro-batch, so that a table that changes is seen as it is. */
  readonly rows: () => Iterable<Batch> | AsyncIterable<Batch>;
}

/** @param hidden a column that is given when it is asked for, and the rows with it */
export function relationOf(
  name: string,
  output: readonly Attribute[],
  rows: Relation['rows'],
  hidden?: { readonly attribute: Attribute; readonly rows: Relation['rows'] },
): Relation {
  const node: Relation = { op: 'relation', children: [], output, name, rows };
  if (!hidden) return node;
  const { attribute } = hidden;
  const exposed: Relation = { ...node, output: [...output, attribute], rows: hidden.rows };
  return { ...node, hidden: { attribute, exposed } };
}

export const relation: Operator<Relation> = {
  op: 'relation',
  open: ({ rows }) => ({
    async *run() {
      yield* rows();
    },
  }),
  explain: ({ name }) => name,
};
