import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/ports.mjs';
import { runToEnd, serverCache } from './s3-server.ts';

/*
 * Trino 368, the last in the Maven repository that runs on Java 17. Athena is made of it, too: it reads the catalogue
 * that Athena reads, Glue, and answers what Athena would.
 */

const VERSION = '368';
const STARTS_IN_MS = 180_000;
const ASKS_AGAIN_MS = 200;

export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly bytes: number;
}

export interface TrinoServer {
  /** @throws Error with Trino's name for it, and what it says */
  ask(sql: string, database: string): Promise<TrinoAnswer>;
  stop(): Promise<void>;
}

/** Starts a server; the first time it is fetched, 650 MB. @param glue its address @param s3 likewise */
export async function startTrino(glue: string, s3: string): Promise<TrinoServer> {
  const home = await install();
  const folder = await mkdtemp(join(tmpdir(), 'xpto-trino-'));
  const port = await freePort();
  await configure(folder, port, glue, s3);
  const child = spawn(
    'java',
    [
      ...['-Xmx1500M', '-XX:+ExitOnOutOfMemoryError', '-Djdk.attach.allowAttachSelf=true', '-Duser.timezone=UTC'],
      '--add-opens=java.base/java.nio=ALL-UNNAMED',
      ...['-Dnode.environment=test', '-Dnode.id=test', `-Dnode.data-dir=${folder}`],
      ...[`-Dconfig=${folder}/config.properties`, `-Dcatalog.config-dir=${folder}/catalog`],
      ...[`-Dplugin.dir=${home}/plugin`, '-cp', `${home}/lib/*`, 'io.trino.server.TrinoServer'],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const started = new Promise<void>((resolve, reject) => {
    const listen = (text: string) => {
      said = (said + text).slice(-20_000);
      if (said.includes('SERVER STARTED')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`Trino ended with ${code}.\n${said}`)));
    setTimeout(() => reject(new Error(`Trino does not start.\n${said}`)), STARTS_IN_MS).unref();
  });
  const stop = async () => {
    const ended = new Promise(resolve => child.once('exit', resolve));
    if (child.kill('SIGKILL')) await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started;
  } catch (error) {
    await stop();
    throw error;
  }
  return { ask: (sql, database) => askReady(port, sql, database), stop };
}

async function install(): Promise<string> {
  const home = join(serverCache, `trino-server-${VERSION}`);
  if (existsSync(home)) return home;
  const artifact = `io.trino:trino-server:${VERSION}:tar.gz`;
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get';
  runToEnd('mvn', ['-q', plugin, `-Dartifact=${artifact}`, '-Dtransitive=false']);
  const fetched = join(homedir(), `.m2/repository/io/trino/trino-server/${VERSION}/trino-server-${VERSION}.tar.gz`);
  await mkdir(serverCache, { recursive: true });
  const unpacked = await mkdtemp(join(serverCache, 'trino-'));
  runToEnd('tar', ['-xzf', fetched, '-C', unpacked]);
  const [name] = await readdir(unpacked);
  const plugins = join(unpacked, name, 'plugin');
  const others = (await readdir(plugins)).filter(plugin => plugin !== 'hive');
  await Promise.all(others.map(plugin => rm(join(plugins, plugin), { recursive: true })));
  await rename(join(unpacked, name), home);
  await rm(unpacked, { recursive: true });
  return home;
}

async function configure(folder: string, port: number, glue: string, s3: string): Promise<void> {
  await mkdir(join(folder, 'catalog'));
  const [key, secret] = [process.env['AWS_ACCESS_KEY_ID'], process.env['AWS_SECRET_ACCESS_KEY']];
  await writeFile(
    join(folder, 'config.properties'),
    `coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=${port}
discovery.uri=http://127.0.0.1:${port}
query.max-memory=400MB
query.max-memory-per-node=300MB
`,
  );
  await writeFile(
    join(folder, 'catalog/awsdatacatalog.properties'), // the name of Athena's
    `connector.name=hive
hive.metastore=glue
hive.metastore.glue.endpoint-url=${glue}
hive.metastore.glue.region=us-east-1
hive.metastore.glue.aws-access-key=${key}
hive.metastore.glue.aws-secret-key=${secret}
hive.metastore.glue.partitions-segments=1
hive.parquet.use-column-names=true
hive.security=allow-all
hive.s3.endpoint=${s3}
hive.s3.path-style-access=true
hive.s3.ssl.enabled=false
hive.s3.aws-access-key=${key}
hive.s3.aws-secret-key=${secret}
`,
  );
}

/** A page of Trino's answer. */
interface Page {
  readonly nextUri?: string;
  readonly columns?: TrinoAnswer['columns'];
  readonly data?: TrinoAnswer['rows'];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly stats?: { readonly processedBytes?: number };
}

/** What has started finds itself as a node some seconds later; what is asked before then is not begun. */
async function askReady(port: number, sql: string, database: string): Promise<TrinoAnswer> {
  const untilMs = Date.now() + STARTS_IN_MS;
  for (;;) {
    try {
      return await ask(port, sql, database);
    } catch (error) {
      const isStarting = error instanceof Error && error.message.startsWith('NO_NODES_AVAILABLE');
      if (!isStarting || Date.now() > untilMs) throw error;
      await delay(ASKS_AGAIN_MS);
    }
  }
}

async function ask(port: number, sql: string, database: string): Promise<TrinoAnswer> {
  const headers = { 'X-Trino-User': 'test', 'X-Trino-Catalog': 'awsdatacatalog', 'X-Trino-Schema': database };
  const first = await fetch(`http://127.0.0.1:${port}/v1/statement`, { method: 'POST', body: sql, headers });
  let page = (await first.json()) as Page;
  let columns: TrinoAnswer['columns'] = [];
  const rows: (readonly unknown[])[] = [];
  for (;;) {
    if (page.error) throw new Error(`${page.error.errorName}: ${page.error.message}`);
    columns = page.columns ?? columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { columns, rows, bytes: page.stats?.processedBytes ?? 0 };
    page = (await (await fetch(page.nextUri, { headers })).json()) as Page;
  }
}
