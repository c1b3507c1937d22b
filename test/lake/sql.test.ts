import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Files } from '../../src/lib/files/files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { askHere } from '../../src/lib/lake/ask-here.ts';
import { namesOf } from '../../src/lib/lake/ddl.ts';
import { questionNames, questionSql } from '../../src/lib/lake/questions.ts';
import { readRegistration } from '../../src/lib/lake/registration.ts';
import { csvRow, jsonRow, type QueryResult } from '../../src/lib/lake/result.ts';
import { localRemoval, localSetup } from '../../src/lib/lake/setup.ts';
import { type Content, lakeOf, logBatch, putParquet, TWEETS, tweet } from '../support/lake.ts';

// The engine is '@duckdb/node-api', as it is.

const names = namesOf('xpto', 'tweets');
const FIRST: Content = [
  TWEETS,
  tweet('900719925474099301', '2017-01-02T03:14:59.999Z', 'Positivo', ':)'),
  tweet('2', '2017-01-02T03:15:00Z', 'Neutro', null),
];
const SECOND: Content = [TWEETS, tweet('3', '2017-01-10T23:59:00Z', 'Negativo', ':(')];
const LAKE = { 'ano=2017/mes=1/dia=2/a.parquet': FIRST, 'ano=2017/mes=1/dia=10/b.parquet': SECOND };

const ask = async (files: Files, sql: string, stopped = new AbortController().signal) => {
  const copies: number[] = [];
  const lines = await askHere(files, {
    question: () => sql,
    stopped,
    onCopy: count => copies.push(count),
    use: async ({ columns, pages }: QueryResult) => {
      const lines: string[] = [];
      for await (const rows of pages) for (const row of rows) lines.push(jsonRow(columns, row));
      return lines;
    },
  });
  return { lines, copies };
};
const answer = async (files: Files, sql: string) => (await ask(files, sql)).lines;
const count = (files: Files) => answer(files, 'SELECT count(*) AS n FROM tweets');

let folder: string;
let lake: Files;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xpto-'));
  // Names that patterns, quotes and other systems could take for something else.
  const place = join(folder, process.platform === 'win32' ? "é [1] 'a'" : "é [1] ? * 'a'");
  mkdirSync(place);
  lake = await openFiles(place);
  for (const [path, content] of Object.entries(LAKE)) await putParquet(lake, path, content);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a folder of this machine', () => {
  test('answers as a table with accents, and as a view without', async () => {
    expect(await answer(lake, 'SELECT * FROM xpto.tweets ORDER BY created_at')).toEqual([
      '{"id":"900719925474099301","created_at":"2017-01-02 03:14:59.999","sentimento":"Positivo","símbolo":":)","ano":2017,"mes":1,"dia":2}',
      '{"id":"2","created_at":"2017-01-02 03:15:00.000","sentimento":"Neutro","símbolo":null,"ano":2017,"mes":1,"dia":2}',
      '{"id":"3","created_at":"2017-01-10 23:59:00.000","sentimento":"Negativo","símbolo":":(","ano":2017,"mes":1,"dia":10}',
    ]);
    expect(await answer(lake, 'SELECT simbolo FROM tweets_ascii WHERE "dia" = 10 AND Simbolo <> \'\'')).toEqual([
      '{"simbolo":":("}',
    ]);
    expect(await answer(lake, 'SELECT "Símbolo" FROM tweets WHERE dia > 2')).toEqual(['{"símbolo":":("}']);
  });

  test.each([
    [
      'sentimento-por-dia',
      [
        '{"ano":2017,"mes":1,"dia":2,"tweets":2,"positivos":1,"negativos":0,"neutros":1}',
        '{"ano":2017,"mes":1,"dia":10,"tweets":1,"positivos":0,"negativos":1,"neutros":0}',
      ],
    ],
    [
      'sentiment-per-15-minutes',
      [
        ['2017-01-02 03:00:00.000', 1, 0, 0],
        ['2017-01-02 03:15:00.000', 0, 0, 1],
        ['2017-01-10 23:45:00.000', 0, 1, 0],
      ].map(([at, p, n, z]) => `{"inicio":"${at}","tweets":1,"positivos":${p},"negativos":${n},"neutros":${z}}`),
    ],
    [
      'symbols',
      ['{"simbolo":":(","sentimento":"Negativo","tweets":1}', '{"simbolo":":)","sentimento":"Positivo","tweets":1}'],
    ],
  ])('knows the question %s', async (name, lines) => {
    expect(await answer(lake, questionSql(name, names)!)).toEqual(lines);
  });

  test('takes words of Athena that its engine has not', async () => {
    const words = `approx_distinct(id) AS a, max(date_format(created_at, '%d/%m %H:%i')) AS b, max(from_unixtime(0)) AS c,
      max(date_diff('day', created_at, TIMESTAMP '2017-01-11 00:00:00')) AS d, count_if(regexp_like(simbolo, '[(]')) AS e`;
    expect(await answer(lake, `SELECT ${words} FROM tweets_ascii`)).toEqual([
      '{"a":3,"b":"10/01 23:59","c":"1970-01-01 00:00:00.000 UTC","d":8,"e":1}',
    ]);
  });

  test('shows the batches that were whole when the question was asked', async () => {
    await logBatch(lake, 0, ['ano=2017/mes=1/dia=2/a.parquet']);
    expect(await count(lake)).toEqual(['{"n":2}']);
    await logBatch(lake, 1, ['ano=2017/mes=1/dia=10/b.parquet']);
    expect(await count(lake)).toEqual(['{"n":3}']);
  });

  test('is asked again where a file was merged with others meanwhile', async () => {
    await logBatch(lake, 0, Object.keys(LAKE));
    const [gone] = Object.keys(LAKE);
    let reads = 0;
    /** Merges once the log was read, and before a file is. */
    const read = async (path: string) => {
      const bytes = await lake.read(path);
      if (path !== '_spark_metadata/0' || ++reads > 1) return bytes;
      await putParquet(lake, 'ano=2017/mes=1/dia=2/c.parquet', FIRST);
      await logBatch(lake, 1, ['ano=2017/mes=1/dia=2/c.parquet'], [gone]);
      await lake.remove(gone);
      return bytes;
    };
    const files = new Proxy(lake, {
      get(own, key) {
        const value = Reflect.get(own, key);
        return key === 'read' ? read : typeof value === 'function' ? value.bind(own) : value;
      },
    });
    expect(await count(files)).toEqual(['{"n":3}']);
    expect(reads).toBeGreaterThan(1);
  });

  test.each([
    ['SELECT simbol FROM tweets_ascii', 'SQL_REFUSED', /simbol.*simbolo/s],
    ['SELEC 1', 'SQL_REFUSED', /syntax/],
    ['SELECT 1; SELECT 2', 'SQL_NOT_ONE', /2/],
    ["COPY tweets TO 'x.csv'", 'SQL_REFUSED', /Cannot access file/],
    ['DROP VIEW tweets', 'SQL_NO_QUERY', /DROP/],
    ['insert INTO tweets VALUES (1)', 'SQL_NO_QUERY', /INSERT/],
    ['DELETE FROM tweets', 'SQL_NO_QUERY', /DELETE/],
    ["UPDATE tweets SET sentimento = ''", 'SQL_NO_QUERY', /UPDATE/],
    ["SELECT * FROM read_csv('/etc/passwd')", 'SQL_REFUSED', /Cannot access file/],
    [`SELECT * FROM read_csv('${join(tmpdir(), 'x.csv').replaceAll("'", "''")}')`, 'SQL_REFUSED', /Cannot access file/],
    // Far behind the first rows.
    [
      "SELECT CAST(CASE range WHEN 500000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(600000)",
      'SQL_FAILED',
      /Conversion/,
    ],
    ["SELECT CAST('x' AS INTEGER) FROM tweets", 'SQL_FAILED', /Conversion: .*'x'/],
  ])('refuses %s', async (sql, key, said) => {
    await expect(ask(lake, sql)).rejects.toMatchObject({ key, message: expect.stringMatching(said) });
  });

  test('is not written to', async () => {
    const [path] = Object.keys(LAKE);
    const own = join(lake.root, path).replaceAll("'", "''");
    await expect(ask(lake, `COPY (SELECT 1) TO '${own}'`)).rejects.toMatchObject({
      key: 'SQL_NO_QUERY',
      params: { kind: 'COPY' },
    });
    expect(await count(lake)).toEqual(['{"n":3}']);
  });

  test('is stopped when it takes too long', async () => {
    const stop = new AbortController();
    const listen = stop.signal.addEventListener.bind(stop.signal);
    stop.signal.addEventListener = (...given: Parameters<typeof listen>) => {
      listen(...given);
      stop.abort(); // before it has really begun
    };
    const asked = ask(lake, 'SELECT count(*) FROM range(1000000000000) a', stop.signal);
    await expect(asked).rejects.toMatchObject({ key: 'SQL_STOPPED' });
  });
});

test('a folder that is elsewhere is copied first, and nothing is left behind', async () => {
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
  const before = readdirSync(folder);
  const { lines, copies } = await ask(
    await lakeOf(LAKE),
    'SELECT sum(dia) AS n, 7 / 2 AS whole, 0.1 + 0.2 AS d FROM tweets',
  );
  expect(lines).toEqual(['{"n":14,"whole":3,"d":0.3}']);
  expect(copies).toEqual([2]);
  await expect(ask(await lakeOf(LAKE), 'SELECT nothing FROM tweets')).rejects.toMatchObject({ key: 'SQL_REFUSED' });
  expect(readdirSync(folder)).toEqual(before);
});

test('cells are written so that whoever reads them has them again', () => {
  const columns = [{ name: 'a', is: 'number' as const }, { name: 'b"' }, { name: 'c', is: 'boolean' as const }];
  expect(jsonRow(columns, ['123456789012345678901', 'x\n"', 'true'])).toBe(
    '{"a":123456789012345678901,"b\\"":"x\\n\\"","c":true}',
  );
  expect(jsonRow(columns, ['NaN', null, null])).toBe('{"a":"NaN","b\\"":null,"c":null}');
  expect(csvRow(['a', null, '', 'x,"y"\r\n'])).toBe('a,,"","x,""y""\r\n"');
});

describe('the setup', () => {
  const done = async (files: Files) => {
    const steps: string[] = [];
    const setup = await localSetup(files, { names });
    await setup.apply(({ name, subject }) => steps.push(`${name} ${subject}`));
    return { steps, drift: setup.drift.map(({ key, params }) => [key, params['name'] ?? params['now']]), setup };
  };

  test('registers once, shows what has changed, and proves itself', async () => {
    const options = { clock: undefined as never, stopped: new AbortController().signal };
    expect(await done(lake)).toMatchObject({ steps: ['DuckDB CreateTable xpto.tweets'], drift: [] });
    expect(await done(lake)).toMatchObject({ steps: [], drift: [] });
    await putParquet(lake, 'ano=2017/mes=2/dia=1/c.parquet', ['id string, novo int', ['9', 1]]);
    // What is not registered is not there yet.
    await expect(answer(lake, 'SELECT novo FROM tweets')).rejects.toMatchObject({ key: 'SQL_REFUSED' });
    const { setup, ...changed } = await done(lake);
    expect(changed).toEqual({ steps: ['DuckDB CreateTable xpto.tweets'], drift: [['DRIFT_NEW_COLUMN', 'novo']] });
    expect(await answer(lake, 'SELECT sum(novo) AS n FROM tweets')).toEqual(['{"n":1}']);
    const { proof, sample } = await setup.prove(options);
    expect(proof).toMatchObject({ isProven: true, rows: 4, partitions: 3, filled: { Sentimento: 3, Símbolo: 2 } });
    expect(sample.rows).toEqual([
      [':(', 'Negativo', '1'],
      [':)', 'Positivo', '1'],
    ]);
    const removal = await localRemoval(lake, names);
    await removal.apply(() => {});
    expect(await readRegistration(lake)).toBeUndefined();
    expect((await localRemoval(lake, names)).steps).toEqual([]);
  });

  test('of nothing is refused, and what was registered is a table without rows when the files are gone', async () => {
    const files = await lakeOf({});
    await expect(done(files)).rejects.toMatchObject({ key: 'LAKE_EMPTY' });
    await expect(count(files)).rejects.toMatchObject({ key: 'LAKE_EMPTY' });
    await done(lake);
    await lake.remove(...Object.keys(LAKE));
    expect(await answer(lake, 'SELECT count("símbolo") + count(dia) + count(created_at) AS n FROM tweets')).toEqual([
      '{"n":0}',
    ]);
  });

  test('refuses a note that it has not written', async () => {
    await lake.createNew('_athena.json', Buffer.from('{"database": 1}'));
    await expect(count(lake)).rejects.toMatchObject({ key: 'REGISTRATION_UNREADABLE' });
  });
});

test('each question has a name in either language', () => {
  expect(questionNames).toHaveLength(6);
  for (const name of questionNames) expect(questionSql(name, names)).toContain('FROM tweets_ascii');
});
