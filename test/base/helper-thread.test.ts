import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { HelperThread, threadScript } from '../../src/lib/base/helper-thread.ts';

/** How many ports keep the process alive. */
const holding = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length;

test.skipIf(availableParallelism() === 1)(
  'a thread holds the process while it owes an answer, and no longer',
  async () => {
    const others = holding();
    const thread = new HelperThread(threadScript('read-thread'));
    try {
      expect(holding()).toBe(others);
      expect(await thread.started).toBe(true);
      expect(holding()).toBe(others); // one that is never asked anything
      const answers = [thread.ask([], []), thread.ask([], [])];
      expect(holding()).toBe(others + 1);
      await answers[0];
      expect(holding()).toBe(others + 1);
      await answers[1];
      expect(holding()).toBe(others);
    } finally {
      thread.end();
    }
  },
);
