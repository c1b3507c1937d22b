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
  readonly durationMs: Readonly<Record<string, number>>;
  /** ISO 8601; min, max and avg only of batches with rows. Absent without a watermark. */
  readonly eventTime?: Readonly<Record<string, string>>;
  /** From the sink back to the sources. */
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  /** numOutputRows is -1 where it is not known: the sink did not want to see all of them. */
  readonly sink: { readonly description: string; readonly numOutputRows: number };
}

export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  /** `nextEventTimeMs`: the event time to be seen before more state is let go. */
  readonly customMetrics: Readonly<Record<string, number>>;
}

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

/** What the engine knows of a batch that has just ended. Times called "began" and so on are of the monotonic clock. */
export interface BatchReport {
  readonly batchId: number;
  readonly startMs: number;
  readonly sinceLastTriggerMs: number | undefined;
  readonly began: number;
  readonly written: number;
  readonly committed: number;
  /** Undefined without a watermark in the query. */
  readonly watermarkMs: number | undefined;
  readonly eventTime: EventTimeStats | undefined;
  readonly ranges: readonly {
    readonly stream: { readonly definition: { readonly description: string } };
    readonly start: Offset | undefined;
    readonly end: Offset | undefined;
    readonly rowCount: number;
  }[];
  readonly stateful: readonly StatefulPart[];
  readonly sink: string;
  readonly rowsOut: number;
}

export function progressOf({ id, runId, name }: QueryIdentity, report: BatchReport): QueryProgress {
  const { startMs, batchId, began, written, committed, ranges, sinceLastTriggerMs } = report;
  const tookMs = committed - began;
  const rates = (rows: number) => ({
    ...(sinceLastTriggerMs !== undefined && optional('inputRowsPerSecond', rate(rows, sinceLastTriggerMs / 1000))),
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
      addBatch: Math.round(written - began),
      commitOffsets: Math.round(committed - written),
      triggerExecution: Math.round(tookMs),
    },
    ...optional('eventTime', eventTimeOf(report)),
    stateOperators: report.stateful.map(stateOf),
    sources: ranges.map(({ stream, start, end, rowCount }) => ({
      description: stream.definition.description,
      startOffset: shownOffset(start),
      endOffset: shownOffset(end),
      latestOffset: shownOffset(end),
      numInputRows: rowCount,
      ...rates(rowCount),
    })),
    sink: { description: report.sink, numOutputRows: report.rowsOut },
  };
}

function eventTimeOf({ watermarkMs, eventTime }: BatchReport): Record<string, string> | undefined {
  if (watermarkMs === undefined) return undefined;
  const seen = eventTime && {
    avg: isoTime(eventTime.avgMs),
    max: isoTime(eventTime.maxMs),
    min: isoTime(eventTime.minMs),
  };
  return { ...seen, watermark: isoTime(watermarkMs) };
}

function stateOf(part: StatefulPart): StateOperatorProgress {
  const { rowsTotal, rowsUpdated, rowsRemoved, rowsDroppedByWatermark, memoryBytes, nextEventTimeMs } = part.metrics();
  return {
    operatorName: part.name,
    numRowsTotal: rowsTotal,
    numRowsUpdated: rowsUpdated,
    numRowsRemoved: rowsRemoved,
    memoryUsedBytes: memoryBytes,
    numRowsDroppedByWatermark: rowsDroppedByWatermark,
    customMetrics: nextEventTimeMs === undefined ? {} : { nextEventTimeMs },
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
