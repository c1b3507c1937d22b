/** The types of partition columns, as real Spark 4.3 infers them (`spark.read.json(folder).schema`). */
import { describe, expect, test } from 'vitest';
import { typeName } from '../../../src/lib/columns/types.ts';
import { DataPaths, placeOf } from '../../../src/lib/sources/files/data-paths.ts';
import { partitionSchema } from '../../../src/lib/sources/files/partitions.ts';

const noOptions = { text: () => undefined, timeZone: 'UTC' };
const withOptions = (options: Record<string, string>) => ({ text: (name: string) => options[name], timeZone: 'UTC' });

test.each([
  [['1', '2'], 'int'],
  [['1', '3000000000'], 'bigint'],
  [['1', '99999999999999999999'], 'decimal(20,0)'],
  [['1.5', '2'], 'double'],
  [['2026-01-01'], 'date'],
  [['2026-01-01 10:00:00'], 'timestamp'],
  [['2026-01-01T10:00:00'], 'string'],
  [['a b/c'], 'string'],
  [['__HIVE_DEFAULT_PARTITION__', '3'], 'int'],
  [['2026-01-01', '3'], 'string'],
  [['2026-01-01', '2026-01-01 10:00:00'], 'timestamp'],
  [['007'], 'int'],
  [['-5'], 'int'],
  [['+5'], 'int'],
  [['1e3'], 'decimal(4,0)'],
  [['1e999999999'], 'double'],
  [['NaN'], 'double'],
  [['Infinity'], 'double'],
  [['1.5f'], 'double'],
  [['5L'], 'string'],
  [['true'], 'string'],
  [[' 7'], 'double'],
  [['__HIVE_DEFAULT_PARTITION__'], 'void'],
  [['2026-1-1'], 'string'],
  [['2026'], 'int'],
  [['2026-01'], 'string'],
  [['2026-02-30'], 'string'],
  [['1.0', '12345678901234567890123456789012345678901'], 'double'],
  [['12345678901234567890123456789012345678901234'], 'double'],
  [['0x1F'], 'string'],
  [['+2026-01-01'], 'string'],
  [['3000000000', '99999999999999999999'], 'decimal(20,0)'],
  [['99999999999999999999', '1.5'], 'string'],
  [['3000000000', '1.5'], 'string'],
  [['2026-01-01 10:00:00', '3'], 'string'],
  [['99999999999999999999', '999999999999999999999'], 'decimal(21,0)'],
])('%j is %s', (texts, type) => {
  const partitions = texts.map(text => [{ name: 'x', text }]);
  expect(partitionSchema(partitions, undefined, 'UTC').map(field => typeName(field.type))).toEqual([type]);
  expect(partitionSchema(partitions.reverse(), undefined, 'UTC').map(field => typeName(field.type))).toEqual([type]);
});

test('what the user says of a column counts, also in other letters', () => {
  const given = [{ name: 'X', type: 'string' }] as const;
  expect(partitionSchema([[{ name: 'x', text: '1' }]], given, 'UTC')).toEqual(given);
});

test.each([
  [['a=1/x', 'b=2/x'], 'CONFLICTING_PARTITION_COLUMN_NAMES'],
  [['a=1/x', 'a=1/b=2/x'], 'CONFLICTING_PARTITION_COLUMN_NAMES'],
  [['a=/x'], 'EMPTY_PARTITION_COLUMN_VALUE'],
])('%j is refused', (files, key) => {
  const paths = new DataPaths(undefined, noOptions);
  const values = files.map(path => paths.partitionOf(path));
  expect(() => partitionSchema(values, undefined, 'UTC')).toThrow(expect.objectContaining({ key }));
});

describe('a location is a folder and a pattern', () => {
  test.each([
    ['/in', '/in', undefined],
    ['/in//', '/in', undefined],
    ['/', '/', undefined],
    ['/*', '/', '*'],
    ['/in/*.json', '/in', '*.json'],
    ['/in/{a,b}/c', '/in', '{a,b}/c'],
    ['*.json', '.', '*.json'],
    ['memory:///', 'memory:///', undefined],
    ['s3://bucket/in/', 's3://bucket/in', undefined],
    ['s3://bucket/*', 's3://bucket', '*'],
    ['C:/in/*', 'C:/in', '*'],
  ])('%s', (location, folder, pattern) => {
    expect(placeOf(location)).toEqual({ folder, pattern });
  });
});

describe('data is', () => {
  test.each([
    [
      undefined,
      {},
      ['a', 'a.tmp', 'k=1/a', '_k=1/a', 'k=1/sub/a'],
      ['_a', '.a', 'sub/a', 'k=1/_a', 'sub/k=1/a', 'a._COPYING_'],
    ],
    [undefined, { recursiveFileLookup: 'true' }, ['a', 'sub/a', 'sub/k=1/a'], ['_sub/a', 'sub/.a']],
    [undefined, { pathGlobFilter: '*.csv' }, ['a.csv', 'k=1/a.csv'], ['a.json', 'a.csv/b']],
    ['*.csv', {}, ['a.csv', 'a.csv/b', 'a.csv/k=1/b'], ['a', 'x/a.csv', 'a.csv/x/b', '_a.csv']],
    ['{x,y}/z', {}, ['x/z', 'y/z/a'], ['x/a', 'z', 'x/z/b/a']],
  ])('of %s with %j', (pattern, options, data, others) => {
    const paths = new DataPaths(pattern, withOptions(options));
    expect(data.filter(path => !paths.isData(path) || !paths.isWanted(path))).toEqual([]);
    expect(others.filter(path => paths.isData(path) && paths.isWanted(path))).toEqual([]);
    // A walk that enters only folders that may hold some finds all of it.
    const foldersOf = (path: string) =>
      path
        .split('/')
        .map((_, i, all) => all.slice(0, i).join('/'))
        .slice(1);
    expect(data.flatMap(foldersOf).filter(folder => !paths.mayHold(folder))).toEqual([]);
  });

  test('not in folders that cannot hold any', () => {
    const entered = (pattern: string | undefined, folders: string[]) =>
      folders.filter(folder => new DataPaths(pattern, noOptions).mayHold(folder));
    expect(entered(undefined, ['sub', '_x', '.x', '_spark_metadata', 'k=1', 'k=1/sub'])).toEqual(['k=1', 'k=1/sub']);
    expect(entered('{x,y}/z', ['x', 'w', 'x/z', 'x/a', 'x/z/a', 'x/z/k=1'])).toEqual(['x', 'x/z', 'x/z/k=1']);
  });
});
