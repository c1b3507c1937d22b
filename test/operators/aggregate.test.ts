import { describe, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, fails, idle, input, play, state, watermark } from '../support/script.ts';

describe('groups', () => {
  test('update gives the groups that were touched, changed or not', async () => {
    const words = input('word string');
    await play(words.frame.groupBy('word').count(), 'update', [
      add(words, ['a'], ['b'], ['a']),
      batch(['a', 2], ['b', 1]),
      state({ total: 2, updated: 2, removed: 0 }),
      add(words, ['a']),
      batch(['a', 3]),
      state({ total: 2, updated: 1 }),
      add(words),
      batch(),
      idle(),
    ]);
  });

  test('update gives a touched group whose value stays the same, and a filter behind it sees only those', async () => {
    const rows = input('k string, v int');
    const frame = rows.frame.groupBy('k').agg(F.max('v').alias('top')).where(F.col('top').gt(3));
    await play(frame, 'update', [
      add(rows, ['a', 5], ['b', 9]),
      batch(['a', 5], ['b', 9]),
      add(rows, ['a', 4]),
      batch(['a', 5]),
    ]);
  });

  test('complete gives the whole table each time', async () => {
    const words = input('word string');
    await play(words.frame.groupBy('word').count(), 'complete', [
      add(words, ['a'], ['b']),
      batch(['a', 1], ['b', 1]),
      add(words, ['b']),
      batch(['a', 1], ['b', 2]),
      state({ total: 2, updated: 1 }),
    ]);
  });

  test('keys: nulls are one group, as are zeros of both signs and all NaN; names of prototypes are plain words', async () => {
    const keys = input('d double, s string');
    await play(keys.frame.groupBy('d', 's').count(), 'update', [
      add(keys, [0, null], [-0, null], [Number.NaN, 'x'], [Number.NaN, 'x'], [null, null], [null, null]),
      batch([0, null, 2], [Number.NaN, 'x', 2], [null, null, 2]),
      add(keys, [-0, null], [1, '__proto__'], [1, 'constructor'], [1, '__proto__'], [1, '']),
      batch([0, null, 3], [1, '__proto__', 2], [1, 'constructor', 1], [1, '', 1]),
      state({ total: 6, updated: 4 }),
    ]);
  });

  test('keys that follow from others, before and behind them, of nulls too; of 0.0 and -0.0 they tell apart', async () => {
    const rows = input('w string, d double');
    const frame = rows.frame
      .groupBy(F.upper('w').alias('u'), F.lit(7).alias('seven'), 'w', F.col('d').cast('string').alias('t'), 'd')
      .count();
    await play(frame, 'update', [
      add(rows, ['a', 0], ['A', 0], ['a', -0], [null, 1], [null, 1]),
      batch(
        ['A', 7, 'a', '0.0', 0, 1],
        ['A', 7, 'A', '0.0', 0, 1],
        ['A', 7, 'a', '-0.0', 0, 1],
        [null, 7, null, '1.0', 1, 2],
      ),
      add(rows, ['a', 0]),
      batch(['A', 7, 'a', '0.0', 0, 2]),
      add(rows),
      batch(),
    ]);
  });

  test('keys of several types at once, computed ones among them', async () => {
    const rows = input('k struct<a:int,b:string>, v decimal(5,2), n int');
    const frame = rows.frame
      .groupBy(F.col('k'), F.col('v'), F.col('n').mod(2).alias('odd'))
      .agg(F.count('*').alias('c'));
    await play(frame, 'complete', [
      add(rows, [[1, 'x'], '1.50', 1], [[1, 'x'], '1.5', 3], [[1, null], '1.50', 1]),
      batch([[1, 'x'], '1.50', 1, 2], [[1, null], '1.50', 1, 1]),
    ]);
  });

  test('every kind of aggregate goes on from batch to batch; nulls are passed over', async () => {
    const rows = input('k string, v int');
    const frame = rows.frame
      .groupBy('k')
      .agg(
        F.count('*').alias('rows'),
        F.count('v').alias('n'),
        F.sum('v').alias('sum'),
        F.avg('v').alias('avg'),
        F.min('v').alias('min'),
        F.max('v').alias('max'),
        F.first('v').alias('first'),
        F.last('v', true).alias('last'),
        F.collect_list('v').alias('list'),
        F.sort_array(F.collect_set('v')).alias('set'),
        F.max_by('k', 'v').alias('by'),
        F.approx_count_distinct('v').alias('about'),
      );
    await play(frame, 'update', [
      add(rows, ['a', null]),
      batch(['a', 1, 0, null, null, null, null, null, null, [], [], null, 0]),
      add(rows, ['a', 4], ['a', 1], ['a', 4]),
      batch(['a', 4, 3, 9, 3, 1, 4, null, 4, [4, 1, 4], [1, 4], 'a', 2]),
      add(rows, ['a', -2], ['a', null]),
      batch(['a', 6, 4, 7, 1.75, -2, 4, null, -2, [4, 1, 4, -2], [-2, 1, 4], 'a', 3]),
    ]);
  });

  test('a sum beyond 64 bits ends the query, not before', async () => {
    const rows = input('v bigint');
    await play(rows.frame.groupBy().agg(F.sum('v').alias('sum')), 'complete', [
      add(rows, [9223372036854775806n]),
      batch([Number(9223372036854775806n)]),
      add(rows, [1]),
      batch([Number(9223372036854775807n)]),
      add(rows, [1]),
      fails('ARITHMETIC_OVERFLOW'),
    ]);
  });
});

describe('without keys', () => {
  test('every batch has its row, also one in which no row was left', async () => {
    const rows = input('v int');
    const frame = rows.frame.where('v > 0').agg(F.count('*').alias('n'), F.sum('v').alias('sum'));
    await play(frame, 'update', [
      add(rows, [-1]),
      batch([0, null]),
      state({ total: 1 }),
      add(rows, [5], [7]),
      batch([2, 12]),
      add(rows, [-1]),
      batch([2, 12]),
    ]);
  });
});

describe('event time as the key', () => {
  test('append gives a time once the watermark has reached it; a row at the watermark is late', async () => {
    const events = input('at timestamp');
    await play(events.frame.withWatermark('at', '10 seconds').groupBy('at').count(), 'append', [
      [add(events, [10]), batch(), watermark(0)],
      [add(events, [20]), batch(), batch([10, 1]), watermark(10)],
      [add(events, [10], [11]), batch(), state({ total: 2, late: 1 })],
      [add(events, [30]), batch(), batch([11, 1], [20, 1]), state({ total: 1, removed: 2 })],
    ]);
  });

  test('a null time is a group of its own and is never let go', async () => {
    const events = input('at timestamp');
    await play(events.frame.withWatermark('at', '0 seconds').groupBy('at').count(), 'update', [
      [add(events, [null], [null]), batch([null, 2])],
      [add(events, [100], [null]), batch([100, 1], [null, 3])],
      // The batch without data lets go of 100, which is at the watermark, and of nothing else.
      [batch(), watermark(100), state({ total: 1, removed: 1 })],
    ]);
  });

  test('a watermark on another column than the key bounds nothing', async () => {
    const events = input('at timestamp, k string');
    await play(events.frame.withWatermark('at', '0 seconds').groupBy('k').count(), 'update', [
      [add(events, [100, 'a']), batch(['a', 1])],
      [batch(), watermark(100), state({ total: 1, removed: 0, late: 0 })],
      [add(events, [1, 'a']), batch(['a', 2]), state({ total: 1, late: 0 })],
    ]);
  });
});
