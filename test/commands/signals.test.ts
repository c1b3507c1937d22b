import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { listen, socketOptions } from '../support/peer.ts';
import { root, start } from '../support/process.ts';
import { plainServer } from '../support/sockets.ts';

/** A query that is sent one word. */
async function running({ trigger = [], json = false }: { trigger?: readonly string[]; json?: boolean } = {}) {
  const peer = await listen();
  const query = start(['wordcount', ...(json ? ['--json'] : ['--sink', 'json']), ...peer.options, ...trigger]);
  const socket = await peer.client();
  socket.write('a\n');
  return { query, socket };
}

// Windows has no signals: Ctrl-C there is an event of the console.
describe.skipIf(process.platform === 'win32')('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s says so, ends well and tells how much there was', async (signal, code) => {
    const { query } = await running();
    await query.waitFor(/"a","count":1/, 'stdout');
    query.signal(signal);
    const ended = await query.ended;
    expect(ended.stdout).toBe('{"palavra":"a","count":1}\n');
    expect(ended.stderr).toMatch(/\nStopping: [^\n]*\nBatches: 2\. Lines: 1\. Late rows dropped: 0\.\n$/);
    expect(ended.code).toBe(code);
  });

  test('what available-now has read by then is counted', async () => {
    const { query, socket } = await running({ trigger: ['--trigger', 'available-now'] });
    await query.waitFor(/Reading from/);
    await new Promise(resolve => socket.write('b\n', resolve));
    query.signal('SIGINT');
    const { code, stderr } = await query.ended;
    expect(stderr).toMatch(/Batches: 1\. Lines: [012]\./); // those that were read
    expect(code).toBe(130);
  });

  test('one is heard while nobody listens yet', async () => {
    const query = start(['wordcount', '--retry', ...socketOptions(await freePort())]);
    await query.waitFor(/waiting/);
    query.signal('SIGINT');
    expect(await query.ended).toMatchObject({ code: 130, stdout: '' });
  });

  test('one is heard between the ticks of an interval', async () => {
    const { query } = await running({ trigger: ['--trigger', '1 hour'] });
    await query.waitFor(/Batch 0 had no rows/);
    query.signal('SIGINT');
    expect(await query.ended).toMatchObject({ code: 130, stdout: '' });
  });

  test('the second one ends at once, also when a batch cannot end', async () => {
    const peer = await listen();
    const query = start(['wordcount', '--num-rows', '99999', ...peer.options]);
    const socket = await peer.client();
    await query.waitFor(/Batch: 0/, 'stdout');
    const stdout = query.child.stdout!.pause(); // so that the batch waits for its reader
    socket.write(`${Array.from({ length: 50_000 }, (_, i) => `palavra${i}`).join(' ')}\n`);
    await expect.poll(() => stdout.readableLength).toBeGreaterThan(10_000); // waiting for 'readable' would resume it
    const exit = once(query.child, 'exit'); // it does not close its output, which nobody reads
    query.signal('SIGINT');
    await query.waitFor(/Stopping/);
    query.signal('SIGINT');
    expect((await exit)[0]).toBe(130);
    expect(query.stderr).not.toMatch(/Late rows dropped/);
  });

  test('a second one leaves nothing in the temporary folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xpto-test-'));
    const demo = start(['demo'], { env: { TMPDIR: folder } });
    await demo.waitFor(/Looking for/);
    const left = () => readdirSync(folder).filter(name => name.startsWith('xpto')); // Node keeps what it compiled there
    expect(left()).not.toEqual([]);
    demo.signal('SIGINT');
    await demo.waitFor(/Stopping/);
    demo.signal('SIGINT');
    expect((await demo.ended).code).toBe(130);
    expect(left()).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  /** A store that takes every request and answers none; resolves when the first one has come. */
  async function silentStore(): Promise<{ env: Record<string, string>; asked: Promise<void> }> {
    let onAsked = () => {};
    const asked = new Promise<void>(resolve => {
      onAsked = resolve;
    });
    const { port } = await plainServer(peer => peer.socket.once('data', onAsked));
    const endpoint = `http://127.0.0.1:${port}`;
    return { env: { AWS_ENDPOINT_URL_S3: endpoint, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }, asked };
  }

  test('one is enough where what is awaited never comes', async () => {
    const { env, asked } = await silentStore();
    const query = start(['raw-to-ref', '--raw', 'exercises', '--ref', 's3://lake/ref'], { env });
    await asked;
    query.signal('SIGTERM');
    const { code, stderr } = await query.ended;
    expect(stderr).toMatch(/did not end within 4 seconds/);
    expect(code).toBe(143);
  });

  test('one ends a query at once whose columns are still unknown', async () => {
    const { env, asked } = await silentStore();
    const query = start(['raw-to-ref', '--raw', 's3://lake/raw', '--ref', 's3://lake/ref'], { env });
    await asked;
    query.signal('SIGINT');
    const [code, signal] = await once(query.child, 'exit');
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' }); // which is 130 to a shell
  });

  test('one ends a command that has nothing to finish', async () => {
    const { env, asked } = await silentStore();
    const compaction = start(['compact', 's3://lake/ref'], { env });
    await asked;
    compaction.signal('SIGINT');
    expect(await compaction.ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });
});

describe('a reader that leaves', () => {
  test('ends a query quietly, as with | head -1', async () => {
    const { query, socket } = await running();
    await query.waitFor(/"a"/, 'stdout');
    await once(query.child.stdout!.destroy(), 'close');
    socket.write('b\n');
    const { code, stderr } = await query.ended;
    expect(stderr).toBe(`${stderr.split('\n').slice(0, 3).join('\n')}\n`); // what it reads, and batch 0
    expect(code).toBe(0);
  });

  test('ends a report of batches quietly, too', async () => {
    const { query, socket } = await running({ json: true });
    await query.waitFor(/"batchId":1/, 'stdout');
    await once(query.child.stdout!.destroy(), 'close');
    socket.write('b\n');
    expect((await query.ended).code).toBe(0);
  });

  test('of the notes does not disturb', async () => {
    const { query, socket } = await running();
    await query.waitFor(/Reading/);
    await once(query.child.stderr!.destroy(), 'close');
    await query.waitFor(/"a"/, 'stdout');
    socket.end('a\n');
    const { code, stdout } = await query.ended;
    expect(stdout).toContain('{"palavra":"a","count":2}\n');
    expect(code).toBe(0);
  });
});

test.skipIf(process.platform !== 'linux')('output that cannot be written is an error', async () => {
  const xpto = join(root, 'bin/xpto.js');
  const child = spawn(process.execPath, [xpto, 'wordcount', '-'], {
    stdio: ['pipe', openSync('/dev/full', 'w'), 'pipe'],
  });
  const said = text(child.stderr!);
  child.stdin!.on('error', () => {});
  child.stdin!.end('a\n');
  const [code] = await once(child, 'exit');
  expect(await said).toContain('ENOSPC');
  expect(code).toBe(4);
});
