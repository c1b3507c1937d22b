import type { StatefulShape, StoreShape } from '../checkpoint/query-shape.ts';
import type { Batch } from '../columns/batch.ts';
import { typeName } from '../columns/types.ts';
import { operatorOf } from '../operators/index.ts';
import type { Stream } from '../operators/stream.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';
import type { EventTimePart, Execution, MicroBatch, OpenContext, StatefulPart } from '../plan/operator.ts';
import type { StateStores } from '../state/state-store.ts';

/** A node of a plan with its operator at work. The leaves that stream have none: the engine reads their source. */
export interface RunningNode {
  readonly node: PlanNode;
  readonly children: readonly RunningNode[];
  readonly execution: Execution | undefined;
  /** State stores that the operator has opened. */
  readonly stores: readonly StoreShape[];
}

export interface StatefulNode extends RunningNode {
  readonly execution: Execution & { readonly state: StatefulPart };
}

/** What differs from operator to operator within one micro-batch: the watermarks. */
export type Watermarks = Pick<MicroBatch, 'lateWatermarkMs' | 'evictionWatermarkMs'>;

/**
 * Opens the operators of a plan. State stores are named by the operator's place among those that have some, so that
 * others may come and go between two runs.
 */
export function openPlan(
  plan: PlanNode,
  context: Omit<OpenContext, 'state' | 'streaming'>,
  openStore: StateStores['open'],
): RunningNode {
  let place = 0;
  const open = (node: PlanNode): RunningNode => {
    if (node.op === 'stream') return { node, children: [], execution: undefined, stores: [] };
    const streaming = isStreaming(node);
    const stores: StoreShape[] = [];
    const state: OpenContext['state'] = (name, { key, value, functions }) => {
      const id = stores.length === 0 ? place++ : place - 1;
      const [keyTypes, valueTypes] = [key, value].map(fields => fields.map(({ type }) => typeName(type)));
      const names = { key: key.map(field => field.name), value: value.map(field => field.name) };
      stores.push({ name, key: keyTypes, value: valueTypes, ...(functions && { functions }), names });
      return openStore(`${id}/${name}`);
    };
    const execution = operatorOf(node).open(node, { ...context, streaming, state });
    return { node, children: node.children.map(open), execution, stores };
  };
  return open(plan);
}

/** All nodes, parents before children. */
function* runningNodes(root: RunningNode): Generator<RunningNode> {
  yield root;
  for (const child of root.children) yield* runningNodes(child);
}

/** The nodes that keep state, from the sink back to the sources. */
export const statefulNodes = (root: RunningNode): StatefulNode[] =>
  [...runningNodes(root)].filter((running): running is StatefulNode => running.execution?.state !== undefined);

/** What a later run is compared with. */
export const shapesOf = (stateful: readonly StatefulNode[]): StatefulShape[] =>
  stateful.map(({ execution, stores }) => ({ name: execution.state.name, stores }));

/** The nodes that note event times, from the sink back to the sources. */
export const eventTimeParts = (root: RunningNode): EventTimePart[] =>
  [...runningNodes(root)].flatMap(({ execution }) => execution?.eventTime ?? []);

/** Lets one micro-batch flow through the operators; nothing happens before the result is read. */
export function runPlan(
  running: RunningNode,
  batch: Omit<MicroBatch, keyof Watermarks>,
  watermarksOf: (running: RunningNode) => Watermarks,
  rowsOf: (stream: Stream) => AsyncIterable<Batch>,
): AsyncIterable<Batch> {
  const { node, children, execution } = running;
  if (!execution) return rowsOf(node as Stream);
  const inputs = children.map(child => runPlan(child, batch, watermarksOf, rowsOf));
  return execution.run(inputs, { ...batch, ...watermarksOf(running) });
}
