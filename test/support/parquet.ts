import { Batch } from '../../src/lib/columns/batch.ts';
import type { Schema } from '../../src/lib/columns/types.ts';
import type { Value } from '../../src/lib/columns/vector.ts';
import { vectorOf } from '../../src/lib/columns/vector-builder.ts';
import type { FormatOptions, InputFile } from '../../src/lib/formats/format.ts';
import { parquetFormat } from '../../src/lib/formats/parquet.ts';

export const formatOptions = (options: Record<string, string> = {}): FormatOptions => ({
  text: name => options[name],
  timeZone: 'UTC',
});

/** Rows as the columns of a batch. */
export const batchOf = (schema: Schema, rows: readonly (readonly Value[])[]): Batch =>
  new Batch(
    schema.map(({ type }, i) =>
      vectorOf(
        type,
        rows.map(row => row[i]),
      ),
    ),
    rows.length,
  );

/** A file of some batches. */
export async function writtenParquet(
  schema: Schema,
  batches: readonly Batch[],
  options: Record<string, string> = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const writer = parquetFormat.writer(schema, formatOptions(options), async bytes => {
    pieces.push(Uint8Array.from(bytes));
  });
  for (const batch of batches) await writer.write(batch);
  await writer.finish();
  return Buffer.concat(pieces);
}

export const fileOf = (bytes: Uint8Array, name = 'some.parquet'): InputFile => ({
  name,
  sizeBytes: bytes.length,
  async *chunks() {
    yield bytes;
  },
  range: async (from, to) => bytes.subarray(from, Math.min(to, bytes.length)),
});

/** All rows of a file; its own columns, unless others are wanted. */
export async function readParquet(bytes: Uint8Array, wanted?: Schema): Promise<{ schema: Schema; rows: Value[][] }> {
  const file = fileOf(bytes);
  const schema = wanted ?? (await parquetFormat.infer([file], formatOptions()));
  const rows: Value[][] = [];
  for await (const batch of parquetFormat.reader(schema, formatOptions()).read(file)) rows.push(...batch.rows());
  return { schema, rows };
}
