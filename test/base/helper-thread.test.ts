import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { HelperThread, threadScript } from '../../src/lib/base/helper-thread.ts';

/** How many ports keep the process alive. */
const holding = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length;

test.skipIf(availableParallelism() === 1)(
  'a thread holds the process while it owes an answer, and no longer',
  async () => {
    await expect.poll(holding).toBe(0); // what was asked before this test is answered
    const thread = new HelperThread(threadScript('read-thread'));
    try {
      expect(holding()).toBe(0);
      expect(await thread.started).toBe(true);
      expect(holding()).toBe(0); // one that is never asked anything
      const answers = [thread.ask([], []), thread.ask([], [])];
      expect(holding()).toBe(1);
      await answers[0];
      expect(holding()).toBe(1);
      await answers[1];
      expect(holding()).toBe(0);
    } finally {
      thread.end();
    }
  },
);
