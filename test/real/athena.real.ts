import { Glue } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Files } from '../../src/lib/files/files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { planAthena, send, whatIsThere } from '../../src/lib/lake/athena-setup.ts';
import { openCloud } from '../../src/lib/lake/cloud.ts';
import { namesOf } from '../../src/lib/lake/ddl.ts';
import { styleOf } from '../../src/lib/lake/partition-style.ts';
import { questionNames } from '../../src/lib/lake/questions.ts';
import { dataFiles, measureTable } from '../../src/lib/lake/table.ts';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { type AthenaServer, startAthena } from '../support/athena-server.ts';
import { putParquet } from '../support/lake.ts';
import { run, start } from '../support/process.ts';

// From tweets in a bucket to answers: S3 by versitygw, the APIs of Glue and Athena by moto, the engine by Trino.

const INSTALLS_MS = 900_000;
const LONG_MS = 120_000;
const [RAW, REF] = ['s3://lake/raw', 's3://lake/lago/ref'];
const invented = inventPosts({ count: 1500, seed: 11 });
const answers = new Map(invented.posts.map(({ id }) => [id, invented.answers.get(id)!]));
const count = (mood: string) => [...answers.values()].filter(answer => answer.mood === mood).length;

let athena: AthenaServer;
let ref: Files;
beforeAll(async () => {
  athena = await startAthena();
  const raw = await openFiles(RAW);
  for (let i = 0; i < invented.posts.length; i += 100) {
    const lines = invented.posts.slice(i, i + 100).map(post => `${JSON.stringify(post)}\n`);
    await raw.createNew(`tweets_${i}.json`, Buffer.from(lines.join('')));
  }
  await xpto('raw-to-ref', '--raw', RAW, '--ref', REF, '--once');
  ref = await openFiles(REF);
}, INSTALLS_MS);
afterAll(() => athena?.stop());

/** What it says never has the secret in it. */
async function end(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
  const ended = await run(args, { env: { ...athena.env, ...env } });
  expect(ended.stdout + ended.stderr).not.toContain(athena.env['AWS_SECRET_ACCESS_KEY']);
  return ended;
}

async function xpto(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await end(args);
  expect([code, stderr]).toEqual([0, expect.anything()]);
  return { stdout, stderr };
}
const setup = (...args: readonly string[]) => xpto('athena-setup', '--ref', REF, ...args);
const done = (stderr: string) => stderr.split('\n').flatMap(line => (line.startsWith('Done: ') ? [line.slice(6)] : []));
const glue = () => new Glue({ region: 'us-east-1' });

test(
  'the plan changes nothing; what it does is proven, and is done once',
  async () => {
    const { stdout, stderr } = await setup();
    expect(stdout).toMatch(/CREATE EXTERNAL TABLE.*Glue CreateTable xpto\.tweets\n.*"Sid": "Ask"/s);
    expect(stderr).toBe('Nothing was changed. With --apply it is done.\n');
    expect((await glue().getDatabases({})).DatabaseList).toEqual([]);

    const first = await setup('--apply');
    expect(done(first.stderr)).toEqual([
      'Glue CreateDatabase xpto',
      'Glue CreateTable xpto.tweets',
      'Glue CreateTable xpto.tweets_ascii',
      'Athena CreateWorkGroup xpto',
    ]);
    const mooded = answers.size - count('Neutro');
    expect(first.stderr).toContain(`Proven: ${answers.size.toLocaleString('en')} tweets in `);
    expect(first.stderr).toContain(`Símbolo has a value in ${mooded.toLocaleString('en')}.`);
    expect(first.stdout).toMatch(/\|simbolo\|sentimento\|tweets\|/);
    expect(done((await setup('--apply')).stderr)).toEqual([]);
  },
  LONG_MS,
);

describe('questions', () => {
  test.each(questionNames.slice(0, 3))(
    '%s has the same answer in Athena and here',
    async name => {
      const ask = (...args: readonly string[]) =>
        xpto('athena-query', '--ref', REF, '--example', name, '--json', ...args);
      const [there, here] = await Promise.all([ask(), ask('--engine', 'local')]);
      expect(there.stdout.split('\n').sort()).toEqual(here.stdout.split('\n').sort());
      expect(there.stdout.split('\n').length).toBeGreaterThan(2);
      expect(there.stderr).toMatch(/Athena: SUCCEEDED.*rows? in [\d.]+ s\. Athena read .*B: US\$ 0\.0000/s);
      expect(here.stderr).toMatch(/files are copied from s3:/);
    },
    LONG_MS,
  );

  test(
    'in the words of Athena have the same answers here',
    async () => {
      const words = [
        'approx_distinct(lang)',
        "count_if(sentimento = 'Positivo')",
        'count(*) FILTER (WHERE simbolo IS NOT NULL)',
        'max_by(id, created_at)',
        "max(date_format(created_at, '%Y-%m-%d %H:%i:%s'))",
        "min(date_format(created_at, '%T %d/%m/%y %W'))",
        'max(from_unixtime(1488456000))',
        'min(CAST(to_unixtime(created_at) AS bigint))',
        'max(day_of_week(created_at) * 10000 + day_of_month(created_at) * 1000 + day_of_year(created_at))',
        "count_if(regexp_like(text, '[Pp]residen[a-z]+'))",
        'min(json_extract_scalar(\'{"a": {"b": 5}}\', \'$.a.b\'))',
        "min(date_diff('day', created_at, TIMESTAMP '2026-12-31 00:00:00'))",
        "max(date_trunc('week', created_at))",
        'sum(ano) / 7',
        'max(length(text))',
        "min(strpos(text, 'a'))",
        'max(coalesce(try_cast(simbolo AS integer), 3))',
        "max(CASE WHEN lang = 'pt' THEN upper(lang) ELSE 'x' END || '!')",
      ];
      const sql = `SELECT ${words.map((word, i) => `${word} AS w${i}`).join(', ')} FROM tweets_ascii`;
      const ask = (...args: readonly string[]) => xpto('athena-query', '--ref', REF, '--json', sql, ...args);
      const [there, here] = await Promise.all([ask(), ask('--engine', 'local')]);
      expect(JSON.parse(here.stdout)).toEqual(JSON.parse(there.stdout));
    },
    LONG_MS,
  );

  test(
    'have answers of many pages, exact',
    async () => {
      const { stdout } = await xpto(
        'athena-query',
        '--ref',
        REF,
        '--csv',
        'SELECT id, "símbolo" FROM tweets ORDER BY id',
      );
      const expected = [...answers]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, { symbol }]) => `${id},${symbol ?? ''}`);
      expect(stdout).toBe(['id,símbolo', ...expected].map(line => `${line}\r\n`).join(''));
    },
    LONG_MS,
  );

  test(
    'that are wrong are refused with what Athena says',
    async () => {
      const ended = await end(['athena-query', '--ref', REF, 'SELECT simbol FROM tweets_ascii', '--lang', 'pt-BR']);
      expect(ended).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/não foi entendida: COLUMN_NOT_FOUND: .*'simbol'/),
      });
      const missing = await end(['athena-query', '--ref', REF, 'SELECT 1', '--workgroup', 'outro']);
      expect(missing).toMatchObject({ code: 4, stderr: expect.stringMatching(/Athena has no workgroup outro/) });
    },
    LONG_MS,
  );

  test(
    'are followed from state to state, and Ctrl-C stops them there',
    async () => {
      await athena.slowDown(2);
      const { stderr } = await xpto('athena-query', '--ref', REF, 'SELECT 1 AS one');
      expect([...stderr.matchAll(/Athena: (\w+)/g)].map(([, state]) => state)).toEqual([
        'QUEUED',
        'RUNNING',
        'SUCCEEDED',
      ]);
      await athena.slowDown(100_000);
      const asked = start(['athena-query', '--ref', REF, 'SELECT 1'], { env: athena.env });
      const [, id] = await asked.waitFor(/Athena: QUEUED \((.*)\)/);
      asked.signal('SIGINT');
      expect(await asked.ended).toMatchObject({
        code: 130,
        stdout: '',
        stderr: expect.stringMatching(/CANCELLED.*\nStopped\. Athena had read 0 B: US\$ 0\.00\.\n$/),
      });
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      await athena.slowDown(0);
    },
    LONG_MS,
  );
});

describe('what differs', () => {
  beforeEach(async () => {
    await setup('--apply');
  }, LONG_MS);

  test(
    'is shown and mended: a new column, then the style of partitions, there and back',
    async () => {
      const before = (await ref.read('_spark_metadata/0')).length;
      expect(before).toBeGreaterThan(0);
      const path = 'ano=2026/mes=3/dia=9/extra.parquet';
      await putParquet(ref, path, ['id string, novo bigint', ['1', 5n]]);
      const { sizeBytes = 0 } = (await ref.stat(path)) ?? {};
      const entry = { path: ref.address(path), size: sizeBytes, isDir: false, modificationTime: 0, action: 'add' };
      const log: number[] = [];
      for await (const file of ref.list('_spark_metadata'))
        log.push(Number(/(\d+)(?:\.compact)?$/.exec(file.path)?.[1]));
      await ref.createNew(`_spark_metadata/${Math.max(...log) + 1}`, Buffer.from(`v1\n${JSON.stringify(entry)}`));

      expect((await setup()).stdout).toMatch(/the files have a new column novo \(bigint\)/);
      const { stderr } = await setup('--apply');
      expect(done(stderr)).toEqual(['Glue UpdateTable xpto.tweets', 'Glue UpdateTable xpto.tweets_ascii']);
      const { stdout } = await xpto('athena-query', '--ref', REF, '--json', 'SELECT sum(novo) AS n FROM tweets_ascii');
      expect(stdout).toBe('{"n":5}\n');

      const style = await setup('--apply', '--partitions', 'added');
      expect(done(style.stderr)[0]).toBe('Glue UpdateTable xpto.tweets');
      expect(style.stdout).toMatch(/projection\.enabled is true, and should be -/);
      expect(style.stderr).toContain('Proven: ');
      const table = await glue().getTable({ DatabaseName: 'xpto', Name: 'tweets' });
      expect(table.Table?.Parameters).not.toHaveProperty(['projection.enabled']);
      expect((await setup('--apply')).stderr).toContain('Proven: ');
    },
    LONG_MS,
  );

  test(
    'from the files is found by the proof',
    async () => {
      const of = { DatabaseName: 'xpto', TableName: 'tweets' };
      await setup('--apply', '--partitions', 'added');
      const { Partitions = [] } = await glue().getPartitions(of);
      const [one, other] = Partitions;
      // A day that is said to be another one.
      await glue().updatePartition({
        ...of,
        PartitionValueList: one.Values,
        PartitionInput: { Values: one.Values, StorageDescriptor: other.StorageDescriptor },
      });
      const ended = await end(['athena-setup', '--ref', REF, '--apply', '--partitions', 'added']);
      expect(ended).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/The table does not have what the files have/),
      });
      await setup('--destroy', '--apply');
    },
    LONG_MS,
  );
});

test(
  'folders with zeros in front are found, as they are called',
  async () => {
    const padded = 's3://lake/outra/ref';
    const files = await openFiles(padded);
    for (const day of ['02', '03', '10']) {
      await putParquet(files, `ano=2026/mes=03/dia=${day}/a.parquet`, [
        'id string, Símbolo string',
        [day, ':)'],
        ['x', null],
      ]);
    }
    const args = ['athena-setup', '--ref', padded, '--table', 'outra', '--apply'];
    const { stdout, stderr } = await xpto(...args);
    expect(stdout).toMatch(/'projection\.dia\.digits' = '2'/);
    expect(stderr).toContain(
      'Proven: 6 tweets in 3 partitions, as in the files, day by day. Símbolo has a value in 3.',
    );
    // One without: no rule says it all any more, and each day is written down.
    await putParquet(files, 'ano=2026/mes=03/dia=4/a.parquet', ['id string, Símbolo string', ['4', null]]);
    const mixed = await xpto(...args);
    expect(mixed.stdout).toContain('some folders dia= begin with a 0');
    expect(mixed.stderr).toContain('Proven: 7 tweets in 4 partitions');
    // What somebody else has written there meanwhile is no failure; what cannot be written is one.
    const cloud = await openCloud();
    const settings = {
      names: namesOf('xpto', 'outra'),
      workgroup: 'xpto',
      results: 's3://lake/r/',
      scanLimitBytes: 1e9,
    };
    const present = await whatIsThere(cloud, settings);
    const table = await measureTable(files, await dataFiles(files));
    const added = { ...settings, style: styleOf(table) };
    const [call] = planAthena(table, files, added, { ...present, partitions: [] }).calls;
    expect(call.subject).toBe('xpto.outra (4)');
    await send(cloud, call);
    await expect(send(cloud, { ...call, input: { ...call.input, TableName: 'nenhuma' } })).rejects.toMatchObject({
      key: 'CLOUD_FAILED',
    });
    cloud.close();
    // A day that is gone.
    await files.remove('ano=2026/mes=03/dia=4/a.parquet');
    const fewer = await xpto(...args, '--partitions', 'added');
    expect(done(fewer.stderr)).toEqual(['Glue BatchDeletePartition xpto.outra (1)']);
    expect(fewer.stderr).toContain('Proven: 6 tweets in 3 partitions');
    await xpto('athena-setup', '--ref', padded, '--table', 'outra', '--destroy', '--apply');
  },
  LONG_MS,
);

test(
  'what others have made is left alone, and all that is ours is taken away',
  async () => {
    await setup('--apply');
    const TableInput = { Name: 'deles', StorageDescriptor: { Columns: [], Location: 's3://lake/x' } };
    await glue().createTable({ DatabaseName: 'xpto', TableInput });
    const refused = await end(['athena-setup', '--ref', REF, '--table', 'deles', '--apply']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('xpto has not made') });
    expect((await setup('--destroy')).stdout).toContain('Glue DeleteTable xpto.tweets\n');
    expect(done((await setup('--destroy', '--apply')).stderr)).toEqual([
      'Glue DeleteTable xpto.tweets_ascii',
      'Glue DeleteTable xpto.tweets',
      'Athena DeleteWorkGroup xpto', // the database has another table
    ]);
    expect((await setup('--destroy')).stdout).toContain('Nothing that xpto has made is there.');
    expect(await ref.stat('_spark_metadata/0')).toBeDefined();
  },
  LONG_MS,
);

test(
  'without a way to Glue the plan is shown all the same, and nothing is applied',
  async () => {
    const env = { AWS_ENDPOINT_URL_GLUE: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_ATHENA: 'http://127.0.0.1:9' };
    const shown = await end(['athena-setup', '--ref', REF], env);
    expect(shown).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/the plan for an empty account: Glue did not do it: ECONN/),
    });
    const applied = await end(['athena-setup', '--ref', REF, '--apply'], env);
    expect(applied).toMatchObject({ code: 4, stderr: expect.stringMatching(/Glue did not do it/) });
  },
  LONG_MS,
);
