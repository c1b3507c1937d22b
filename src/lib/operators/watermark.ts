import { AnalysisError } from '../base/errors.ts';
import { delayMs, requireInterval } from '../base/intervals.ts';
import { sameType, typeSql, windowType } from '../columns/types.ts';
import type { LongVector } from '../columns/vector.ts';
import { parseName } from '../expressions/expression.ts';
import { resolveName } from '../expressions/resolve.ts';
import type { Attribute, Settings } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import type { EventTimeStats, Operator } from '../plan/operator.ts';
import { eventTimesOf } from './event-time.ts';

/** `withWatermark`: passes all rows on and notes their event times, from which the engine moves the watermark. */
export interface Watermark extends PlanNode {
  readonly op: 'watermark';
  readonly children: readonly [PlanNode];
  readonly attribute: Attribute;
  readonly delay: string;
  readonly delayMs: number;
}

export function withWatermark(child: PlanNode, column: string, delay: string, settings: Settings): PlanNode {
  const interval = requireInterval(delay);
  const milliseconds = delayMs(interval);
  if (milliseconds < 0) throw new AnalysisError('NEGATIVE_WATERMARK_DELAY', { delay });
  const found = resolveName(
    { kind: 'name', parts: parseName(column) ?? [column] },
    { attributes: child.output, settings },
  );
  if (found.kind !== 'attribute') throw new AnalysisError('EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN', { name: column });
  if (found.type !== 'timestamp' && !sameType(found.type, windowType)) {
    throw new AnalysisError('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', { name: column, type: typeSql(found.type) });
  }
  return watermarkOf(child, found, delay, milliseconds);
}

/** The output's event-time column carries the delay; a mark that another column had is taken away from it. */
function watermarkOf(child: PlanNode, attribute: Attribute, delay: string, milliseconds: number): Watermark {
  const output = child.output.map(({ watermarkDelayMs: _, ...column }) =>
    column.id === attribute.id ? { ...column, watermarkDelayMs: milliseconds } : column,
  );
  return { op: 'watermark', children: [child], output, attribute, delay, delayMs: milliseconds };
}

export const watermark: Operator<Watermark> = {
  op: 'watermark',
  open({ attribute, delayMs, children: [child] }, { streaming }) {
    const column = child.output.findIndex(({ id }) => id === attribute.id);
    let stats: EventTimeStats | undefined;
    return {
      async *run([input]) {
        stats = undefined;
        const seen = new EventTimes();
        try {
          for await (const rows of input) {
            if (streaming) seen.add(eventTimesOf(rows.columns[column], rows.length), rows.length);
            yield rows;
          }
        } finally {
          stats = seen.stats(); // also when a limit wants no more rows
        }
      },
      eventTime: { delayMs, stats: () => stats },
    };
  },
  explain: ({ attribute, delay }) => `Watermark on ${attribute.name}, delay ${delay}`,
};

class EventTimes {
  #count = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = Number.NEGATIVE_INFINITY;
  #meanMs = 0;

  /** A null event time counts as 1970, as in Spark: it never moves a watermark of this century. */
  add(times: LongVector, length: number): void {
    for (let row = 0; row < length; row++) {
      const ms = times.isNull(row) ? 0 : floorToMs(times, row);
      this.#count++;
      this.#minMs = Math.min(this.#minMs, ms);
      this.#maxMs = Math.max(this.#maxMs, ms);
      this.#meanMs += (ms - this.#meanMs) / this.#count;
    }
  }

  stats(): EventTimeStats | undefined {
    if (this.#count === 0) return undefined;
    return { minMs: this.#minMs, maxMs: this.#maxMs, avgMs: this.#meanMs };
  }
}

function floorToMs(times: LongVector, row: number): number {
  if (times.numbers) return Math.floor(times.numbers[row] / 1000);
  const us = times.get(row) as bigint;
  const rest = us % 1000n;
  return Number((us - rest) / 1000n) - (rest < 0n ? 1 : 0);
}
