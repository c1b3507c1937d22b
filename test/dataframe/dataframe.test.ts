/** The methods of frames, groups and columns that no operator's test is about; results and names as PySpark's. */
import { describe, expect, test } from 'vitest';
import { type Column, type DataFrame, functions as F, SparkSession } from 'xpto';
import { input, printed, rowsOf, session, table, thrownBy } from '../support/script.ts';

const d = table('k string, v int, w double', ['a', 1, 2.5], ['b', 2, 3.5], ['a', 3, null]);
const holes = table(
  's string, v int, w double',
  ['x', 1, 2.5],
  ['y', 2, Number.NaN],
  [null, null, 0.5],
  [null, null, null],
);
const rows = [
  ['a', 1, 2.5],
  ['b', 2, 3.5],
  ['a', 3, null],
];

function viewOf(frame: DataFrame): DataFrame {
  frame.createOrReplaceTempView('Seen');
  return session.table('sEEN');
}

test.for<[name: string, frame: () => DataFrame, columns: string[], rows: unknown[][]]>([
  ['drop passes over what there is not', () => d.drop('V', 'zz', F.col('w')), ['k'], [['a'], ['b'], ['a']]],
  [
    'withColumnRenamed',
    () => d.select('k').withColumnRenamed('K', 'q').withColumnRenamed('zz', 'y'),
    ['q'],
    [['a'], ['b'], ['a']],
  ],
  ['withColumnsRenamed', () => d.withColumnsRenamed({ k: 'v', v: 'k', zz: 'q' }), ['v', 'k', 'w'], rows],
  ['toDF', () => d.toDF('x', 'y', 'z'), ['x', 'y', 'z'], rows],
  [
    'withColumns: those that replace see what was there before',
    () => d.limit(1).withColumns({ v: F.col('w'), W: F.col('v'), z: F.col('v').plus(1), y: F.col('z') }),
    ['k', 'v', 'W', 'z', 'y'],
    [['a', 2.5, 1, 2, 2]],
  ],
  [
    'selectExpr',
    () => d.limit(1).selectExpr('v + 1', 'upper(k) AS u', '*'),
    ['(v + 1)', 'u', 'k', 'v', 'w'],
    [[2, 'A', 'a', 1, 2.5]],
  ],
  ['orderBy, descending', () => d.orderBy('v', { ascending: false }).select('v'), ['v'], [[3], [2], [1]]],
  [
    'orderBy, one each',
    () => d.sort(['k', 'v'], { ascending: [true, false] }).select('k', 'v'),
    ['k', 'v'],
    [
      ['a', 3],
      ['a', 1],
      ['b', 2],
    ],
  ],
  [
    'agg of a map',
    () => d.groupBy('k').agg({ v: 'sum', '*': 'count' }),
    ['k', 'sum(v)', 'count(1)'],
    [
      ['a', 4, 2],
      ['b', 2, 1],
    ],
  ],
  ['agg without groups', () => d.agg({ v: 'max', w: 'avg' }), ['max(v)', 'avg(w)'], [[3, 3]]],
  [
    'sum of all numbers',
    () => d.groupBy('k').sum(),
    ['k', 'sum(v)', 'sum(w)'],
    [
      ['a', 4, 2.5],
      ['b', 2, 3.5],
    ],
  ],
  [
    'min, max and mean',
    () => d.groupBy().min('v').crossJoin(d.groupBy().max('v')).crossJoin(d.groupBy().mean('v')),
    ['min(v)', 'max(v)', 'avg(v)'],
    [[1, 3, 2]],
  ],
  [
    'groups by an expression',
    () => d.groupBy(F.col('v').mod(2)).count(),
    ['(v % 2)', 'count'],
    [
      [1, 2],
      [0, 1],
    ],
  ],
  ['dropna', () => holes.dropna().select('s'), ['s'], [['x']]],
  ['dropna, all', () => holes.dropna('all').select('s'), ['s'], [['x'], ['y'], [null]]],
  ['dropna, so many values', () => holes.dropna('any', 2).select('s'), ['s'], [['x'], ['y']]],
  ['dropna of some columns', () => holes.dropna('any', undefined, ['w']).select('s'), ['s'], [['x'], [null]]],
  [
    'fillna with a number: its kind of columns, cast to their types',
    () => holes.fillna(7.5),
    ['s', 'v', 'w'],
    [
      ['x', 1, 2.5],
      ['y', 2, 7.5],
      [null, 7, 0.5],
      [null, 7, 7.5],
    ],
  ],
  ['fillna with a text', () => holes.fillna('-').select('s'), ['s'], [['x'], ['y'], ['-'], ['-']]],
  [
    'fillna of a map',
    () => holes.fillna({ s: '?', v: 0 }).where('s = "?"').select('s', 'v'),
    ['s', 'v'],
    [
      ['?', 0],
      ['?', 0],
    ],
  ],
  ['transform', () => d.transform(frame => frame.limit(1)).select('k'), ['k'], [['a']]],
  ['range', () => session.range(5, 0, -2), ['id'], [[5], [3], [1]]],
  ['a view', () => viewOf(d), ['k', 'v', 'w'], rows],
])('%s', async ([, frame, columns, expected]) => {
  expect(frame().columns).toEqual(columns);
  expect(await rowsOf(frame())).toEqual(expected);
});

test.for<[name: string, column: Column, heading: string, values: unknown[]]>([
  ['isin', F.col('v').isin(1, 3), '(v IN (1, 3))', [true, false, true]],
  ['isin of a list', F.col('k').isin(['b']), '(k IN (b))', [false, true, false]],
  ['isin of nothing', F.col('w').isin(), '(w IN ())', [false, false, false]],
  ['between', F.col('v').between(1, 2), '((v >= 1) AND (v <= 2))', [true, true, false]],
  ['like', F.col('k').like('a%'), 'k LIKE a%', [true, false, true]],
  ['ilike', F.col('k').ilike('A_'), 'ilike(k, A_)', [false, false, false]],
  ['rlike', F.col('k').rlike('^[ab]$'), 'RLIKE(k, ^[ab]$)', [true, true, true]],
  ['startswith', F.col('k').startswith('a'), 'startswith(k, a)', [true, false, true]],
  ['substr', F.lit('héllo').substr(2, 3), 'substring(héllo, 2, 3)', ['éll', 'éll', 'éll']],
  ['eqNullSafe', F.col('w').eqNullSafe(null), '(w <=> NULL)', [false, false, true]],
  ['eq of null', F.col('w').eq(null), '(w = NULL)', [null, null, null]],
  ['isNull', F.col('w').isNull(), '(w IS NULL)', [false, false, true]],
  ['not', F.col('v').gt(1).not(), '(NOT (v > 1))', [true, false, false]],
  ['getItem', F.array('v', F.lit(7)).getItem(1), 'array(v, 7)[1]', [7, 7, 7]],
  ['getField', F.struct('v').getField('v'), 'struct(v).v', [1, 2, 3]],
  ['when', F.when(F.col('v').eq(1), 'x').when(F.col('v').eq(2), 'y').alias('q'), 'q', ['x', 'y', null]],
  [
    'otherwise',
    F.when(F.col('v').eq(1), 'x').otherwise(F.col('k')),
    'CASE WHEN (v = 1) THEN x ELSE k END',
    ['x', 'b', 'a'],
  ],
  ['cast', F.col('v').cast('string'), 'v', ['1', '2', '3']],
  [
    'bits',
    F.col('v').bitwiseAND(1).plus(F.col('v').bitwiseOR(4)).plus(F.col('v').bitwiseXOR(1)),
    '(((v & 1) + (v | 4)) + (v ^ 1))',
    [6, 9, 10],
  ],
  ['names of two', F.col('v').divide(2).alias('half').alias('h'), 'h', [0.5, 1, 1.5]],
])('column: %s', async ([, column, heading, values]) => {
  const frame = d.select(column);
  expect(frame.columns).toEqual([heading]);
  expect((await rowsOf(frame)).flat(1)).toEqual(values);
});

describe('actions', () => {
  const first = { k: 'a', v: 1, w: 2.5 };
  test('one row, some, the last, one by one', async () => {
    expect(await d.first()).toEqual(first);
    expect(await d.head()).toEqual(first);
    expect(await d.head(1)).toEqual([first]);
    expect(await d.take(1)).toEqual([first]);
    expect(await d.tail(1)).toEqual([{ k: 'a', v: 3, w: null }]);
    expect([await d.tail(0), await d.limit(0).first(), await d.limit(0).isEmpty(), await d.isEmpty()]).toEqual([
      [],
      null,
      true,
      false,
    ]);
    const seen: unknown[] = [];
    for await (const row of d.toLocalIterator()) seen.push(row.v);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('show and printSchema', async () => {
    printed.length = 0;
    await d.select('k', 'w').show(2);
    await d.select(F.array('v').alias('a'), F.struct('k').alias('s'), F.col('v').cast('decimal(5,2)')).printSchema();
    expect(printed.join('')).toBe(`+---+---+
|  k|  w|
+---+---+
|  a|2.5|
|  b|3.5|
+---+---+
only showing top 2 rows
root
 |-- a: array (nullable = false)
 |    |-- element: integer (containsNull = true)
 |-- s: struct (nullable = false)
 |    |-- k: string (nullable = true)
 |-- v: decimal(5,2) (nullable = true)

`);
  });
});

test.for<[name: string, act: () => unknown, condition: string | null]>([
  ['a sum of text', () => d.groupBy('k').sum('k'), '_LEGACY_ERROR_TEMP_1323'],
  ['a greatest text by name', () => d.groupBy('v').max('k'), '_LEGACY_ERROR_TEMP_1323'],
  ['a sum of what there is not', () => d.groupBy('k').sum('zz'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  ['an aggregate that there is not', () => d.groupBy('k').agg({ v: 'zum' }), 'UNRESOLVED_ROUTINE'],
  ['no aggregate', () => d.groupBy('k').agg(...([] as unknown as [Column])), 'CANNOT_BE_EMPTY'],
  ['too few names', () => d.toDF('a', 'b'), 'ASSIGNMENT_ARITY_MISMATCH'],
  ['a name in place of a list', () => d.dropDuplicates('k' as never), 'NOT_EXPECTED_TYPE'],
  ['no order', () => d.orderBy(), 'CANNOT_BE_EMPTY'],
  ['a number as a column', () => d.select(1 as never), 'NOT_COLUMN_OR_STR'],
  ['otherwise without when', () => F.col('v').otherwise(1), 'INVALID_WHEN_USAGE'],
  [
    'when behind otherwise',
    () => F.when(F.col('v').eq(1), 1).otherwise(2).when(F.col('v').eq(2), 1),
    'INVALID_WHEN_USAGE',
  ],
  ['a step of 0', () => session.range(0, 5, 0), null],
  ['SQL that is none', () => d.where('v +'), 'PARSE_SYNTAX_ERROR'],
  ['a column of another frame', () => d.col('zz'), 'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES'],
  ['collect of a stream', () => input('k string').frame.collect(), '_LEGACY_ERROR_TEMP_3102'],
  ['count of a stream', () => input('k string').frame.count(), '_LEGACY_ERROR_TEMP_3102'],
  ['show of a stream', () => input('k string').frame.show(), '_LEGACY_ERROR_TEMP_3102'],
])('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));

test('getOrCreate gives the session that there is, until it is stopped', async () => {
  const first = SparkSession.builder.appName('a').getOrCreate();
  expect(SparkSession.builder.config('spark.sql.session.timeZone', 'UTC').getOrCreate()).toBe(first);
  expect(first.conf.get('spark.app.name')).toBe('a');
  expect(first.conf.get('spark.sql.session.timeZone')).toBe('UTC');
  await first.stop();
  expect(SparkSession.builder.getOrCreate()).not.toBe(first);
});
