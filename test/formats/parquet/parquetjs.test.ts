import parquetjs from '@dsnp/parquetjs';
import { expect, test } from 'vitest';
import { parseSchema } from '../../../src/lib/columns/ddl.ts';
import type { Value } from '../../../src/lib/columns/vector.ts';
import { parquetFormat } from '../../../src/lib/formats/parquet.ts';
import { batchOf, formatOptions, readParquet, writtenParquet } from '../../support/parquet.ts';

const schema = parseSchema(
  'id bigint not null, text string, score double, flag boolean, n int, day date, at timestamp',
);
const rows: Value[][] = [
  [2n ** 62n, 'são 🚀', 1.5, true, 7, 19_000, 1_700_000_000_123_456n],
  [-1n, null, null, false, null, null, null],
];

test('the other writer gives the same rows, without the page index that makes Spark lose rows', async () => {
  for (const compression of ['snappy', 'gzip', 'uncompressed']) {
    const bytes = await writtenParquet(schema, [batchOf(schema, rows), batchOf(schema, rows)], {
      writer: 'parquetjs',
      compression,
    });
    expect((await readParquet(bytes, schema)).rows).toEqual([...rows, ...rows]);
    const { row_groups: groups } = (await parquetjs.ParquetReader.openBuffer(bytes)).metadata!;
    const columns = groups.flatMap(group => group.columns);
    expect(columns.map(({ offset_index_offset: at }) => at ?? null)).toEqual(columns.map(() => null));
  }
});

test('parquetjs reads what xpto writes', async () => {
  const reader = await parquetjs.ParquetReader.openBuffer(await writtenParquet(schema, [batchOf(schema, rows)]));
  const cursor = reader.getCursor();
  expect([await cursor.next(), await cursor.next()]).toMatchObject([
    { id: 2n ** 62n, text: 'são 🚀', score: 1.5, flag: true, n: 7 },
    { id: -1n, flag: false },
  ]);
});

test.each([
  ['a decimal(5,2)', { writer: 'parquetjs' }, 'PARQUETJS_TYPE'],
  ['a array<int>', { writer: 'parquetjs' }, 'PARQUETJS_TYPE'],
  ['a int', { writer: 'other' }, 'INVALID_OPTION_VALUE'],
  ['a int', { compression: 'lzo' }, 'PARQUET_CODEC_UNKNOWN'],
  ['a int', { 'parquet.block.size': '0' }, 'INVALID_OPTION_VALUE'],
])('%s by %o is refused', (ddl, options, key) => {
  const write = () =>
    parquetFormat.writer(parseSchema(ddl), formatOptions(options as Record<string, string>), async () => {});
  expect(write).toThrow(expect.objectContaining({ key }));
});

test('times before 1970 are refused by the other writer', async () => {
  const times = parseSchema('at timestamp');
  const written = writtenParquet(times, [batchOf(times, [[-1n]])], { writer: 'parquetjs' });
  await expect(written).rejects.toMatchObject({ key: 'PARQUETJS_TYPE' });
});
