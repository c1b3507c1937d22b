import { describe, expect, test } from 'vitest';
import { listen } from '../support/peer.ts';
import { run, start } from '../support/process.ts';

const objects = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

const minutes = (count: number): number => count * 60_000;

describe.concurrent('xpto window', () => {
  test('counts each word in both windows of 10 minutes around its arrival, the earlier one first', async () => {
    const peer = await listen();
    const query = start(['window', '--name', 'exercicio_janela', ...peer.options, '--sink', 'json']);
    const fromMs = Date.now();
    (await peer.client()).end('o rato o\n');
    const { code, stdout, stderr } = await query.ended;
    const toMs = Date.now();
    const rows = objects(stdout).map(({ window, palavra, count }) => {
      const [startMs, endMs] = [Date.parse(window.start), Date.parse(window.end)];
      expect(endMs - startMs).toBe(minutes(10));
      expect(startMs % minutes(5)).toBe(0);
      expect(startMs).toBeLessThanOrEqual(toMs);
      expect(endMs).toBeGreaterThan(fromMs);
      return { startMs, palavra, count };
    });
    const [{ startMs }] = rows;
    expect(rows).toEqual([
      { startMs, palavra: 'o', count: 2 },
      { startMs, palavra: 'rato', count: 1 },
      { startMs: startMs + minutes(5), palavra: 'o', count: 2 },
      { startMs: startMs + minutes(5), palavra: 'rato', count: 1 },
    ]);
    expect(stderr).toMatch(/\nBatches: 2. Lines: 1. Late rows dropped: 0/);
    expect(code).toBe(0);
  });

  const timed = ['window', '--event-time', '--time-zone', 'UTC', '--trigger', 'available-now'];
  const input = '2026-01-01 12:06:00\tb\n2026-01-01 12:01:00\tincompreensibilidades\n';

  test('prints a table in order of the windows, not cut, byte for byte as Spark', async () => {
    const { stdout } = await run(timed, { input });
    const rule = '+------------------------------------------+---------------------+-----+';
    expect(stdout).toBe(
      `${[
        '-------------------------------------------',
        'Batch: 0',
        '-------------------------------------------',
        rule,
        '|window                                    |palavra              |count|',
        rule,
        '|{2026-01-01 11:55:00, 2026-01-01 12:05:00}|incompreensibilidades|1    |',
        '|{2026-01-01 12:00:00, 2026-01-01 12:10:00}|b                    |1    |',
        '|{2026-01-01 12:00:00, 2026-01-01 12:10:00}|incompreensibilidades|1    |',
        '|{2026-01-01 12:05:00, 2026-01-01 12:15:00}|b                    |1    |',
        rule,
      ].join('\n')}\n\n`,
    );
  });

  test('takes other windows, cut cells and another zone', async () => {
    const args = ['--window', '1 hour', '--slide', '1 hour', '--truncate', 'true', '--time-zone', 'America/Sao_Paulo'];
    const { stdout } = await run([...timed, ...args], { input: '2026-01-01 12:06:00\tb' });
    expect(stdout).toContain('|{2026-01-01 12:00...|      b|    1|\n');
  });

  test.each([
    ['update', []],
    ['append', ['--watermark', '1 minute']],
  ])('in %s mode says that the rows are in no order', async (mode, more) => {
    const { code, stdout, stderr } = await run([...timed, '--mode', mode, ...more, '--sink', 'json'], { input });
    expect(stderr).toMatch(new RegExp(`^In ${mode} mode .*order`));
    const counts = objects(stdout || '[]').flat();
    expect(counts).toHaveLength(mode === 'update' ? 4 : 1); // at 12:05 one window is closed
    expect(code).toBe(0);
  });

  test('in complete mode says no such thing', async () => {
    expect((await run([...timed, '--sink', 'noop'], { input })).stderr).not.toMatch(/order/);
  });

  test('bears the name that it is given, else its own', async () => {
    const named = await run([...timed, '--json', '--name', 'exercicio_janela'], { input });
    expect(objects(named.stdout)[0].name).toBe('exercicio_janela');
    const { stdout } = await run([...timed, '--json'], { input });
    expect(objects(stdout)[0].name).toBe('window');
  });
});
