import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Bytes that go through this machine's network are an event or two; this is several. */
const ROUNDS = 4;

let echo: Promise<Socket> | undefined;

/**
 * Resolves when what is under way between two ends in this process has most likely arrived: after as many turns of the
 * network as an answer takes, in none of which the system was still being asked for something. Before a test's clock
 * moves on, both ends are to know what time it was.
 */
export async function settle(): Promise<void> {
  const socket = await (echo ??= openEcho());
  for (let round = 0; round < ROUNDS; round = isAsking() ? 0 : round + 1) {
    await new Promise<void>(resolve => {
      socket.once('data', () => resolve());
      socket.write('x');
    });
  }
}

/** Is there a file, a connection or the name of a host that somebody waits for? A busy machine takes its time. */
const isAsking = (): boolean => process.getActiveResourcesInfo().some(kind => /Req|ConnectWrap/.test(kind));

function openEcho(): Promise<Socket> {
  return new Promise(resolve => {
    // It keeps nobody from ending.
    const server = createServer(peer => peer.pipe(peer).unref()).unref();
    server.listen(0, '127.0.0.1', () => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(socket));
      socket.setNoDelay(true).unref();
    });
  });
}
