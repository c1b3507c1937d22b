/** When a file counts as one that has arrived. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from 'xpto';
import type { Files } from '../../../src/lib/files/files.ts';
import { MemoryFiles } from '../../../src/lib/files/memory-files.ts';
import { Arrivals } from '../../../src/lib/sources/files/arrivals.ts';
import { byTime, DataFolder } from '../../../src/lib/sources/files/data-folder.ts';

let clock: ManualClock;
let files: MemoryFiles;
let calls: number;
let arrivals: Arrivals;
const taken = new Set<string>();

/** @param place what the files are seen through */
async function watch(place: Files = files): Promise<void> {
  const folder = await DataFolder.open('memory:///', { text: () => undefined, timeZone: 'UTC' }, async () => place);
  arrivals = new Arrivals(folder, {
    clock,
    isNew: ({ address }) => !taken.has(address),
    order: byTime,
    onChange: () => calls++,
  });
}
const put = (path: string, text = path) => files.createNew(path, Buffer.from(text));
const names = async () => (await arrivals.current()).map(({ address }) => files.pathOf(address));
/** Lets what the clock has woken up go on. */
const settle = () => new Promise(resolve => setImmediate(resolve));
async function advance(byMs: number): Promise<void> {
  clock.advance(byMs);
  await settle();
}

beforeEach(() => {
  clock = new ManualClock(1000);
  files = new MemoryFiles('memory:///', clock);
  calls = 0;
  taken.clear();
});
afterEach(() => arrivals.stop());

describe('a file that the watch tells of', () => {
  test('counts once it was left alone for 40 ms, and is told then', async () => {
    await watch();
    expect(await names()).toEqual([]);
    await put('a');
    await advance(39);
    expect([calls, await names()]).toEqual([0, []]);
    await advance(1);
    expect([calls, await names()]).toEqual([1, ['a']]);
  });

  test('counts later when it changes again', async () => {
    await watch();
    await names();
    await put('a');
    await advance(30);
    await files.remove('a');
    await put('a', 'longer');
    await advance(10);
    expect([calls, await names()]).toEqual([1, []]);
    await advance(40);
    expect([calls, await names()]).toEqual([2, ['a']]);
  });

  test('does not count while it is empty, also where a listing finds it', async () => {
    await watch();
    await names();
    await put('a', '');
    await advance(40);
    expect(await names()).toEqual([]);
    await advance(10_000);
    expect(await names()).toEqual([]);
    await files.remove('a');
    await put('a', 'begun late');
    await advance(40);
    expect(await names()).toEqual(['a']);
  });

  test('is nothing when it is hidden, or gone again', async () => {
    await watch();
    await names();
    await put('_a');
    await put('b');
    await files.remove('b');
    await advance(40);
    expect([calls, await names()]).toEqual([1, []]);
  });
});

test('who asks for all that is there gets it at once', async () => {
  await watch();
  await names();
  await put('b');
  clock.advance(5);
  await put('a');
  arrivals.refresh();
  expect(await names()).toEqual(['b', 'a']);
});

describe('the folder is listed now and then', () => {
  /** A place that tells of nothing. */
  const deaf = () => Object.assign(Object.create(files) as MemoryFiles, bound(files), { watch: () => () => {} });

  test('and what the watch has missed is found', async () => {
    await watch(deaf());
    await names();
    await put('a');
    await advance(1000);
    expect([calls, await names()]).toEqual([1, ['a']]);
    await put('b');
    await advance(1999);
    expect(await names()).toEqual(['a']);
    await advance(1);
    expect([calls, await names()]).toEqual([2, ['a', 'b']]);
  });

  test('by each trigger where there is no watch', async () => {
    await watch(Object.assign(bound(files), { watch: undefined }) as unknown as Files);
    expect(await names()).toEqual([]);
    await put('a');
    expect(await names()).toEqual(['a']);
    await advance(1000);
    expect(calls).toBe(1);
  });

  test('and what goes wrong there is told by the next trigger', async () => {
    let isBroken = false;
    const list: Files['list'] = (...args) => {
      if (isBroken) throw new Error('broken');
      return files.list(...args);
    };
    await watch(Object.assign(deaf(), { list }));
    await names();
    isBroken = true;
    await advance(1000);
    expect(calls).toBe(1);
    await expect(arrivals.current()).rejects.toThrow('broken');
  });
});

test('once it is fixed nothing comes', async () => {
  await put('a');
  clock.advance(1);
  await put('b');
  await watch();
  await arrivals.fix();
  await put('c');
  arrivals.refresh();
  await advance(1000);
  expect(await names()).toEqual(['a', 'b']);
  arrivals.taken((await arrivals.current()).slice(0, 1));
  expect(await names()).toEqual(['b']);
});

test('a file may be taken out of the midst of the list', async () => {
  for (const name of ['a', 'b', 'c']) await put(name);
  await watch();
  arrivals.taken((await arrivals.current()).slice(1, 2));
  taken.add(files.address('b'));
  expect(await names()).toEqual(['a', 'c']);
});

test('after its end it tells of nothing', async () => {
  await watch();
  await names();
  await put('a');
  arrivals.stop();
  await advance(5000);
  expect(calls).toBe(0);
});

/** The methods of a place, so that some of them can be put in another's stead. */
function bound(place: MemoryFiles): Partial<Files> {
  return {
    root: place.root,
    address: path => place.address(path),
    pathOf: address => place.pathOf(address),
    list: (...args) => place.list(...args),
    stat: path => place.stat(path),
    read: path => place.read(path),
  };
}
