import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { listenError } from '../base/network-error.ts';

/** Both, as `localhost` may be resolved to either. */
const LOOPBACK = ['127.0.0.1', '::1'];
/** How often another free port is tried for when the one that IPv4 chose is taken in IPv6. */
const FREE_PORT_ATTEMPTS = 10;

export interface Listening {
  readonly port: number;
  /** The addresses that are bound, as numbers. */
  readonly addresses: readonly string[];
  /** Takes no more connections; those that there are stay. */
  close(): void;
}

/**
 * Listens on a TCP port, for this machine only unless another host is named. A connection comes paused: resume it to
 * read.
 *
 * @param hosts to bind; those that the machine does not have are left out, as ::1 without IPv6, while one is left
 * @param port 0 for any that is free
 * @throws RuntimeError `PORT_IN_USE`, `PORT_NOT_ALLOWED`, `ADDRESS_NOT_HERE`, `UNKNOWN_HOST` or `LISTEN_FAILED`
 */
export async function listen(
  port: number,
  onConnection: (socket: Socket) => void,
  hosts: readonly string[] = LOOPBACK,
): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    const close = () => {
      for (const server of servers) server.close();
    };
    try {
      await bindAll(hosts, port, onConnection, servers);
      return { port: addressOf(servers[0]).port, addresses: servers.map(server => addressOf(server).address), close };
    } catch (error) {
      close();
      const isUnlucky = port === 0 && servers.length > 0 && attempt < FREE_PORT_ATTEMPTS;
      if (!isUnlucky) throw error;
    }
  }
}

/** Adds to `servers` one for each host that the machine has; it has at least one. */
async function bindAll(
  hosts: readonly string[],
  port: number,
  onConnection: (socket: Socket) => void,
  servers: Server[],
): Promise<void> {
  let missing: unknown;
  for (const host of hosts) {
    const samePort = servers.length > 0 ? addressOf(servers[0]).port : port;
    const server = createServer({ pauseOnConnect: true }, onConnection);
    try {
      await once(server.listen(samePort, host), 'listening');
      servers.push(server);
    } catch (error) {
      missing = listenError(error as NodeJS.ErrnoException, host, samePort);
      if (!isMissing(error as NodeJS.ErrnoException)) throw missing;
    }
  }
  if (servers.length === 0) throw missing;
}

const isMissing = ({ code }: NodeJS.ErrnoException): boolean => code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';

const addressOf = (server: Server): AddressInfo => server.address() as AddressInfo;

/** Is it an address that only this machine reaches? */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
