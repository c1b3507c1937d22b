/**
 * Each file of a checkpoint is lost, emptied, cut, altered by a bit, or takes the place of another, and rows come
 * afterwards. The query then either gives the right answer or refuses, naming the file; never anything else. The
 * output, too, is a place where the right answer shows: it holds each batch once.
 */
import { describe, expect, test } from 'vitest';
import { atChange, CRASH } from '../support/simulated-disk.ts';
import { damages } from './support/damages.ts';
import { isDeep, patient } from './support/deep.ts';
import { type Script, scripts } from './support/scripts.ts';
import { CHECKPOINT, causeOf, expectSame, type Outcome, World, WrongRows } from './support/world.ts';

/** Where it was when it was damaged: at rest, or with a batch that was begun and not committed. */
const places = ['at rest', 'in a batch'] as const;

const short = (script: Script): Script => (isDeep ? script : { ...script, batches: script.batches.slice(0, 3) });

describe.each([scripts[0], scripts[3], scripts[5]].map(short))('$name, of which a file is damaged', patient, script => {
  test.each(places)('%s', async place => {
    const { world, reference } = await brought(script, place);
    const refused = new Map<string, number>();
    let right = 0;
    for (const { name, paths, to } of damages(world.machine.files(), path => path.startsWith(CHECKPOINT))) {
      const damaged = world.copy();
      damaged.machine.alter(to);
      // More has come meanwhile.
      damaged.add();
      const error = await damaged.run(undefined, { isLast: true }).then(
        () => undefined,
        error => error,
      );
      // Only the output shows that the last batch was begun, where there is no state: whoever takes it must look.
      if (error instanceof WrongRows && name === `${newestOffsets(world)} lost`) continue;
      if (error === undefined) {
        right++;
        try {
          expectSame(await damaged.outcome(), reference, script);
        } catch (cause) {
          throw new Error(`${name}: a wrong answer, without a word`, { cause });
        }
        continue;
      }
      const { message, condition, key } = causeOf(error);
      const told = paths.some(path => message.includes(path.slice(CHECKPOINT.length + 1)));
      if (!told) throw new Error(`${name}: ${message}`, { cause: error });
      refused.set(condition ?? key, (refused.get(condition ?? key) ?? 0) + 1);
    }
    expect(right).toBeGreaterThan(0);
    expect([...refused.values()].reduce((a, b) => a + b)).toBeGreaterThan(40);
  });
});

const newestOffsets = ({ machine }: World): string =>
  [...machine.files().keys()]
    .filter(path => path.startsWith(`${CHECKPOINT}/offsets/`))
    .sort()
    .pop()!;

async function brought(script: Script, place: (typeof places)[number]): Promise<{ world: World; reference: Outcome }> {
  const whole = new World(script);
  const reference = await whole.finish();
  const before = { ...script, batches: script.batches.slice(0, -1) };
  const world = new World(script);
  const early = new World(before);
  const { changes } = await early.run();
  if (place === 'at rest') {
    // The last batch is still to come.
    await world.run(undefined, { batches: before.batches.length });
    return { world, reference };
  }
  for (let k = changes; ; k--) {
    const crashed = new World(script);
    await crashed.run(atChange(k, { fails: CRASH, when: 'after' }), { batches: before.batches.length });
    const ids = (folder: string) =>
      [...crashed.machine.files().keys()].filter(path => path.startsWith(`${CHECKPOINT}/${folder}/`)).length;
    if (ids('offsets') > ids('commits')) return { world: crashed, reference };
  }
}
