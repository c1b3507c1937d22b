import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any: 32768 and above on Linux, 49152 elsewhere. */
const [LOWEST, COUNT] = [10_000, 20_000];

let next = Math.floor(Math.random() * COUNT);

/**
 * A port of this machine on which nobody listens, and which nobody is given by chance: those that are given to who asks
 * for any may be another test's a moment later, or that of the very socket that looks whether somebody listens there.
 */
export async function freePort(): Promise<number> {
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
