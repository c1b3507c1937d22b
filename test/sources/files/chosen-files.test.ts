/** Which files of a folder are read, and which columns their folders are: the answers are those of real Spark 4.3. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataFrame, Session } from 'xpto';
import { typeName } from '../../../src/lib/columns/types.ts';

const root = mkdtempSync(join(tmpdir(), 'xpto-'));
const session = new Session();
session.conf.set('spark.sql.session.timeZone', 'UTC');

beforeAll(() => {
  for (const path of [
    'a/day=2026-01-01/h=1/x.json',
    'a/day=2026-01-02/h=2/x.json',
    'flat/y.json',
    'mixed/k=1/x.json',
  ]) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '{"id":1,"v":"q"}\n');
  }
  writeFileSync(join(root, 'mixed/y.json'), '{"id":2}\n');
  const of2020 = 1_577_836_800;
  utimesSync(join(root, 'a/day=2026-01-01/h=1/x.json'), of2020, of2020);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const columnsOf = (frame: DataFrame): string =>
  frame.schema.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ');

const BOTH = 'id int, day date, h int';
const FIRST = ['1,2026-01-01,1'];
const SECOND = ['1,2026-01-02,2'];

type Case = [path: string, schema: string, options: Record<string, string>, columns: string, rows: string[]];

test.each<Case>([
  ['a', 'id int, v string', {}, 'id int, v string, day date, h int', ['1,q,2026-01-01,1', '1,q,2026-01-02,2']],
  ['a', 'h string, id int', {}, 'id int, day date, h string', [...FIRST, ...SECOND]],
  ['a', 'day string, id int', {}, 'id int, day string, h int', [...FIRST, ...SECOND]],
  ['a/day=2026-01-01', 'id int', {}, 'id int, h int', ['1,1']],
  ['a/day=2026-01-01', 'id int', { basePath: 'a' }, BOTH, FIRST],
  ['a/day=*', 'id int', { BASEPATH: 'a/' }, BOTH, [...FIRST, ...SECOND]],
  ['a/day=*/h=*', 'id int', {}, 'id int', ['1', '1']],
  ['a/day=*/h=*/*.json', 'id int', { basePath: 'a' }, BOTH, [...FIRST, ...SECOND]],
  ['a/day=2026-01-01/h=1', 'id int', { basePath: 'a/day=2026-01-01' }, 'id int, h int', ['1,1']],
  ['a/day=2026-01-01/h=1/x.json', 'id int', {}, 'id int', ['1']],
  ['a/day=2026-01-01/h=1/x.json', 'id int', { basePath: 'a' }, BOTH, FIRST],
  ['a', 'id int, h int', { recursiveFileLookup: 'true' }, 'id int, h int', ['1,null', '1,null']],
  ['a', 'id int', { recursiveFileLookup: 'true', basePath: 'a' }, 'id int', ['1', '1']],
  ['a', 'id int', { pathGlobFilter: '*.txt' }, BOTH, []],
  ['a', 'id int', { modifiedBefore: '2020-06-01T00:00:00' }, BOTH, FIRST],
  ['a', 'id int', { modifiedAfter: '2020-06-01' }, BOTH, SECOND],
  ['a', 'id int', { modifiedAfter: '2020-01-01T00:00:00' }, BOTH, SECOND],
  ['a', 'id int', { modifiedBefore: '2020-01-01 00:00:00' }, BOTH, []],
  ['a', 'id int', { modifiedAfter: '2019-12-31T23:00:00', timeZone: 'America/Sao_Paulo' }, BOTH, SECOND],
  ['a', 'id int', { modifiedAfter: '2019-12-31T20:00:00', timeZone: 'America/Sao_Paulo' }, BOTH, [...FIRST, ...SECOND]],
  ['a/day=2026-01-02/h=2/x.json', 'id int', { modifiedBefore: '2020-06-01' }, 'id int', []],
])('%s as (%s) with %j has the columns %s', async (path, schema, { basePath, BASEPATH, ...options }, columns, rows) => {
  const base = basePath ?? BASEPATH;
  const given = { ...options, ...(base && { [basePath ? 'basePath' : 'BASEPATH']: join(root, base) }) };
  const frame = session.read.schema(schema).options(given).json(join(root, path));
  expect(columnsOf(frame)).toBe(columns);
  const texts = frame.selectExpr(...frame.columns.map(name => `string(${name}) ${name}`));
  const found = (await texts.collect()).map(row => Object.values(row).map(String).join(','));
  expect(found.sort()).toEqual(rows);
  const isOfBatches = Object.keys(options).some(name => name.startsWith('modified'));
  if (isOfBatches) return;
  expect(columnsOf(session.readStream.schema(schema).options(given).json(join(root, path)))).toBe(columns);
});

test('a file beside the folders of partitions is refused; Spark leaves its rows out and says nothing', async () => {
  const frame = session.read.schema('id int').json(join(root, 'mixed'));
  expect(columnsOf(frame)).toBe('id int, k int');
  await expect(frame.collect()).rejects.toMatchObject({ key: 'PARTITION_COLUMNS_CHANGED' });
});

test.each<[path: string | string[], options: Record<string, string>, key: string]>([
  ['a/day=*', {}, 'CONFLICTING_DIRECTORY_STRUCTURES'],
  [['a/day=2026-01-01', 'a/day=2026-01-02'], {}, 'CONFLICTING_DIRECTORY_STRUCTURES'],
  ['a', { basePath: 'nowhere' }, 'BASE_PATH_MISSING'],
  ['a', { basePath: 'flat/y.json' }, 'BASE_PATH_NO_FOLDER'],
  ['a', { basePath: 'a/day=2026-01-02' }, 'BASE_PATH_ELSEWHERE'],
  ['a', { modifiedAfter: 'nope' }, 'OPTION_NOT_A_TIMESTAMP'],
])('%j with %j is refused', (path, { basePath, ...options }, key) => {
  const given = { ...options, ...(basePath && { basePath: join(root, basePath) }) };
  const paths = [path].flat().map(one => join(root, one));
  const expected = expect.objectContaining({ key });
  expect(() => session.read.schema('id int').options(given).json(paths)).toThrow(expected);
});
