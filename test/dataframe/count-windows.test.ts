import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DataFrame, functions as F, type GroupedData, UsageError } from 'xpto';
import { add, batch, idle, inOrder, input, play, rowsOf, state, table, thrownBy } from '../support/script.ts';

const listed = (windows: GroupedData): DataFrame => windows.agg(F.collect_list('v').alias('values'));

describe('countWindow', () => {
  test('tumbling: each row is in one window, which is given once it is full', async () => {
    const rows = input('k string, v int');
    await play(listed(rows.frame.groupBy('k').countWindow(3)), 'append', [
      [add(rows, ['a', 1], ['b', 10], ['a', 2]), batch(), state({ total: 2 })],
      [add(rows, ['a', 3], ['a', 4]), batch(['a', [1, 3], [1, 2, 3]])],
      [
        add(rows, ['a', 5], ['a', 6], ['a', 7], ['a', 8], ['a', 9]),
        batch(['a', [4, 6], [4, 5, 6]], ['a', [7, 9], [7, 8, 9]]),
      ],
      [add(rows, [null, 1], [null, 2], [null, 3]), batch([null, [1, 3], [1, 2, 3]]), state({ total: 3 }), idle()],
    ]);
  });

  test('sliding: after each so many rows the last of them, fewer at first', async () => {
    const rows = input('k string, v int');
    await play(listed(rows.frame.groupBy('k').countWindow(3, 1)), 'append', [
      [add(rows, ['a', 1], ['a', 2]), batch(['a', [1, 1], [1]], ['a', [1, 2], [1, 2]])],
      [add(rows, ['a', 3], ['a', 4]), batch(['a', [1, 3], [1, 2, 3]], ['a', [2, 4], [2, 3, 4]])],
    ]);
    const others = input('k string, v int');
    await play(listed(others.frame.groupBy('k').countWindow(2, 3)), 'append', [
      [add(others, ['a', 1], ['a', 2], ['a', 3], ['a', 4]), batch(['a', [2, 3], [2, 3]])],
      [add(others, ['a', 5], ['a', 6]), batch(['a', [5, 6], [5, 6]])],
    ]);
  });

  test('windows are aggregated like other groups, and what comes behind may keep state of its own', async () => {
    const rows = input('k string, v int');
    const means = rows.frame
      .groupBy(F.upper('k').alias('K'))
      .countWindow(2)
      .agg(F.avg('v').alias('mean'), F.count_distinct('v').alias('kinds'), F.max(F.col('v').plus(1)))
      .where('mean > 1')
      .groupBy('K')
      .agg(F.max('mean'));
    await play(means, 'update', [
      [add(rows, ['a', 1], ['A', 1], ['a', 2]), batch()],
      [add(rows, ['A', 5], ['b', 9], ['b', 8]), batch(['A', 3.5], ['B', 8.5])],
      [add(rows, ['a', 2], ['A', 3]), batch(['A', 3.5])],
    ]);
  });

  test('without keys the rows of all are counted', async () => {
    const rows = input('v int');
    await play(rows.frame.groupBy().countWindow(2).sum('v'), 'append', [
      [add(rows, [1], [2], [3]), batch([[1, 2], 3])],
      [add(rows, [4]), batch([[3, 4], 7])],
    ]);
  });

  test('a row that is given later has no watermark to be late by', async () => {
    const rows = input('k string, at timestamp');
    const windows = rows.frame.withWatermark('at', '1 second').groupBy('k').countWindow(2).agg(F.min('at'));
    expect(windows.plan.children[0].output.map(({ watermarkDelayMs }) => watermarkDelayMs)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await play(windows, 'append', [
      [add(rows, ['a', 10], ['b', 100]), batch()],
      [add(rows, ['a', 101]), batch(['a', [1, 2], 10])],
    ]);
  });

  test('values of all types pass through the state unchanged', async () => {
    const ddl =
      'k string, id bigint, at timestamp, d date, dec decimal(20,3), b binary, m map<string,array<bigint>>, s struct<x:timestamp,y:double>, flag boolean';
    const row = [
      'a',
      9007199254740993n,
      1_700_000_000.000001,
      '2026-02-28',
      '12345678901234567.125',
      new Uint8Array([0, 255]),
      new Map([['x', [9007199254740993n, null]]]),
      [1_600_000_000_123_457n, Number.NaN],
      true,
    ];
    const rows = input(ddl);
    const columns = rows.frame.columns.slice(1);
    const first = rows.frame
      .groupBy('k')
      .countWindow(2)
      .agg(...(columns.map(name => F.first(name).alias(name)) as [ReturnType<typeof F.first>]));
    const given: unknown[] = [];
    const query = first.writeStream
      .outputMode('append')
      .foreachBatch(async frame => void given.push(...(await frame.collect({ timestamps: 'micros' }))))
      .start();
    rows.add([row]);
    await query.processAllAvailable();
    rows.add([['a', ...columns.map(() => null)]]);
    await query.processAllAvailable();
    await query.stop();
    expect(given).toEqual([
      {
        k: 'a',
        window: { first: 1n, last: 2n },
        id: 9007199254740993n,
        at: 1_700_000_000_000_001n,
        d: '2026-02-28',
        dec: '12345678901234567.125',
        b: new Uint8Array([0, 255]),
        m: new Map([['x', [9007199254740993n, null]]]),
        s: { x: 1_600_000_000_123_457n, y: Number.NaN },
        flag: true,
      },
    ]);
  });
});

describe('lastRows', () => {
  test('of each key that has rows in a batch', async () => {
    const rows = input('k string, v int');
    await play(listed(rows.frame.groupBy('k').lastRows(2)), 'update', [
      [add(rows, ['a', 1], ['a', 2], ['a', 3], ['b', 10]), batch(['a', [2, 3], [2, 3]], ['b', [1, 1], [10]])],
      [add(rows, ['a', 4]), batch(['a', [3, 4], [3, 4]]), state({ total: 2, updated: 1 })],
    ]);
    const one = input('k string, v int');
    await play(listed(one.frame.groupBy('k').lastRows(1)), 'update', [
      [add(one, ['a', 1], ['a', 2]), inOrder(['a', [2, 2], [2]])],
      [add(one, ['a', 3]), batch(['a', [3, 3], [3]])],
    ]);
  });
});

test('of a table', async () => {
  const frame = table('k string, v int', ['a', 1], ['b', 2], ['a', 3], ['a', 4]);
  expect(await rowsOf(listed(frame.groupBy('k').countWindow(2)))).toEqual([['a', [1, 2], [1, 3]]]);
  expect(await rowsOf(listed(frame.groupBy('k').lastRows(2)))).toEqual([
    ['a', [2, 3], [3, 4]],
    ['b', [1, 1], [2]],
  ]);
});

test.each([0, -1, 1.5, Number.NaN, '3'])('%s is no number of rows', count => {
  const groups = table('k string, v int').groupBy('k');
  for (const windows of [
    () => groups.countWindow(count as number),
    () => groups.countWindow(2, count as number),
    () => groups.lastRows(count as number),
  ]) {
    expect(windows).toThrow(UsageError);
  }
});

test('a column that is called window is in the way', async () => {
  const frame = table('k string, window int');
  expect(await thrownBy(() => frame.groupBy('k').countWindow(2))).toBe('COLUMN_ALREADY_EXISTS');
  expect(await thrownBy(() => table('k string, v int').groupBy(F.col('v').alias('k')).countWindow(2))).toBe(
    'COLUMN_ALREADY_EXISTS',
  );
});

type Row = [k: string | null, v: number];

/** What the windows of all rows are, by the definition. */
function windowsOf(rows: readonly Row[], size: number, slide: number): unknown[] {
  return [...new Set(rows.map(([k]) => k))].flatMap(key => {
    const values = rows.filter(([k]) => k === key).map(([, v]) => v);
    return Array.from({ length: Math.floor(values.length / slide) }, (_, i) => {
      const last = (i + 1) * slide;
      const first = Math.max(0, last - size);
      return [key, [first + 1, last], values.slice(first, last)];
    });
  });
}

test('windows do not depend on how the input is cut into batches', async () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', null), fc.integer({ min: 0, max: 99 }));
  const batches = fc.array(fc.array(row, { maxLength: 9 }), { minLength: 1, maxLength: 6 });
  const lengths = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(batches, lengths, lengths, async (cut, size, slide) => {
      const rows = input('k string, v int');
      const given: (readonly unknown[])[] = [];
      const query = listed(rows.frame.groupBy('k').countWindow(size, slide))
        .writeStream.outputMode('append')
        .foreachBatch(async frame => void given.push(...(await rowsOf(frame))))
        .start();
      for (const some of cut) {
        rows.add(some);
        await query.processAllAvailable();
      }
      await query.stop();
      const sorted = (windows: readonly unknown[]) => windows.map(window => JSON.stringify(window)).sort();
      expect(sorted(given)).toEqual(sorted(windowsOf(cut.flat(), size, slide)));
    }),
    { numRuns: 60, seed: 2026 },
  );
});
