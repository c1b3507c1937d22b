import { Batch } from '../../columns/batch.ts';
import { rowReader } from '../../columns/rows.ts';
import type { Execution } from '../../plan/operator.ts';
import { Calls } from './calls.ts';
import type { FlatMapGroupsWithState } from './flat-map-groups-with-state.ts';
import { Groups } from './groups.ts';

/** In a batch query every key is called once, with all its rows and no state. */
export function callOnce(node: FlatMapGroupsWithState): Execution {
  const {
    keys,
    timestamps,
    children: [child],
  } = node;
  const hasWatermark = child.output.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  return {
    async *run([input], batch) {
      const groups = new Groups(keys, child, timestamps);
      for await (const rows of input) groups.add(rows, batch);
      const calls = new Calls(node, {
        processingTimeMs: batch.batchTimestampMs,
        watermarkMs: hasWatermark ? -1 : undefined,
      });
      const keyRows = new Batch(groups.keys(), groups.size);
      const readKey = rowReader(
        keys.map(({ attribute }) => attribute),
        timestamps,
      );
      for (let group = 0; group < groups.size; group++) {
        calls.call(readKey(keyRows, group), groups.rowsOf(group), null, false);
      }
      yield* calls.batches();
    },
  };
}
