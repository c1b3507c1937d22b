/** Queries that are stopped and started again from their checkpoint. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Column, type DataFrame, functions as F, ManualClock, Session } from 'xpto';
import { rowsOf } from '../support/script.ts';

const clock = new ManualClock(1_000_000_000_000);
const session = new Session({ clock });
session.conf.set('spark.sql.session.timeZone', 'UTC');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Mode = 'append' | 'update' | 'complete';
type Batches = Map<number, unknown[]>;

/** Runs a query until it has nothing left to do. */
async function run(frame: DataFrame, mode: Mode, batches: Batches): Promise<string> {
  const query = frame.writeStream
    .outputMode(mode)
    .option('checkpointLocation', folder)
    .foreachBatch(async (rows, id) => void batches.set(id, (await rowsOf(rows)).map(row => JSON.stringify(row)).sort()))
    .start();
  await query.processAllAvailable();
  await query.stop();
  return query.id;
}

describe('a query goes on from its checkpoint', () => {
  test('with its id, its offsets and its groups', async () => {
    const words = session.memoryStream('word string');
    const counts = words.toDF().groupBy('word').count();
    const batches: Batches = new Map();
    words.add([['a'], ['b'], ['a']]);
    const id = await run(counts, 'update', batches);
    expect(await run(counts, 'update', batches)).toBe(id);
    words.add([['a'], ['c']]);
    expect(await run(counts, 'update', batches)).toBe(id);
    expect([...batches]).toEqual([
      [0, ['["a",2]', '["b",1]']],
      [1, ['["a",3]', '["c",1]']],
    ]);
    expect(readdirSync(folder).sort()).toEqual(['commits', 'metadata', 'offsets', 'xpto-query', 'xpto-state']);
    expect(JSON.parse(readFileSync(join(folder, 'metadata'), 'utf8'))).toMatchObject({ id });
  });

  test('wherever its state lies from run to run, under any name of the store', async () => {
    const words = session.memoryStream('word string');
    const counts = words.toDF().groupBy('word').count();
    const batches: Batches = new Map();
    const spark = 'org.apache.spark.sql.execution.streaming.state';
    const names = ['disk', 'memory', `${spark}.RocksDBStateStoreProvider`, `${spark}.HDFSBackedStateStoreProvider`];
    for (const [i, name] of names.entries()) {
      session.conf.set('spark.sql.streaming.stateStore.providerClass', name);
      words.add([['a'], [`b${i}`]]);
      await run(counts, 'complete', batches);
    }
    session.conf.unset('spark.sql.streaming.stateStore.providerClass');
    expect(batches.get(3)).toEqual(['["a",4]', '["b0",1]', '["b1",1]', '["b2",1]', '["b3",1]']);
  });

  test('unless it is another query by then, which is said and spoils nothing', async () => {
    const numbers = session.memoryStream('word string, n bigint');
    const of = (...aggregates: [Column, ...Column[]]) =>
      numbers
        .toDF()
        .groupBy('word')
        .agg(...aggregates);
    const batches: Batches = new Map();
    numbers.add([['a', 5]]);
    await run(of(F.count('*'), F.max('n')), 'update', batches);
    const files = session.readStream.format('text').load(folder);
    for (const [other, told] of [
      [of(F.sum('n'), F.max('n')), /values of \(count: bigint, max: bigint\).* values of \(sum: bigint, max: bigint\)/],
      [of(F.count('*'), F.min('n')), /\(count: bigint, min: bigint\)/],
      [of(F.max('n'), F.count('*')), /\(max: bigint, count: bigint\)/],
      [
        files.groupBy(F.col('value').alias('word')).agg(F.count('*'), F.max(F.lit(1n))),
        /reads from memory.* reads from files/,
      ],
    ] as const) {
      await expect(run(other, 'update', batches), String(told)).rejects.toThrow(told);
    }
    numbers.add([['a', 7]]);
    await run(of(F.count('*').alias('rows'), F.max(F.col('n').plus(1))), 'update', batches);
    expect([...batches]).toEqual([
      [0, ['["a",1,5]']],
      [1, ['["a",2,8]']],
    ]);
  });
});
