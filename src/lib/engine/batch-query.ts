import { invariant } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import type { Settings } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { openPlan, runPlan } from './running-plan.ts';

/** The rows of a plan without a stream. */
export function runBatchQuery(plan: PlanNode, settings: Settings, timestampMs: number): AsyncIterable<Batch> {
  const root = openPlan(plan, { settings, outputMode: 'append' }, noState);
  const batch = { batchId: 0, batchTimestampMs: timestampMs, onLateRows: undefined };
  return runPlan(root, batch, () => ({ lateWatermarkMs: 0, evictionWatermarkMs: 0 }), noStream);
}

function noState(): never {
  invariant(false, 'a batch query keeps no state');
}

function noStream(): never {
  invariant(false, 'a plan with a stream is refused before it is run as a batch');
}
