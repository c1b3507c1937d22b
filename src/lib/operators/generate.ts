import { Batch } from '../columns/batch.ts';
import { bind } from '../expressions/bind.ts';
import { type Attribute, attributesOf, type GeneratorCall, sqlOf } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';

/** `explode`: each row becomes as many as its array has elements. */
export interface Generate extends PlanNode {
  readonly op: 'generate';
  readonly children: readonly [PlanNode];
  readonly generator: GeneratorCall;
  /** The columns that the generator makes; they stand behind those of the child in the output. */
  readonly generated: readonly Attribute[];
  /** The columns of the child that are repeated for each new row. */
  readonly kept: readonly Attribute[];
}

export function generateOf(child: PlanNode, generator: GeneratorCall): Generate {
  const generated = attributesOf(generator.columns);
  return keepOnly({ op: 'generate', children: [child], output: [], generator, generated, kept: [] }, child.output);
}

/** The same node repeating only these columns of its child. */
export const keepOnly = (node: Generate, kept: readonly Attribute[]): Generate => ({
  ...node,
  kept,
  output: [...kept, ...node.generated],
});

export const generate: Operator<Generate> = {
  op: 'generate',
  open({ generator, kept, children: [child] }) {
    const args = generator.args.map(arg => bind(arg, child.output));
    const columns = kept.map(({ id }) => child.output.findIndex(column => column.id === id));
    return perBatch(function* (rows, batch) {
      const made = generator.generate(
        args.map(arg => arg(rows, batch)),
        rows.length,
      );
      const { length } = made.columns[0];
      if (length === 0) return;
      const origins = columns.length > 0 ? made.rows() : undefined;
      const isSame = length === rows.length && (origins?.every((row, i) => row === i) ?? true);
      const repeated = columns.map(column => (isSame ? rows.columns[column] : rows.columns[column].take(origins!)));
      yield* new Batch([...repeated, ...made.columns], length).pieces();
    });
  },
  explain: ({ generator }) => `Generate ${sqlOf(generator)}`,
};
