import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSchema, parseType } from '../../../src/lib/columns/ddl.ts';
import { asNullableColumn } from '../../../src/lib/columns/nullability.ts';
import { type DataType, isKind, type Schema } from '../../../src/lib/columns/types.ts';
import type { Value } from '../../../src/lib/columns/vector.ts';
import { batchOf, readParquet, writtenParquet } from '../../support/parquet.ts';

const atomic = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'decimal(9,2)',
  'decimal(18,0)',
  'decimal(38,10)',
  'interval day to second',
  'interval year to month',
].map(parseType);

const withVoid: DataType[] = [...atomic, 'void'];

const types: fc.Arbitrary<DataType> = fc.letrec<{ type: DataType }>(tie => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(...withVoid),
    fc.record({ kind: fc.constant('array' as const), element: tie('type'), containsNull: fc.constant(true) }),
    fc.record({
      kind: fc.constant('map' as const),
      key: fc.constantFrom(...atomic),
      value: tie('type'),
      valueContainsNull: fc.constant(true),
    }),
    fc
      .array(tie('type'), { minLength: 1, maxLength: 3 })
      .map(fields => ({ kind: 'struct' as const, fields: fields.map((type, i) => ({ name: `f${i}`, type })) })),
  ),
})).type;

const bits = (count: number) => fc.bigInt({ min: -(2n ** BigInt(count - 1)), max: 2n ** BigInt(count - 1) - 1n });
const int = (count: number) => bits(count).map(Number);
/** Few of them, so that there are dictionaries and runs, and any. */
const few = <T>(some: readonly T[], any: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof(fc.constantFrom(...some), any);

function valuesOf(type: DataType): fc.Arbitrary<Value> {
  if (type === 'void') return fc.constant(null);
  return fc.option(presentOf(type), { freq: 5 });
}

function presentOf(type: DataType): fc.Arbitrary<Value> {
  if (isKind(type, 'array')) return fc.array(valuesOf(type.element), { maxLength: 4 });
  if (isKind(type, 'map')) return fc.array(fc.tuple(presentOf(type.key), valuesOf(type.value)), { maxLength: 3 });
  if (isKind(type, 'struct')) return fc.tuple(...type.fields.map(field => valuesOf(field.type)));
  if (isKind(type, 'decimal')) {
    const limit = 10n ** BigInt(type.precision) - 1n;
    return few([0n, limit, -limit], fc.bigInt({ min: -limit, max: limit }));
  }
  if (isKind(type, 'dayTime')) return few([0n, 86_400_000_000n], bits(64));
  if (isKind(type, 'yearMonth')) return int(32);
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'tinyint':
      return int(8);
    case 'smallint':
      return int(16);
    case 'int':
    case 'date':
      return few([0, 1, -1], int(32));
    case 'float':
      return few([0, -0, Number.NaN, Number.POSITIVE_INFINITY], fc.float());
    case 'double':
      return few([0, -0, Number.NaN, Number.NEGATIVE_INFINITY], fc.double());
    case 'string':
      return few(['', 'são', '🚀'], fc.string({ unit: 'binary' }));
    case 'binary':
      return fc.uint8Array({ maxLength: 20 });
    default:
      return few([0n, 2n ** 53n, 253_402_300_799_999_999n], bits(64));
  }
}

const codecs = ['snappy', 'gzip', 'uncompressed', ...('zstdCompressSync' in zlib ? ['zstd'] : [])];

/** Vitest takes arrays of bytes for equal whatever class they have. */
const plain = (value: Value): unknown =>
  value instanceof Uint8Array ? [...value] : Array.isArray(value) ? value.map(plain) : value;

describe('what is written is read again', () => {
  const tables = fc.array(types, { minLength: 1, maxLength: 4 }).chain(columns =>
    fc.record({
      schema: fc.constant<Schema>(columns.map((type, i) => ({ name: `c${i}`, type }))),
      rows: fc.array(fc.tuple(...columns.map(valuesOf)), { maxLength: 60 }),
      repeat: fc.constantFrom(1, 1, 40),
      cut: fc.nat(60),
      codec: fc.constantFrom(...codecs),
      rowGroupBytes: fc.constantFrom('1', '10000', '100000000'),
    }),
  );
  test('of every type, in batches and row groups of every size', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ schema, rows, repeat, cut, codec, rowGroupBytes }) => {
        const all = Array.from({ length: repeat }, () => rows).flat();
        const batch = batchOf(schema, all);
        const at = Math.min(cut, all.length);
        const parts = [batch.slice(0, at), batch.slice(at, all.length)];
        const bytes = await writtenParquet(schema, parts, { compression: codec, 'parquet.block.size': rowGroupBytes });
        const read = await readParquet(bytes);
        expect(read.schema.map(asNullableColumn)).toEqual(schema.map(asNullableColumn));
        expect(read.rows.map(plain)).toEqual(all.map(plain));
      }),
      { numRuns: 100 },
    );
  });

  test('over the bounds of pages and dictionaries', async () => {
    const schema = parseSchema('id bigint not null, few string, most string, ids array<int>, flag boolean');
    const rows = Array.from({ length: 70_000 }, (_, i): Value[] => [
      BigInt(i) * 2n ** 40n,
      i % 7 === 0 ? null : `few ${i % 100}`,
      // A dictionary of more than 1 MiB that pays at first.
      `most ${i < 20_000 ? i % 5000 : i} ${'x'.repeat(40)}`,
      i % 3 === 0 ? null : Array.from({ length: i % 5 }, (_, j) => (j === 1 ? null : i + j)),
      i % 11 < 5,
    ]);
    const batch = batchOf(schema, rows);
    const bytes = await writtenParquet(schema, [
      batch.slice(0, 10),
      batch.slice(10, 66_000),
      batch.slice(66_000, 70_000),
    ]);
    const read = await readParquet(bytes);
    expect(read.rows.length).toBe(rows.length);
    expect(
      read.rows.findIndex((row, i) => JSON.stringify(row.map(String)) !== JSON.stringify(rows[i].map(String))),
    ).toBe(-1);
  });

  test('one large value a row', async () => {
    const schema = parseSchema('t string');
    const rows = Array.from({ length: 5 }, (_, i) => [`${i}`.repeat(3_000_000)]);
    expect((await readParquet(await writtenParquet(schema, [batchOf(schema, rows)]))).rows).toEqual(rows);
  });
});

test('columns are found by name without regard to case; what is missing is null, in structs too', async () => {
  const schema = parseSchema('a int, B string, s struct<x: int, y: array<int>>');
  const rows: Value[][] = [
    [1, 'one', [10, [1, 2]]],
    [2, null, null],
  ];
  const bytes = await writtenParquet(schema, [batchOf(schema, rows)]);
  const wanted = parseSchema('S struct<Y: array<int>, z: string>, b string, c date, A bigint');
  expect((await readParquet(bytes, wanted)).rows).toEqual([
    [[[1, 2], null], 'one', null, 1n],
    [null, null, null, 2n],
  ]);
  const none = parseSchema('s struct<z: string>, q int');
  expect((await readParquet(bytes, none)).rows).toEqual([
    [[null], null],
    [null, null],
  ]);
  expect((await readParquet(bytes, [])).rows).toEqual([[], []]);
});
