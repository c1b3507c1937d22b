import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/lib/base/messages/index.ts';
import { plainNames, quotedName } from '../../src/lib/lake/names.ts';
import { partitionFolders, styleOf } from '../../src/lib/lake/partition-style.ts';
import { dataFiles, measureTable, strayFiles, type Table } from '../../src/lib/lake/table.ts';
import { type Content, lakeOf, logBatch, TWEETS, tweet } from '../support/lake.ts';

const ONE: Content = [TWEETS, tweet('1', '2017-01-02T03:04:05Z', 'Positivo', ':)')];
const measure = async (contents: Parameters<typeof lakeOf>[0]) => {
  const files = await lakeOf(contents);
  return measureTable(files, await dataFiles(files));
};

describe('the files of a table', () => {
  test('are those that the log of the folder names, as long as it names them', async () => {
    const files = await lakeOf({
      'ano=2017/a.parquet': ONE,
      'ano=2017/b.parquet': ONE,
      'ano=2017/c.parquet': ONE,
      '_rejected/d.parquet': ONE,
    });
    await logBatch(files, 0, ['ano=2017/a.parquet', 'ano=2017/b.parquet']);
    await logBatch(files, 1, [], ['ano=2017/a.parquet']);
    const found = await dataFiles(files);
    expect(found.map(({ path }) => path)).toEqual(['ano=2017/b.parquet']);
    expect(await strayFiles(files, found)).toEqual(['ano=2017/a.parquet', 'ano=2017/c.parquet']);
  });

  test('are all where there is no log, but for what is hidden', async () => {
    const files = await lakeOf({ 'ano=2017/a.parquet': ONE, '_x/b.parquet': ONE, 'other/c.parquet': ONE });
    expect((await dataFiles(files)).map(({ path }) => path)).toEqual(['ano=2017/a.parquet']);
  });
});

describe('what the files say', () => {
  test('of columns, rows and values is gathered; a column that came later is behind the others', async () => {
    const table = await measure({
      'ano=2017/mes=1/a.parquet': [
        TWEETS,
        ...ONE.slice(1),
        tweet('2', '2017-01-02T03:04:05Z', 'Neutro', null),
      ] as never,
      'ano=2017/mes=1/b.parquet': ['id string, Símbolo string, n decimal(10,2)', ['3', ':(', 1n]],
      'ano=2017/mes=2/c.parquet': ['id string, ano int', ['4', 5]],
    });
    expect(table.columns).toEqual([
      { name: 'id', type: 'string' },
      { name: 'created_at', type: 'timestamp' },
      { name: 'Sentimento', type: 'string' },
      { name: 'Símbolo', type: 'string' },
      { name: 'n', type: 'decimal(10,2)' },
    ]);
    expect(table.partitions).toEqual([
      { name: 'ano', type: 'int' },
      { name: 'mes', type: 'int' },
    ]);
    expect(table.rows).toBe(4);
    expect(table.counts.map(({ rows, filled }) => [rows, filled.get('Símbolo')])).toEqual([
      [3, 2],
      [1, undefined],
    ]);
  });

  test.each<[string, Record<string, Content>, string, object]>([
    [
      'types that differ',
      { 'a.parquet': ['n int', [1]], 'b.parquet': ['n bigint', [1n]] },
      'LAKE_TYPES_DIFFER',
      { name: 'n', one: 'int', other: 'bigint' },
    ],
    [
      'names that differ in capitals',
      { 'a.parquet': ['Nome int', [1]], 'b.parquet': ['nome int', [1]] },
      'LAKE_NAMES_ALIKE',
      { one: 'Nome', other: 'nome' },
    ],
    [
      'folders that differ',
      { 'x=1/a.parquet': ['n int', [1]], 'y=1/b.parquet': ['n int', [1]] },
      'CONFLICTING_PARTITION_COLUMN_NAMES',
      {},
    ],
  ])('is refused: %s', async (_, contents, key, params) => {
    await expect(measure(contents)).rejects.toMatchObject({ key, params });
  });
});

/** A table of folders `x=1/y=2`. */
const tableOf = (...folders: string[]): Table => {
  const files = folders.map(folder => ({
    path: `${folder}/a.parquet`,
    sizeBytes: 1,
    partition: folder.split('/').map(part => ({ name: part.split('=')[0], text: part.split('=')[1] })),
  }));
  const partitions = files[0].partition.map(({ name }) => ({ name, type: 'int' }));
  return { files, sizeBytes: 1, columns: [], partitions };
};

describe('partitions', () => {
  const projected = (...folders: string[]) => {
    const style = styleOf(tableOf(...folders));
    if (style.name !== 'projection') throw new Error(JSON.stringify(style.why));
    const { 'projection.enabled': enabled, ...properties } = style.properties;
    expect(enabled).toBe('true');
    return [style.folders, ...Object.entries(properties).map(([key, value]) => `${key.slice(11)}=${value}`)];
  };

  test('are worked out of what the folders are called', () => {
    // Unpadded, as Spark writes them: with `digits` Athena would look for dia=02, and find nothing.
    expect(projected('ano=2016/mes=12/dia=31', 'ano=2017/mes=1/dia=2')).toEqual([
      3 * 12 * 31,
      ...['ano.type=integer', 'ano.range=2016,2018'],
      ...['mes.type=integer', 'mes.range=1,12'],
      ...['dia.type=integer', 'dia.range=1,31'],
    ]);
    expect(projected('year=2017/month=01', 'year=2017/month=11')).toEqual([
      2 * 12,
      ...['year.type=integer', 'year.range=2017,2018', 'month.type=integer', 'month.range=1,12', 'month.digits=2'],
    ]);
    expect(projected('Lote=7', 'Lote=300')).toEqual([294, 'lote.type=integer', 'lote.range=7,300']);
    expect(projected('hora=0')).toEqual([24, 'hora.type=integer', 'hora.range=0,23']); // a 0 alone is not padded
  });

  test.each([
    ['of which some are padded', ['dia=02', 'dia=3'], phrase('STYLE_MIXED', { name: 'dia' })],
    ['of texts', ['lang=pt'], phrase('STYLE_NO_NUMBER', { folder: 'lang=pt' })],
    [
      'of which one is null',
      ['dia=2', 'dia=__HIVE_DEFAULT_PARTITION__'],
      phrase('STYLE_NO_NUMBER', { folder: 'dia=__HIVE_DEFAULT_PARTITION__' }),
    ],
    ['of large numbers', ['id=1', 'id=2000000'], phrase('STYLE_TOO_MANY', { folders: 2_000_000 })],
  ])('are added one by one: those %s', (_, folders, why) => {
    expect(styleOf(tableOf(...folders))).toEqual({ name: 'added', why });
    expect(partitionFolders(tableOf(...folders).files)).toEqual(
      folders.map(folder => ({ values: [folder.split('=')[1]], folder: `${folder}/` })),
    );
  });

  test('are added where it is asked for, and where there are none', () => {
    expect(styleOf(tableOf('dia=2'), 'added')).toEqual({ name: 'added', why: phrase('STYLE_WANTED') });
    expect(styleOf({ ...tableOf('dia=2'), partitions: [] })).toMatchObject({ why: phrase('STYLE_NO_PARTITIONS') });
  });
});

test('plain names have no accents, and stay apart', () => {
  expect(plainNames(['Símbolo', 'Simbolo', 'ação_1', 'Símbolo', 'a b', '日'])).toEqual([
    'simbolo',
    'simbolo_2',
    'acao_1',
    'simbolo_3',
    'a_b',
    '_',
  ]);
  expect(['ano', 'símbolo', 'a"b', '1a'].map(quotedName)).toEqual(['ano', '"símbolo"', '"a""b"', '"1a"']);
});
