import { expect, test } from 'vitest';
import { type Column, functions as F } from 'xpto';
import { add, batch, input, play, rowsOf, table, thrownBy } from '../support/script.ts';

const rows = table(
  'id int, a array<string>, m map<string,int>',
  [1, ['x', null, 'y'], new Map([['k', 7]])],
  [2, [], new Map()],
  [3, null, null],
);

test.for<[string, Column, columns: string[], unknown[][]]>([
  [
    'explode',
    F.explode('a'),
    ['id', 'col'],
    [
      [1, 'x'],
      [1, null],
      [1, 'y'],
    ],
  ],
  [
    'explode_outer',
    F.explode_outer('a'),
    ['id', 'col'],
    [
      [1, 'x'],
      [1, null],
      [1, 'y'],
      [2, null],
      [3, null],
    ],
  ],
  [
    'posexplode',
    F.posexplode('a'),
    ['id', 'pos', 'col'],
    [
      [1, 0, 'x'],
      [1, 1, null],
      [1, 2, 'y'],
    ],
  ],
  [
    'posexplode_outer',
    F.posexplode_outer('a'),
    ['id', 'pos', 'col'],
    [
      [1, 0, 'x'],
      [1, 1, null],
      [1, 2, 'y'],
      [2, null, null],
      [3, null, null],
    ],
  ],
  ['explode of a map', F.explode('m'), ['id', 'key', 'value'], [[1, 'k', 7]]],
  [
    'with a name',
    F.explode('a').alias('w'),
    ['id', 'w'],
    [
      [1, 'x'],
      [1, null],
      [1, 'y'],
    ],
  ],
  [
    'of a map, with two names',
    F.explode_outer('m').alias('k', 'v'),
    ['id', 'k', 'v'],
    [
      [1, 'k', 7],
      [2, null, null],
      [3, null, null],
    ],
  ],
])('%s', async ([, generator, columns, expected]) => {
  const frame = rows.select('id', generator);
  expect(frame.columns).toEqual(columns);
  expect(await rowsOf(frame)).toEqual(expected);
});

test('words of lines in a stream: empty ones between two blanks count as well', async () => {
  const lines = input('value string');
  const words = lines.frame.select(F.explode(F.split('value', ' ')).alias('word')).where(F.col('word').ne('skip'));
  await play(words.groupBy('word').count(), 'update', [
    add(lines, ['a  b'], [''], ['skip a'], [null]),
    batch(['a', 2], ['', 2], ['b', 1]),
    add(lines, ['skip']),
    batch(),
  ]);
});

test('two in one select: the second one for each row of the first', async () => {
  const two = rows.select('id', F.explode_outer('a').alias('x'), F.explode('m'));
  expect(two.columns).toEqual(['id', 'x', 'key', 'value']);
  expect(await rowsOf(two)).toEqual([
    [1, 'x', 'k', 7],
    [1, null, 'k', 7],
    [1, 'y', 'k', 7],
  ]);
});

test.for<[string, () => unknown, string]>([
  ['a text', () => rows.select(F.explode('id')), 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
  [
    'one in another',
    () => rows.select(F.explode(F.explode(F.array('a')))),
    'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
  ],
  ['one in an aggregate', () => rows.agg(F.sum(F.explode('a'))), 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS'],
  ['one of an aggregate', () => rows.agg(F.explode(F.collect_list('id'))), 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'],
  ['one in where', () => rows.where(F.explode('a').eq('x')), 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'],
  ['one in orderBy', () => rows.orderBy(F.explode('a')), 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'],
  [
    'one in join',
    () => rows.join(rows.alias('b'), F.explode(F.array(F.lit(true)))),
    'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT',
  ],
  ['a key', () => rows.groupBy(F.explode('a')).count(), 'MISSING_AGGREGATION'],
  [
    'one inside an expression',
    () => rows.select(F.explode('a').eq('x')),
    'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
  ],
  ['one name for a map', () => rows.select(F.explode('m').alias('x')), 'UDTF_ALIAS_NUMBER_MISMATCH'],
])('explode of %s is refused', async ([, act, condition]) => expect(await thrownBy(act)).toBe(condition));
