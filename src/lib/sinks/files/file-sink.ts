/*
 * Files in a folder: Spark's file sink, whose readers see every row once.
 *
 * A batch becomes part of the output in four steps, each of them durable before the next:
 *
 *   1. its rows are written to files that nobody sees, one for each partition;
 *   2. an intent names them: `_xpto/intents/N-<run>`;
 *   3. they appear;
 *   4. the log names them: `_spark_metadata/N`. Then the checkpoint notes that the batch is done, and the intent goes.
 *
 * Readers that know the log (Spark, xpto) see a batch at step 4, whole. Those that list the folder see its files from
 * step 3 on. After a crash before step 4 the next run removes what the intent names, and writes the batch again; after a
 * crash behind it, the batch is not written again. So once the query rests, or has recovered, those readers see each row
 * once, too.
 *
 * @see Spark FileStreamSink, ManifestFileCommitProtocol
 */
import { RuntimeError, XptoError } from '../../base/errors.ts';
import { checkHeld, type Lock, lock } from '../../checkpoint/lock.ts';
import type { Files } from '../../files/files.ts';
import type { FileFormat, FormatOptions } from '../../formats/format.ts';
import type { BatchOutput, Sink, SinkRun } from '../sink.ts';
import { BatchFiles, type WrittenFile } from './batch-files.ts';
import { finishLog } from './compaction-note.ts';
import { declare } from './intents.ts';
import { dataFileName, queryMark, runMark } from './names.ts';
import type { Partitioning } from './partitions.ts';
import { removeLeftovers } from './recovery.ts';
import { OUTPUT_LOCK, OWN_LOG, SinkLog, SPARK_LOG } from './sink-log.ts';

export interface FileSinkOptions {
  readonly format: FileFormat;
  readonly formatOptions: FormatOptions;
  readonly partitioning: Partitioning;
  /** Where it is, for reports. */
  readonly location: string;
  readonly openFiles: () => Promise<Files>;
  /** Keep the log where Spark finds it. */
  readonly sparkLog: boolean;
  readonly maxFileBytes: number;
  readonly maxRecordsPerFile: number;
  readonly maxOpenFiles: number;
  /** How long the log names a file. */
  readonly retentionMs: number;
}

export const fileSink = (options: FileSinkOptions): Sink => new FileSink(options);

/** What a run has open. */
interface OpenOutput {
  readonly run: SinkRun;
  readonly files: Files;
  readonly log: SinkLog;
}

class FileSink implements Sink {
  readonly rewrites = 'once';
  readonly #options: FileSinkOptions;
  #open: OpenOutput | undefined;
  #lock: Lock | undefined;
  /** Of the batch that is not committed yet. */
  #intents: string[] = [];

  constructor(options: FileSinkOptions) {
    this.#options = options;
  }

  get description(): string {
    const address = this.#open?.files.address('').replace(/^file:\/\/\//, 'file:/');
    return `FileSink[${address?.replace(/\/$/, '') ?? this.#options.location}]`;
  }

  async open(run: SinkRun): Promise<void> {
    const { openFiles, sparkLog } = this.#options;
    const files = await openFiles();
    this.#lock = await lock(files, run.runId, OUTPUT_LOCK);
    const [logFolder, other] = sparkLog ? [SPARK_LOG, OWN_LOG] : [OWN_LOG, SPARK_LOG];
    for await (const { path } of files.list(other)) {
      throw new RuntimeError('OUTPUT_LOG_ELSEWHERE', { file: files.address(path), option: `sparkLog=${!sparkLog}` });
    }
    const next = (run.committed?.batchId ?? -1) + 1;
    const stillHeld = () => checkHeld(this.#lock!, next);
    await finishLog(files, stillHeld);
    const log = await SinkLog.open(files, logFolder, run, stillHeld);
    await removeLeftovers(files, log, run, stillHeld);
    this.#open = { run, files, log };
  }

  async write({ batchId, tag, rows }: BatchOutput): Promise<void> {
    const { run, files, log } = this.#open!;
    if (batchId <= log.latest) return; // an earlier run has written it, and it stands in the log
    const { format, formatOptions, partitioning, maxFileBytes, maxRecordsPerFile, maxOpenFiles } = this.#options;
    const kind = {
      format,
      schema: partitioning.dataSchema,
      options: formatOptions,
      maxBytes: maxFileBytes,
      maxRows: maxRecordsPerFile,
      maxOpen: maxOpenFiles,
    };
    const origin = { query: queryMark(run.queryId), batchId, run: runMark(run.runId) };
    const extension = format.extension(formatOptions);
    const announced: string[] = [];
    const batch = new BatchFiles(
      files,
      kind,
      (part, roll) => dataFileName(origin, part, roll, partitioning.isPartitioned, extension),
      async (paths, isLast) => {
        announced.push(...paths);
        await this.#announce(batchId, paths, isLast);
      },
    );
    let written: readonly WrittenFile[];
    try {
      const split = partitioning.splitter();
      let isEmpty = true;
      for await (const piece of rows) {
        isEmpty &&= piece.length === 0;
        for (const [folder, itsRows] of split(piece)) await batch.write(folder, itsRows);
      }
      if (isEmpty && !partitioning.isPartitioned) await batch.writeNothing();
      written = await batch.publish();
    } catch (error) {
      await batch.abort();
      await this.#withdraw(announced);
      throw error;
    }
    await this.#log(batchId, tag, written);
  }

  receipt(): string {
    return this.#open!.log.receipt;
  }

  async commit(): Promise<void> {
    await this.#open!.files.remove(...this.#intents.splice(0));
  }

  async stop(): Promise<void> {
    await this.#lock?.release();
  }

  async #announce(batchId: number, paths: readonly string[], isLast: boolean): Promise<void> {
    const { run, files, log } = this.#open!;
    const part = this.#intents.length;
    const intent = { query: run.queryId, batchId, run: runMark(run.runId), part, more: !isLast, files: paths };
    this.#intents.push(await declare(files, intent));
    // A process that slept through a takeover shows nothing of a batch that another one has written.
    await log.checkNotWritten(batchId);
  }

  async #log(batchId: number, tag: string, written: readonly WrittenFile[]): Promise<void> {
    const { log } = this.#open!;
    try {
      await log.add(batchId, tag, written, this.#options.retentionMs);
    } catch (error) {
      // After any other error the log may name the files all the same. The next run finds out.
      const isLost = error instanceof XptoError && error.key === 'CONCURRENT_STREAM_LOG_UPDATE';
      if (isLost) await this.#withdraw(written.map(({ path }) => path));
      throw error;
    }
    // Who has taken over meanwhile may have removed the files before the log named them: then the batch is not done.
    await checkHeld(this.#lock!, batchId);
  }

  /** Removes files that will not be part of the output. What fails here is left to the next run. */
  async #withdraw(paths: readonly string[]): Promise<void> {
    const { files } = this.#open!;
    try {
      await files.remove(...paths);
      await files.remove(...this.#intents.splice(0));
    } catch (error) {
      if (!(error instanceof XptoError)) throw error;
    }
  }
}
