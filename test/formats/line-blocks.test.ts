import { describe, expect, test } from 'vitest';
import { LineBlocks } from '../../src/lib/formats/line-blocks.ts';

const BLOCK_BYTES = 1 << 20;

function blocksOf(text: string, rooms: ArrayBuffer[]): Buffer[] {
  const blocks = new LineBlocks('a.txt', undefined, rooms);
  return [...blocks.push(Buffer.from(text)), ...blocks.finish()];
}

const LINE = `${'x'.repeat(99)}\n`;
const LONG = `${'y'.repeat(3 * BLOCK_BYTES)}\n`;

describe('what a block keeps of memory', () => {
  test.each([
    ['a small file', 'a\nb\n', [4], [4]],
    ['the rest of a larger one', LINE.repeat(11_000), [1_048_500, 51_500], [BLOCK_BYTES, 51_500]],
    ['a rest of more than half a block', LINE.repeat(20_000), [1_048_500, 951_500], [BLOCK_BYTES, BLOCK_BYTES]],
  ])('%s', (_, text, lengths, held) => {
    const blocks = blocksOf(text, []);
    expect(blocks.map(({ length }) => length)).toEqual(lengths);
    expect(blocks.map(({ buffer }) => buffer.byteLength)).toEqual(held);
    expect(Buffer.concat(blocks).toString()).toBe(text);
  });
});

test('small files are read to one place, one after another', () => {
  const rooms: ArrayBuffer[] = [];
  const kept = ['a\n', 'b\n', 'c\n'].map(text => blocksOf(text, rooms));
  expect(rooms.length).toBe(1);
  expect(kept.flat().map(String)).toEqual(['a\n', 'b\n', 'c\n']);
});

test('behind a long line blocks are as long as before', () => {
  const rooms = [new ArrayBuffer(8 * BLOCK_BYTES)];
  const blocks = blocksOf(LONG + LINE.repeat(30_000), rooms);
  expect(Buffer.concat(blocks).length).toBe(LONG.length + 3_000_000);
  const [first, ...others] = blocks;
  expect(first.length).toBeGreaterThan(LONG.length - 1);
  expect(others.at(-1)!.buffer.byteLength).toBeLessThanOrEqual(BLOCK_BYTES);
});
