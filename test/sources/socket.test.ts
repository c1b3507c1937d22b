import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { rowsOf, session, thrownBy } from '../support/script.ts';

let server: Server | undefined;
afterEach(async () => {
  await session.stop();
  server?.close();
});

/** A server for one client. */
async function serve(): Promise<{ port: number; client: Promise<Socket> }> {
  server = createServer();
  const client = once(server, 'connection').then(([socket]: Socket[]) => socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, client };
}

const lines = (options: Readonly<Record<string, string | number | boolean>>) =>
  session.readStream
    .format('socket')
    .options({ host: '127.0.0.1', ...options })
    .load();

let names = 0;
function toMemory(frame: ReturnType<typeof lines>) {
  const name = `lines_${names++}`;
  return { query: frame.writeStream.format('memory').queryName(name).start(), name };
}

test('lines over TCP; the first batch has none; a character in two packets; the last line when the peer closes', async () => {
  const { port, client } = await serve();
  const { query, name } = toMemory(lines({ port }));
  const socket = await client;
  socket.setNoDelay(true);
  const word = Buffer.from('ação\r\n');
  socket.write(word.subarray(0, 2));
  await query.processAllAvailable();
  socket.write(word.subarray(2));
  socket.write('two\nlast');
  socket.end();
  await query.awaitInputEnd();
  expect(await rowsOf(session.table(name))).toEqual([['ação'], ['two'], ['last']]);
  expect(query.recentProgress[0]).toMatchObject({ batchId: 0, numInputRows: 0 });
  expect(query.lastProgress!.sources[0]).toMatchObject({
    description: `TextSocketV2[host: 127.0.0.1, port: ${port}]`,
    endOffset: 2,
  });
  // As Spark's, the query goes on waiting.
  expect(query.isActive).toBe(true);
  await query.stop();
});

test('stop closes the connection', async () => {
  const { port, client } = await serve();
  const { query } = toMemory(lines({ port }));
  const closed = once(await client, 'close');
  (await client).resume();
  await query.stop();
  await closed;
  expect(query.exception()).toBeNull();
});

test('a reset connection ends the query, the lines before it counted', async () => {
  const { port, client } = await serve();
  const { query, name } = toMemory(lines({ port }));
  const socket = await client;
  const arrived = new Promise<void>(resolve => {
    const listener = {
      onQueryProgress: ({ progress }: { progress: { numInputRows: number } }) =>
        void (progress.numInputRows > 0 && resolve()),
    };
    session.streams.addListener(listener);
  });
  socket.write('one\n');
  await arrived;
  socket.resetAndDestroy();
  expect(await thrownBy(() => query.awaitTermination())).toBeNull();
  expect(query.exception()!.cause).toMatchObject({ key: 'CONNECTION_RESET' });
  expect(await rowsOf(session.table(name))).toEqual([['one']]);
});

test('nobody listens: start() returns, the query fails', async () => {
  const { port } = await serve();
  await new Promise(resolve => server!.close(resolve));
  const { query } = toMemory(lines({ port }));
  expect(query.isActive).toBe(true);
  await expect(query.awaitTermination()).rejects.toMatchObject({
    condition: 'STREAM_FAILED',
    cause: { key: 'CONNECTION_REFUSED' },
  });
});

test('the time of arrival as a column', async () => {
  const { port, client } = await serve();
  const frame = lines({ port, includeTimestamp: true });
  expect(frame.dtypes).toEqual([
    ['value', 'string'],
    ['timestamp', 'timestamp'],
  ]);
  const { query, name } = toMemory(frame);
  (await client).end('x\n');
  await query.awaitInputEnd();
  expect(await rowsOf(session.table(name))).toEqual([['x', session.clock.nowMs() / 1000]]);
});

test.for<[options: Record<string, string | number | boolean>, condition: string | null]>([
  [{}, '_LEGACY_ERROR_TEMP_1296'],
  [{ port: 'abc' }, null],
  [{ port: 70_000 }, null],
  [{ port: 1, includeTimestamp: 'perhaps' }, '_LEGACY_ERROR_TEMP_1297'],
  [{ port: 1, maxLineBytes: 'many' }, null],
  [{ port: 1, maxLineBytes: 0 }, null],
])('options %j are refused', async ([options, condition]) =>
  expect(await thrownBy(() => lines(options))).toBe(condition),
);

test('its columns are its own: a schema is refused', async () => {
  for (const format of ['socket', 'rate'] as const) {
    const reader = () => session.readStream.format(format).options({ host: 'localhost', port: 1 });
    expect(await thrownBy(() => reader().schema('value string').load())).toBe('_LEGACY_ERROR_TEMP_2242');
    expect(await thrownBy(() => reader().schema('value strin'))).toBe('UNSUPPORTED_DATATYPE');
  }
});

test('a host is needed, and a format that there is', async () => {
  expect(await thrownBy(() => session.readStream.format('socket').load())).toBe('_LEGACY_ERROR_TEMP_1295');
  expect(await thrownBy(() => session.readStream.format('sockett' as never).load())).toBe('DATA_SOURCE_NOT_FOUND');
});
