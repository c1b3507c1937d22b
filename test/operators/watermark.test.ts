import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, idle, input, play, table, thrownBy, watermark } from '../support/script.ts';

/** A stateful query that shows the watermark. */
const seen = (events: ReturnType<typeof input>, delay: string) =>
  events.frame.withWatermark('at', delay).groupBy(F.window('at', '1 hour')).count();

test('the greatest time less the delay; it never goes back, and a null time counts as 1970', async () => {
  const events = input('at timestamp');
  await play(seen(events, '10 seconds'), 'append', [
    [add(events, [100]), batch(), batch(), watermark(90)],
    [add(events, [50], [null]), batch(), watermark(90), idle()],
    [add(events, [100.0005]), batch(), watermark(90), idle()],
    [add(events, [100.001]), batch(), batch(), watermark(90.001)],
  ]);
});

test('times that only go below 1970 leave it there', async () => {
  const events = input('at timestamp');
  await play(seen(events, '10 seconds'), 'append', [
    [add(events, [-100]), batch(), add(events, [5]), batch(), watermark(0)],
  ]);
});

test('times count in whole milliseconds, rounded down, also before 1684', async () => {
  const events = input('at timestamp');
  const query = seen(events, '0 seconds').writeStream.format('noop').start();
  events.add([[-10_000_000_000_000_001n], [-1n], [1_999n]]);
  await query.processAllAvailable();
  expect(query.recentProgress.find(({ numInputRows }) => numInputRows > 0)!.eventTime).toMatchObject({
    min: '1653-02-10T06:13:19.999Z',
    max: '1970-01-01T00:00:00.001Z',
  });
  await query.stop();
});

test.for<[delay: string, seconds: number]>([
  ['1 minute 30 seconds', 90],
  ['500 milliseconds', 0.5],
  ['1 week', 7 * 86_400],
  ['1 month', 31 * 86_400],
  ['1 year', 12 * 31 * 86_400],
  ['0 seconds', 0],
])('a delay of %s', async ([delay, seconds]) => {
  const events = input('at timestamp');
  const at = 40_000_000;
  await play(seen(events, delay), 'append', [add(events, [at]), batch(), batch(), watermark(at - seconds)]);
});

test('rows that a filter on the time drops behind it have moved it; those that another filter drops have not', async () => {
  const filters: [condition: string, mark: number][] = [
    ['at < TIMESTAMP "1970-01-01 00:01:00"', 90],
    ['k = "a"', 0],
  ];
  for (const [condition, mark] of filters) {
    const events = input('at timestamp, k string');
    const frame = events.frame
      .withWatermark('at', '10 seconds')
      .where(condition)
      .groupBy(F.window('at', '1 hour'))
      .count();
    const steps = [add(events, [100, 'b']), batch(), ...(mark > 0 ? [batch()] : [])];
    await play(frame, 'append', [...steps, add(events, [5, 'a']), batch(), watermark(mark)]);
  }
});

test.for<[policy: 'min' | 'max', marks: number[]]>([
  ['min', [0, 80]],
  ['max', [90, 90]],
])('of two streams the %s', async ([policy, [first, second]]) => {
  const [a, b] = [input('at timestamp'), input('at timestamp')];
  const frame = a.frame
    .withWatermark('at', '10 seconds')
    .union(b.frame.withWatermark('at', '20 seconds'))
    .groupBy(F.window('at', '1 hour'))
    .count();
  await play(
    frame,
    'append',
    [
      [add(a, [100]), batch(), ...(first > 0 ? [batch()] : []), add(b, [100]), batch(), watermark(first)],
      [...(second > first ? [batch()] : []), add(a, [100]), batch(), watermark(second)],
    ],
    { 'spark.sql.streaming.multipleWatermarkPolicy': policy },
  );
});

test.for<[string, () => unknown, string | null]>([
  [
    'a column that is no timestamp',
    () => table('k string').withWatermark('k', '1 second'),
    'EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE',
  ],
  [
    'a column that there is not',
    () => table('k string').withWatermark('z', '1 second'),
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  ],
  [
    'a field',
    () => table('s struct<at:timestamp>').withWatermark('s.at', '1 second'),
    'EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN',
  ],
  ['a delay that is none', () => table('at timestamp').withWatermark('at', 'soon'), 'CANNOT_PARSE_INTERVAL'],
  ['a delay below zero', () => table('at timestamp').withWatermark('at', '-1 second'), null],
])('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
