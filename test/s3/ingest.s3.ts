import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { startReplay } from '../../src/lib/twitter/replay/server.ts';
import { atEnd } from '../support/at-end.ts';
import { start } from '../support/process.ts';
import { startS3 } from '../support/s3-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'xpto-'));
atEnd(() => rmSync(folder, { recursive: true, force: true }));
const server = await startS3('moto');

test('RAW in a bucket has each post once, in whole files with their names, also after kills', async () => {
  const env = { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1', AWS_SECRET_ACCESS_KEY: 'canary-secret' };
  Object.assign(process.env, { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1' });
  const replay = await startReplay({ posts: inventPosts({ count: 4000 }), port: 0, rate: 200, pastMs: 0 });
  const raw = 's3://lake/posts';
  const args = [
    'ingest-twitter',
    '--replay-port',
    String(replay.port),
    '--raw',
    raw,
    '--minutes',
    '0',
    '--per-file',
    '20',
  ];
  const told: string[] = [];
  let sent: string[] = [];
  for (const signal of ['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGINT'] as const) {
    const running = start(args, { env, cwd: folder });
    await running.waitFor(signal === 'SIGKILL' ? /(?:has 20 posts[\s\S]*){3}/ : /nothing is missing/);
    running.signal(signal);
    const { code, stderr } = await running.ended;
    told.push(stderr);
    expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    if (told.length === 3) sent = [...replay.api.bill.ids]; // what was on its way then is the next run's
  }
  await replay.close();
  expect(told.join('')).toContain(join(folder, 'xpto-spool'));
  const files = await openFiles(raw);
  const ids: string[] = [];
  for await (const { path } of files.list('')) {
    const rows = Buffer.from(await files.read(path))
      .toString()
      .trimEnd()
      .split('\n')
      .map(row => JSON.parse(row).data);
    const [oldest] = rows.map(({ created_at }) => created_at as string).sort();
    expect(path).toMatch(
      new RegExp(`^tweets_${oldest.slice(0, 16).replace('T', '_').replace(':', '-')}(_\\d+)?\\.json$`),
    );
    ids.push(...rows.map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(sent.length).toBeGreaterThan(120);
  expect(sent.filter(id => !ids.includes(id))).toEqual([]);
  expect(told.join('')).not.toContain('canary-secret');
}, 60_000);
