import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, idle, input, play, rowsOf, session, state, table, thrownBy } from '../support/script.ts';

test('append: so many rows over the whole life of the query', async () => {
  const rows = input('n int');
  await play(rows.frame.limit(3), 'append', [
    [add(rows, [1], [2]), batch([1], [2]), state({ total: 1, updated: 1 })],
    [add(rows, [3], [4]), batch([3])],
    [add(rows, [5]), batch(), state({ updated: 0 }), idle()],
  ]);
});

test('behind an aggregation in complete mode: so many rows of each table', async () => {
  const words = input('word string');
  await play(words.frame.groupBy('word').count().orderBy('word').limit(1), 'complete', [
    [add(words, ['b']), batch(['b', 1])],
    [add(words, ['a']), batch(['a', 1])],
  ]);
});

test('before an aggregation it counts the rows of the stream', async () => {
  const words = input('word string');
  await play(words.frame.limit(3).groupBy('word').count(), 'complete', [
    [add(words, ['a'], ['a']), batch(['a', 2])],
    [add(words, ['a'], ['a']), batch(['a', 3])],
    [add(words, ['b']), batch(['a', 3])],
  ]);
});

test('of a table, also across pieces, and of none', async () => {
  expect(await rowsOf(session.range(200_000).limit(131_073).agg(F.count('*'), F.max('id')))).toEqual([
    [131_073, 131_072],
  ]);
  expect(await rowsOf(table('n int', [1]).limit(0))).toEqual([]);
});

test.for<[string, () => unknown, string]>([
  ['below zero', () => table('n int').limit(-1), 'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE'],
  [
    'in update mode',
    () => input('n int').frame.limit(1).writeStream.outputMode('update').format('noop').start(),
    '_LEGACY_ERROR_TEMP_3102',
  ],
])('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
