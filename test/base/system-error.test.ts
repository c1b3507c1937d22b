import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RuntimeError } from '../../src/lib/base/errors.ts';
import { reasonOf } from '../../src/lib/base/system-error.ts';
import { appendTo } from '../../src/lib/files/appended-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xpto-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['nowhere/file', 'there is no such file or folder (ENOENT)', 'não existe o arquivo ou a pasta (ENOENT)'],
  ['', 'it is a folder (EISDIR)', 'é uma pasta (EISDIR)'],
])('writing to "%s" says what is in the way', async (path, english, portuguese) => {
  const error = await appendTo(join(folder, path)).catch(cause => cause);
  expect(error).toBeInstanceOf(RuntimeError);
  expect(error.message).toBe(`The file ${join(folder, path)} cannot be written: ${english}.`);
  expect(error.explain('pt-BR').message).toContain(portuguese);
});

test('what nobody has named is told as it is', () => {
  expect(reasonOf(Object.assign(new Error('odd'), { code: 'EODD' }))).toBe('EODD');
  expect(reasonOf(Object.assign(new Error('odd'), { code: 'toString' }))).toBe('toString');
  expect(reasonOf(new Error('odd'))).toBe('odd');
});
