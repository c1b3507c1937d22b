import type { Socket } from 'node:net';

/** What waits for a peer before it counts as full. */
export const BUFFER_BYTES = 1 << 20;
/** What keeping a piece costs beside its bytes: many short lines must not weigh more than the buffer allows. */
const PIECE_COST_BYTES = 256;
/** A silent peer is asked whether it still lives after this long; without an answer the connection fails in 10 s more. */
const KEEP_ALIVE_MS = 30_000;

const LF = 10;

export interface ConnectionListener {
  /** The peer has taken a piece, so that it may not be full any more. */
  onTaken(): void;
  /** The peer has said that it sends no more, or is lost: told once. */
  onGone(): void;
  /** What the peer sends. No more is read before the promise resolves: TCP holds the peer back. */
  onReceived?(bytes: Buffer): Promise<void>;
}

/** A TCP connection to send lines on without ever waiting: whoever sends asks `isFull` first, which bounds the memory. */
export class Connection {
  /** Address and port of the other end. */
  readonly peer: string;
  /** Resolves when nothing is left of the connection. */
  readonly closed: Promise<void>;
  /** Why it was lost, if it was. */
  failure: Error | undefined;
  readonly #socket: Socket;
  /** What the operating system has not taken, oldest first. */
  readonly #waiting: Buffer[] = [];
  #costBytes = 0;
  #isGone = false;
  readonly #listener: ConnectionListener;

  /** @param socket connected, or on its way there */
  constructor(socket: Socket, listener: ConnectionListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.peer = `${socket.remoteFamily === 'IPv6' ? `[${socket.remoteAddress}]` : socket.remoteAddress}:${socket.remotePort}`;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', error => {
      this.failure ??= error;
    });
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.once('end', () => this.#gone());
    this.closed = new Promise(resolve => {
      socket.once('close', () => {
        this.#gone();
        resolve();
      });
    });
    socket.resume(); // also when nobody wants what comes: it is how the end is seen
  }

  /** More than a buffer is waiting for the peer. */
  get isFull(): boolean {
    return this.#costBytes >= BUFFER_BYTES;
  }

  send(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    const costBytes = bytes.length + PIECE_COST_BYTES;
    this.#costBytes += costBytes;
    this.#waiting.push(bytes);
    this.#socket.write(bytes, () => {
      this.#costBytes -= costBytes;
      this.#waiting.shift();
      this.#listener.onTaken();
    });
  }

  /** How many ends of lines are still waiting here. */
  waitingLines(): number {
    let count = 0;
    for (const bytes of this.#waiting) for (const byte of bytes) if (byte === LF) count++;
    return count;
  }

  /** Sends what is waiting, then the end. Resolves when the operating system has it all, or the connection is lost. */
  end(): Promise<void> {
    return new Promise(resolve => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(resolve);
    });
  }

  /** Gives up at once; what the operating system has is still delivered. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Gives up at once so that the peer sees an error, and does not take what it has for all there was. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #receive(bytes: Buffer): void {
    const taken = this.#listener.onReceived?.(bytes);
    if (!taken) return;
    this.#socket.pause();
    void taken.then(() => this.#socket.resume());
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#listener.onGone();
  }
}
