import { invariant } from '../base/errors.ts';
import { attributesOf } from '../expressions/typed.ts';
import type { StreamNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';
import type { StreamDefinition } from '../sources/source.ts';

/** The leaf of a streaming plan. Its rows come from the engine, which owns the source's offsets. */
export interface Stream extends StreamNode {
  readonly definition: StreamDefinition;
}

export const streamOf = (format: string, definition: StreamDefinition): Stream => ({
  op: 'stream',
  children: [],
  output: attributesOf(definition.schema),
  format,
  definition,
});

export const stream: Operator<Stream> = {
  op: 'stream',
  open(): never {
    invariant(false, 'the engine reads the sources itself');
  },
  explain: ({ format }) => `Stream ${format}`,
};
