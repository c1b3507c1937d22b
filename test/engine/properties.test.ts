/** What holds for every input, however it is cut into batches, as long as no row is late. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DataFrame, functions as F } from 'xpto';
import { input, rowsOf, table } from '../support/script.ts';

type Row = [at: number | null, k: string | null, v: number];
type Output = readonly (readonly unknown[])[];

const DDL = 'at timestamp, k string, v int';
const row = fc.tuple(
  fc.option(fc.integer({ min: 1, max: 60 }), { freq: 9 }),
  fc.option(fc.constantFrom('a', 'b', 'ç'), { freq: 9 }),
  fc.integer({ min: -5, max: 5 }),
);
const batches = fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 6 });
const options = { numRuns: 20, seed: 2026 };

/** No row is that late. */
const DELAY = '1000 seconds';
/** The time of a row that closes all that the others opened. */
const END = 10_000;

const asText = (rows: Output): string[] => rows.map(cells => JSON.stringify(cells)).sort();

/** The rows of each batch of a query over one or two streams; what is there of both goes into the same batch. */
async function outputs(
  mode: 'append' | 'update' | 'complete',
  plan: (...frames: DataFrame[]) => DataFrame,
  ...streams: readonly (readonly Row[])[][]
): Promise<Output[]> {
  const inputs = streams.map(() => input(DDL));
  const given: Output[] = [];
  const query = plan(...inputs.map(({ frame }) => frame))
    .writeStream.outputMode(mode)
    .foreachBatch(async rows => void given.push(await rowsOf(rows)))
    .start();
  const longest = Math.max(...streams.map(stream => stream.length));
  for (let i = 0; i < longest; i++) {
    for (const [s, stream] of streams.entries()) if (stream[i]) inputs[s].add(stream[i]);
    await query.processAllAvailable();
  }
  await query.stop();
  return given;
}

const watermarked = (frame: DataFrame) => frame.withWatermark('at', DELAY);
const aggregates = [
  F.count('*').alias('n'),
  F.sum('v').alias('sum'),
  F.min('v').alias('min'),
  F.avg('v').alias('avg'),
  F.collect_list('v').alias('list'),
] as const;

const groupings: [name: string, plan: (frame: DataFrame) => DataFrame, keys: number][] = [
  ['a column', frame => frame.groupBy('k').agg(...aggregates), 1],
  [
    'windows and a column',
    frame =>
      watermarked(frame)
        .groupBy(F.window('at', '10 seconds', '5 seconds'), 'k')
        .agg(...aggregates),
    2,
  ],
  ['nothing', frame => frame.groupBy().agg(...aggregates), 0],
];

describe('the split of the input into batches changes nothing', () => {
  test.for(groupings)('complete and update, by %s: the result is that of a table', async ([, plan, keys]) => {
    await fc.assert(
      fc.asyncProperty(batches, async split => {
        const whole = asText(await rowsOf(plan(table(DDL, ...split.flat()))));
        const complete = await outputs('complete', plan, split);
        expect(asText(complete[complete.length - 1])).toEqual(whole);
        const latest = new Map<string, readonly unknown[]>();
        for (const updated of await outputs('update', plan, split)) {
          for (const cells of updated) latest.set(JSON.stringify(cells.slice(0, keys)), cells);
        }
        expect(asText([...latest.values()])).toEqual(whole);
      }),
      options,
    );
  });

  const closing: [name: string, plan: (frame: DataFrame) => DataFrame][] = [
    groupings[1].slice(0, 2) as [string, (frame: DataFrame) => DataFrame],
    [
      'sessions',
      frame =>
        watermarked(frame)
          .groupBy(F.session_window('at', '4 seconds'), 'k')
          .agg(...(aggregates.slice(0, 3) as unknown as [(typeof aggregates)[0]])),
    ],
    [
      'times',
      frame =>
        watermarked(frame)
          .groupBy('at', 'k')
          .agg(...aggregates),
    ],
  ];
  test.for(closing)('append, by %s: each closed group once, as in the complete result', async ([, plan]) => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 0, max: 70 }), async (split, closed) => {
        // The last row puts the watermark at `closed`: what ends by then is given, and nothing else.
        const given = (await outputs('append', plan, [...split, [[closed + 1000, 'end', 0]]])).flat();
        const whole = await rowsOf(plan(table(DDL, ...split.flat())));
        const ended = whole.filter(([key]) => key !== null && (Array.isArray(key) ? key[1] : key) <= closed);
        expect(asText(given)).toEqual(asText(ended as Output));
      }),
      options,
    );
  });

  test('deduplication: the first row of each key', async () => {
    const plans: ((frame: DataFrame) => DataFrame)[] = [
      frame => frame.dropDuplicates(['k']),
      frame => watermarked(frame).dropDuplicates(['at', 'k']),
      frame => frame.distinct(),
    ];
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(...plans), async (split, plan) => {
        const given = (await outputs('append', plan, split)).flat();
        expect(asText(given)).toEqual(asText(await rowsOf(plan(table(DDL, ...split.flat())))));
      }),
      options,
    );
  });

  const near = F.expr('l.k = r.k AND r.at BETWEEN l.at - INTERVAL 3 SECONDS AND l.at + INTERVAL 5 SECONDS');
  test.for(['inner', 'left_outer', 'right_outer', 'full_outer', 'left_semi'] as const)(
    '%s join of two streams: the rows of the join of two tables',
    async how => {
      const plan = (left: DataFrame, right: DataFrame) =>
        watermarked(left).alias('l').join(watermarked(right).alias('r'), near, how);
      // In a full outer join of streams, and only there, Spark lets a null meet a null.
      const fits = ([at, k]: Row) => at !== null && (k !== null || how !== 'full_outer');
      const timed = batches.map(split => split.map(rows => rows.filter(fits)));
      await fc.assert(
        fc.asyncProperty(timed, timed, async (left, right) => {
          const end = [[[END, 'end', 0] as Row]];
          const length = Math.max(left.length, right.length);
          const padded = (split: Row[][]) => [...Array.from({ length }, (_, i) => split[i] ?? []), ...end];
          const given = (await outputs('append', plan, padded(left), padded(right))).flat();
          const whole = await rowsOf(plan(table(DDL, ...left.flat()), table(DDL, ...right.flat())));
          const ofEnd = (cells: readonly unknown[]) => cells.includes(END);
          expect(asText(given.filter(cells => !ofEnd(cells)))).toEqual(asText(whole));
        }),
        options,
      );
    },
  );
});
