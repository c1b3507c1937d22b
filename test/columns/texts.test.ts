import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extremeTexts, packTexts } from '../../src/lib/columns/kernels.ts';
import { BytesVector } from '../../src/lib/columns/vector.ts';

/** Bytes that often begin alike, of all lengths around whole words, and of all values. */
const bytes = fc
  .tuple(
    fc.constantFrom(0, 0, 7, 8, 9, 16, 23, 70),
    fc.array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { maxLength: 9 }),
  )
  .map(([common, rest]) => Buffer.concat([Buffer.alloc(common, 'é'), Buffer.from(rest)]));
/** Texts in the middle of others. */
const texts = fc.array(bytes, { minLength: 1, maxLength: 40 }).map(values => {
  const ends = values.map((_, i) => 1 + values.slice(0, i + 1).reduce((total, value) => total + value.length, 0));
  const starts = values.map((value, i) => ends[i] - value.length);
  const all = new Uint8Array(Buffer.concat([Buffer.from([0xff]), ...values, Buffer.alloc(20, 0xff)]));
  return {
    values,
    vector: new BytesVector('binary', all, Int32Array.from(starts), Int32Array.from(ends), values.length),
  };
});

test('the least and the greatest text are found by their bytes', () => {
  fc.assert(
    fc.property(texts, ({ values, vector }) => {
      const sorted = values.toSorted(Buffer.compare);
      const [least, greatest] = extremeTexts(vector);
      expect([values[least], values[greatest]]).toEqual([sorted[0], sorted.at(-1)]);
    }),
  );
});

test('packed texts are the same, one behind the other, in any order and with nulls', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat()), ({ vector }, order) => {
      const rows = Int32Array.from(order, place => (place % (vector.length + 1)) - 1);
      const taken = vector.take(rows);
      const packed = packTexts(taken);
      expect([...packed]).toEqual([...taken]);
      expect(packed.bytes.length).toBe(
        [...taken].reduce((total: number, value) => total + ((value as Uint8Array)?.length ?? 0), 0),
      );
    }),
  );
});
