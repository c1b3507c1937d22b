import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../support/process.ts';

/** The tables of each run, in order; a run begins with batch 0. */
function runsOf(stdout: string): string[][] {
  const runs: string[][] = [];
  for (const part of stdout.split(/-{43}\nBatch: /).slice(1)) {
    const [, number, table] = /^(\d+)\n-{43}\n([\s\S]*?)\n\n(?:$|-)?/.exec(`${part}`) ?? [];
    if (number === '0') runs.push([]);
    runs.at(-1)!.push(table);
  }
  return runs;
}

const rowsOf = (table: string): string[] =>
  table
    .split('\n')
    .slice(3, -1)
    .map(line =>
      line
        .slice(1, -1)
        .replace(/ *\| */g, ' ')
        .trim(),
    );

describe('xpto demo', async () => {
  const { code, stdout, stderr } = await run(['demo'], { cwd: mkdtempSync(join(tmpdir(), 'xpto-')) });
  const [complete, update, append, window] = runsOf(stdout);

  test('ends well, from any folder', () => expect(code).toBe(0));

  test('complete gives every word each time', () => {
    expect(complete.map(rowsOf).map(rows => rows.length)).toEqual([0, 5, 7, 8]);
    expect(rowsOf(complete[3]).sort()).toEqual(
      ['a 2', 'do 2', 'o 2', 'rato 2', 'rei 2', 'riu 1', 'roeu 1', 'roupa 2'].sort(),
    );
  });

  test('update gives the words that changed', () => {
    expect(rowsOf(update[2]).sort()).toEqual(['a 2', 'do 1', 'rei 1', 'roupa 2']);
  });

  test('append is refused without a watermark, as Spark does', () => {
    expect(stderr).toContain('[STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION]');
    expect(stderr).toMatch(/Why: .*\n {2}Legal: .*\n {2}Try: /);
  });

  test('append gives the window that the watermark has closed, once', () => {
    expect(append.flatMap(rowsOf).sort()).toEqual(
      ['a 2', 'do 1', 'o 1', 'rato 1', 'rei 1', 'roeu 1', 'roupa 2'].map(
        row => `{2026-03-02 12:00:00, 2026-03-02 12:10:00} ${row}`,
      ),
    );
  });

  test('the window exercise is in order of the windows', () => {
    const starts = rowsOf(window[3]).map(row => row.slice(1, 20));
    expect(starts).toHaveLength(26);
    expect(starts).toEqual([...starts].sort());
  });

  test('tells its story in Portuguese too', async () => {
    const { code, stdout: same, stderr: told } = await run(['demo', '--lang', 'pt-BR']);
    expect({ code, stdout: same }).toEqual({ code: 0, stdout });
    expect(told).toContain('xpto netcat -lk 3456');
  });
});
