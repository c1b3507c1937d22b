import { hostname } from 'node:os';
import { RuntimeError } from '../base/errors.ts';
import { birthOf, isAlive } from '../base/processes.ts';
import type { Files } from '../files/files.ts';
import { isExists, readText } from './numbered-log.ts';

/** What is locked, and how it is said that somebody else has it. */
export interface Locked {
  readonly path: string;
  readonly inUse: (root: string, pid: number, file: string) => RuntimeError;
}

const CHECKPOINT: Locked = {
  path: 'xpto-lock',
  inUse: (checkpoint, pid, file) => new RuntimeError('CHECKPOINT_IN_USE', { checkpoint, pid, file }),
};

/** Who holds a checkpoint. */
interface Owner {
  readonly pid: number;
  /** Tells it from a later process of the same number, where the system can. */
  readonly birth?: string;
  readonly host: string;
  readonly runId: string;
}

/** What runs of this process hold, or are about to. */
const held = new Set<string>();

/** Says that a query runs from a checkpoint, or writes to a folder. */
export interface Lock {
  /** Has nobody taken it over? */
  isHeld(): Promise<boolean>;
  /** Gives it back. */
  release(): Promise<void>;
}

/**
 * To be asked before what must not be done once somebody else has taken over.
 *
 * @throws RuntimeError `CONCURRENT_STREAM_LOG_UPDATE`
 */
export async function checkHeld({ isHeld }: Pick<Lock, 'isHeld'>, batchId: number): Promise<void> {
  if (!(await isHeld())) throw new RuntimeError('CONCURRENT_STREAM_LOG_UPDATE', { batchId });
}

/**
 * What to tell of an error. To who slept meanwhile, what another run has written since it took over looks like damage,
 * or like somebody else's.
 */
export async function unlessTakenOver(
  error: unknown,
  { isHeld }: Pick<Lock, 'isHeld'>,
  batchId: number,
): Promise<unknown> {
  if (await isHeld().catch(() => true)) return error;
  return new RuntimeError('CONCURRENT_STREAM_LOG_UPDATE', { batchId }, { cause: error });
}

/**
 * Takes the lock, which makes a second process fail at once and with a reason.
 *
 * The lock of a process that is gone does not hold; nor does one of another machine, of which nothing can be known.
 * Then both may run for a moment; that no log file is ever replaced, and `isHeld`, keeps them from writing both.
 *
 * @throws RuntimeError `CHECKPOINT_IN_USE`, or what else is to be locked says
 */
export async function lock(files: Files, runId: string, { path, inUse }: Locked = CHECKPOINT): Promise<Lock> {
  const own: Owner = { pid: process.pid, birth: birthOf(process.pid), host: hostname(), runId };
  const file = files.address(path);
  const holding = `${runId} ${file}`;
  held.add(holding);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        await files.createNew(path, Buffer.from(JSON.stringify(own)));
        break;
      } catch (error) {
        if (!isExists(error) || attempt === 3) throw error;
      }
      const owner = await ownerOf(files, path);
      if (owner && owner.host === own.host && lives(owner, file)) {
        throw inUse(files.root, owner.pid, file);
      }
      await files.remove(path);
    }
  } catch (error) {
    held.delete(holding);
    throw error;
  }
  return {
    isHeld: async () => (await ownerOf(files, path))?.runId === runId,
    async release() {
      held.delete(holding);
      if ((await ownerOf(files, path))?.runId === runId) await files.remove(path);
    },
  };
}

/** Numbers of processes come again: in a container that is started anew it is often this one's own. */
function lives({ pid, birth, runId }: Owner, file: string): boolean {
  if (pid === process.pid) return held.has(`${runId} ${file}`);
  return isAlive(pid) && (birth === undefined || birth === birthOf(pid));
}

/** Who holds the lock; undefined for nobody, and for a lock that cannot be read. */
async function ownerOf(files: Files, path: string): Promise<Owner | undefined> {
  const text = await readText(files, path);
  try {
    return text === undefined ? undefined : ((JSON.parse(text) as Owner | null) ?? undefined);
  } catch {
    return undefined;
  }
}
