/** Rows written to files by a query that is killed, or loses power, at each call of the disk that changes something. */
import { describe, expect, test } from 'vitest';
import { ManualClock, Session, type XptoError } from 'xpto';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { compact } from '../../src/lib/sinks/files/compact.ts';
import { randomFrom } from '../support/random.ts';
import {
  atChange,
  CRASH,
  type Fault,
  type Plan,
  SimulatedMachine,
  type SimulatedProcess,
} from '../support/simulated-disk.ts';

interface Row {
  readonly id: number;
  readonly place: string | null;
}

/** The rows of the batches; the last has a partition of its own, the second but one of those of the first. */
const BATCHES: readonly (readonly Row[])[] = [
  [
    { id: 1, place: 'a/b' },
    { id: 2, place: 'c' },
    { id: 3, place: 'a/b' },
  ],
  [
    { id: 4, place: 'c' },
    { id: 5, place: null },
  ],
  [{ id: 6, place: 'd' }],
];
const IDS = BATCHES.flat().map(({ id }) => id);

interface Shape {
  readonly partitioned: boolean;
  readonly isTriedFurther?: boolean;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Runs the query until its process dies, or all rows are written.
 *
 * @param known batches whose rows were there before it starts
 * @returns the failure
 */
async function run(disk: SimulatedProcess, { partitioned, options = {} }: Shape, known = 1): Promise<unknown> {
  const clock = new ManualClock(1_000_000_000_000);
  const session = new Session({ clock, openFiles: async location => new LocalFiles(location, disk) });
  const rows = session.memoryStream('id int, place string');
  const batches = BATCHES.map(batch => batch.map(({ id, place }) => [id, place]));
  for (const batch of batches.slice(0, known)) rows.add(batch);
  const writer = rows.toDF().writeStream.format('json').option('checkpointLocation', '/checkpoint').options(options);
  if (partitioned) writer.partitionBy('place');
  const query = writer.start('/out');
  try {
    await query.processAllAvailable();
    for (const batch of batches.slice(known)) {
      rows.add(batch);
      await query.processAllAvailable();
    }
    await query.stop();
    return undefined;
  } catch (error) {
    await query.stop().catch(() => {});
    return error;
  }
}

/** Another process of this machine holds nothing any more: that its id is that of a dead one cannot be shown here. */
const unlock = async (machine: SimulatedMachine): Promise<void> =>
  new LocalFiles('/', machine.start()).remove('checkpoint/xpto-lock', 'out/_xpto/lock');

/** What a run may die of when another one has its checkpoint; the last where both have just begun to make one. */
const ENDS = [undefined, 'CONCURRENT_STREAM_LOG_UPDATE', 'CHECKPOINT_IN_USE', 'OUTPUT_IN_USE', 'FILE_EXISTS'];

const keyOf = (error: unknown) => ((error as Error | undefined)?.cause as XptoError | undefined)?.key;

/** A process that sleeps at a call until it is woken. */
function sleeper(call: number): { plan: Plan; sleeps: Promise<void>; wake: () => void } {
  let [wake, fallAsleep] = [() => {}, () => {}];
  const awake = new Promise<undefined>(resolve => (wake = () => resolve(undefined)));
  const sleeps = new Promise<void>(resolve => (fallAsleep = resolve));
  const plan: Plan = ({ number }) => {
    if (number !== call) return undefined;
    fallAsleep();
    return awake;
  };
  return { plan, sleeps, wake };
}

const idsIn = (file: Buffer): number[] =>
  file
    .toString()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line).id);

const sorted = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);

/** What a reader sees who lists the folder and knows nothing of logs. */
function plainIds(machine: SimulatedMachine): number[] {
  const data = [...machine.files()].filter(([path]) => path.startsWith('/out/') && !/\/[._]/.test(path));
  return sorted(data.flatMap(([, bytes]) => idsIn(bytes)));
}

/** What a reader sees who knows the log: the last file that holds all, and those behind it; none where one is missing. */
function loggedIds(machine: SimulatedMachine, folder = '_spark_metadata'): number[] | 'a gap' {
  const files = machine.files();
  const log = new Map<number, Buffer>();
  for (const [path, bytes] of files) {
    const [, id] = new RegExp(`^/out/${folder}/(\\d+)(?:\\.compact)?$`).exec(path) ?? [];
    if (id !== undefined) log.set(Number(id), bytes);
  }
  const latest = Math.max(...log.keys());
  const found: number[] = [];
  for (let id = Math.max(0, latest - ((latest + 1) % 10)); id <= latest; id++) {
    const text = log.get(id)?.toString();
    if (text === undefined) return 'a gap';
    for (const line of text
      .split('\n')
      .slice(1)
      .filter(line => line !== '')) {
      found.push(
        ...idsIn(files.get(decodeURIComponent(JSON.parse(line).path.slice('file://'.length))) ?? Buffer.from('')),
      );
    }
  }
  return sorted(found);
}

const leftovers = (machine: SimulatedMachine): string[] =>
  [...machine.files().keys()].filter(path => /^\/out\/.*(?:xpto-unfinished|_xpto\/(?:intents|compaction))/.test(path));

const shapes: readonly (readonly [string, Shape])[] = [
  ['flat', { partitioned: false }],
  ['partitioned', { partitioned: true, isTriedFurther: true }],
  ['with fewer files open than partitions', { partitioned: true, options: { maxOpenFiles: 1 } }],
  ['with the log where Spark does not look', { partitioned: true, options: { sparkLog: false } }],
];

describe.each(shapes)('every row is written once, %s', (_name, shape) => {
  const logFolder = shape.options?.['sparkLog'] === false ? '_xpto/log' : '_spark_metadata';

  /** Runs the query to its end on a machine where a run has failed, and compares what readers see. */
  async function recoversTo(machine: SimulatedMachine, what: string, second: Plan = () => undefined): Promise<void> {
    await unlock(machine);
    const failed = await run(machine.start(second), shape, BATCHES.length);
    if (failed !== undefined) {
      await unlock(machine);
      expect(await run(machine.start(), shape, BATCHES.length), what).toBeUndefined();
    }
    expect({ plain: plainIds(machine), logged: loggedIds(machine, logFolder), left: leftovers(machine) }, what).toEqual(
      {
        plain: IDS,
        logged: IDS,
        left: [],
      },
    );
  }

  test('when it dies before any change, and again while it recovers', async () => {
    const whole = new SimulatedMachine().start();
    expect(await run(whole, shape)).toBeUndefined();
    for (let k = 1; k <= whole.changes; k++) {
      const machine = new SimulatedMachine();
      await run(machine.start(atChange(k, { fails: CRASH })), shape);
      const seen = loggedIds(machine, logFolder) as number[];
      expect(IDS.slice(0, seen.length), `log after change ${k}`).toEqual(seen);
      await recoversTo(machine, `change ${k}`, atChange(1 + ((k * 7919) % 40), { fails: CRASH }));
    }
  });

  test('when it sleeps at any call while another takes over, which sleeps, too, while the first goes on', async () => {
    const whole = new SimulatedMachine().start();
    await run(whole, shape);
    const random = randomFrom(1);
    for (let seed = 0; seed < 150; seed++) {
      const machine = new SimulatedMachine();
      await run(machine.start(atChange(1 + Math.floor(random() * whole.changes), { fails: CRASH })), shape);
      await unlock(machine);
      const calls = Array.from({ length: 2 }, () => 1 + Math.floor(random() * whole.calls));
      const [first, other] = calls.map(call => sleeper(call));
      const firstEnd = run(machine.start(first.plan), shape, BATCHES.length);
      await Promise.race([first.sleeps, firstEnd]);
      await unlock(machine);
      const otherEnd = run(machine.start(other.plan), shape, BATCHES.length);
      await Promise.race([other.sleeps, otherEnd]);
      first.wake();
      const ends = [await firstEnd];
      other.wake();
      ends.push(await otherEnd);
      for (const end of ends) expect(ENDS, String(end)).toContain(keyOf(end));
      await recoversTo(machine, `seed ${seed}: calls ${calls}`);
    }
  });

  const faults: readonly (readonly [string, Fault, boolean])[] = [
    ['dies behind', { fails: CRASH, when: 'after' }, false],
    ['loses power at', { fails: CRASH }, true],
    ['finds the disk full at', { fails: 'ENOSPC' }, false],
  ];
  test.each(shape.isTriedFurther ? faults : [])('when it %s any change', async (_what, fault, losesPower) => {
    const whole = new SimulatedMachine().start();
    await run(whole, shape);
    for (let k = 1; k <= whole.changes; k++) {
      const machine = new SimulatedMachine();
      await run(machine.start(atChange(k, fault)), shape);
      if (losesPower) machine.losePower(randomFrom(k));
      await recoversTo(machine, `change ${k}`);
    }
  });
});

describe.each([
  ['of the gathered log', false],
  ['of all batches but the last', true],
])('a folder whose files are merged, %s', (_which, lastBatches) => {
  const COUNT = 13;
  const ALL = Array.from({ length: COUNT }, (_, id) => id);
  const mergeIn = (disk: SimulatedProcess) =>
    compact(new LocalFiles('/out', disk), {
      targetBytes: 1 << 20,
      olderThanMs: 0,
      includeActive: true,
      lastBatches,
      nowMs: () => 1_000_000_100_000,
    });

  async function filled(): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine();
    await goOn(machine, 1, COUNT);
    return machine;
  }

  /** A run of a query, for which so many rows are there at first, and then one more in each batch. */
  async function goOn(machine: SimulatedMachine, first: number, last = first): Promise<void> {
    const disk = machine.start();
    const clock = new ManualClock(1_000_000_000_000);
    const session = new Session({ clock, openFiles: async location => new LocalFiles(location, disk) });
    const rows = session.memoryStream('id int, place int');
    for (let id = 0; id < first; id++) rows.add([[id, id % 2]]);
    const writer = rows.toDF().writeStream.format('json').option('checkpointLocation', '/checkpoint');
    const query = writer.partitionBy('place').start('/out');
    await query.processAllAvailable();
    for (let id = first; id < last; id++) {
      rows.add([[id, id % 2]]);
      await query.processAllAvailable();
    }
    await query.stop();
  }

  test.each([
    ['is merged once more', (machine: SimulatedMachine) => mergeIn(machine.start()), ALL],
    ['is written to', (machine: SimulatedMachine) => goOn(machine, COUNT + 1), [...ALL, COUNT]],
  ] as const)('has every row once, wherever that was cut off, when it %s', async (_what, next, expected) => {
    const whole = (await filled()).start();
    expect(await mergeIn(whole)).toMatchObject({ filesMerged: lastBatches ? 12 : 9, filesMade: 2 });
    let gaps = 0;
    for (let k = 1; k <= whole.changes; k++) {
      const machine = await filled();
      await mergeIn(machine.start(atChange(k, { fails: CRASH }))).catch(() => {});
      if (k % 3 === 0) machine.losePower(randomFrom(k));
      const logged = loggedIds(machine);
      if (logged === 'a gap') gaps++;
      else expect(logged, `change ${k}`).toEqual(ALL);
      await unlock(machine);
      await next(machine);
      expect({ plain: plainIds(machine), logged: loggedIds(machine), left: leftovers(machine) }, `change ${k}`).toEqual(
        {
          plain: expected,
          logged: expected,
          left: [],
        },
      );
    }
    // While more than one file of the log changes nobody reads it; of one nobody notices.
    if (lastBatches) expect(gaps).toBeGreaterThan(1);
    else expect(gaps).toBe(0);
  });

  test('has every row once, when merging sleeps at a call while the query takes over', async () => {
    const whole = (await filled()).start();
    await mergeIn(whole);
    let takenOver = 0;
    for (let k = 1; k <= whole.calls; k += 2) {
      const machine = await filled();
      const { plan, sleeps, wake } = sleeper(k);
      const calls: string[] = [];
      const noting: Plan = call => {
        calls.push(`${call.op} ${call.path}`);
        return plan(call);
      };
      const merging = mergeIn(machine.start(noting)).catch(error => error);
      await Promise.race([sleeps, merging]);
      await unlock(machine);
      await goOn(machine, COUNT + 1);
      wake();
      const end = await merging;
      // Between the last look at the lock and the change itself nobody can notice anything.
      if ([calls[k - 1], calls[k]].some(call => call?.startsWith('rename /out/_spark_metadata/'))) continue;
      if (end instanceof Error) {
        takenOver++;
        expect(['OUTPUT_TAKEN_OVER', 'FILE_NOT_FOUND', 'FILE_EXISTS'], `${k}: ${end}`).toContain(
          (end as XptoError).key,
        );
      }
      await unlock(machine);
      await goOn(machine, COUNT + 2);
      const expected = [...ALL, COUNT, COUNT + 1];
      expect(
        { plain: plainIds(machine), logged: loggedIds(machine), left: leftovers(machine) },
        `call ${k}: ${calls[k - 1]}: ${end}`,
      ).toEqual({ plain: expected, logged: expected, left: [] });
    }
    expect(takenOver).toBeGreaterThan(20);
  });
});
