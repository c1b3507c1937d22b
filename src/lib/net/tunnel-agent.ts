import { request } from 'node:http';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';

/** What an agent is asked to connect to; Node's own types leave it out. */
interface Target {
  readonly host: string;
  readonly port: number | string;
  readonly servername?: string;
}

/** HTTPS through a proxy, which is asked for a tunnel and sees nothing of what goes through it. */
export class TunnelAgent extends Agent {
  readonly #proxy: URL;

  /** @param proxy `http://user:password@host:port` */
  constructor(proxy: URL) {
    super({ keepAlive: true });
    this.#proxy = proxy;
  }

  override createConnection(target: Target, connected: (error: Error | null, socket?: Duplex) => void): undefined {
    const { hostname, port, username, password } = this.#proxy;
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const asked = request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || 80,
      method: 'CONNECT',
      path: `${target.host}:${target.port}`,
      agent: false,
      ...(username !== '' && { headers: { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` } }),
    });
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        connected(
          null,
          connect({ ...target, port: Number(target.port), socket, servername: target.servername ?? target.host }),
        );
        return;
      }
      socket.destroy();
      connected(new Error(`HTTP ${statusCode} (${hostname})`));
    });
    asked.once('error', connected);
    asked.end();
  }
}
