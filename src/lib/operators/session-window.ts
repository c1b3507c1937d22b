import { Batch } from '../columns/batch.ts';
import { trueRows } from '../columns/selection.ts';
import { windowType } from '../columns/types.ts';
import { BooleanVector, type LongVector, StructVector } from '../columns/vector.ts';
import { bind } from '../expressions/bind.ts';
import { addInterval } from '../expressions/functions/datetime-arithmetic.ts';
import { type Attribute, newAttribute, type SessionCall, sqlOf } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { type Operator, perBatch } from '../plan/operator.ts';
import { eventTimeOf } from './event-time.ts';

/**
 * `session_window(time, gap)`: gives each row the session that it would be alone, [time, time + gap). Grouping by the
 * column merges sessions that touch. Rows with a null time or a gap that is not positive are dropped.
 */
export interface SessionWindow extends PlanNode {
  readonly op: 'sessionWindow';
  readonly children: readonly [PlanNode];
  readonly window: SessionCall;
  /** The column of sessions; it stands behind those of the child in the output. */
  readonly attribute: Attribute;
}

export function sessionWindowOf(child: PlanNode, window: SessionCall): SessionWindow {
  const attribute = newAttribute({
    name: 'session_window',
    type: windowType,
    nullable: false,
    ...eventTimeOf(window.time),
    session: true,
  });
  return { op: 'sessionWindow', children: [child], output: [...child.output, attribute], window, attribute };
}

export const sessionWindow: Operator<SessionWindow> = {
  op: 'sessionWindow',
  open({ window, children: [child] }, { settings }) {
    const time = bind(window.time, child.output);
    const end = bind(addInterval(window.time, window.gap, settings), child.output);
    return perBatch((rows, batch) => {
      const starts = time(rows, batch) as LongVector;
      const ends = end(rows, batch) as LongVector;
      const sessions = new StructVector(windowType, [starts, ends], rows.length);
      return new Batch([...rows.columns, sessions], rows.length).take(trueRows(isOpen(starts, ends, rows.length)));
    });
  },
  explain: ({ window }) => `Session window of ${sqlOf(window.time)}, gap ${sqlOf(window.gap)}`,
};

/** Sessions that hold at least the instant of their row. */
function isOpen(starts: LongVector, ends: LongVector, length: number): BooleanVector {
  const open = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    if (starts.isNull(row) || ends.isNull(row)) continue;
    open[row] = (ends.get(row) as bigint) > (starts.get(row) as bigint) ? 1 : 0;
  }
  return new BooleanVector(open, length);
}
