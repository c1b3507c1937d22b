/**
 * What a query needs to go on after its process is gone: which batches it began, where each of them ended in every
 * source, which of them it finished, and the watermark. Spark's layout and contents, so that Spark's tools read it:
 *
 *     metadata      {"id":"…"}, the same through all restarts
 *     offsets/N     written before batch N runs: where it ends in each source, its watermark and time
 *     commits/N     written when batch N is done, with the watermark for the next one
 *     sources/K/N   what source K notes for itself
 *     xpto-state/   the state, which is ours alone; `xpto-query`, what must not change between two runs
 *
 * Every file appears whole, is never replaced, and carries a checksum.
 *
 * @see Spark OffsetSeqLog, CommitLog, StreamMetadata
 */
import { DamageError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { CompactingLog } from './compacting-log.ts';
import { checkHeld, type Lock, lock, unlessTakenOver } from './lock.ts';
import { NumberedLog, readText } from './numbered-log.ts';
import { checkShape, type QueryShape } from './query-shape.ts';
import { checksumOf, seal, unseal } from './sealed-text.ts';

/** Batches of which the logs are kept. */
export const BATCHES_TO_RETAIN = 100;
/** Older ones are removed this often: that is made durable, too, and costs as much as adding one. */
const PURGE_EVERY = 10;

/** What is settled before a batch runs. Times in milliseconds since 1970 UTC. */
export interface BatchPlan {
  readonly batchId: number;
  readonly watermarkMs: number;
  readonly timestampMs: number;
  /** Where each source ends, as JSON text; undefined: it has nothing yet. */
  readonly offsets: readonly (string | undefined)[];
  /** Settings that must stay what they were in batch 0. */
  readonly conf: Readonly<Record<string, string>>;
}

/** What is known when a batch is done. */
export interface BatchCommit {
  readonly nextWatermarkMs: number;
  /** Whose state files hold the version that the batch made. */
  readonly stateRun?: string;
  /** The checksum of what the sink noted of the batch. */
  readonly sink?: string;
}

/** Where the last run stopped. */
export interface Recovered {
  /** The last batch that was begun. */
  readonly last: BatchPlan;
  /** The one before it, undefined for batch 0. */
  readonly before: BatchPlan | undefined;
  /** The commit of `last`; undefined when it was not finished. */
  readonly commit: BatchCommit | undefined;
  /** The commit of `before`. */
  readonly commitBefore: BatchCommit | undefined;
}

/** What a run brings along. */
export interface CheckpointRun {
  readonly runId: string;
  readonly nowMs: () => number;
  /** For a checkpoint that is new: the id of the query. */
  readonly newId: string;
}

export class Checkpoint {
  /** The id of the query: the same through all restarts. */
  readonly queryId: string;
  readonly recovered: Recovered | undefined;
  readonly files: Files;
  readonly #offsets: NumberedLog;
  readonly #commits: NumberedLog;
  readonly #nowMs: () => number;
  readonly #lock: Lock;

  private constructor(
    files: Files,
    queryId: string,
    logs: { offsets: NumberedLog; commits: NumberedLog },
    recovered: Recovered | undefined,
    nowMs: () => number,
    lock: Lock,
  ) {
    this.files = files;
    this.queryId = queryId;
    this.#offsets = logs.offsets;
    this.#commits = logs.commits;
    this.recovered = recovered;
    this.#nowMs = nowMs;
    this.#lock = lock;
  }

  /**
   * Takes possession of a checkpoint, and reads where its query stopped.
   *
   * @param files with the checkpoint's folder as their root
   * @throws RuntimeError `CHECKPOINT_IN_USE`, `STREAMING_CHECKPOINT_MISSING_METADATA_FILE`, `BATCH_METADATA_NOT_FOUND`,
   * and those of `NumberedLog.read`
   */
  static async open(files: Files, { runId, nowMs, newId }: CheckpointRun): Promise<Checkpoint> {
    const held = await lock(files, runId);
    let batchId = 0;
    try {
      await files.recover('');
      const queryId = (await readQueryId(files)) ?? newId;
      const logs = logsOf(files, queryId);
      const [begun, done] = [await logs.offsets.ids(), await logs.commits.ids()];
      batchId = (begun[begun.length - 1] ?? -1) + 1;
      if ((await files.stat('metadata')) === undefined) {
        if (begun.length > 0 || done.length > 0) {
          throw new DamageError('STREAMING_CHECKPOINT_MISSING_METADATA_FILE', { checkpointLocation: files.root });
        }
        await files.createNew('metadata', Buffer.from(seal('metadata', JSON.stringify({ id: queryId }))));
      }
      const recovered = await recover(files, logs, begun, done);
      return new Checkpoint(files, queryId, logs, recovered, nowMs, held);
    } catch (error) {
      const told = await unlessTakenOver(error, held, batchId);
      await held.release().catch(() => {}); // what happened first is told
      throw told;
    }
  }

  /**
   * Compares the query with the one that the checkpoint is of; notes it when it is the first.
   *
   * @throws RuntimeError as `checkShape`
   */
  async checkShape(shape: QueryShape): Promise<void> {
    const path = 'xpto-query';
    const sealed = await readText(this.files, path);
    if (sealed !== undefined) {
      checkShape(JSON.parse(unseal(this.#sealName(path), sealed, this.files.address(path))) as QueryShape, shape);
    } else if (this.recovered) {
      throw new DamageError('CHECKPOINT_FILE_MISSING', { file: this.files.address(path) });
    } else {
      await this.files.createNew(path, Buffer.from(seal(this.#sealName(path), JSON.stringify(shape))));
    }
  }

  /**
   * Notes what a batch will read, before it runs.
   *
   * @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE`
   */
  async begin(batch: BatchPlan): Promise<void> {
    const { batchId } = batch;
    await checkHeld(this.#lock, batchId);
    await this.#offsets.add(batchId, planLines(batch));
    // Who slept in between, for so long that the file which would have been there is purged, finds out now.
    await checkHeld(this.#lock, batchId);
    if (batchId % PURGE_EVERY !== 0) return;
    await this.#offsets.purge(batchId - BATCHES_TO_RETAIN);
    await this.#commits.purge(batchId - BATCHES_TO_RETAIN);
  }

  /** Has no other run taken over? */
  isHeld(): Promise<boolean> {
    return this.#lock.isHeld();
  }

  /**
   * Notes that a batch is done: it will never run again.
   *
   * @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE`
   */
  async commit(batchId: number, commit: BatchCommit): Promise<void> {
    await this.#commits.add(batchId, [commitLine(commit)]);
  }

  /** What source K notes for itself; to be opened by it. */
  sourceLog(source: number): CompactingLog {
    return new CompactingLog(this.files, `sources/${source}`, this.queryId, this.#nowMs, false);
  }

  /** Lets others have it. */
  async close(): Promise<void> {
    await this.#lock.release();
  }

  #sealName = (path: string): string => `${this.queryId} ${path}`;
}

/** The logs of one query. */
export interface Logs {
  readonly offsets: NumberedLog;
  readonly commits: NumberedLog;
}

/** @param isForeign takes what Spark wrote, too */
export const logsOf = (files: Files, queryId: string, isForeign = false): Logs => ({
  offsets: new NumberedLog(files, 'offsets', queryId, isForeign),
  commits: new NumberedLog(files, 'commits', queryId, isForeign),
});

/**
 * The id of the query that a checkpoint is of; undefined when there is none yet.
 *
 * @throws RuntimeError `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED`, also for a checkpoint that Spark wrote
 */
export async function readQueryId(files: Files): Promise<string | undefined> {
  const sealed = await readText(files, 'metadata');
  return sealed === undefined ? undefined : queryIdIn(sealed, files.address('metadata'));
}

/** The id in the text of `metadata`. */
export const queryIdIn = (sealed: string, file: string): string =>
  (JSON.parse(unseal('metadata', sealed, file)) as { id: string }).id;

/** Reads the last batches, and makes sure that none before them is missing. */
async function recover(
  files: Files,
  { offsets, commits }: Logs,
  begun: readonly number[],
  done: readonly number[],
): Promise<Recovered | undefined> {
  const last = begun[begun.length - 1];
  const lastDone = done[done.length - 1] ?? -1;
  const missing = (path: string): never => {
    throw new DamageError('BATCH_METADATA_NOT_FOUND', { batchMetadataFile: files.address(path) });
  };
  // Neither is state written, nor is a batch done, that was not begun.
  const least = Math.max(lastDone, (await newestState(files)) - 1);
  if (least > (last ?? -1)) missing(`offsets/${least}`);
  if (last === undefined) return undefined;
  for (let id = Math.max(begun[0], last - BATCHES_TO_RETAIN); id < last; id++) {
    if (!begun.includes(id)) missing(`offsets/${id}`);
  }
  if (begun[0] > 0 && last - begun[0] < 1) missing(`offsets/${last - 1}`);
  return {
    last: planIn(last, (await offsets.read(last))!),
    before: last === 0 ? undefined : planIn(last - 1, (await offsets.read(last - 1))!),
    commit: commitIn(await commits.read(last)),
    commitBefore: last === 0 ? undefined : commitIn(await commits.read(last - 1)),
  };
}

/** The newest version of the state that there is something of; 0 for nothing. */
async function newestState(files: Files): Promise<number> {
  let newest = 0;
  for await (const { path } of files.list('xpto-state')) {
    const [, version] = /\/(\d+)-[^/]*$/.exec(path) ?? [];
    newest = Math.max(newest, Number(version ?? 0));
  }
  return newest;
}

function planLines({ watermarkMs, timestampMs, offsets, conf }: BatchPlan): string[] {
  const metadata = JSON.stringify({ batchWatermarkMs: watermarkMs, batchTimestampMs: timestampMs, conf });
  return [metadata, ...offsets.map(offset => offset ?? '-')];
}

/** Tells what was settled for a batch from what another run might settle for the same number. */
export const tagOf = (batch: BatchPlan): string => checksumOf(`batch ${batch.batchId}`, planLines(batch).join('\n'));

/** A batch as its file tells it. */
export function planIn(batchId: number, [metadata, ...offsets]: readonly string[]): BatchPlan {
  const { batchWatermarkMs, batchTimestampMs, conf } = JSON.parse(metadata);
  return {
    batchId,
    watermarkMs: batchWatermarkMs,
    timestampMs: batchTimestampMs,
    offsets: offsets.map(offset => (offset === '-' ? undefined : offset)),
    conf: conf ?? {},
  };
}

const commitLine = ({ nextWatermarkMs, stateRun, sink }: BatchCommit): string =>
  JSON.stringify({ nextBatchWatermarkMs: nextWatermarkMs, xptoState: stateRun, xptoSink: sink });

/** A commit as its file tells it. */
export function commitIn(lines: readonly string[] | undefined): BatchCommit | undefined {
  if (!lines) return undefined;
  const { nextBatchWatermarkMs, xptoState, xptoSink } = JSON.parse(lines[0]);
  return { nextWatermarkMs: nextBatchWatermarkMs, stateRun: xptoState, sink: xptoSink };
}
