import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '../../base/clock.ts';
import { listen } from '../../net/listen.ts';
import type { PostSet } from '../post.ts';
import { type ApiAnswer, XApi } from './api.ts';
import type { Fault } from './faults.ts';
import { LIMIT_WINDOW_MS } from './limits.ts';
import { XProxy } from './proxy.ts';
import { type StreamEnd, type StreamOptions, sendStream } from './stream.ts';
import { Timeline } from './timeline.ts';

/** X's own: three million posts a month. */
export const MONTHLY_CAP = 3_000_000;

export interface ReplayOptions {
  readonly posts: PostSet;
  /** 0 for any that is free. */
  readonly port: number;
  /** How many times faster than it was: 1 where nothing is said. */
  readonly speed?: number;
  /** So many posts a second instead, whatever their times. */
  readonly rate?: number;
  /** The posts keep their times, instead of being of today. */
  readonly keepsTimes?: boolean;
  /** How much of the posts' time is past at the start, in milliseconds; else half of it. */
  readonly pastMs?: number;
  /** Decides which posts faults hit. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  /** The most posts in a month. */
  readonly cap?: number;
  /** How long the limits of requests hold; else a quarter of an hour, as at X. */
  readonly limitWindowMs?: number;
  /** Time stands still until the first stream is opened. */
  readonly waits?: boolean;
  /** On the same port, a proxy through which programs find X's own addresses here. */
  readonly isProxy?: boolean;
  readonly clock?: Clock;
  readonly listener?: ReplayListener;
}

/** Told of what clients do. */
export interface ReplayListener {
  answered?(request: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly posts?: number;
  }): void;
  /** A program wanted to go through the proxy to somebody who is not X. */
  refused?(target: string): void;
  streaming?(): void;
  /** A stream has sent the last post. */
  over?(): void;
  streamEnded?(how: StreamEnd): void;
}

export interface Replay {
  readonly port: number;
  readonly api: XApi;
  /** PEM: what programs have to trust that go through the proxy; undefined without one. */
  readonly authority: string | undefined;
  /** Rejects when something is wrong in the server itself. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** More would not be a set of rules. */
const LONGEST_BODY = 4 << 20;

/**
 * Serves posts as X API v2 does, on this machine only.
 *
 * @returns once the port is bound; the time of the replay begins then
 * @throws RuntimeError when the port cannot be bound: see `listen`
 */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const {
    posts,
    port,
    speed = 1,
    rate,
    keepsTimes = false,
    pastMs,
    isProxy = false,
    waits = false,
    listener = {},
  } = options;
  const { seed = 1, faults = [], cap = MONTHLY_CAP, clock = systemClock, limitWindowMs = LIMIT_WINDOW_MS } = options;
  const pace = { speed, ...(rate !== undefined && { rate }) };
  const timeline = new Timeline(posts.posts, pace, pastMs, keepsTimes ? undefined : clock.nowMs());
  const api = new XApi({ posts, timeline, clock, seed, faults, cap, limitWindowMs, waits });
  const http = new HttpSide(api, listener, isProxy ? clock.nowMs() : undefined);
  const listening = await listen(port, socket => http.accept(socket));
  return {
    port: listening.port,
    api,
    authority: http.proxy?.certificate,
    done: http.done,
    close() {
      listening.close();
      return http.close();
    },
  };
}

/** The API on connections. */
class HttpSide {
  readonly done: Promise<void>;
  readonly proxy: XProxy | undefined;
  readonly #api: XApi;
  readonly #listener: ReplayListener;
  readonly #server = createServer((request, response) => void this.#serve(request, response).catch(this.#fail));
  readonly #sockets = new Set<Socket>();
  readonly #stopped = new AbortController();
  readonly #streams = new Set<Promise<unknown>>();
  #end: () => void = () => {};
  #fail: (error: unknown) => void = () => {};

  /** @param certifiedMs the time for the certificates of a proxy; undefined is none */
  constructor(api: XApi, listener: ReplayListener, certifiedMs: number | undefined) {
    this.#api = api;
    this.#listener = listener;
    this.proxy =
      certifiedMs === undefined
        ? undefined
        : new XProxy(certifiedMs, socket => void this.#server.emit('connection', socket));
    this.#server.on('connect', ({ url = '' }, socket, head) => this.#connect(url, socket, head));
    this.done = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  /** @param socket paused */
  accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}); // the client is gone, which its end tells too
    socket.once('close', () => this.#sockets.delete(socket));
    socket.setNoDelay(true);
    this.#server.emit('connection', socket);
    socket.resume();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#streams);
    for (const socket of this.#sockets) socket.destroy();
    this.#end();
  }

  #connect(target: string, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    if (!this.proxy) socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    else if (!this.proxy.connect(target, socket, head)) this.#listener.refused?.(target);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await bodyOf(request);
    if (body === undefined) return void response.destroy();
    const answer = this.#api.answer({ method, url, authorization: headers.authorization, body });
    const { status, posts, stream } = answer;
    const [path] = url.split('?');
    this.#listener.answered?.({ method, path, status, ...(posts !== undefined && { posts }) });
    if (!stream) return give(answer, response);
    const sending = this.#stream(stream, answer, response);
    this.#streams.add(sending);
    await sending.finally(() => this.#streams.delete(sending));
  }

  async #stream(stream: StreamOptions, answer: ApiAnswer, response: ServerResponse): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    response.on('error', () => left.abort());
    const gone = AbortSignal.any([left.signal, this.#stopped.signal]);
    response.writeHead(200, headersOf(answer));
    response.flushHeaders();
    this.#listener.streaming?.();
    try {
      const write = (bytes: Buffer) => written(response, bytes, gone);
      const end = await sendStream(stream, { gone, write, over: () => this.#listener.over?.() });
      this.#listener.streamEnded?.(end);
      if (end === 'dropped') response.destroy();
      else response.end();
    } finally {
      this.#api.streamEnded();
    }
  }
}

function give(answer: ApiAnswer, response: ServerResponse): void {
  response.writeHead(answer.status, headersOf(answer));
  response.end(JSON.stringify(answer.body));
}

const headersOf = ({ status, headers }: ApiAnswer): Record<string, string> => ({
  ...headers,
  'api-version': '2.166',
  'cache-control': 'no-cache, no-store, max-age=0',
  'content-type': `application/${status >= 400 ? 'problem+json' : 'json'}; charset=utf-8`,
  'x-access-level': 'read',
});

/** Resolves when the client has room for more, or is gone. */
function written(response: ServerResponse, bytes: Buffer, gone: AbortSignal): Promise<void> {
  if (gone.aborted || response.write(bytes)) return Promise.resolve();
  return new Promise(resolve => {
    const done = () => {
      gone.removeEventListener('abort', done);
      response.off('drain', done);
      resolve();
    };
    response.once('drain', done);
    gone.addEventListener('abort', done);
  });
}

/** @returns undefined where the client breaks off, or sends too much */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > LONGEST_BODY) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces).toString();
}
