import { describe, expect, test } from 'vitest';
import { functions as F } from 'xpto';
import {
  add,
  batch,
  idle,
  inOrder,
  input,
  play,
  rowsOf,
  state,
  table,
  thrownBy,
  watermark,
} from '../support/script.ts';

/** Counts by windows of five seconds, ten seconds of lateness allowed. */
const counted = (events: ReturnType<typeof input>, delay = '10 seconds') =>
  events.frame.withWatermark('at', delay).groupBy(F.window('at', '5 seconds')).count();

describe('in a stream', () => {
  test('append gives a window once the watermark has passed its end; late rows are those of closed windows', async () => {
    const events = input('at timestamp');
    await play(counted(events), 'append', [
      [add(events, [15]), batch(), watermark(0), batch(), watermark(5)],
      // Judged by the watermark of the batch before, 12 and 10 are in time.
      [add(events, [10], [12], [14]), batch(), watermark(5), state({ total: 2, late: 0 })],
      [add(events, [25]), batch(), watermark(5)],
      [batch([[10, 15], 3]), watermark(15), state({ total: 2, removed: 1 })],
      [add(events, [14], [15]), batch(), watermark(15), state({ total: 2, late: 1 })],
      idle(),
    ]);
  });

  test('the rows of a batch are judged by the watermark that the batch before it saw', async () => {
    const events = input('at timestamp');
    await play(counted(events), 'append', [
      [add(events, [10], [25], [9]), batch(), state({ total: 3, late: 0 })],
      [batch([[5, 10], 1], [[10, 15], 1]), watermark(15)],
    ]);
  });

  test('update drops late rows and lets go of closed windows without giving them again', async () => {
    const events = input('at timestamp');
    await play(counted(events), 'update', [
      [add(events, [10]), batch([[10, 15], 1]), idle()],
      [add(events, [25]), batch([[25, 30], 1]), watermark(0)],
      [batch(), watermark(15), state({ total: 1, removed: 1 })],
      [add(events, [14], [15]), batch([[15, 20], 1]), state({ total: 2, late: 1 })],
    ]);
  });

  test('complete drops nothing, lets nothing go and runs no batch for the watermark alone', async () => {
    const events = input('at timestamp');
    await play(counted(events), 'complete', [
      [add(events, [10]), batch([[10, 15], 1]), idle()],
      [add(events, [100]), batch([[10, 15], 1], [[100, 105], 1]), idle()],
      [add(events, [10]), batch([[10, 15], 2], [[100, 105], 1]), watermark(90), state({ total: 2, late: 0 })],
    ]);
  });

  test('overlapping windows: a row is late for those that are closed, and counts for the others', async () => {
    const events = input('at timestamp');
    const frame = events.frame
      .withWatermark('at', '0 seconds')
      .groupBy(F.window('at', '10 seconds', '5 seconds'))
      .count();
    await play(frame, 'append', [
      [add(events, [12]), batch(), batch(), watermark(12)],
      [add(events, [20]), batch(), batch([[5, 15], 1], [[10, 20], 1]), watermark(20)],
      [add(events, [14], [15]), batch(), state({ total: 2, late: 2 })],
      [add(events, [40]), batch(), batch([[15, 25], 2], [[20, 30], 1]), watermark(40)],
    ]);
  });

  test('before anything is seen the watermark is 1970: what ends by then is late', async () => {
    const events = input('at timestamp');
    await play(counted(events), 'update', [
      add(events, [-100], [-1], [3], [null]),
      batch([[0, 5], 1]),
      state({ total: 1, late: 2 }),
    ]);
  });

  test('without batches for the watermark alone, a window waits for the next row', async () => {
    const events = input('at timestamp');
    await play(
      counted(events),
      'append',
      [
        [add(events, [10]), batch(), idle()],
        [add(events, [25]), batch(), idle()],
        [add(events, [26]), batch([[10, 15], 1]), watermark(15)],
      ],
      { 'spark.sql.streaming.noDataMicroBatches.enabled': 'false' },
    );
  });

  test('windows of windows: the second aggregation is judged by the watermark that reaches it', async () => {
    const events = input('at timestamp');
    const frame = events.frame
      .withWatermark('at', '0 seconds')
      .groupBy(F.window('at', '5 seconds'))
      .agg(F.count('*').alias('n'))
      .groupBy(F.window('window', '10 seconds'))
      .agg(F.count('*').alias('windows'), F.sum('n').alias('n'));
    const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => [from + i]);
    await play(frame, 'append', [
      [add(events, ...seconds(10, 21)), batch(), watermark(0), state({ total: 0 }, { total: 3 })],
      [batch([[10, 20], 2, 10]), watermark(21), state({ total: 0 }, { total: 1, removed: 2 })],
      [add(events, ...seconds(10, 29)), batch(), state({ late: 0 }, { total: 2, late: 2 }), batch(), watermark(29)],
      [add(events, [30], [31]), batch(), batch([[20, 30], 2, 12]), watermark(31)],
    ]);
  });
});

describe('the windows of a time', () => {
  const cases: [what: string, seconds: number, window: [string, (string | null)?, string?], windows: number[][]][] = [
    ['tumbling', 12, ['5 seconds'], [[10, 15]]],
    ['the start belongs to it', 10, ['5 seconds'], [[10, 15]]],
    ['before 1970', -2, ['5 seconds'], [[-5, 0]]],
    ['the start moved back', 7, ['10 seconds', null, '-3 seconds'], [[7, 17]]],
    ['the start moved', 7, ['10 seconds', null, '2 seconds'], [[2, 12]]],
    [
      'overlapping, the latest first',
      7,
      ['10 seconds', '3 seconds'],
      [
        [6, 16],
        [3, 13],
        [0, 10],
      ],
    ],
    [
      'a size that is not a multiple of the slide',
      9,
      ['10 seconds', '3 seconds'],
      [
        [9, 19],
        [6, 16],
        [3, 13],
        [0, 10],
      ],
    ],
    ['days begin at midnight UTC', 86_400 * 2 + 1, ['1 day'], [[86_400 * 2, 86_400 * 3]]],
    ['weeks begin on Thursday', 1577836800, ['1 week'], [[1577318400, 1577923200]]],
    ['microseconds', 0.000007, ['5 microseconds'], [[0.000005, 0.00001]]],
  ];
  test.for(cases)('%s', async ([, seconds, [size, slide, start], windows]) => {
    const frame = table('at timestamp', [seconds]).select(F.window('at', size, slide, start));
    expect(await rowsOf(frame)).toEqual(windows.map(window => [window]));
  });

  test('a row without a time has none; text and dates are taken as timestamps', async () => {
    expect(await rowsOf(table('at timestamp', [null]).select(F.window('at', '5 seconds')))).toEqual([]);
    const day = [1577836800, 1577836800 + 86_400];
    expect(await rowsOf(table('t string', ['2020-01-01 10:00']).select(F.window('t', '1 day')))).toEqual([[day]]);
    expect(await rowsOf(table('d date', ['2020-01-01']).select(F.window('d', '1 day')))).toEqual([[day]]);
  });

  test('window_time is the last moment of the window', async () => {
    const windows = table('at timestamp', [7]).select(F.window('at', '5 seconds'));
    expect(await rowsOf(windows.select(F.window_time('window')))).toEqual([[9.999999]]);
  });

  const refused: [string, (string | null)?, string?, condition?: string][] = [
    ['5 seconds', '6 seconds', undefined, 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION'],
    ['5 seconds', null, '5 seconds', 'DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION'],
    ['0 seconds', null, undefined, 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['-5 seconds', null, undefined, 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE'],
    ['1 month', null, undefined, '_LEGACY_ERROR_TEMP_3231'],
    ['five minutes', null, undefined, 'CANNOT_PARSE_INTERVAL'],
  ];
  test.for(refused)('window(%s, %s, %s) is refused: %s', async ([size, slide, start, condition]) => {
    const events = table('at timestamp');
    expect(await thrownBy(() => events.select(F.window('at', size, slide, start)))).toBe(condition);
  });

  test('two different windows in one grouping are refused', async () => {
    const keys = [F.window('at', '5 seconds'), F.window('at', '6 seconds')];
    expect(
      await thrownBy(() =>
        table('at timestamp')
          .groupBy(...keys)
          .count(),
      ),
    ).toBe('_LEGACY_ERROR_TEMP_1039');
  });
});

test('complete tables come in the order asked for', async () => {
  const events = input('at timestamp, k string');
  const frame = events.frame
    .groupBy(F.window('at', '10 minutes', '5 minutes'), 'k')
    .count()
    .orderBy('window', F.desc('count'));
  await play(frame, 'complete', [
    add(events, [700, 'b'], [601, 'a'], [602, 'a']),
    inOrder([[300, 900], 'a', 2], [[300, 900], 'b', 1], [[600, 1200], 'a', 2], [[600, 1200], 'b', 1]),
  ]);
});
