import { describe, expect, test } from 'vitest';
import type { Disk } from '../../src/lib/files/disk.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { randomFrom } from '../support/random.ts';
import { atChange, CRASH, Crash, SimulatedMachine, type SimulatedProcess } from '../support/simulated-disk.ts';
import { ROOT, recovered, Script } from './script.ts';

// What was acknowledged outlives a loss of power, whole, and so does what was found by who has recovered. Each seed is
// a life: a process dies at some call, by itself or with the machine; another takes over, and may die too.

const SEEDS = 4000;
type Mutant = (disk: SimulatedProcess) => Disk;
const asItIs: Mutant = disk => disk;

async function live(seed: number, hasLinks: boolean, mutant: Mutant): Promise<string[]> {
  const random = randomFrom(seed);
  const machine = new SimulatedMachine({ hasLinks, shortWrites: random });
  const script = new Script();
  const wrong: string[] = [];
  for (let lives = 1 + Math.floor(random() * 3); lives > 0; lives--) {
    const k = 1 + Math.floor(random() * (hasLinks ? 120 : 240));
    const disk = mutant(machine.start(atChange(k, { fails: CRASH, when: random() < 0.5 ? 'before' : 'after' })));
    await recovered(disk)
      .then(files => script.play(files))
      .catch(error => {
        if (!(error instanceof Crash)) wrong.push(String(error));
      });
    if (random() < 0.5) machine.losePower(random);
  }
  machine.losePower(random);
  const files = await recovered(machine.start());
  wrong.push(...script.wrong(machine));
  if (wrong.length > 0) return wrong;
  await script.play(files);
  machine.losePower(random);
  await recovered(machine.start());
  return script.wrong(machine);
}

async function firstWrong(seeds: number, hasLinks: boolean, mutant: Mutant) {
  for (let seed = 1; seed <= seeds; seed++) {
    const wrong = await live(seed, hasLinks, mutant);
    if (wrong.length > 0) return { seed, wrong };
  }
  return undefined;
}

describe.each([
  ['with', true],
  ['without', false],
])('a loss of power, %s hard links,', (_, hasLinks) => {
  test('takes nothing that was acknowledged, and leaves nothing half', async () => {
    expect(await firstWrong(SEEDS, hasLinks, asItIs)).toBeUndefined();
  }, 60_000);

  test.each<[string, Mutant]>([
    [
      'files',
      disk => changed(disk, { create: async path => ({ ...(await disk.create(path)), sync: async () => {} }) }),
    ],
    ['folders', disk => changed(disk, { syncFolder: async () => {} })],
  ])('is noticed by who does not sync %s', async (_, mutant) => {
    expect(await firstWrong(100, hasLinks, mutant)).toBeDefined();
  });
});

/** A disk with some calls that are not as they should be. */
function changed(disk: SimulatedProcess, calls: Partial<Disk>): Disk {
  return new Proxy(disk, {
    get(target, name) {
      if (name in calls) return calls[name as keyof Disk];
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('the name of a file that was synced without its folder may be lost, and its bytes without a sync', async () => {
  const machine = new SimulatedMachine();
  const files = new LocalFiles(ROOT, machine.start());
  await files.createNew('a', Buffer.from('1'));
  const disk = machine.start();
  const file = await disk.create(`${ROOT}/b`);
  await file.write(Buffer.from('22'));
  expect([...machine.files().keys()]).toEqual([`${ROOT}/a`, `${ROOT}/b`]);
  await disk.syncFolder(ROOT);
  machine.losePower(() => 0.5);
  expect([...machine.files()].map(([path, bytes]) => [path, String(bytes)])).toEqual([
    [`${ROOT}/a`, '1'],
    [`${ROOT}/b`, '2'],
  ]);
  await expect(file.write(Buffer.from('3'))).rejects.toThrow(Crash);
});
