import { expect, test } from 'vitest';
import { Batch } from '../../src/lib/columns/batch.ts';
import { BooleanVector, type Value } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';

const texts = vectorOf('string', ['a', '', 'três', 'b']);
const conditions: [string, number[], number | undefined][] = [
  ['all', [1, 1, 1, 1], undefined],
  ['none', [0, 0, 0, 0], undefined],
  ['some', [0, 1, 1, 0], undefined],
  ['the last', [0, 0, 0, 1], undefined],
  ['those that are not null', [1, 1, 1, 0], 0b0101],
];

/** Each column: the types of values take ways of their own. */
const columns = {
  texts: [texts],
  'two of texts': [texts, vectorOf('string', ['1', '22', '', '4'])],
  'texts with nulls': [vectorOf('string', ['a', null, 'c', null])],
  'texts and numbers': [texts, vectorOf('int', [1, 2, 3, 4])],
  nothing: [],
};

test.each(
  Object.entries(columns).flatMap(([what, given]) => conditions.map(condition => [what, given, ...condition] as const)),
)('of %s, %#', (_what, given, _rows, flags, valid) => {
  const batch = new Batch(given, 4);
  const condition = new BooleanVector(
    Uint8Array.from(flags),
    4,
    valid === undefined ? undefined : Uint8Array.of(valid),
  );
  const expected: Value[][] = [...batch.rows()].filter((_row, i) => flags[i] === 1 && (((valid ?? 15) >> i) & 1) === 1);
  expect([...batch.keep(condition).rows()]).toEqual(expected);
});
