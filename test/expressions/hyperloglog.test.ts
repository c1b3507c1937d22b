import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fold, foldLong, XxHash64 } from '../../src/lib/expressions/hashing.ts';
import { HyperLogLog, precisionFor } from '../../src/lib/expressions/hyperloglog.ts';

/** Values are numbered from `first`; estimates were taken before the first and then after every `step` values. */
interface Run {
  readonly rsd: number;
  readonly kind: 'bigint' | 'int' | 'double' | 'string';
  readonly first: number;
  readonly step: number;
  readonly estimates: readonly number[];
}
const runs: Run[] = JSON.parse(readFileSync(new URL('hyperloglog.recorded.json', import.meta.url), 'utf8')).runs;

const hash = new XxHash64();

function hashOf(kind: Run['kind'], number: number): XxHash64 {
  hash.reset();
  if (kind === 'bigint') foldLong(hash, number);
  else fold(hash, kind, kind === 'string' ? `w${number}` : kind === 'double' ? number * 0.1 : number);
  return hash;
}

test.each(runs)('estimates are those of Spark: $kind at $rsd', ({ rsd, kind, first, step, estimates }) => {
  const sketch = new HyperLogLog(precisionFor(rsd));
  const registers = new Uint8Array(sketch.registerCount);
  const ours: number[] = [];
  for (let i = 0; ours.length < estimates.length; i++) {
    if (i % step === 0) ours.push(sketch.estimate(registers, 0));
    sketch.add(registers, 0, hashOf(kind, first + i));
  }
  expect(ours).toEqual(estimates);
});

test('two sketches merge into the one of all values', () => {
  const sketch = new HyperLogLog(precisionFor(0.05));
  const size = sketch.registerCount;
  // Three sketches side by side: the first half, the second half with some of the first, and all.
  const registers = new Uint8Array(3 * size);
  for (let i = 0; i < 3000; i++) {
    if (i < 2000) sketch.add(registers, 0, hashOf('int', i));
    if (i >= 1000) sketch.add(registers, size, hashOf('int', i));
    sketch.add(registers, 2 * size, hashOf('int', i));
  }
  sketch.merge(registers, 0, registers, size);
  expect(registers.slice(0, size)).toEqual(registers.slice(2 * size));
});

test('the precision follows from the deviation', () => {
  expect([0.39, 0.3, 0.2, 0.1, 0.05, 0.01, 0.5].map(precisionFor)).toEqual([4, 4, 5, 7, 9, 14, 3]);
  expect(() => new HyperLogLog(3)).toThrow();
});
