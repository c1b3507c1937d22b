import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listen } from '../support/peer.ts';
import { type Ended, type Running, run, start } from '../support/process.ts';

const words = (stdout: string): Record<string, number>[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .map(({ palavra, count }) => ({ [palavra]: count }));

const wordcount = ['wordcount', '--sink', 'json'];
const toItsEnd = [...wordcount, '--trigger', 'available-now'];
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');

/** Resolves when the operating system has it. */
const send = (socket: Socket, bytes: string | Uint8Array): Promise<void> =>
  new Promise(resolve => socket.write(bytes, () => resolve()));

/** Counts what a peer sends before it closes. */
async function countFrom(pieces: Iterable<string | Uint8Array>, options: readonly string[] = []): Promise<Ended> {
  const peer = await listen();
  const query = start([...toItsEnd, ...peer.options, ...options]);
  const socket = await peer.client();
  for (const piece of pieces) await send(socket, piece);
  socket.end();
  return query.ended;
}

describe('bytes that are no text', () => {
  // What Java's reader makes of them, as recorded from the JVM that Spark runs on.
  const malformed: [string, string][] = [
    ['c328', '\ufffd('],
    ['e282', '\ufffd'],
    ['e28228', '\ufffd('],
    ['f09f9861', '\ufffda'],
    ['eda080', '\ufffd'],
    ['c0af', '\ufffd\ufffd'],
    ['ff', '\ufffd'],
    ['f4908080', '\ufffd\ufffd\ufffd\ufffd'],
    ['61c3', 'a\ufffd'],
  ];

  test('become U+FFFD as in Java', async () => {
    const input = Buffer.concat(malformed.flatMap(([bytes]) => [Buffer.from('x'), hex(bytes), Buffer.from(' ')]));
    const { code, stdout } = await run([...toItsEnd, '-'], { input });
    const expected = new Map<string, number>();
    for (const word of [...malformed.map(([, text]) => `x${text}`), '']) {
      expected.set(word, (expected.get(word) ?? 0) + 1);
    }
    expect(words(stdout)).toEqual([...expected].map(([word, count]) => ({ [word]: count })));
    expect(code).toBe(0);
  });

  test('NUL and other control characters are parts of words', async () => {
    const { stdout } = await run([...toItsEnd, '-'], { input: '\0 a\0b \x1b[31m \x7f\n' });
    expect(words(stdout)).toEqual([{ '\0': 1 }, { 'a\0b': 1 }, { '\x1b[31m': 1 }, { '\x7f': 1 }]);
  });
});

describe.concurrent('ends of lines', () => {
  test.each([
    ['LF, CRLF and a lone CR end a line', 'a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['an empty line is an empty word', '\n\r\n\r', ['', '', '']],
    ['LF CR is two ends', 'a\n\rb', ['a', '', 'b']],
    ['CR CR LF is two ends', 'a\r\r\nb', ['a', '', 'b']],
    ['a line separator of Unicode, or a vertical tab, is not one', 'a\u2028b\u0085c\vd', ['a\u2028b\u0085c\vd']],
    ['nothing is no line', '', []],
  ])('%s', async (_what, input, expected) => {
    const { stdout } = await run([...toItsEnd, '-'], { input });
    const counted = words(stdout).flatMap(word => Object.entries(word).flatMap(([key, n]) => Array(n).fill(key)));
    expect(counted.sort()).toEqual(expected.sort());
  });
});

describe('words that objects of JavaScript have', () => {
  test('are words like any other', async () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'length', 'NaN', '__proto__'];
    const { stdout } = await run([...wordcount, '--trigger', 'available-now', '--mode', 'update', '-'], {
      input: names.join(' '),
    });
    expect(stdout.trimEnd().split('\n')).toEqual([
      '{"palavra":"__proto__","count":2}',
      ...names.slice(1, -1).map(name => `{"palavra":"${name}","count":1}`),
    ]);
  });
});

describe('lines without a time, where --event-time asks for one', () => {
  const timed = ['wordcount', '--event-time', '--window', '1 hour', '--sink', 'json', '--trigger', 'available-now'];

  test.each([
    ['o rato roeu', "[CAST_INVALID_INPUT] A line begins with 'o rato roeu', ", '22018'],
    ['ontem\to rato', "[CAST_INVALID_INPUT] A line begins with 'ontem', ", '22018'],
    ['', "[CAST_INVALID_INPUT] A line begins with '', ", '22018'],
    ['2026-13-01 12:00:00\to rato', "[CAST_INVALID_INPUT] A line begins with '2026-13-01 12:00:00', ", '22018'],
    ['2026-01-01 12:00:00 o rato', "[CAST_INVALID_INPUT] A line begins with '2026-01-01 12:00:00 o rato', ", '22018'],
    ['2026-01-01 12:00:00', '[INVALID_ARRAY_INDEX] A line has no tab', '22003'],
  ])('%j is refused by what Spark calls it, with what it should be', async (line, said, sqlState) => {
    const { code, stderr } = await run(timed, { input: `2026-01-01 12:00:00\ta\n${line}\n` });
    expect(stderr).toContain(`xpto: ${said}`);
    expect(stderr).toContain(` SQLSTATE: ${sqlState}\n  With --event-time `);
    expect(code).toBe(4);
  });

  test('a long one is not shown whole', async () => {
    const { stderr } = await run(timed, { input: `${'x'.repeat(100_000)}\n` });
    expect(stderr).toMatch(/'x{50,60}\.\.\./);
    expect(stderr.length).toBeLessThan(1000);
  });

  test('every form of a time that Spark reads is one', async () => {
    const lines = ['2026-01-01 12:00:00', '2026-1-1T12:00', '2026-01-01T12:00:00.5Z', '2026-01-01 09:00:00-03:00'];
    const { stdout } = await run([...timed, '--time-zone', 'UTC'], {
      input: lines.map(time => `${time}\ta`).join('\n'),
    });
    expect(stdout).toMatch(/^\{"window":\{"start":"2026-01-01T12:00:00.000Z",.*"palavra":"a","count":4\}\n$/);
  });

  test('the text may hold tabs, or nothing', async () => {
    const { stdout } = await run(timed, { input: '2026-01-01 12:00:00\ta\tb\n2026-01-01 12:00:00\t\n' });
    expect(words(stdout)).toEqual([{ 'a\tb': 1 }, { '': 1 }]);
  });
});

describe('lines of any length', () => {
  const MIB = 1 << 20;

  test('16 MiB are counted', async () => {
    const word = 'palavra '.repeat(2 * MIB).trimEnd(); // 16 MiB less one
    const { code, stdout } = await run([...toItsEnd, '-'], { input: `${word}s\nfim` });
    expect(words(stdout).slice(-3)).toEqual([{ palavra: 2 * MIB - 1 }, { palavras: 1 }, { fim: 1 }]);
    expect(code).toBe(0);
  });

  test('one byte more is an error with its count, and the lines before it count', async () => {
    const { code, stdout, stderr } = await run([...toItsEnd, '-'], { input: `a\nb\n${'x'.repeat(16 * MIB + 1)}\nc\n` });
    expect(words(stdout)).toEqual([{ a: 1 }, { b: 1 }]);
    expect(stderr).toMatch(/Line 3 .*16777217 .*16777216/);
    expect(stderr).toContain('--max-line-bytes');
    expect(code).toBe(4);
  });

  test('--max-line-bytes is the limit, in bytes', async () => {
    const { code, stdout } = await countFrom(['é\n'], ['--max-line-bytes', '2']);
    expect(words(stdout)).toEqual([{ é: 1 }]);
    expect(code).toBe(0);
    const { code: refused, stdout: before, stderr } = await countFrom(['é\n', 'éa\nb\n'], ['--max-line-bytes', '2']);
    expect(words(before)).toEqual([{ é: 1 }]);
    expect(stderr).toMatch(/Line 2 .*3 .*2\./);
    expect(refused).toBe(4);
  });

  test('a line that never ends ends the query', async () => {
    const peer = await listen();
    const query = start([...wordcount, ...peer.options, '--max-line-bytes', String(MIB)]);
    const socket = await peer.client();
    const closed = new Promise(resolve => socket.once('close', resolve));
    socket.resume();
    const block = 'x'.repeat(1 << 16);
    const flood = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', flood);
    socket.on('end', () => socket.destroy());
    flood();
    const { code, stderr } = await query.ended;
    expect(stderr).toMatch(/Line 1 .*1048576/);
    expect(code).toBe(4);
    await closed;
  });
});

describe('connections', () => {
  test('a sender of single bytes is understood as one of large pieces', async () => {
    const text = Buffer.concat([Buffer.from('água 💧\r\n日本 e\u0301\r\r\n\n🇧🇷 '), hex('e282'), Buffer.from('\nfim')]);
    const whole = await countFrom([text]);
    const single = await countFrom([...text].map(byte => Buffer.of(byte)));
    expect(words(single.stdout)).toEqual(words(whole.stdout));
    expect(words(whole.stdout)).toContainEqual({ '💧': 1 });
    expect(words(whole.stdout)).toContainEqual({ 'e\u0301': 1 });
  });

  test.skipIf(process.platform !== 'linux').each([[[]], [['--trigger', 'available-now']], [['--trigger', '1 hour']]])(
    'a reset one, with %j: the whole lines that came count, then it is an error',
    async trigger => {
      const peer = await listen();
      const query = start([...wordcount, ...peer.options, ...trigger]);
      const socket = await peer.client();
      await send(socket, 'a b\na\nhal');
      await taken(socket);
      socket.resetAndDestroy();
      const { code, stdout, stderr } = await query.ended;
      expect(words(stdout).slice(-2)).toEqual([{ a: 2 }, { b: 1 }]);
      expect(stderr).toMatch(/127\.0\.0\.1:\d+ broke off the connection/);
      expect(code).toBe(4);
    },
  );

  test('one whose peer only says that it sends no more ends well, and is closed', async () => {
    const peer = await listen();
    const query = start([...wordcount, ...peer.options]);
    const socket = await peer.client();
    socket.end('a');
    socket.resume();
    const [{ code, stdout }] = await Promise.all([query.ended, once(socket, 'end')]);
    expect(words(stdout)).toEqual([{ a: 1 }]);
    expect(code).toBe(0);
  });

  test('what a query is sent while its reader rests is held back, bounded, and not lost', async () => {
    const peer = await listen();
    const query = start(['wordcount', ...peer.options, '--num-rows', '20000']);
    const memory = watchMemory(query);
    const socket = await peer.client();
    await query.waitFor(/Batch: 0\n/, 'stdout');
    query.child.stdout!.pause();
    // The table is larger than what a pipe holds, so that the query cannot go on while nobody reads.
    await send(socket, `${Array.from({ length: 15_000 }, (_, i) => `${i}-palavra-comprida`).join(' ')}\n`);
    const line = `${'o'.repeat(1 << 15)} fim\n`;
    const lineCount = 10_000;
    let sent = 0;
    const flood = () => {
      while (sent < lineCount && ++sent && socket.write(line));
      if (sent === lineCount) socket.end();
    };
    socket.on('drain', flood);
    flood();
    await standsStill(() => socket.bytesWritten - socket.writableLength);
    expect(sent).toBeLessThan(lineCount);
    query.child.stdout!.resume();
    const { code, stdout } = await query.ended;
    expect(/\| *fim\| *(\d+)\|/.exec(stdout.slice(stdout.lastIndexOf('Batch: ')))?.[1]).toBe(String(lineCount));
    expect(code).toBe(0);
    expect(memory.peakMiB).toBeLessThan(300); // the input alone is more
  });
});

/** Resolves when the other end has read all that was sent: a reset would take the rest from it. */
async function taken({ localPort, remotePort }: Socket): Promise<void> {
  const place = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
  const none = async (from: string, to: string, queue: 'unsent' | 'unread') => {
    const row = new RegExp(` \\w+:${from} \\w+:${to} \\w+ (?<unsent>\\w+):(?<unread>\\w+) `);
    while (row.exec(readFileSync('/proc/net/tcp', 'utf8'))?.groups?.[queue] !== '00000000') {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  const [here, there] = [place(localPort), place(remotePort)];
  await none(here, there, 'unsent'); // what is still on its way is not unread yet
  await none(there, here, 'unread');
}

/** Resolves when a count has not changed for a while: then its sender is held back. */
async function standsStill(count: () => number): Promise<void> {
  for (let [last, same] = [-1, 0]; same < 10; ) {
    await new Promise(resolve => setTimeout(resolve, 50));
    const now = count();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

/** Follows the most memory that a process has taken; 0 where the system does not tell. */
function watchMemory({ child }: Running): { readonly peakMiB: number } {
  const memory = { peakMiB: 0 };
  if (process.platform !== 'linux') return memory;
  const timer = setInterval(() => {
    const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    memory.peakMiB = Number(kib ?? 0) / 1024 || memory.peakMiB; // a process that is ending tells nothing
  }, 20);
  child.once('exit', () => clearInterval(timer)); // from then on there is nothing to read
  return memory;
}
