import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemClock } from '../base/clock.ts';
import { RuntimeError } from '../base/errors.ts';
import { connectionError, isUnreachable } from '../base/network-error.ts';
import { Connection, RETRY_MS } from './connection.ts';
import type { LineSource } from './outgoing-lines.ts';

export interface LineClientOptions {
  readonly host: string;
  readonly port: number;
  readonly lines: LineSource;
  /** What the peer sends; no more is read before the promise resolves. */
  readonly onReceived: (bytes: Buffer) => Promise<void>;
  readonly onConnected?: () => void;
  /** Called once when nobody can be reached: then it is tried again until somebody is. Without it, that is an error. */
  readonly onUnreachable?: () => void;
  /** Ends the connection at once. */
  readonly stopped: AbortSignal;
}

/**
 * Connects to a server and sends it lines. At their end, if there were any, it says so, and goes on receiving.
 *
 * @returns once the peer has closed, also when lines could still come, as from somebody who types
 * @throws RuntimeError `CONNECTION_REFUSED`, `UNKNOWN_HOST`, `CONNECTION_RESET` or `CONNECTION_FAILED`, or why the lines
 *   failed; the peer then sees a broken connection and not an end
 */
export async function sendLines(options: LineClientOptions): Promise<void> {
  const { host, port, stopped } = options;
  let socket: Socket | undefined;
  const stop = () => void socket?.destroy();
  stopped.addEventListener('abort', stop);
  try {
    socket = await reach(options);
    options.onConnected?.();
    await exchange(socket, options);
  } catch (error) {
    socket?.resetAndDestroy();
    if (stopped.aborted) return;
    throw error instanceof RuntimeError ? error : connectionError(error as Error, host, port);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

/** Connects. Each attempt is the connection itself, as `nc -l` takes only one. */
async function reach({ host, port, stopped, onUnreachable }: LineClientOptions): Promise<Socket> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect({ host, port });
    try {
      await once(socket, 'connect', { signal: stopped });
      return socket;
    } catch (error) {
      socket.destroy();
      if (stopped.aborted || !onUnreachable || !isUnreachable(error as Error)) throw error;
    }
    if (attempt === 0) onUnreachable();
    await systemClock.waitUntil(systemClock.nowMs() + RETRY_MS, stopped);
  }
}

async function exchange(socket: Socket, { lines, onReceived }: LineClientOptions): Promise<void> {
  const gone = new AbortController();
  let wake = () => {};
  const connection = new Connection(socket, {
    onTaken: () => wake(),
    onGone: () => {
      gone.abort();
      wake();
    },
    onReceived,
  });
  const send = async () => {
    let isEmpty = true;
    for await (const bytes of lines(gone.signal)) {
      isEmpty = false;
      connection.send(bytes);
      while (connection.isBusy) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
      if (gone.signal.aborted) return;
    }
    // Who has nothing to say, as with an input of /dev/null, wants to listen; most servers take an end for leaving.
    if (!isEmpty) await connection.end();
  };
  await Promise.race([send().then(() => connection.closed), connection.closed]);
  if (connection.failure) throw connection.failure;
}
