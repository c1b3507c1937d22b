import { invariant } from '../base/errors.ts';
import { attributesOf } from '../expressions/typed.ts';
import type { StreamNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';
import type { StreamDefinition } from '../sources/source.ts';

/** The leaf of a streaming plan. Its rows come from the engine, which owns the source's offsets. */
export interface Stream extends StreamNode {
  readonly definition: StreamDefinition;
}

export function streamOf(format: string, definition: StreamDefinition): Stream {
  const output = attributesOf(definition.schema);
  const node: Stream = { op: 'stream', children: [], output, format, definition };
  const whole = definition.withHidden;
  if (!whole) return node;
  const [attribute] = attributesOf(whole.schema.slice(output.length));
  return {
    ...node,
    hidden: { attribute, exposed: { ...node, output: [...output, attribute], definition: whole } as Stream },
  };
}

export const stream: Operator<Stream> = {
  op: 'stream',
  open(): never {
    invariant(false, 'the engine reads the sources itself');
  },
  explain: ({ format }) => `Stream ${format}`,
};
