import { type ClientRequestArgs, request } from 'node:http';
import { Agent, get } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { parseFaults } from '../../src/lib/twitter/replay/faults.ts';
import { BEARER, MINUTE_MS, postsOf, replayOf } from '../support/replay.ts';

/** What programs do that have a proxy: they ask it for a connection, and speak TLS through it. */
function tunnel(port: number, target: string): Promise<{ status: number | undefined; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method: 'CONNECT', path: target, agent: false });
    asked.once('connect', ({ statusCode }, socket) => resolve({ status: statusCode, socket: socket as Socket }));
    asked.once('error', reject);
    asked.end();
  });
}

class TunnelAgent extends Agent {
  readonly #socket: Socket;
  readonly #ca: string | undefined;

  constructor(socket: Socket, ca: string | undefined) {
    super({ keepAlive: false });
    this.#socket = socket;
    this.#ca = ca;
  }

  override createConnection(options: ClientRequestArgs) {
    const servername = options.host!;
    return connect({ socket: this.#socket, servername, ...(this.#ca !== undefined && { ca: this.#ca }) });
  }
}

async function through(port: number, host: string, path: string, ca: string | undefined): Promise<string> {
  const { socket } = await tunnel(port, `${host}:443`);
  return new Promise(resolve => {
    const asked = get({ host, path, headers: BEARER, agent: new TunnelAgent(socket, ca) }, async answer => {
      let text = '';
      try {
        for await (const piece of answer.setEncoding('utf8')) text += piece;
      } catch {
        text += '!';
      }
      resolve(`${answer.statusCode} ${text}`);
    });
    asked.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code!));
  });
}

const refused: string[] = [];
const proxied = (faults = '') =>
  replayOf(postsOf(61), {
    pastMs: 61 * MINUTE_MS,
    isProxy: true,
    faults: parseFaults(faults),
    listener: { refused: target => void refused.push(target) },
  });

test.each(['api.x.com', 'api.twitter.com'])('%s is here, for who trusts it', async host => {
  const { port, authority } = await proxied();
  const path = '/2/tweets/search/recent?query=gato';
  expect(await through(port, host, path, authority)).toMatch(/^200 \{"data":\[\{"id":"\d+","text":"gato 60"/);
  expect(await through(port, host, path, undefined)).toMatch(/^(?:UNABLE_TO_VERIFY|SELF_SIGNED_CERT|UNABLE_TO_GET)/);
});

test('nobody else is, and without being asked for there is no proxy at all', async () => {
  const { port } = await proxied();
  for (const target of ['x.com:443', 'api.x.com:80', 'api.x.com.example:443', 'localhost:22', 'api.x.com']) {
    const { status, socket } = await tunnel(port, target);
    expect(status, target).toBe(403);
    socket.destroy();
  }
  expect(refused).toContain('localhost:22');
  const plain = await replayOf(postsOf(1));
  expect(plain.authority).toBeUndefined();
  expect((await tunnel(plain.port, 'api.x.com:443')).status).toBe(405);
});

test('streams come through, and break off there, too', async () => {
  const { port, authority, addRules, clock } = await proxied('t+30 drop');
  await addRules('gato');
  let isOpen = () => {};
  const opened = new Promise<void>(resolve => {
    isOpen = resolve;
  });
  const { socket } = await tunnel(port, 'api.x.com:443');
  const heard = new Promise<string>(resolve => {
    const options = {
      host: 'api.x.com',
      path: '/2/tweets/search/stream',
      headers: BEARER,
      agent: new TunnelAgent(socket, authority),
    };
    const asked = get(options, async answer => {
      isOpen();
      let text = '';
      try {
        for await (const piece of answer.setEncoding('utf8')) text += JSON.stringify(piece);
        resolve(text);
      } catch {
        resolve(`${text} broken`);
      }
    });
    asked.once('error', () => {});
  });
  await opened;
  clock.advance(25_000);
  clock.advance(10_000);
  expect(await heard).toMatch(/broken$/);
});
