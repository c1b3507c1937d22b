// Ports on Linux, for the benchmarks and the comparison with Spark.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A port on which nobody listens, below those that Linux gives to whoever asks for any: nobody comes to have it by chance. */
export async function freePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise(resolve => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise(resolve => server.close(resolve));
    return port;
  }
}

/** Waits until somebody listens on a port, without connecting: `nc -l` serves the first who comes, and no other. */
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
