import { expect, test } from 'vitest';
import { functions as F } from 'xpto';
import { add, inOrder, input, play, rowsOf, table, thrownBy } from '../support/script.ts';

const numbers = table('d double, i int', [null, 0], [Number.NaN, 1], [-1, 2], [Infinity, 3], [2, 4]);

test.for<[string, readonly (string | ReturnType<typeof F.col>)[], number[]]>([
  ['nulls first, NaN last', ['d'], [0, 2, 4, 3, 1]],
  ['descending: the other way round', [F.desc('d')], [1, 3, 4, 2, 0]],
  ['nulls last', [F.col('d').asc_nulls_last()], [2, 4, 3, 1, 0]],
  ['descending, nulls first', [F.col('d').desc_nulls_first()], [0, 1, 3, 4, 2]],
  ['an expression', [F.col('i').mod(3), F.desc('i')], [3, 0, 4, 1, 2]],
  ['equal keys keep their order', [F.lit(1)], [0, 1, 2, 3, 4]],
])('%s', async ([, keys, expected]) => {
  expect(await rowsOf(numbers.orderBy(...keys).select('i'))).toEqual(expected.map(i => [i]));
});

test('text by its bytes, structs field by field, booleans false first', async () => {
  const rows = table('s string, b boolean, t struct<a:int,b:string>', ['é', true, [1, 'b']], ['Z', false, [1, null]]);
  const more = rows.union(
    table('s string, b boolean, t struct<a:int,b:string>', ['a', true, [0, 'z']], ['😀', null, null]),
  );
  const sorted = async (key: string) => (await more.orderBy(key).select('s').collect()).map(row => row.s).join('');
  expect(await sorted('s')).toBe('Zaé😀');
  expect(await sorted('t')).toBe('😀aZé');
  expect(await sorted('b')).toBe('😀Zéa');
});

test('a complete table, by a column that select leaves out', async () => {
  const words = input('word string');
  const frame = words.frame.groupBy('word').count().orderBy(F.desc('count'), 'word').limit(2);
  await play(frame, 'complete', [
    [add(words, ['b'], ['a'], ['c']), inOrder(['a', 1], ['b', 1])],
    [add(words, ['c']), inOrder(['c', 2], ['a', 1])],
  ]);
});

test.for<[string, () => unknown, string]>([
  ['a map', () => table('m map<string,int>').orderBy('m'), 'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE'],
  [
    'a stream',
    () => input('k string').frame.orderBy('k').writeStream.format('noop').start(),
    '_LEGACY_ERROR_TEMP_3102',
  ],
  ['a column that there is not', () => numbers.orderBy('nope'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
])('%s cannot be sorted', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
