import { readFileSync } from 'node:fs';

/** Is there a process of this number on this machine? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // somebody else's may not be asked
  }
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
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program comes second, in parentheses, and may hold anything; the time is the 22nd.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
