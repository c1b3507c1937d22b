import { connect } from 'node:net';

const RETRY_MS = 250;

/**
 * Waits until somebody listens on a port.
 *
 * @param onWaiting called once, when the first attempt has failed
 */
export async function waitForPort(
  host: string,
  port: number,
  signal: AbortSignal,
  onWaiting: () => void,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    if (await isListening(host, port)) return;
    if (attempt === 0) onWaiting();
    await new Promise<void>(resolve => {
      const timer = setTimeout(done, RETRY_MS);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    });
  }
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
