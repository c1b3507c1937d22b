import { expect, test } from 'vitest';
import { type LineClientOptions, sendLines } from '../../src/lib/net/line-client.ts';
import { settle } from '../support/settle.ts';
import { plainServer } from '../support/sockets.ts';

async function* said(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

/** Lines that nobody types: they end when nobody wants more. */
async function* silence(stopped: AbortSignal): AsyncGenerator<Buffer> {
  await new Promise<void>(resolve => stopped.addEventListener('abort', () => resolve()));
}

/** Runs a client to its end, and gives what it heard. */
async function talk(port: number, lines: LineClientOptions['lines'], stopped = new AbortController().signal) {
  let heard = '';
  await sendLines({
    host: '127.0.0.1',
    port,
    lines,
    async onReceived(bytes) {
      await new Promise(resolve => setImmediate(resolve)); // a slow terminal: the end must wait for it
      heard += bytes.toString();
    },
    stopped,
  });
  return heard;
}

test('lines are sent, their end is told, and the answer is heard to its end', async () => {
  let received = '';
  const { port } = await plainServer(peer => {
    peer.socket.once('end', () => {
      received = peer.text;
      peer.socket.write('first,');
      peer.socket.end('second');
    });
  });
  expect(await talk(port, () => said('a\n', 'b\n'))).toBe('first,second');
  expect(received).toBe('a\nb\n');
});

test('who has nothing to say listens: its end is not told', async () => {
  let endedFirst = false;
  const { port } = await plainServer(async peer => {
    peer.socket.once('end', () => {
      endedFirst = true;
    });
    await settle();
    peer.socket.end(endedFirst ? 'it has ended' : 'hello');
  });
  expect(await talk(port, () => said())).toBe('hello');
});

test('when the server closes, the wait for lines is over', async () => {
  const { port } = await plainServer(peer => peer.socket.end('bye'));
  expect(await talk(port, silence)).toBe('bye');
});

test('a server that reads nothing holds the lines up, not the memory', async () => {
  const piece = Buffer.alloc(1 << 18, 'x');
  let asked = 0;
  const stop = new AbortController();
  async function* flood(stopped: AbortSignal) {
    for (; !stopped.aborted; asked += piece.length) {
      await new Promise(resolve => setImmediate(resolve)); // as reading does
      yield piece;
    }
  }
  const { port } = await plainServer(peer => void peer.socket.pause());
  const over = talk(port, flood, stop.signal);
  for (let before = -1; before !== asked; ) {
    before = asked;
    await settle();
  }
  expect(asked).toBeLessThan(64 << 20);
  stop.abort();
  expect(await over).toBe('');
});

test('a reset is an error, and so is a port on which nobody listens', async () => {
  const { port, server } = await plainServer(peer => void peer.socket.resetAndDestroy());
  await expect(talk(port, silence)).rejects.toMatchObject({ key: 'CONNECTION_RESET' });
  await new Promise(resolve => server.close(resolve));
  await expect(talk(port, silence)).rejects.toMatchObject({ key: 'CONNECTION_REFUSED' });
});

test('when the lines fail, the server sees a broken connection', async () => {
  let ended: Promise<{ text: string; error?: string }> | undefined;
  const heardOf = { call: () => {} };
  const heard = new Promise<void>(resolve => {
    heardOf.call = resolve;
  });
  const { port } = await plainServer(peer => {
    ended = peer.ended;
    void peer.received('a\n').then(heardOf.call);
  });
  async function* failing() {
    yield Buffer.from('a\n');
    await heard;
    throw new Error('the disk is gone');
  }
  await expect(talk(port, failing)).rejects.toMatchObject({ cause: { message: 'the disk is gone' } });
  expect(await ended).toEqual({ text: 'a\n', error: 'ECONNRESET' });
});
