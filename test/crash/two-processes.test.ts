/** Real processes: two on one checkpoint, one that sleeps while another takes over, and signals at random moments. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import { type Running, root, start } from '../support/process.ts';
import { randomFrom } from '../support/random.ts';
import { isDeep, patient } from './support/deep.ts';

const ROWS = 20;

let folder: string;
let files = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-two-'));
  files = 0;
  mkdirSync(join(folder, 'in'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (...names: string[]) => join(folder, ...names);

function put(): void {
  const line = (i: number) => JSON.stringify({ id: files * ROWS + i, day: 'd', word: 'w' });
  writeFileSync(inFolder('in/.next'), Array.from({ length: ROWS }, (_, i) => line(i)).join('\n'));
  renameSync(inFolder('in/.next'), inFolder('in', `${files++}.json`));
}

/** @param isLast ends once everything is done */
const begin = (isLast = false): Running => {
  const query = join(root, 'test/crash/program/query.mjs');
  const args = [inFolder('in'), inFolder('out'), 'json', 'no', isLast ? 'yes' : 'no'];
  return start(['run', '--checkpoint', inFolder('checkpoint'), query, '--', ...args]);
};

const commits = (): number => {
  try {
    return readdirSync(inFolder('checkpoint/commits')).filter(name => /^\d+$/.test(name)).length;
  } catch {
    return 0;
  }
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

/** Ends what is left to do, and checks that every row is there once, for all readers. */
async function expectOnce(): Promise<void> {
  const last = await begin(true).ended;
  expect(last.code, last.stderr).toBe(0);
  const ids = Array.from({ length: files * ROWS }, (_, id) => id);
  const rows = await new Session().read.schema('id bigint').json(inFolder('out')).collect();
  expect(rows.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(ids);
  const plain = readdirSync(inFolder('out'))
    .filter(name => name.endsWith('.json') && !name.startsWith('.'))
    .flatMap(name => readFileSync(inFolder('out', name), 'utf8').split('\n').filter(Boolean))
    .map(line => JSON.parse(line).id);
  expect(plain.sort((a, b) => a - b)).toEqual(ids);
}

describe('a checkpoint', patient, () => {
  test('has one process at a time: a second is refused at once, and told which', async () => {
    put();
    const first = begin();
    await until(() => commits() === 1);
    const began = performance.now();
    const second = await begin().ended;
    expect(performance.now() - began).toBeLessThan(isDeep ? 2000 : 10_000); // beside other tests
    expect(second.code).toBeGreaterThan(0);
    expect(second.stderr).toContain(`in use by process ${first.child.pid}`);
    put();
    await until(() => commits() === 2);
    first.signal('SIGKILL');
    await first.ended;
    put();
    await expectOnce(); // the lock of the dead does not hold
  });

  test.skipIf(process.platform === 'win32')(
    'goes to another while its process sleeps, which then gives up',
    async () => {
      const random = randomFrom(1);
      for (let round = 0; round < (isDeep ? 100 : 5); round++) {
        const before = commits();
        const sleeper = begin();
        put();
        await until(() => commits() > before);
        put();
        await sleep(random() * 30);
        sleeper.signal('SIGSTOP');
        rmSync(inFolder('checkpoint/xpto-lock'), { force: true });
        rmSync(inFolder('out/_xpto/lock'), { force: true });
        const reached = commits();
        put();
        const other = begin();
        await until(() => commits() > reached);
        sleeper.signal('SIGCONT');
        put();
        const { code, stderr } = await sleeper.ended;
        expect(code, stderr).toBeGreaterThan(0);
        expect(stderr).toMatch(/taken over/);
        other.signal('SIGTERM');
        await other.ended;
      }
      await expectOnce();
    },
  );
});

describe.skipIf(process.platform === 'win32')('a process that is told to end', patient, () => {
  test('ends in time, at whichever moment, and leaves nothing unfinished', async () => {
    const random = randomFrom(2);
    for (let round = 0; round < (isDeep ? 500 : 25); round++) {
      const running = begin();
      put();
      await sleep(100 + random() * 500);
      put();
      const [signal, status] = random() < 0.5 ? (['SIGTERM', 143] as const) : (['SIGINT', 130] as const);
      const began = performance.now();
      running.signal(signal);
      const { code, stderr } = await running.ended;
      expect(performance.now() - began).toBeLessThan(5000);
      // Before anything has begun, the signal itself ends it.
      expect([status, null], stderr).toContain(code);
    }
    await expectOnce();
    const left = readdirSync(folder, { recursive: true }).filter(name => String(name).includes('.xpto-unfinished'));
    expect(left).toEqual([]);
  });
});
