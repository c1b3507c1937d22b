import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isAlive } from '../../src/lib/base/processes.ts';

test('the number of a process that runs, and of none', () => {
  expect([isAlive(process.pid), isAlive(2 ** 30)]).toEqual([true, false]);
});

test.runIf(process.platform === 'linux')(
  'who was killed, and whose parent does not ask how it ended, does not live',
  async () => {
    // What it begins becomes a child of the program that takes its place, and which asks nobody, as the shell would.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      parent.stdin.write('in its place\n');
      await once(parent.stdout, 'data');
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => isAlive(pid)).toBe(false);
      expect(() => process.kill(pid, 0)).not.toThrow();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
