import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Files } from '../../src/lib/files/files.ts';
import { openFiles } from '../../src/lib/files/open-files.ts';
import { askHere } from '../../src/lib/lake/ask-here.ts';
import { namesOf } from '../../src/lib/lake/ddl.ts';
import { proofOf, proofSql } from '../../src/lib/lake/proof.ts';
import { questionNames, questionSql } from '../../src/lib/lake/questions.ts';
import type { QueryResult, ResultRow } from '../../src/lib/lake/result.ts';
import { localSetup } from '../../src/lib/lake/setup.ts';
import { inventPosts } from '../../src/lib/twitter/corpus/invented-posts.ts';
import { root, run } from '../support/process.ts';

// The DDL, as it is printed, in the parser that Athena's DDL comes from: Hive's, as Spark has it, with a metastore.

const INSTALLS_MS = 900_000;
const folder = mkdtempSync(join(tmpdir(), 'xpto-hive-'));
const python = (await import(new URL('../../scripts/spark-python.mjs', import.meta.url).href)).installedSparkPython();
let ref: Files;

beforeAll(async () => {
  const raw = join(folder, 'raw');
  mkdirSync(raw);
  const posts = inventPosts({ count: 800, seed: 5 }).posts.map(post => `${JSON.stringify(post)}\n`);
  writeFileSync(join(raw, 'tweets.json'), posts.join(''));
  const args = ['raw-to-ref', '--raw', raw, '--ref', join(folder, "l'água/ref"), '--once', '--settle', '0s'];
  expect(await run(args)).toMatchObject({ code: 0 });
  ref = await openFiles(join(folder, "l'água/ref"));
}, INSTALLS_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of each statement. */
function inSpark(statements: readonly string[]): ResultRow[][] {
  const { status, stdout, stderr } = spawnSync(python, [join(root, 'test/real/hive.py'), folder], {
    cwd: folder,
    input: JSON.stringify(statements),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore' },
  });
  if (status !== 0) throw new Error(stderr.slice(-4000));
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

const here = (sql: string): Promise<ResultRow[]> =>
  askHere(ref, {
    question: () => sql,
    stopped: new AbortController().signal,
    onCopy: () => {},
    use: async ({ pages }: QueryResult) => {
      const rows: ResultRow[] = [];
      for await (const page of pages) rows.push(...page);
      return rows;
    },
  });

/** Spark leaves out milliseconds that are none. */
const asSpark = (rows: readonly ResultRow[]): ResultRow[] =>
  rows.map(row => row.map(cell => cell?.replace(/(\d\d:\d\d:\d\d)\.000$/, '$1') ?? null));

describe('the DDL of a folder', () => {
  test.each(['added', 'projection'] as const)(
    'with partitions by %s makes a table that proves itself',
    async partitions => {
      const names = namesOf(`xpto_${partitions}`, 'tweets');
      const { ddl, table } = await localSetup(ref, { names, partitions });
      const [view, ...backwards] = [...ddl].reverse();
      const statements = [
        ...backwards.reverse(),
        ...(partitions === 'projection' ? [`MSCK REPAIR TABLE ${names.database}.tweets`] : []),
        `USE ${names.database}`,
        view,
      ];
      const catalog = { columns: [], partitions: table.partitions };
      const proof = proofSql(table, catalog, names);
      const questions = questionNames.slice(0, 3).map(name => String(questionSql(name, names)));
      const all = 'SELECT * FROM tweets_ascii ORDER BY id';
      const results = inSpark([...statements, proof, ...questions, all]).slice(statements.length);
      expect(proofOf(table, proof, results[0])).toMatchObject({ isProven: true, rows: table.rows, differences: [] });
      for (const [i, sql] of [...questions, all].entries()) {
        const own = await here(sql.replaceAll(names.database, 'xpto'));
        const sorted = (rows: readonly ResultRow[]) => rows.map(row => JSON.stringify(row)).sort();
        expect(own.length).toBeGreaterThan(1);
        expect(sorted(results[i + 1])).toEqual(sorted(asSpark(own)));
      }
    },
    INSTALLS_MS,
  );
});
