/** Files that are no part of a place: what is read at once, or as a stream, added to, or used as room. */
import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendTo } from '../../src/lib/files/appended-file.ts';
import { openChunks, readRange, streamChunks } from '../../src/lib/files/file-chunks.ts';
import { chunksNow, rangeNow, readNow, statNow } from '../../src/lib/files/read-now.ts';
import { ScratchFile } from '../../src/lib/files/scratch-file.ts';
import { makeTemporaryFolder, writeTemporaryFile } from '../../src/lib/files/temporary-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathOf = (name: string, content?: string | Buffer): string => {
  const path = join(folder, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

describe('the pieces of a file', () => {
  const { signal } = new AbortController();

  test.each([0, 1, 1 << 19, (1 << 20) + 1])('of %d bytes are all of it, each time', async size => {
    const content = Buffer.alloc(size, 'a line\n');
    const chunks = await openChunks(pathOf('file', content));
    for (let time = 0; time < 2; time++) expect((await bytesOf(chunks(signal))).equals(content)).toBe(true);
  });

  test.each([
    ['nowhere', 'FILE_NOT_FOUND'],
    ['', 'READ_FAILED'],
    ['file/inner', 'READ_FAILED'],
  ])('are refused of %j', async (name, key) => {
    pathOf('file', 'x');
    await expect(openChunks(pathOf(name))).rejects.toMatchObject({ key });
  });

  test('of one that went before the second time are missed by name', async () => {
    const chunks = await openChunks(pathOf('file', 'x'));
    expect(String(await bytesOf(chunks(signal)))).toBe('x');
    rmSync(pathOf('file'));
    await expect(bytesOf(chunks(signal))).rejects.toMatchObject({ key: 'FILE_NOT_FOUND' });
  });

  test('of a pipe are what others write into it; of one that goes nothing is waited for', async () => {
    const pipe = pathOf('pipe');
    execFileSync('mkfifo', [pipe]);
    const chunks = await openChunks(pipe);
    const reading = bytesOf(chunks(signal));
    createWriteStream(pipe).end('through the pipe');
    expect(String(await reading)).toBe('through the pipe');
    rmSync(pipe);
    expect(() => chunks(signal)).toThrow(expect.objectContaining({ key: 'FILE_NOT_FOUND' }));
  });
});

describe('the pieces of a stream', () => {
  test('end without an error when nobody wants more, before or while they come', async () => {
    expect(await bytesOf(streamChunks(new PassThrough(), 'name', AbortSignal.abort()))).toEqual(Buffer.alloc(0));
    const stream = new PassThrough();
    const stopping = new AbortController();
    stream.write('first');
    const seen: string[] = [];
    for await (const chunk of streamChunks(stream, 'name', stopping.signal)) {
      seen.push(String(chunk));
      stopping.abort();
    }
    expect([seen, stream.destroyed]).toEqual([['first'], true]);
  });

  test('end with what is wrong with the stream, by its name', async () => {
    const stream = new PassThrough();
    stream.destroy(Object.assign(new Error('gone'), { code: 'EIO' }));
    const chunks = streamChunks(stream, 'standard input', new AbortController().signal);
    await expect(bytesOf(chunks)).rejects.toMatchObject({ key: 'READ_FAILED', params: { name: 'standard input' } });
  });
});

test('a file that is added to keeps what it had', async () => {
  const path = pathOf('file', 'one\n');
  const file = await appendTo(path);
  await file.write('two\n');
  await file.write('three\n');
  await file.close();
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
});

test('what a file refuses to take is told to who writes, and to all later calls', async () => {
  const full = await appendTo('/dev/full'); // a disk without room
  const failed = { key: 'FILE_FAILED', params: { path: '/dev/full' } };
  await expect(full.write('x')).rejects.toMatchObject(failed);
  await expect(full.write('y')).rejects.toMatchObject(failed);
  await expect(full.close()).rejects.toMatchObject(failed);
});

test('a small file is read at once, where it is on this machine', () => {
  pathOf('metadata', '{}');
  expect(String(readNow(folder, 'metadata'))).toBe('{}');
  expect(String(readNow(`file://${folder}`, 'metadata'))).toBe('{}');
  for (const [location, path] of [
    [folder, 'nothing'],
    [folder, ''],
    ['s3://lake', 'metadata'],
  ])
    expect(readNow(location, path)).toBeUndefined();
});

test('a file of this machine is looked at in whole and in part, at once and waiting', async () => {
  const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i % 251));
  const path = pathOf('large', bytes);
  expect(statNow(path)).toMatchObject({ sizeBytes: bytes.length, modifiedMs: expect.any(Number) });
  expect(Buffer.concat(Array.from(chunksNow(path), chunk => Buffer.from(chunk)))).toEqual(bytes);
  for (const read of [rangeNow, readRange]) {
    expect(await read(path, 5, 400_000)).toEqual(bytes.subarray(5, 400_000));
    expect(await read(path, 599_990, 700_000)).toEqual(bytes.subarray(599_990)); // no more than there is
  }
  await expect(readRange(pathOf('nothing'), 0, 1)).rejects.toMatchObject({ key: 'FILE_NOT_FOUND' });
  await expect(readRange(folder, 0, 1)).rejects.toMatchObject({ key: 'READ_FAILED' });
});

test('a temporary folder that cannot be made is told', () => {
  const names = ['TMPDIR', 'TEMP', 'TMP'];
  const before = names.map(name => process.env[name]);
  try {
    for (const name of names) process.env[name] = join(pathOf('file', ''), 'below');
    expect(makeTemporaryFolder).toThrow(expect.objectContaining({ key: 'WRITE_FAILED' }));
  } finally {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }
  }
});

test('a file for other programs is there until it is removed, with its folder', () => {
  const { path, remove } = writeTemporaryFile('name.pem', 'text');
  expect([basename(path), readFileSync(path, 'utf8')]).toEqual(['name.pem', 'text']);
  remove();
  remove();
  expect(existsSync(dirname(path))).toBe(false);
  expect(() => writeTemporaryFile('no/such/folder', 'text')).toThrow(expect.objectContaining({ key: 'WRITE_FAILED' }));
});

describe('room on the disk', () => {
  test.each(['', 'inner/scratch'])('in %j holds what was written to it, and leaves nothing', where => {
    const parent = where === '' ? '' : join(folder, where);
    const room = new ScratchFile(parent);
    room.write(Buffer.from('abc'), 5);
    const bytes = Buffer.alloc(10, '-');
    room.read(bytes, 2);
    expect(String(bytes)).toBe('\0\0\0abc----');
    room.close();
    room.close();
    if (parent !== '') expect(readdirSync(parent)).toEqual([]);
    expect(() => room.read(bytes, 0)).toThrow(expect.objectContaining({ key: 'READ_FAILED' }));
    expect(() => room.write(bytes, 0)).toThrow(expect.objectContaining({ key: 'WRITE_FAILED' }));
  });

  test('where there can be no folder is refused', () => {
    mkdirSync(pathOf('sub'));
    pathOf('sub/file', 'x');
    expect(() => new ScratchFile(pathOf('sub/file/scratch'))).toThrow(expect.objectContaining({ key: 'WRITE_FAILED' }));
  });
});
