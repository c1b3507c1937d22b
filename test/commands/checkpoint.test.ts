import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functions as F, ManualClock, Session } from 'xpto';
import { root, run } from '../support/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
const checkpoint = join(folder, 'checkpoint');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts words in windows, in three batches: the third closes the windows of the first. */
beforeAll(async () => {
  const session = new Session({ clock: new ManualClock(1_000_000_000_000) });
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const words = session.memoryStream('ts timestamp, word string');
  const query = words
    .toDF()
    .withWatermark('ts', '5 seconds')
    .groupBy(F.window('ts', '10 seconds'), 'word')
    .count()
    .writeStream.outputMode('update')
    .format('noop')
    .option('checkpointLocation', checkpoint)
    .start();
  for (const [second, word] of [
    [1, 'a'],
    [2, 'b'],
    [40, 'a\x1b[31m'],
  ] as const) {
    words.add([[new Date(second * 1000), word]]);
    await query.processAllAvailable();
  }
  await query.stop();
});

describe('xpto checkpoint show', () => {
  test('prints batches, and what a restart would do', async () => {
    const { stdout, stderr, code } = await run(['checkpoint', 'show', checkpoint]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Query [0-9a-f-]{36}, written by xpto\.\nstateStoreSave keeps \(bigint\) by /);
    expect(stdout).toMatch(/\|2 +\|2001-09-09T01:46:40\.000Z\|- +\|\[2\] +\|yes +\|\n/);
    expect(stdout).toMatch(/\|3 +\|.*\|1970-01-01T00:00:35\.000Z\|\[2\] +\|yes +\|\n/);
    expect(stdout).toContain(
      'A restart would begin with batch 4, with what is new then. Its watermark: 1970-01-01T00:00:35',
    );
  });

  test('as JSON, and only the last ones', async () => {
    const { stdout } = await run(['checkpoint', 'show', checkpoint, '--json', '--last', '1']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ writtenBy: 'xpto', restart: { batchId: 4, again: false }, query: { sources: 1 } });
    expect(report.batches).toHaveLength(1);
    expect(report.batches[0]).toMatchObject({ batchId: 3, offsets: [2], committed: true });
  });

  test('reads one that Spark wrote', async () => {
    const { stdout, code } = await run(['checkpoint', 'show', join(root, 'test/commands/spark-checkpoint')]);
    expect(stdout).toContain('written by Spark.');
    expect(stdout).toMatch(/\|3 +\|.*\|2026-01-01T00:01:05\.000Z\|\[\{"logOffset":1\}\]\|yes/);
    expect(code).toBe(0);
  });
});

describe('xpto state show', () => {
  test('prints what is kept after the last batch, after an earlier one, and the difference', async () => {
    const last = await run(['state', 'show', checkpoint]);
    expect(last.stdout).toMatch(/^stateStoreSave, groups, after batch 3:\n/);
    expect(last.stdout).toMatch(/\|\{1970-01-01 \d\d:\d\d:40, .*\|a\x1b\[31m\|1 +\|\n/);
    const { stdout } = await run(['state', 'show', checkpoint, '--batch', '1', '--json']);
    expect(stdout.match(/^\{"window":\{.*\},"word":"[ab]","count":1\}$/gm)).toHaveLength(2);
    expect(last.stdout).toMatch(/^\|window +\|word *\|count\|$/m);
    const difference = await run(['state', 'show', checkpoint, '--batch', '3', '--diff', '0']);
    expect(difference.stdout.match(/\|(added|removed|changed) *\|/g)).toEqual(['|added  |', '|removed|']);
  });

  test('names a column of the value that has the name of one of the key, and one of an older checkpoint', async () => {
    const session = new Session();
    const rows = session.memoryStream('change int, at timestamp');
    const [left, right] = ['l', 'r'].map(alias => rows.toDF().withWatermark('at', '1 second').alias(alias));
    const path = join(folder, 'joined');
    const query = left
      .join(right, F.expr('l.change = r.change AND l.at = r.at'))
      .writeStream.format('noop')
      .option('checkpointLocation', path)
      .start();
    for (const change of [7, 8]) {
      rows.add([[change, new Date(5000)]]);
      await query.processAllAvailable();
    }
    await query.stop();
    const lines = (await run(['state', 'show', path, '--json', '--diff', '0'])).stdout.trim().split('\n');
    expect(Object.keys(JSON.parse(lines[0]))).toEqual([
      'change',
      'key.change',
      'at',
      'number',
      'matched',
      'value.change',
      'value.at',
    ]);
    const shape = join(path, 'xpto-query');
    const sealed = readFileSync(shape, 'utf8');
    writeFileSync(shape, sealed.replaceAll(/,"names":\{.*?\}/g, ''));
    expect((await run(['state', 'show', path, '--json'])).stdout).toMatch(/^\{"key1":7,"key2":".*","key3":0,"value1":/);
  });

  test.each([
    [['state', 'show', checkpoint, '--batch', '9'], 'There is that of the batches 0 to 3.'],
    [['state', 'show', join(root, 'test/commands/spark-checkpoint')], 'in a format of Spark'],
    [['state', 'show', folder], 'is no checkpoint'],
    [['checkpoint', 'show', folder], 'is no checkpoint'],
    [['checkpoint', 'show', dirname(checkpoint)], `Name one of them: ${checkpoint}`],
    [['checkpoint', 'shwo', folder], 'shwo'],
    [['checkpoint', 'show', checkpoint, '--last', 'x'], '--last'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toContain(message);
    expect(code).toBeGreaterThan(1);
    expect(stdout).toBe('');
  });
});
