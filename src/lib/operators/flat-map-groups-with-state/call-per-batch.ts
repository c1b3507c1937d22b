/**
 * The calls of a streaming query. Of each key the store has one entry, expiring when the key is to be called again:
 * the time of that, and the state, which may be null where only a timeout is kept.
 *
 * @see Spark FlatMapGroupsWithStateExec
 */
import { Batch } from '../../columns/batch.ts';
import { decodeRows, encodeKeys, encodeRows } from '../../columns/row-codec.ts';
import { rowReader } from '../../columns/rows.ts';
import type { DataType } from '../../columns/types.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { Execution, MicroBatch, OpenContext } from '../../plan/operator.ts';
import type { StateEntries } from '../../state/state-store.ts';
import { metricsOf, noCounts } from '../counts.ts';
import { eventTimeColumn, expiriesMs, nextEventTime, splitLate } from '../expiry.ts';
import { Calls } from './calls.ts';
import type { FlatMapGroupsWithState } from './flat-map-groups-with-state.ts';
import type { KeptGroupState } from './group-state.ts';
import { Groups } from './groups.ts';

export function callPerBatch(node: FlatMapGroupsWithState, { state }: OpenContext): Execution {
  const { keys, timeout, timestamps, children } = node;
  const [child] = children;
  const keyTypes = keys.map(({ expression }) => expression.type);
  const valueTypes: readonly DataType[] = ['bigint', node.state];
  const store = state('groups', {
    key: keys.map(({ attribute }) => attribute),
    value: [
      { name: 'timeoutMs', type: 'bigint' },
      { name: 'state', type: node.state },
    ],
  });
  const readKey = rowReader(
    keys.map(({ attribute }) => attribute),
    timestamps,
  );
  const hasWatermark = child.output.some(({ watermarkDelayMs }) => watermarkDelayMs !== undefined);
  // Without timeouts by the watermark no row is too late for the function.
  const eventTime = timeout === 'eventTime' ? eventTimeColumn(child.output) : undefined;
  let counts = noCounts();

  async function* run([input]: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    counts = noCounts();
    const groups = new Groups(keys, child, timestamps);
    for await (const rows of input) groups.add(withoutLate(rows, batch), batch);
    const calls = new Calls(node, {
      processingTimeMs: batch.batchTimestampMs,
      watermarkMs: hasWatermark ? batch.evictionWatermarkMs : undefined,
    });
    const known = encodeKeys(groups.keys(), groups.size);
    callEach(calls, { keys: known, values: store.getMany(known) }, groups);
    if (timeout !== 'none') {
      // A key that had rows has another timeout by now, or none.
      const nowMs = timeout === 'eventTime' ? batch.evictionWatermarkMs : batch.batchTimestampMs;
      for (const entries of [...store.takeExpired(nowMs)]) callEach(calls, entries, undefined);
    }
    yield* calls.batches();
  }

  function withoutLate(rows: Batch, batch: MicroBatch): Batch {
    if (!eventTime) return rows;
    const split = splitLate(expiriesMs(rows.columns[eventTime.column], rows.length), batch.lateWatermarkMs);
    if (!split) return rows;
    counts.rowsDroppedByWatermark += split.late.length;
    batch.onLateRows?.(rows.take(split.late), child.output);
    return rows.take(split.punctual);
  }

  /** @param groups the rows of the keys; undefined where their time is up: the store has let them go already */
  function callEach(calls: Calls, { keys: encoded, values }: StateEntries, groups: Groups | undefined): void {
    const keyRows = new Batch(decodeRows(encoded, keyTypes), encoded.length);
    const [timeouts, states] = decodeRows(values, valueTypes);
    const forgotten: number[] = [];
    const changed: number[] = [];
    const kept: KeptGroupState[] = [];
    for (let row = 0; row < encoded.length; row++) {
      const after = calls.call(readKey(keyRows, row), groups?.rowsOf(row) ?? [], states.get(row), !groups);
      const timeout = timeouts.get(row);
      if (after.isForgotten) forgotten.push(row);
      else if (!groups || after.differs(timeout === null ? null : Number(timeout))) {
        changed.push(row);
        kept.push(after);
      }
    }
    counts.rowsRemoved += forgotten.length;
    counts.rowsUpdated += changed.length;
    if (groups && forgotten.length > 0) store.removeMany(encoded.take(Int32Array.from(forgotten)));
    if (changed.length > 0) put(encoded.take(Int32Array.from(changed)), kept);
  }

  function put(encoded: StateEntries['keys'], kept: readonly KeptGroupState[]): void {
    const timeouts = kept.map(({ timeoutMs }) => (timeoutMs === null ? null : BigInt(timeoutMs)));
    const states = kept.map(({ value }) => value);
    const values = encodeRows([vectorOf('bigint', timeouts), vectorOf(node.state, states)], kept.length);
    // The store lets go what expires at a time or before; a key is called once its time has passed.
    const expiries = Float64Array.from(kept, ({ timeoutMs }) => (timeoutMs ?? Number.POSITIVE_INFINITY) + 1);
    store.putMany(encoded, values, { expiriesMs: expiries });
  }

  return {
    run,
    state: {
      name: 'flatMapGroupsWithState',
      // Whatever the function makes of them, its rows have no watermark.
      outputWatermarkMs: () => undefined,
      needsBatch: (watermarkMs, lastMs) => timeout === 'eventTime' && watermarkMs > lastMs,
      ...(timeout === 'processingTime' && { dueMs: () => store.nextExpiryMs ?? Number.POSITIVE_INFINITY }),
      commit: version => store.commit(version),
      metrics: () => ({ ...metricsOf(counts, store), ...nextEventTime(store, eventTime?.delayMs) }),
    },
  };
}
