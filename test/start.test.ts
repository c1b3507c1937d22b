import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const copy = mkdtempSync(join(tmpdir(), 'xpto-code-cache-'));
for (const part of ['bin', 'scripts', 'package.json', 'dist/xpto.cjs', 'dist/kernels.wasm']) {
  cpSync(join(root, part), join(copy, part), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
afterAll(() => rmSync(copy, { recursive: true }));

function node(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, input, encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** Starts the program as Node 20 does; tells what V8 says of the code cache, and what a word count prints. */
function countWords(): { isRefused: boolean | undefined; words: string } {
  const program = `
    import { compileProgram } from './bin/program.js';
    const { script, load } = compileProgram();
    console.log(String(script.cachedDataRejected));
    load().runCommandLine(['wordcount', '--trigger', 'available-now', '-']);`;
  const [first, ...rest] = node(['--input-type=module', '-e', program], 'one two\ntwo\n').split('\n');
  return { isRefused: JSON.parse(first === 'undefined' ? 'null' : first) ?? undefined, words: rest.join('\n') };
}

test('the program starts the same without a code cache, with one, and with one that V8 refuses', () => {
  const { isRefused, words } = countWords();
  expect(isRefused).toBeUndefined();
  expect(words).toMatch(/two\| +2\|/);
  node(['scripts/code-cache.mjs'], 'one two\n');
  expect(countWords()).toEqual({ isRefused: false, words });
  writeFileSync(join(copy, 'dist/xpto.cache'), 'of another compiler');
  expect(countWords()).toEqual({ isRefused: true, words });
});

test('a checkout that is not built says what to do', () => {
  rmSync(join(copy, 'dist/xpto.cjs'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/xpto.js', 'demo'], {
    cwd: copy,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  expect(stderr).toBe('xpto is not built in this checkout. Build it: npm run build\n');
});
