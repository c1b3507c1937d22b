import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Session } from 'xpto';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { atEnd } from '../support/at-end.ts';
import { run } from '../support/process.ts';
import { startS3 } from '../support/s3-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
atEnd(() => rmSync(folder, { recursive: true, force: true }));
const server = await startS3('moto');

test('a query from a folder to a bucket, its checkpoint there too: each row once, requests counted', async () => {
  const env = { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1' };
  Object.assign(process.env, env);
  const input = join(folder, 'in');
  mkdirSync(input);
  const path = join(folder, 'query.mjs');
  writeFileSync(
    path,
    `export default (session, [input, output]) =>
       session.readStream.format('json').schema('k string, n int').load(input)
         .writeStream.format('parquet').partitionBy('k').option('path', output).trigger({ availableNow: true }).start();`,
  );
  const args = ['run', path, '--checkpoint', 's3://lake/checkpoint', '--', input, 's3://lake/out'];
  const counts: number[] = [];
  for (const name of ['a', 'b', 'none']) {
    if (name !== 'none') writeFileSync(join(input, `${name}.json`), '{"k":"x","n":1}\n{"k":"y","n":2}\n');
    const { code, stderr } = await run(args, { env });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Exactly once: [\s\S]*Requests to S3: \d+/)]);
    counts.push(await new Session().read.format('parquet').schema('n int, k string').load('s3://lake/out').count());
  }
  expect(counts).toEqual([2, 4, 4]);
  const { stdout } = await run(['checkpoint', 'show', 's3://lake/checkpoint', '--json'], { env });
  expect(JSON.parse(stdout).restart).toMatchObject({ batchId: 2, again: false });
});

test('raw-to-ref from a bucket to a bucket: each tweet once, and what is none with its reason', async () => {
  const env = { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1' };
  Object.assign(process.env, env);
  const raw = await openFiles('s3://lake/raw');
  const tweet = (id: number) => ({ id: `${id}`, text: `olá ${id} :)`, created_at: '2026-03-02T10:00:00.000Z' });
  const put = (name: string, ids: readonly number[], more = '') =>
    raw.createNew(name, Buffer.from(ids.map(id => `${JSON.stringify(tweet(id))}\n`).join('') + more));
  const command = ['raw-to-ref', '--raw', 's3://lake/raw', '--ref', 's3://lake/ref', '--once'];
  const told: string[] = [];
  await put('tweets_2026-03-02_10-00.json', [1, 2], 'no tweet\n');
  for (const ids of [[2, 3], [], [4]]) {
    const { code, stderr } = await run(command, { env });
    expect(code, stderr).toBe(0);
    told.push(/Files: .*/.exec(stderr)![0]);
    expect(stderr).toMatch(/Requests to S3: \d+/);
    if (ids.length > 0) await put(`tweets_2026-03-02_10-0${ids[0]}.json`, ids);
  }
  expect(told).toEqual([
    'Files: 1. Tweets in REF: 2. Read before, not written again: 0. Rejected: 1.',
    'Files: 1. Tweets in REF: 1. Read before, not written again: 1. Rejected: 0.',
    'Files: 0. Tweets in REF: 0. Read before, not written again: 0. Rejected: 0.',
  ]);
  const rows = await new Session().read.parquet('s3://lake/ref').collect();
  expect(rows.map(row => [row['id'], row['Símbolo'], row['raw_file']]).sort()).toEqual([
    ['1', ':)', 's3://lake/raw/tweets_2026-03-02_10-00.json'],
    ['2', ':)', 's3://lake/raw/tweets_2026-03-02_10-00.json'],
    ['3', ':)', 's3://lake/raw/tweets_2026-03-02_10-02.json'],
  ]);
  await raw.createNew('deletes_2026-03-02_10-05.json', Buffer.from('{"delete":{"tweet":{"id":"2"}}}\n'));
  const purged = await run(['ref-purge', '--raw', 's3://lake/raw', '--ref', 's3://lake/ref', '--json'], { env });
  expect(purged.code, purged.stderr).toBe(0);
  expect(JSON.parse(purged.stdout)).toEqual({
    told: 1,
    rowsRemoved: 1,
    filesRewritten: 1,
    folders: [expect.any(String)],
  });
  expect((await run(command, { env })).stderr).toContain('Tweets in REF: 1.');
  const left = await new Session().read.parquet('s3://lake/ref').collect();
  expect(left.map(({ id }) => id).sort()).toEqual(['1', '3', '4']);
});
