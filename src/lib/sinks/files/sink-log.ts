import type { Clock } from '../../base/clock.ts';
import { DamageError, RuntimeError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/messages/index.ts';
import { CompactingLog, type LogEntry, notesIn, readLog } from '../../checkpoint/compacting-log.ts';
import type { Files } from '../../files/files.ts';
import type { SinkRun } from '../sink.ts';
import type { WrittenFile } from './batch-files.ts';
import type { CheckHeld } from './compaction-note.ts';
import { entryOf, pathOf } from './entries.ts';
import { originOf } from './names.ts';
import { receiptOf, receiptUpTo } from './receipts.ts';

/** Where Spark looks for the log of an output folder. */
export const SPARK_LOG = '_spark_metadata';
/** Where it lies when Spark is not to see it. */
export const OWN_LOG = '_xpto/log';

/** Says that somebody writes to the folder. */
export const OUTPUT_LOCK = {
  path: '_xpto/lock',
  inUse: (folder: string, pid: number, file: string) => new RuntimeError('OUTPUT_IN_USE', { folder, pid, file }),
};

/** What a file of the log says of itself. */
interface BatchNote {
  /** The id of the query. */
  readonly query: string;
  readonly tag: string;
}

/**
 * The log of an output folder: the files of each batch, which are part of the output because they stand there. Readers
 * that know it, as Spark does, see whole batches.
 */
export class SinkLog {
  readonly #files: Files;
  readonly #folder: string;
  readonly #run: SinkRun;
  readonly #checkHeld: CheckHeld;
  #log: CompactingLog;
  /** Of the batch that stands in the log last. */
  #receipt = '';

  private constructor(files: Files, folder: string, run: SinkRun, checkHeld: CheckHeld) {
    this.#files = files;
    this.#folder = folder;
    this.#run = run;
    this.#checkHeld = checkHeld;
    this.#log = newLog(files, folder, run);
  }

  /**
   * Reads the log, and makes sure that it is the one that the checkpoint knows.
   *
   * @throws RuntimeError `OUTPUT_OF_ANOTHER_QUERY`, `OUTPUT_LOG_BEHIND`, `OUTPUT_LOG_AHEAD`, `OUTPUT_LOG_CHANGED`,
   * `OUTPUT_MOVED`, and those of `CompactingLog.open`
   */
  static async open(files: Files, folder: string, run: SinkRun, checkHeld: CheckHeld): Promise<SinkLog> {
    const log = new SinkLog(files, folder, run, checkHeld);
    await files.recover(folder);
    await log.#open();
    return log;
  }

  /** The batch that stands in the log last; -1 when there is none. */
  get latest(): number {
    return this.#log.latest ?? -1;
  }

  /** @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE` where another run has written the batch, or one behind it */
  async checkNotWritten(batchId: number): Promise<void> {
    for await (const { path } of this.#files.list(this.#folder)) {
      const [, id] = /\/(\d+)(?:\.compact)?$/.exec(path) ?? [];
      if (Number(id) >= batchId) throw new RuntimeError('CONCURRENT_STREAM_LOG_UPDATE', { batchId });
    }
  }

  /** The paths of all files that are part of the output. */
  paths(): Set<string> {
    return new Set(this.#log.entries.map(entry => pathOf(this.#files, entry)));
  }

  /**
   * Makes the files of a batch part of the output.
   *
   * @param retentionMs how long the log names a file
   * @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE`
   */
  async add(batchId: number, tag: string, written: readonly WrittenFile[], retentionMs: number): Promise<void> {
    const { clock, queryId } = this.#run;
    const nowMs = clock.nowMs();
    const entries = written.map(file => entryOf(file, this.#files.address(file.path), nowMs));
    const isKept = (entry: LogEntry) => nowMs - Number(entry['modificationTime']) <= retentionMs;
    const note: BatchNote = { query: queryId, tag };
    const held = await this.#log.add(batchId, entries, isKept, { ...note });
    this.#receipt = receiptOf(this.#files, { id: batchId, entries: held }, this.#receipt);
  }

  /** What the checkpoint keeps of the batch that stands in the log last. */
  get receipt(): string {
    return this.#receipt;
  }

  async #open(): Promise<void> {
    const { committed, begun } = this.#run;
    try {
      await this.#log.open();
    } catch (error) {
      await this.#refuseOthers();
      throw error;
    }
    const done = committed?.batchId ?? -1;
    if (this.latest >= 0 && committed === undefined && begun === undefined)
      throw this.#ofAnother(await this.#anyNote());
    if (this.latest < done) {
      throw new DamageError('OUTPUT_LOG_BEHIND', { file: this.#log.addressOf(done), batchId: done });
    }
    if (this.latest > (begun?.batchId ?? done)) {
      throw new DamageError('OUTPUT_LOG_AHEAD', { file: this.#log.addressOf(this.latest), batchId: this.latest });
    }
    for (const entry of this.#log.entries) pathOf(this.#files, entry);
    if (done >= 0) this.#receipt = await this.#receiptUpTo(done);
    if (committed && this.#receipt !== committed.receipt) {
      throw new DamageError('OUTPUT_LOG_CHANGED', { file: this.#log.addressOf(done), batchId: done });
    }
    if (begun && this.latest === begun.batchId) await this.#checkBegun(begun.tag);
  }

  /** A batch that was written and not committed: is it the one that is to be run again? */
  async #checkBegun(tag: string): Promise<void> {
    const id = this.latest;
    const { note, entries } = (await this.#log.file(id))!;
    const isSame = note?.['tag'] === tag;
    if (isSame && (await this.#areThere(entries))) {
      this.#receipt = await this.#receiptUpTo(id); // of what was written, whatever took its place since
      return;
    }
    if (note && !isSame) throw new DamageError('OUTPUT_LOG_CHANGED', { file: this.#log.addressOf(id), batchId: id });
    // Either nothing stands in it, so nothing is lost: nor can it be told from one that was cut off. Or a run that slept
    // has named its files when the one that had taken over had removed them.
    await this.#checkHeld();
    await this.#log.drop(id);
    this.#log = newLog(this.#files, this.#folder, this.#run);
    await this.#log.open();
  }

  /** Of the files of the batch that stands in the log last. */
  async #areThere(entries: readonly LogEntry[]): Promise<boolean> {
    for (const entry of entries) {
      const path = pathOf(this.#files, entry);
      if (originOf(path)?.batchId === this.latest && !(await this.#files.stat(path))) return false;
    }
    return true;
  }

  /** Of what is not as it was written, or was not written here, the reason may be that it is somebody else's. */
  async #refuseOthers(): Promise<void> {
    const entries = await readLog(this.#files, this.#folder).catch(() => undefined);
    if (entries === undefined || entries.length === 0) return;
    const notes = notesIn(entries) as unknown as BatchNote[];
    const isSparks = notes.length === 0 && !entries.some(entry => originOf(String(entry['path'])));
    // Where one of the files says that it is of this query, the one that does not is damaged.
    const isOthers = notes.length > 0 && notes.every(({ query }) => query !== this.#run.queryId);
    if (isSparks || isOthers) throw this.#ofAnother(notes[0]?.query);
  }

  /** The query that a log names of which every file is as it was written. */
  async #anyNote(): Promise<string | undefined> {
    return (notesIn((await readLog(this.#files, this.#folder))!) as unknown as BatchNote[])[0]?.query;
  }

  #ofAnother(query: string | undefined): RuntimeError {
    const owner: Phrase =
      query === undefined
        ? phrase('OWNER_UNKNOWN')
        : query === this.#run.queryId
          ? phrase('OWNER_THIS')
          : phrase('OWNER_QUERY', { query });
    return new RuntimeError('OUTPUT_OF_ANOTHER_QUERY', { folder: this.#files.root, log: this.#folder, owner });
  }

  async #receiptUpTo(batchId: number): Promise<string> {
    const parts = await this.#log.parts(batchId);
    return receiptUpTo(this.#files, parts, this.#log.addressOf);
  }
}

const newLog = (files: Files, folder: string, { queryId, clock }: { queryId: string; clock: Clock }): CompactingLog =>
  new CompactingLog(files, folder, queryId, () => clock.nowMs(), true);
