import { describe, expect, test } from 'vitest';
import { type DataFrame, functions as F, type QueryProgress, Session, type StreamingQuery } from 'xpto';
import { nextTickMs } from '../../src/lib/engine/trigger.ts';
import type { ByteInput, ByteReader } from '../../src/lib/sources/byte-input.ts';
import { linesStream } from '../../src/lib/sources/lines.ts';
import { thrownBy } from '../support/script.ts';
import { WatchedClock } from '../support/watched-clock.ts';

type Options = Parameters<DataFrame['writeStream']['trigger']>[0];

/** A session of its own, its clock standing at some time, and a stream of numbers. */
function open(startMs = 0) {
  const clock = new WatchedClock(startMs);
  const session = new Session({ clock });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const stream = session.memoryStream('at timestamp, n int');
  const add = (...rows: [atSeconds: number, n: number][]) =>
    stream.add(rows.map(([at, n]) => [BigInt(at) * 1_000_000n, n]));
  const start = (trigger: Options | undefined, plan: (frame: DataFrame) => DataFrame = frame => frame.select('n')) => {
    const writer = plan(stream.toDF()).writeStream.format('memory').queryName('out');
    return (trigger ? writer.trigger(trigger) : writer).start();
  };
  const rows = async () => (await session.table('out').collect()).map(row => Object.values(row)[0]);
  return { clock, session, add, start, rows };
}

const times = (query: StreamingQuery) => query.recentProgress.map(({ timestamp }) => Date.parse(timestamp));

/** Resolves with the next report of a session. */
const nextProgress = (session: Session): Promise<QueryProgress> =>
  new Promise(resolve => {
    const listener = {
      onQueryProgress({ progress }: { progress: QueryProgress }) {
        session.streams.removeListener(listener);
        resolve(progress);
      },
    };
    session.streams.addListener(listener);
  });

test('without a trigger a batch runs as soon as rows are there, with no time in between', async () => {
  const { session, add, start } = open();
  const query = start(undefined);
  for (const n of [1, 2, 3]) {
    const progress = nextProgress(session);
    add([0, n]);
    expect(await progress).toMatchObject({ batchId: n - 1, numInputRows: 1 });
  }
  await query.stop();
});

describe('an interval', () => {
  test('the first batch at once, the others on the grid that starts in 1970', async () => {
    const { clock, add, start, rows } = open(2_300);
    add([0, 1]);
    const query = start({ processingTime: '1 second' });
    await clock.untilAwaited(3_000);
    add([0, 2]);
    clock.set(2_999);
    add([0, 3]);
    clock.set(3_000);
    await clock.untilAwaited(4_000);
    expect(times(query)).toEqual([2_300, 3_000]);
    expect(await rows()).toEqual([1, 2, 3]);
    // Nothing came by 4 s, so that there is no batch; nor is the grid moved by a clock that comes late.
    clock.set(4_000);
    await clock.untilAwaited(5_000);
    add([0, 4]);
    clock.set(5_700);
    await clock.untilAwaited(6_000);
    expect(times(query)).toEqual([2_300, 3_000, 5_700]);
    expect(query.status).toEqual({
      message: 'Waiting for next trigger',
      isDataAvailable: false,
      isTriggerActive: false,
    });
    await query.stop();
  });

  test('a batch that takes longer is followed at once, and ticks that were missed are not made up', async () => {
    const { clock, session, add } = open(2_000);
    const stream = session.memoryStream('n int');
    stream.add([[1]]);
    const query = stream
      .toDF()
      .writeStream.trigger({ processingTime: '1000 milliseconds' })
      .foreachBatch((_, id) => {
        stream.add([[id]]);
        if (id === 0) clock.advance(1_500);
      })
      .start();
    await clock.untilAwaited(4_000);
    add();
    clock.set(4_000);
    await clock.untilAwaited(5_000);
    expect(times(query)).toEqual([2_000, 3_500, 4_000]);
    await query.stop();
  });

  test.for([
    [0, 100],
    [1, 100],
    [99, 100],
    [100, 200],
    [150, 200],
    [-1, 0],
  ])('the tick after %i ms is at %i', ([startMs, tickMs]) => expect(nextTickMs(startMs, 100)).toBe(tickMs));

  test('of 0 is none', async () => {
    const { add, start, rows } = open();
    const query = start({ processingTime: '0 seconds' });
    add([0, 1]);
    await query.processAllAvailable();
    expect(await rows()).toEqual([1]);
    await query.stop();
  });
});

describe('once and available-now', () => {
  const windows = (frame: DataFrame) =>
    frame.withWatermark('at', '0 seconds').groupBy(F.window('at', '5 seconds')).count().select('count');

  test('once runs one batch of what is there, and none for the watermark', async () => {
    const { add, start, rows } = open();
    add([1, 1], [2, 2]);
    add([100, 3]);
    const query = start({ once: true }, windows);
    expect(await query.awaitTermination()).toBe(true);
    expect(query.recentProgress.map(({ numInputRows }) => numInputRows)).toEqual([3]);
    expect(await rows()).toEqual([]);
    expect(query.isActive).toBe(false);
  });

  test('available-now also runs the batch for the watermark', async () => {
    const { add, start, rows } = open();
    add([1, 1], [2, 2], [100, 3]);
    const query = start({ availableNow: true }, windows);
    await query.awaitTermination();
    expect(query.recentProgress.map(({ numInputRows }) => numInputRows)).toEqual([3, 0]);
    expect(await rows()).toEqual([2n]);
  });

  test('with nothing there both end without a batch', async () => {
    for (const trigger of [{ once: true }, { availableNow: true }] as const) {
      const { start } = open();
      const query = start(trigger);
      expect(await query.awaitTermination()).toBe(true);
      // A report says so: of the batch that might have been, with nothing written.
      expect(query.recentProgress).toMatchObject([{ batchId: 0, numInputRows: 0, sink: { numOutputRows: -1 } }]);
    }
  });

  test('rows that come while it runs are left for the next', async () => {
    const { session } = open();
    const stream = session.memoryStream('n int');
    stream.add([[1]]);
    const seen: unknown[] = [];
    const start = () =>
      stream
        .toDF()
        .writeStream.trigger({ availableNow: true })
        .foreachBatch(async batch => {
          seen.push((await batch.collect()).map(({ n }) => n));
          stream.add([[2]]);
        })
        .start();
    await start().awaitTermination();
    expect(seen).toEqual([[1]]);
    await start().awaitTermination();
    expect(seen).toEqual([[1], [1, 2]]);
  });

  test('an input with an end is read to it in batches of bounded size', async () => {
    const { session } = open();
    const piece = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1 << 10));
    const [pieces, lines] = [40, 40 << 10];
    const options = { includeTimestamp: false, maxLineBytes: 1 << 20 };
    const frame = session.streamFrame('lines', linesStream(repeating(piece, pieces), 'test', options));
    const query = frame
      .groupBy()
      .count()
      .writeStream.outputMode('complete')
      .format('memory')
      .queryName('out')
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    expect(await session.table('out').collect()).toEqual([{ count: BigInt(lines) }]);
    const sizes = query.recentProgress.map(({ numInputRows }) => numInputRows);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(24 << 10); // 24 MB
  });
});

/** The same bytes again and again, as long as nobody pauses. */
function repeating(bytes: Buffer, count: number): ByteInput {
  let reader: ByteReader;
  let [given, paused, ended] = [0, false, false];
  const give = () => {
    while (!paused && given < count) {
      given++;
      reader.data(bytes);
    }
    if (given < count || ended) return;
    ended = true;
    reader.end();
  };
  return {
    start(to) {
      reader = to;
      setImmediate(give);
    },
    pause() {
      paused = true;
    },
    resume() {
      if (!paused) return;
      paused = false;
      setImmediate(give);
    },
    stop() {
      paused = true;
    },
  };
}

test.for<[options: unknown, condition: string | null]>([
  [{}, 'ONLY_ALLOW_SINGLE_TRIGGER'],
  [{ once: true, availableNow: true }, 'ONLY_ALLOW_SINGLE_TRIGGER'],
  [{ processingTime: '1 second', once: true }, 'ONLY_ALLOW_SINGLE_TRIGGER'],
  [{ once: false }, 'VALUE_NOT_ALLOWED'],
  [{ availableNow: 'yes' }, 'VALUE_NOT_ALLOWED'],
  [{ processingTime: '' }, 'VALUE_NOT_NON_EMPTY_STR'],
  [{ processingTime: 5 }, 'VALUE_NOT_NON_EMPTY_STR'],
  [{ processingTime: 'soon' }, 'INVALID_INTERVAL_FORMAT'],
  [{ processingTime: '-1 second' }, null],
  [{ processingTime: '1 month' }, '_LEGACY_ERROR_TEMP_3262'],
  [{ realTime: '5 minutes' }, null],
])('trigger(%j) is refused', async ([options, condition]) => {
  expect(await thrownBy(() => open().start(options as Options))).toBe(condition);
});
