import { hostname } from 'node:os';
import { RuntimeError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { isExists, readText } from './numbered-log.ts';

const PATH = 'xpto-lock';

/** Who holds a checkpoint. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly runId: string;
}

/** Says which processes of this machine live. */
export const processLives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Tells other processes that a query runs from this checkpoint. A courtesy: it makes the second one fail at once and
 * with a reason. What keeps two from writing is that no log file is ever replaced.
 *
 * The lock of a process that is gone does not hold; nor does one of another machine, of which nothing can be known.
 *
 * @returns gives it back
 * @throws RuntimeError `CHECKPOINT_IN_USE`
 */
export async function lock(files: Files, runId: string, lives = processLives): Promise<() => Promise<void>> {
  const own: Owner = { pid: process.pid, host: hostname(), runId };
  for (let attempt = 0; ; attempt++) {
    try {
      await files.createNew(PATH, Buffer.from(JSON.stringify(own)));
      return () => unlock(files, runId);
    } catch (error) {
      if (!isExists(error) || attempt === 3) throw error;
    }
    const owner = await ownerOf(files);
    if (owner && owner.host === own.host && owner.runId !== runId && lives(owner.pid)) {
      throw new RuntimeError('CHECKPOINT_IN_USE', { checkpoint: files.root, pid: owner.pid });
    }
    await files.remove(PATH);
  }
}

async function unlock(files: Files, runId: string): Promise<void> {
  if ((await ownerOf(files))?.runId === runId) await files.remove(PATH);
}

/** Who holds the lock; undefined for nobody, and for a lock that cannot be read. */
async function ownerOf(files: Files): Promise<Owner | undefined> {
  const text = await readText(files, PATH);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Owner);
  } catch {
    return undefined;
  }
}
