import { describe, expect, test } from 'vitest';
import { functions as F, type QueryProgress, Session, type StreamingQueryListener } from 'xpto';
import { thrownBy } from '../support/script.ts';
import { WatchedClock } from '../support/watched-clock.ts';

function open() {
  const clock = new WatchedClock(10_000);
  const session = new Session({ clock });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const stream = session.memoryStream('s string');
  /** A query that cannot cast what is no number. */
  const start = (name?: string, query = stream.toDF().select(F.col('s').cast('int').alias('n'))) => {
    const writer = query.writeStream.format('noop');
    return (name === undefined ? writer : writer.queryName(name)).start();
  };
  return { clock, session, stream, start };
}

const resting = { isDataAvailable: false, isTriggerActive: false };

describe('the life of a query', () => {
  test('from its start to its stop', async () => {
    const { session, stream, start } = open();
    const query = start('numbers');
    expect(query).toMatchObject({ name: 'numbers', isActive: true, lastProgress: null, recentProgress: [] });
    expect(query.status).toEqual({ message: 'Initializing sources', ...resting });
    expect(query.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(query.runId).not.toBe(query.id);

    await query.processAllAvailable();
    expect(query.status).toEqual({ message: 'Waiting for data to arrive', ...resting });
    stream.add([['1'], ['2']]);
    await query.processAllAvailable();
    expect(query.lastProgress).toMatchObject({ batchId: 0, numInputRows: 2 });

    await query.stop();
    expect(query.status).toEqual({ message: 'Stopped', ...resting });
    expect([query.isActive, query.exception(), session.streams.active]).toEqual([false, null, []]);
    // All of these are harmless now, and come back at once.
    await query.stop();
    await query.processAllAvailable();
    expect(await query.awaitTermination()).toBe(true);
    expect(await query.awaitTermination(1)).toBe(true);
  });

  test('explain prints the plan once there is one', async () => {
    const printed: string[] = [];
    const session = new Session({ output: { write: async text => void printed.push(text) } });
    const stream = session.memoryStream('s string');
    const query = stream.toDF().groupBy('s').count().writeStream.outputMode('update').format('noop').start();
    await query.processAllAvailable();
    await query.explain();
    stream.add([['a']]);
    await query.processAllAvailable();
    await query.explain();
    await query.stop();
    expect(printed).toEqual([
      'No physical plan. Waiting for data.\n',
      expect.stringMatching(/^Aggregate count\(1\) by s\n\| +keeps .*Stream memory/s),
    ]);
  });

  test('while a batch runs; stop lets it end', async () => {
    const { session, stream } = open();
    let release = () => {};
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const running = new Promise<string>(resolve => {
      const query = stream
        .toDF()
        .writeStream.foreachBatch(async () => {
          resolve(JSON.stringify(query.status));
          await held;
        })
        .start();
      stream.add([['1']]);
    });
    expect(JSON.parse(await running)).toEqual({
      message: 'Processing new data',
      isDataAvailable: true,
      isTriggerActive: true,
    });
    const [query] = session.streams.active;
    const stopped = query.stop();
    expect(query.isActive).toBe(true);
    release();
    await stopped;
    expect(query.lastProgress).toMatchObject({ batchId: 0, numInputRows: 1 });
  });

  test('awaitTermination waits for so many seconds', async () => {
    const { clock, start } = open();
    const query = start();
    const waiting = query.awaitTermination(2.5);
    await clock.untilAwaited(12_500);
    clock.set(12_500);
    expect(await waiting).toBe(false);
    const longer = query.awaitTermination(100);
    await query.stop();
    expect(await longer).toBe(true);
    for (const wrong of [0, -1, Number.NaN]) {
      expect(await thrownBy(() => query.awaitTermination(wrong))).toBe('VALUE_NOT_POSITIVE');
    }
  });

  test('a row that makes it fail: the error is kept, told to all who wait, and leaves the others alone', async () => {
    const { session, stream, start } = open();
    const other = start('other', stream.toDF());
    const failing = start('failing');
    const waiting = [failing.awaitTermination(), failing.processAllAvailable(), session.streams.awaitAnyTermination()];
    const settled = Promise.allSettled(waiting);
    stream.add([['1'], ['x']]);
    for (const outcome of await settled) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          condition: 'STREAM_FAILED',
          sqlState: 'XXKST',
          cause: { condition: 'CAST_INVALID_INPUT', sqlState: '22018' },
        },
      });
    }
    expect(failing.isActive).toBe(false);
    expect(failing.exception()!.message).toContain(failing.id);
    expect(failing.status.message).toMatch(/^Terminated with exception: /);
    expect(failing.lastProgress).toBeNull();
    await failing.stop();
    await expect(failing.processAllAvailable()).rejects.toMatchObject({ condition: 'STREAM_FAILED' });

    await other.processAllAvailable();
    stream.add([['y']]);
    await other.processAllAvailable();
    expect(other.recentProgress.map(({ numInputRows }) => numInputRows)).toEqual([2, 1]);
    expect(session.streams.active).toEqual([other]);
    await session.stop();
    expect(session.streams.active).toEqual([]);
  });

  test('settings are those of the moment at which it starts', async () => {
    const { session, stream, start } = open();
    const strict = start();
    session.conf.set('spark.sql.ansi.enabled', false);
    const tolerant = start('tolerant', stream.toDF().select(F.col('s').cast('int')));
    stream.add([['x']]);
    await tolerant.processAllAvailable();
    await expect(strict.awaitTermination()).rejects.toMatchObject({ cause: { condition: 'CAST_INVALID_INPUT' } });
    await tolerant.stop();
  });

  test('a plan that cannot run is refused by start(), and nothing is left behind', async () => {
    const { session, stream } = open();
    const { writeStream } = stream.toDF();
    expect(await thrownBy(() => writeStream.outputMode('complete').format('noop').start())).toBe(
      'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    );
    expect(await thrownBy(() => writeStream.outputMode('upsert' as never))).toBe('STREAMING_OUTPUT_MODE.INVALID');
    expect(await thrownBy(() => writeStream.queryName(' '))).toBe('VALUE_NOT_NON_EMPTY_STR');
    expect(await thrownBy(() => session.range(1).writeStream)).toBe('WRITE_STREAM_NOT_ALLOWED');
    expect(session.streams.active).toEqual([]);
    await writeStream
      .outputMode('APPEND' as never)
      .format('noop')
      .start()
      .stop();
  });
});

describe('several queries', () => {
  test('active, get, and the first that ends', async () => {
    const { clock, session, start } = open();
    const [a, b] = [start('a'), start('b')];
    expect(session.streams.active).toEqual([a, b]);
    expect(session.streams.get(a.id)).toBe(a);
    expect(session.streams.get(a.runId)).toBeNull();
    expect(await thrownBy(() => start('a'))).toBeNull();

    const inVain = session.streams.awaitAnyTermination(1);
    await clock.untilAwaited(11_000);
    clock.advance(1_000);
    expect(await inVain).toBe(false);

    await a.stop();
    expect(session.streams.get(a.id)).toBeNull();
    expect(await session.streams.awaitAnyTermination()).toBe(true);
    session.streams.resetTerminated();
    const next = session.streams.awaitAnyTermination();
    await b.stop();
    expect(await next).toBe(true);
    expect(await thrownBy(() => session.streams.awaitAnyTermination(-1))).toBe('VALUE_NOT_POSITIVE');
  });

  test('a failure is remembered rather than an earlier good end, until it is reset', async () => {
    const { session, stream, start } = open();
    const [good, bad] = [start('good', stream.toDF()), start('bad')];
    await good.stop();
    stream.add([['x']]);
    expect(await thrownBy(() => bad.awaitTermination())).toBe('CAST_INVALID_INPUT');
    for (let time = 0; time < 2; time++) {
      expect(await thrownBy(() => session.streams.awaitAnyTermination())).toBe('CAST_INVALID_INPUT');
    }
    session.streams.resetTerminated();
    expect(await session.streams.awaitAnyTermination(0)).toBe(false);
  });
});

describe('listeners', () => {
  /** Writes down what it is told. */
  function recorder() {
    const told: [event: string, about: unknown][] = [];
    const listener: StreamingQueryListener = {
      onQueryStarted: ({ name, timestamp }) => void told.push(['started', [name, timestamp]]),
      onQueryProgress: ({ progress }) => void told.push(['progress', [progress.name, progress.batchId]]),
      onQueryIdle: ({ timestamp }) => void told.push(['idle', timestamp]),
      onQueryTerminated: ({ exception, errorClass }) => void told.push(['terminated', [exception, errorClass]]),
    };
    return { told, listener };
  }

  test('hear of the start before it returns, of each batch, of idle time, and of the end', async () => {
    const { clock, session, stream, start } = open();
    const { told, listener } = recorder();
    session.streams.addListener(listener);
    const query = start('q');
    expect(told.splice(0)).toEqual([['started', ['q', '1970-01-01T00:00:10.000Z']]]);
    stream.add([['1']]);
    await query.processAllAvailable();
    stream.add([['2']]);
    await query.processAllAvailable();
    expect(told.splice(0)).toEqual([
      ['progress', ['q', 0]],
      ['progress', ['q', 1]],
    ]);
    await clock.untilAwaited(20_000);
    clock.set(20_000);
    await clock.untilAwaited(30_000);
    expect(told.splice(0)).toEqual([['idle', '1970-01-01T00:00:20.000Z']]);
    await query.stop();
    expect(told.splice(0)).toEqual([['terminated', [null, null]]]);

    session.streams.removeListener(listener);
    await start('unheard').stop();
    expect(told).toEqual([]);
  });

  test('hear what a query died of', async () => {
    const { session, stream, start } = open();
    const { told, listener } = recorder();
    session.streams.addListener(listener);
    stream.add([['x']]);
    await thrownBy(() => start().awaitTermination());
    expect(told.pop()).toEqual(['terminated', [expect.stringContaining("'x'"), 'CAST_INVALID_INPUT']]);
  });

  test('one that throws disturbs neither the query nor the other listeners', async () => {
    const { session, stream, start } = open();
    const fail = () => {
      throw new Error('not my day');
    };
    session.streams.addListener({ onQueryStarted: fail, onQueryProgress: fail, onQueryTerminated: fail });
    const { told, listener } = recorder();
    session.streams.addListener(listener);
    stream.add([['1']]);
    const query = start();
    await query.processAllAvailable();
    await query.stop();
    expect(told.map(([event]) => event)).toEqual(['started', 'progress', 'terminated']);
  });
});

describe('progress', () => {
  test('in the shape of Spark', async () => {
    const { clock, session } = open();
    const stream = session.memoryStream('at timestamp');
    const query = stream
      .toDF()
      .withWatermark('at', '5 seconds')
      .groupBy(F.window('at', '5 seconds'))
      .count()
      .writeStream.format('noop')
      .queryName('q')
      .start();
    stream.add([['1970-01-01 00:00:10'], ['1970-01-01 00:00:12.500'], ['1970-01-01 00:00:12']]);
    await query.processAllAvailable();
    clock.advance(2_000);
    stream.add([['1970-01-01 00:00:00'], ['1970-01-01 00:00:30']]);
    await query.processAllAvailable();
    await query.stop();
    const { id, runId } = query;
    const sizes = {
      memoryUsedBytes: expect.any(Number),
      numShufflePartitions: 1,
      numStateStoreInstances: 1,
      commitTimeMs: 0,
    };
    const report = (given: object): object => ({
      id,
      runId,
      name: 'q',
      batchDuration: 0,
      durationMs: {
        addBatch: 0,
        commitOffsets: 0,
        getBatch: 0,
        latestOffset: 0,
        queryPlanning: 0,
        triggerExecution: 0,
        walCommit: 0,
      },
      ...given,
    });
    const state = (
      numRowsTotal: number,
      numRowsUpdated: number,
      numRowsRemoved: number,
      late: number,
      nextEventTimeMs: number,
    ) => [
      {
        operatorName: 'stateStoreSave',
        numRowsTotal,
        numRowsUpdated,
        numRowsRemoved,
        numRowsDroppedByWatermark: late,
        customMetrics: { nextEventTimeMs },
        ...sizes,
      },
    ];
    const source = (startOffset: number | null, endOffset: number, numInputRows: number, rates = {}) => [
      { description: 'MemoryStream[at]', startOffset, endOffset, latestOffset: endOffset, numInputRows, ...rates },
    ];
    const sink = (numOutputRows: number) => ({ description: 'noop', numOutputRows });
    expect(query.recentProgress).toEqual([
      report({
        timestamp: '1970-01-01T00:00:10.000Z',
        batchId: 0,
        numInputRows: 3,
        inputRowsPerSecond: 0,
        eventTime: {
          avg: '1970-01-01T00:00:11.500Z',
          max: '1970-01-01T00:00:12.500Z',
          min: '1970-01-01T00:00:10.000Z',
          watermark: '1970-01-01T00:00:00.000Z',
        },
        stateOperators: state(1, 1, 0, 0, 20_000),
        sources: source(null, 0, 3, { inputRowsPerSecond: 0 }),
        sink: sink(0),
      }),
      report({
        timestamp: '1970-01-01T00:00:10.000Z',
        batchId: 1,
        numInputRows: 0,
        eventTime: { watermark: '1970-01-01T00:00:07.500Z' },
        stateOperators: state(1, 0, 0, 0, 20_000),
        sources: source(0, 0, 0),
        sink: sink(0),
      }),
      report({
        timestamp: '1970-01-01T00:00:12.000Z',
        batchId: 2,
        numInputRows: 2,
        inputRowsPerSecond: 1,
        eventTime: expect.objectContaining({ avg: '1970-01-01T00:00:15.000Z', watermark: '1970-01-01T00:00:07.500Z' }),
        stateOperators: state(2, 1, 0, 1, 20_000),
        sources: source(0, 1, 2, { inputRowsPerSecond: 1 }),
        sink: sink(0),
      }),
      report({
        timestamp: '1970-01-01T00:00:12.000Z',
        batchId: 3,
        numInputRows: 0,
        eventTime: { watermark: '1970-01-01T00:00:25.000Z' },
        stateOperators: state(1, 0, 1, 0, 40_000),
        sources: source(1, 1, 0),
        sink: sink(1),
      }),
    ]);
  });

  test('an idle query reports at its start and every ten seconds: the batch to come, the state at rest', async () => {
    const { clock, session } = open();
    const events: unknown[] = [];
    session.streams.addListener({
      onQueryProgress: ({ progress }) => void events.push(progress.batchId),
      onQueryIdle: ({ timestamp }) => void events.push(timestamp),
    });
    const stream = session.memoryStream('at timestamp');
    const query = stream
      .toDF()
      .withWatermark('at', '5 seconds')
      .groupBy(F.window('at', '5 seconds'))
      .count()
      .writeStream.outputMode('update')
      .format('noop')
      .start();
    await query.processAllAvailable();
    expect(query.recentProgress).toEqual([
      {
        id: query.id,
        runId: query.runId,
        name: null,
        timestamp: '1970-01-01T00:00:10.000Z',
        batchId: 0,
        batchDuration: 0,
        numInputRows: 0,
        inputRowsPerSecond: 0,
        durationMs: { latestOffset: 0, triggerExecution: 0 },
        stateOperators: [],
        sources: [
          {
            description: 'MemoryStream[at]',
            startOffset: null,
            endOffset: null,
            latestOffset: null,
            numInputRows: 0,
            inputRowsPerSecond: 0,
          },
        ],
        sink: { description: 'noop', numOutputRows: -1 },
      },
    ]);
    clock.set(13_000);
    stream.add([['1970-01-01 00:00:08'], ['1970-01-01 00:00:16']]);
    await query.processAllAvailable();
    expect(query.recentProgress.map(({ batchId }) => batchId)).toEqual([0, 0, 1]);
    await clock.untilAwaited(23_000);
    clock.set(22_999);
    await query.processAllAvailable();
    expect(query.lastProgress).toMatchObject({ batchId: 1, stateOperators: [{ numRowsRemoved: 1 }] });
    await clock.untilAwaited(23_000);
    clock.set(23_000);
    await clock.untilAwaited(33_000);
    expect(query.recentProgress).toHaveLength(4);
    expect(query.lastProgress).toMatchObject({
      timestamp: '1970-01-01T00:00:23.000Z',
      batchId: 2,
      numInputRows: 0,
      inputRowsPerSecond: 0,
      durationMs: { latestOffset: 0, triggerExecution: 0 },
      eventTime: { watermark: '1970-01-01T00:00:11.000Z' },
      stateOperators: [{ numRowsTotal: 1, numRowsUpdated: 0, numRowsRemoved: 0, numRowsDroppedByWatermark: 0 }],
      sources: [{ startOffset: 0, endOffset: 0 }],
      sink: { numOutputRows: 0 },
    });
    // Listeners are told of batches, and of idle time but for that at the start.
    expect(events).toEqual([0, 1, '1970-01-01T00:00:23.000Z']);
    await query.stop();
  });

  test('an interval that finds nothing to do for ten seconds is idle, too', async () => {
    const { clock, stream } = open();
    const query = stream.toDF().writeStream.trigger({ processingTime: '4 seconds' }).format('noop').start();
    for (const tick of [12_000, 16_000, 20_000, 24_000]) {
      await clock.untilAwaited(tick);
      clock.set(tick);
    }
    await clock.untilAwaited(28_000);
    expect(query.recentProgress.map(({ timestamp }) => Date.parse(timestamp))).toEqual([10_000, 20_000]);
    await query.stop();
  });

  test('fewer are kept than the setting says, as in Spark', async () => {
    const { session, stream, start } = open();
    session.conf.set('spark.sql.streaming.numRecentProgressUpdates', 3);
    const query = start();
    const reports: QueryProgress[] = [];
    for (const n of [1, 2, 3, 4, 5]) {
      stream.add([[String(n)]]);
      await query.processAllAvailable();
      reports.push(query.lastProgress!);
    }
    expect(query.recentProgress).toEqual(reports.slice(3));
    await query.stop();
  });

  test('the rows of a stream that is read twice count twice; a query without a watermark has no event times', async () => {
    const { stream, start } = open();
    const frame = stream.toDF();
    const query = start('twice', frame.union(frame));
    stream.add([['1']]);
    await query.processAllAvailable();
    expect(query.lastProgress).not.toHaveProperty('eventTime');
    expect(query.lastProgress).toMatchObject({
      numInputRows: 2,
      sources: [{ numInputRows: 2 }],
      sink: { numOutputRows: 2 },
    });
    await query.stop();
  });
});
