import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';

/** `alias("t")`: the columns can be asked for as `t.k`. */
export interface Alias extends PlanNode {
  readonly op: 'alias';
  readonly children: readonly [PlanNode];
  readonly name: string;
}

export const aliasOf = (child: PlanNode, name: string): Alias => ({
  op: 'alias',
  children: [child],
  output: child.output.map(attribute => ({ ...attribute, qualifier: name })),
  name,
});

export const alias: Operator<Alias> = {
  op: 'alias',
  open: () => ({ run: ([input]) => input }),
  explain: ({ name }) => `Alias ${name}`,
};
