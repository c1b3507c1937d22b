import { hostname } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import type { XptoError } from 'xpto';
import { birthOf } from '../../src/lib/base/processes.ts';
import { type BatchPlan, Checkpoint } from '../../src/lib/checkpoint/checkpoint.ts';
import { CompactingLog, type LogEntry, readLog } from '../../src/lib/checkpoint/compacting-log.ts';
import { readHistory } from '../../src/lib/checkpoint/history.ts';
import { lock } from '../../src/lib/checkpoint/lock.ts';
import { NumberedLog } from '../../src/lib/checkpoint/numbered-log.ts';
import { checkShape, type QueryShape } from '../../src/lib/checkpoint/query-shape.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';

let files: MemoryFiles;
beforeEach(() => {
  files = new MemoryFiles();
});

const bytes = (text: string) => Buffer.from(text);
const failure = (promise: Promise<unknown>): Promise<XptoError> =>
  promise.then(
    () => expect.unreachable('it did not fail'),
    error => error,
  );
const keyOf = async (promise: Promise<unknown>) => (await failure(promise)).key;

async function pathsIn(folder = ''): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of files.list(folder)) paths.push(path);
  return paths;
}

const open = (runId: string, of: Files = files) => Checkpoint.open(of, { runId, nowMs: () => 0, newId: 'id' });
const batch = (batchId: number, offset: string | null = String(batchId)): BatchPlan => ({
  batchId,
  watermarkMs: 1,
  timestampMs: 2,
  offsets: [offset ?? undefined],
  conf: {},
});

describe('a checkpoint', () => {
  test('tells where its query stopped, and keeps a hundred batches', async () => {
    const first = await open('r1');
    expect(first.recovered).toBeUndefined();
    await first.begin(batch(0, null));
    await first.close();
    expect((await open('r2')).recovered).toMatchObject({ last: { offsets: [undefined] }, before: undefined });
    await files.remove('xpto-lock');
    const third = await open('r3');
    await third.commit(0, { nextWatermarkMs: 5, stateRun: 'r3' });
    for (let id = 1; id < 150; id++) {
      await third.begin(batch(id));
      if (id < 149) await third.commit(id, { nextWatermarkMs: id });
    }
    await third.close();
    await files.createNew('offsets/notes', bytes('of somebody else'));
    await files.createNew('xpto-state/notes', bytes('of somebody else'));
    const { recovered } = await open('r4');
    expect(recovered).toMatchObject({ last: { batchId: 149, offsets: ['149'] }, before: { batchId: 148 } });
    expect(recovered).toMatchObject({ commit: undefined, commitBefore: { nextWatermarkMs: 148 } });
    expect((await pathsIn('offsets')).length).toBeLessThanOrEqual(100 + 10 + 1 + 1); // they go ten at a time
    expect((await pathsIn('commits')).length).toBeLessThanOrEqual(100 + 10);
  });

  test.each([
    ['offsets/4', 'BATCH_METADATA_NOT_FOUND'],
    ['offsets/3', 'BATCH_METADATA_NOT_FOUND'],
    ['offsets/1', 'BATCH_METADATA_NOT_FOUND'],
    ['metadata', 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE'],
  ])('without %s is refused, and others may have it', async (path, key) => {
    const before = await open('r1');
    for (let id = 0; id < 5; id++) {
      await before.begin(batch(id));
      await before.commit(id, { nextWatermarkMs: 0 });
    }
    await before.close();
    await files.remove(path);
    const { key: told, message } = await failure(open('r2'));
    expect(told).toBe(key);
    expect(message).toContain(path);
    expect(await pathsIn()).not.toContain('xpto-lock');
  });

  test('of which one batch is left is refused', async () => {
    const before = await open('r1');
    for (let id = 0; id < 3; id++) await before.begin(batch(id));
    await before.close();
    await files.remove('offsets/0', 'offsets/1');
    expect((await failure(open('r2'))).message).toContain('offsets/1');
  });

  test('whose state knows of a batch that it does not is refused', async () => {
    await (await open('r1')).close();
    await files.createNew('xpto-state/0/groups/8-abc', bytes('state'));
    expect((await failure(open('r2'))).message).toContain('offsets/7');
  });

  test('fences whoever slept through a takeover, before and behind its next batch', async () => {
    const sleeper = await open('r1');
    await sleeper.begin(batch(0));
    await files.remove('xpto-lock'); // as somebody does who lets another take over
    const other = await open('r2');
    expect(await keyOf(sleeper.begin(batch(1)))).toBe('CONCURRENT_STREAM_LOG_UPDATE');
    expect(await keyOf(other.begin(batch(0)))).toBe('CONCURRENT_STREAM_LOG_UPDATE');
    await sleeper.close(); // which leaves the lock of the other
    expect(await pathsIn()).toContain('xpto-lock');
    await other.close();

    // It falls asleep with its next batch all but begun, and what it would collide with is purged by then.
    let isOver = false;
    const slow: Files = Object.create(files, {
      createNew: {
        value: async (path: string, content: Uint8Array) => {
          if (isOver) await files.remove('xpto-lock');
          return files.createNew(path, content);
        },
      },
    });
    const bound: Files = new Proxy(slow, {
      get: (target, name) =>
        name === 'createNew' ? slow.createNew : (Reflect.get(files, name).bind?.(files) ?? Reflect.get(target, name)),
    });
    const later = await open('r3', bound);
    isOver = true;
    expect(await keyOf(later.begin(batch(1)))).toBe('CONCURRENT_STREAM_LOG_UPDATE');
    expect(await pathsIn('offsets')).toContain('offsets/1');
  });
});

describe('the history of a checkpoint', () => {
  const shape: QueryShape = { sources: 1, stateful: [] };

  test('is told while the query runs', async () => {
    expect(await keyOf(readHistory(files))).toBe('CHECKPOINT_NOT_FOUND');
    const running = await open('r1');
    expect(await readHistory(files)).toEqual({ queryId: 'id', isOwn: true, batches: [], shape: undefined });
    await running.checkShape(shape);
    await running.begin(batch(0));
    await running.commit(0, { nextWatermarkMs: 7 });
    await running.begin(batch(1));
    const { batches, shape: told } = await readHistory(files);
    expect(told).toEqual(shape);
    expect(batches).toEqual([
      { plan: batch(0), commit: { nextWatermarkMs: 7, stateRun: undefined, sink: undefined } },
      { plan: batch(1), commit: undefined },
    ]);
  });

  test('names those that lie in a folder side by side', async () => {
    await files.createNew('other/readme', bytes('none'));
    expect(await keyOf(readHistory(files))).toBe('CHECKPOINT_NOT_FOUND');
    for (const name of ['ref', 'rejected']) await files.createNew(`${name}/metadata`, bytes('{"id":"id"}'));
    await files.createNew('metadata.txt', bytes('none'));
    const { key, params } = await failure(readHistory(files));
    expect({ key, names: params['names'] }).toEqual({ key: 'CHECKPOINTS_INSIDE', names: 'ref, rejected' });
    expect(params['example']).toMatch(/\/ref$/);
  });

  test('passes over what is purged while it is read', async () => {
    const running = await open('r1');
    await running.begin(batch(0));
    await running.begin(batch(1));
    const { read } = files;
    files.read = async path => {
      if (path === 'offsets/0') await files.remove(path);
      return read.call(files, path);
    };
    expect((await readHistory(files)).batches.map(({ plan }) => plan.batchId)).toEqual([1]);
  });

  test('that Spark wrote is told, too', async () => {
    await files.createNew('metadata', bytes('{"id":"of-spark"}'));
    await files.createNew('offsets/0', bytes('v1\n{"batchWatermarkMs":0,"batchTimestampMs":2}\n3'));
    const { queryId, isOwn, batches } = await readHistory(files);
    expect({ queryId, isOwn }).toEqual({ queryId: 'of-spark', isOwn: false });
    expect(batches[0].plan).toEqual({ batchId: 0, watermarkMs: 0, timestampMs: 2, offsets: ['3'], conf: {} });
  });
});

describe('a lock', () => {
  const held = (owner: object | null) => files.createNew('xpto-lock', bytes(JSON.stringify(owner)));
  const here = { host: hostname(), runId: 'other' };
  const parent = process.ppid;

  test.each<[string, object | null]>([
    ['of a process that is gone', { ...here, pid: 2 ** 22 + 1 }],
    ['of an earlier process with the number of this one', { ...here, pid: process.pid }],
    ['of another machine', { ...here, host: 'elsewhere', pid: parent }],
    ['of nobody', null],
  ])('%s does not hold', async (_, owner) => {
    await held(owner);
    expect(await (await lock(files, 'r1')).isHeld()).toBe(true);
  });

  test.runIf(process.platform === 'linux')('of a process whose number came again does not hold', async () => {
    await held({ ...here, pid: parent, birth: 'another boot 1' });
    await lock(files, 'r1');
  });

  test.each([undefined, birthOf(parent)])('of a process that lives holds', async birth => {
    await held({ ...here, pid: parent, birth });
    const { key, message } = await failure(lock(files, 'r1'));
    expect([key, message]).toEqual([
      'CHECKPOINT_IN_USE',
      `The checkpoint ${files.root} is in use by process ${parent}.`,
    ]);
  });

  test('of this process holds as long as the query runs, and not after it', async () => {
    const first = await lock(files, 'r1');
    expect(await keyOf(lock(files, 'r2'))).toBe('CHECKPOINT_IN_USE');
    await first.release();
    expect(await pathsIn()).toEqual([]);
    await (await lock(files, 'r2')).release();
  });

  test('that cannot be read is nobody’s, and one that cannot be had is an error', async () => {
    await files.createNew('xpto-lock', bytes('{'));
    await lock(files, 'r1');
    files.remove = async () => {};
    await files.createNew('other/xpto-lock', bytes('{'));
    const taken = { path: 'other/xpto-lock', inUse: () => expect.unreachable('nobody holds it') };
    expect(await keyOf(lock(files, 'r2', taken))).toBe('FILE_EXISTS');
  });
});

describe('numbered logs', () => {
  test('are never written over, and hand on other failures', async () => {
    const log = new NumberedLog(files, 'offsets', 'q');
    await log.add(0, ['{"a":1}']);
    expect(await keyOf(log.add(0, ['{"a":2}']))).toBe('CONCURRENT_STREAM_LOG_UPDATE');
    files.createNew = () => Promise.reject(new Error('full'));
    expect((await failure(log.add(1, ['{}']))).message).toBe('full');
  });

  test('that Spark wrote have no checksums', async () => {
    await files.createNew('offsets/0', bytes('v1\n{"a":1}\n-'));
    expect(await new NumberedLog(files, 'offsets', 'q', true).read(0)).toEqual(['{"a":1}', '-']);
    expect(await keyOf(new NumberedLog(files, 'offsets', 'q').read(0))).toBe(
      'CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED',
    );
  });
});

describe('logs that are compacted', () => {
  const log = (mayBeEmpty = false, nowMs = () => 0) => new CompactingLog(files, 'log', 'q', nowMs, mayBeEmpty);
  const entry = (n: number): LogEntry => ({ n });

  test('repeat every tenth time what was in the others, which go after a while', async () => {
    let nowMs = 0;
    const written = log(false, () => nowMs);
    expect(await written.open()).toBeUndefined();
    for (let id = 0; id < 35; id++, nowMs += 60_000) {
      await written.add(id, [entry(id)], ({ n }) => id < 29 || Number(n) > 2);
    }
    await files.createNew('log/notes', bytes('of somebody else'));
    const read = log();
    expect([await read.open(), read.latest]).toEqual([34, 34]);
    expect(read.entries).toEqual(Array.from({ length: 32 }, (_, i) => entry(i + 3)));
    expect(await readLog(files, 'log')).toEqual(read.entries);
    expect(Math.min(...(await read.ids()))).toBeGreaterThan(8);
    expect(await keyOf(read.add(34, [entry(0)]))).toBe('CONCURRENT_STREAM_LOG_UPDATE');
    await files.remove('log/32');
    for (const failing of [log().open(), readLog(files, 'log'), log().parts(34)]) {
      expect((await failure(failing)).message).toContain('log/32 is missing');
    }
    files.createNew = () => Promise.reject(new Error('full'));
    expect((await failure(read.add(35, [entry(0)]))).message).toBe('full');
  });

  test('have files without an entry only where somebody answers for them', async () => {
    await log(true).open();
    await files.createNew('log/0', bytes('v1'));
    expect(await log(true).open()).toBe(0);
    expect(await keyOf(log().open())).toBe('CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED');
  });
});

describe('the shape of a query', () => {
  const shape: QueryShape = {
    sources: 1,
    kinds: ['files'],
    stateful: [
      {
        name: 'stateStoreSave',
        stores: [{ name: 'groups', key: ['string'], value: ['bigint'], functions: ['count'] }],
      },
    ],
  };
  const [operator] = shape.stateful;
  const withStore = (change: object): QueryShape => ({
    ...shape,
    stateful: [{ ...operator, stores: [{ ...operator.stores[0], ...change }] }],
  });

  test.each<[string, QueryShape, string | undefined]>([
    ['the same', shape, undefined],
    ['two sources', { ...shape, sources: 2 }, 'SOURCES_CHANGED'],
    ['a source of another kind', { ...shape, kinds: ['rate'] }, 'SOURCE_KINDS_CHANGED'],
    ['no aggregation', { ...shape, stateful: [] }, 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA'],
    ['another key', withStore({ key: ['bigint'] }), 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE'],
    ['another aggregate', withStore({ value: ['double'] }), 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE'],
    ['another function', withStore({ functions: ['max'] }), 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE'],
    ['other names', withStore({ names: { key: ['k'], value: ['v'] } }), undefined],
    ['another store', withStore({ name: 'rows' }), 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE'],
  ])('%s', async (_, now, key) => {
    const checked = Promise.resolve().then(() => checkShape(shape, now));
    if (key === undefined) await checked;
    else expect(await keyOf(checked)).toBe(key);
  });

  test.each<[was: string, is: string, isAllowed: boolean]>([
    ['struct<a:int,b:struct<c:string>>', 'struct<x:int,y:struct<z:string>>', true],
    ['array<struct<a:int>>', 'array<struct<b:int>>', true],
    ['map<string,struct<a:int>>', 'map<string,struct<b:int>>', true],
    ['struct<a:int,b:string>', 'struct<b:string,a:int>', false],
    ['struct<a:int>', 'struct<a:bigint>', false],
    ['struct<a:int>', 'struct<a:int,b:int>', false],
    ['struct<a:struct<b:int>>', 'struct<a:int>', false],
  ])('with a state of %s and then of %s: %s', async (was, is, isAllowed) => {
    const functions = ['count', ''];
    const values = (type: string) => withStore({ value: ['bigint', type], functions });
    const check = () => checkShape(values(was), values(is));
    if (isAllowed) check();
    else expect(check).toThrow(expect.objectContaining({ key: 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE' }));
  });

  test('must be known where batches are', async () => {
    const first = await open('r1');
    await first.checkShape(shape);
    await first.begin(batch(0));
    await first.close();
    await files.remove('xpto-query');
    expect((await failure((await open('r2')).checkShape(shape))).message).toContain('xpto-query is missing');
  });
});
