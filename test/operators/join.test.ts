import { describe, expect, test } from 'vitest';
import { functions as F } from 'xpto';
import {
  add,
  batch,
  fails,
  idle,
  input,
  play,
  rowsOf,
  session,
  state,
  table,
  thrownBy,
  watermark,
} from '../support/script.ts';

const matrix = ['inner', 'left', 'right', 'full', 'left_semi', 'left_anti'] as const;

describe('tables', () => {
  const left = table('k string, l int', ['a', 1], ['a', 2], ['b', 3], [null, 4]);
  const right = table('k string, r int', ['a', 10], ['a', 20], ['c', 30], [null, 40]);
  const pairs = [
    ['a', 1, 'a', 10],
    ['a', 1, 'a', 20],
    ['a', 2, 'a', 10],
    ['a', 2, 'a', 20],
  ];
  const onlyLeft = [
    ['b', 3, null, null],
    [null, 4, null, null],
  ];
  const onlyRight = [
    [null, null, 'c', 30],
    [null, null, null, 40],
  ];
  const expected: Record<(typeof matrix)[number], unknown[][]> = {
    inner: pairs,
    left: [...pairs, ...onlyLeft],
    right: [...pairs, ...onlyRight],
    full: [...pairs, ...onlyLeft, ...onlyRight],
    left_semi: [
      ['a', 1],
      ['a', 2],
    ],
    left_anti: [
      ['b', 3],
      [null, 4],
    ],
  };
  const asText = (rows: readonly unknown[]) => rows.map(row => JSON.stringify(row)).sort();

  test.for(matrix)('%s: an equality and null keys', async how => {
    const joined = left.join(right, left.col('k').eq(right.col('k')), how);
    expect(asText(await rowsOf(joined))).toEqual(asText(expected[how]));
  });

  test.for(matrix)('%s: no equality, only a comparison', async how => {
    const joined = left.join(right, left.col('l').multiply(10).ge(right.col('r')).and(F.col('r').lt(40)), how);
    const matched = [1, 2, 3, 4].map(l => [10, 20, 30].filter(r => l * 10 >= r).length);
    const [lefts, rights] = [matched.filter(n => n > 0).length, 3];
    const count = matched.reduce((sum, n) => sum + n, 0);
    const rows = { inner: count, left: count + 4 - lefts, right: count + 4 - rights, full: count + 8 - lefts - rights };
    expect(await joined.count()).toBe({ ...rows, left_semi: lefts, left_anti: 4 - lefts }[how]);
  });

  test('by names: the columns come once, from the side that is kept', async () => {
    const full = left.join(right, ['k'], 'full');
    expect(full.columns).toEqual(['k', 'l', 'r']);
    expect(asText(await rowsOf(full.where('k = "c"')))).toEqual(asText([['c', null, 30]]));
    expect(await rowsOf(left.join(right, 'k', 'right').where('k = "c"'))).toEqual([['c', null, 30]]);
    expect(await rowsOf(left.join(right, 'k').where('l = 1').orderBy('r'))).toEqual([
      ['a', 1, 10],
      ['a', 1, 20],
    ]);
  });

  test('eqNullSafe matches nulls; a cross join pairs all', async () => {
    const safe = left.join(right, left.col('k').eqNullSafe(right.col('k'))).where('l = 4');
    expect(await rowsOf(safe)).toEqual([[null, 4, null, 40]]);
    expect(await left.crossJoin(right).count()).toBe(16);
    expect(await left.join(right).count()).toBe(16);
    expect(await left.crossJoin(right.limit(0)).count()).toBe(0);
  });

  test('keys of different types are compared as one', async () => {
    const numbers = table('n bigint', [1], [3]).join(table('d double', [1], [2.5]), F.expr('n = d'));
    expect(await rowsOf(numbers)).toEqual([[1, 1]]);
  });

  const wrong: [what: string, act: () => unknown, condition: string][] = [
    ['a type that there is not', () => left.join(right, 'k', 'sideways' as never), 'UNSUPPORTED_JOIN_TYPE'],
    ['a name that one side lacks', () => left.join(right, 'l'), 'UNRESOLVED_USING_COLUMN_FOR_JOIN'],
    ['a name of both', () => left.join(right, F.col('k').eq('a')), 'AMBIGUOUS_REFERENCE'],
    ['a condition that is none', () => left.join(right, F.expr('l + r')), 'JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE'],
  ];
  test.for(wrong)('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
});

describe('a stream and a table', () => {
  const names = table('k string, name string', ['a', 'Ana'], ['a', 'Anna'], ['b', 'Bia']);
  const run = async (how: (typeof matrix)[number], streamIsLeft: boolean) => {
    const rows = input('k string, v int');
    const [left, right] = streamIsLeft ? [rows.frame, names] : [names, rows.frame];
    const joined = left.join(right, ['k'], how);
    return { rows, joined };
  };
  const legal: [how: (typeof matrix)[number], streamIsLeft: boolean, rows: unknown[][]][] = [
    [
      'inner',
      true,
      [
        ['a', 1, 'Ana'],
        ['a', 1, 'Anna'],
      ],
    ],
    [
      'inner',
      false,
      [
        ['a', 'Ana', 1],
        ['a', 'Anna', 1],
      ],
    ],
    [
      'left',
      true,
      [
        ['a', 1, 'Ana'],
        ['a', 1, 'Anna'],
        ['z', 2, null],
      ],
    ],
    [
      'right',
      false,
      [
        ['a', 'Ana', 1],
        ['a', 'Anna', 1],
        ['z', null, 2],
      ],
    ],
    ['left_semi', true, [['a', 1]]],
    ['left_anti', true, [['z', 2]]],
  ];
  test.for(legal)('%s, the stream on the left: %s', async ([how, streamIsLeft, expected]) => {
    const { rows, joined } = await run(how, streamIsLeft);
    const twice = [add(rows, ['a', 1], ['z', 2]), batch(...expected), state()];
    await play(joined, 'append', [...twice, ...twice]);
  });

  const illegal = matrix.flatMap(how =>
    [true, false]
      .filter(side => !legal.some(([legalHow, legalSide]) => legalHow === how && legalSide === side))
      .map(side => [how, side] as const),
  );
  test.for(illegal)('%s, the stream on the left: %s, is refused', async ([how, streamIsLeft]) => {
    const { joined } = await run(how, streamIsLeft);
    expect(await thrownBy(() => joined.writeStream.format('noop').start())).toBe('_LEGACY_ERROR_TEMP_3102');
  });

  test('the table is read anew for each batch', async () => {
    const seen = input('k string, at int');
    const writer = seen.frame.writeStream.format('memory').queryName('seen').start();
    const rows = input('k string');
    const addSeen = (...row: unknown[]) => {
      return async () => {
        seen.add([row]);
        await writer.processAllAvailable();
      };
    };
    await play(rows.frame.join(session.table('seen'), 'k', 'left'), 'append', [
      [add(rows, ['a']), batch(['a', null])],
      [addSeen('a', 1), add(rows, ['a']), batch(['a', 1])],
      [addSeen('a', 2), add(rows, ['a']), batch(['a', 1], ['a', 2])],
    ]);
    await writer.stop();
  });
});

describe('two streams', () => {
  const open = (how: string, delays: [string | undefined, string | undefined] = ['10 seconds', '10 seconds']) => {
    const left = input('k string, at timestamp');
    const right = input('k string, at timestamp');
    const marked = ({ frame }: typeof left, delay: string | undefined, name: string) =>
      (delay ? frame.withWatermark('at', delay) : frame).alias(name);
    const near = F.expr('l.k = r.k AND r.at BETWEEN l.at AND l.at + INTERVAL 5 SECONDS');
    const joined = marked(left, delays[0], 'l').join(marked(right, delays[1], 'r'), near, how as never);
    return { left, right, joined };
  };

  test('inner without a watermark: each pair once, in the batch of its later row; nothing is let go', async () => {
    const left = input('k string, l int');
    const right = input('k string, r int');
    await play(left.frame.join(right.frame, 'k'), 'append', [
      [add(left, ['a', 1], [null, 2]), batch(), state({ total: 1 })],
      [add(left, ['a', 3]), batch(), state({ total: 2 })],
      [add(right, ['a', 10], ['b', 11], [null, 12]), batch(['a', 1, 10], ['a', 3, 10]), state({ total: 4 })],
      [add(left, ['b', 4]), batch(['b', 4, 11])],
      [add(left, ['a', 5]), batch(['a', 5, 10]), idle()],
    ]);
  });

  test('rows of both sides that come in one batch meet', async () => {
    const left = input('k string');
    const right = input('k string');
    left.add([['a'], ['b']]);
    right.add([['b'], ['b']]);
    await play(left.frame.join(right.frame, 'k'), 'update', [batch(['b'], ['b'])]);
  });

  test('left outer: a row that never met comes with nulls once its partners can come no more', async () => {
    const { left, right, joined } = open('left_outer');
    await play(joined, 'append', [
      [add(left, ['a', 10], ['b', 10]), batch(), idle()],
      [add(right, ['a', 12]), batch(['a', 10, 'a', 12]), watermark(0)],
      [add(left, ['z', 40]), batch(), batch(), watermark(2)],
      [add(right, ['z', 24.999]), batch(), batch(), watermark(14.999), state({ removed: 1 })],
      [add(right, ['z', 25.001]), batch(), batch(['b', 10, null, null]), watermark(15.001), state({ removed: 2 })],
      [add(left, ['a', 15], ['a', 15.002]), batch(), state({ late: 1 })],
    ]);
  });

  test('one side that stands still holds the watermark, and with it the rows without a partner', async () => {
    const { left, joined } = open('left_outer');
    await play(joined, 'append', [
      [add(left, ['a', 10]), batch()],
      [add(left, ['b', 1000]), batch(), watermark(0)],
      [add(left, ['c', 2000]), batch(), watermark(0), state({ total: 3 }), idle()],
    ]);
  });

  test('right and full outer', async () => {
    for (const how of ['right_outer', 'full_outer']) {
      const { left, right, joined } = open(how);
      left.add([
        ['a', 10],
        ['b', 10],
      ]);
      right.add([
        ['a', 12],
        ['c', 12],
      ]);
      const unmatched = [[null, null, 'c', 12], ...(how === 'full_outer' ? [['b', 10, null, null]] : [])];
      await play(joined, 'append', [
        [batch(['a', 10, 'a', 12]), watermark(0)],
        [add(left, ['z', 50]), batch(), batch(), watermark(2)],
        [add(right, ['y', 50]), batch(), batch(...unmatched), watermark(40)],
      ]);
    }
  });

  test('full outer: null keys meet, as they do in Spark, and only there', async () => {
    for (const [how, rows] of [
      ['full_outer', [[null, 1, null, 1]]],
      ['left_outer', []],
    ] as const) {
      const { left, right, joined } = open(how);
      left.add([[null, 1]]);
      right.add([[null, 1]]);
      await play(joined, 'append', [batch(...rows)]);
    }
  });

  test('a row that a condition on its own side rules out is given at once and not kept', async () => {
    const left = input('k string, at timestamp, ok boolean');
    const right = input('k string, at timestamp');
    const joined = left.frame
      .withWatermark('at', '10 seconds')
      .alias('l')
      .join(
        right.frame.withWatermark('at', '10 seconds').alias('r'),
        F.expr('l.k = r.k AND l.ok AND r.at BETWEEN l.at AND l.at + INTERVAL 5 SECONDS'),
        'left_outer',
      );
    await play(joined, 'append', [
      [add(left, ['a', 10, false], ['a', 10, true]), batch(['a', 10, false, null, null]), state({ total: 1 })],
      [add(right, ['a', 11]), batch(['a', 10, true, 'a', 11])],
    ]);
  });

  test('left semi: a row once, at its first partner', async () => {
    const { left, right, joined } = open('left_semi');
    await play(joined, 'append', [
      [add(left, ['a', 5], ['b', 5]), batch()],
      [add(right, ['a', 6], ['a', 7]), batch(['a', 5])],
      [add(right, ['a', 8]), batch()],
      [add(left, ['a', 7]), batch(['a', 7]), idle()],
    ]);
  });

  test('by windows: both sides are let go with the window, and a late row finds nothing', async () => {
    const left = input('k string, at timestamp');
    const right = input('k string, at timestamp');
    const windowed = ({ frame }: typeof left) =>
      frame.withWatermark('at', '10 seconds').select('k', F.window('at', '10 seconds').alias('w'));
    await play(windowed(left).join(windowed(right), ['k', 'w']), 'append', [
      [add(left, ['a', 5]), batch(), add(right, ['a', 9]), batch(['a', [0, 10]]), state({ total: 2 })],
      [add(left, ['b', 25]), batch(), add(right, ['c', 25]), batch(), batch(), watermark(15)],
      [state({ total: 2, removed: 2 })],
      [add(right, ['a', 5], ['b', 25]), batch(['b', [20, 30]]), state({ late: 1 })],
    ]);
  });

  test('inner join, then an aggregation by window', async () => {
    const { left, right, joined } = open('inner');
    const frame = joined.groupBy(F.window('l.at', '10 seconds')).count();
    await play(frame, 'append', [
      [add(left, ['a', 3]), batch(), add(right, ['a', 4], ['a', 5]), batch()],
      [add(left, ['z', 60]), batch(), add(right, ['z', 60]), batch(), batch([[0, 10], 2]), watermark(50)],
    ]);
  });

  const refused: [how: string, delays: [string | undefined, string | undefined], mode: string, condition: string][] = [
    ['left_outer', [undefined, undefined], 'append', '_LEGACY_ERROR_TEMP_3102'],
    ['left_semi', [undefined, undefined], 'append', '_LEGACY_ERROR_TEMP_3102'],
    ['left_anti', ['1 second', '1 second'], 'append', '_LEGACY_ERROR_TEMP_3102'],
    ['full_outer', ['1 second', '1 second'], 'update', '_LEGACY_ERROR_TEMP_3102'],
    ['inner', ['1 second', '1 second'], 'complete', 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION'],
  ];
  test.for(refused)('%s with watermarks %s in %s is refused', async ([how, delays, mode, condition]) => {
    const { joined } = open(how, delays);
    const start = () =>
      joined.writeStream
        .outputMode(mode as 'append')
        .format('noop')
        .start();
    expect(await thrownBy(start)).toBe(condition);
  });

  test('without an equality the query fails when it runs', async () => {
    const left = input('a int');
    const right = input('b int');
    await play(left.frame.join(right.frame, F.expr('a < b')), 'append', [add(left, [1]), fails(null)]);
  });

  test.for([
    ['NOT (a <> b)', 2],
    ['NOT (NOT (a = b))', 2],
    ['NOT (a <> b OR x > y)', 1],
    ['(a = b AND x > y) OR (a = b AND x = 1)', 2],
    ['(x > y AND a = b) OR a = b', 2],
  ] as const)('the equality may be hidden: %s', async ([condition, count]) => {
    const left = input('a int, x int');
    const right = input('b int, y int');
    const pairs = [
      [1, 1, 1, 1],
      [2, 5, 2, 3],
    ];
    await play(left.frame.join(right.frame, F.expr(condition)), 'append', [
      [add(left, [1, 1], [2, 5]), batch()],
      [add(right, [1, 1], [2, 3], [3, 1]), batch(...pairs.slice(0, count))],
    ]);
  });

  test.for(['a IN (b)', '(a = b) IS TRUE', 'a >= b AND a <= b', 'CASE WHEN a = b THEN true ELSE false END'])(
    'this is no equality: %s',
    async condition => {
      const left = input('a int');
      const right = input('b int');
      await play(left.frame.join(right.frame, F.expr(condition)), 'append', [add(left, [1]), fails(null)]);
    },
  );

  test('a filter behind the join may bring the equality', async () => {
    const left = input('a int');
    const right = input('b int');
    await play(left.frame.join(right.frame).where('a = b'), 'append', [
      [add(left, [1], [2]), batch(), add(right, [2], [3]), batch([2, 2])],
    ]);
  });

  test('a cross join fails when it runs, even on an equality', async () => {
    const left = input('a int');
    const right = input('b int');
    await play(left.frame.join(right.frame, F.expr('a = b'), 'cross'), 'append', [add(left, [1]), fails(null)]);
  });
});
