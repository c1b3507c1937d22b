/** Streams of files: which files are taken, in which batch, and what becomes of them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock, Session } from 'xpto';
import { rowsOf } from '../support/script.ts';

let folder: string;
let session: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  mkdirSync(join(folder, 'in'));
  session = new Session({ clock: new ManualClock(1_000_000_000_000) });
});
afterEach(async () => {
  await session.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file of one line, which is its name unless told otherwise. @param second its time of modification */
function put(name: string, second: number, line = name): void {
  const path = join(folder, 'in', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${line}\n`);
  utimesSync(path, 1_000_000_000 + second, 1_000_000_000 + second);
}

type Options = Readonly<Record<string, string | number | boolean>>;
type Batches = [id: number, ...rows: unknown[]][];

interface Script {
  readonly options?: Options;
  readonly at?: string;
  readonly trigger?: Parameters<ReturnType<Session['range']>['writeStream']['trigger']>[0];
  /** What happens once the query has nothing to do, step by step. */
  readonly steps?: readonly (() => unknown)[];
}

/** Runs a query until it has nothing to do, once before the first step and again after each. */
async function run({ options = {}, at = 'in', trigger, steps = [] }: Script = {}): Promise<Batches> {
  const batches: Batches = [];
  const frame = session.readStream.options(options).text(join(folder, at));
  const writer = frame.writeStream
    .option('checkpointLocation', join(folder, 'checkpoint'))
    .foreachBatch(async (rows, id) => void batches.push([id, ...(await rowsOf(rows)).map(row => row.join())]));
  const query = (trigger ? writer.trigger(trigger) : writer).start();
  if (trigger) await query.awaitTermination();
  else {
    await query.processAllAvailable();
    for (const step of steps) {
      await step();
      await query.processAllAvailable();
    }
    await query.stop();
  }
  return batches;
}

const logged = (log: string): string[] => readdirSync(join(folder, 'checkpoint', log)).sort();

describe('a stream of files', () => {
  test('T44: an empty folder begins no batch', async () => {
    expect(await run()).toEqual([]);
    expect(logged('.').filter(name => name === 'offsets')).toEqual([]);
  });

  test('takes each file once: the oldest first, whatever becomes of it later', async () => {
    put('b', 2);
    put('a', 3);
    put('c', 1);
    const rewrite = () => put('a', 9, 'other'); // T62
    expect(await run({ steps: [rewrite, () => put('d', 4)] })).toEqual([
      [0, 'c', 'b', 'a'],
      [1, 'd'],
    ]);
    expect(await run({ steps: [() => put('e', 5)] })).toEqual([[2, 'e']]);
  });

  test('T52: once takes all there is, available-now as many at a time as the limit lets through', async () => {
    for (const [i, name] of ['a', 'b', 'c'].entries()) put(name, i);
    expect(await run({ options: { maxFilesPerTrigger: 1 }, trigger: { once: true } })).toEqual([[0, 'a', 'b', 'c']]);
    for (const [i, name] of ['d', 'e', 'f'].entries()) put(name, 3 + i);
    expect(await run({ options: { maxFilesPerTrigger: 2 }, trigger: { availableNow: true } })).toEqual([
      [1, 'd', 'e'],
      [2, 'f'],
    ]);
  });

  test('T65: its log is compacted at every tenth entry', async () => {
    for (let i = 0; i < 11; i++) put(`f${i}`, i);
    await run({ options: { maxFilesPerTrigger: 1 }, trigger: { availableNow: true } });
    expect(logged('sources/0')).toEqual(['0', '1', '10', '2', '3', '4', '5', '6', '7', '8', '9.compact']);
    const compact = readFileSync(join(folder, 'checkpoint/sources/0/9.compact'), 'utf8');
    expect(compact.split('\n').length).toBe(11);
  });
});
