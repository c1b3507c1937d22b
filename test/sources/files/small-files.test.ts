import { expect, test } from 'vitest';
import { Batch } from '../../../src/lib/columns/batch.ts';
import { vectorOf } from '../../../src/lib/columns/vector-builder.ts';
import { SmallFiles } from '../../../src/lib/sources/files/small-files.ts';

const KB = 1024;
test.each<[what: string, sizes: readonly number[], pieces: readonly number[]]>([
  ['no file', [], []],
  ['tiny files, so many as may hold their memory', Array.from({ length: 150 }, () => 10), [64, 64, 22]],
  ['small files, up to a megabyte', Array.from({ length: 10 }, () => 250 * KB), [5, 5]],
  ['a large file alone, behind those before it', [10, 10, 300 * KB, 10], [2, 1, 1]],
])('%s: rows come together, in order', (_, sizes, pieces) => {
  const together = new SmallFiles(['int']);
  const batches = sizes.flatMap((size, i) => [...together.add(new Batch([vectorOf('int', [i])], 1), size)]);
  batches.push(...together.rest());
  expect(batches.map(({ length }) => length)).toEqual(pieces);
  expect(batches.flatMap(batch => [...batch.rows()])).toEqual(sizes.map((_size, i) => [i]));
});
