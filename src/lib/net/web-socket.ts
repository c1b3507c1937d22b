import type { IncomingMessage } from 'node:http';

export interface WebSocketOptions {
  /** One that is larger ends the connection. */
  readonly largestBytes: number;
  /** For the answer to the first request. */
  readonly timeoutMs: number;
  /** Nobody wants the connection any more. */
  readonly stopped: AbortSignal;
  /** Called at each sign of life. */
  heard(): void;
}

/** A WebSocket that is open. */
export interface OpenSocket {
  /** Texts as they come, as many as there are at a time, until the connection is over. They are read no faster than taken. */
  readonly texts: AsyncIterable<readonly string[]>;
  close(): void;
}

/** The server answers, but with no WebSocket. */
export class NoWebSocket extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

/** As many may wait to be taken before no more are read. */
const MOST_WAITING = 1000;

/** @throws NoWebSocket; or an error where it is stopped before it is open; or the system's error where nobody is reached */
export async function openWebSocket(url: string, options: WebSocketOptions): Promise<OpenSocket> {
  const { WebSocket } = await import('ws');
  const { largestBytes, timeoutMs, stopped, heard } = options;
  const socket = new WebSocket(url, {
    perMessageDeflate: false, // who asks for it may be sent a bomb
    maxPayload: largestBytes,
    handshakeTimeout: timeoutMs,
    followRedirects: false,
  });
  let waiting: string[] = [];
  let isOver = false;
  let wake = () => {};
  const over = () => {
    isOver = true;
    wake();
  };
  socket.on('message', (bytes: Buffer) => {
    heard();
    waiting.push(bytes.toString());
    if (waiting.length >= MOST_WAITING) socket.pause();
    wake();
  });
  socket.on('ping', heard);
  const stop = () => socket.terminate();
  stopped.addEventListener('abort', stop);
  socket.on('close', () => stopped.removeEventListener('abort', stop));
  if (stopped.aborted) stop();
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('unexpected-response', (_request: unknown, { statusCode = 0 }: IncomingMessage) => {
      reject(new NoWebSocket(statusCode));
      socket.terminate();
    });
    socket.on('error', reject); // once it is open, the end follows
  });
  socket.on('close', over);
  return {
    texts: (async function* () {
      for (;;) {
        const taken = waiting;
        waiting = [];
        if (taken.length > 0) yield taken;
        else if (isOver) return;
        else {
          socket.resume();
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
      }
    })(),
    close() {
      socket.terminate();
      over();
    },
  };
}
