import type { EventTimeStats, StatefulPart } from '../plan/operator.ts';
import type { Offset } from '../sources/source.ts';

/** What a batch did, in the shape of Spark's StreamingQueryProgress. */
export interface QueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the trigger fired: ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
  readonly batchId: number;
  /** Milliseconds. */
  readonly batchDuration: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  /**
   * `latestOffset`: asking the sources; `queryPlanning`: making the batch's plan; `addBatch`: running it, the sources
   * and the sink included; `walCommit`: noting its offsets; `commitOffsets`: committing state and sources;
   * `triggerExecution`: all of it. `getBatch` is 0: sources are read while the batch runs.
   */
  readonly durationMs: Readonly<Record<string, number>>;
  /** ISO 8601; min, max and avg only of batches with rows. Absent without a watermark. */
  readonly eventTime?: Readonly<Record<string, string>>;
  /** From the sink back to the sources. */
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  /** numOutputRows is -1 where it is not known: the sink did not want to see all of them. */
  readonly sink: { readonly description: string; readonly numOutputRows: number };
  /** Sent to S3 since the last report, by all queries of the session; absent where nothing lies there. */
  readonly requests?: number;
}

/** What a stateful operator kept and let go of in a batch. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  /** Of all operators together: they commit one after the other. */
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  /** Always 1: a query runs in one process, in one piece. */
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  /** `nextEventTimeMs`: the event time to be seen before more state is let go. `numDroppedDuplicateRows`, as in Spark. */
  readonly customMetrics: Readonly<Record<string, number>>;
}

/** What a batch read from one source; offsets as the source counts them, null before the first row. */
export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
}

export interface QueryIdentity {
  /** Stays the same when a query goes on from its checkpoint. */
  readonly id: string;
  /** New at every start. */
  readonly runId: string;
  readonly name: string | null;
}

/** Moments of a batch on the monotonic clock: each step ends where the next begins. */
export interface BatchTimes {
  readonly triggered: number;
  readonly began: number;
  readonly logged: number;
  readonly planned: number;
  readonly written: number;
  readonly stateCommitted: number;
  readonly committed: number;
}

/** What the engine knows of a batch that has just ended. */
export interface BatchReport {
  /** Of a trigger without a batch, the one to come. */
  readonly batchId: number;
  readonly startMs: number;
  readonly sinceLastTriggerMs: number | undefined;
  readonly times: BatchTimes;
  /** Undefined without a watermark in the query. */
  readonly watermarkMs: number | undefined;
  readonly eventTime: EventTimeStats | undefined;
  readonly ranges: readonly {
    readonly stream: { readonly definition: { readonly description: string } };
    readonly start: Offset | undefined;
    readonly end: Offset | undefined;
    readonly rowCount: number;
  }[];
  readonly stateful: readonly { readonly part: StatefulPart; readonly stores: readonly unknown[] }[];
  readonly sink: string;
  readonly requests: number | undefined;
  readonly rowsOut: number;
}

export function progressOf({ id, runId, name }: QueryIdentity, report: BatchReport): QueryProgress {
  const { startMs, batchId, ranges, sinceLastTriggerMs, times } = report;
  const tookMs = times.committed - times.triggered;
  const commitMs = Math.round(times.stateCommitted - times.written);
  const rates = (rows: number) => ({
    ...optional('inputRowsPerSecond', rate(rows, (sinceLastTriggerMs ?? Number.POSITIVE_INFINITY) / 1000)),
    ...optional('processedRowsPerSecond', rate(rows, tookMs / 1000)),
  });
  const numInputRows = ranges.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return {
    id,
    runId,
    name,
    timestamp: isoTime(startMs),
    batchId,
    batchDuration: Math.round(tookMs),
    numInputRows,
    ...rates(numInputRows),
    durationMs: {
      addBatch: Math.round(times.written - times.planned),
      commitOffsets: Math.round(times.committed - times.written),
      getBatch: 0,
      latestOffset: Math.round(times.began - times.triggered),
      queryPlanning: Math.round(times.planned - times.logged),
      triggerExecution: Math.round(tookMs),
      walCommit: Math.round(times.logged - times.began),
    },
    ...optional('eventTime', eventTimeOf(report)),
    stateOperators: report.stateful.map(({ part, stores }) => stateOf(part, stores.length, commitMs)),
    sources: ranges.map(({ stream, start, end, rowCount }) => ({
      description: stream.definition.description,
      startOffset: shownOffset(start),
      endOffset: shownOffset(end),
      latestOffset: shownOffset(end),
      numInputRows: rowCount,
      ...rates(rowCount),
    })),
    sink: { description: report.sink, numOutputRows: report.rowsOut },
    ...optional('requests', report.requests),
  };
}

/** Of a trigger that found nothing to do, in a query that has run a batch or has not. */
export function idleProgressOf(identity: QueryIdentity, report: BatchReport, hasRun: boolean): QueryProgress {
  const { eventTime, durationMs, sink, ...progress } = progressOf(identity, { ...report, eventTime: undefined });
  return {
    ...progress,
    durationMs: { latestOffset: durationMs['latestOffset'], triggerExecution: durationMs['triggerExecution'] },
    ...(hasRun && optional('eventTime', eventTime)),
    stateOperators: hasRun ? progress.stateOperators.map(atRest) : [],
    sink: { ...sink, numOutputRows: hasRun ? 0 : -1 },
  };
}

const atRest = (operator: StateOperatorProgress): StateOperatorProgress => ({
  ...operator,
  numRowsUpdated: 0,
  numRowsRemoved: 0,
  commitTimeMs: 0,
  numRowsDroppedByWatermark: 0,
});

function eventTimeOf({ watermarkMs, eventTime }: BatchReport): Record<string, string> | undefined {
  if (watermarkMs === undefined) return undefined;
  const seen = eventTime && {
    avg: isoTime(eventTime.avgMs),
    max: isoTime(eventTime.maxMs),
    min: isoTime(eventTime.minMs),
  };
  return { ...seen, watermark: isoTime(watermarkMs) };
}

function stateOf(part: StatefulPart, stores: number, commitTimeMs: number): StateOperatorProgress {
  const {
    rowsTotal,
    rowsUpdated,
    rowsRemoved,
    rowsDroppedByWatermark,
    memoryBytes,
    nextEventTimeMs,
    duplicatesDropped,
  } = part.metrics();
  return {
    operatorName: part.name,
    numRowsTotal: rowsTotal,
    numRowsUpdated: rowsUpdated,
    numRowsRemoved: rowsRemoved,
    commitTimeMs,
    memoryUsedBytes: memoryBytes,
    numRowsDroppedByWatermark: rowsDroppedByWatermark,
    numShufflePartitions: 1,
    numStateStoreInstances: stores,
    customMetrics: {
      ...optional('nextEventTimeMs', nextEventTimeMs),
      ...optional('numDroppedDuplicateRows', duplicatesDropped),
    },
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, V>);

/** Rounded to one decimal; left out where it is not a finite number. */
function rate(rows: number, seconds: number): number | undefined {
  const perSecond = rows / seconds;
  return Number.isFinite(perSecond) ? Math.round(perSecond * 10) / 10 : undefined;
}

const isoTime = (timeMs: number): string => new Date(timeMs).toISOString();

/** Offsets are JSON text; reports show what they say. */
const shownOffset = (offset: Offset | undefined): unknown => (offset === undefined ? null : JSON.parse(offset));
