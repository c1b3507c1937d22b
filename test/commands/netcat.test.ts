import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { type Running, root, run, start, startOnTerminal } from '../support/process.ts';
import { Peer, plainServer } from '../support/sockets.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-netcat-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The port that a server has said it has. */
async function portOf(server: Pick<Running, 'waitFor'>): Promise<number> {
  const [, port] = await server.waitFor(/Serving lines on \S+:(\d+)\./);
  return Number(port);
}

describe.concurrent('serving', () => {
  test.for([
    'PORT',
    '-l PORT',
    '-lk PORT',
    '-l -k -p PORT',
    '-L -p PORT',
    '-lk -p PORT',
    '-lkp PORT',
    '-p PORT',
    '--port PORT',
  ])('the spelling %s', async spelling => {
    const port = await freePort();
    const server = start(['netcat', ...spelling.replace('PORT', String(port)).split(' ')], { input: 'olá\n' });
    expect(await portOf(server)).toBe(port);
    expect(await (await Peer.to(port)).ended).toEqual({ text: 'olá\n' });
    expect(await server.ended).toMatchObject({ code: 0, stdout: '' });
  });

  test('standard input, to everybody, also to xpto netcat itself', async () => {
    const server = start(['netcat', '-lk', '0'], { stdin: 'pipe' });
    const port = await portOf(server);
    const plain = await Peer.to(port);
    const client = start(['netcat', 'localhost', String(port)]); // its standard input is empty: it listens
    await server.waitFor(/connected(.|\n)*connected/);
    server.write('um\r\n');
    server.write('dois');
    server.endInput();
    expect(await plain.ended).toEqual({ text: 'um\ndois\n' });
    expect(await client.ended).toMatchObject({ code: 0, stdout: 'um\ndois\n' });
    expect(await server.ended).toMatchObject({ code: 0, stdout: '' });
  });

  test('a file, held until somebody comes', async () => {
    const text = Array.from({ length: 400_000 }, (_, i) => `${i} ação`).join('\r\n');
    const server = start(['netcat', '--file', fileOf('large.txt', text), '0']);
    const peer = await Peer.to(await portOf(server));
    expect((await peer.ended).text === `${text.replaceAll('\r\n', '\n')}\n`).toBe(true);
    expect(await server.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('delivered') });
  });

  test('a file at a rate, again and again', async () => {
    const file = fileOf('two.txt', 'a\nb');
    const server = start(['netcat', '--file', file, '--rate', '100/s', '--loop', '0']);
    const port = await portOf(server);
    const fromMs = performance.now(); // no line goes before somebody is there
    const peer = await Peer.to(port);
    expect(await peer.received('a\nb\na\nb\na\nb\n')).toMatch(/^(a\nb\n){3}/);
    expect(performance.now() - fromMs).toBeGreaterThan(45); // five intervals of 10 ms
    server.signal('SIGINT');
    expect(await server.ended).toMatchObject({ code: 130 });
  });

  test('what clients send is printed, byte for byte', async () => {
    const server = start(['netcat', '0'], { stdin: 'pipe' });
    const peer = await Peer.to(await portOf(server));
    peer.socket.end('bom dia\x1b[31m\r\n');
    await server.waitFor(/has left; lines wait/);
    server.signal('SIGINT');
    expect(await server.ended).toMatchObject({ code: 130, stdout: 'bom dia\x1b[31m\r\n' });
  });

  test('one client at a time', async () => {
    const server = start(['netcat', '--one', '0'], { stdin: 'pipe' });
    const port = await portOf(server);
    const first = await Peer.to(port);
    await server.waitFor(/connected/);
    const second = await Peer.to(port);
    server.write('a\n');
    await first.received('a\n');
    first.socket.destroy();
    await server.waitFor(/connected(.|\n)*connected/);
    server.write('b\n');
    server.endInput();
    expect(await second.ended).toEqual({ text: 'b\n' });
  });

  test('another host than this machine alone is said', async () => {
    const server = start(['netcat', '--host', '0.0.0.0', '0'], { input: 'a\n' });
    await server.waitFor(/Other machines can connect/);
    expect(await (await Peer.to(await portOf(server))).ended).toEqual({ text: 'a\n' });
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  test('Ctrl-C with a client that reads nothing: a second one ends at once', async () => {
    const server = start(['netcat', '--file', fileOf('flood.txt', 'x\n'.repeat(1 << 20)), '--loop', '0']);
    const peer = await Peer.to(await portOf(server));
    peer.socket.pause();
    await server.waitFor(/connected/);
    server.signal('SIGINT');
    await server.waitFor(/Stopping/);
    server.signal('SIGINT');
    expect(await server.ended).toMatchObject({ code: 130 });
  });

  test.skipIf(process.platform === 'win32')('a pipe by name into which nobody writes: Ctrl-C ends', async () => {
    const pipe = join(folder, 'pipe');
    await new Promise(resolve => spawn('mkfifo', [pipe]).once('close', resolve));
    const server = start(['netcat', '--file', pipe, '0']);
    await Peer.to(await portOf(server));
    await server.waitFor(/connected/);
    server.signal('SIGINT');
    expect(await server.ended).toMatchObject({ code: 130 });
  });

  test('whoever reads its output leaves: it ends quietly', async () => {
    const server = start(['netcat', '0'], { stdin: 'pipe' });
    const peer = await Peer.to(await portOf(server));
    server.child.stdout!.destroy();
    const talking = setInterval(() => peer.socket.write('oi\n'), 5);
    const { code, stderr } = await server.ended;
    clearInterval(talking);
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|xpto:/);
  });
});

describe.concurrent('connecting', () => {
  test('lines go to a server, and its answer is printed', async () => {
    const { port } = await plainServer(peer => {
      peer.socket.once('end', () => peer.socket.end(`heard ${peer.text}`));
    });
    const args = ['netcat', 'localhost', String(port)];
    expect(await run(args, { input: 'oi\r\ntudo bem?' })).toMatchObject({ code: 0, stdout: 'heard oi\ntudo bem?\n' });
  });

  test('to nc itself, where there is one', async ({ skip }) => {
    const port = await freePort();
    const nc = spawn('nc', ['-l', '127.0.0.1', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
    const missing = await new Promise(resolve =>
      nc.once('error', () => resolve(true)).once('spawn', () => resolve(false)),
    );
    if (missing) skip();
    let heard = '';
    nc.stdout.setEncoding('utf8').on('data', text => {
      heard += text;
    });
    const over = new Promise(resolve => nc.once('close', resolve));
    const client = start(['netcat', '--retry', '127.0.0.1', String(port)], { stdin: 'pipe' });
    client.write('oi\n');
    client.endInput();
    await over;
    await client.ended;
    expect(heard).toBe('oi\n');
  });

  test('--retry waits for a server', async () => {
    const port = await freePort();
    const client = start(['netcat', '--retry', 'localhost', String(port)], { stdin: 'pipe' });
    await client.waitFor(/waiting/);
    const server = start(['netcat', '-lk', String(port)], { input: 'a\n' });
    expect(await client.ended).toMatchObject({ code: 0, stdout: 'a\n' });
    expect(await server.ended).toMatchObject({ code: 0 });
  });

  test('Ctrl-C', async () => {
    const { port } = await plainServer(() => {});
    const client = start(['netcat', '127.0.0.1', String(port)], { stdin: 'pipe' });
    await client.waitFor(/Connected to 127\.0\.0\.1/);
    client.signal('SIGINT');
    expect(await client.ended).toMatchObject({ code: 130, stdout: '' });
  });
});

describe.concurrent('mistakes', () => {
  test.for<[args: string, code: number, told: RegExp]>([
    ['70000', 2, /"70000"; a port is a whole number from 1 to 65535/],
    ['-lk -p 0x10', 2, /"0x10"; a port is/],
    ['localhost 0', 2, /"0"; a port is/],
    ['a b 3456', 2, /more arguments/],
    ['--rate 0/s', 2, /10\/s/],
    ['--rate fast', 2, /"fast"/],
    ['--loop', 2, /--file words\.txt --loop/],
    ['--lop', 2, /Did you mean "--loop"/],
    ['--file', 2, /--file.* needs a value/],
    ['--file no-such-file.txt 0', 4, /no file .*no-such-file\.txt/],
    [`--file . 0`, 4, /EISDIR/],
    ['no.such.host.invalid 3456', 4, /no host "no\.such\.host\.invalid"/],
    ['--retry no.such.host.invalid 3456', 4, /no host "no\.such\.host\.invalid"/],
    ['--host no.such.host.invalid 3456', 4, /no host "no\.such\.host\.invalid"/],
    ['--host 192.0.2.1 3456', 4, /does not have the address 192\.0\.2\.1/],
  ])('%s', async ([args, code, told]) => {
    const ended = await run(['netcat', ...args.split(' ')]);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(told);
    expect(ended.stderr).toMatch(/^xpto: /);
  });

  test('a port in use', async () => {
    const { port } = await plainServer(() => {});
    const ended = await run(['netcat', '-lk', String(port)]);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    expect(ended.stderr).toContain(`xpto netcat ${port + 1}`);
  });

  test('nobody listens', async () => {
    const port = await freePort();
    const ended = await run(['netcat', 'localhost', String(port)]);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    expect(ended.stderr).toContain(`xpto netcat -lk ${port}`);
  });

  test('a connection that breaks', async () => {
    const { port } = await plainServer(peer => void peer.socket.resetAndDestroy());
    expect(await run(['netcat', '127.0.0.1', String(port)])).toMatchObject({ code: 4 });
  });

  test.for(['en', 'pt-BR'])('they are told in %s', async language => {
    const { stderr } = await run(['netcat', '--file', 'no-such-file.txt'], { env: { XPTO_LANG: language } });
    const { renderError } = await import('../../src/lib/base/messages/index.ts');
    const { message, hints } = renderError(
      'FILE_NOT_FOUND',
      { path: join(root, 'no-such-file.txt') },
      language as 'en' | 'pt-BR',
    );
    expect(stderr).toBe(`xpto: ${message}\n${hints.map(hint => `  ${hint}\n`).join('')}`);
  });
});

describe.concurrent('on a terminal', () => {
  test('a typed line goes at once, and Ctrl-D ends', async () => {
    const server = startOnTerminal(['netcat', '-lk', '0']);
    const peer = await Peer.to(await portOf(server));
    await server.waitFor(/Type lines/);
    server.type('olá\r');
    expect(await peer.received('olá\n')).toBe('olá\n');
    server.type('\x04');
    expect(await peer.ended).toEqual({ text: 'olá\n' });
    expect((await server.ended).code).toBe(0);
  });

  test('Ctrl-C ends, with nobody connected and with somebody', async () => {
    for (const connects of [false, true]) {
      const server = startOnTerminal(['netcat', '-lk', '0']);
      const port = await portOf(server);
      if (connects) await Peer.to(port).then(() => server.waitFor(/is connected/));
      server.type('\x03');
      const { code, screen } = await server.ended;
      expect(screen).toContain('Stopping');
      expect(code).toBe(130);
    }
  });

  test('what is received cannot steer it, unless --raw says so', async () => {
    for (const raw of [false, true]) {
      const { port } = await plainServer(peer => peer.socket.end('a\x1b[2J\tação\r\nb\n'));
      const client = startOnTerminal(['netcat', ...(raw ? ['--raw'] : []), '127.0.0.1', String(port)]);
      const { screen } = await client.ended;
      if (raw) expect(screen).toContain('a\x1b[2J\tação');
      else expect(screen).toContain('a\\x1b[2J\tação\r\nb\r\n');
    }
  });
});
