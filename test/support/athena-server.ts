import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Glue, type Partition, type Table } from '@aws-sdk/client-glue';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { type S3Server, startS3 } from './s3-server.ts';
import { startTrino, type TrinoAnswer, type TrinoServer } from './trino-server.ts';

/*
 * Athena on this machine: its API and Glue's by moto, which keeps catalogue, workgroups and the states of queries; its
 * engine is Trino, over that catalogue and a strict server of S3. What is here is only what joins them, and partition
 * projection, which this Trino does not have.
 */

export interface AthenaServer {
  /** The usual AWS environment, for programs that are started. */
  readonly env: Readonly<Record<string, string>>;
  readonly trino: TrinoServer;
  /** From now on a query stays in each state until it was asked for so many times; 0: moves on at once. */
  slowDown(times: number): Promise<void>;
  stop(): Promise<void>;
}

interface Answer {
  answer?: TrinoAnswer;
  failure?: string;
}

const PAGE_ROWS = 10; // so that answers have pages; Athena's have at most a thousand rows

export async function startAthena(): Promise<AthenaServer> {
  const moto = await startS3('moto');
  const s3 = await startS3('versitygw');
  const { port, stop: stopApi } = await serveApi(moto, () => trino);
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: String(process.env['AWS_ACCESS_KEY_ID']),
    AWS_SECRET_ACCESS_KEY: String(process.env['AWS_SECRET_ACCESS_KEY']),
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_GLUE: endpoint,
    AWS_ENDPOINT_URL_ATHENA: endpoint,
  };
  Object.assign(process.env, env);
  const trino = await startTrino(moto.endpoint, s3.endpoint);
  return {
    env,
    trino,
    async slowDown(times) {
      const transition = times === 0 ? { progression: 'immediate' } : { progression: 'manual', times };
      const body = JSON.stringify({ model_name: 'athena::execution', transition });
      await fetch(`${moto.endpoint}/moto-api/state-manager/set-transition`, { method: 'POST', body });
    },
    async stop() {
      await stopApi();
      await trino.stop();
    },
  };
}

/** @param trino once it has started: until then nobody asks for a query */
async function serveApi(
  moto: S3Server,
  trino: () => TrinoServer,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const queries = new Map<string, Answer>();
  const server = createServer((request, response) => {
    answer(request, response).catch(error => {
      response.writeHead(500).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    for (const name of ['connection', 'transfer-encoding', 'content-length', 'expect', 'host']) headers.delete(name);
    const given = await fetch(moto.endpoint, { method: 'POST', body, headers });
    const text = await given.text();
    const send = (status: number, content: string) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(content);
    const changed = given.ok
      ? await inPlaceOf(operation, JSON.parse(body || '{}'), JSON.parse(text || '{}'))
      : undefined;
    send(given.status, changed === undefined ? text : JSON.stringify(changed));
  }

  // biome-ignore lint/suspicious/noExplicitAny: a request and an answer of any kind
  async function inPlaceOf(operation: string, asked: any, given: any): Promise<unknown> {
    if (operation === 'StartQueryExecution') {
      const query: Answer = {};
      queries.set(given.QueryExecutionId, query);
      const database = asked.QueryExecutionContext.Database;
      void project(database)
        .then(() => trino().ask(asked.QueryString, database))
        .then(
          answer => Object.assign(query, { answer }),
          error => Object.assign(query, { failure: (error as Error).message }),
        );
    } else if (operation === 'GetQueryExecution') {
      const { answer, failure } = queries.get(asked.QueryExecutionId)!;
      const { Status, Statistics } = given.QueryExecution;
      if (Status.State !== 'SUCCEEDED') return undefined;
      if (failure) Object.assign(Status, { State: 'FAILED', StateChangeReason: failure });
      else if (!answer) Status.State = 'RUNNING';
      Statistics.DataScannedInBytes = answer?.bytes ?? 0;
      return given;
    } else if (operation === 'GetQueryResults') {
      return pageOf(queries.get(asked.QueryExecutionId)!.answer!, Number(asked.NextToken ?? 0));
    }
    return undefined;
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The names of the columns are the first row of the first page. */
function pageOf({ columns, rows }: TrinoAnswer, from: number) {
  const all = [columns.map(({ name }) => name), ...rows];
  const shown = all.slice(from, from + PAGE_ROWS);
  const next = from + PAGE_ROWS;
  return {
    ...(next < all.length && { NextToken: String(next) }),
    ResultSet: {
      Rows: shown.map(row => ({ Data: row.map(value => (value === null ? {} : { VarCharValue: String(value) })) })),
      ResultSetMetadata: { ColumnInfo: columns.map(({ name, type }) => ({ Name: name, Type: type })) },
    },
  };
}

/**
 * Partition projection, by what Athena's documentation says of it: each value of each range, with as many digits, in the
 * order of the partition columns, as folders `name=value` below the table's location. Trino is given those that are there.
 */
async function project(database: string): Promise<void> {
  const glue = new Glue({ region: 'us-east-1' });
  const { TableList = [] } = await glue.getTables({ DatabaseName: database });
  for (const table of TableList.filter(({ Parameters }) => Parameters?.['projection.enabled'] === 'true')) {
    const of = { DatabaseName: database, TableName: table.Name };
    const { Partitions = [] } = await glue.getPartitions(of);
    for (const { Values } of Partitions) await glue.deletePartition({ ...of, PartitionValues: Values });
    for (const PartitionInput of await projected(table)) await glue.createPartition({ ...of, PartitionInput });
  }
  glue.destroy();
}

async function projected({ PartitionKeys = [], Parameters = {}, StorageDescriptor }: Table): Promise<Partition[]> {
  const location = String(StorageDescriptor?.Location);
  const folders = new Set<string>();
  const files = await openFiles(location);
  for await (const { path } of files.list('')) folders.add(path.slice(0, path.lastIndexOf('/')));
  let combinations: string[][] = [[]];
  for (const { Name } of PartitionKeys) {
    const property = (name: string) => Parameters[`projection.${Name}.${name}`];
    if (property('type') !== 'integer') throw new Error(`${Name} is ${property('type')}`);
    const [least, most] = String(property('range')).split(',').map(Number);
    const values = Array.from({ length: most - least + 1 }, (_, i) =>
      String(least + i).padStart(Number(property('digits') ?? 0), '0'),
    );
    combinations = combinations.flatMap(before => values.map(value => [...before, value]));
  }
  return combinations
    .map(Values => ({ Values, folder: Values.map((value, i) => `${PartitionKeys[i].Name}=${value}`).join('/') }))
    .filter(({ folder }) => folders.has(folder))
    .map(({ Values, folder }) => ({
      Values,
      StorageDescriptor: { ...StorageDescriptor, Location: `${location}${folder}/` },
    }));
}
