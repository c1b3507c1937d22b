/**
 * Aggregation by session. Each row is a session of its own at first, [time, time + gap); of the same key, sessions that
 * overlap or touch are merged into one. In a stream the new sessions of a key are merged with those that the state
 * keeps of it: state is found by key and holds one entry for each session, named by its start.
 *
 * @see Spark MergingSessionsExec
 */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { Batch } from '../../columns/batch.ts';
import { concatVectors } from '../../columns/concat.ts';
import { KeyTable } from '../../columns/key-table.ts';
import { decodeRows, encodeKeys, encodeRows } from '../../columns/row-codec.ts';
import { allRows } from '../../columns/selection.ts';
import { windowType } from '../../columns/types.ts';
import { type LongVector, StructVector, type Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { Execution, MicroBatch, OpenContext } from '../../plan/operator.ts';
import type { StateEntries } from '../../state/state-store.ts';
import { metricsOf, noCounts } from '../counts.ts';
import { expiriesMs, nextEventTime, splitLate } from '../expiry.ts';
import type { Aggregate } from './aggregate.ts';
import { Accumulators, bufferColumnsOf, bufferFunctionsOf, bufferTypesOf, Grouping } from './grouping.ts';

/** Sessions, one a row: their keys (without the session), bounds and buffers. */
interface Sessions {
  readonly keys: readonly Vector[];
  readonly starts: Vector;
  readonly ends: Vector;
  readonly buffers: readonly Vector[];
  readonly size: number;
}

export function aggregateSessions(node: Aggregate, { outputMode, streaming, state }: OpenContext): Execution {
  const place = node.keys.findIndex(({ attribute }) => attribute.session);
  const session = node.keys[place].attribute;
  const keys = node.keys.filter((_, i) => i !== place);
  const keyTypes = keys.map(({ expression }) => expression.type);
  const bufferTypes = bufferTypesOf(node);
  const isMarked = node.keys.some(({ attribute }) => attribute.watermarkDelayMs !== undefined);
  const watermarked = node.keys[place].attribute.watermarkDelayMs !== undefined;
  // In complete mode all sessions are kept for ever; late rows are dropped all the same, other than with windows.
  const expires = watermarked && outputMode !== 'complete';

  async function grouped(input: AsyncIterable<Batch>, batch: MicroBatch): Promise<Sessions> {
    const grouping = new Grouping(node);
    for await (const rows of input) grouping.add(rows, batch);
    const keys = grouping.keys();
    const { fields } = keys[place] as StructVector;
    return {
      keys: keys.filter((_, i) => i !== place),
      starts: fields[0],
      ends: fields[1],
      buffers: grouping.accumulators.buffers(grouping.size),
      size: grouping.size,
    };
  }

  /** The columns of the result: keys in their places, then the answers. */
  function resultOf({ keys, starts, ends, buffers, size }: Sessions): Batch {
    const accumulators = new Accumulators(node);
    accumulators.merge(allRows(size), size, buffers, size);
    const window = new StructVector(windowType, [starts, ends], size);
    return new Batch([...keys.toSpliced(place, 0, window), ...accumulators.results(size)], size);
  }

  if (!streaming) {
    return {
      async *run([input], batch) {
        yield* resultOf(mergeSessions(node, [await grouped(input, batch)])).pieces();
      },
    };
  }

  const store = state('sessions', {
    key: [...keys.map(({ attribute }) => attribute), { name: `${session.name}.start`, type: 'timestamp' }],
    value: [{ name: `${session.name}.end`, type: 'timestamp' }, ...bufferColumnsOf(node)],
    functions: ['', ...bufferFunctionsOf(node)],
  });
  let counts = noCounts();

  async function* run([input]: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    if (keyTypes.length === 0) throw new AnalysisError('GLOBAL_SESSION_AGGREGATION');
    counts = noCounts();
    const fresh = await grouped(input, batch);
    if (outputMode === 'append' && !isMarked) throw new RuntimeError('APPEND_WITHOUT_WATERMARK_BELOW');
    mergeIntoState(withoutLate(fresh, batch));
    if (outputMode === 'complete') for (const entries of store.entries()) yield resultOf(decode(entries));
    else yield* [...evict(batch.evictionWatermarkMs)];
  }

  function withoutLate(sessions: Sessions, batch: MicroBatch): Sessions {
    if (!watermarked) return sessions;
    const split = splitLate(expiriesMs(sessions.ends, sessions.size), batch.lateWatermarkMs);
    if (!split) return sessions;
    counts.rowsDroppedByWatermark = split.late.length;
    batch.onLateRows?.(resultOf(takeSessions(sessions, split.late)), node.output);
    return takeSessions(sessions, split.punctual);
  }

  function mergeIntoState(fresh: Sessions): void {
    if (fresh.size === 0) return;
    const table = new KeyTable(keyTypes);
    table.groups(fresh.keys, fresh.size);
    const kept = store.scan(encodeKeys(table.keys(), table.size));
    const merged = mergeSessions(node, [decode(kept), fresh]);
    store.removeMany(kept.keys);
    const prefixes = encodeKeys(merged.keys, merged.size);
    const keys = encodeKeys([...merged.keys, merged.starts], merged.size);
    const values = encodeRows([merged.ends, ...merged.buffers], merged.size);
    store.putMany(keys, values, {
      prefixes,
      ...(expires && { expiriesMs: expiriesMs(merged.ends, merged.size) }),
    });
    counts.rowsUpdated = merged.size;
  }

  function* evict(watermarkMs: number): Generator<Batch> {
    for (const entries of store.takeExpired(watermarkMs)) {
      counts.rowsRemoved += entries.keys.length;
      yield resultOf(decode(entries));
    }
  }

  function decode({ keys, values }: StateEntries): Sessions {
    const columns = decodeRows(keys, [...keyTypes, 'timestamp']);
    const [ends, ...buffers] = decodeRows(values, ['timestamp', ...bufferTypes]);
    return { keys: columns.slice(0, -1), starts: columns[columns.length - 1], ends, buffers, size: keys.length };
  }

  return {
    run,
    state: {
      name: 'sessionWindowStateStoreSaveExec',
      outputWatermarkMs: inputMs => inputMs,
      needsBatch: (watermarkMs, lastMs) => outputMode !== 'complete' && watermarkMs > lastMs,
      commit: version => store.commit(version),
      metrics: () => ({
        ...metricsOf(counts, store),
        ...nextEventTime(store, node.keys[place].attribute.watermarkDelayMs),
      }),
    },
  };
}

function takeSessions({ keys, starts, ends, buffers }: Sessions, rows: Int32Array): Sessions {
  const take = (vector: Vector) => vector.take(rows);
  return {
    keys: keys.map(take),
    starts: take(starts),
    ends: take(ends),
    buffers: buffers.map(take),
    size: rows.length,
  };
}

/** Merges the sessions of each key that overlap or touch; the earlier parts count as older where starts are equal. */
function mergeSessions(node: Aggregate, parts: readonly Sessions[]): Sessions {
  const all = joinParts(parts);
  const table = new KeyTable(all.keys.map(key => key.type));
  const owners = table.groups(all.keys, all.size);
  const starts = (all.starts as LongVector).bigints();
  const ends = (all.ends as LongVector).bigints();
  const order = allRows(all.size).sort((a, b) => owners[a] - owners[b] || compare(starts[a], starts[b]) || a - b);
  const sessions = new Int32Array(all.size);
  const firsts: number[] = [];
  const lastEnds: bigint[] = [];
  order.forEach((row, i) => {
    const current = lastEnds.length - 1;
    const continues = i > 0 && owners[row] === owners[order[i - 1]] && starts[row] <= lastEnds[current];
    if (!continues) {
      firsts.push(row);
      lastEnds.push(ends[row]);
    } else if (ends[row] > lastEnds[current]) lastEnds[current] = ends[row];
    sessions[i] = lastEnds.length - 1;
  });
  const accumulators = new Accumulators(node);
  const buffers = all.buffers.map(buffer => buffer.take(order));
  accumulators.merge(sessions, firsts.length, buffers, all.size);
  const first = Int32Array.from(firsts);
  return {
    keys: all.keys.map(key => key.take(first)),
    starts: all.starts.take(first),
    ends: vectorOf('timestamp', lastEnds),
    buffers: accumulators.buffers(firsts.length),
    size: firsts.length,
  };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function joinParts(parts: readonly Sessions[]): Sessions {
  const join = (column: (part: Sessions) => Vector) => concatVectors(column(parts[0]).type, parts.map(column));
  return {
    keys: parts[0].keys.map((_, i) => join(part => part.keys[i])),
    starts: join(part => part.starts),
    ends: join(part => part.ends),
    buffers: parts[0].buffers.map((_, i) => join(part => part.buffers[i])),
    size: parts.reduce((size, part) => size + part.size, 0),
  };
}
