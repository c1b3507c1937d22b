import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type DataFrame,
  functions as F,
  type GroupFunctionOptions,
  type GroupState,
  type GroupTimeout,
  type Row,
  Session,
  type XptoError,
} from 'xpto';
import { languages } from '../../src/lib/base/messages/index.ts';
import { explainNode } from '../../src/lib/render/explain.ts';
import {
  add,
  batch,
  clock,
  fails,
  idle,
  inOrder,
  input,
  play,
  rowsOf,
  session,
  state,
  table,
  thrownBy,
  watermark,
} from '../support/script.ts';
import { WatchedClock } from '../support/watched-clock.ts';

interface Total {
  readonly total: bigint;
}

const totalOf = (key: Row, rows: Iterable<Row>, kept: GroupState<Total>): Row => {
  let total = kept.getOption?.total ?? 0n;
  for (const row of rows) total += BigInt(row['v']);
  kept.update({ total });
  return { k: key['k'], total };
};
const totals = { output: 'k string, total bigint', state: 'total bigint' } as const;

test('mapGroupsWithState gives a row of each key that has rows, in their order', async () => {
  const rows = input('k string, v int');
  await play(rows.frame.groupBy('k').mapGroupsWithState(totals, totalOf), 'update', [
    [add(rows, ['b', 1], ['a', 2], ['b', 3]), inOrder(['b', 4], ['a', 2]), state({ total: 2, updated: 2, removed: 0 })],
    [add(rows, ['a', 5], [null, 1]), inOrder(['a', 7], [null, 1]), state({ total: 3, updated: 2 })],
    [add(rows, [null, 1]), batch([null, 2]), idle()],
  ]);
});

test('rows of a key come in their order from all batches of rows, and as often as they are read', async () => {
  const size = 70_000;
  const rows = session.range(size * 2).withColumn('k', F.col('id').mod(3));
  const seen: string[] = [];
  const frame = rows
    .groupBy('k')
    .flatMapGroupsWithState({ output: 'k int, n int', state: 'n int', outputMode: 'append' }, ({ k }, all) => {
      let last = -1n;
      for (const { id } of all) {
        if (id <= last || Number(id % 3n) !== Number(k)) throw new Error(`${id} behind ${last} of ${k}`);
        last = id;
      }
      seen.push(`${k} to ${last}`);
      return Array.from(all, ({ id }) => [k, id]);
    });
  expect(await frame.count()).toBe(size * 2);
  expect(seen).toEqual(['0 to 139998', '1 to 139999', '2 to 139997']);
});

describe('timeouts by event time', () => {
  /** Clicks of a user until 10 seconds pass without one. */
  const sessions = (rows: ReturnType<typeof input>) =>
    rows.frame
      .withWatermark('at', '5 seconds')
      .groupBy('user')
      .flatMapGroupsWithState(
        {
          output: 'user string, clicks int',
          state: 'clicks int, lastMs bigint',
          timeout: 'eventTime',
          outputMode: 'append',
        },
        function* ({ user }, clicks, kept: GroupState<{ clicks: number; lastMs: bigint }>) {
          if (kept.hasTimedOut) {
            yield { user, clicks: kept.get.clicks };
            kept.remove();
            return;
          }
          let { clicks: count, lastMs } = kept.getOption ?? { clicks: 0, lastMs: 0n };
          for (const { at } of clicks) {
            count++;
            if (BigInt(at.getTime()) > lastMs) lastMs = BigInt(at.getTime());
          }
          kept.update({ clicks: count, lastMs });
          kept.setTimeoutTimestamp(Number(lastMs), '10 seconds');
        },
      );

  test('a key is called once the watermark is past its time, by a batch without data too', async () => {
    const rows = input('user string, at timestamp');
    await play(sessions(rows), 'append', [
      [add(rows, ['a', 10], ['b', 12]), batch(), batch(), watermark(7), state({ total: 2 }), idle()],
      [add(rows, ['a', 15]), batch(), batch(), watermark(10), state({ total: 2 })],
      // b waits for 22, and is called past it: not at it.
      [add(rows, ['c', 27]), batch(), batch(), watermark(22), state({ total: 3, removed: 0 })],
      [add(rows, ['c', 27.001]), batch(), batch(['b', 1]), watermark(22.001), state({ total: 2, removed: 1 })],
      // Late rows are dropped, and do not keep a session alive.
      [add(rows, ['a', 22.001], ['a', 1], ['d', 23]), batch(), state({ total: 3, late: 2 }), idle()],
    ]);
  });

  test('the report tells the event time that lets go', async () => {
    const rows = input('user string, at timestamp');
    await play(sessions(rows), 'append', [
      [add(rows, ['a', 10]), batch(), batch()],
      run => expect(run.progress().stateOperators[0].customMetrics).toEqual({ nextEventTimeMs: 25_001 }),
      run => expect(run.progress().stateOperators[0].operatorName).toBe('flatMapGroupsWithState'),
    ]);
  });

  test('without batches without data a key waits for the next rows', async () => {
    const rows = input('user string, at timestamp');
    const actions = [
      [add(rows, ['a', 10]), batch()],
      [add(rows, ['b', 40]), batch(), idle()],
      [add(rows, ['b', 41]), batch(['a', 1]), watermark(35)],
    ];
    await play(sessions(rows), 'append', actions, { 'spark.sql.streaming.noDataMicroBatches.enabled': 'false' });
  });
});

describe('timeouts by the clock', () => {
  const alarm = (rows: ReturnType<typeof input>, duration: number | string) =>
    rows.frame
      .groupBy('k')
      .mapGroupsWithState(
        { output: 'k string, said string', state: 'n int', timeout: 'processingTime' },
        ({ k }, _, kept) => {
          if (kept.hasTimedOut) return [k, 'time is up'];
          kept.setTimeoutDuration(duration);
          return [k, 'set'];
        },
      );

  test('a key is called in the first batch later than its time, which the clock alone brings about', async () => {
    const rows = input('k string');
    const pass = (ms: number) => () => clock.advance(ms);
    await play(alarm(rows, '10 seconds'), 'update', [
      [add(rows, ['a']), batch(['a', 'set']), state({ total: 1 }), idle()],
      [pass(10_000), idle()],
      [pass(1), batch(['a', 'time is up']), state({ total: 1, updated: 1 }), idle()],
      // The timeout was for once.
      [pass(100_000), idle()],
      [add(rows, ['a'], ['b']), batch(['a', 'set'], ['b', 'set'])],
      [pass(9_000), add(rows, ['a']), batch(['a', 'set'])],
      [pass(1_001), batch(['b', 'time is up']), idle()],
    ]);
  });

  test('a query that nobody watches sleeps until then', async () => {
    const watched = new WatchedClock(1_000);
    const own = new Session({ clock: watched });
    const stream = own.memoryStream('k string');
    const given: Row[] = [];
    stream.add([['a']]);
    const query = alarm({ frame: stream.toDF(), add: rows => stream.add(rows) }, 5_000)
      .writeStream.outputMode('update')
      .foreachBatch(async rows => void given.push(...(await rows.collect())))
      .start();
    await watched.untilAwaited(6_001);
    expect(given).toEqual([{ k: 'a', said: 'set' }]);
    watched.set(6_001);
    // Nothing is left to wait for but the report of an idle query.
    await watched.untilAwaited(16_001);
    expect(given).toEqual([
      { k: 'a', said: 'set' },
      { k: 'a', said: 'time is up' },
    ]);
    expect(query.recentProgress.map(({ batchId, timestamp }) => [batchId, Date.parse(timestamp)])).toEqual([
      [0, 1_000],
      [1, 6_001],
    ]);
    await query.stop();
  });

  test('at a fixed interval every tick runs a batch, and the query is at rest between them', async () => {
    const watched = new WatchedClock(0);
    const own = new Session({ clock: watched });
    const stream = own.memoryStream('k string');
    stream.add([['a']]);
    const query = alarm({ frame: stream.toDF(), add: rows => stream.add(rows) }, 60_000)
      .writeStream.outputMode('update')
      .format('noop')
      .trigger({ processingTime: '1 second' })
      .start();
    await watched.untilAwaited(1_000);
    const rest = query.processAllAvailable();
    watched.set(1_000);
    await rest;
    await watched.untilAwaited(2_000);
    expect(query.lastProgress?.batchId).toBe(1);
    await query.stop();
  });

  test('available-now ends without waiting for the clock', async () => {
    const rows = input('k string');
    rows.add([['a']]);
    const query = alarm(rows, 1_000)
      .writeStream.outputMode('update')
      .format('noop')
      .trigger({ availableNow: true })
      .start();
    expect(await query.awaitTermination()).toBe(true);
    expect(query.recentProgress.filter(({ numInputRows }) => numInputRows > 0)).toHaveLength(1);
  });
});

test('state and timeouts outlive the query', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  const rows = input('k string');
  const calls: unknown[] = [];
  const frame = rows.frame
    .groupBy('k')
    .mapGroupsWithState(
      { output: 'k string', state: 'n int', timeout: 'processingTime' },
      ({ k }, _, kept: GroupState<{ n: number }>) => {
        const n = (kept.getOption?.n ?? 0) + 1;
        calls.push([k, n, kept.hasTimedOut]);
        if (k === 'gone') kept.remove();
        else kept.update({ n });
        // a is called again and again; b once.
        if (k === 'a' || n === 1) kept.setTimeoutDuration(k === 'gone' && n > 1 ? 1 : 5_000);
        return { k };
      },
    );
  /** Runs the query until it rests, and tells what was called. */
  const run = async (): Promise<unknown[]> => {
    const query = frame.writeStream.outputMode('update').format('noop').option('checkpointLocation', folder).start();
    await query.processAllAvailable();
    await query.stop();
    return calls.splice(0);
  };
  rows.add([['a'], ['b'], ['gone']]);
  const first = ['a', 'b', 'gone'].map(k => [k, 1, false]);
  expect(await run()).toEqual(first);
  expect(await run()).toEqual([]);
  clock.advance(5_001);
  expect(await run()).toEqual([
    ['a', 2, true],
    ['b', 2, true],
    ['gone', 1, true],
  ]);
  clock.advance(5_001);
  expect(await run()).toEqual([
    ['a', 3, true],
    ['gone', 1, true],
  ]);
  rows.add([['b'], ['new']]);
  expect(await run()).toEqual([
    ['b', 3, false],
    ['new', 1, false],
  ]);
  rmSync(folder, { recursive: true });
});

test('explain tells what is kept, and what calls again', () => {
  const { frame } = input('k string, at timestamp, v int');
  const groups = frame.withWatermark('at', '1 second').groupBy('k', F.col('v').plus(1).alias('w'));
  const linesOf = ({ plan }: DataFrame) =>
    languages.map(language => {
      const { operator, keeps } = explainNode(plan, 'update', language);
      return [operator, ...keeps];
    });
  expect(linesOf(groups.mapGroupsWithState({ ...totals, state: 'n int, s array<string>' }, totalOf))).toEqual([
    ['MapGroupsWithState by k, w', 'keeps n int, s array<string> of every k, w, until its function removes it'],
    ['MapGroupsWithState by k, w', 'guarda n int, s array<string> de cada k, w, até a função removê-lo'],
  ]);
  const last = (timeout: GroupTimeout) =>
    linesOf(frame.groupBy().flatMapGroupsWithState({ ...totals, outputMode: 'append', timeout }, () => []));
  expect(last('eventTime')).toEqual([
    ['FlatMapGroupsWithState append', expect.stringContaining('calls it again once the watermark is past its timeout')],
    ['FlatMapGroupsWithState append', expect.stringContaining('chama-a de novo quando o watermark passa do timeout')],
  ]);
  expect(last('processingTime')).toEqual([
    ['FlatMapGroupsWithState append', expect.stringContaining('once the clock is past its timeout')],
    ['FlatMapGroupsWithState append', expect.stringContaining('quando o relógio passa do timeout')],
  ]);
  expect(linesOf(frame.groupBy('k').countWindow(3).count())).toEqual([
    ['Aggregate count(1) by k, window'],
    ['Aggregate count(1) by k, window'],
  ]);
});

test('of a table every key is called once, without state', async () => {
  const frame = table('k string, v int', ['a', 1], [null, 2], ['a', 3]);
  expect(await rowsOf(frame.groupBy('k').mapGroupsWithState(totals, totalOf))).toEqual([
    ['a', 4],
    [null, 2],
  ]);
  const asked = frame
    .withColumn('at', F.lit('2026-01-01').cast('timestamp'))
    .withWatermark('at', '1 second')
    .groupBy()
    .mapGroupsWithState({ output: 'said string', state: 'n int', timeout: 'eventTime' }, (key, rows, kept) => {
      kept.setTimeoutTimestamp(1);
      return [JSON.stringify([key, [...rows].length, kept.exists, kept.hasTimedOut, kept.getCurrentWatermarkMs()])];
    });
  expect(await rowsOf(asked)).toEqual([['[{},3,false,false,-1]']]);
  expect(await rowsOf(table('k string').groupBy('k').mapGroupsWithState(totals, totalOf))).toEqual([]);
});

test('keys may be computed, and windows', async () => {
  const rows = input('k string, at timestamp');
  const counted = rows.frame
    .groupBy(F.upper('k').alias('K'), F.window('at', '10 seconds'))
    .mapGroupsWithState({ output: 'K string, start timestamp, n int', state: 'n int' }, ({ K, window }, all, kept) => {
      const n = (kept.getOption?.n ?? 0) + [...all].length;
      kept.update({ n });
      return { K, start: window.start, n };
    });
  await play(counted, 'update', [
    [add(rows, ['a', 1], ['A', 2], ['a', 11]), batch(['A', 0, 2], ['A', 10, 1])],
    [add(rows, ['A', 9]), batch(['A', 0, 3])],
  ]);
});

test('nothing is moved through it, and no column that the function reads is left out', async () => {
  const rows = input('k string, v int, other string');
  const seen: string[] = [];
  const frame = rows.frame
    .groupBy('k')
    .mapGroupsWithState({ output: 'k string, v int', state: 'n int' }, ({ k }, all) => {
      seen.push(...Array.from(all, row => JSON.stringify(row)));
      return { k, v: seen.length };
    })
    .where("k = 'a'")
    .select('v');
  await play(frame, 'update', [[add(rows, ['a', 1, 'x'], ['b', 2, 'y']), batch([1])]]);
  expect(seen).toEqual(['{"k":"a","v":1,"other":"x"}', '{"k":"b","v":2,"other":"y"}']);
});

test('several in append mode stand behind each other', async () => {
  const rows = input('k string, v int');
  const options = { ...totals, outputMode: 'append' } as const;
  const twice = rows.frame
    .groupBy('k')
    .flatMapGroupsWithState(options, (key, all, kept: GroupState<Total>) => [totalOf(key, all, kept)])
    .withColumnRenamed('total', 'v')
    .groupBy('k')
    .flatMapGroupsWithState(options, (key, all, kept: GroupState<Total>) => [totalOf(key, all, kept)]);
  await play(twice, 'append', [
    [add(rows, ['a', 1]), batch(['a', 1]), state({ total: 1 }, { total: 1 })],
    [add(rows, ['a', 2]), batch(['a', 4])],
  ]);
});

describe('the state', () => {
  /** Calls a function with the state of one key, batch after batch. */
  const calls = async (
    ddl: string,
    options: Partial<GroupFunctionOptions>,
    ...acts: ((kept: GroupState) => unknown)[]
  ) => {
    const rows = input('k string');
    const queue = [...acts];
    const frame = rows.frame
      .groupBy('k')
      .mapGroupsWithState({ output: 'n int', state: ddl, ...options }, (_key, _rows, kept) => {
        queue.shift()!(kept);
        return [1];
      });
    await play(
      frame,
      'update',
      acts.map(() => [add(rows, ['a']), batch([1])]),
    );
  };

  test.each<[type: string, value: unknown, seen?: unknown]>([
    ['bigint', 9007199254740993n],
    ['bigint', 5, 5n],
    ['double', -0],
    ['decimal(38,10)', '1234567890123456789012345678.1234567890'],
    ['string', 'ç\u0000'],
    ['binary', new Uint8Array([0, 255])],
    ['date', '2026-02-28'],
    ['timestamp', new Date(1_234_567_890_123)],
    ['array<int>', [1, null]],
    ['array<int>', []],
    ['map<string,bigint>', new Map([['a', 1n]])],
    ['struct<a:int,b:array<string>>', { a: 1, b: ['x', null] }],
    ['boolean', null],
  ])('keeps a value of %s', async (type, value, seen = value) => {
    await calls(
      `x ${type}, y int`,
      {},
      kept => {
        kept.update({ x: value });
        expect(kept.get).toEqual({ x: seen, y: null });
      },
      kept => expect(kept.get).toEqual({ x: seen, y: null }),
    );
  });

  test('keeps timestamps to the microsecond where the function asks for that', async () => {
    const x = -1_234_567_890_123_457n;
    await calls(
      'x timestamp',
      { timestamps: 'micros' },
      kept => kept.update({ x }),
      kept => expect(kept.get).toEqual({ x }),
    );
  });

  test('is what it was when it was set', async () => {
    const value = { x: [1] };
    await calls(
      'x array<int>',
      {},
      kept => {
        kept.update(value);
        value.x.push(2);
      },
      kept => {
        expect(kept.getOption).toEqual({ x: [1] });
        kept.get['x'].push(3);
      },
      kept => {
        expect(kept.get).toEqual({ x: [1] });
        kept.remove();
        expect([kept.exists, kept.getOption]).toEqual([false, null]);
      },
      kept => expect(kept.exists).toBe(false),
    );
  });

  test.each<[condition: string, act: (kept: GroupState) => void]>([
    ['CANNOT_ACCEPT_OBJECT_IN_TYPE', kept => kept.update({ n: 'x' })],
    ['CANNOT_ACCEPT_OBJECT_IN_TYPE', kept => kept.update(3 as unknown as Row)],
    ['UNKNOWN_FIELD', kept => kept.update({ N: 1 })],
    ['CANNOT_BE_NONE', kept => kept.update(undefined as unknown as Row)],
    ['STATE_NOT_EXISTS', kept => kept.get],
    ['VALUE_NOT_POSITIVE', kept => kept.setTimeoutDuration(Number.NaN)],
    ['VALUE_NOT_POSITIVE', kept => kept.setTimeoutDuration(0.5)],
  ])('%s', async (condition, act) => {
    await calls('n int', { timeout: 'processingTime' }, kept => {
      expect(() => act(kept)).toThrow(expect.objectContaining({ condition }));
      expect(kept.exists).toBe(false);
    });
  });
});

describe('errors', () => {
  const failing = (call: (rows: Iterable<Row>) => unknown, map = false) => {
    const rows = input('k string, v int');
    const groups = rows.frame.groupBy('k', 'v');
    const frame = map
      ? groups.mapGroupsWithState({ output: 'n int', state: 'n int' }, (_, all) => call(all) as Row)
      : groups.flatMapGroupsWithState(
          { output: 'n int', state: 'n int', outputMode: 'update' },
          (_, all) => call(all) as Row[],
        );
    return { rows, frame };
  };

  test('of the function stop the query, and tell the key', async () => {
    const thrown = new TypeError('no such thing');
    const { rows, frame } = failing(function* () {
      yield [1];
      throw thrown;
    });
    const query = frame.writeStream.outputMode('update').format('noop').start();
    rows.add([['a', null]]);
    const error = await query.processAllAvailable().then(
      () => undefined,
      (reason: XptoError) => reason.cause as XptoError,
    );
    expect(error).toMatchObject({
      condition: 'FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR',
      sqlState: '39000',
      cause: thrown,
    });
    expect(error?.message).toBe(
      'The function given to flatMapGroupsWithState failed for the key k = a, v = null: no such thing',
    );
  });

  test.each<[condition: string, isMap: boolean, given: unknown]>([
    ['STATE_FUNCTION_IS_ASYNC', true, Promise.resolve([1])],
    ['STATE_FUNCTION_IS_ASYNC', false, Promise.resolve([])],
    ['STATE_FUNCTION_IS_ASYNC', false, (async function* () {})()],
    ['STATE_FUNCTION_IS_ASYNC', false, [Promise.resolve([1])]],
    ['NOT_A_ROW', true, undefined],
    ['NOT_A_ROW', true, 1],
    ['NOT_A_ROW', false, undefined],
    ['NOT_A_ROW', false, 'text'],
    ['NOT_A_ROW', false, [null]],
    ['UNKNOWN_FIELD', true, { m: 1 }],
    ['CANNOT_ACCEPT_OBJECT_IN_TYPE', true, { n: 'x' }],
  ])('%s (map: %s)', async (condition, isMap, given) => {
    const { rows, frame } = failing(() => given, isMap);
    await play(frame, 'update', [add(rows, ['a', 1]), fails(condition)]);
  });

  test.each<[condition: string, act: () => unknown]>([
    [
      'VALUE_NOT_ALLOWED',
      () =>
        table('k int')
          .groupBy('k')
          .mapGroupsWithState({ ...totals, timeout: 'never' as 'none' }, totalOf),
    ],
    [
      'VALUE_NOT_ALLOWED',
      () =>
        table('k int')
          .groupBy('k')
          .flatMapGroupsWithState({ ...totals, outputMode: 'complete' as 'append' }, () => []),
    ],
    [
      'ATTRIBUTE_NOT_CALLABLE',
      () =>
        table('k int')
          .groupBy('k')
          .mapGroupsWithState(totals, undefined as unknown as typeof totalOf),
    ],
    ['UNRESOLVED_COLUMN.WITH_SUGGESTION', () => table('k int').groupBy('x').mapGroupsWithState(totals, totalOf)],
    ['GROUP_BY_AGGREGATE', () => table('k int').groupBy(F.max('k')).mapGroupsWithState(totals, totalOf)],
    [
      'PARSE_SYNTAX_ERROR',
      () =>
        table('k int')
          .groupBy('k')
          .mapGroupsWithState({ ...totals, state: 'n' }, totalOf),
    ],
    ['COLUMN_ALREADY_EXISTS', () => table('k int').select('k', 'k').groupBy().mapGroupsWithState(totals, totalOf)],
  ])('%s when the frame is made', async (condition, act) => {
    expect(await thrownBy(act)).toBe(condition);
  });
});
