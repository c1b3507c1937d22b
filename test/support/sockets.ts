import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { atEnd } from './at-end.ts';

/** The other end of a connection, as a person at `nc` would see it. */
export class Peer {
  /** What it has received so far. */
  text = '';
  /** Resolves with all that came: at the end of it, or with the error that took its place. */
  readonly ended: Promise<{ text: string; error?: string }>;
  readonly socket: Socket;
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket) {
    this.socket = socket;
    atEnd(() => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('data', text => {
      this.text += text;
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise(resolve => {
      let error: string | undefined;
      socket.once('error', (reason: NodeJS.ErrnoException) => {
        error = reason.code;
      });
      socket.once('close', () => resolve({ text: this.text, ...(error !== undefined && { error }) }));
    });
  }

  /** Connects to a port of this machine. */
  static async to(port: number, host = '127.0.0.1'): Promise<Peer> {
    const socket = connect({ port, host });
    await once(socket, 'connect');
    return new Peer(socket);
  }

  /** Resolves once it has received this in all; at its end, with what there was instead. */
  async received(text: string): Promise<string> {
    const has = new Promise<void>(resolve => {
      const look = () => {
        if (this.text.length >= text.length) resolve();
      };
      this.#waiting.add(look);
      look();
    });
    await Promise.race([has, this.ended]);
    return this.text;
  }
}

/** A plain server that is no part of xpto. */
export async function plainServer(onPeer: (peer: Peer) => void): Promise<{ port: number; server: Server }> {
  const server = createServer({ allowHalfOpen: true }, socket => onPeer(new Peer(socket)));
  atEnd(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}
