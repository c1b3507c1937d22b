import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createAuthority } from '../../net/certificates.ts';

/** The names by which programs know X's API. */
const NAMES = ['api.x.com', 'api.twitter.com'];

/**
 * Stands in for X behind a proxy: who asks it for a connection to X's API gets one to somebody else, with a certificate
 * for X's name. Connections to anybody else are refused, so that nothing leaves this machine.
 */
export class XProxy {
  /** PEM: what clients have to trust. */
  readonly certificate: string;
  readonly #context: ReturnType<typeof createSecureContext>;
  readonly #accept: (socket: TLSSocket) => void;

  /**
   * @param nowMs milliseconds since 1970 UTC
   * @param accept takes the connections, as X would get them
   */
  constructor(nowMs: number, accept: (socket: TLSSocket) => void) {
    const authority = createAuthority('xpto twitter-replay, for one run', nowMs);
    const { certificate, key } = authority.certify(NAMES);
    this.certificate = authority.certificate;
    this.#context = createSecureContext({ cert: certificate, key });
    this.#accept = accept;
  }

  /**
   * Answers CONNECT.
   *
   * @param target host and port
   * @param head what the client has sent already
   * @returns false where the connection was refused
   */
  connect(target: string, socket: Duplex, head: Buffer): boolean {
    if (!NAMES.some(name => target.toLowerCase() === `${name}:443`)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return false;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    const secure = new TLSSocket(socket as ConstructorParameters<typeof TLSSocket>[0], {
      isServer: true,
      secureContext: this.#context,
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => socket.destroy()); // a client that does not trust us breaks off
    this.#accept(secure);
    return true;
  }
}
