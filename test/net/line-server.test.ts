import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../src/lib/base/clock.ts';
import { type LineServer, type LineServerOptions, STALLED_MS, serveLines } from '../../src/lib/net/line-server.ts';
import { unixLines } from '../../src/lib/net/outgoing-lines.ts';
import { settle } from '../support/settle.ts';
import { Peer } from '../support/sockets.ts';

/** Lines that are typed: what is said goes to the server when it asks, and `asked` tells that it does. */
class Keyboard {
  readonly #said: string[] = [];
  #isOver = false;
  #wake = () => {};

  say(text: string): void {
    this.#said.push(text);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  readonly lines = (stopped: AbortSignal): AsyncIterable<Buffer> => {
    stopped.addEventListener('abort', () => this.end());
    return unixLines(this.#pieces());
  };

  async *#pieces(): AsyncGenerator<Buffer> {
    const memory = Buffer.alloc(1 << 16);
    for (;;) {
      const text = this.#said.shift();
      if (text !== undefined) {
        yield memory.subarray(0, memory.write(text));
        memory.fill('?');
      } else if (this.#isOver) return;
      else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** A server whose notes are kept, and can be waited for. */
class Served {
  readonly notes: string[] = [];
  readonly server: LineServer;
  #wake = () => {};

  constructor(server: LineServer) {
    this.server = server;
  }

  static async of(lines: LineServerOptions['lines'], options: Partial<LineServerOptions> = {}): Promise<Served> {
    const told: { to?: Served } = {};
    const note = (what: string) => {
      told.to!.notes.push(what);
      told.to!.#wake();
    };
    const server = await serveLines({
      lines,
      port: 0,
      listener: {
        connected: () => note('connected'),
        disconnected: (_, left) => note(`disconnected, ${left} left`),
        cutOff: () => note('cut off'),
        refused: () => note('refused'),
      },
      ...options,
    });
    served.add(server);
    told.to = new Served(server);
    return told.to;
  }

  /** Connects somebody, and waits until the server has noticed. */
  async connect(host?: string): Promise<Peer> {
    const { length } = this.notes;
    const peer = await Peer.to(this.server.port, host);
    await this.noted(length + 1);
    return peer;
  }

  async noted(count: number): Promise<string[]> {
    while (this.notes.length < count) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.notes;
  }
}

const served = new Set<LineServer>();
afterEach(async () => {
  await Promise.allSettled([...served].map(server => server.close()));
  served.clear();
});

test('everybody gets every line from when they came; CRLF becomes LF, and the last line gets its end', async () => {
  const keyboard = new Keyboard();
  const it = await Served.of(keyboard.lines);
  const first = await it.connect('127.0.0.1');
  keyboard.say('um\r\ndo');
  expect(await first.received('um\ndo')).toBe('um\ndo');
  const second = await it.connect('::1').catch(() => it.connect()); // a machine may have no IPv6
  keyboard.say('is\ntrês\r');
  expect(await first.received('um\ndois\ntrês')).toBe('um\ndois\ntrês');
  expect(await second.received('três')).toBe('três'); // not the half of a line that was under way
  keyboard.say('\nquatro');
  keyboard.end();
  await it.server.done;
  expect(await first.ended).toEqual({ text: 'um\ndois\ntrês\nquatro\n' });
  expect(await second.ended).toEqual({ text: 'três\nquatro\n' });
});

test('lines wait for the first client, and between clients', async () => {
  const keyboard = new Keyboard();
  keyboard.say('a\n');
  const it = await Served.of(keyboard.lines);
  const first = await it.connect();
  expect(await first.received('a\n')).toBe('a\n');
  first.socket.end(); // says that it sends no more: for nc, and so here, it leaves
  expect((await first.ended).text).toBe('a\n');
  await it.noted(2);
  keyboard.say('b\n');
  const second = await it.connect();
  keyboard.end();
  expect(await second.ended).toEqual({ text: 'b\n' });
  await it.server.done;
  expect(it.notes).toEqual(['connected', 'disconnected, 0 left', 'connected']);
});

test('a connection that only tries the port takes no lines with it', async () => {
  const clock = new ManualClock();
  const keyboard = new Keyboard();
  keyboard.say('a\n');
  keyboard.end();
  const it = await Served.of(keyboard.lines, { clock });
  const trial = await it.connect();
  trial.socket.destroy();
  await it.noted(2);
  const second = await it.connect();
  clock.advance(20);
  expect(await second.ended).toEqual({ text: 'a\n' });
});

test('lines are lost while nobody is there, where that is asked for', async () => {
  const keyboard = new Keyboard();
  const it = await Served.of(keyboard.lines, { loseUnheard: true });
  keyboard.say('a\n');
  await new Promise(resolve => setImmediate(resolve));
  const client = await it.connect();
  keyboard.say('b\n');
  keyboard.end();
  expect(await client.ended).toEqual({ text: 'b\n' });
});

test('one at a time: the next one is served when the one before has left', async () => {
  const keyboard = new Keyboard();
  const it = await Served.of(keyboard.lines, { oneAtATime: true });
  const first = await it.connect();
  const second = await Peer.to(it.server.port);
  const third = await Peer.to(it.server.port);
  keyboard.say('a\n');
  await first.received('a\n');
  first.socket.resetAndDestroy();
  await it.noted(3);
  keyboard.say('b\n');
  expect(await second.received('b\n')).toBe('b\n');
  keyboard.end();
  expect(await second.ended).toEqual({ text: 'b\n' });
  expect((await third.ended).text).toBe('');
  expect(it.notes).toEqual(['connected', 'disconnected, 0 left', 'connected']);
});

/** More than operating systems hold for a reader that rests. */
const TOO_MANY_BYTES = 64 << 20;

/** Lines without end, from one piece of memory, with a count of what was asked for. */
function flood() {
  const asked = { bytes: 0 };
  async function* lines(stopped: AbortSignal): AsyncGenerator<Buffer> {
    const piece = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(256));
    while (!stopped.aborted) {
      await new Promise(resolve => setImmediate(resolve)); // as reading does
      asked.bytes += piece.length;
      yield piece;
    }
  }
  return { asked, lines };
}

/** Reads without keeping anything. */
class Counter {
  bytes = 0;
  readonly #peer: Peer;

  constructor(peer: Peer) {
    this.#peer = peer;
    peer.socket.on('data', (text: string) => {
      this.bytes += text.length;
      peer.text = '';
    });
  }

  async reaches(bytes: number): Promise<void> {
    while (this.bytes < bytes) await once(this.#peer.socket, 'data');
  }
}

/** Lets everything happen that does not wait for the clock or for another process. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve));
}

test('whoever reads nothing while others wait is cut off; they go on, and nothing piles up', async () => {
  const clock = new ManualClock();
  const { asked, lines } = flood();
  const it = await Served.of(lines, { clock });
  const stuck = await it.connect();
  const reader = await it.connect();
  const read = new Counter(reader);
  stuck.socket.pause();
  clock.advance(20);
  // The reader has all that was asked for, and no more is: the server waits for the other one.
  for (let before = -1; before !== asked.bytes; await settle()) {
    before = asked.bytes;
    await read.reaches(before);
  }
  expect(asked.bytes).toBeGreaterThan(0);
  expect(asked.bytes).toBeLessThan(TOO_MANY_BYTES);
  clock.advance(STALLED_MS - 1);
  await settled();
  expect(it.notes).toEqual(['connected', 'connected']);
  clock.advance(1);
  expect(await it.noted(3)).toEqual(['connected', 'connected', 'cut off']);
  await read.reaches(TOO_MANY_BYTES);
  stuck.socket.write('?'); // it can tell a broken connection from the end of the lines
  expect((await stuck.ended).error).toMatch(/^(ECONNRESET|EPIPE)$/);
});

test('a client that rests alone is waited for, however long, and loses nothing', async () => {
  const clock = new ManualClock();
  const { asked, lines } = flood();
  const it = await Served.of(lines, { clock });
  const only = await it.connect();
  only.socket.pause();
  clock.advance(20);
  for (let before = -1; before !== asked.bytes; await settle()) {
    before = asked.bytes;
    clock.advance(10 * STALLED_MS);
  }
  expect(asked.bytes).toBeLessThan(TOO_MANY_BYTES);
  const read = new Counter(only);
  only.socket.resume();
  await read.reaches(TOO_MANY_BYTES);
  expect(it.notes).toEqual(['connected']);
});

test('a client that is lost does not matter to the others', async () => {
  const keyboard = new Keyboard();
  const it = await Served.of(keyboard.lines);
  const [lost, stays] = [await it.connect(), await it.connect()];
  lost.socket.resetAndDestroy();
  await it.noted(3);
  keyboard.say('a\n');
  keyboard.end();
  expect(await stays.ended).toEqual({ text: 'a\n' });
  expect(it.notes).toEqual(['connected', 'connected', 'disconnected, 1 left']);
});

test('what clients send is given on, and held back while it is not taken', async () => {
  const heard: string[] = [];
  const taken: (() => void)[] = [];
  const keyboard = new Keyboard();
  const heardMore = { call: () => {} };
  const it = await Served.of(keyboard.lines, {
    onReceived(bytes) {
      heard.push(bytes.toString());
      heardMore.call();
      return new Promise(resolve => taken.push(resolve));
    },
  });
  const peer = await it.connect();
  const next = () =>
    new Promise<void>(resolve => {
      heardMore.call = resolve;
    });
  let more = next();
  peer.socket.write('oi\n');
  await more;
  peer.socket.write('tudo bem?\n');
  await settle();
  expect(heard).toEqual(['oi\n']);
  more = next();
  taken[0]();
  await more;
  expect(heard).toEqual(['oi\n', 'tudo bem?\n']);
});

test('when the lines fail, clients see a broken connection', async () => {
  let fail = () => {};
  const it = await Served.of(async function* () {
    yield Buffer.from('a\n');
    await new Promise<void>(resolve => {
      fail = resolve;
    });
    throw new Error('the disk is gone');
  });
  const failed = expect(it.server.done).rejects.toThrow('the disk is gone');
  const peer = await it.connect();
  await peer.received('a\n');
  fail();
  await failed;
  expect(await peer.ended).toEqual({ text: 'a\n', error: 'ECONNRESET' });
});

test('a client that never closes its side holds the end up for a second only', async () => {
  const clock = new ManualClock();
  const keyboard = new Keyboard();
  keyboard.say('a\n');
  keyboard.end();
  const it = await Served.of(keyboard.lines, { clock });
  const socket = connect({ port: it.server.port, host: '127.0.0.1', allowHalfOpen: true });
  const peer = new Peer(socket);
  await it.noted(1);
  clock.advance(20);
  await once(socket, 'end');
  let isDone = false;
  const done = it.server.done.then(() => {
    isDone = true;
  });
  clock.advance(999);
  await new Promise(resolve => setImmediate(resolve));
  expect(isDone).toBe(false);
  clock.advance(1);
  await done;
  expect(peer.text).toBe('a\n');
});

test('stopped, it closes all connections, and the port is free again', async () => {
  const it = await Served.of(new Keyboard().lines);
  const peer = await it.connect();
  await it.server.close();
  expect(await peer.ended).toEqual({ text: '' });
  const again = await serveLines({ lines: new Keyboard().lines, port: it.server.port });
  await again.close();
});

test('there is an end to how many are served', async () => {
  const it = await Served.of(new Keyboard().lines);
  const peers = await Promise.all(Array.from({ length: 101 }, () => Peer.to(it.server.port)));
  await it.noted(101);
  expect(it.notes.filter(note => note === 'refused')).toHaveLength(1);
  await Promise.race(peers.map(peer => peer.ended));
});
