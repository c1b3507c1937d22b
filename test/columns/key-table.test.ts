import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countCodePoints } from '../../src/lib/columns/kernels.ts';
import { KeyTable } from '../../src/lib/columns/key-table.ts';
import type { BytesVector, Vector } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';

const types = ['string', 'double', 'string'] as const;
const text = fc.option(fc.constantFrom('', 'a', 'b', 'ação', 'uma palavra de mais de dezesseis bytes'), { nil: null });
const number = fc.option(fc.constantFrom(0, -0, 1, Number.NaN, 1.5), { nil: null });
const rows = fc.array(fc.tuple(text, number, text), { maxLength: 200 });

const vectors = (some: readonly (string | number | null)[][], width: number) =>
  types.slice(0, width).map((type, i) =>
    vectorOf(
      type,
      some.map(row => row[i]),
    ),
  );
/** 0.0 and -0.0 are one key, and so is every NaN. */
const nameOf = (row: readonly (string | number | null)[]) =>
  JSON.stringify(row.map(value => (typeof value === 'number' ? String(value + 0) : value)));

test.each([1, 2, 3])('rows of %i columns are numbered in the order in which they first come', width => {
  fc.assert(
    fc.property(rows, rows, rows, (first, second, sought) => {
      const table = new KeyTable(types.slice(0, width));
      const expected = new Map<string, number>();
      for (const part of [first, second].map(given => given.map(row => row.slice(0, width)))) {
        const groups = table.groups(vectors(part, width), part.length);
        for (const row of part) if (!expected.has(nameOf(row))) expected.set(nameOf(row), expected.size);
        expect([...groups]).toEqual(part.map(row => expected.get(nameOf(row))));
      }
      expect(table.size).toBe(expected.size);
      const keys = table.keys();
      const shown = Array.from({ length: table.size }, (_, i) => nameOf(keys.map(key => key.get(i) as string)));
      expect(shown).toEqual([...expected.keys()]);
      const wanted = sought.map(row => row.slice(0, width));
      const found = table.find(vectors(wanted, width), wanted.length);
      expect([...found]).toEqual(wanted.map(row => expected.get(nameOf(row)) ?? -1));
    }),
  );
});

test('more pairs than there was room for', () => {
  const table = new KeyTable(['int', 'int']);
  const numbers = Array.from({ length: 5000 }, (_, i) => i);
  const columns = [
    vectorOf(
      'int',
      numbers.map(i => i % 100),
    ),
    vectorOf(
      'int',
      numbers.map(i => Math.trunc(i / 100)),
    ),
  ];
  expect([...table.groups(columns, 5000)]).toEqual(numbers);
  expect([...table.find(columns.toReversed(), 5000)].filter(group => group >= 0)).toHaveLength(2500);
});

test('code points, in texts that share their bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 })), texts => {
      const vector = vectorOf('string', texts) as BytesVector;
      expect([...countCodePoints(vector)]).toEqual(texts.map(text => [...text].length));
      const evens = vector.take(Int32Array.from(texts.keys()).filter(row => row % 2 === 0));
      expect([...countCodePoints(evens)]).toEqual([...countCodePoints(vector)].filter((_, row) => row % 2 === 0));
    }),
  );
});

test('times that repeat, alternate and change, and more pairs than a grid has cells, are numbered as by a map', () => {
  const table = new KeyTable(['timestamp', 'int']);
  const seen = new Map<string, number>();
  const random = (() => {
    let state = 7;
    return (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  })();
  let last: { columns: Vector[]; expected: unknown[] } = { columns: [], expected: [] };
  for (const spread of [3, 50, 5_000]) {
    const rows = Array.from({ length: 6_000 }, (_, i) => [
      BigInt(Math.floor(i / 900) + (i % 2) + (spread > 50 ? random(spread) : 0)),
      random(spread),
    ]);
    const columns = [
      vectorOf(
        'timestamp',
        rows.map(([at]) => at),
      ),
      vectorOf(
        'int',
        rows.map(([, n]) => n),
      ),
    ];
    const expected = rows.map(row => {
      const key = row.join();
      if (!seen.has(key)) seen.set(key, seen.size);
      return seen.get(key);
    });
    expect([...table.groups(columns, rows.length)]).toEqual(expected);
    last = { columns, expected };
  }
  expect([...table.find(last.columns, last.expected.length)]).toEqual(last.expected);
  const [times, numbers] = table.keys();
  expect([...seen.keys()]).toEqual(Array.from({ length: seen.size }, (_, i) => `${times.get(i)},${numbers.get(i)}`));
});
