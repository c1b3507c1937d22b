/** `xpto compact` and `xpto lake rebase`, on a folder of this machine. */
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import { run } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
const output = join(folder, 'output');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const session = new Session();
  const rows = session.memoryStream('id int');
  const writer = rows.toDF().writeStream.format('json').option('checkpointLocation', join(folder, 'checkpoint'));
  const query = writer.start(output);
  for (let id = 0; id < 11; id++) {
    rows.add([[id]]);
    await query.processAllAvailable();
  }
  await query.stop();
});

const copy = (name: string): string => {
  cpSync(output, join(folder, name), { recursive: true });
  return join(folder, name);
};
const dataIn = (path: string) => readdirSync(path).filter(name => !name.startsWith('_'));

describe('xpto compact', () => {
  test('merges files, and says so', async () => {
    const path = join(folder, 'compacted');
    renameSync(copy('to-compact'), path);
    await run(['lake', 'rebase', path]);
    const first = await run(['compact', path, '--all', '--lang', 'en']);
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^9 files became 1; the folder has 3\.\n2 files/),
    });
    expect(dataIn(path)).toHaveLength(3);
    const { stdout } = await run(['compact', path, '--all', '--older-than', '1 hour', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ filesBefore: 3, filesMerged: 0, filesMade: 0, filesWaiting: 2 });
  });

  test('refuses what is no output folder', async () => {
    const { code, stderr } = await run(['compact', folder, '--lang', 'en']);
    expect(code).toBe(4);
    expect(stderr).toContain('has no log of xpto');
  });
});

describe('xpto lake rebase', () => {
  test('mends a folder that was copied', async () => {
    const path = copy('copied');
    const hint = `npx xpto lake rebase "${path}" mends the log.`;
    expect(await run(['compact', path])).toMatchObject({ code: 4, stderr: expect.stringContaining(hint) });
    const { stdout } = await run(['lake', 'rebase', path, '--json']);
    expect(JSON.parse(stdout)).toEqual({
      from: pathToFileURL(output).href,
      to: pathToFileURL(path).href,
      logFiles: 11,
    });
    expect((await run(['lake', 'rebase', path, '--lang', 'pt-BR'])).stdout).toBe(
      `O log já cita ${pathToFileURL(path)}.\n`,
    );
  });
});
