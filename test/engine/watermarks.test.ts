/**
 * Watermarks against a small model of their own: how they move over several streams, which rows are late, what is let
 * go, and what each operator of a chain is told. Times are seconds since 1970.
 */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type DataFrame, functions as F, type QueryProgress } from 'xpto';
import { add, batch, clock, input, play, rowsOf, session, state, watermark } from '../support/script.ts';

type Cells = readonly unknown[];

interface Ran {
  readonly rows: readonly Cells[];
  readonly watermark: number;
  readonly late: number;
}

const NO_DATA = 'spark.sql.streaming.noDataMicroBatches.enabled';
const POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';

afterEach(() => {
  session.conf.unset(NO_DATA);
  session.conf.unset(POLICY);
});

/** Runs a query over additions, one at a time, and tells of all its batches. */
async function runOver(frame: DataFrame, additions: readonly (() => void)[], mode: 'append' | 'update') {
  const rows = new Map<number, readonly Cells[]>();
  const reports: QueryProgress[] = [];
  const listener = { onQueryProgress: ({ progress }: { progress: QueryProgress }) => void reports.push(progress) };
  session.streams.addListener(listener);
  const query = frame.writeStream
    .outputMode(mode)
    .foreachBatch(async (given, id) => void rows.set(id, sorted(await rowsOf(given))))
    .start();
  try {
    for (const addNext of additions) {
      clock.advance(1000);
      addNext();
      await query.processAllAvailable();
    }
  } finally {
    await query.stop();
    session.streams.removeListener(listener);
  }
  return reports.map(
    ({ batchId, eventTime, stateOperators }): Ran => ({
      rows: rows.get(batchId) ?? [],
      watermark: Date.parse(eventTime!.watermark) / 1000,
      late: stateOperators.reduce((sum, operator) => sum + operator.numRowsDroppedByWatermark, 0),
    }),
  );
}

const sorted = (rows: readonly Cells[]): readonly Cells[] =>
  rows
    .map(row => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);

/** The global watermark: moves after a batch, never back. */
class Mark {
  current = 0;
  readonly #delays: readonly number[];
  readonly #seen: number[];
  readonly #choose: (...marks: number[]) => number;

  constructor(delays: readonly number[], policy: 'min' | 'max' = 'min') {
    this.#delays = delays;
    this.#seen = delays.map(() => Number.NEGATIVE_INFINITY);
    this.#choose = policy === 'min' ? Math.min : Math.max;
  }

  /** Has it moved? A time that is null counts as 1970. */
  see(stream: number, times: readonly (number | null)[]): boolean {
    this.#seen[stream] = Math.max(this.#seen[stream], ...times.map(time => time ?? 0));
    const marks = this.#seen.map((seen, i) => (seen === Number.NEGATIVE_INFINITY ? 0 : seen - this.#delays[i]));
    const before = this.current;
    this.current = Math.max(before, this.#choose(...marks));
    return this.current > before;
  }
}

const times = fc.option(fc.integer({ min: -5, max: 90 }), { freq: 10 });
const delays = fc.constantFrom(0, 3, 10, 40);

test('the watermark of several streams', async () => {
  const adding = fc.tuple(fc.nat({ max: 2 }), fc.array(times, { minLength: 1, maxLength: 3 }));
  const scripts = fc.record({
    delays: fc.array(delays, { minLength: 1, maxLength: 3 }),
    policy: fc.constantFrom('min' as const, 'max' as const),
    noData: fc.boolean(),
    additions: fc.array(adding, { minLength: 1, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(scripts, async ({ delays, policy, noData, additions }) => {
      session.conf.set(POLICY, policy);
      session.conf.set(NO_DATA, noData);
      const streams = delays.map(() => input('at timestamp'));
      const marked = streams.map(({ frame }, i) => frame.withWatermark('at', `${delays[i]} seconds`));
      const frame = marked.reduce((a, b) => a.union(b));
      const steps = additions.map(([to, values]) => ({ to: to % streams.length, values }));
      const ran = await runOver(
        frame.groupBy(F.window('at', '1 hour')).count(),
        steps.map(step => () => streams[step.to].add(step.values.map(value => [value]))),
        'update',
      );

      const mark = new Mark(delays, policy);
      const expected: number[] = [];
      for (const { to, values } of steps) {
        expected.push(mark.current);
        if (mark.see(to, values) && noData) expected.push(mark.current);
      }
      expect(ran.map(report => report.watermark)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

type Row = readonly [at: number | null, k: string];

/** What an operator gives for a batch, and how many rows it drops as late, by the two watermarks. */
type Model = (rows: readonly Row[], late: number, evict: number) => { rows: Cells[]; late: number };

/** Groups by a time that is over at `endOf`; each is given once, when it is over. What is late is counted by group. */
function closingGroups(keyOf: (row: Row) => { key: unknown; end: number } | undefined): Model {
  const groups = new Map<string, { key: unknown; end: number; count: number }>();
  return (rows, late, evict) => {
    const tooLate = new Set<string>();
    for (const row of rows) {
      const group = keyOf(row);
      if (!group) continue;
      const name = JSON.stringify(group.key);
      if (group.end <= late) tooLate.add(name);
      else {
        const known = groups.get(name) ?? { ...group, count: 0 };
        groups.set(name, { ...known, count: known.count + 1 });
      }
    }
    const closed = [...groups].filter(([, { end }]) => end <= evict);
    for (const [name] of closed) groups.delete(name);
    return { rows: closed.map(([, { key, count }]) => [key, count]), late: tooLate.size };
  };
}

/** The first row of each key, until the key is forgotten. */
function firstRows(keyOf: (row: Row) => unknown, forgottenAt: (at: number | null) => number): Model {
  const known = new Map<string, number>();
  return (rows, late, evict) => {
    const given: Row[] = [];
    let dropped = 0;
    for (const row of rows) {
      const [at] = row;
      const name = JSON.stringify(keyOf(row));
      if (at !== null && at <= late) dropped++;
      else if (!known.has(name)) {
        known.set(name, forgottenAt(at));
        given.push(row);
      }
    }
    for (const [name, until] of known) if (until <= evict) known.delete(name);
    return { rows: given, late: dropped };
  };
}

const FOREVER = Number.POSITIVE_INFINITY;

const operators: Record<string, { query: (frame: DataFrame) => DataFrame; model: (delay: number) => Model }> = {
  'windows, by their end': {
    query: frame => frame.groupBy(F.window('at', '10 seconds')).count(),
    model: () =>
      closingGroups(([at]) => {
        if (at === null) return undefined;
        const start = Math.floor(at / 10) * 10;
        return { key: [start, start + 10], end: start + 10 };
      }),
  },
  'times as keys, by themselves': {
    query: frame => frame.groupBy('at').count(),
    model: () => closingGroups(([at]) => ({ key: at, end: at ?? FOREVER })),
  },
  'duplicates, where the time is a key': {
    query: frame => frame.dropDuplicates(['k', 'at']),
    model: () =>
      firstRows(
        row => row,
        at => at ?? FOREVER,
      ),
  },
  'duplicates, where it is none': {
    query: frame => frame.dropDuplicates(['k']),
    model: () =>
      firstRows(
        ([, k]) => k,
        () => FOREVER,
      ),
  },
  'duplicates within the watermark': {
    query: frame => frame.dropDuplicatesWithinWatermark(['k']),
    model: delay =>
      firstRows(
        ([, k]) => k,
        at => (at ?? 0) + delay,
      ),
  },
};

describe('late rows, and what is let go', () => {
  const row = fc.tuple(times, fc.constantFrom('a', 'b'));
  const scripts = fc.record({
    delay: delays,
    noData: fc.boolean(),
    steps: fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 }),
  });
  test.for(Object.entries(operators))('%s', async ([, { query, model }]) => {
    await fc.assert(
      fc.asyncProperty(scripts, async ({ delay, noData, steps }) => {
        session.conf.set(NO_DATA, noData);
        const events = input('at timestamp, k string');
        const frame = query(events.frame.withWatermark('at', `${delay} seconds`));
        const ran = await runOver(
          frame,
          steps.map(rows => () => events.add(rows)),
          'append',
        );

        // Rows are judged by the watermark of the batch before, state by that of this one.
        const mark = new Mark([delay]);
        const run = model(delay);
        const expected: Ran[] = [];
        let before = 0;
        const expectBatch = (rows: readonly Row[]) => {
          const result = run(rows, before, mark.current);
          expected.push({ rows: sorted(result.rows), watermark: mark.current, late: result.late });
          before = mark.current;
        };
        for (const rows of steps) {
          expectBatch(rows);
          const hasMoved = mark.see(
            0,
            rows.map(([at]) => at),
          );
          if (hasMoved && noData) expectBatch([]);
        }
        expect(ran).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

/** What Spark 4.3.0 gives for the same additions. */
describe('each operator of a chain hands its watermark on', () => {
  const counted = (frame: DataFrame, size: string) => frame.groupBy(F.window('at', size)).agg(F.count('*').alias('n'));

  test('windows of windows close in the same batch', async () => {
    const events = input('at timestamp');
    const frame = counted(events.frame.withWatermark('at', '10 seconds'), '5 seconds')
      .groupBy(F.window('window', '10 seconds'))
      .agg(F.sum('n').alias('n'));
    await play(frame, 'append', [
      [add(events, [1], [3], [7]), batch()],
      [add(events, [30]), batch(), batch([[0, 10], 3]), watermark(20), state({ total: 0 }, { total: 1 })],
      [add(events, [19], [20]), batch(), state({ late: 0 }, { late: 1 })],
      [add(events, [60]), batch(), batch([[20, 30], 1], [[30, 40], 1]), watermark(50)],
    ]);
  });

  test('duplicates go by the watermark that their input has', async () => {
    const events = input('at timestamp');
    const frame = events.frame.withWatermark('at', '0 seconds').dropDuplicates(['at']);
    await play(counted(frame, '10 seconds'), 'append', [
      [add(events, [1], [1], [2]), batch(), batch(), watermark(2)],
      [add(events, [12]), batch(), batch([[0, 10], 2]), watermark(12)],
      [add(events, [9], [12]), batch(), state({ late: 0 }, { late: 2 })],
      [add(events, [40]), batch(), batch([[10, 20], 1]), watermark(40)],
    ]);
  });

  test('a union goes by the side that has one', async () => {
    const [marked, other] = [input('at timestamp'), input('at timestamp')];
    const frame = marked.frame.withWatermark('at', '0 seconds').union(other.frame);
    await play(counted(frame, '10 seconds'), 'append', [
      [add(other, [3]), batch(), add(marked, [12]), batch(), batch([[0, 10], 1]), watermark(12)],
      [add(other, [4]), batch(), state({ late: 1 }), add(other, [99]), batch(), watermark(12)],
    ]);
  });

  test.for<[how: string, outer: number]>([
    ['inner', 0],
    ['left_outer', 1],
    ['left_semi', 0],
  ])('a %s join in a range of time holds it back by the range', async ([how, outer]) => {
    const left = input('at timestamp, k string');
    const right = input('at2 timestamp, k2 string');
    const partner = F.expr('k = k2 AND at2 BETWEEN at AND at + INTERVAL 5 SECONDS');
    const frame = left.frame
      .withWatermark('at', '0 seconds')
      .join(right.frame.withWatermark('at2', '0 seconds'), partner, how as 'inner')
      .select('at');
    await play(counted(frame, '10 seconds'), 'append', [
      [add(left, [1, 'a'], [2, 'b']), batch(), add(right, [3, 'a']), batch(), batch(), watermark(2)],
      [add(left, [12, 'z']), batch(), batch(), add(right, [12, 'z']), batch(), batch(), watermark(12)],
      // Left rows of up to 10 s may still come out of the join, until the watermark is past 15 s.
      [add(left, [15, 'z']), batch(), add(right, [15, 'x']), batch(), batch(), watermark(15)],
      [add(left, [16, 'z']), batch(), add(right, [16, 'x']), batch(), batch([[0, 10], 1 + outer]), watermark(16)],
    ]);
  });

  test.for<[how: string, closedAt: number]>([
    ['inner', 16],
    ['left_semi', 11],
  ])('a %s join holds it back by the sides whose rows it gives', async ([how, closedAt]) => {
    const left = input('at timestamp, k string');
    const right = input('at2 timestamp, k2 string');
    const partner = F.expr('k = k2 AND at BETWEEN at2 AND at2 + INTERVAL 5 SECONDS');
    const frame = left.frame
      .withWatermark('at', '0 seconds')
      .join(right.frame.withWatermark('at2', '0 seconds'), partner, how as 'inner')
      .select('at');
    const both = (at: number) => [
      [add(left, [at, 'y']), batch(), add(right, [at, 'z']), batch()],
      [at === closedAt ? batch([[0, 10], 1]) : batch(), watermark(at)],
    ];
    await play(counted(frame, '10 seconds'), 'append', [
      [add(left, [5, 'a']), batch(), add(right, [3, 'a']), batch(), batch(), watermark(3)],
      ...[10, 11, 15, 16].flatMap(both).flat(),
    ]);
  });
});
