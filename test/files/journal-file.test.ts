import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalFile } from '../../src/lib/files/journal-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('adds to what is there', async () => {
  const path = join(folder, 'journal');
  writeFileSync(path, 'a\n');
  const journal = JournalFile.open(path);
  await journal.append(Buffer.from('b\n'));
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  await journal.append(Buffer.alloc(0));
  await journal.sync();
  await journal.append(Buffer.from('ç\n'));
  await journal.close();
  expect(readFileSync(path, 'utf8')).toBe('a\nb\nç\n');
});

test('cannot begin where there is no folder', () => {
  const path = join(folder, 'no', 'journal');
  expect(() => JournalFile.open(path)).toThrow(expect.objectContaining({ key: 'WRITE_FAILED' }));
});

const FULL_DISK = '/dev/full';
test.skipIf(!existsSync(FULL_DISK))('fails for good: what a disk holds after a failure is not known', async () => {
  const journal = JournalFile.open(FULL_DISK);
  const failure = await journal.append(Buffer.from('a')).catch(error => error);
  expect(failure).toMatchObject({ key: 'WRITE_FAILED', params: { path: FULL_DISK } });
  for (const again of [() => journal.append(Buffer.alloc(0)), () => journal.sync(), () => journal.close()]) {
    expect(await again().catch(error => error)).toBe(failure);
  }
});
