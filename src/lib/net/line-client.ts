import { connect, type Socket } from 'node:net';
import { RuntimeError } from '../base/errors.ts';
import { Connection } from './connection.ts';
import { connectionError } from './network-error.ts';
import type { LineSource } from './outgoing-lines.ts';

export interface LineClientOptions {
  readonly host: string;
  readonly port: number;
  readonly lines: LineSource;
  /** What the peer sends; no more is read before the promise resolves. */
  readonly onReceived: (bytes: Buffer) => Promise<void>;
  readonly onConnected?: () => void;
  /** Ends the connection at once. */
  readonly stopped: AbortSignal;
}

/**
 * Connects to a server and sends it lines. At their end it says so, and goes on receiving.
 *
 * @returns once the peer has closed, also when lines could still come, as from somebody who types
 * @throws RuntimeError `CONNECTION_REFUSED`, `UNKNOWN_HOST`, `CONNECTION_RESET` or `CONNECTION_FAILED`, or why the lines
 *   failed; the peer then sees a broken connection and not an end
 */
export async function sendLines(options: LineClientOptions): Promise<void> {
  const { host, port, stopped } = options;
  const socket = connect({ host, port });
  const stop = () => socket.destroy();
  stopped.addEventListener('abort', stop);
  try {
    await connected(socket);
    if (stopped.aborted) return;
    options.onConnected?.();
    await exchange(socket, options);
  } catch (error) {
    socket.resetAndDestroy();
    if (stopped.aborted) return;
    throw error instanceof RuntimeError ? error : connectionError(error as Error, host, port);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.once('close', () => resolve()); // stopped on the way
  });

async function exchange(socket: Socket, { lines, onReceived }: LineClientOptions): Promise<void> {
  const gone = new AbortController();
  let wake = () => {};
  const connection = new Connection(socket, {
    onTaken: () => wake(),
    onGone: () => gone.abort(),
    onReceived,
  });
  const send = async () => {
    for await (const bytes of lines(gone.signal)) {
      connection.send(bytes);
      while (connection.isFull) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
      if (gone.signal.aborted) return;
    }
    await connection.end();
  };
  await Promise.race([send().then(() => connection.closed), connection.closed]);
  if (connection.failure) throw connection.failure;
}
