import { expect, test } from 'vitest';
import { readAhead } from '../../../src/lib/sources/files/read-ahead.ts';

const small = (name: string, text: string, sizeBytes = text.length) => ({
  name,
  sizeBytes,
  async *chunks() {
    const chunk = new Uint8Array(1);
    for (const byte of Buffer.from(text)) {
      if (byte === 0x21) throw new Error(`${name} is broken`);
      chunk[0] = byte; // written over, as a file's chunks are
      yield chunk;
    }
  },
  async range(from: number, to: number) {
    if (text.includes('!')) throw new Error(`${name} is broken`);
    return Buffer.from(text).subarray(from, to);
  },
});

test('gives the files in their order, each with its own bytes or its own failure, and begins a few ahead', async () => {
  const files = Array.from({ length: 100 }, (_, i) => ({ i }));
  let begun = 0;
  const read: string[] = [];
  const open = async ({ i }: { i: number }) => {
    begun++;
    if (i === 7) throw new Error('7 is not there');
    // 11 is large, 13 has grown since somebody looked, 15 seemed to be empty, 17 is shorter.
    const sizeBytes = { 11: 1 << 20, 13: 4, 15: 0, 17: 50 }[i];
    return small(`${i}`, i === 9 ? 'a!' : `file ${i}`, sizeBytes);
  };
  for await (const { file, input } of readAhead(files, open)) {
    expect(begun).toBeLessThanOrEqual(file.i + 16);
    try {
      let text = '';
      const { chunks, range, name } = await input();
      for await (const chunk of chunks()) text += Buffer.from(chunk).toString();
      if (name !== '9') expect(Buffer.from(await range(0, 4)).toString()).toBe('file');
      read.push(text);
    } catch (error) {
      read.push((error as Error).message);
    }
  }
  const expected = files.map(({ i }) => (i === 7 ? '7 is not there' : i === 9 ? '9 is broken' : `file ${i}`));
  expect(read).toEqual(expected);
});

test('who leaves early is not told of failures that nobody asked about', async () => {
  const open = async ({ i }: { i: number }) => {
    if (i > 0) throw new Error('not there');
    return small('0', 'x');
  };
  for await (const { file } of readAhead([{ i: 0 }, { i: 1 }, { i: 2 }], open)) {
    expect(file.i).toBe(0);
    break;
  }
  await new Promise(resolve => setImmediate(resolve)); // an unhandled rejection would fail the run
});
