import { AnalysisError, invariant } from '../base/errors.ts';
import { type LongVector, type StructVector, type Vector, withNulls } from '../columns/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { StateStore } from '../state/state-store.ts';

/** Where among some columns the event time stands, by which rows are late and state expires. */
export interface EventTimeColumn {
  readonly column: number;
  readonly delayMs: number;
}

/**
 * The column that carries event time; undefined where none does.
 *
 * @throws AnalysisError `MULTIPLE_EVENT_TIME_COLUMNS` when several do
 */
export function eventTimeColumn(attributes: readonly Attribute[]): EventTimeColumn | undefined {
  const marked = attributes.filter(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  if (new Set(marked.map(({ id }) => id)).size > 1) {
    throw new AnalysisError('MULTIPLE_EVENT_TIME_COLUMNS', { columns: marked.map(({ name }) => name).join(', ') });
  }
  const column = attributes.findIndex(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  return column < 0 ? undefined : { column, delayMs: attributes[column].watermarkDelayMs! };
}

/**
 * For each value the least watermark, in milliseconds since 1970 UTC, that it is not above: a window expires at its
 * end, a plain time at itself. A null never does: Infinity.
 */
export function expiriesMs(values: Vector, length: number): Float64Array {
  const times = timesOf(values, length);
  const expiries = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    if (times.isNull(row)) expiries[row] = Number.POSITIVE_INFINITY;
    else if (times.numbers) expiries[row] = Math.ceil(times.numbers[row] / 1000);
    else expiries[row] = ceilToMs(times.get(row) as bigint);
  }
  return expiries;
}

function timesOf(values: Vector, length: number): LongVector {
  if (values.type === 'timestamp') return values as LongVector;
  const { fields, valid } = values as StructVector;
  invariant(fields?.length === 2, 'event time is a timestamp or a window');
  return withNulls(fields[1], valid, length) as LongVector;
}

function ceilToMs(us: bigint): number {
  const ms = us / 1000n;
  return Number(us > ms * 1000n ? ms + 1n : ms);
}

/** For the metrics of an operator: the event time at which the watermark, by its delay, lets the next state go. */
export function nextEventTime({ nextExpiryMs }: StateStore, delayMs: number | undefined): { nextEventTimeMs?: number } {
  return nextExpiryMs === undefined || delayMs === undefined ? {} : { nextEventTimeMs: nextExpiryMs + delayMs };
}
