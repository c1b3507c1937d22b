import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, fails, idle, input, play, state, table, thrownBy, watermark } from '../support/script.ts';

const sessions = (events: ReturnType<typeof input>, gap = '5 seconds', delay = '0 seconds') =>
  events.frame.withWatermark('at', delay).groupBy(F.session_window('at', gap), 'k').count();

test('rows of a key that lie one gap apart, or less, are one session; keys are apart', async () => {
  const events = input('at timestamp, k string');
  await play(sessions(events, '5 seconds', '30 seconds'), 'append', [
    [add(events, [15, 'a'], [10, 'a'], [12, 'b'], [26, 'a']), batch(), idle()],
    [add(events, [80, 'c']), batch(), state({ total: 4 })],
    [batch([[10, 20], 'a', 2], [[12, 17], 'b', 1], [[26, 31], 'a', 1]), watermark(50), state({ total: 1, removed: 3 })],
  ]);
});

test('a row is late by its own end, not by that of the session it would join', async () => {
  const events = input('at timestamp, k string');
  await play(sessions(events), 'append', [
    [add(events, [10, 'a'], [15, 'a']), batch(), batch(), watermark(15), state({ total: 1 })],
    [add(events, [14, 'a']), batch(), state({ total: 1, late: 0 }), idle()],
    [add(events, [20, 'b']), batch(), batch([[10, 20], 'a', 3]), watermark(20)],
    [add(events, [15, 'a'], [16, 'a']), batch(), state({ late: 1 })],
    [add(events, [30, 'b']), batch(), batch([[16, 21], 'a', 1], [[20, 25], 'b', 1]), watermark(30)],
  ]);
});

test('a row between two sessions makes them one', async () => {
  const events = input('at timestamp, k string');
  await play(sessions(events, '10 seconds', '1 minute'), 'append', [
    [add(events, [25, 'a'], [40, 'a'], [41, 'a']), batch(), state({ total: 2 })],
    [add(events, [30, 'a']), batch(), state({ total: 1 })],
    [add(events, [111, 'a']), batch(), batch([[25, 51], 'a', 4]), watermark(51)],
  ]);
});

test('complete gives all sessions, open and closed', async () => {
  const events = input('at timestamp, k string');
  await play(sessions(events), 'complete', [
    [add(events, [10, 'a']), batch([[10, 15], 'a', 1])],
    [add(events, [14, 'a'], [50, 'a']), batch([[10, 19], 'a', 2], [[50, 55], 'a', 1])],
    [add(events, [52, 'a']), batch([[10, 19], 'a', 2], [[50, 57], 'a', 2]), idle()],
  ]);
});

test('a gap of each row; rows without a time, or with a gap that is none or not above 0, are in no session', async () => {
  const events = input('at timestamp, k string');
  const gap = F.when(F.col('k').eq('a'), '5 seconds')
    .when(F.col('k').eq('b'), '0 seconds')
    .when(F.col('k').eq('d'), 'for a while')
    .otherwise('20 seconds');
  const frame = events.frame.groupBy(F.session_window('at', gap), 'k').count();
  await play(frame, 'complete', [
    add(events, [10, 'a'], [12, 'b'], [12, 'c'], [null, 'a'], [31, 'c'], [31, 'd']),
    batch([[10, 15], 'a', 1], [[12, 51], 'c', 2]),
  ]);
});

test('sessions need a key of their own in a stream: found out when the query runs', async () => {
  const events = input('at timestamp, k string');
  const frame = events.frame.withWatermark('at', '0 seconds').groupBy(F.session_window('at', '5 seconds')).count();
  await play(frame, 'append', [add(events, [10, 'a']), fails(null)]);
});

test('a gap that is neither text nor an interval is refused', async () => {
  const gap = F.expr("INTERVAL '5' SECOND");
  expect(await thrownBy(() => table('at timestamp').groupBy(F.session_window('at', gap)).count())).toBe(
    '_LEGACY_ERROR_TEMP_1040',
  );
});
