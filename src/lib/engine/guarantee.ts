import { type Phrase, phrase } from '../base/messages/index.ts';
import type { Sink } from '../sinks/sink.ts';
import type { StreamDefinition } from '../sources/source.ts';

/** What becomes of each row when the process dies at any moment and the query is started again. */
export interface Guarantee {
  /** How often the row is in the output. */
  readonly level: 'at most once' | 'at least once' | 'exactly once';
  /** The level, and why, in a line. */
  readonly text: Phrase;
}

/** What the sources, the sink and the checkpoint of a query are, as far as its guarantee goes. */
interface Parts {
  readonly sources: readonly { readonly format: string; readonly definition: StreamDefinition }[];
  readonly sink: Sink;
  readonly hasCheckpoint: boolean;
}

/** The weakest part decides: a source that cannot go back, then a missing checkpoint, then the sink. */
export function guaranteeOf({ sources, sink, hasCheckpoint }: Parts): Guarantee {
  const forgetful = sources.find(({ definition }) => !definition.replays);
  const { description } = sink;
  if (forgetful) {
    return { level: 'at most once', text: phrase('GUARANTEE_SOURCE_FORGETS', { source: forgetful.format }) };
  }
  if (!hasCheckpoint) return { level: 'at least once', text: phrase('GUARANTEE_NO_CHECKPOINT') };
  if (sink.rewrites === 'once')
    return { level: 'exactly once', text: phrase('GUARANTEE_EXACTLY_ONCE', { description }) };
  const key = sink.rewrites === 'told' ? 'GUARANTEE_SINK_IS_TOLD' : 'GUARANTEE_SINK_REPEATS';
  return { level: 'at least once', text: phrase(key, { description }) };
}
