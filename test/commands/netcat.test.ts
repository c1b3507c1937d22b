import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { run, start, startOnTerminal } from '../support/process.ts';

test('standard input is served', async () => {
  const server = start(['netcat', '0'], { input: 'uma linha\r\noutra' });
  const [, port] = await server.waitFor(/localhost:(\d+)/);
  expect(await text(connect(Number(port)))).toBe('uma linha\noutra\n');
  expect(await server.ended).toMatchObject({ code: 0, stdout: '' });
});

test('a port out of range', async () => {
  expect(await run(['netcat', '70000'])).toMatchObject({ code: 2, stdout: '' });
});

test('typed lines go at once, and Ctrl-D ends', async () => {
  const server = startOnTerminal(['netcat', '-lk', '0']);
  const [, port] = await server.waitFor(/localhost:(\d+)/);
  const client = connect(Number(port));
  const received = text(client);
  await server.waitFor(/is connected/);
  server.type('olá\r');
  server.type('\x04');
  expect(await received).toBe('olá\n');
  expect((await server.ended).code).toBe(0);
});
