import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { ManualClock } from '../../src/lib/base/clock.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';

// What shows without a store; what a store answers is in test/s3.

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  // Neither this machine's profiles nor what a cloud's machine would lend.
  const none = {
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(process.env, none);
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

const withKeys = () => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'canary' });

/** Does not wait. */
const hasty = () => {
  const clock = new ManualClock(Date.now());
  const wait = clock.waitUntil.bind(clock);
  clock.waitUntil = timeMs => {
    const waiting = wait(timeMs);
    clock.set(timeMs);
    return waiting;
  };
  return clock;
};

test('a location that names no bucket is refused', async () => {
  for (const location of ['s3://', 's3:///lake', 's3:/lake']) {
    await expect(openFiles(location, { s3: { region: 'us-east-1' } })).rejects.toMatchObject({ key: 'S3_NO_BUCKET' });
  }
});

test.each([
  ['s3://lake', 's3://lake', 's3://lake/a%20b'],
  ['s3://lake/', 's3://lake', 's3://lake/a%20b'],
  ['s3a://lake/x/é//', 's3a://lake/x/é', 's3a://lake/x/é/a%20b'],
])('%s has addresses', async (location, root, address) => {
  const files = await openFiles(location, { s3: { region: 'us-east-1' } });
  expect([files.root, files.address('a b'), files.pathOf(address)]).toEqual([root, address, 'a b']);
});

test('a key longer than S3 can hold is refused', async () => {
  const files = await openFiles('s3://lake/folder', { s3: { region: 'us-east-1' } });
  await expect(files.createNew(`${'a/'.repeat(509)}a`, Buffer.from('1'))).rejects.toThrow('at most 1024 bytes');
});

describe('before any request', () => {
  test('a region is needed, unless the store is elsewhere', async () => {
    withKeys();
    const files = await openFiles('s3://lake');
    await expect(files.read('a')).rejects.toMatchObject({ key: 'S3_NO_REGION' });
    expect(files.requests).toBe(1); // tried, and nothing sent
  });

  test('credentials are needed', async () => {
    const files = await openFiles('s3://lake', { s3: { endpoint: 'http://127.0.0.1:9' } });
    await expect(files.read('a')).rejects.toMatchObject({ key: 'S3_NO_CREDENTIALS' });
    const other = await openFiles('s3://lake', { s3: { region: 'us-east-1', profile: 'nobody' } });
    await expect(other.createNew('a', Buffer.from('1'))).rejects.toMatchObject({ key: 'S3_NO_CREDENTIALS' });
  });
});

test('a mistake of ours is not told as one of the store', async () => {
  withKeys();
  const files = await openFiles('s3://lake', { s3: { region: 'us-east-1' } });
  const [from, to] = [0n, 1n] as unknown as [number, number];
  await expect(files.readRange('a', from, to)).rejects.toThrow(TypeError);
});

test('nobody answers', async () => {
  withKeys();
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  server.on('connection', socket => sockets.push(socket));
  const files = await openFiles('s3://lake', {
    s3: { endpoint: `http://127.0.0.1:${port}`, timeoutMs: 40, clock: hasty() },
  });
  const error = await files.read('a').catch(error => error);
  expect(error.message).toBe('Reading s3://lake/a failed: no answer came in time (ETIMEDOUT).');
  expect(files.requests).toBe(10);
  for (const socket of sockets) socket.destroy();
  server.close();
});

test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])('nobody listens at %s', async variable => {
  withKeys();
  const port = await freePort();
  process.env[variable] = `http://127.0.0.1:${port}`;
  const files = await openFiles('s3://lake', { s3: { clock: hasty() } });
  const error = await files.read('a').catch(error => error);
  expect(error.message).toBe('Reading s3://lake/a failed: ECONNREFUSED.');
  expect(files.requests).toBe(10);
  await expect(files.createNew('a', Buffer.from('1'))).rejects.toMatchObject({ key: 'WRITE_FAILED' });
});
