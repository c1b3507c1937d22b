import { readFileSync } from 'node:fs';

/** Does a process of this number run on this machine? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // somebody else's may not be asked
  }
  // Who was killed keeps its number until its parent asks how it ended, which in a container may be never.
  return !/^[ZX]$/.test(statOf(pid)?.[0] ?? '');
}

/**
 * What tells a process from another that has its number later: the boot of the machine, and when the process began
 * since then. Undefined where the system does not say it as Linux does.
 */
export const birthOf = (pid: number): string | undefined => (pid === process.pid ? (own ??= ask(pid)) : ask(pid));

let own: string | undefined;

function ask(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = statOf(pid);
    return stat && `${boot} ${stat[19]}`;
  } catch {
    return undefined;
  }
}

/** What Linux says of a process, from its state on: the third field, and the time that it began is the 22nd. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name of the program, in parentheses, may hold anything
  } catch {
    return undefined;
  }
}
