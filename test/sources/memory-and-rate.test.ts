import { describe, expect, test } from 'vitest';
import { clock, input, rowsOf, session, type table, thrownBy } from '../support/script.ts';

const startTable = (
  frame: ReturnType<typeof table>,
  name: string,
  trigger?: { once: true } | { availableNow: true },
) => {
  const writer = frame.writeStream.format('memory').queryName(name);
  return (trigger ? writer.trigger(trigger) : writer).start();
};

describe('memory', () => {
  test('every query sees all that was added, also before it started', async () => {
    const rows = input('n int');
    rows.add([[1], [2]]);
    const first = startTable(rows.frame, 'first');
    await first.processAllAvailable();
    rows.add([[3]]);
    const second = startTable(rows.frame.where('n > 1'), 'second');
    await Promise.all([first.processAllAvailable(), second.processAllAvailable()]);
    expect(await rowsOf(session.table('first'))).toEqual([[1], [2], [3]]);
    expect(await rowsOf(session.table('second'))).toEqual([[2], [3]]);
    expect(first.recentProgress.map(({ sources: [{ startOffset, endOffset }] }) => [startOffset, endOffset])).toEqual([
      [null, 0],
      [0, 1],
    ]);
    await session.stop();
  });

  test('no batch before something was added; available-now leaves what comes later', async () => {
    const rows = input('n int');
    const nothing = startTable(rows.frame, 'nothing', { availableNow: true });
    await nothing.awaitTermination();
    expect(nothing.recentProgress).toMatchObject([{ batchId: 0, numInputRows: 0, sink: { numOutputRows: -1 } }]);
    rows.add([[1]]);
    const now = startTable(rows.frame, 'now', { availableNow: true });
    await now.awaitTermination();
    rows.add([[2]]);
    expect(await rowsOf(session.table('now'))).toEqual([[1]]);
  });

  test('of many rows those go that all queries are done with; who needs them is told', async () => {
    const rows = input('n int');
    const add = (count: number) => rows.add(Array.from({ length: count }, (_, n) => [n]));
    const total = (name: string) =>
      rows.frame.groupBy().count().writeStream.outputMode('complete').format('memory').queryName(name).start();
    const slow = total('slow');
    add(60_000);
    await slow.processAllAvailable();
    const fast = total('fast');
    await slow.stop();
    for (const count of [60_000, 60_000, 60_000]) {
      add(count);
      await fast.processAllAvailable();
    }
    expect(await rowsOf(session.table('fast'))).toEqual([[240_000]]);
    const late = total('late');
    await expect(late.processAllAvailable()).rejects.toMatchObject({
      cause: expect.objectContaining({ key: 'MEMORY_ROWS_GONE', params: expect.objectContaining({ count: 2 }) }),
    });
    await session.stop();
  });

  test.for<[ddl: string, row: unknown[]]>([
    ['n int', ['1']],
    ['n int', [2 ** 31]],
    ['n tinyint', [128]],
    ['n bigint', [1.5]],
    ['s string', [1]],
    ['at timestamp', ['yesterday']],
    ['d decimal(3,1)', [100]],
    ['a array<int>', [['x']]],
    ['b boolean', ['true']],
  ])('%s does not take %j', async ([ddl, row]) => {
    expect(await thrownBy(() => session.memoryStream(ddl).add([row]))).toBe('CANNOT_ACCEPT_OBJECT_IN_TYPE');
  });
});

describe('rate', () => {
  const rate = (options: Record<string, string | number> = {}) =>
    session.readStream.format('rate').options(options).load();

  test('counts from 0, its rows spread over the seconds since the last batch', async () => {
    const query = startTable(rate({ rowsPerSecond: 2 }), 'rate');
    const began = clock.nowMs() / 1000;
    await query.processAllAvailable();
    expect(query.lastProgress).toMatchObject({ batchId: 0, numInputRows: 0 });
    for (const ms of [999, 1, 2500]) {
      clock.advance(ms);
      await query.processAllAvailable();
    }
    expect(await rowsOf(session.table('rate'))).toEqual([0, 1, 2, 3, 4, 5].map(value => [began + value / 2, value]));
    expect(query.recentProgress.map(({ sources: [{ endOffset }] }) => endOffset)).toEqual([0, 1, 3]);
    await query.stop();
  });

  test('grows to its rate', async () => {
    const query = startTable(rate({ rowsPerSecond: 10, rampUpTime: '4s' }), 'ramp');
    await query.processAllAvailable();
    const counts: number[] = [];
    for (let second = 1; second <= 7; second++) {
      clock.advance(1000);
      await query.processAllAvailable();
      counts.push(query.lastProgress!.numInputRows);
    }
    expect(counts).toEqual([2, 4, 6, 8, 10, 10, 10]);
    await query.stop();
  });

  test.for<[string, string | number]>([
    ['rowsPerSecond', 0],
    ['rowsPerSecond', 'many'],
    ['rowsPerSecond', 1.5],
    ['rampUpTime', 'slowly'],
  ])('%s = %s is refused', async ([option, value]) => {
    expect(await thrownBy(() => rate({ [option]: value }))).toBeNull();
  });
});
