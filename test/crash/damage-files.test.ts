/**
 * As damage.test.ts, for a query from files to files: its checkpoint with what the source has seen, and the log of its
 * output. The right answer is that every row is there once for those who read the log, and for those who do not.
 */
import { describe, expect, test } from 'vitest';
import { ManualClock, Session } from 'xpto';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { atChange, CRASH, type Plan, SimulatedMachine } from '../support/simulated-disk.ts';
import { damages } from './support/damages.ts';
import { patient } from './support/deep.ts';
import { causeOf } from './support/world.ts';

const [IN, OUT, CHECKPOINT] = ['/machine/in', '/machine/out', '/machine/checkpoint'];

/** So many files, one in a batch, that both logs have a file that stands for all before it, and some behind it. */
const FILES = 12;

async function put(machine: SimulatedMachine, number: number): Promise<void> {
  const lines = [0, 1].map(i => JSON.stringify({ id: number * 2 + i, word: `w${i}` }));
  await new LocalFiles(IN, machine.start()).createNew(`${number}.json`, Buffer.from(`${lines.join('\n')}\n`));
}

async function run(machine: SimulatedMachine, plan?: Plan): Promise<void> {
  const disk = machine.start(plan);
  const clock = new ManualClock(1_000_000);
  const session = new Session({ clock, openFiles: location => openFiles(location, { disk }) });
  try {
    const query = session.readStream
      .schema('id bigint, word string')
      .option('maxFilesPerTrigger', 1)
      .json(IN)
      .writeStream.format('json')
      .option('checkpointLocation', CHECKPOINT)
      .trigger({ availableNow: true })
      .start(OUT);
    await query.awaitTermination();
  } finally {
    disk.kill();
  }
}

/** The rows for those who read the log, and for those who take the files as they lie there. */
async function rowsOf(machine: SimulatedMachine): Promise<{ logged: number[]; plain: number[] }> {
  const disk = machine.start();
  const session = new Session({ openFiles: location => openFiles(location, { disk }) });
  const logged = await session.read.schema('id bigint, word string').json(OUT).collect();
  const plain = [...machine.files()]
    .filter(([path]) => path.startsWith(`${OUT}/`) && !/\/[._]/.test(path.slice(OUT.length)))
    .flatMap(([, bytes]) => String(bytes).split('\n').filter(Boolean))
    .map(line => JSON.parse(line).id);
  disk.kill();
  const inOrder = (ids: number[]) => ids.sort((a, b) => a - b);
  return { logged: inOrder(logged.map(({ id }) => Number(id))), plain: inOrder(plain) };
}

/** That a file of the log of the output was cut to nothing shows in those behind it; lost offsets, in that log. */
function isNamed(path: string, message: string): boolean {
  if (message.includes(path.replace('/machine/', '').replace('checkpoint/', ''))) return true;
  const [, batchId] = /offsets\/(\d+)$/.exec(path) ?? [];
  if (batchId !== undefined) return message.includes(`of batch ${batchId}, of which the checkpoint knows nothing`);
  return path.includes('_spark_metadata') && / or one before it, is not what the checkpoint knows/.test(message);
}

const ids = (files: number) => Array.from({ length: files * 2 }, (_, id) => id);

describe('a query from files to files, of which a file is damaged', patient, () => {
  test.each(['at rest', 'in a batch'])('%s', async place => {
    const machine = new SimulatedMachine({ nowMs: () => 1_000_000 });
    for (let number = 0; number < FILES - 1; number++) await put(machine, number);
    await run(machine);
    await put(machine, FILES - 1);
    let before = machine;
    if (place === 'at rest') await run(machine);
    else {
      // The last that can die with its batch begun, written and not committed.
      for (let k = 1, isOver = false; !isOver; k++) {
        const died = machine.copy();
        await run(died, atChange(k, { fails: CRASH, when: 'after' })).then(
          () => (isOver = true),
          () => {},
        );
        const paths = [...died.files().keys()];
        if (paths.includes(`${CHECKPOINT}/commits/${FILES - 1}`)) isOver = true;
        if (!isOver) before = died;
      }
    }
    const whole = before.copy();
    await put(whole, FILES);
    await run(whole);
    expect(await rowsOf(whole)).toEqual({ logged: ids(FILES + 1), plain: ids(FILES + 1) });

    const isOfNote = (path: string) => path.startsWith(CHECKPOINT) || path.startsWith(`${OUT}/_`);
    let [right, refused] = [0, 0];
    const silent: string[] = [];
    for (const { name, paths, to } of damages(before.files(), isOfNote)) {
      const damaged = before.copy();
      damaged.alter(to);
      await put(damaged, FILES);
      const error = await run(damaged).then(
        () => undefined,
        error => error,
      );
      if (error) {
        const { message } = causeOf(error);
        if (paths.some(path => isNamed(path, message))) refused++;
        else silent.push(`${name}: ${message}`);
        continue;
      }
      const { logged, plain } = await rowsOf(damaged);
      if (String(logged) === String(ids(FILES + 1)) && String(plain) === String(logged)) right++;
      else silent.push(`${name}: logged ${logged}; plain ${plain}`);
    }
    expect(silent).toEqual([]);
    expect(right).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(50);
  });
});
