import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, batch, input, play, rowsOf, table, thrownBy } from '../support/script.ts';

test('streams: rows of both, and a stream with itself', async () => {
  const [a, b] = [input('k string, n int'), input('word string, m bigint')];
  await play(a.frame.union(b.frame), 'append', [
    [add(a, ['x', 1]), batch(['x', 1])],
    [add(b, ['y', 2]), batch(['y', 2])],
  ]);
  await play(a.frame.union(a.frame).groupBy('k').count(), 'complete', [batch(['x', 2])]);
});

test('tables: by place, types made wide enough, names of the first', async () => {
  const union = table('a int, b string', [1, '7']).union(table('c double, d int', [2.5, 3]));
  expect(union.dtypes).toEqual([
    ['a', 'double'],
    ['b', 'bigint'],
  ]);
  expect(await rowsOf(union)).toEqual([
    [1, 7],
    [2.5, 3],
  ]);
});

test('by name: in the order of the first, what is missing null', async () => {
  const left = table('a int, b string', [1, 'x']);
  expect(await rowsOf(left.unionByName(table('B string, a int', ['y', 2])))).toEqual([
    [1, 'x'],
    [2, 'y'],
  ]);
  const wide = left.unionByName(table('a int, c date', [2, '2026-01-31']), { allowMissingColumns: true });
  expect(wide.columns).toEqual(['a', 'b', 'c']);
  expect((await wide.collect())[1]).toEqual({ a: 2, b: null, c: '2026-01-31' });
});

test.for<[what: string, act: () => unknown, condition: string]>([
  ['another number of columns', () => table('a int').union(table('a int, b int')), 'NUM_COLUMNS_MISMATCH'],
  ['types with nothing in common', () => table('a array<int>').union(table('a int')), 'INCOMPATIBLE_COLUMN_TYPE'],
  [
    'a name that one side lacks',
    () => table('a int').unionByName(table('b int')),
    'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES',
  ],
  [
    'a stream and a table',
    () => input('a int').frame.union(table('a int')).select(F.col('a')).writeStream.format('noop').start(),
    '_LEGACY_ERROR_TEMP_3102',
  ],
])('%s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
