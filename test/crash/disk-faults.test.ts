/**
 * Each call of the disk fails in turn, for any reason that a disk has. The query ends, and says which file was in the
 * way; nothing is half there; and once the fault is gone, every row comes once.
 */
import { describe, expect, test } from 'vitest';
import { RuntimeError, XptoError } from 'xpto';
import { randomFrom } from '../support/random.ts';
import type { Call, Plan } from '../support/simulated-disk.ts';
import { isDeep, patient } from './support/deep.ts';
import { type Script, scripts } from './support/scripts.ts';
import { causeOf, expectSame, type Outcome, World } from './support/world.ts';

const WRITING = ['ENOSPC', 'EIO', 'EDQUOT', 'EMFILE', 'EACCES', 'EROFS'];
const READING = ['EIO', 'EMFILE', 'EACCES'];

const [, , counts, windows] = scripts;
const short = (script: Script): Script => (isDeep ? script : { ...script, batches: script.batches.slice(0, 2) });

interface Trial {
  readonly fails: string;
  readonly when: 'before' | 'after';
  readonly isFault: (call: Call) => boolean;
  /** Does everything that changes something fail from then on? */
  readonly isLasting?: boolean;
  /** Is it the start of a query of which a batch is done? */
  readonly isRestart?: boolean;
}

interface Failed {
  readonly call: Call;
  readonly error: unknown;
  /** What the process did afterwards. */
  readonly after: readonly Call[];
}

/** @returns undefined when there was no such call */
async function failOnce(script: Script, trial: Trial, reference: Outcome, seed: number): Promise<Failed | undefined> {
  const world = new World(script, {}, { shortWrites: randomFrom(seed) });
  if (trial.isRestart) await world.run(undefined, { batches: 1 });
  const after: Call[] = [];
  let failed: Call | undefined;
  const plan: Plan = call => {
    if (failed) {
      after.push(call);
      return trial.isLasting && call.change !== undefined ? { fails: trial.fails } : undefined;
    }
    if (!trial.isFault(call)) return undefined;
    failed = call;
    return trial;
  };
  const disk = world.machine.start(plan);
  const error = await world.runOn(disk).then(
    () => undefined,
    error => error,
  );
  if (!failed) return undefined;
  const outcome = { call: failed, error, after: [...after] };
  const what = `${trial.fails} ${trial.when} ${failed.op} ${failed.path} (${failed.number})`;
  await world.outcome().catch(cause => {
    throw new Error(`${what} leaves something half`, { cause });
  });
  // Started again by the same process, or by another.
  if (seed % 2 === 0 && !trial.isLasting) await world.runOn(disk);
  disk.kill();
  try {
    expectSame(await world.finish(), reference, script);
  } catch (cause) {
    throw new Error(`${what} is not made good`, { cause });
  }
  return outcome;
}

/** What the user reads. */
function expectTold({ error, call }: Failed, code: string): void {
  expect(error, `${code} at ${call.op} ${call.path}`).toBeInstanceOf(XptoError);
  const cause = causeOf(error);
  expect(cause).toBeInstanceOf(RuntimeError);
  expect(cause.key).toMatch(/^(?:READ|WRITE)_FAILED$/);
  expect(cause.message).toContain(`(${code})`);
  expect(cause.message).toMatch(/ \/machine(?:\/\w|\b)/);
}

describe.each([counts, windows].map(short))('$name, with a disk that fails', patient, script => {
  const undisturbed = async () => {
    const world = new World(script);
    const { calls, changes } = await world.run();
    return { calls, changes, reference: await world.finish() };
  };

  test('at each change', async () => {
    const { changes, reference } = await undisturbed();
    for (let k = 1, isOver = false; !isOver; k++) {
      const codes = isDeep ? WRITING : [WRITING[k % WRITING.length]];
      for (const fails of codes) {
        for (const when of ['before', 'after'] as const) {
          const isFault = ({ change }: Call) => change === k;
          const failed = await failOnce(script, { fails, when, isFault }, reference, k);
          isOver = !failed;
          if (!failed) continue;
          expectTold(failed, fails);
          const { call, after } = failed;
          if (call.op !== 'sync') continue;
          expect(after.filter(({ op, path }) => path === call.path && op === 'sync')).toEqual([]);
          const released = after.findIndex(({ op, path }) => op === 'unlink' && path.endsWith('/xpto-lock'));
          expect(after.slice(0, released).filter(({ op }) => op === 'link')).toEqual([]);
        }
      }
      if (isOver) expect(k).toBeGreaterThan(changes);
    }
  });

  test('at each change, and at all that follow: what failed first is told', async () => {
    const { reference } = await undisturbed();
    for (let k = 1; ; k += isDeep ? 1 : 3) {
      const isFault = ({ change }: Call) => change === k;
      const failed = await failOnce(script, { fails: 'EROFS', when: 'before', isFault, isLasting: true }, reference, k);
      if (!failed) break;
      expectTold(failed, 'EROFS');
      // While a file is not finished it has another name.
      const [, folder] = /^(.*?)(?:\/[^/]*)?$/.exec(failed.call.path)!;
      expect(causeOf(failed.error).message).toContain(failed.call.op === 'makeFolder' ? '/machine' : folder);
    }
  });

  test.each([
    ['of the first start', false],
    ['of a later one', true],
  ])('at each call that changes nothing, %s', async (_, isRestart) => {
    const { reference } = await undisturbed();
    for (let k = 1; ; k++) {
      let seen = 0;
      const isFault = ({ change }: Call) => change === undefined && ++seen === k;
      const fails = READING[k % READING.length];
      const failed = await failOnce(script, { fails, when: 'before', isFault, isRestart }, reference, k);
      if (!failed) break;
      expectTold(failed, fails);
    }
  });
});
