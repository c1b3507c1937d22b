// Ports of this machine, for tests and benchmarks.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Below the ports that systems give to whoever asks for any: 32768 and above on Linux, 49152 elsewhere. */
const [LOWEST, COUNT] = [10_000, 20_000];

let next = Math.floor(Math.random() * COUNT);

/**
 * A port on which nobody listens, and which nobody is given by chance: those that are given to who asks for any may be
 * another's a moment later, or that of the very socket that looks whether somebody listens there.
 */
export async function freePort() {
  for (;;) {
    const port = LOWEST + (next++ % COUNT);
    const server = createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    } catch {
      continue; // somebody has it
    }
    await new Promise(resolve => server.close(resolve));
    return port;
  }
}

/**
 * Waits until somebody listens on a port, without connecting: `nc -l` serves the first who comes, and no other. For
 * Linux.
 */
export async function untilListening(port) {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const isListening = line => {
    const [, address, , state] = line.trim().split(/\s+/);
    return state === '0A' && address.endsWith(local);
  };
  for (let tries = 0; tries < 2000; tries++) {
    const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(file => readFileSync(file, 'utf8').split('\n'));
    if (sockets.some(isListening)) return;
    await setTimeout(5);
  }
  throw new Error(`Nobody listens on port ${port}.`);
}
