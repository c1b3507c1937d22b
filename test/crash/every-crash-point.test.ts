/**
 * A query may die at any call that changes the disk, and die again while it recovers: every row comes once, and the
 * state is as if nothing had happened.
 */
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../support/random.ts';
import { atChange, CRASH } from '../support/simulated-disk.ts';
import { isDeep, patient } from './support/deep.ts';
import { scripts } from './support/scripts.ts';
import { expectSame, World } from './support/world.ts';

/** The dead do not know whether a call was the last before or the next after: the first of all differs. */
const crashesOf = (changes: number) => [
  { k: 1, when: 'before' as const },
  ...Array.from({ length: changes }, (_, i) => ({ k: i + 1, when: 'after' as const })),
];

describe.each(scripts)('$name, killed', patient, script => {
  test('before and after every change', async () => {
    const undisturbed = new World(script);
    const { changes } = await undisturbed.run();
    expect(changes).toBeGreaterThan(50);
    const reference = await undisturbed.finish();
    expect(reference.batches.size).toBeGreaterThan(script.batches.length);
    const random = randomFrom(changes);
    let diedAgain = 0;

    for (const { k, when } of crashesOf(changes)) {
      // It dies once more while it recovers: at some change, or, where there is time, at each.
      for (let again = isDeep ? 1 : 1 + Math.floor(random() * 40), isOver = false; !isOver; again++) {
        const world = new World(script);
        expect((await world.run(atChange(k, { fails: CRASH, when }))).isRunning).toBe(false);
        const recovery = await world.run(atChange(again, { fails: CRASH, when }));
        if (!recovery.isRunning) diedAgain++;
        isOver = recovery.isRunning || !isDeep;
        try {
          expectSame(await world.finish(), reference, script);
        } catch (error) {
          throw new Error(`After a crash ${when} change ${k}, and one at change ${again} of the recovery`, {
            cause: error,
          });
        }
      }
    }
    expect(diedAgain).toBeGreaterThan(changes / 2);
  });
});
