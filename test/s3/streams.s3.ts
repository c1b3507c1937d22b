/** Folders of a bucket as what queries read: what is in them is found, when a frame is made and while a query runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataFrame, Session } from 'xpto';
import { typeName } from '../../src/lib/columns/types.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { run } from '../support/process.ts';
import { type S3Server, servers, startS3 } from '../support/s3-server.ts';

const columnsOf = (frame: DataFrame): string =>
  frame.schema.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ');

describe.each(servers)('%s', name => {
  let server: S3Server;
  const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  const env: Record<string, string> = {};
  beforeAll(async () => {
    server = await startS3(name);
    Object.assign(process.env, Object.assign(env, { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1' }));
  }, 20 * 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const put = async (path: string, text: string): Promise<void> =>
    (await openFiles('s3://lake')).createNew(path, Buffer.from(text));

  test('JSON in a bucket becomes Parquet in a bucket, the checkpoint in it too: each row once, over restarts', async () => {
    const query = join(folder, 'query.mjs');
    writeFileSync(
      query,
      `export default (session, [input, output]) =>
         session.readStream.schema('id bigint, text string').json(input)
           .writeStream.format('parquet').partitionBy('day').trigger({ availableNow: true }).start(output);`,
    );
    const seen: string[][] = [];
    for (let round = 0; round < 4; round++) {
      // Two objects, then one more in a new folder, then none, then one whose name comes before all others.
      if (round === 0)
        await put('in/day=2026-01-01/m.json', '{"id":1,"text":"a"}\n{"id":9007199254740993,"text":"é"}\n');
      if (round === 0) await put('in/day=2026-01-02/m.json', '{"id":3}\n');
      if (round === 1) await put('in/day=2026-01-03/m.json', '{"id":4,"text":"d"}\n');
      if (round === 3) await put('in/day=2026-01-01/a.json', '{"id":5,"text":"e"}\n');
      const { code, stderr } = await run(
        ['run', query, '--checkpoint', 's3://lake/checkpoint', '--', 's3://lake/in', 's3://lake/out'],
        { env },
      );
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^Exactly once: [\s\S]*Requests to S3: \d+/)]);
      const out = new Session().read.parquet('s3://lake/out');
      expect(columnsOf(out)).toBe('id bigint, text string, day date');
      const rows = await out.selectExpr("concat_ws(',', day, id, text) row").collect();
      seen.push(rows.map(({ row }) => String(row)).sort());
    }
    const first = ['2026-01-01,1,a', '2026-01-01,9007199254740993,é', '2026-01-02,3'];
    const second = [...first, '2026-01-03,4,d'];
    expect(seen).toEqual([first, second, second, [...second, '2026-01-01,5,e'].sort()]);
  }, 60_000);

  test('a query that runs takes objects as they come', async () => {
    const session = new Session();
    await put('live/a.txt', 'a\n');
    const query = session.readStream
      .text('s3://lake/live')
      .writeStream.format('memory')
      .queryName('live')
      .trigger({ processingTime: '50 milliseconds' })
      .start();
    const values = async () => (await session.table('live').collect()).map(({ value }) => value);
    await query.processAllAvailable();
    expect(await values()).toEqual(['a']);
    await put('live/b.txt', 'b\n');
    await query.processAllAvailable();
    expect(await values()).toEqual(['a', 'b']);
    expect(session.requests).toBeGreaterThan(4);
    await session.stop();
  });

  test('columns are those that the objects and their folders have', async () => {
    await put('csv/k=7/a.csv', 'id,at\n1,2026-01-01\n');
    await put('json/a.json', '{"n":1,"s":{"x":[1.5]}}\n');
    await put('old/_hidden', '');
    const { read } = new Session();
    expect(columnsOf(read.json('s3://lake/json'))).toBe('n bigint, s struct<x:array<double>>');
    expect(columnsOf(read.json('s3://lake/json/a.json'))).toBe('n bigint, s struct<x:array<double>>');
    const csv = read.options({ header: true, inferSchema: true }).csv('s3://lake/csv/k=*');
    expect(columnsOf(csv)).toBe('id int, at date');
    const based = new Session().read.options({ header: true, basePath: 's3://lake/csv' }).csv('s3://lake/csv/k=*');
    expect(await based.collect()).toEqual([{ id: '1', at: '2026-01-01', k: 7 }]);
    const session = new Session();
    expect(() => session.readStream.json('s3://lake/json')).toThrow(/schema/i);
    session.conf.set('spark.sql.streaming.schemaInference', true);
    expect(columnsOf(session.readStream.json('s3://lake/json'))).toBe('n bigint, s struct<x:array<double>>');
    expect(session.requests).toBeGreaterThan(0);
  });

  test.for<[what: string, make: (session: Session) => unknown, key: string]>([
    ['a batch of nothing', ({ read }) => read.schema('id int').json('s3://lake/none'), 'PATH_NOT_FOUND'],
    [
      'a stream of what nobody knows',
      ({ readStream }) => readStream.parquet('s3://lake/none'),
      'UNABLE_TO_INFER_SCHEMA',
    ],
    ['no bucket', ({ read }) => read.json('s3://no-such-bucket/in'), 'S3_NO_BUCKET'],
    ['no type', ({ read }) => read.option('mode', 'FAILFAST').json('s3://lake/bad'), 'MALFORMED_RECORD_IN_FILE'],
  ])('%s is refused when the frame is made', async ([, make, key]) => {
    await put(`bad/${key}`, '{"a":\n');
    const session = new Session();
    session.conf.set('spark.sql.streaming.schemaInference', true);
    expect(() => make(session)).toThrow(expect.objectContaining({ key }));
  });
});
