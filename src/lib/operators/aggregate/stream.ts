/**
 * Aggregation of a stream. The rows of a micro-batch are grouped by themselves first (partial aggregation); each group
 * is then merged with what the state keeps of it, once. So the cost of a micro-batch follows its rows and the groups
 * that they touch, and the order of additions, which shows in sums of doubles, is Spark's.
 */
import { RuntimeError } from '../../base/errors.ts';
import { Batch } from '../../columns/batch.ts';
import { decodeRows, encodeKeys, encodeRows } from '../../columns/row-codec.ts';
import { allRows } from '../../columns/selection.ts';
import type { Vector } from '../../columns/vector.ts';
import type { Execution, MicroBatch, OpenContext } from '../../plan/operator.ts';
import type { StateEntries } from '../../state/state-store.ts';
import { metricsOf, noCounts } from '../counts.ts';
import { eventTimeColumn, expiriesMs, nextEventTime, splitLate } from '../expiry.ts';
import type { Aggregate } from './aggregate.ts';
import { Accumulators, bufferColumnsOf, bufferFunctionsOf, bufferTypesOf, Grouping } from './grouping.ts';

export function aggregateStream(node: Aggregate, { outputMode, state }: OpenContext): Execution {
  const keyTypes = node.keys.map(({ expression }) => expression.type);
  const bufferTypes = bufferTypesOf(node);
  const store = state('groups', {
    key: node.keys.map(({ attribute }) => attribute),
    value: bufferColumnsOf(node),
    functions: bufferFunctionsOf(node),
  });
  // In complete mode all groups are kept for ever, so none is too late either.
  const eventTime =
    outputMode === 'complete' ? undefined : eventTimeColumn(node.keys.map(({ attribute }) => attribute));
  let counts = noCounts();

  async function* run([input]: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    counts = noCounts();
    const grouping = new Grouping(node);
    for await (const rows of input) grouping.add(rows, batch);
    // The plan was accepted for an aggregation nearer to the sink; this one would never give a group.
    if (outputMode === 'append' && !eventTime) throw new RuntimeError('APPEND_WITHOUT_WATERMARK_BELOW');
    const touched = mergeIntoState(grouping, batch);
    if (outputMode === 'update') {
      for (const _ of evict(batch.evictionWatermarkMs)); // closed groups go without a word
      yield* touched().pieces();
    } else if (outputMode === 'append') yield* [...evict(batch.evictionWatermarkMs)];
    else for (const entries of store.entries()) yield rowsOf(entries);
  }

  /** Brings the state up to date; gives, when asked, the groups of this batch with their new results. */
  function mergeIntoState(grouping: Grouping, batch: MicroBatch): () => Batch {
    const all = { keys: grouping.keys(), buffers: grouping.accumulators.buffers(grouping.size), size: grouping.size };
    const { keys, buffers, size, expiries } = withoutLate(all, batch);
    const encoded = encodeKeys(keys, size);
    const known = store.getMany(encoded);
    const groups = allRows(size);
    const merged = new Accumulators(node);
    merged.merge(groups, size, decodeRows(known, bufferTypes), size);
    merged.merge(groups, size, buffers, size);
    store.putMany(encoded, encodeRows(merged.buffers(size), size), { expiriesMs: expiries });
    counts.rowsUpdated = size;
    return () => new Batch([...keys, ...merged.results(size)], size);
  }

  interface Groups {
    readonly keys: Vector[];
    readonly buffers: Vector[];
    readonly size: number;
    readonly expiries?: Float64Array;
  }

  /** Drops the groups that closed with the batch before. Counted and told by group, as Spark counts them. */
  function withoutLate(groups: Groups, batch: MicroBatch): Groups {
    if (!eventTime) return groups;
    const { keys, buffers, size } = groups;
    const expiries = expiriesMs(keys[eventTime.column], size);
    const split = splitLate(expiries, batch.lateWatermarkMs);
    if (!split) return { ...groups, expiries };
    const { late, punctual } = split;
    counts.rowsDroppedByWatermark = late.length;
    const take = (columns: readonly Vector[], rows: Int32Array) => columns.map(column => column.take(rows));
    const lateBuffers = take(buffers, late);
    batch.onLateRows?.(
      new Batch([...take(keys, late), ...resultsOf(lateBuffers, late.length)], late.length),
      node.output,
    );
    return {
      keys: take(keys, punctual),
      buffers: take(buffers, punctual),
      size: punctual.length,
      expiries: Float64Array.from(punctual, group => expiries[group]),
    };
  }

  function* evict(watermarkMs: number): Generator<Batch> {
    if (!eventTime) return;
    for (const entries of store.takeExpired(watermarkMs)) {
      counts.rowsRemoved += entries.keys.length;
      yield rowsOf(entries);
    }
  }

  const rowsOf = ({ keys, values }: StateEntries): Batch => {
    const columns = [...decodeRows(keys, keyTypes), ...resultsOf(decodeRows(values, bufferTypes), keys.length)];
    return new Batch(columns, keys.length);
  };

  function resultsOf(buffers: readonly Vector[], size: number): Vector[] {
    const accumulators = new Accumulators(node);
    accumulators.merge(allRows(size), size, buffers, size);
    return accumulators.results(size);
  }

  return {
    run,
    state: {
      name: 'stateStoreSave',
      outputWatermarkMs: inputMs => inputMs,
      needsBatch: (watermarkMs, lastMs) => outputMode !== 'complete' && watermarkMs > lastMs,
      commit: version => store.commit(version),
      metrics: () => ({
        ...metricsOf(counts, store),
        ...nextEventTime(store, eventTime?.delayMs),
      }),
    },
  };
}
