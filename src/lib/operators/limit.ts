import { AnalysisError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import type { Batch } from '../columns/batch.ts';
import { asNullableColumn } from '../columns/nullability.ts';
import { decodeRows, encodeRows } from '../columns/row-codec.ts';
import type { LongVector } from '../columns/vector.ts';
import { vectorOf } from '../columns/vector-builder.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';
import type { Execution, OpenContext, Operator, OutputMode } from '../plan/operator.ts';
import { metricsOf, noCounts } from './counts.ts';

/** `limit`: the first rows. On a stream that only grows, the first of its whole life; of a complete table, each time. */
export interface Limit extends PlanNode {
  readonly op: 'limit';
  readonly children: readonly [PlanNode];
  readonly count: number;
}

export function limitOf(child: PlanNode, count: number): Limit {
  if (!Number.isInteger(count) || count < 0)
    throw new AnalysisError('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { count });
  const output = isStreaming(child) ? child.output.map(asNullableColumn) : child.output;
  return { op: 'limit', children: [child], output, count };
}

export const limit: Operator<Limit> = {
  op: 'limit',
  open(node, context) {
    const anew = !context.streaming || eachBatchAnew(node, context.outputMode);
    return anew ? eachTime(node) : overLife(node, context);
  },
  explain: ({ count }) => `Limit ${count}`,
  keeps: (node, mode) => (eachBatchAnew(node, mode) ? [] : [phrase('KEEPS_LIMIT', { count: node.count })]),
};

/** A complete table is limited each time that it is given. */
const eachBatchAnew = (node: Limit, mode: OutputMode | undefined): boolean =>
  mode === 'complete' && hasAggregate(node.children[0]);

/**
 * Up to this limit the rows below are read one by one, so that those behind the last one are not read at all: Spark
 * does not count them either, and they do not move a watermark. For larger limits that would cost more than it is worth.
 */
const EXACT_LIMIT = 1000;

/** The streams whose rows some limit wants one by one, because nothing on the way to it keeps state. */
export function streamsReadByRow(plan: PlanNode, limited = false): Set<PlanNode> {
  if (plan.op === 'stream') return new Set(limited ? [plan] : []);
  const below = plan.op === 'limit' ? (plan as Limit).count <= EXACT_LIMIT : limited && !KEEPS_STATE.has(plan.op);
  return new Set(plan.children.flatMap(child => [...streamsReadByRow(child, below)]));
}

const KEEPS_STATE = new Set(['aggregate', 'deduplicate', 'flatMapGroupsWithState', 'join', 'sort']);

/** Below an aggregation in complete mode the rows are new ones, so that their limit is one for the whole stream. */
const hasAggregate = (node: PlanNode): boolean => node.op === 'aggregate' || node.children.some(hasAggregate);

const eachTime = ({ count }: Limit): Execution => ({
  async *run([input]) {
    let left = count;
    for await (const rows of input) {
      if (left === 0) continue;
      const taken = Math.min(left, rows.length);
      left -= taken;
      yield taken === rows.length ? rows : rows.slice(0, taken);
    }
  },
});

function overLife(node: Limit, { state }: OpenContext): Execution {
  const { count } = node;
  const store = state('rows', { key: [], value: [{ name: 'count', type: 'bigint' }] });
  const stopsReading = streamsReadByRow(node).size > 0;
  const key = encodeRows([], 1);
  let rowsUpdated = 0;

  async function* run([input]: readonly AsyncIterable<Batch>[]): AsyncGenerator<Batch> {
    rowsUpdated = 0;
    const [given] = decodeRows(store.getMany(key), ['bigint']);
    let total = given.isNull(0) ? 0 : (given as LongVector).numbers![0];
    let seen = 0;
    for await (const rows of input) {
      const taken = Math.min(count - total, rows.length);
      if (taken > 0) {
        total += taken;
        rowsUpdated = 1;
        store.putMany(key, encodeRows([vectorOf('bigint', [BigInt(total)])], 1));
        yield taken === rows.length ? rows : rows.slice(0, taken);
      }
      seen += rows.length;
      if (stopsReading && seen >= count) return;
    }
  }

  return {
    run,
    state: {
      name: 'globalLimit',
      outputWatermarkMs: inputMs => inputMs,
      needsBatch: () => false,
      commit: version => store.commit(version),
      metrics: () => metricsOf({ ...noCounts(), rowsUpdated }, store),
    },
  };
}
