import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/lib/base/clock.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { listed } from '../files/contract.ts';
import { type S3Server, servers, startS3 } from '../support/s3-server.ts';

// What a bucket has and a folder has not.

const INSTALL_MS = 20 * 60_000;

describe.each(servers)('%s', name => {
  let server: S3Server;
  let direct: S3;
  beforeAll(async () => {
    server = await startS3(name);
    direct = new S3({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true });
  }, INSTALL_MS);
  afterAll(() => direct?.destroy());
  const open = (location: string) => openFiles(location, { s3: { endpoint: server.endpoint } });

  test('more than a page is listed, with one request for each page', async () => {
    const files = await open('s3://lake/pages');
    const names = Array.from({ length: 2005 }, (_, i) => String(i).padStart(5, '0'));
    for (let i = 0; i < names.length; i += 50)
      await Promise.all(names.slice(i, i + 50).map(name => files.createNew(name, Buffer.from(name))));
    const before = files.requests as number;
    expect(await listed(files)).toEqual(names);
    expect((files.requests as number) - before).toBe(3);
    await files.remove(...names);
    expect((files.requests as number) - before).toBe(6);
    expect(await listed(files)).toEqual([]);
  }, 120_000);

  test('a bucket is a root, too', async () => {
    const files = await open('s3://lake');
    await files.createNew('in the root', Buffer.from('1'));
    expect(await listed(files, '', { shallow: true })).toContain('in the root');
    await files.remove('in the root');
  });

  if (name === 'versitygw') {
    test('uploads that nobody ended are found on all pages', async () => {
      const count = 1001; // one more than a page
      for (let i = 0; i < count; i += 50)
        await Promise.all(
          Array.from({ length: Math.min(50, count - i) }, (_, k) =>
            direct.createMultipartUpload({ Bucket: 'lake', Key: `uploads/${String(i + k).padStart(4, '0')}` }),
          ),
        );
      const clock = new ManualClock(Date.now());
      const files = await openFiles('s3://lake/uploads', { s3: { endpoint: server.endpoint, clock } });
      await files.recover('');
      expect(files.requests).toBe(2);
      clock.advance(2 * 24 * 60 * 60 * 1000);
      await files.recover('');
      expect(files.requests).toBe(2 + 2 + count);
      expect((await direct.listMultipartUploads({ Bucket: 'lake', Prefix: 'uploads/' })).Uploads ?? []).toEqual([]);
    }, 120_000);
  }

  test('what others put there under names that are no paths is not listed', async () => {
    const files = await open('s3://lake/others');
    await direct.putObject({ Bucket: 'lake', Key: 'others/folder/', Body: '' });
    await direct.putObject({ Bucket: 'lake', Key: 'others/folder/a', Body: 'a' });
    expect(await listed(files)).toEqual(['folder/a']);
  });

  test('a move that was interrupted is finished; one onto another file is refused', async () => {
    const files = await open('s3://lake/move');
    for (const [path, text] of [
      ['from', 'same'],
      ['to', 'same'],
      ['other', 'else'],
    ])
      await files.createNew(path, Buffer.from(text));
    await expect(files.move('from', 'other')).rejects.toMatchObject({ key: 'FILE_EXISTS' });
    await files.move('from', 'to');
    expect(await listed(files)).toEqual(['other', 'to']);
  });

  test('a file of several parts, of which only the last is short', async () => {
    const files = await open('s3://lake/parts');
    const file = await files.create('a');
    const piece = Buffer.alloc(8 << 20, 'x');
    for (let i = 0; i < 4; i++) await file.write(piece);
    await file.commit();
    expect((await files.stat('a'))?.sizeBytes).toBe(4 * piece.length);
    await expect(file.write(piece)).rejects.toThrow(); // it has its end
  });

  test('what fails while a file is uploaded fails its end, and nothing appears', async () => {
    const files = await open('s3://no-such-bucket/x');
    const file = await files.create('a');
    await expect(file.write(Buffer.alloc(9 << 20))).rejects.toMatchObject({ key: 'S3_NO_BUCKET' });
    await expect(file.commit()).rejects.toMatchObject({ key: 'S3_NO_BUCKET' });
    await file.abort();
  });
});
