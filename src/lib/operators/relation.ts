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

export const relationOf = (name: string, output: readonly Attribute[], rows: Relation['rows']): Relation => ({
  op: 'relation',
  children: [],
  output,
  name,
  rows,
});

export const relation: Operator<Relation> = {
  op: 'relation',
  open: ({ rows }) => ({
    async *run() {
      yield* rows();
    },
  }),
  explain: ({ name }) => name,
};
