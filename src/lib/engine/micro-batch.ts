/**
 * The life of a streaming query, batch by batch: choose offsets, note them, run the plan over the rows between them,
 * write to the sink, commit the state, note that the batch is done, move the watermark. This is the page to read first.
 *
 * A batch runs when a source has something new, or when the watermark has moved so far that state can be let go (a
 * batch without data). The watermark of a batch is the one that the batch before it left behind.
 *
 * With a checkpoint, a batch that was begun and not finished is run again, by whichever process comes next: with the
 * same offsets, time and watermark, over the state that the batch before it left.
 *
 * @see Spark MicroBatchExecution
 */
import type { Clock } from '../base/clock.ts';
import { DamageError, invariant, RuntimeError } from '../base/errors.ts';
import { type BatchPlan, tagOf } from '../checkpoint/checkpoint.ts';
import { unlessTakenOver } from '../checkpoint/lock.ts';
import type { Batch } from '../columns/batch.ts';
import type { Schema } from '../columns/types.ts';
import type { Attribute, Settings } from '../expressions/typed.ts';
import type { Files } from '../files/files.ts';
import { streamsReadByRow } from '../operators/limit.ts';
import type { Stream } from '../operators/stream.ts';
import { nodesOf, type PlanNode } from '../plan/node.ts';
import type { EventTimePart, OutputMode } from '../plan/operator.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Offset, ReadLimit, Source } from '../sources/source.ts';
import type { OpenEntries } from '../state/entries.ts';
import { type Durability, durable, volatile } from './durability.ts';
import { OutputReader } from './output-reader.ts';
import {
  type BatchReport,
  type BatchTimes,
  idleProgressOf,
  progressOf,
  type QueryIdentity,
  type QueryProgress,
} from './progress.ts';
import {
  eventTimeParts,
  openPlan,
  type RunningNode,
  runPlan,
  type StatefulNode,
  shapesOf,
  statefulNodes,
} from './running-plan.ts';
import { nextTickMs, type Trigger } from './trigger.ts';
import { WakeUp } from './wake-up.ts';
import { propagate, type WatermarkPolicy, WatermarkTracker, watermarksIn } from './watermarks.ts';

/** A query as it is given to the engine: checked, and ready to run. */
export interface QueryDefinition extends QueryIdentity {
  readonly plan: PlanNode;
  readonly schema: Schema;
  readonly sink: Sink;
  readonly outputMode: OutputMode;
  readonly trigger: Trigger;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Opens the folder that outlives the process; undefined where everything is forgotten. */
  readonly openCheckpoint: (() => Promise<Files>) | undefined;
  /** Requests sent so far to stores that are paid for by the request; undefined where there are none. */
  readonly requests: () => number | undefined;
  readonly watermarkPolicy: WatermarkPolicy;
  /** Run batches without data when the watermark alone can let state go. */
  readonly noDataBatches: boolean;
  /** Where state lies while the query runs. */
  readonly openEntries: OpenEntries;
}

/** Whom the engine tells. */
interface QueryObserver {
  onStatus(status: QueryStatus): void;
  /** A promise holds back the next batch. */
  onProgress(progress: QueryProgress): void | Promise<void>;
  /** Nothing has happened for a while, or since the start: then `isFirst`. The report is of a batch yet to come. */
  onIdle(progress: QueryProgress, isFirst: boolean): void;
  onLateRows(rows: Batch, columns: readonly Attribute[], batchId: number): void;
  /** The checkpoint is open: it is this query's. */
  onOpened(queryId: string): void;
}

/** What a query does right now. */
export interface QueryStatus {
  /** In Spark's words: `Processing new data`. */
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}

/** A plan with its operators at work, and those of them that the engine asks for more than rows. */
interface OpenPlan {
  readonly root: RunningNode;
  readonly stateful: readonly StatefulNode[];
  readonly eventTimes: readonly EventTimePart[];
}

interface OpenSource {
  readonly stream: Stream;
  readonly source: Source;
  /** Where the last batch ended. */
  start: Offset | undefined;
  /** Where available-now ends, for a source that has no end of its own. */
  target: Offset | undefined;
}

/** One source's part in a batch. */
interface SourceRange extends OpenSource {
  /** Moves on while the range is read, where rows are handed on as they come. */
  end: Offset | undefined;
  rowCount: number;
}

const POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';
const policyIn = (conf: Readonly<Record<string, string>>): WatermarkPolicy => (conf[POLICY] === 'max' ? 'max' : 'min');

const IDLE_REPORT_MS = 10_000;
/** While rows keep coming, a batch waits for more as long as the one before took, but no longer than this. */
const LONGEST_GATHERING_MS = 100;

export class MicroBatchExecution {
  readonly #query: QueryDefinition;
  readonly #observer: QueryObserver;
  #tracker: WatermarkTracker;
  readonly #readByRow: ReadonlySet<PlanNode>;
  readonly #wakeUp = new WakeUp();
  readonly #stopped = new AbortController();
  #durability: Durability;
  #running: OpenPlan | undefined;
  #sources: OpenSource[] = [];
  #batchId = 0;
  /** The batch that an earlier run began and did not finish. */
  #unfinished: BatchPlan | undefined;
  /** The watermark of each stateful operator in the batch that ran last. */
  #propagated: Map<RunningNode, number> = new Map();
  #lastTriggerMs: number | undefined;
  /** When a batch ended last, or a trigger that found nothing to do was reported. */
  #lastReportMs = Number.NEGATIVE_INFINITY;
  #lastBatchTookMs = 0;
  #lastRequests = 0;
  #needsBatch = false;
  #hasRun = false;
  /** Ends the wait for the next tick of a fixed interval. */
  #tick = new AbortController();
  #failure: Error | undefined;
  #round = 0;
  #waitingForIdle: { since: number; resolve: () => void }[] = [];
  #waitingForEnd: (() => void)[] = [];

  constructor(query: QueryDefinition, observer: QueryObserver) {
    this.#query = query;
    this.#observer = observer;
    this.#durability = volatile(query);
    this.#tracker = new WatermarkTracker(query.watermarkPolicy);
    this.#readByRow = streamsReadByRow(query.plan);
  }

  /** Runs batches until the trigger has no more, `stop()` is called, or something fails: then it throws. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    const step = async (act: () => void | Promise<void>): Promise<void> => {
      try {
        await act();
      } catch (error) {
        failures.push(error);
      }
    };
    await step(() => this.#runBatches());
    this.#stopped.abort();
    for (const { source } of this.#sources) await step(() => source.stop());
    await step(() => this.#query.sink.stop?.());
    await step(() => this.#durability.close());
    for (const { resolve } of this.#waitingForIdle.splice(0)) resolve();
    for (const resolve of this.#waitingForEnd.splice(0)) resolve();
    if (failures.length > 0) throw failures[0]; // where a disk is full, giving back the lock fails, too
  }

  async #runBatches(): Promise<void> {
    this.#status('Initializing sources', false, false);
    await this.#openCheckpoint();
    await this.#goOn().catch(async error => {
      if (!(error instanceof RuntimeError)) throw error;
      throw await unlessTakenOver(error, this.#durability, this.#batchId);
    });
    while (!this.#stopped.signal.aborted) {
      const startMs = this.#query.clock.nowMs();
      const ran = await this.#trigger(startMs);
      if (this.#isFinished(ran)) {
        this.#throwFailure();
        break;
      }
      await this.#untilNextTrigger(startMs, ran);
    }
  }

  /** Takes up the work where the checkpoint says that it stopped. */
  async #goOn(): Promise<void> {
    this.#openPlan();
    await this.#openSources();
    await this.#recover();
    await this.#openSink();
    await this.#fixEnds();
  }

  /** The query ends when the batch that is running, if any, is committed. */
  stop(): void {
    this.#stopped.abort();
    this.#wakeUp.call();
    this.#tick.abort();
  }

  /** Resolves when a trigger that fired after this call has found nothing to do. */
  untilIdle(): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve();
    for (const { source } of this.#sources) source.refresh?.();
    this.#wakeUp.call();
    return new Promise(resolve => this.#waitingForIdle.push({ since: this.#round, resolve }));
  }

  /** Resolves when every input has come to its end and all of it is processed. */
  untilInputEnds(): Promise<void> {
    return new Promise(resolve => this.#waitingForEnd.push(resolve));
  }

  async #openCheckpoint(): Promise<void> {
    const { openCheckpoint } = this.#query;
    if (!openCheckpoint) return;
    this.#durability = await durable(await openCheckpoint(), this.#query);
    this.#observer.onOpened(this.#durability.queryId);
  }

  #openPlan(): void {
    const { plan, settings, outputMode } = this.#query;
    const root = openPlan(plan, { settings, outputMode }, name => this.#durability.stores.open(name));
    this.#running = { root, stateful: statefulNodes(root), eventTimes: eventTimeParts(root) };
  }

  /** The operators at work; opened by `run()`. */
  get #plan(): OpenPlan {
    invariant(this.#running, 'the plan is open while the query runs');
    return this.#running;
  }

  async #openSources(): Promise<void> {
    const streams = new Set([...nodesOf(this.#query.plan)].filter(node => node.op === 'stream') as Stream[]);
    const resumeAt = this.#durability.recovered?.last.offsets;
    for (const [i, stream] of [...streams].entries()) {
      const source = stream.definition.open({
        resumeAt: resumeAt?.[i],
        log: this.#durability.sourceLog(i),
        clock: this.#query.clock,
        onChange: () => {
          this.#wakeUp.call();
          if (this.#inputsEnded()) this.#tick.abort();
        },
        onFailure: error => {
          this.#failure ??= error;
          this.#wakeUp.call();
          this.#tick.abort();
        },
        stopped: this.#stopped.signal,
      });
      this.#sources.push({ stream, source, start: undefined, target: undefined });
    }
  }

  /** Takes up the query where an earlier run left it. */
  async #recover(): Promise<void> {
    const { recovered, stores } = this.#durability;
    const { stateful, root } = this.#plan;
    await this.#durability.checkShape({
      sources: this.#sources.length,
      kinds: this.#sources.map(({ stream }) => stream.definition.kind ?? stream.format),
      stateful: shapesOf(stateful),
    });
    if (!recovered) return;
    const { last, before, commit, commitBefore } = recovered;
    this.#tracker = new WatermarkTracker(policyIn(last.conf));
    // The batch that is done last, and what it left; where it was not the first, another one has to be run again.
    const done = commit ? last : before;
    const left = commit ?? commitBefore;
    if (!commit) this.#unfinished = last;
    this.#batchId = done ? done.batchId + 1 : 0;
    this.#tracker.currentMs = commit ? Math.max(last.watermarkMs, commit.nextWatermarkMs) : last.watermarkMs;
    this.#propagated = propagate(root, done?.watermarkMs ?? 0);
    for (const [i, source] of this.#sources.entries()) source.start = done?.offsets[i];
    if (!done || stateful.length === 0) return;
    if (left?.stateRun === undefined) throw new DamageError('COMMIT_MISSING', { batchId: done.batchId });
    await stores.restore(this.#batchId, left.stateRun);
  }

  async #openSink(): Promise<void> {
    const { sink, runId, clock } = this.#query;
    const { queryId, recovered } = this.#durability;
    const { last, before, commit, commitBefore } = recovered ?? {};
    const done = commit ? last : before;
    const left = commit ?? commitBefore;
    if (done && !left && sink.receipt) throw new DamageError('COMMIT_MISSING', { batchId: done.batchId });
    const committed = done && { batchId: done.batchId, receipt: left?.sink };
    const begun = this.#unfinished && { batchId: this.#unfinished.batchId, tag: tagOf(this.#unfinished) };
    await sink.open?.({ queryId, runId, clock, committed, begun });
  }

  /** Available-now takes what is there when the query starts. */
  async #fixEnds(): Promise<void> {
    if (this.#query.trigger.kind !== 'availableNow') return;
    for (const open of this.#sources) {
      const { source, stream, start } = open;
      if (source.fixEnd) await source.fixEnd();
      else if (!stream.definition.hasEnd) open.target = await source.latestOffset(start, 'all');
    }
  }

  /** Runs one batch, if there is something to do. @returns whether it did */
  async #trigger(startMs: number): Promise<boolean> {
    this.#round++;
    const triggered = this.#query.clock.monotonicMs();
    if (this.#unfinished) {
      await this.#runAgain(this.#unfinished, triggered);
      return true;
    }
    if (this.#query.trigger.kind === 'continuous') {
      await this.#runEpoch(startMs, triggered, this.#query.trigger.intervalMs);
      return true;
    }
    const ranges = await this.#chooseOffsets();
    this.#throwFailure();
    const hasNewData = ranges.some(({ start, end }) => end !== undefined && end !== start);
    const isQuiet = !hasNewData && !this.#needsBatch;
    if (isQuiet && !this.#clockNeedsBatch(startMs)) {
      this.#status('Waiting for data to arrive', false, false);
      this.#reportIdle(startMs, triggered, ranges);
      this.#tellIdle();
      return false;
    }
    const message = hasNewData ? 'Processing new data' : 'No new data but cleaning up state';
    this.#status(message, hasNewData, true);
    await this.#runBatch(startMs, triggered, ranges);
    // Whoever waits for the query to rest does not wait for the clock to stand still.
    if (isQuiet && !this.#needsBatch) this.#tellIdle();
    return true;
  }

  /** Runs the batch that an earlier run did not finish, exactly as it was begun. */
  async #runAgain({ offsets, timestampMs }: BatchPlan, triggered: number): Promise<void> {
    this.#status('Processing new data', true, true);
    const ranges = this.#sources.map((source, i) => ({ ...source, end: offsets[i], rowCount: 0 }));
    await this.#runBatch(timestampMs, triggered, ranges);
    this.#unfinished = undefined;
  }

  /** Nothing is left to do: those who wait for that hear of it, other than those who came during this trigger. */
  #tellIdle(): void {
    const waiting = this.#waitingForIdle.filter(({ since }) => since < this.#round);
    this.#waitingForIdle = this.#waitingForIdle.filter(({ since }) => since >= this.#round);
    for (const { resolve } of waiting) resolve();
    if (this.#inputsEnded()) for (const resolve of this.#waitingForEnd.splice(0)) resolve();
  }

  /** Hands rows on as they come, until the next tick; where that was is noted afterwards, so rows may come again. */
  async #runEpoch(startMs: number, triggered: number, intervalMs: number): Promise<void> {
    this.#status('Processing new data', true, true);
    let isOver = false;
    const tick = this.#untilTick(nextTickMs(startMs, intervalMs)).then(() => {
      isOver = true;
      this.#wakeUp.call();
    });
    const ranges = this.#sources.map(source => ({ ...source, end: source.start, rowCount: 0 }));
    await this.#runBatch(startMs, triggered, ranges, range => this.#flow(range, () => isOver));
    await tick;
    this.#throwFailure();
    this.#tellIdle();
  }

  /** The rows of a source as they come. */
  async *#flow(range: SourceRange, isOver: () => boolean): AsyncGenerator<Batch> {
    while (!isOver() && !this.#stopped.signal.aborted && this.#failure === undefined) {
      const end = await range.source.latestOffset(range.end, 'available');
      if (end === undefined || end === range.end) {
        await this.#wakeUp.wait();
        continue;
      }
      for await (const rows of range.source.read(range.end, end)) {
        range.rowCount += rows.length;
        yield rows;
      }
      range.end = end;
    }
  }

  async #chooseOffsets(): Promise<SourceRange[]> {
    const { kind } = this.#query.trigger;
    const ranges: SourceRange[] = [];
    for (const source of this.#sources) {
      this.#status(`Getting offsets from ${source.stream.definition.description}`, false, true);
      const limit: ReadLimit = kind === 'once' ? 'all' : kind === 'availableNow' ? 'full' : 'available';
      const isFixed = kind === 'availableNow' && !source.stream.definition.hasEnd && !source.source.fixEnd;
      const end = isFixed ? source.target : await source.source.latestOffset(source.start, limit);
      ranges.push({ ...source, end: end ?? source.start, rowCount: 0 });
    }
    return ranges;
  }

  /** @param flow reads a range of which the end is not known before; without it the range is read to its end */
  async #runBatch(
    startMs: number,
    triggered: number,
    ranges: readonly SourceRange[],
    flow?: (range: SourceRange) => AsyncGenerator<Batch>,
  ): Promise<void> {
    const { clock, sink, schema, outputMode } = this.#query;
    const began = clock.monotonicMs();
    const batchId = this.#batchId;
    const watermarkMs = this.#tracker.currentMs;
    const plan = (): BatchPlan => {
      const offsets = ranges.map(({ end }) => end);
      return this.#unfinished ?? { batchId, watermarkMs, timestampMs: startMs, offsets, conf: this.#conf() };
    };
    const begin = () => this.#durability.begin(plan());
    if (!this.#unfinished && !flow) await begin();
    const logged = clock.monotonicMs();
    const propagated = propagate(this.#plan.root, watermarkMs);

    const batch = {
      batchId,
      batchTimestampMs: startMs,
      onLateRows: (rows: Batch, columns: readonly Attribute[]) => this.#observer.onLateRows(rows, columns, batchId),
    };
    const rowsOf = (stream: Stream) => {
      const range = ranges.find(range => range.stream === stream)!;
      return flow ? flow(range) : readRange(range, this.#readByRow.has(stream));
    };
    const rows = runPlan(this.#plan.root, batch, watermarksIn(this.#propagated, propagated), rowsOf);
    const output = new OutputReader(rows, this.#rowsMayBeLeft());
    const planned = clock.monotonicMs();
    await sink.write({ batchId, schema, outputMode, tag: tagOf(plan()), rows: output });
    await output.finish();
    const written = clock.monotonicMs();

    for (const { execution } of this.#plan.stateful) await execution.state.commit(batchId + 1);
    if (flow) await begin();
    const stateCommitted = clock.monotonicMs();
    this.#tracker.update(this.#plan.eventTimes);
    const commit = {
      nextWatermarkMs: this.#tracker.currentMs,
      stateRun: this.#durability.stateRun,
      sink: sink.receipt?.(),
    };
    await this.#durability.commit(batchId, commit);
    await sink.commit?.(batchId);
    this.#commitSources(ranges);
    const committed = clock.monotonicMs();

    this.#propagated = propagated;
    this.#batchId++;
    this.#hasRun = true;
    this.#lastBatchTookMs = committed - began;
    const times = { triggered, began, logged, planned, written, stateCommitted, committed };
    const report = this.#reportOf({ startMs, batchId, watermarkMs, times, ranges, rowsOut: output.rowCount });
    this.#lastReportMs = clock.nowMs();
    const told = this.#observer.onProgress(progressOf(this.#identity(), report));
    this.#needsBatch = this.#nextWatermarkNeedsBatch(propagated);
    if (told) await told;
  }

  /** Settings that hold for the whole life of the query, whatever a later session says. */
  #conf = (): Record<string, string> => ({ [POLICY]: this.#tracker.policy });

  #commitSources(ranges: readonly SourceRange[]): void {
    for (const [i, { end }] of ranges.entries()) {
      const open = this.#sources[i];
      open.start = end;
      if (end !== undefined) open.source.commit?.(end);
    }
  }

  /** Would the watermark, as it is now, let some operator give or drop something without new rows? */
  #nextWatermarkNeedsBatch(last: ReadonlyMap<RunningNode, number>): boolean {
    const { noDataBatches, trigger } = this.#query;
    if (!noDataBatches || trigger.kind === 'once') return false;
    const next = propagate(this.#plan.root, this.#tracker.currentMs);
    return this.#plan.stateful.some(node => node.execution.state.needsBatch(next.get(node) ?? 0, last.get(node) ?? 0));
  }

  /**
   * Is a batch needed for what is let go by the clock? At a fixed interval every tick runs one, as in Spark. Spark does
   * so without an interval too, one batch upon the other; here one runs when something is due.
   */
  #clockNeedsBatch(nowMs: number): boolean {
    const dueMs = this.#dueMs();
    if (dueMs === undefined) return false;
    return this.#query.trigger.kind === 'processingTime' ? this.#hasRun : dueMs <= nowMs;
  }

  /** When the clock alone would let some operator give or drop something; undefined where no operator goes by it. */
  #dueMs(): number | undefined {
    const { noDataBatches, trigger } = this.#query;
    if (!noDataBatches || trigger.kind === 'once') return undefined;
    const due = this.#plan.stateful.flatMap(({ execution }) => execution.state.dueMs?.() ?? []);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** In complete mode the whole input is read before the first row comes out, and state only follows the input. */
  #rowsMayBeLeft = (): boolean => this.#query.outputMode === 'complete' && this.#plan.stateful.length === 1;

  #isFinished(ran: boolean): boolean {
    const { kind } = this.#query.trigger;
    if (kind === 'once') return true;
    if (kind !== 'availableNow' || ran) return false;
    return this.#sources.every(({ source, stream }) => !stream.definition.hasEnd || source.ended);
  }

  async #untilNextTrigger(startMs: number, ran: boolean): Promise<void> {
    const { trigger } = this.#query;
    if (trigger.kind === 'processingTime') {
      this.#status('Waiting for next trigger', false, false);
      if (!(ran && this.#inputsEnded())) await this.#untilTick(nextTickMs(startMs, trigger.intervalMs));
    } else if (!ran) await this.#untilWokenUp();
    if (trigger.kind === 'asSoonAsPossible') await this.#gather();
  }

  /** Nothing that comes later is missed by not waiting once every input has ended; a failure is told at once, too. */
  async #untilTick(timeMs: number): Promise<void> {
    this.#tick = new AbortController();
    if (this.#failure === undefined && !this.#stopped.signal.aborted) {
      await this.#query.clock.waitUntil(timeMs, this.#tick.signal);
    }
  }

  #inputsEnded = (): boolean => this.#sources.every(({ source }) => source.ended);

  /** Sleeps until a source calls, until something is due, or until it is time to report that nothing happens. */
  async #untilWokenUp(): Promise<void> {
    const over = new AbortController();
    const end = () => over.abort(null); // a reason that costs no stack trace
    const untilMs = Math.min(this.#lastReportMs + IDLE_REPORT_MS, this.#dueMs() ?? Number.POSITIVE_INFINITY);
    void this.#query.clock.waitUntil(untilMs, over.signal).then(end);
    await this.#wakeUp.wait(over.signal);
    end();
  }

  /** Lets rows that are on their way arrive, so that a fast sender makes few large batches and not many small ones. */
  async #gather(): Promise<void> {
    const { clock } = this.#query;
    const until = clock.monotonicMs() + Math.min(this.#lastBatchTookMs, LONGEST_GATHERING_MS);
    do {
      if (this.#wakeUp.isCalled) await this.#wakeUp.wait();
      await new Promise(resolve => setImmediate(resolve));
    } while (this.#wakeUp.isCalled && clock.monotonicMs() < until && !this.#stopped.signal.aborted);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  #status(message: string, isDataAvailable: boolean, isTriggerActive: boolean): void {
    this.#observer.onStatus({ message, isDataAvailable, isTriggerActive });
  }

  /** Of the triggers that find nothing to do the first is reported, and one in a while. @see Spark ProgressReporter */
  #reportIdle(startMs: number, triggered: number, ranges: readonly SourceRange[]): void {
    const { clock } = this.#query;
    const isFirst = this.#lastReportMs === Number.NEGATIVE_INFINITY;
    if (clock.nowMs() < this.#lastReportMs + IDLE_REPORT_MS) return;
    const ended = clock.monotonicMs();
    const times = {
      triggered,
      began: ended,
      logged: ended,
      planned: ended,
      written: ended,
      stateCommitted: ended,
      committed: ended,
    };
    const watermarkMs = this.#tracker.currentMs;
    const hasRun = this.#batchId > 0;
    const report = this.#reportOf({ startMs, batchId: this.#batchId, watermarkMs, times, ranges, rowsOut: 0 });
    this.#lastReportMs = clock.nowMs();
    this.#observer.onIdle(idleProgressOf(this.#identity(), report, hasRun), isFirst);
  }

  #identity = (): QueryIdentity => ({ ...this.#query, id: this.#durability.queryId });

  #reportOf(trigger: TriggerReport): BatchReport {
    const sinceLastTriggerMs = this.#lastTriggerMs === undefined ? undefined : trigger.startMs - this.#lastTriggerMs;
    this.#lastTriggerMs = trigger.startMs;
    const { eventTimes, stateful } = this.#plan;
    const requests = this.#query.requests();
    const sinceLast = requests === undefined ? undefined : requests - this.#lastRequests;
    this.#lastRequests = requests ?? 0;
    return {
      ...trigger,
      requests: sinceLast,
      watermarkMs: eventTimes.length > 0 ? trigger.watermarkMs : undefined,
      sinceLastTriggerMs,
      eventTime: eventTimes.map(part => part.stats()).find(Boolean),
      stateful: stateful.map(({ execution, stores }) => ({ part: execution.state, stores })),
      sink: this.#query.sink.description,
    };
  }
}

/** What a trigger tells of itself. */
interface TriggerReport {
  readonly startMs: number;
  readonly batchId: number;
  readonly watermarkMs: number;
  readonly times: BatchTimes;
  readonly ranges: readonly SourceRange[];
  readonly rowsOut: number;
}

/** The rows of one source's part in a batch, counted as they are read; one at a time where a limit asks for that. */
async function* readRange(range: SourceRange, byRow: boolean): AsyncGenerator<Batch> {
  const { source, start, end } = range;
  if (end === undefined || end === start) return;
  for await (const rows of source.read(start, end)) {
    for (let row = 0; row < rows.length; row += byRow ? 1 : rows.length) {
      const piece = byRow ? rows.slice(row, row + 1) : rows;
      range.rowCount += piece.length;
      yield piece;
    }
  }
}
