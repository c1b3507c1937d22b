import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, fails, input, play, rowsOf, state, table, thrownBy } from '../support/script.ts';

const rows = table('k string, n int, s struct<a:int,b:string>', ['x', 1, [7, 'p']], ['y', null, null]);

test("select: columns, expressions with Spark's names, stars, fields", async () => {
  const frame = rows.select('*', F.col('n').plus(1), F.col('s.a'), F.col('s.*'), F.upper('k').alias('K'), F.lit(1));
  expect(frame.columns).toEqual(['k', 'n', 's', '(n + 1)', 'a', 'a', 'b', 'K', '1']);
  expect(await rowsOf(frame)).toEqual([
    ['x', 1, [7, 'p'], 2, 7, 7, 'p', 'X', 1],
    ['y', null, null, null, null, null, null, 'Y', 1],
  ]);
});

test('withColumn replaces a column in its place, or adds one; what it reads is from before', async () => {
  const frame = rows.withColumn('N', F.col('n').multiply(10)).withColumn('m', F.col('n').plus(1));
  expect(frame.columns).toEqual(['k', 'N', 's', 'm']);
  expect(await rowsOf(frame.select('n', 'm'))).toEqual([
    [10, 11],
    [null, null],
  ]);
});

test('where keeps the rows for which the condition is true, not those for which it is null', async () => {
  const count = (condition: string) => rows.where(condition).count();
  expect(await count('n > 0')).toBe(1);
  expect(await count('NOT (n > 0)')).toBe(0);
  expect(await count('n IS NULL OR n > 0')).toBe(2);
});

test('in a stream each batch is mapped by itself', async () => {
  const stream = input('n int');
  await play(stream.frame.where('n % 2 = 1').select(F.col('n').multiply(2).alias('m')), 'append', [
    [add(stream, [1], [2], [3]), batch([2], [6]), state()],
    [add(stream, [4]), batch()],
    [add(stream, [5]), batch([10])],
  ]);
});

test('a value that cannot be cast ends the query when it comes, and only then', async () => {
  const stream = input('s string');
  const frame = stream.frame.select(F.col('s').cast('int').alias('n'));
  await play(frame, 'append', [
    add(stream, ['1'], [' 2 ']),
    batch([1], [2]),
    add(stream, ['x']),
    fails('CAST_INVALID_INPUT'),
  ]);
  const tolerant = stream.frame.select(F.col('s').try_cast('int').alias('n'));
  await play(tolerant, 'append', [batch([1], [2], [null])]);
});

test.for<[string, () => unknown, string]>([
  ['a column that there is not', () => rows.select('kk'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  ['a field that there is not', () => rows.select('s.zz'), 'FIELD_NOT_FOUND'],
  ['a field of what has none', () => rows.select('n.a'), 'INVALID_EXTRACT_BASE_FIELD_TYPE'],
  ['a condition that is none', () => rows.where(F.col('n')), 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN'],
  ['an aggregate in a condition', () => rows.where(F.sum('n').gt(1)), 'INVALID_WHERE_CONDITION'],
  ['an aggregate in orderBy', () => rows.orderBy(F.sum('n')), 'UNSUPPORTED_EXPR_FOR_OPERATOR'],
  [
    'a window in where',
    () => rows.where("window(timestamp'2026-01-01', '1 day') IS NULL"),
    'UNSUPPORTED_EXPR_FOR_OPERATOR',
  ],
  ['a column beside an aggregate', () => rows.select('k', F.count('*')), 'MISSING_GROUP_BY'],
  ['a name that two columns have', () => rows.select('n', F.col('k').alias('n')).select('n'), 'AMBIGUOUS_REFERENCE'],
])('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
