import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { BytesVector } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { onDisk } from '../../src/lib/state/disk-entries.ts';
import { durableStateStores } from '../../src/lib/state/durable-state-store.ts';
import type { OpenEntries } from '../../src/lib/state/entries.ts';
import { inMemory } from '../../src/lib/state/entry-table.ts';
import type { StateEntries, StateStore, StateStores } from '../../src/lib/state/state-store.ts';
import { volatileStateStores } from '../../src/lib/state/volatile-state-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
const scratch = join(folder, 'scratch');
afterAll(() => rmSync(folder, { recursive: true }));

const KINDS = { memory: inMemory, disk: onDisk(scratch) } as const;
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as Kind[];
const NEVER = Number.POSITIVE_INFINITY;

const bytes = (texts: readonly string[]): BytesVector =>
  vectorOf(
    'binary',
    texts.map(text => Buffer.from(text, 'latin1')),
  ) as BytesVector;
const textAt = (vector: BytesVector, row: number): string =>
  Buffer.from(vector.get(row) as Uint8Array).toString('latin1');
const pairs = ({ keys, values }: StateEntries): [string, string][] =>
  Array.from({ length: keys.length }, (_, row) => [textAt(keys, row), textAt(values, row)]);
/** No prefix begins another one, as none of encoded keys does. */
const prefixOf = (key: string): string => key.slice(0, key.indexOf(':') + 1);

/** What a store is to hold: entries in the order of their first put. */
type Model = Map<string, { value: string; expiryMs: number }>;

/** Stores of one query, of a kind, with a checkpoint or without, beside what they are to hold. */
class Run {
  readonly #files = new MemoryFiles();
  readonly #hasPrefixes: boolean;
  readonly #versions = new Map<number, { run: string; model: Model }>();
  readonly #isDurable: boolean;
  #stores!: StateStores;
  #store!: StateStore;
  #run = '';
  #runs = 0;
  #model: Model = new Map();
  #version = 0;

  constructor(kind: Kind, isDurable: boolean, hasPrefixes: boolean) {
    this.#isDurable = isDurable;
    this.#hasPrefixes = hasPrefixes;
    this.#open(kind);
  }

  #open(kind: Kind): void {
    const openEntries: OpenEntries = KINDS[kind];
    this.#run = `run${this.#runs++}`;
    this.#stores = this.#isDurable
      ? durableStateStores({ files: this.#files, owner: 'query', run: this.#run, retained: 100, openEntries })
      : volatileStateStores(openEntries);
    this.#store = this.#stores.open('0/groups');
  }

  put(entries: readonly [key: string, value: string, expiryMs: number][], withExpiries: boolean): void {
    if (entries.length === 0) return;
    const keys = entries.map(([key]) => key);
    this.#store.putMany(bytes(keys), bytes(entries.map(([, value]) => value)), {
      ...(withExpiries && { expiriesMs: Float64Array.from(entries, ([, , expiryMs]) => expiryMs) }),
      ...(this.#hasPrefixes && { prefixes: bytes(keys.map(prefixOf)) }),
    });
    for (const [key, value, expiryMs] of entries) {
      const known = this.#model.get(key)?.expiryMs ?? NEVER;
      this.#model.set(key, { value, expiryMs: withExpiries ? expiryMs : known });
    }
  }

  /** As operators do: the vector that was asked for is the one that is put. */
  appendTo(keys: readonly string[], more: string): void {
    if (keys.length === 0) return;
    const asked = bytes(keys);
    const found = this.#store.getMany(asked);
    const values = keys.map((_, row) => (found.isNull(row) ? '' : textAt(found, row)) + more);
    this.#store.putMany(asked, bytes(values), this.#hasPrefixes ? { prefixes: bytes(keys.map(prefixOf)) } : {});
    for (const key of keys) {
      const { value, expiryMs } = this.#model.get(key) ?? { value: '', expiryMs: NEVER };
      this.#model.set(key, { value: value + more, expiryMs });
    }
  }

  remove(keys: readonly string[]): void {
    this.#store.removeMany(bytes(keys));
    for (const key of keys) this.#model.delete(key);
  }

  expire(watermarkMs: number): void {
    const taken = [...this.#store.takeExpired(watermarkMs)].flatMap(pairs);
    const due = [...this.#model].filter(([, { expiryMs }]) => expiryMs <= watermarkMs);
    expect(taken.toSorted()).toEqual(due.map(([key, { value }]) => [key, value]).toSorted());
    const times = taken.map(([key]) => this.#model.get(key)!.expiryMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const [key] of due) this.#model.delete(key);
  }

  async commit(): Promise<void> {
    await this.#store.commit(++this.#version);
    if (this.#isDurable) this.#versions.set(this.#version, { run: this.#run, model: new Map(this.#model) });
  }

  /** Another process goes on from one of the last versions, perhaps with a store of the other kind. */
  async restart(kind: Kind, back: number): Promise<void> {
    const version = this.#version - back;
    const known = this.#versions.get(version);
    if (!known) return;
    this.#stores.close();
    this.#open(kind);
    await this.#stores.restore(version, known.run);
    this.#version = version;
    this.#model = new Map(known.model);
  }

  get memoryBytes(): number {
    return this.#store.memoryBytes;
  }

  check(keys: readonly string[]): void {
    const expected = [...this.#model].map(([key, { value }]) => [key, value]);
    expect([...this.#store.entries()].flatMap(pairs)).toEqual(expected);
    expect(this.#store.size).toBe(expected.length);
    const found = this.#store.getMany(bytes(keys));
    const values = keys.map((_, row) => (found.isNull(row) ? undefined : textAt(found, row)));
    expect(values).toEqual(keys.map(key => this.#model.get(key)?.value));
    const expiries = [...this.#model.values()].map(({ expiryMs }) => expiryMs).filter(timeMs => timeMs < NEVER);
    expect(this.#store.nextExpiryMs).toBe(expiries.length === 0 ? undefined : Math.min(...expiries));
    if (!this.#hasPrefixes) return;
    const prefixes = [...new Set(keys.map(prefixOf))];
    const { rows, ...scanned } = this.#store.scan(bytes(prefixes));
    expect(pairs(scanned).map((pair, i) => [prefixes[rows[i]], ...pair])).toEqual(
      prefixes.flatMap(prefix => expected.filter(([key]) => prefixOf(key) === prefix).map(pair => [prefix, ...pair])),
    );
  }

  close(): void {
    this.#stores.close();
  }
}

const key = fc.tuple(fc.constantFrom('', 'a', 'bb'), fc.nat(12)).map(([prefix, n]) => `${prefix}:${n}`);
const keys = fc.uniqueArray(key, { maxLength: 8 });
const value = fc
  .tuple(fc.constantFrom('x', '\0', 'é'), fc.constantFrom(0, 1, 15, 16, 70, 3000))
  .map(([text, times]) => text.repeat(times));
const puts = fc.uniqueArray(fc.tuple(key, value, fc.constantFrom(10, 20, 30, NEVER)), {
  maxLength: 10,
  selector: ([name]) => name,
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('put' as const), puts, fc.boolean()) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('appendTo' as const), keys, fc.constantFrom('', 'yz', 'w'.repeat(40))) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), keys) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('expire' as const), fc.constantFrom(5, 10, 25, 30)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('commit' as const)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restart' as const), fc.constantFrom(...kinds), fc.nat(12)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('check' as const), keys) },
);

describe.each(kinds)('a store in %s', kind => {
  test('holds what a map would, through commits and restarts, in either kind', async () => {
    const runs = fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.boolean(),
      fc.boolean(),
      async (steps, isDurable, hasPrefixes) => {
        const run = new Run(kind, isDurable, hasPrefixes);
        try {
          for (const [action, ...args] of steps) {
            await (run[action] as (...args: unknown[]) => unknown).apply(run, args);
          }
          run.check([':1', 'a:2', 'bb:3', 'bb:4']);
        } finally {
          run.close();
        }
      },
    );
    await fc.assert(runs, { numRuns: 150 });
  }, 60_000);

  test('is got back where a key went, came again and went between two versions', async () => {
    const run = new Run(kind, true, false);
    const names = Array.from({ length: 10 }, (_, n) => `a:${n}`); // of fewer, all would be written again
    run.appendTo(names, 'x');
    await run.commit();
    run.remove(['a:1']);
    run.appendTo(['a:1'], 'y');
    run.remove(['a:1']);
    await run.commit();
    for (const other of kinds) {
      await run.restart(other, 0);
      run.check(names);
    }
    run.close();
  });

  test('holds values of any size', () => {
    const stores = volatileStateStores(KINDS[kind]);
    const store = stores.open('0/groups');
    const large = ['a', 'b', 'c'].map(text => text.repeat(3_000_000));
    const names = bytes(['1', '2', '3', '4']);
    store.putMany(names, bytes(['', ...large]));
    store.putMany(names.take(Int32Array.of(1)), bytes(['b']));
    expect(pairs({ keys: names, values: store.getMany(names) }).map(([, value]) => value)).toEqual([
      ...['', 'b'],
      ...large.slice(1),
    ]);
    stores.close();
  });

  test('finds only what lives, under prefixes that have nothing, or nothing any more, too', () => {
    const run = new Run(kind, false, true);
    run.put([['a:1', 'x', 10], ['a:2', 'x', 20], ['b:1', 'x', 30]], true); // biome-ignore format: a line
    run.check(['a:1', 'c:1']);
    run.remove(['a:1', 'a:2']);
    run.check(['a:1', 'b:1']);
    run.put([['a:3', 'y', 40]], true);
    run.check(['a:3', 'b:1']);
    run.close();
  });

  test('tells apart keys of one hash, and prefixes', async () => {
    const run = new Run(kind, true, true);
    const names = ['16hb:1', 'gwqv:1', '16hb:2', 'gwqv:2']; // FNV-1a takes them for two
    run.appendTo(names, 'x');
    run.check(names);
    run.appendTo(['gwqv:1'], 'y');
    run.remove(['16hb:1', 'gwqv:2']);
    run.check(names);
    await run.commit();
    await run.restart(kind, 0);
    run.check(names);
    run.close();
  });

  test('tells apart keys of one hash: of so many, some have the same 32 bits, whatever the hash', () => {
    const stores = volatileStateStores(KINDS[kind]);
    const store = stores.open('0/groups');
    // Numbered in order they would be too much alike: FNV-1a gives each its own.
    const pieces = Array.from({ length: 6 }, (_, n) =>
      bytes(Array.from({ length: 50_000 }, (_, i) => Math.imul(n * 50_000 + i, 0x9e3779b1).toString(36))),
    );
    for (const names of pieces) {
      const known = store.getMany(names);
      expect(known.valid?.every(bits => bits === 0)).toBe(true);
      store.putMany(names, names);
    }
    for (const names of pieces) {
      const found = store.getMany(names);
      for (let row = 0; row < names.length; row++)
        if (found.text(row) !== names.text(row)) expect.fail(names.text(row));
    }
    expect(store.size).toBe(300_000);
    stores.close();
  }, 60_000);

  test.each([false, true])(
    'moves on to a smaller copy when most of it is dead (with a checkpoint: %s)',
    async durable => {
      const run = new Run(kind, durable, true);
      run.check(['a:1']);
      const empty = run.memoryBytes;
      const names = Array.from({ length: 1000 }, (_, n) => `${n % 3}:${n}`);
      run.put(
        names.map((name, n) => [name, 'x', n % 2 === 0 ? 10 : NEVER]),
        true,
      );
      await run.commit();
      const full = run.memoryBytes;
      expect(full).toBeGreaterThan(empty);
      run.remove(names.slice(0, 100)); // many, but not most
      await run.commit();
      run.check(names);
      run.remove(names.slice(100, 970));
      await run.commit();
      expect(run.memoryBytes).toBeLessThan(full);
      run.check(names);
      run.appendTo(names.slice(900), 'y');
      run.expire(10);
      await run.commit();
      await run.restart(kind, 0);
      run.check(names);
      run.close();
    },
  );

  test('gives back 100,000 entries in order, and a version of them from files in pieces', async () => {
    const files = await openFiles(join(folder, `checkpoint-of-${kind}`));
    const open = (run: string, of: Kind) => {
      const options = { files, owner: 'query', run, retained: 100, openEntries: KINDS[of] };
      const stores = durableStateStores(options);
      return { stores, store: stores.open('0/groups') };
    };
    const { stores, store } = open('a', kind);
    const names = Array.from({ length: 100_000 }, (_, n) => `${(n * 7919) % 100_000}:`);
    store.putMany(bytes(names), bytes(names));
    await store.commit(1);
    const changed = names.filter((_, n) => n % 1000 === 7);
    store.putMany(bytes(changed), bytes(changed.map(name => `${name} longer than it was before`)));
    store.removeMany(bytes(names.slice(100, 150)));
    await store.commit(2);
    const held = [...store.entries()].flatMap(pairs);
    const isChanged = new Set(changed);
    const expected = [...names.slice(0, 100), ...names.slice(150)].map(name => [
      name,
      isChanged.has(name) ? `${name} longer than it was before` : name,
    ]);
    expect(held).toEqual(expected);
    expect((await files.stat('xpto-state/0/groups/2-a'))!.sizeBytes).toBeLessThan(30_000);
    for (const of of kinds) {
      const again = open('b', of);
      await again.stores.restore(2, 'a');
      expect([...again.store.entries()].flatMap(pairs)).toEqual(expected);
      again.stores.close();
    }
    stores.close();
  }, 60_000);
});

test('nothing is left in the folder while a store on the disk is open, nor when it is closed', () => {
  const stores = volatileStateStores(onDisk(scratch));
  const store = stores.open('0/groups');
  store.putMany(bytes(['a']), bytes(['b']));
  expect(textAt(store.getMany(bytes(['a'])), 0)).toBe('b');
  if (process.platform !== 'win32') expect(readdirSync(scratch)).toEqual([]);
  stores.close();
  stores.close();
  expect(readdirSync(scratch)).toEqual([]);
});
