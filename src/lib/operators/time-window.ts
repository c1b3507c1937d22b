import { Batch } from '../columns/batch.ts';
import { windowType } from '../columns/types.ts';
import { LongVector, StructVector } from '../columns/vector.ts';
import { bind } from '../expressions/bind.ts';
import { type Attribute, newAttribute, sqlOf, type WindowCall } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';
import { eventTimeOf } from './event-time.ts';

/** `window(time, size, slide)`: each row once for every window that holds its time; a null time is in none. */
export interface TimeWindow extends PlanNode {
  readonly op: 'timeWindow';
  readonly children: readonly [PlanNode];
  readonly window: WindowCall;
  /** The column of windows; it stands behind those of the child in the output. */
  readonly attribute: Attribute;
}

export function timeWindowOf(child: PlanNode, window: WindowCall): TimeWindow {
  const attribute = newAttribute({
    name: 'window',
    type: windowType,
    nullable: window.nullable,
    ...eventTimeOf(window.time),
  });
  return { op: 'timeWindow', children: [child], output: [...child.output, attribute], window, attribute };
}

export const timeWindow: Operator<TimeWindow> = {
  op: 'timeWindow',
  open({ window, children: [child] }) {
    const time = bind(window.time, child.output);
    return perBatch(function* (rows, batch) {
      const { origins, windows } = assignWindows(time(rows, batch) as LongVector, rows.length, window);
      if (origins.length === 0) return;
      const same = origins.length === rows.length && origins.every((origin, i) => origin === i);
      const columns = same ? rows.columns : rows.columns.map(column => column.take(origins));
      yield* new Batch([...columns, windows], origins.length).pieces();
    });
  },
  explain: ({ window }) => {
    const slide = window.slideUs === window.sizeUs ? '' : `, every ${seconds(window.slideUs)}`;
    const start = window.startUs === 0 ? '' : `, starting at ${seconds(window.startUs)}`;
    return `Window of ${sqlOf(window.time)}, ${seconds(window.sizeUs)} long${slide}${start}`;
  },
};

const seconds = (us: number): string => `${us / 1_000_000} s`;

/**
 * The windows that hold each time, the latest first.
 *
 * @returns for each result row, the input row that it comes from, and its window
 * @see Akidau et al., The Dataflow Model, VLDB 2015, section 1.2; Spark TimeWindowing
 */
function assignWindows(times: LongVector, length: number, { sizeUs, slideUs, startUs }: WindowCall) {
  const most = Math.ceil(sizeUs / slideUs);
  const numbers = times.numbers;
  if (!numbers) return assignExactly(times, length, { sizeUs, slideUs, startUs });
  const origins = new Int32Array(length * most);
  const starts = new Float64Array(length * most);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (times.isNull(row)) continue;
    const us = numbers[row];
    const offset = (us - startUs) % slideUs;
    const last = us - (offset < 0 ? offset + slideUs : offset);
    for (let i = 0; i < most; i++) {
      const start = last - i * slideUs;
      if (start + sizeUs <= us) break; // with a slide that does not divide the size, the earliest may miss it
      origins[count] = row;
      starts[count++] = start;
    }
  }
  const windowStarts = starts.slice(0, count);
  return {
    origins: origins.subarray(0, count),
    windows: windowsFrom(
      windowStarts,
      windowStarts.map(start => start + sizeUs),
    ),
  };
}

/** The same in 64-bit integers, for batches with times beyond the reach of doubles (after the year 2255). */
function assignExactly(
  times: LongVector,
  length: number,
  window: { sizeUs: number; slideUs: number; startUs: number },
) {
  const [size, slide, start] = [window.sizeUs, window.slideUs, window.startUs].map(BigInt);
  const values = times.bigints();
  const origins: number[] = [];
  const starts: bigint[] = [];
  for (let row = 0; row < length; row++) {
    if (times.isNull(row)) continue;
    const offset = (values[row] - start) % slide;
    const last = values[row] - (offset < 0n ? offset + slide : offset);
    for (let begin = last; begin + size > values[row]; begin -= slide) {
      origins.push(row);
      starts.push(begin);
    }
  }
  const ends = starts.map(begin => begin + size);
  return {
    origins: Int32Array.from(origins),
    windows: windowsFrom(BigInt64Array.from(starts), BigInt64Array.from(ends)),
  };
}

function windowsFrom(starts: Float64Array | BigInt64Array, ends: Float64Array | BigInt64Array): StructVector {
  const { length } = starts;
  const fields = [new LongVector('timestamp', starts, length), new LongVector('timestamp', ends, length)];
  return new StructVector(windowType, fields, length);
}
