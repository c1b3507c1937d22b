/**
 * Lines for everybody who connects: what `nc -lk` does, for any number of clients at once.
 *
 * Lines travel as they came, in large pieces whose ends need not be those of lines; who connects in the middle of a
 * line begins with the next one. One loop takes a piece from the input, gives it to all, and waits until all have it:
 *
 * - Nobody is connected: the input is not read, so its lines wait for the next client, as with nc.
 * - Somebody has not taken the piece: the input is not read. Nothing is lost, the slowest sets the pace, and one piece
 *   is all that is ever in memory; the operating system's buffers keep the others busy meanwhile.
 * - Somebody has not taken it for some seconds, and others have: it is cut off. Its connection is reset, so that it sees
 *   an error and does not take what it has for the whole.
 */
import type { Socket } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';
import { Connection, peerOf } from './connection.ts';
import { type Listening, listen } from './listen.ts';
import type { LineSource } from './outgoing-lines.ts';

/** For how long a client may keep others waiting. */
export const STALLED_MS = 5_000;
/**
 * Whoever connects when nobody is there gets lines after this long, and not at once: programs that wait for a port make
 * a connection only to see that it works, and must not take lines with them.
 */
const TRIAL_MS = 20;
/** What is left for a client to close its side when it has everything, or for everybody when the server is stopped. */
const LINGER_MS = 1_000;
/** More would be a flood, and no classroom. */
const MAX_CLIENTS = 100;

const LF = 10;

export interface LineServerOptions {
  readonly lines: LineSource;
  /** 0 for any that is free. */
  readonly port: number;
  /** The address to bind; else both loopback addresses. */
  readonly host?: string;
  /** One client is served at a time, as by nc; the others wait for their turn. */
  readonly oneAtATime?: boolean;
  /** Lines that come while nobody is connected are lost, instead of waiting. */
  readonly loseUnheard?: boolean;
  readonly clock?: Clock;
  /** What clients send; a client is not read from before the promise resolves. */
  readonly onReceived?: (bytes: Buffer) => Promise<void>;
  readonly listener?: LineServerListener;
}

/** Told of those who come and go, each by its address and port. */
export interface LineServerListener {
  connected?(peer: string): void;
  /** @param left how many others are being served */
  disconnected?(peer: string, left: number): void;
  /** It kept others waiting for too long. */
  cutOff?(peer: string): void;
  /** There are too many already. */
  refused?(peer: string): void;
}

export interface LineServer extends Pick<Listening, 'port' | 'addresses'> {
  /**
   * Resolves when the input has ended, everybody has got all of it, and the connections are closed; or after `close`.
   * When the input fails, connections are reset and it rejects with the reason.
   */
  readonly done: Promise<void>;
  /** Stops serving: clients still get what was read for them, for as long as a second. */
  close(): Promise<void>;
}

/**
 * Serves lines until there are no more.
 *
 * @returns once the port is bound
 * @throws RuntimeError when the port cannot be bound: see `listen`
 */
export async function serveLines(options: LineServerOptions): Promise<LineServer> {
  const broadcast = new Broadcast(options);
  const { port, host } = options;
  const listening = await listen(port, socket => broadcast.accept(socket), host === undefined ? undefined : [host]);
  const done = broadcast.run(listening);
  return {
    port: listening.port,
    addresses: listening.addresses,
    done,
    close() {
      broadcast.stop();
      return done;
    },
  };
}

interface Client {
  readonly connection: Connection;
  readonly sinceMs: number;
  /** It has begun at the start of a line. */
  inStep: boolean;
}

class Broadcast {
  readonly #options: LineServerOptions;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  readonly #clients = new Set<Client>();
  /** Those who wait for their turn, paused. */
  readonly #queue: Socket[] = [];
  /** All connections that are not closed, also of those who are served no more. */
  readonly #open = new Set<Connection>();
  /** The last piece ended within a line. */
  #midLine = false;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(options: LineServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  accept(socket: Socket): void {
    socket.on('error', () => {}); // whoever is lost while waiting is found out when its turn comes
    if (this.#isOver) socket.destroy();
    else if (this.#open.size + this.#queue.length >= MAX_CLIENTS) this.#refuse(socket);
    else if (this.#options.oneAtATime && this.#clients.size > 0) this.#queue.push(socket);
    else this.#admit(socket);
  }

  /** Serves until the input ends or somebody stops it. */
  async run(listening: Listening): Promise<void> {
    const stop = new Promise<void>(resolve => this.#stopped.signal.addEventListener('abort', () => resolve()));
    try {
      await Promise.race([this.#serve(), stop]);
    } catch (error) {
      for (const connection of this.#open) connection.reset();
      throw error;
    } finally {
      this.#isOver = true;
      listening.close();
      for (const socket of this.#queue) socket.destroy();
    }
    await Promise.all([...this.#open].map(connection => this.#finish(connection, stop)));
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake();
  }

  async #serve(): Promise<void> {
    const { signal } = this.#stopped;
    await this.#audience(); // so that nothing is read from a terminal or a pipe before somebody wants it
    if (signal.aborted) return;
    for await (const bytes of this.#options.lines(signal)) {
      await this.#audience(); // they may have left while the piece was awaited
      if (signal.aborted) return;
      this.#send(bytes);
      await this.#taken();
      if (signal.aborted) return; // the next piece would be written over one that is still on its way
    }
  }

  #send(bytes: Buffer): void {
    const nextLine = this.#midLine ? bytes.indexOf(LF) + 1 : 0;
    for (const client of this.#clients) {
      if (!client.inStep && this.#midLine && nextLine === 0) continue;
      client.connection.send(client.inStep ? bytes : bytes.subarray(nextLine));
      client.inStep = true;
    }
    this.#midLine = bytes[bytes.length - 1] !== LF;
  }

  /** Resolves when somebody is connected who stays. */
  async #audience(): Promise<void> {
    while (!this.#options.loseUnheard && !this.#stopped.signal.aborted) {
      const [first] = this.#clients; // the one who has been here longest
      const leftMs = first && first.sinceMs + TRIAL_MS - this.#clock.monotonicMs();
      if (leftMs !== undefined && leftMs <= 0) return;
      await this.#change(leftMs);
    }
  }

  /** Resolves when everybody has what was sent. */
  async #taken(): Promise<void> {
    let waitingSinceMs: number | undefined;
    while (!this.#stopped.signal.aborted) {
      const busy = [...this.#clients].filter(client => client.connection.isBusy);
      if (busy.length === 0) return;
      if (busy.length === this.#clients.size) {
        waitingSinceMs = undefined; // nobody waits for anybody: a reader that rests holds only itself up
        await this.#change();
        continue;
      }
      waitingSinceMs ??= this.#clock.monotonicMs();
      const leftMs = waitingSinceMs + STALLED_MS - this.#clock.monotonicMs();
      if (leftMs > 0) await this.#change(leftMs);
      else for (const client of busy) this.#cutOff(client);
    }
  }

  /** Resolves when a client has come, gone or taken something, or after some time. */
  #change(withinMs?: number): Promise<void> {
    return new Promise(resolve => {
      const timer = new AbortController();
      this.#wake = () => {
        timer.abort();
        resolve();
      };
      if (withinMs === undefined) return;
      void this.#clock.waitUntil(this.#clock.nowMs() + withinMs, timer.signal).then(resolve);
    });
  }

  #admit(socket: Socket): void {
    if (socket.remoteAddress === undefined) return void socket.destroy(); // it has left again
    const { onReceived, listener } = this.#options;
    const connection = new Connection(socket, {
      onTaken: () => this.#wake(),
      onGone: () => this.#leave(client),
      ...(onReceived && { onReceived }),
    });
    const client: Client = { connection, sinceMs: this.#clock.monotonicMs(), inStep: !this.#midLine };
    this.#clients.add(client);
    this.#open.add(connection);
    void connection.closed.then(() => this.#open.delete(connection));
    listener?.connected?.(connection.peer);
    this.#wake();
  }

  /** As with nc, a client that says that it sends no more is one that leaves. */
  #leave(client: Client): void {
    if (this.#isOver || !this.#clients.delete(client)) return;
    client.connection.destroy();
    this.#options.listener?.disconnected?.(client.connection.peer, this.#clients.size);
    this.#admitNext();
    this.#wake();
  }

  #admitNext(): void {
    while (this.#clients.size === 0 && this.#queue.length > 0) this.#admit(this.#queue.shift()!);
  }

  #cutOff(client: Client): void {
    this.#clients.delete(client);
    this.#options.listener?.cutOff?.(client.connection.peer);
    client.connection.reset();
  }

  #refuse(socket: Socket): void {
    this.#options.listener?.refused?.(peerOf(socket));
    socket.destroy();
  }

  /** Waits until a client has everything (or somebody loses patience), then a little for it to close its side. */
  async #finish(connection: Connection, impatient: Promise<void>): Promise<void> {
    await Promise.race([connection.end(), impatient]);
    const lingered = new AbortController();
    const untilMs = this.#clock.nowMs() + LINGER_MS;
    await Promise.race([connection.closed, this.#clock.waitUntil(untilMs, lingered.signal)]);
    lingered.abort();
    connection.destroy();
  }
}
