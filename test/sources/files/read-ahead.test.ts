import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { HelperThread, threadScript } from '../../../src/lib/base/helper-thread.ts';
import { LocalFiles } from '../../../src/lib/files/local-files.ts';
import { readSmallFiles } from '../../../src/lib/files/small-reads.ts';
import { readAhead } from '../../../src/lib/sources/files/read-ahead.ts';
import { SimulatedMachine } from '../../support/simulated-disk.ts';

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
  const files = Array.from({ length: 100 }, (_, i) => ({ i, sizeBytes: 10 }));
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
  for await (const { file } of readAhead(
    [0, 1, 2].map(i => ({ i, sizeBytes: 1 })),
    open,
  )) {
    expect(file.i).toBe(0);
    break;
  }
  await new Promise(resolve => setImmediate(resolve)); // an unhandled rejection would fail the run
});

test('of many small ones a group is read at once, where somebody can, and what it could not by itself', async () => {
  const files = Array.from({ length: 300 }, (_, i) => ({ i, sizeBytes: i === 140 ? 1 << 20 : i < 40 ? 50_000 : 10 }));
  const groups: number[][] = [];
  const alone: number[] = [];
  const open = async ({ i, sizeBytes }: { i: number; sizeBytes: number }) => {
    const input = small(`${i}`, `file ${i}`, sizeBytes);
    const noted = <T>(value: T): T => {
      alone.push(i);
      return value;
    };
    const range = (from: number, to: number) => noted(input.range(from, to));
    return { ...input, chunks: () => noted(input.chunks()), range };
  };
  let texts = 0;
  let isReady = false;
  const readMany = (some: readonly { i: number }[]) => {
    if (!isReady) return undefined;
    groups.push(some.map(({ i }) => i));
    return Promise.resolve(some.map(({ i }) => (i % 50 === 0 ? undefined : Buffer.from(`file ${i}`))));
  };
  for await (const { file, input } of readAhead(files, open, readMany)) {
    isReady = true; // as a thread is, after a while
    let text = '';
    for await (const chunk of (await input()).chunks()) text += Buffer.from(chunk).toString();
    expect(text).toBe(`file ${file.i}`);
    texts++;
  }
  expect(texts).toBe(300);
  expect(groups.every(({ length }) => length > 1 && length <= 32)).toBe(true);
  expect(groups[0].length).toBeLessThan(22); // a megabyte
  const together = groups.flat();
  expect(new Set(together).size).toBe(together.length);
  expect(together.length).toBeGreaterThan(270);
  expect([...new Set(alone)].filter(i => together.includes(i))).toEqual([50, 100, 150, 200, 250]);
});

const ENDS = `const { parentPort } = require('node:worker_threads');
parentPort.postMessage('ready');
parentPort.on('message', () => process.exit());`;

test('a disk that has no thread reads no files together', () => {
  const files = new LocalFiles('/here', new SimulatedMachine().start());
  expect(files.readMany([{ path: 'a', sizeBytes: 1 }])).toBeUndefined();
});

test('the thread reads files whole, and none that has grown or is not there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  const thread = new HelperThread(threadScript('read-thread'));
  // As one that has no memory left.
  writeFileSync(join(folder, 'ends.cjs'), ENDS);
  const ending = new HelperThread(pathToFileURL(join(folder, 'ends.cjs')));
  try {
    const files = ['one', '', 'grown', 'shorter'].map((text, i) => {
      writeFileSync(join(folder, `${i}`), text);
      return { path: join(folder, `${i}`), sizeBytes: [3, 0, 4, 100][i] };
    });
    const asked = [...files, { path: join(folder, 'nowhere'), sizeBytes: 3 }, { path: folder, sizeBytes: 3 }, files[0]];
    expect(readSmallFiles(asked, thread)).toBeUndefined();
    if (!(await thread.started)) return; // on one processor there is none
    const texts = (await readSmallFiles(asked, thread)!).map(bytes => bytes && Buffer.from(bytes).toString());
    expect(texts).toEqual(['one', '', undefined, 'shorter', undefined, undefined, 'one']);
    await ending.started;
    expect(await readSmallFiles(files, ending)).toEqual([undefined, undefined, undefined, undefined]);
  } finally {
    thread.end();
    rmSync(folder, { recursive: true });
  }
});

test('a stream of many small files has the rows of each, with the thread and before it is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  try {
    const COUNT = 600;
    for (let i = 0; i < COUNT; i++) writeFileSync(join(folder, `${i}.txt`), `file ${i}\nação\n`);
    writeFileSync(join(folder, 'bad.txt'), Buffer.from([0x61, 0xff]));
    const session = new Session();
    const files = session.readStream.format('text').options({ wholetext: true, maxFilesPerTrigger: 200 }).load(folder);
    const query = files.writeStream.format('memory').queryName('texts').trigger({ availableNow: true }).start();
    await query.awaitTermination();
    const texts = (await session.table('texts').collect()).map(({ value }) => value);
    const expected = Array.from({ length: COUNT }, (_, i) => `file ${i}\nação\n`);
    expect(texts.sort()).toEqual([...expected, 'a\ufffd'].sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
