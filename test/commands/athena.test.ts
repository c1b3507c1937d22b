import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { putParquet, TWEETS, tweet } from '../support/lake.ts';
import { run, start } from '../support/process.ts';

let folder: string;
let ref: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  ref = join(folder, 'ref');
  const files = await openFiles(ref);
  await putParquet(files, 'ano=2017/mes=1/dia=2/a.parquet', [
    TWEETS,
    tweet('900719925474099301', '2017-01-02T03:14:59Z', 'Positivo', ':)'),
    tweet('2', '2017-01-02T03:15:00Z', 'Neutro', null),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const setup = (...args: string[]) => run(['athena-setup', '--ref', ref, ...args]);
const query = (...args: string[]) => run(['athena-query', '--ref', ref, ...args]);

test('a table is planned, made, asked and taken away', async () => {
  const planned = await setup();
  expect(planned).toMatchObject({ code: 0, stderr: 'Nothing was changed. With --apply it is done.\n' });
  expect(planned.stdout).toMatch(
    /^-- xpto\.tweets: 2 tweets, 1 file, .*CREATE EXTERNAL TABLE .*`símbolo` string.*"símbolo" AS simbolo/s,
  );
  expect(await setup('--apply')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\|simbolo\|sentimento\|tweets\|\n.*\| {5}:\)\| {2}Positivo\| {5}1\|/s),
    stderr: `Done: DuckDB CreateTable xpto.tweets
Proven: 2 tweets in 1 partition, as in the files, day by day. Sentimento has a value in 2. Símbolo has a value in 1.
`,
  });
  const { stdout } = await setup('--apply', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ rows: 2, steps: [], applied: true, proof: { isProven: true } });

  const asked = await query('--example', 'sentimento-por-dia', '--lang', 'pt-BR');
  expect(asked.stderr).toMatch(/^SELECT\n {2}ano, mes, dia,.*1 linha em [\d,]+ s, nesta máquina: sem custo\.\n$/s);
  expect(asked.stdout).toBe(`+----+---+---+------+---------+---------+-------+
| ano|mes|dia|tweets|positivos|negativos|neutros|
+----+---+---+------+---------+---------+-------+
|2017|  1|  2|     2|        1|        0|      1|
+----+---+---+------+---------+---------+-------+

`);
  expect(await setup('--destroy', '--apply')).toMatchObject({ code: 0, stderr: expect.stringContaining('The tweets') });
  expect((await setup('--destroy')).stdout).toContain('Nothing that xpto has made is there.');
});

test('answers come as a table, as JSON and as CSV, from a file, too', async () => {
  const file = join(folder, 'pergunta.sql');
  writeFileSync(file, '\uFEFFSELECT id, simbolo FROM tweets_ascii ORDER BY length(id) DESC;\n;');
  const [table, json, csv] = await Promise.all([
    query('--file', file, '--num-rows', '1', '--truncate', '10'),
    query('--file', file, '--json'),
    query('--file', file, '--csv'),
  ]);
  expect(table.stdout).toBe(
    '+----------+-------+\n|        id|simbolo|\n+----------+-------+\n|9007199...|     :)|\n+----------+-------+\nonly showing top 1 row\n',
  );
  expect(json.stdout).toBe('{"id":"900719925474099301","simbolo":":)"}\n{"id":"2","simbolo":null}\n');
  expect(csv.stdout).toBe('id,simbolo\r\n900719925474099301,:)\r\n2,\r\n');
});

/** The package that is not there, as Node says it. */
const WITHOUT_DUCKDB = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve(name, context, next) {
      if (name !== '@duckdb/node-api') return next(name, context);
      throw Object.assign(new Error('no ' + name), { code: 'ERR_MODULE_NOT_FOUND' });
    }\`));`)}`;

describe('what cannot be done is said', () => {
  test('the place of what is not understood, too', async () => {
    expect((await query('SELECT idd\nFROM tweets')).stderr).toMatch(
      /^xpto: .*"idd" not found.*\n {2}.*"id".*\n {2}LINE 1: SELECT idd\n {17}\^\n {2}A name/,
    );
  });

  test.each<[string[], number, RegExp]>([
    [['athena-query', '--ref', 'ref'], 2, /There is no question/],
    [['athena-query', '--example', 'x', '--ref', 'ref'], 2, /--example.*sentiment-per-day/],
    [['athena-query', 'SELECT 1', '--example', 'symbols'], 2, /two questions/],
    [['athena-query', 'SELECT 1', '--json', '--csv'], 2, /exclude/],
    [['athena-query', 'SELECT 1', '--engine', 'athena'], 2, /Athena reads from S3 only/],
    [['athena-query', 'SELECT 1', '--ref', 'not-there'], 3, /no tweets in .*not-there yet/],
    [['athena-setup', '--ref', 'not-there'], 3, /no tweets in .*not-there yet/],
    [['athena-setup', '--table', 'Símbolos'], 2, /--table is "Símbolos"/],
    [['athena-setup', '--scan-limit', '9MB'], 2, /--scan-limit is "9MB"/],
    [['athena-setup', '--results', '/tmp'], 2, /--results is "\/tmp"/],
  ])('%j', async (args, code, said) => {
    expect(await run(args, { cwd: folder })).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(said) });
  });

  test('that DuckDB is not installed, before anything is done', async () => {
    const env = { NODE_OPTIONS: `--import "${WITHOUT_DUCKDB}"` };
    const missing = /^xpto: .*\n {2}.*npm install @duckdb\/node-api@/m;
    const query = await run(['athena-query', '--ref', ref, 'SELECT 1'], { env });
    expect(query).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(missing) });
    const setup = await run(['athena-setup', '--ref', ref, '--apply', '--table', 'other'], { env });
    expect(setup).toMatchObject({ code: 4, stderr: expect.stringMatching(missing) });
    expect(setup.stderr).not.toContain('Done');
  });
});

test.skipIf(process.platform === 'win32')('Ctrl-C stops a question', async () => {
  const sql = 'SELECT count(*) FROM tweets, range(1000000000000)';
  const asked = start(['athena-query', '--ref', ref, '--file', '-'], { input: sql });
  await asked.waitFor(/SELECT/); // it is asked now
  asked.signal('SIGINT');
  expect(await asked.ended).toMatchObject({ code: 130, stdout: '', stderr: `${sql}\nStopped.\n` });
});
