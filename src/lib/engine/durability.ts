/**
 * What of a query outlives its process: with a checkpoint all that it needs to go on, without one nothing. The engine
 * runs the same steps either way.
 */
import type { Clock } from '../base/clock.ts';
import {
  BATCHES_TO_RETAIN,
  type BatchCommit,
  type BatchPlan,
  Checkpoint,
  type Recovered,
} from '../checkpoint/checkpoint.ts';
import type { CompactingLog } from '../checkpoint/compacting-log.ts';
import type { QueryShape } from '../checkpoint/query-shape.ts';
import type { Files } from '../files/files.ts';
import { durableStateStores } from '../state/durable-state-store.ts';
import type { OpenEntries } from '../state/entries.ts';
import type { StateStores } from '../state/state-store.ts';
import { volatileStateStores } from '../state/volatile-state-store.ts';

export interface Durability {
  /** The id of the query: the same through all restarts. */
  readonly queryId: string;
  readonly recovered: Recovered | undefined;
  readonly stores: StateStores;
  /** Whose state files a batch that commits now will name. */
  readonly stateRun: string | undefined;
  sourceLog(source: number): CompactingLog | undefined;
  checkShape(shape: QueryShape): Promise<void>;
  begin(batch: BatchPlan): Promise<void>;
  commit(batchId: number, commit: BatchCommit): Promise<void>;
  /** Has no other run taken over? */
  isHeld(): Promise<boolean>;
  close(): Promise<void>;
}

export interface Run {
  /** The id of a query that has no checkpoint, or a new one. */
  readonly id: string;
  readonly runId: string;
  readonly clock: Clock;
  /** Where state lies while the query runs. */
  readonly openEntries: OpenEntries;
}

/** Everything is forgotten when the process ends. */
export function volatile({ id, openEntries }: Run): Durability {
  const stores = volatileStateStores(openEntries);
  return {
    queryId: id,
    recovered: undefined,
    stores,
    stateRun: undefined,
    sourceLog: () => undefined,
    checkShape: async () => {},
    begin: async () => {},
    commit: async () => {},
    isHeld: async () => true,
    close: async () => stores.close(),
  };
}

/** @throws RuntimeError as `Checkpoint.open`, and `S3_REPLACES` for a store that cannot keep one writer from another */
export async function durable(files: Files, { id, runId, clock, openEntries }: Run): Promise<Durability> {
  await files.checkCreateNew?.();
  const checkpoint = await Checkpoint.open(files, { runId, nowMs: () => clock.nowMs(), newId: id });
  const run = runId.slice(0, 8);
  const { queryId, recovered } = checkpoint;
  const stores = durableStateStores({ files, owner: queryId, run, retained: BATCHES_TO_RETAIN, openEntries });
  return {
    queryId,
    recovered,
    stores,
    stateRun: run,
    sourceLog: source => checkpoint.sourceLog(source),
    checkShape: shape => checkpoint.checkShape(shape),
    begin: batch => checkpoint.begin(batch),
    commit: (batchId, commit) => checkpoint.commit(batchId, commit),
    isHeld: () => checkpoint.isHeld(),
    async close() {
      stores.close();
      await checkpoint.close();
    },
  };
}
