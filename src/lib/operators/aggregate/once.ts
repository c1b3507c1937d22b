import { Batch } from '../../columns/batch.ts';
import type { Execution } from '../../plan/operator.ts';
import type { Aggregate } from './aggregate.ts';
import { Grouping } from './grouping.ts';

/** Aggregates all rows of a batch query. */
export function aggregateOnce(node: Aggregate): Execution {
  return {
    async *run([input], batch) {
      const grouping = new Grouping(node);
      for await (const rows of input) grouping.add(rows, batch);
      const { size } = grouping;
      yield* new Batch([...grouping.keys(), ...grouping.accumulators.results(size)], size).pieces();
    },
  };
}
