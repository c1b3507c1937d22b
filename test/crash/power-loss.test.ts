/**
 * The machine loses power at some change of the disk, and of what was not synced anything may be gone. Each seed is
 * one such loss. Whatever is there then, what was acknowledged is whole, and a new process goes on from it; so does
 * another one when the power fails during the first one's recovery.
 */
import { describe, expect, test } from 'vitest';
import type { Disk } from '../../src/lib/files/disk.ts';
import { randomFrom } from '../support/random.ts';
import { atChange, CRASH, type SimulatedMachine } from '../support/simulated-disk.ts';
import { isDeep, patient } from './support/deep.ts';
import { type Script, scripts } from './support/scripts.ts';
import {
  CHECKPOINT,
  type Changes,
  changed,
  creating,
  expectSame,
  type Outcome,
  TABLE,
  World,
} from './support/world.ts';

const SEEDS = isDeep ? 1_000_000 : 20_000;

/** Groups that are kept, in two batches. */
const script: Script = { ...scripts[2], batches: scripts[2].batches.slice(0, 2) };

class Losses {
  readonly #changes: Changes;
  readonly #crashed: World[] = [];
  /** The disks that were gone on from already: many seeds lose the same. */
  readonly #recovered = new Set<string>();
  readonly #secondLives = new Map<string, World>();
  #reference!: Outcome;

  constructor(changes: Changes = {}) {
    this.#changes = changes;
  }

  /** Brings the query to its end, once until each change of the disk. */
  async prepare(): Promise<this> {
    const undisturbed = new World(script);
    const { changes } = await undisturbed.run();
    this.#reference = await undisturbed.finish();
    for (let k = 1; k <= changes; k++) {
      const world = new World(script, this.#changes);
      await world.run(atChange(k, { fails: CRASH, when: 'after' }));
      this.#crashed.push(world);
    }
    return this;
  }

  get disks(): number {
    return this.#recovered.size;
  }

  async lose(seed: number): Promise<void> {
    const random = randomFrom(seed);
    const at = Math.floor(random() * this.#crashed.length);
    // One in 25 had lost only the process before, and another one had begun to go on from there.
    const hasGoneOn = seed % 25 === 0;
    const k = 1 + Math.floor(random() * 60);
    const world = hasGoneOn ? await this.#goneOn(at, k) : this.#crashed[at];
    const machine = world.machine.copy();
    machine.losePower(random);
    const disk = `${at} ${world.acknowledged} ${digestOf(machine)}`;
    if (this.#recovered.has(disk)) return;
    this.#recovered.add(disk);

    const lost = world.copy(machine);
    expect(missing(machine, lost.acknowledged)).toEqual([]);
    const again = lost.copy();
    expectSame(await lost.finish(), this.#reference, script);
    if (hasGoneOn) return;

    await again.run(atChange(k, { fails: CRASH, when: 'after' }));
    again.machine.losePower(random);
    expect(missing(again.machine, again.acknowledged)).toEqual([]);
    expectSame(await again.finish(), this.#reference, script);
  }

  async #goneOn(at: number, k: number): Promise<World> {
    const life = `${at} ${k}`;
    let world = this.#secondLives.get(life);
    if (!world) {
      world = this.#crashed[at].copy();
      await world.run(atChange(k, { fails: CRASH, when: 'after' }));
      this.#secondLives.set(life, world);
    }
    return world;
  }

  async loseAll(seeds: number): Promise<void> {
    for (let seed = 1; seed <= seeds; seed++) {
      await this.lose(seed).catch(cause => {
        throw new Error(`Seed ${seed} finds what a loss of power does`, { cause });
      });
    }
  }
}

/** What was acknowledged and is not there, and where the logs have holes. */
function missing(machine: SimulatedMachine, acknowledged: number): string[] {
  const files = machine.files();
  const ids = [...files.keys()].map(path => /\/(?:offsets|commits)\/(\d+)$/.exec(path)?.[1]).filter(Boolean);
  const paths = Array.from({ length: Math.max(-1, ...ids.map(Number)) + 1 }, (_, id) => `${CHECKPOINT}/offsets/${id}`);
  for (let id = 0; id <= acknowledged; id++) paths.push(`${CHECKPOINT}/commits/${id}`, `${TABLE}/${id}`);
  return paths.filter(path => !files.get(path)?.length);
}

/** Nobody reads what is in a file that was not finished. */
const digestOf = (machine: SimulatedMachine): string =>
  JSON.stringify(
    [...machine.files()].map(([path, bytes]) => [path, path.includes('/.') ? '' : bytes.toString('latin1')]).sort(),
  );

describe('a loss of power', patient, () => {
  test(`by ${SEEDS} seeds, takes nothing that was acknowledged, and nothing is told twice`, async () => {
    const losses = await new Losses().prepare();
    await losses.loseAll(SEEDS);
    expect(losses.disks).toBeGreaterThan(200);
  });

  const withoutFolders = (disk: Disk) => changed(disk, { syncFolder: async () => {} });
  const withoutFiles = (disk: Disk) =>
    changed(disk, { create: async path => ({ ...(await disk.create(path)), sync: async () => {} }) });

  test.each<[string, Changes]>([
    ['does not sync files', { disk: withoutFiles }],
    ['does not sync folders', { disk: withoutFolders }],
    ['commits before the output is there', commitsFirst()],
  ])('is noticed by who %s', async (_, changes) => {
    const losses = await new Losses(changes).prepare();
    await expect(losses.loseAll(100)).rejects.toThrow('finds what a loss of power does');
  });
});

/** The output of a batch is kept back until the batch is committed. */
function commitsFirst(): Changes {
  let keptBack: () => Promise<void> = async () => {};
  return {
    checkpoint: files =>
      creating(files, async (path, bytes) => {
        await files.createNew(path, bytes);
        if (path.startsWith('commits/')) await keptBack();
      }),
    table: files =>
      creating(files, async (path, bytes) => {
        keptBack = () => files.createNew(path, bytes);
      }),
  };
}
