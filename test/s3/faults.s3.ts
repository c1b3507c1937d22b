import { createHash } from 'node:crypto';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/lib/base/clock.ts';
import { RuntimeError, type XptoError } from '../../src/lib/base/errors.ts';
import type { Files } from '../../src/lib/files/files.ts';
import { S3Files } from '../../src/lib/files/s3-files.ts';
import { listed } from '../files/contract.ts';
import { type Fault, type ProxiedRequest, type Refusal, startFaultProxy } from '../support/fault-proxy.ts';
import { randomFrom } from '../support/random.ts';
import { type S3Server, servers, startS3 } from '../support/s3-server.ts';

// A store behind a proxy that loses, cuts, repeats and refuses. What passes is tried again, and the files are as if
// nothing had been; what does not pass is told at once.

const INSTALL_MS = 20 * 60_000;
/** Long enough for a busy machine; short where the store is silent by plan, and a try too many does no harm. */
const TIMEOUT_MS = 30_000;
const SHORT_TIMEOUT_MS = 600;
const SLOW_MS = 300_000;
const STORMS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Waits for nothing, and knows how long it would have been. */
class HastyClock implements Clock {
  readonly pausesMs: number[] = [];
  #nowMs = Date.now();
  nowMs = () => this.#nowMs;
  monotonicMs = () => this.#nowMs;
  async waitUntil(timeMs: number) {
    this.pausesMs.push(Math.max(0, timeMs - this.#nowMs));
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }
  advance(byMs: number) {
    this.#nowMs += byMs;
  }
}

const large = Buffer.alloc(9 << 20, 'a part of a large file, ');
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const chunk of chunks) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

/** All that can be done with small files, and what is known from it. */
async function smallWork(files: Files): Promise<unknown[]> {
  await files.checkCreateNew?.();
  await files.createNew('log/0', Buffer.from('zero'));
  const again = await files.createNew('log/0', Buffer.from('other')).catch(error => error.key);
  const small = await files.create('log/1');
  await small.write(Buffer.from('one'));
  await small.commit();
  const seen = [
    again,
    textOf(await files.read('log/1')),
    textOf(await files.readRange('log/1', 1, 3)),
    await files.stat('log/none'),
    await listed(files),
  ];
  await files.move('log/0', 'archive/0');
  await files.createNew('log/2', Buffer.from('two'));
  await files.remove('log/1');
  await files.remove('log/2', 'log/none');
  return [...seen, textOf(await files.read('archive/0')), await listed(files)];
}

const SMALL_DONE = ['FILE_EXISTS', 'one', 'ne', undefined, ['log/0', 'log/1'], 'zero', ['archive/0']];

/** And with large ones. */
async function largeWork(files: Files): Promise<unknown[]> {
  const file = await files.create('large');
  await file.write(large);
  await file.commit();
  const given = await files.create('given up');
  await given.write(large);
  await given.abort();
  await files.recover('');
  return [
    digest(await bytesOf(files.chunks('large'))),
    (await files.stat('large'))?.sizeBytes,
    await listed(files, '', { shallow: true }),
  ];
}

const LARGE_DONE = [digest(large), large.length, ['large']];

const works = [
  ['small', smallWork, SMALL_DONE],
  ['large', largeWork, LARGE_DONE],
] as const;

const passing: [string, Fault][] = [
  ...(['500 InternalError', '503 SlowDown', '429 TooManyRequests'] as const).flatMap((status): [string, Fault][] => [
    [status, { kind: 'status', when: 'before', status }],
    [`${status} although it was done`, { kind: 'status', when: 'after', status }],
  ]),
  ['409 ConditionalRequestConflict', { kind: 'status', when: 'before', status: '409 ConditionalRequestConflict' }],
  ['a reset before', { kind: 'reset', when: 'before' }],
  ['a reset after', { kind: 'reset', when: 'after' }],
  ['silence before', { kind: 'silence', when: 'before' }],
  ['silence after', { kind: 'silence', when: 'after' }],
  ['an answer that is cut', { kind: 'cut' }],
  ['a wrong tag', { kind: 'wrong tag' }],
  ['a request that arrives twice', { kind: 'twice' }],
];

describe.each(servers)('%s behind a faulty network', name => {
  let server: S3Server;
  let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
  let direct: S3;
  let prefixes = 0;
  beforeAll(async () => {
    server = await startS3(name);
    proxy = await startFaultProxy(server.port);
    direct = new S3({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true });
  }, INSTALL_MS);
  afterAll(async () => {
    direct?.destroy();
    await proxy?.stop();
  });

  const open = async (seed = 1, timeoutMs = TIMEOUT_MS) => {
    const clock = new HastyClock();
    const s3 = { endpoint: proxy.endpoint, timeoutMs, clock, random: randomFrom(seed) };
    const prefix = `faults ${++prefixes}`;
    return { clock, prefix, files: await S3Files.open(`s3://lake/${prefix}`, s3) };
  };

  /** The work of somebody whom faults befall; a day later nothing is left of uploads that nobody ended. */
  const played = async (work: (files: Files) => Promise<unknown[]>, seed: number, timeoutMs?: number) => {
    const { files, clock, prefix } = await open(seed, timeoutMs);
    const end = await work(files).catch(error => error);
    const pauses = clock.pausesMs.length;
    proxy.use(() => undefined);
    clock.advance(2 * DAY_MS);
    await files.recover('');
    const { Uploads = [] } = await direct.listMultipartUploads({ Bucket: 'lake', Prefix: prefix });
    return { end, pauses, uploads: Uploads.length };
  };

  describe.each(works)('with %s files', (_, work, done) => {
    let requests: ProxiedRequest[];
    beforeAll(async () => {
      proxy.use(() => undefined);
      const { files } = await open();
      await work(files);
      requests = [...proxy.seen];
      expect(files.requests).toBe(requests.length);
    });

    test('nothing is asked for twice where nothing fails', async () => {
      proxy.use(() => undefined);
      expect(await played(work, 1)).toEqual({ end: done, pauses: 0, uploads: 0 });
      expect(requests.length).toBeLessThan(25);
    });

    if (name === 'versitygw') {
      test.each(passing)(
        '%s is got over, at each request',
        async (what, fault) => {
          const isSilent = fault.kind === 'silence';
          for (const { number, method, url } of requests) {
            proxy.use(request => (request.number === number ? fault : undefined));
            const { end, pauses, uploads } = await played(work, number, isSilent ? SHORT_TIMEOUT_MS : TIMEOUT_MS);
            const at = `${what} at ${number}: ${method} ${url}`;
            expect(end, at).toEqual(done);
            expect({ uploads, isPatient: isSilent || pauses <= 2 }, at).toEqual({ uploads: 0, isPatient: true });
          }
        },
        SLOW_MS,
      );
    }

    test.each<[Refusal, string]>([
      ['403 AccessDenied', 'S3_REFUSED'],
      ['400 ExpiredToken', 'S3_REFUSED'],
    ])(
      '%s is told at once, at each request',
      async (status, key) => {
        for (const { number, method, url } of requests) {
          // What is only cleaning up is left for another day.
          if (/uploads|uploadId/.test(url) && /GET|DELETE/.test(method)) continue;
          proxy.use(request => (request.number >= number ? { kind: 'status', when: 'before', status } : undefined));
          const { files, clock } = await open();
          const at = `${number}: ${method} ${url}`;
          const end = await work(files).catch(error => error);
          expect(end.key, at).toBe(key);
          expect(clock.pausesMs, at).toEqual([]);
          expect(proxy.seen.length - number, at).toBeLessThanOrEqual(3); // it may look, and end the upload
          const told = JSON.stringify([end.message, end.params, end.explain('pt-BR')]);
          expect(told).not.toMatch(/testsecretkey|testaccesskey|Signature/);
        }
      },
      SLOW_MS,
    );

    test(
      'storms of faults are got over',
      async () => {
        for (let seed = 1; seed <= STORMS; seed++) {
          const random = randomFrom(seed);
          proxy.use(() => (random() < 0.3 ? passing[Math.floor(random() * passing.length)][1] : undefined));
          const { end, uploads } = await played(work, seed, SHORT_TIMEOUT_MS);
          expect(end, `seed ${seed}`).toEqual(done);
          expect(uploads, `seed ${seed}`).toBe(0);
        }
      },
      SLOW_MS,
    );
  });

  test.each<[string, Fault]>([
    ['a bit that is turned', { kind: 'flipped' }],
    ['an answer that is cut', { kind: 'cut' }],
  ])('%s in a file is noticed, and it is read again', async (_, fault) => {
    proxy.use(() => undefined);
    const { files } = await open();
    await files.createNew('a', Buffer.from('the content of a'));
    proxy.use(({ number }) => (number <= 2 ? fault : undefined));
    expect(textOf(await files.read('a'))).toBe('the content of a');
    expect(proxy.seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  });

  test.each([16, 1 << 20])(
    'a turned bit in a stream of %d bytes is an error, as what came was given away',
    async size => {
      proxy.use(() => undefined);
      const { files } = await open();
      await files.createNew('a', Buffer.alloc(size, 'x'));
      proxy.use(() => ({ kind: 'flipped' }));
      await expect(bytesOf(files.chunks('a'))).rejects.toMatchObject({ key: 'READ_FAILED' });
      if (size > 16) expect(proxy.seen).toHaveLength(1);
    },
  );

  test('an answer that ends too early, as if that were its end, is asked for again', async () => {
    proxy.use(() => undefined);
    const { files } = await open();
    const content = Buffer.alloc(1 << 20, 'not all the same, ');
    await files.createNew('a', content);
    const faults: (Fault | undefined)[] = [{ kind: 'cut' }, { kind: 'empty' }, { kind: 'shortened' }, undefined];
    proxy.use(({ number }) => faults[number - 1]);
    expect(digest(await bytesOf(files.chunks('a')))).toBe(digest(content));
    expect(proxy.seen).toHaveLength(4);
    for (const attempt of [
      async () => expect(digest(await files.read('a'))).toBe(digest(content)),
      async () => expect(digest(await bytesOf(files.chunks('a')))).toBe(digest(content)),
      async () => expect(digest(await files.readRange('a', 10, 1000))).toBe(digest(content.subarray(10, 1000))),
      async () => expect(await listed(files)).toEqual(['a']),
      async () => expect(await files.read('none').catch(error => error.key)).toBe('FILE_NOT_FOUND'),
    ]) {
      proxy.use(({ number }) => (number === 1 ? { kind: 'shortened' } : undefined));
      await attempt();
      expect(proxy.seen).toHaveLength(2);
    }
  });

  test('a file that is too large to be copied at once moves in parts, whole or not at all', async () => {
    proxy.use(() => undefined);
    const { files, prefix } = await open();
    await files.createNew('from', Buffer.from('content'));
    const isHuge = ({ number }: ProxiedRequest): Fault | undefined => (number === 1 ? { kind: 'huge' } : undefined);
    proxy.use(request =>
      request.method === 'GET' ? { kind: 'status', when: 'before', status: '403 AccessDenied' } : isHuge(request),
    );
    await expect(files.move('from', 'to')).rejects.toMatchObject({ key: 'S3_REFUSED' });
    proxy.use(() => undefined);
    expect(await listed(files)).toEqual(['from']);
    proxy.use(isHuge);
    await files.move('from', 'to');
    expect(proxy.seen.some(({ url }) => url.includes(`${encodeURIComponent(prefix)}/from`))).toBe(true);
    proxy.use(() => undefined);
    expect([await listed(files), textOf(await files.read('to'))]).toEqual([['to'], 'content']);
  });

  test('a file that the store says it has not removed is asked for again, or told of', async () => {
    proxy.use(() => undefined);
    const { files, clock } = await open();
    await files.createNew('a', Buffer.from('1'));
    proxy.use(({ method }) => (method === 'POST' ? { kind: 'stays', code: 'AccessDenied' } : undefined));
    await expect(files.remove('a', 'b')).rejects.toMatchObject({ key: 'S3_REFUSED' });
    expect([clock.pausesMs, await listed(files)]).toEqual([[], ['a']]);
    proxy.use(({ number }) => (number === 1 ? { kind: 'stays', code: 'InternalError' } : undefined));
    await files.remove('a', 'b');
    expect([proxy.seen.length, await listed(files)]).toEqual([2, []]);
  });

  test('whether a store replaces is not said where it does not answer', async () => {
    proxy.use(({ number }) =>
      number === 2 || number === 3 ? { kind: 'status', when: 'before', status: '403 AccessDenied' } : undefined,
    );
    const { files, prefix } = await open();
    await expect(files.checkCreateNew()).rejects.toMatchObject({ key: 'S3_REFUSED' });
    expect((await direct.listObjectsV2({ Bucket: 'lake', Prefix: prefix })).KeyCount).toBe(0);
  });

  if (name === 'moto') {
    test('the parts that are there are asked for in pages', async () => {
      // It takes no signature amiss, and so not what the proxy asks for beside.
      proxy.use(({ method, url }) => {
        if (method === 'PUT' && url.includes('partNumber=1')) return { kind: 'wrong tag' };
        return method === 'GET' && url.includes('uploadId') ? { kind: 'paged' } : undefined;
      });
      const { files } = await open();
      const file = await files.create('large');
      await file.write(large);
      await file.commit();
      expect(proxy.seen.filter(({ method, url }) => method === 'GET' && url.includes('uploadId'))).toHaveLength(2);
      proxy.use(() => undefined);
      expect(digest(await bytesOf(files.chunks('large')))).toBe(digest(large));
    });
  }

  test('a stream that is cut goes on where it was', async () => {
    proxy.use(() => undefined);
    const { files } = await open();
    const file = await files.create('large');
    await file.write(large);
    await file.commit();
    proxy.use(({ number }) => (number <= 3 ? { kind: 'cut' } : undefined));
    expect(digest(await bytesOf(files.chunks('large')))).toBe(digest(large));
    expect(proxy.seen.length).toBeGreaterThan(3);
  });

  test('a store that is down is asked ten times, with pauses that grow', async () => {
    proxy.use(() => ({ kind: 'status', when: 'before', status: '503 SlowDown' }));
    const { files, clock } = await open();
    const error: XptoError = await files.read('a').catch(error => error);
    expect(error).toBeInstanceOf(RuntimeError);
    expect(error.message).toBe(`Reading ${files.address('a')} failed: the store answered SlowDown (503).`);
    expect(proxy.seen.length).toBe(10);
    expect(clock.pausesMs.length).toBe(9);
    expect(Math.min(...clock.pausesMs)).toBeGreaterThanOrEqual(45); // so at most 20 a second
    for (const [i, pauseMs] of clock.pausesMs.entries())
      expect(pauseMs).toBeLessThanOrEqual(50 + Math.min(10_000, 100 * 2 ** i));
    expect(new Set(clock.pausesMs.map(Math.round)).size).toBeGreaterThan(7);
    await expect(files.createNew('a', Buffer.from('1'))).rejects.toMatchObject({ key: 'WRITE_FAILED' });
  });

  test('what another has made is not taken for ours, however the answer is lost', async () => {
    for (const fault of passing.map(([, fault]) => fault)) {
      proxy.use(() => undefined);
      const { files } = await open(1, fault.kind === 'silence' ? SHORT_TIMEOUT_MS : TIMEOUT_MS);
      await files.createNew('fence', Buffer.from('theirs'));
      proxy.use(({ number }) => (number <= 2 ? fault : undefined));
      await expect(files.createNew('fence', Buffer.from('ours')), JSON.stringify(fault)).rejects.toMatchObject({
        key: 'FILE_EXISTS',
      });
      proxy.use(() => undefined);
      expect(textOf(await files.read('fence'))).toBe('theirs');
    }
  });

  test('a store that replaces is found out, and nothing is left of the question', async () => {
    proxy.use(() => undefined);
    const { files, prefix } = await open();
    await files.checkCreateNew();
    if (name === 'moto') {
      proxy.use(() => ({ kind: 'unconditional' })); // which is noticed where signatures are checked
      await expect(files.checkCreateNew()).rejects.toMatchObject({ key: 'S3_REPLACES' });
    }
    expect((await direct.listObjectsV2({ Bucket: 'lake', Prefix: prefix })).KeyCount).toBe(0);
  });

  test('412 without anything there is told as what it is', async () => {
    proxy.use(({ method }) =>
      method === 'PUT' ? { kind: 'status', when: 'before', status: '412 PreconditionFailed' } : undefined,
    );
    const { files, clock } = await open();
    await expect(files.createNew('a', Buffer.from('1'))).rejects.toMatchObject({ key: 'FILE_EXISTS' });
    expect(clock.pausesMs).toEqual([]);
  });

  test('a bucket that is not there, credentials that are wrong', async () => {
    proxy.use(() => undefined);
    const { endpoint } = proxy;
    const nowhere = await S3Files.open('s3://no-such-bucket/x', { endpoint });
    for (const attempt of [
      () => nowhere.createNew('a', Buffer.from('1')),
      () => nowhere.read('a'),
      () => listed(nowhere),
    ])
      await expect(attempt()).rejects.toMatchObject({ key: 'S3_NO_BUCKET' });
    if (name === 'moto') return; // it checks no signatures
    process.env['AWS_SECRET_ACCESS_KEY'] = 'another secret';
    const refused = await S3Files.open('s3://lake/x', { endpoint });
    const error: XptoError = await refused.createNew('a', Buffer.from('1')).catch(error => error);
    process.env['AWS_SECRET_ACCESS_KEY'] = 'testsecretkey';
    expect(error.key).toBe('S3_REFUSED');
    expect(JSON.stringify([error.message, error.params])).not.toContain('another secret');
  });
});
