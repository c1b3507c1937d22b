import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Session } from 'xpto';
import { run } from '../support/process.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
let server: S3Server;
beforeAll(async () => {
  server = await startS3('moto');
}, 600_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

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
