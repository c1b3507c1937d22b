import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../scripts/ports.mjs';
import { atEnd } from './at-end.ts';

/*
 * Real servers that speak S3, from package registries, kept in the user's cache: moto, which starts in a moment, and
 * versitygw, which checks signatures and checksums.
 */

export const servers = ['moto', 'versitygw'] as const;
export type ServerName = (typeof servers)[number];

const MOTO_VERSION = '5.2.5';
const VERSITYGW_VERSION = '1.8.0';
const KEY = 'testaccesskey';
const SECRET = 'testsecretkey';
const STARTS_IN_MS = 60_000;

export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
}

/** Where what was installed is kept: it takes minutes the first time. */
export const serverCache = process.env['XPTO_TEST_CACHE'] ?? join(homedir(), '.cache', 'xpto-test');

/** A server on a free port, with an empty bucket named `lake`, until the test file is over. Installed where it is not. */
export async function startS3(name: ServerName): Promise<S3Server> {
  process.env['AWS_ACCESS_KEY_ID'] = KEY;
  process.env['AWS_SECRET_ACCESS_KEY'] = SECRET;
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  await mkdir(serverCache, { recursive: true });
  const program = name === 'moto' ? installMoto() : installVersitygw();
  const folder = await mkdtemp(join(tmpdir(), `xpto-${name}-`));
  const port = await freePort();
  const child =
    name === 'moto'
      ? spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
      : spawn(program, ['--port', `127.0.0.1:${port}`, 'posix', folder], {
          stdio: 'ignore',
          env: { ...process.env, ROOT_ACCESS_KEY: KEY, ROOT_SECRET_KEY: SECRET },
        });
  atEnd(async () => {
    const ended = new Promise(resolve => child.once('exit', resolve));
    if (child.kill()) await ended;
    await rm(folder, { recursive: true, force: true });
  });
  await untilListening(child, port);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: 'lake' }));
  client.destroy();
  return { endpoint, port };
}

function installMoto(): string {
  const folder = join(serverCache, `moto-${MOTO_VERSION}`);
  const program = join(folder, 'bin/moto_server');
  if (!existsSync(program)) {
    runToEnd('python3', ['-m', 'venv', folder]);
    runToEnd(join(folder, 'bin/pip'), ['install', '--quiet', `moto[server,s3]==${MOTO_VERSION}`]);
  }
  return program;
}

function installVersitygw(): string {
  const folder = join(serverCache, `versitygw-${VERSITYGW_VERSION}`);
  const program = join(folder, 'versitygw');
  if (!existsSync(program)) {
    runToEnd('go', ['install', `github.com/versity/versitygw/cmd/versitygw@v${VERSITYGW_VERSION}`], { GOBIN: folder });
  }
  return program;
}

export function runToEnd(command: string, args: readonly string[], env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + STARTS_IN_MS;
  while (!(await canConnect(port))) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
    if (Date.now() > until) throw new Error('The server does not listen');
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
