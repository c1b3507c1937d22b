import { hostname } from 'node:os';
import { RuntimeError } from '../base/errors.ts';
import { birthOf, isAlive } from '../base/processes.ts';
import type { Files } from '../files/files.ts';
import { isExists, readText } from './numbered-log.ts';

const PATH = 'xpto-lock';

/** Who holds a checkpoint. */
interface Owner {
  readonly pid: number;
  /** Tells it from a later process of the same number, where the system can. */
  readonly birth?: string;
  readonly host: string;
  readonly runId: string;
}

/** The runs of this process that hold a checkpoint, or are about to. */
const held = new Set<string>();

/** Says that a query runs from a checkpoint. */
export interface Lock {
  /** Has nobody taken it over? */
  isHeld(): Promise<boolean>;
  /** Gives it back. */
  release(): Promise<void>;
}

/**
 * Takes the lock, which makes a second process fail at once and with a reason.
 *
 * The lock of a process that is gone does not hold; nor does one of another machine, of which nothing can be known.
 * Then both may run for a moment; that no log file is ever replaced, and `isHeld`, keeps them from writing both.
 *
 * @throws RuntimeError `CHECKPOINT_IN_USE`
 */
export async function lock(files: Files, runId: string): Promise<Lock> {
  const own: Owner = { pid: process.pid, birth: birthOf(process.pid), host: hostname(), runId };
  held.add(runId);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        await files.createNew(PATH, Buffer.from(JSON.stringify(own)));
        break;
      } catch (error) {
        if (!isExists(error) || attempt === 3) throw error;
      }
      const owner = await ownerOf(files);
      if (owner && owner.host === own.host && lives(owner)) {
        throw new RuntimeError('CHECKPOINT_IN_USE', {
          checkpoint: files.root,
          pid: owner.pid,
          file: files.address(PATH),
        });
      }
      await files.remove(PATH);
    }
  } catch (error) {
    held.delete(runId);
    throw error;
  }
  return {
    isHeld: async () => (await ownerOf(files))?.runId === runId,
    async release() {
      held.delete(runId);
      if ((await ownerOf(files))?.runId === runId) await files.remove(PATH);
    },
  };
}

/** Numbers of processes come again: in a container that is started anew it is often this one's own. */
function lives({ pid, birth, runId }: Owner): boolean {
  if (pid === process.pid) return held.has(runId);
  return isAlive(pid) && (birth === undefined || birth === birthOf(pid));
}

/** Who holds the lock; undefined for nobody, and for a lock that cannot be read. */
async function ownerOf(files: Files): Promise<Owner | undefined> {
  const text = await readText(files, PATH);
  try {
    return text === undefined ? undefined : ((JSON.parse(text) as Owner | null) ?? undefined);
  } catch {
    return undefined;
  }
}
