import { createServer } from 'node:net';

/** A TCP server for one client at a time. `connection` is a promise of the socket of the next one that comes. */
export async function serveOne() {
  let connected;
  const next = () =>
    new Promise(resolve => {
      connected = resolve;
    });
  let connection = next();
  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', () => {}); // a client that is killed resets its connection
    connected(socket);
    connection = next();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    connection: () => connection,
    close: () => server.close(),
  };
}
