import type { Socket } from 'node:net';

/** A silent peer is asked whether it still lives after this long; without an answer the connection fails in 10 s more. */
export const KEEP_ALIVE_MS = 30_000;

/** How long to wait before the next attempt to reach somebody. */
export const RETRY_MS = 250;

interface ConnectionListener {
  /** The peer has taken what was sent, so that it may not be busy any more. */
  onTaken(): void;
  /** The peer has said that it sends no more, or is lost: told once. */
  onGone(): void;
  /** What the peer sends. No more is read before the promise resolves: TCP holds the peer back. */
  onReceived?(bytes: Buffer): Promise<void>;
}

/** A TCP connection to send on without ever waiting: whoever sends asks `isBusy` first, which bounds the memory. */
export class Connection {
  /** Address and port of the other end. */
  readonly peer: string;
  /** Resolves when nothing is left of the connection. */
  readonly closed: Promise<void>;
  /** Why it was lost, if it was. */
  failure: Error | undefined;
  readonly #socket: Socket;
  #isGone = false;
  readonly #listener: ConnectionListener;

  /** @param socket connected */
  constructor(socket: Socket, listener: ConnectionListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.peer = peerOf(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', error => {
      this.failure ??= error;
    });
    socket.on('data', (bytes: Buffer) => this.#receive(bytes)); // also when nobody wants what comes: the end shows thus
    socket.once('end', () => this.#gone());
    this.closed = new Promise(resolve => {
      socket.once('close', () => {
        this.#gone();
        resolve();
      });
    });
    socket.resume();
  }

  /** The operating system has not taken all that was sent: it holds some megabytes that the peer has not read. */
  get isBusy(): boolean {
    return this.#socket.writable && this.#socket.writableLength > 0;
  }

  /** The bytes must stay as they are while the connection is busy. */
  send(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes, () => this.#listener.onTaken());
  }

  /** Tells the peer that no more comes. Resolves when the operating system has everything, or the connection is lost. */
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

/** Address and port of the other end, as a person writes them. */
export const peerOf = ({ remoteFamily, remoteAddress, remotePort }: Socket): string =>
  `${remoteFamily === 'IPv6' ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
