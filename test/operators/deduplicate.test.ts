import { describe, expect, test } from 'vitest';
import { add, batch, idle, input, play, rowsOf, state, table, thrownBy, watermark } from '../support/script.ts';

describe('dropDuplicates', () => {
  test('without a watermark a key comes once for ever, within a batch and across', async () => {
    const rows = input('k string, v int');
    await play(rows.frame.dropDuplicates(['k']), 'append', [
      [add(rows, ['a', 1], ['a', 2], ['b', 3]), batch(['a', 1], ['b', 3]), state({ total: 2, updated: 2 })],
      [add(rows, ['a', 4], [null, 5], [null, 6]), batch([null, 5]), state({ total: 3, updated: 1 })],
      [add(rows, ['b', 7], [null, 8]), batch(), idle()],
    ]);
  });

  test('distinct compares all columns', async () => {
    const rows = input('k string, v int');
    await play(rows.frame.distinct(), 'update', [
      [add(rows, ['a', 1], ['a', 2], ['a', 1]), batch(['a', 1], ['a', 2])],
      [add(rows, ['a', 2], ['a', null]), batch(['a', null])],
    ]);
  });

  test('with the event time among the keys, state is let go at the watermark', async () => {
    const rows = input('k string, at timestamp');
    await play(rows.frame.withWatermark('at', '10 seconds').dropDuplicates(['k', 'at']), 'append', [
      [add(rows, ['a', 10], ['a', 10]), batch(['a', 10]), idle()],
      [add(rows, ['b', 20]), batch(['b', 20])],
      [batch(), watermark(10), state({ total: 1, removed: 1 })],
      [add(rows, ['a', 10], ['c', 11], ['c', null]), batch(['c', 11], ['c', null]), state({ late: 1, total: 3 })],
    ]);
  });

  test('with the event time beside the keys, rows may be late but nothing is let go', async () => {
    const rows = input('k string, at timestamp');
    const frame = rows.frame.withWatermark('at', '10 seconds').dropDuplicates(['k']);
    const steps = [add(rows, ['a', 50]), batch(['a', 50]), batch(), watermark(40), state({ total: 1, removed: 0 })];
    await play(frame, 'append', [
      ...steps,
      [add(rows, ['c', 10], ['d', 40], ['a', 45], ['b', 45]), batch(['b', 45]), state({ total: 2, late: 2 })],
    ]);
  });

  test('where nothing behind it asks for the event time, no row is late', async () => {
    const rows = input('k string, at timestamp');
    await play(rows.frame.withWatermark('at', '10 seconds').dropDuplicates(['k']).select('k'), 'append', [
      [add(rows, ['a', 50]), batch(['a']), batch()],
      [add(rows, ['c', 10], ['d', 40]), batch(['c'], ['d']), state({ total: 3, late: 0 })],
    ]);
  });

  test('of a table', async () => {
    const frame = table('k string, v int', ['a', 1], ['a', 2], [null, 3], [null, 4]);
    expect(await rowsOf(frame.dropDuplicates(['k']))).toEqual([
      ['a', 1],
      [null, 3],
    ]);
    expect(await rowsOf(frame.dropDuplicates())).toHaveLength(4);
    expect(await thrownBy(() => frame.dropDuplicates(['nope']))).toMatch('UNRESOLVED_COLUMN');
  });
});

describe('dropDuplicatesWithinWatermark', () => {
  test('a key is forgotten once the watermark is the delay past its first row', async () => {
    const rows = input('k string, at timestamp');
    await play(rows.frame.withWatermark('at', '2 seconds').dropDuplicatesWithinWatermark(['k']), 'append', [
      [add(rows, ['a', 17]), batch(['a', 17]), batch(), watermark(15)],
      // A duplicate does not put the end off.
      [add(rows, ['a', 16]), batch(), idle()],
      [add(rows, ['c', 21]), batch(['c', 21]), batch(), watermark(19), state({ total: 1, removed: 1 })],
      [add(rows, ['a', 19], ['a', 20]), batch(['a', 20]), state({ total: 2, late: 1 })],
    ]);
  });

  test('needs a stream, with a watermark', async () => {
    const { frame } = input('k string, at timestamp');
    const start = () => frame.dropDuplicatesWithinWatermark(['k']).writeStream.format('noop').start();
    expect(await thrownBy(start)).toBe('_LEGACY_ERROR_TEMP_3102');
    expect(await thrownBy(() => table('k string').dropDuplicatesWithinWatermark())).toBe('_LEGACY_ERROR_TEMP_3102');
  });
});
