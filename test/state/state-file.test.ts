/** What a file of state is read as, and that no byte of it is used that is not as it was written. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BytesVector } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { encodeStateFile, openStateFile, type StateFileHeader } from '../../src/lib/state/state-file.ts';
import type { StateChanges } from '../../src/lib/state/state-store.ts';

const HEADER: StateFileHeader = { version: 3, run: 'r1', since: { version: 2, run: 'r0' } };

const bytes = (...texts: string[]): BytesVector =>
  vectorOf(
    'binary',
    texts.map(text => Buffer.from(text)),
  ) as BytesVector;

const blockOf = (sizeBytes: number): StateChanges => ({
  removed: bytes('gone'),
  put: { keys: bytes('a:1', 'b:2'), values: bytes('x'.repeat(sizeBytes), 'last') },
  options: { expiriesMs: Float64Array.of(5, Number.POSITIVE_INFINITY), prefixes: bytes('a:', 'b:') },
});

const encoded = (blocks: readonly StateChanges[], header = HEADER): Buffer =>
  Buffer.concat([...encodeStateFile('name', header, blocks)].map(piece => Buffer.from(piece)));

async function readBack(files: Files, path: string): Promise<unknown> {
  const { header, blocks } = await openStateFile(files, path, 'name');
  const read: unknown[] = [];
  for await (const { removed, put, options } of blocks()) read.push(plain({ removed, put, options }));
  return { header, read };
}

const listed = (vector: BytesVector): string[] => Array.from({ length: vector.length }, (_, row) => vector.text(row));

const plain = ({ removed, put, options }: StateChanges) => ({
  removed: listed(removed),
  keys: listed(put.keys),
  values: listed(put.values),
  prefixes: options.prefixes && listed(options.prefixes),
  expiriesMs: options.expiriesMs,
});

test.each([0, 100, 100_000, 20 << 20])(
  'a value of %d bytes, and what lies around it, is read as it was written',
  async size => {
    const folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = await openFiles(folder);
    const blocks = [blockOf(size), { removed: bytes(), put: { keys: bytes('c'), values: bytes('') }, options: {} }];
    await files.createNew('file', encoded(blocks));
    expect(await readBack(files, 'file')).toMatchObject({ header: HEADER, read: blocks.map(plain) });
  },
);

test.each([10, 100_000])('a file with a value of %d bytes that is not as it was written is refused', async size => {
  const whole = encoded([blockOf(size)]);
  const damages: [string, Buffer][] = [
    ['a byte more', Buffer.concat([whole, Buffer.alloc(1)])],
    ['twice', Buffer.concat([whole, whole])],
    ...[2, 200, whole.length - 2].map((place): [string, Buffer] => [
      `bit at ${place}`,
      Buffer.from(whole.map((byte, i) => (i === place ? byte ^ 4 : byte))),
    ]),
    ...[0, 1, 100, whole.length - 30, whole.length - 1].map((length): [string, Buffer] => [
      `cut to ${length}`,
      whole.subarray(0, length),
    ]),
  ];
  for (const [damage, damaged] of damages) {
    const files = new MemoryFiles();
    await files.createNew('file', damaged);
    await expect(readBack(files, 'file'), damage).rejects.toMatchObject({
      key: 'CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED',
    });
  }
});

test('a file of a format to come, and one that is not there or cannot be read, are refused by name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = await openFiles(folder);
  await files.createNew('folder/file', encoded([]));
  await files.createNew('file', encoded([], { ...HEADER, format: 2 } as StateFileHeader));
  await expect(readBack(files, 'file')).rejects.toMatchObject({ key: 'STATE_FILE_FORMAT' });
  await expect(readBack(files, 'folder')).rejects.toMatchObject({ key: 'READ_FAILED' });
  await expect(readBack(files, 'other')).rejects.toMatchObject({
    key: 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS',
  });
});
