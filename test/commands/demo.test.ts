import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sentimentChart } from '../../src/commands/sentiment-chart.ts';
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

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));

describe('xpto demo', async () => {
  const [{ code, stdout, stderr }, portuguese] = await Promise.all([
    run(['demo'], { cwd: folder }),
    run(['demo', '--lang', 'pt-BR', '--keep', 'lake'], { cwd: folder }),
  ]);
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

  test('collects tweets, refines them while they come, and asks for the mood of each day', () => {
    const [, tweets] = /^Files: \d+\. Tweets in REF: (\d+)\./m.exec(stderr)!;
    const days = [...stderr.matchAll(/^(2026-\d\d-\d\d) {2}(█+▓+░+) {2}(\d+)$/gm)];
    expect(days.map(([, day]) => day)).toEqual([2, 3, 4, 5, 6].map(day => `2026-03-0${day}`));
    expect(days.reduce((sum, [, , , count]) => sum + Number(count), 0)).toBe(Number(tweets));
    expect(Number(tweets)).toBeGreaterThan(1000);
    expect(stderr.match(/^Batch \d+: \d+ files?/gm)!.length).toBeGreaterThan(1);
    expect(stderr).not.toContain('Stopping:');
  });

  test('tells its story in Portuguese too', () => {
    const { code, stdout: same, stderr: told } = portuguese;
    expect({ code, stdout: same }).toEqual({ code: 0, stdout });
    expect(told).toContain('xpto netcat -lk 3456');
    expect(told.match(/█.*/g)).toEqual(stderr.match(/█.*/g));
  });

  test('leaves nothing behind, or all of it where that is asked for', async () => {
    expect(readdirSync(folder)).toEqual(['lake']);
    expect(readdirSync(join(folder, 'lake')).sort()).toEqual(['raw', 'ref']);
    const again = await run(['demo', '--keep', 'lake'], { cwd: folder });
    expect({ code: again.code, stderr: again.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('The folder lake is not empty'),
    });
  });
});

test('the chart is as wide as the day with most tweets, and no day loses one to rounding', () => {
  const plain = { bold: String, dim: String, red: String, green: String };
  const lines = sentimentChart(
    [
      { day: '2026-03-02', positive: 96, negative: 48, neutral: 48 },
      { day: '2026-03-03', positive: 1, negative: 1, neutral: 1 },
      { day: '2026-03-04', positive: 0, negative: 0, neutral: 96 },
    ],
    plain,
  );
  expect(lines).toEqual([
    `2026-03-02  ${'█'.repeat(24)}${'▓'.repeat(12)}${'░'.repeat(12)}  192`,
    '2026-03-03  ▓  3',
    `2026-03-04  ${'░'.repeat(24)}  96`,
    '█ Positivo   ▓ Negativo   ░ Neutro',
  ]);
});
