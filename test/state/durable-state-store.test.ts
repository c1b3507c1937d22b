import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BytesVector } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { onDisk } from '../../src/lib/state/disk-entries.ts';
import { durableStateStores } from '../../src/lib/state/durable-state-store.ts';
import { inMemory } from '../../src/lib/state/entry-table.ts';
import { isDeep } from '../crash/support/deep.ts';
import { randomFrom } from '../support/random.ts';

const RETAINED = 30;
const KEYS = isDeep ? 1_000_000 : 100_000;

const binary = (texts: readonly string[]) =>
  vectorOf(
    'binary',
    texts.map(text => Buffer.from(text)),
  ) as BytesVector;

interface Entry {
  readonly value: string;
  readonly expiryMs: number;
}

/** What the store ought to hold: by its keys, in the order in which they were put. */
type Model = Map<string, Entry>;

function open(files: Files, run: string, openEntries = inMemory) {
  const stores = durableStateStores({ files, owner: 'query', run, retained: RETAINED, openEntries });
  const store = stores.open('0/groups');
  return {
    store,
    restore: (version: number, by: string) => stores.restore(version, by),
    close: () => stores.close(),
    put(entries: readonly (readonly [string, Entry])[]) {
      if (entries.length === 0) return;
      store.putMany(binary(entries.map(([key]) => key)), binary(entries.map(([, { value }]) => value)), {
        expiriesMs: Float64Array.from(entries, ([, { expiryMs }]) => expiryMs),
        prefixes: binary(entries.map(([key]) => key.slice(0, 1))),
      });
    },
    content: () => [...store.entries()].flatMap(entries => texts(entries.keys, entries.values)),
    under: (prefix: string) => {
      const { keys, values } = store.scan(binary([prefix]));
      return texts(keys, values);
    },
    expire: (ms: number) => [...store.takeExpired(ms)].flatMap(entries => texts(entries.keys, entries.values)),
  };
}

const texts = (keys: BytesVector, values: BytesVector): string[] =>
  Array.from({ length: keys.length }, (_, row) => `${keys.text(row)}=${values.text(row)}`);
const contentOf = (model: Model) => [...model].map(([key, { value }]) => `${key}=${value}`);

async function pathsIn(files: Files): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of files.list('')) paths.push(path);
  return paths;
}

describe('state that is kept in files', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is what was put there, after any restart (seed %d)', async seed => {
    const openEntries = seed > 6 ? onDisk('') : inMemory;
    const random = randomFrom(seed);
    const files = new MemoryFiles();
    const many = 20 + Math.floor(random() * 200);
    const most = seed % 2 === 0 ? 4 : 60; // little of it changes, or much
    const key = () => `${'abc'[Math.floor(random() * 3)]}${Math.floor(random() * many)}`;
    const model: Model = new Map();
    const left = new Map<number, { run: string; model: Model }>();
    let [run, runs] = ['r0', 0];
    let state = open(files, run, openEntries);

    for (let version = 1; version <= 1300; version++) {
      const puts = new Map<string, Entry>();
      for (let i = Math.floor(random() * (version === 1 ? 400 : most)); i > 0; i--) {
        const expiryMs = random() < 0.5 ? Number.POSITIVE_INFINITY : version + Math.floor(random() * 50);
        puts.set(key(), { value: 'x'.repeat(random() * 9) + version, expiryMs });
      }
      state.put([...puts]);
      for (const [name, entry] of puts) model.set(name, entry);
      const removed = Array.from({ length: Math.floor((random() * most) / 4) }, key);
      state.store.removeMany(binary([...new Set(removed)]));
      for (const name of removed) model.delete(name);
      const due = [...model].filter(([, { expiryMs }]) => expiryMs <= version);
      for (const [name] of due) model.delete(name);
      expect(state.expire(version).sort()).toEqual(due.map(([name, { value }]) => `${name}=${value}`).sort());
      await state.store.commit(version);
      left.set(version, { run, model: new Map(model) });

      if (random() < 0.03) {
        // Another run goes on from here, or from the version before, of which the batch was not committed.
        const at = version - (random() < 0.5 && version > 1 ? 1 : 0);
        const by = left.get(at)!;
        run = `r${++runs}`;
        state.close();
        state = open(files, run, openEntries);
        await state.restore(at, by.run);
        model.clear();
        for (const [name, entry] of by.model) model.set(name, entry);
        version = at;
        for (const prefix of 'abc') {
          expect(state.under(prefix)).toEqual(contentOf(model).filter(text => text.startsWith(prefix)));
        }
      }
      expect(state.content()).toEqual(contentOf(model));
    }

    // Every version that is retained can be had, and little more is kept.
    for (let version = 1300; version >= 1300 - RETAINED + 10; version--) {
      const by = left.get(version)!;
      const other = open(files, 'other');
      await other.restore(version, by.run);
      expect(other.content()).toEqual(contentOf(by.model));
    }
    expect((await pathsIn(files)).length).toBeLessThan(2 * RETAINED + 60);
  });

  test(`of ${KEYS} keys of 100 bytes takes little memory, and gives it back`, async () => {
    const files = new MemoryFiles();
    const state = open(files, 'r0');
    state.put([['a', { value: 'stays', expiryMs: 9e15 }]]);
    await state.store.commit(1);
    const empty = state.store.memoryBytes;
    for (let from = 0, version = 2; from < KEYS; from += 10_000, version++) {
      const names = Array.from({ length: 10_000 }, (_, i) => `b${from + i}`.padEnd(100, '.'));
      state.put(names.map(name => [name, { value: '12345678', expiryMs: 5 }]));
      await state.store.commit(version);
    }
    expect(state.store.size).toBe(KEYS + 1);
    expect(state.store.memoryBytes).toBeLessThan(KEYS * 300);
    expect(state.expire(5).length).toBe(KEYS);
    await state.store.commit(KEYS);
    expect(state.content()).toEqual(['a=stays']);
    expect(state.store.memoryBytes).toBeLessThan(1.1 * empty);
  });

  test('of runs that end early is cleaned up, too', async () => {
    const files = new MemoryFiles();
    let [version, before] = [0, ''];
    for (let run = 0; run < 100; run++) {
      const state = open(files, `r${run}`);
      if (version > 0) await state.restore(version, before);
      for (let batch = 0; batch < 12; batch++) {
        state.put(
          Array.from({ length: version === 0 ? 100 : 1 }, (_, i) => [`k${i}`, { value: `${version}`, expiryMs: 9e15 }]),
        );
        await state.store.commit(++version);
      }
      before = `r${run}`;
    }
    expect((await pathsIn(files)).length).toBeLessThan(RETAINED + 30);
  });

  test('is cleaned up of a file that nobody can read', async () => {
    const files = new MemoryFiles();
    await files.createNew('xpto-state/0/groups/1-broken', Buffer.from('no state'));
    const state = open(files, 'r0');
    for (let version = 1; version <= RETAINED + 10; version++) {
      state.put(
        Array.from({ length: version === 1 ? 100 : 1 }, (_, i) => [`k${i}`, { value: `${version}`, expiryMs: 9e15 }]),
      );
      await state.store.commit(version);
    }
    expect((await pathsIn(files)).filter(path => path.includes('broken'))).toEqual([]);
    expect(state.store.size).toBe(100);
  });

  test('of more than a piece is not half there when it cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = await openFiles(folder);
    await files.createNew('xpto-state/0/groups/1-r0', Buffer.from('taken'));
    const state = open(files, 'r0');
    state.put([['a', { value: 'x'.repeat(3 << 20), expiryMs: 1 }]]);
    await expect(state.store.commit(1)).rejects.toMatchObject({ key: 'FILE_EXISTS' });
    expect(readdirSync(join(folder, 'xpto-state/0/groups'))).toEqual(['1-r0']);
  });
});
