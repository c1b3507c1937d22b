import { phrase } from '../base/messages/index.ts';
import type { Batch } from '../columns/batch.ts';
import { KeyTable } from '../columns/key-table.ts';
import { asNullableColumn } from '../columns/nullability.ts';
import { encodeKeys, encodeRows } from '../columns/row-codec.ts';
import { rowsWhere } from '../columns/selection.ts';
import type { Vector } from '../columns/vector.ts';
import { requireAttribute } from '../expressions/resolve.ts';
import type { Attribute } from '../expressions/typed.ts';
import { isStreaming, type PlanNode } from '../plan/node.ts';
import type { Execution, MicroBatch, OpenContext, Operator } from '../plan/operator.ts';
import { metricsOf, noCounts } from './counts.ts';
import { eventTimeColumn, expiriesMs, splitLate } from './expiry.ts';

/** `distinct` and `dropDuplicates`: of rows with equal keys the first, for ever or until a watermark lets go. */
export interface Deduplicate extends PlanNode {
  readonly op: 'deduplicate';
  readonly children: readonly [PlanNode];
  readonly keys: readonly Attribute[];
  /** `dropDuplicatesWithinWatermark`: a key is forgotten once the watermark is the delay past its first row. */
  readonly withinWatermark: boolean;
}

/** @param columns names of the keys; undefined: all columns */
export function deduplicateOf(
  child: PlanNode,
  columns: readonly string[] | undefined,
  withinWatermark = false,
): Deduplicate {
  const keys = columns?.map(name => requireAttribute(name, child.output));
  const output = isStreaming(child) ? child.output.map(asNullableColumn) : child.output;
  return { op: 'deduplicate', children: [child], output, keys: keys ?? child.output, withinWatermark };
}

export const deduplicate: Operator<Deduplicate> = {
  op: 'deduplicate',
  open: (node, context) => (context.streaming ? inStream(node, context) : once(node)),
  explain: ({ keys, withinWatermark }) =>
    `Deduplicate by ${keys.map(key => key.name).join(', ')}${withinWatermark ? ', within the watermark' : ''}`,
  keeps({ keys, withinWatermark, children: [child] }) {
    const names = keys.map(key => key.name).join(', ');
    const event = eventTimeColumn(withinWatermark ? child.output : keys);
    if (!event) return [phrase('KEEPS_KEYS', { names })];
    if (!withinWatermark) return [phrase('KEEPS_KEYS_UNTIL', { names, time: keys[event.column].name })];
    return [
      phrase('KEEPS_KEYS_WITHIN', { names, time: child.output[event.column].name, seconds: event.delayMs / 1000 }),
    ];
  },
};

function keyColumns({ keys, children: [child] }: Deduplicate): (rows: Batch) => Vector[] {
  const places = keys.map(key => child.output.findIndex(({ id }) => id === key.id));
  return rows => places.map(place => rows.columns[place]);
}

/** The rows that are the first of their group; groups below `known` were there before. */
function firstRows(groups: Int32Array, known: number): Int32Array {
  let next = known;
  return rowsWhere(groups.length, row => {
    if (groups[row] < next) return false;
    next = groups[row] + 1;
    return true;
  });
}

function once(node: Deduplicate): Execution {
  const keysOf = keyColumns(node);
  return {
    async *run([input]) {
      const table = new KeyTable(node.keys.map(key => key.type));
      for await (const rows of input) {
        const known = table.size;
        const first = firstRows(table.groups(keysOf(rows), rows.length), known);
        if (first.length > 0) yield rows.take(first);
      }
    },
  };
}

function inStream(node: Deduplicate, { state }: OpenContext): Execution {
  const { withinWatermark, children } = node;
  const store = state('keys', { key: node.keys, value: [] });
  const keysOf = keyColumns(node);
  const eventTime = eventTimeColumn(children[0].output);
  const timed = withinWatermark || eventTimeColumn(node.keys) !== undefined;
  let counts = noCounts();
  let duplicates = 0;

  async function* run([input]: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    counts = noCounts();
    duplicates = 0;
    for await (const rows of input) {
      const fresh = unseen(withoutLate(rows, batch));
      if (fresh.length > 0) yield fresh;
    }
    if (timed && eventTime) {
      for (const { keys } of store.takeExpired(batch.evictionWatermarkMs)) counts.rowsRemoved += keys.length;
    }
  }

  function withoutLate(rows: Batch, batch: MicroBatch): Batch {
    if (!eventTime) return rows;
    const expiries = expiriesMs(rows.columns[eventTime.column], rows.length);
    const split = splitLate(expiries, batch.lateWatermarkMs);
    if (!split) return rows;
    counts.rowsDroppedByWatermark += split.late.length;
    batch.onLateRows?.(rows.take(split.late), children[0].output);
    return rows.take(split.punctual);
  }

  /** The rows whose keys neither the state nor an earlier row has; the state knows them afterwards. */
  function unseen(rows: Batch): Batch {
    const table = new KeyTable(node.keys.map(key => key.type));
    const distinct = rows.take(firstRows(table.groups(keysOf(rows), rows.length), 0));
    const encoded = encodeKeys(keysOf(distinct), distinct.length);
    const known = store.getMany(encoded);
    const numbers = rowsWhere(distinct.length, row => known.isNull(row));
    const fresh = distinct.take(numbers);
    const nothing = encodeRows([], fresh.length);
    store.putMany(encoded.take(numbers), nothing, { expiriesMs: expiryOf(fresh) });
    counts.rowsUpdated += fresh.length;
    duplicates += rows.length - fresh.length;
    return fresh;
  }

  function expiryOf(rows: Batch): Float64Array | undefined {
    if (!timed || !eventTime) return undefined;
    const expiries = expiriesMs(rows.columns[eventTime.column], rows.length);
    if (!withinWatermark) return expiries;
    // A row without a time is kept as one of 1970: until the end of the batch.
    return expiries.map(timeMs => (timeMs === Number.POSITIVE_INFINITY ? 0 : timeMs) + eventTime.delayMs);
  }

  return {
    run,
    state: {
      name: withinWatermark ? 'dedupeWithinWatermark' : 'dedupe',
      outputWatermarkMs: inputMs => inputMs,
      needsBatch: (watermarkMs, lastMs) => watermarkMs > lastMs,
      commit: version => store.commit(version),
      metrics: () => ({ ...metricsOf(counts, store), duplicatesDropped: duplicates }),
    },
  };
}
