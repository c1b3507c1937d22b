import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zone } from '../../../src/lib/columns/time/zone.ts';
import { structType, typeName } from '../../../src/lib/columns/types.ts';
import { jsonWriter } from '../../../src/lib/expressions/json/write.ts';
import { parquetFormat } from '../../../src/lib/formats/parquet.ts';
import { fileOf, formatOptions, readParquet } from '../../support/parquet.ts';

/** Files that Spark and pyarrow wrote, and what Spark reads in them; see record.py. */
const folder = import.meta.dirname;
const recorded = JSON.parse(readFileSync(join(folder, 'recorded.json'), 'utf8')) as Record<
  string,
  { schema: string; rows: string[]; as?: string }
>;
const hasZstd = 'zstdDecompressSync' in zlib;

describe('files of other writers', () => {
  test('all have a recording', () => {
    const files = readdirSync(folder).filter(name => name.endsWith('.parquet'));
    expect(files.sort()).toEqual(Object.keys(recorded).sort());
  });

  for (const [name, answer] of Object.entries(recorded)) {
    const expected = answer.as === undefined ? answer : recorded[answer.as];
    test(name, async () => {
      if (name === 'zstd.parquet' && !hasZstd) {
        const refused = readParquet(readFileSync(join(folder, name)));
        await expect(refused).rejects.toMatchObject({ key: 'PARQUET_CODEC_NOT_IN_NODE' });
        return;
      }
      const { schema, rows } = await readParquet(readFileSync(join(folder, name)));
      expect(typeName(structType(schema))).toBe(expected.schema);
      const write = jsonWriter(structType(schema), { local: zone('UTC'), ignoreNullFields: true, pretty: false });
      expect(rows.map(row => write(row))).toEqual(expected.rows);
    });
  }
});

/** How far a damaged file may be read: every error is one for people, with the names of file and column. */
async function readDamaged(bytes: Uint8Array): Promise<void> {
  const file = fileOf(bytes, 'damaged.parquet');
  try {
    const schema = await parquetFormat.infer([file], formatOptions());
    for await (const batch of parquetFormat.reader(schema, formatOptions()).read(file)) {
      for (const row of batch.slice(0, Math.min(batch.length, 50)).rows()) void row;
    }
  } catch (error) {
    expect(error).toMatchObject({ key: expect.any(String) });
    expect((error as Error).message).toMatch(/damaged\.parquet|Parquet type|duplicate field/);
  }
}

/** Where the same seed makes the same damage. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe('damaged files', () => {
  const names = Object.keys(recorded).filter(name => name !== 'zstd.parquet' || hasZstd);
  test.each(names)(
    '%s never crashes nor hangs',
    async name => {
      const bytes = readFileSync(join(folder, name));
      const pick = random(12345 + name.length);
      for (let round = 0; round < 60; round++) {
        const damaged = Buffer.from(bytes);
        // Half of the damage in the footer, where sizes and numbers of values stand.
        const footer = bytes.readUInt32LE(bytes.length - 8);
        const from = round % 2 === 0 ? bytes.length - 8 - footer : 0;
        for (let hits = 1 + pick(4); hits > 0; hits--) {
          damaged[from + pick(bytes.length - from)] = [0, 0xff, 0x7f, 0x80, pick(256)][pick(5)];
        }
        await readDamaged(round % 10 === 0 ? damaged.subarray(0, pick(bytes.length)) : damaged);
      }
      expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    },
    60_000,
  );
});
