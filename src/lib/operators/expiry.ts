import { AnalysisError } from '../base/errors.ts';
import { rowsWhere } from '../columns/selection.ts';
import type { Vector } from '../columns/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { StateStore } from '../state/state-store.ts';
import { eventTimesOf } from './event-time.ts';

/** Where among some columns the event time stands, by which rows are late and state expires. */
interface EventTimeColumn {
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
  const times = eventTimesOf(values, length);
  const expiries = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    if (times.isNull(row)) expiries[row] = Number.POSITIVE_INFINITY;
    else if (times.numbers) expiries[row] = Math.ceil(times.numbers[row] / 1000);
    else expiries[row] = ceilToMs(times.get(row) as bigint);
  }
  return expiries;
}

function ceilToMs(us: bigint): number {
  const ms = us / 1000n;
  return Number(us > ms * 1000n ? ms + 1n : ms);
}

/** Which rows are late at a watermark, and which are not; undefined where none is late. */
export function splitLate(
  expiries: Float64Array,
  watermarkMs: number,
): { late: Int32Array; punctual: Int32Array } | undefined {
  const late = rowsWhere(expiries.length, row => expiries[row] <= watermarkMs);
  if (late.length === 0) return undefined;
  return { late, punctual: rowsWhere(expiries.length, row => expiries[row] > watermarkMs) };
}

/** For the metrics of an operator: the event time at which the watermark, by its delay, lets the next state go. */
export function nextEventTime({ nextExpiryMs }: StateStore, delayMs: number | undefined): { nextEventTimeMs?: number } {
  return nextExpiryMs === undefined || delayMs === undefined ? {} : { nextEventTimeMs: nextExpiryMs + delayMs };
}
