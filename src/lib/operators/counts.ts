import type { StateMetrics } from '../plan/operator.ts';
import type { StateStore } from '../state/state-store.ts';

/** What a stateful operator counts in one micro-batch. */
type Counts = Pick<StateMetrics, 'rowsUpdated' | 'rowsRemoved' | 'rowsDroppedByWatermark'>;

export const noCounts = () => ({ rowsUpdated: 0, rowsRemoved: 0, rowsDroppedByWatermark: 0 }) satisfies Counts;

/** The metrics of an operator that keeps its state in these stores. */
export const metricsOf = (
  counts: Counts,
  ...stores: readonly Pick<StateStore, 'size' | 'memoryBytes'>[]
): StateMetrics => ({
  ...counts,
  rowsTotal: stores.reduce((total, { size }) => total + size, 0),
  memoryBytes: stores.reduce((total, { memoryBytes }) => total + memoryBytes, 0),
});
