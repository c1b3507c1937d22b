import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { atEnd } from './at-end.ts';

/** A TCP server that a test speaks for: what a query reads its lines from. */
export interface Peer {
  /** As a query is told of it. */
  readonly options: readonly string[];
  /** The next one who connects. */
  client(): Promise<Socket>;
  /** How many have connected so far. */
  readonly connections: number;
}

/** @param port any free one, where none is given */
export async function listen(port = 0): Promise<Peer> {
  const arrived: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  let connections = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    connections++;
    atEnd(() => socket.destroy());
    socket.on('error', () => {}); // the other end may be killed
    const wake = waiting.shift();
    if (wake) wake(socket);
    else arrived.push(socket);
  });
  atEnd(() => server.close());
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    options: socketOptions((server.address() as AddressInfo).port),
    client: () => {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise(resolve => waiting.push(resolve));
    },
    get connections() {
      return connections;
    },
  };
}

export const socketOptions = (port: number): readonly string[] => ['--host', '127.0.0.1', '--port', String(port)];
