import { fstatSync, type Stats } from 'node:fs';
import { connect, Socket, type SocketConstructorOpts, type TcpNetConnectOpts } from 'node:net';
import type { Readable } from 'node:stream';

/** Bytes from somewhere, read for one reader. Nothing is read before `start`. */
export interface ByteInput {
  start(reader: ByteReader): void;
  /** Resolves when it is connected; an input without it is open from the start. */
  readonly opened?: Promise<void>;
  pause(): void;
  resume(): void;
  /** Reads no more; the reader hears nothing of it. */
  stop(): void;
}

export interface ByteReader {
  /** Where the reader would like the bytes that come next; they may come elsewhere. */
  room(): Uint8Array;
  /** The bytes are written over once this returns, unless they stand in the reader's room. */
  data(bytes: Uint8Array): void;
  end(): void;
  failed(error: Error): void;
}

/** A connection to a TCP server, opened when it is started. */
export const tcpInput = (options: TcpNetConnectOpts, prepare: (socket: Socket) => void): ByteInput =>
  socketInput(onread => {
    const socket = connect({ ...options, onread });
    prepare(socket);
    return socket;
  });

/** A descriptor of the process that is a pipe or a socket, as standard input often is. */
const pipeInput = (descriptor: number): ByteInput =>
  socketInput(onread => {
    const options: SocketConstructorOpts & { onread: OnRead } = {
      fd: descriptor,
      readable: true,
      writable: false,
      onread,
    };
    return new Socket(options);
  });

/** The most that is read at once: as much as a pipe holds. */
export const READ_BYTES = 1 << 16;
type OnRead = NonNullable<TcpNetConnectOpts['onread']>;

/** A socket that reads into the reader's room: a buffer for each read, or a copy, costs as much as the reading. */
function socketInput(open: (onread: OnRead) => Socket): ByteInput {
  let socket: Socket | undefined;
  let nowOpen = () => {};
  const opened = new Promise<void>(resolve => {
    nowOpen = resolve;
  });
  return {
    opened,
    start(reader) {
      let room: Uint8Array;
      socket = open({
        buffer() {
          room = reader.room();
          return room;
        },
        callback(length) {
          reader.data(room.subarray(0, length));
          return true;
        },
      });
      if (socket.connecting) socket.once('connect', nowOpen);
      else nowOpen();
      socket.once('end', () => reader.end());
      socket.once('error', error => reader.failed(error));
      socket.resume();
    },
    pause: () => void socket?.pause(),
    resume: () => void socket?.resume(),
    stop: () => void socket?.destroy(),
  };
}

/** The process's standard input, opened when this is called. */
export function standardInput(): ByteInput {
  const stat = statOf(STDIN);
  if (stat?.isFIFO() || stat?.isSocket()) return pipeInput(STDIN);
  if (stat?.isDirectory()) return brokenInput(Object.assign(new Error('is a directory'), { code: 'EISDIR' }));
  return streamInput(process.stdin);
}

/** True when standard input is a pipe, a socket or a file: not a terminal, and not nothing. */
export function standardInputHasData(): boolean {
  const stat = statOf(STDIN);
  return stat?.isFIFO() === true || stat?.isSocket() === true || stat?.isFile() === true;
}

const STDIN = 0;

function statOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined; // closed
  }
}

/** What Node would take for an empty stream. */
const brokenInput = (error: Error): ByteInput => ({
  start: reader => reader.failed(error),
  pause: () => {},
  resume: () => {},
  stop: () => {},
});

/** Any stream of Node. */
function streamInput(stream: Readable): ByteInput {
  return {
    start(reader) {
      stream.on('data', (bytes: Buffer) => reader.data(bytes));
      stream.once('end', () => reader.end());
      stream.once('error', error => reader.failed(error));
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    stop: () => void stream.destroy(),
  };
}
