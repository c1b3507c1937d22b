import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/process.ts';
import { servers, startS3 } from '../support/s3-server.ts';

const INSTALL_MS = 20 * 60_000;

test.each(servers)(
  'the program is killed while its output and its checkpoint are on %s: every row once',
  async name => {
    const server = await startS3(name);
    const args = [join(root, 'test/crash/program/kill.mjs'), '--kills', '20', '--location', 's3://lake/killed'];
    const env = { ...process.env, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: server.endpoint };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (printed += text));
    const [code] = await once(child, 'close');
    expect(code, printed).toBe(0);
    expect(printed).toContain('Every row came once.');
  },
  INSTALL_MS,
);
