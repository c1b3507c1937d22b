/** Rows that are removed from a folder of Parquet, wherever that is cut off, on a disk and in a store like S3. */
import { describe, expect, test } from 'vitest';
import { ManualClock, type RowInput, Session } from 'xpto';
import type { Files } from '../../src/lib/files/files.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { MemoryFiles } from '../../src/lib/files/memory-files.ts';
import { compact } from '../../src/lib/sinks/files/compact.ts';
import { purge } from '../../src/lib/sinks/files/purge.ts';
import { randomFrom } from '../support/random.ts';
import { atChange, CRASH, Crash, SimulatedMachine } from '../support/simulated-disk.ts';

type Open = (location: string) => Files;

/** A place that outlives the processes that work with it. */
interface World {
  /** What a process sees that dies at its k-th change; from 1. `changes` tells how many there were. */
  readonly process: (diesAt?: number) => { open: Open; changes: () => number };
  readonly losePower?: (seed: number) => void;
}

function onDisk(): World {
  const machine = new SimulatedMachine();
  return {
    process: (diesAt = 0) => {
      const disk = machine.start(atChange(diesAt, { fails: CRASH }));
      return { open: location => new LocalFiles(location, disk), changes: () => disk.changes };
    },
    losePower: seed => machine.losePower(randomFrom(seed)),
  };
}

/** Each request happens or does not; one that removes many may have removed some. */
function inStore(): World {
  const stores = new Map<string, MemoryFiles>();
  const at = (location: string): MemoryFiles => {
    const found = stores.get(location) ?? new MemoryFiles(`memory://${location}`);
    stores.set(location, found);
    return found;
  };
  return {
    process: (diesAt = 0) => {
      let changes = 0;
      const change = () => {
        if (++changes === diesAt || (diesAt > 0 && changes > diesAt)) throw new Crash();
      };
      const open: Open = location => {
        const files = at(location);
        const before =
          <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
          async (...args: A): Promise<R> => {
            change();
            return call.apply(files, args);
          };
        const own: Partial<Files> = {
          createNew: before(files.createNew),
          replace: before(files.replace),
          move: before(files.move),
          remove: async (...paths) => {
            for (const path of paths) await before((one: string) => files.remove(one))(path);
          },
          create: async path => {
            const file = await files.create(path);
            return { ...file, commit: before(file.commit) };
          },
        };
        return new Proxy(files, {
          get: (_, name) => Reflect.get(own, name) ?? bound(files, Reflect.get(files, name)),
        });
      };
      return { open, changes: () => changes };
    },
  };
}

const bound = (files: Files, value: unknown): unknown => (typeof value === 'function' ? value.bind(files) : value);

const SCHEMA = 'id string, n int, day int';
const rowsOf = (batch: number): RowInput[] =>
  [0, 1, 2].map(i => [`${batch}-${i}`, i, (batch + i) % 2]) as unknown as RowInput[];
const idsUpTo = (batches: number): string[] =>
  Array.from({ length: batches }, (_, batch) => [0, 1, 2].map(i => `${batch}-${i}`)).flat();

/** A run of the query that writes the batches up to this one, from the first that was there before. */
async function write(open: Open, known: number, batches: number): Promise<void> {
  const session = new Session({ clock: new ManualClock(1_000_000_000_000), openFiles: async place => open(place) });
  const source = session.memoryStream(SCHEMA);
  for (let batch = 0; batch < known; batch++) source.add(rowsOf(batch));
  const writer = source.toDF().writeStream.format('parquet').option('checkpointLocation', '/checkpoint');
  const query = writer.partitionBy('day').start('/out');
  await query.processAllAvailable();
  for (let batch = known; batch < batches; batch++) {
    source.add(rowsOf(batch));
    await query.processAllAvailable();
  }
  await query.stop();
}

const remove = (open: Open, ...ids: string[]) =>
  purge(open('/out'), { column: 'id', values: new Set(ids), nowMs: () => 1_000_000_100_000 });

const unlock = (open: Open) => open('/').remove('checkpoint/xpto-lock', 'out/_xpto/lock');
const unlockStore = async (open: Open) => {
  await open('/checkpoint').remove('xpto-lock');
  await open('/out').remove('_xpto/lock');
};

/** The ids that somebody finds who reads the folder by its log; undefined where that is refused. */
async function loggedIds(open: Open): Promise<string[] | undefined> {
  const session = new Session({ openFiles: async place => open(place) });
  try {
    const rows = await session.read.schema(SCHEMA).parquet('/out').collect();
    return rows.map(({ id }) => id as string).sort();
  } catch (error) {
    expect(String(error)).toMatch(/gap|missing/i);
    return undefined;
  }
}

/** What somebody finds who lists the folder, and what else lies there. */
async function plain(open: Open): Promise<{ ids: string[]; left: string[] }> {
  const files = open('/out');
  const copy = new MemoryFiles('memory:///plain');
  const left: string[] = [];
  for await (const { path } of files.list('')) {
    if (/^_xpto\/(?:intents|compaction)|xpto-unfinished/.test(path)) left.push(path);
    if (!/(?:^|\/)[._]/.test(path)) await copy.createNew(path, await files.read(path));
  }
  return { ids: (await loggedIds(() => copy))!, left };
}

const worlds = [
  ['on a disk', onDisk, unlock, 2],
  ['in a store', inStore, unlockStore, 11],
] as const;

describe.each(worlds)('%s', { timeout: 60_000 }, (_name, make, unlocked, COUNT) => {
  const last = COUNT - 1;
  const GONE = ['0-0', '1-1', '9-0', '9-1', '9-2', `${last}-0`, `${last}-1`, `${last}-2`, 'never there'];
  const left = (batches: number) => idsUpTo(batches).filter(id => !GONE.includes(id)).sort(); // biome-ignore format: a line

  async function expectAll(world: World, expected: readonly string[], what: string): Promise<void> {
    const { open } = world.process();
    expect({ logged: await loggedIds(open), plain: await plain(open) }, what).toEqual({
      logged: expected,
      plain: { ids: expected, left: [] },
    });
  }

  test.each([1, 2, 9, 10, 11, 20])('of %i batches rows go, and the query goes on, again and again', async count => {
    const world = make();
    await write(world.process().open, 1, count);
    const gone = [`${count - 1}-0`, `${count - 1}-1`, `${count - 1}-2`, '0-1'];
    const { open } = world.process();
    expect(await remove(open, ...gone)).toMatchObject({ rowsRemoved: new Set(gone).size, folders: ['day=0', 'day=1'] });
    for (const none of [gone, []]) {
      expect(await remove(open, ...none)).toEqual({ rowsRemoved: 0, filesRewritten: 0, folders: [] });
    }
    await write(open, count, count + 1);
    expect(await remove(open, `${count}-2`)).toMatchObject({ rowsRemoved: 1, filesRewritten: 1 });
    await compact(open('/out'), {
      targetBytes: 1 << 20,
      olderThanMs: 0,
      includeActive: true,
      lastBatches: true,
      nowMs: () => 1_000_000_100_000,
    });
    await write(open, count + 1, count + 12);
    const rest = idsUpTo(count + 12).filter(id => !gone.includes(id) && id !== `${count}-2`);
    await expectAll(world, rest.sort(), 'at the end');
  });

  test('wherever it is cut off, another purge or the query finishes it, or begins anew', async () => {
    const filled = async () => {
      const world = make();
      await write(world.process().open, 1, COUNT);
      return world;
    };
    const whole = (await filled()).process();
    await remove(whole.open, ...GONE);
    let [refused, early] = [0, 0];
    for (let k = 1; k <= whole.changes(); k++) {
      const world = await filled();
      await remove(world.process(k).open, ...GONE).then(
        () => expect.unreachable(`It did not die at change ${k}`),
        () => {},
      );
      if (k % 3 === 0) world.losePower?.(k);
      const { open } = world.process();
      const logged = await loggedIds(open);
      if (logged === undefined) refused++;
      else if (logged.length === COUNT * 3) early++;
      else expect(logged, `change ${k}`).toEqual(left(COUNT));
      await unlocked(open);
      if (k % 2 === 0) await write(open, COUNT, COUNT + 1);
      await remove(open, ...GONE);
      await expectAll(world, left(k % 2 === 0 ? COUNT + 1 : COUNT), `change ${k}`);
      await write(open, COUNT + 1 - (k % 2), COUNT + 2);
      await expectAll(world, left(COUNT + 2), `change ${k}, and two batches later`);
    }
    expect(Math.min(refused, early)).toBeGreaterThan(0);
  });

  test('of a batch that was written and not committed, too', async () => {
    const whole = make().process();
    await write(whole.open, 1, 2);
    let uncommitted = 0;
    for (let k = 1; k <= whole.changes(); k++) {
      const world = make();
      await write(world.process(k).open, 1, 2).catch(() => {});
      const { open } = world.process();
      await unlocked(open);
      const hasLog = (await open('/out').stat('_spark_metadata/0')) !== undefined;
      const before = hasLog ? (await loggedIds(open))! : [];
      const gone = ['0-0', '1-0', '1-1', '1-2'].filter(id => before.includes(id));
      if (gone.length > 0) expect((await remove(open, ...gone)).rowsRemoved).toBe(gone.length);
      if (gone.includes('1-0')) uncommitted++;
      await write(open, 2, 3);
      await write(open, 3, 4);
      const expected = idsUpTo(4).filter(id => !gone.includes(id));
      await expectAll(world, expected.sort(), `change ${k}`);
    }
    expect(uncommitted).toBeGreaterThan(1);
  });
});

test('only Parquet, and only a folder that nobody writes to', async () => {
  const { open } = inStore().process();
  await expect(remove(open, 'x')).rejects.toMatchObject({ key: 'OUTPUT_WITHOUT_LOG' });
  const session = new Session({ openFiles: async place => open(place) });
  const source = session.memoryStream(SCHEMA);
  source.add(rowsOf(0));
  const query = source.toDF().writeStream.format('json').option('checkpointLocation', '/checkpoint').start('/out');
  await query.processAllAvailable();
  await expect(remove(open, 'x')).rejects.toMatchObject({ key: 'OUTPUT_IN_USE' });
  await query.stop();
  await expect(remove(open, 'x')).rejects.toMatchObject({ key: 'PURGE_FORMAT' });
});
