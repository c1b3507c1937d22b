import { describe, expect, test } from 'vitest';
import { RuntimeError, type XptoError } from '../../src/lib/base/errors.ts';
import { LocalFiles } from '../../src/lib/files/local-files.ts';
import { UNFINISHED } from '../../src/lib/files/paths.ts';
import { type Call, CRASH, Crash, type Fault, type Plan, SimulatedMachine } from '../support/simulated-disk.ts';
import { ROOT, recovered, Script } from './script.ts';

// Every call in turn fails, or is the last of its process. Nothing is half there then, a failed sync is not tried again,
// and once the fault is gone another process brings the same work to its end.

const CODES = ['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'EACCES', 'EROFS'];

/** The work with a fault at one call; undefined when there are fewer calls. */
async function playWithFault(hasLinks: boolean, at: (call: Call) => boolean, fault: Fault) {
  const machine = new SimulatedMachine({ hasLinks });
  const calls: Call[] = [];
  let failed: Call | undefined;
  const plan: Plan = call => {
    calls.push(call);
    if (failed || !at(call)) return undefined;
    failed = call;
    return fault;
  };
  const script = new Script();
  const process = machine.start(plan);
  const error = await recovered(process)
    .then(files => script.play(files))
    .then(
      () => undefined,
      error => error,
    );
  process.kill();
  if (!failed) return undefined;

  const other = await recovered(machine.start());
  const wrong = script.wrong(machine);
  await script.play(other);
  wrong.push(...script.wrong(machine));
  return { error, failed, after: calls.slice(calls.indexOf(failed) + 1), wrong };
}

describe.each([
  ['with', true],
  ['without', false],
])('on a disk %s hard links', (_, hasLinks) => {
  describe.each(['before', 'after'] as const)('%s each call that changes something', when => {
    test.each(CODES)('%s stops the work', async code => {
      let k = 1;
      for (; ; k++) {
        const played = await playWithFault(hasLinks, ({ change }) => change === k, { fails: code, when });
        if (!played) break;
        const { error, failed, after, wrong } = played;
        const what = `${code} ${when} ${failed.op} ${failed.path}`;
        expect(wrong, what).toEqual([]);
        expect(error, what).toBeInstanceOf(RuntimeError);
        const { key, params, message } = error as XptoError;
        expect(key, what).toBe('WRITE_FAILED');
        expect(String(params['path']), what).toMatch(/^\/home\/lake(?:\/|$)/);
        expect(message, what).toContain(code);
        if (failed.path.includes(UNFINISHED) && /^(?:write|sync|close)$/.test(failed.op)) {
          const ofTheFile = after.filter(({ path }) => path === failed.path).map(({ op }) => op);
          expect(ofTheFile, what).toEqual(failed.op === 'close' ? ['unlink'] : ['close', 'unlink']);
        }
      }
      expect(k).toBeGreaterThan(90);
    });

    test('a crash leaves what was done, whole', async () => {
      for (let k = 1; ; k++) {
        const played = await playWithFault(hasLinks, ({ change }) => change === k, { fails: CRASH, when });
        if (!played) break;
        const what = `${when} ${played.failed.op} ${played.failed.path}`;
        expect(played.error, what).toBeInstanceOf(Crash);
        expect(played.wrong, what).toEqual([]);
      }
    });
  });

  test.each(['EIO', 'EMFILE', 'EACCES'])('%s at each call that changes nothing stops the work', async code => {
    let k = 1;
    for (; ; k++) {
      let seen = 0;
      const at = ({ change }: Call) => change === undefined && ++seen === k;
      const played = await playWithFault(hasLinks, at, { fails: code });
      if (!played) break;
      const { error, failed, wrong } = played;
      expect(error, `${failed.op} ${failed.path}`).toBeInstanceOf(RuntimeError);
      expect((error as XptoError).key).toMatch(/^(?:READ|WRITE)_FAILED$/);
      expect(wrong).toEqual([]);
    }
    expect(k).toBeGreaterThan(30);
  });
});

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC)', 'Free some space, then start again.'],
  ['EDQUOT', 'the disk is full (EDQUOT)', 'Free some space, then start again.'],
  ['EACCES', 'it is not permitted (EACCES)', 'Allow writing there, or choose another place.'],
  ['EROFS', 'the disk cannot be written to (EROFS)', 'Allow writing there, or choose another place.'],
  ['EMFILE', 'too many files are open (EMFILE)', 'Close other programs, or allow more open files (ulimit -n).'],
  ['EIO', 'the device failed (EIO)', 'Once that is mended, start again.'],
])('%s says what is in the way, and what to do', async (fails, reason, next) => {
  const files = new LocalFiles(
    '/a',
    new SimulatedMachine().start(({ op }) => (op === 'write' ? { fails } : undefined)),
  );
  const error: XptoError = await files.createNew('b/c', Buffer.from('1')).catch(error => error);
  expect(error.message).toBe(`Writing /a/b/c failed: ${reason}.`);
  expect(error.explain('en').hints).toEqual([next, 'No file there is half written.']);
});

test('a failure of reading names the file', async () => {
  const machine = new SimulatedMachine();
  await new LocalFiles('/a', machine.start()).createNew('b/c', Buffer.from('1'));
  const ends = await Promise.all(
    (['open', 'read', 'stat', 'readFolder'] as const).map(async failing => {
      const files = new LocalFiles(
        '/a',
        machine.start(({ op }) => (op === failing ? { fails: 'EIO' } : undefined)),
      );
      const reads = [
        files.read('b/c'),
        files.readRange('b/c', 0, 1),
        files.chunks('b/c').next(),
        files.stat('b/c'),
        files.list('').next(),
      ];
      return (await Promise.allSettled(reads)).map(end => (end.status === 'rejected' ? end.reason.message : 'read'));
    }),
  );
  const failed = (path: string) => `Reading ${path} failed: the device failed (EIO).`;
  const file = failed('/a/b/c');
  expect(ends).toEqual([
    [file, file, file, 'read', 'read'],
    [file, file, file, 'read', 'read'],
    [file, 'read', 'read', file, failed('/a/b')],
    ['read', 'read', 'read', 'read', failed('/a')],
  ]);
});

test('a folder that is deleted meanwhile, and a file where a folder is to be', async () => {
  const machine = new SimulatedMachine();
  const files = new LocalFiles(ROOT, machine.start());
  await files.createNew('a', Buffer.from('1'));
  const error = await files.createNew('a/b', Buffer.from('2')).catch(error => error);
  expect(error.message).toBe(`Writing ${ROOT}/a/b failed: a part of the path is not a folder (ENOTDIR).`);
});
