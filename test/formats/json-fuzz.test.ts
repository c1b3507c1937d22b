import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Session } from 'xpto';
import { parseSchema } from '../../src/lib/columns/ddl.ts';
import { zone } from '../../src/lib/columns/time/zone.ts';
import { arrayType, structType, typeSql } from '../../src/lib/columns/types.ts';
import type { Value } from '../../src/lib/columns/vector.ts';
import { jsonWriter } from '../../src/lib/expressions/json/write.ts';
import { csvFormat } from '../../src/lib/formats/csv/index.ts';
import type { FileFormat, InputFile } from '../../src/lib/formats/format.ts';
import { jsonFormat } from '../../src/lib/formats/json/index.ts';

const SCHEMA = parseSchema(
  'a INT, b STRING, l BIGINT, d DOUBLE, t TIMESTAMP, f BOOLEAN, n DECIMAL(10,2), s STRUCT<a:INT, b:STRING, x:ARRAY<STRING>>, ' +
    'x ARRAY<BIGINT>, y ARRAY<STRUCT<a:INT, m:MAP<STRING,BIGINT>>>, m MAP<STRING,ARRAY<DOUBLE>>, _corrupt_record STRING',
);
const NAMES = ['a', 'b', 'l', 'd', 't', 'f', 'n', 's', 'x', 'y', 'm', 'z', '', 'é', 'q"\\'];

const fileOf = (bytes: Uint8Array, chunkBytes: number): InputFile => ({
  name: 'fuzz',
  sizeBytes: bytes.length,
  async *chunks() {
    const buffer = new Uint8Array(chunkBytes);
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const piece = bytes.subarray(at, at + chunkBytes);
      buffer.set(piece); // written over, as a file's chunks are
      yield buffer.subarray(0, piece.length);
    }
  },
  range: async (from, to) => bytes.subarray(from, to),
});

async function rowsOf(
  format: FileFormat,
  bytes: Uint8Array,
  options: Readonly<Record<string, string>> = {},
  chunkBytes = 100,
): Promise<Value[][]> {
  const reader = format.reader(format === csvFormat ? SCHEMA.slice(1, 5) : SCHEMA, {
    text: name => options[name],
    timeZone: 'America/Sao_Paulo',
  });
  const rows: Value[][] = [];
  for await (const batch of reader.read(fileOf(bytes, chunkBytes))) rows.push(...batch.rows());
  return rows;
}

/** Limits of one's own are looked after by the parser by rows alone. */
const BY_ROWS = { maxNestingDepth: '1000' };

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '2020-01-02T03:04:05.678Z',
    '2020-01-02T03:04:05',
    '2018-11-04 00:30:00',
    '12.50',
    '\u0000',
    '\ud800',
    '\ud83c\udfff',
    'NaN',
  ),
);
const leaf = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-0.0',
    '1e5',
    '1.5',
    '01',
    '1.',
    'NaN',
    '-',
    '""',
    '"\\ud83d"',
    '"\\x"',
  ),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => JSON.stringify(value)),
  text.map(value => JSON.stringify(value)),
);
const blank = fc.constantFrom('', '', '', ' ', '\t ');
const { document } = fc.letrec<{ document: string; value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }).map(items => `[${items.join(',')}]`),
    tie('document'),
  ),
  document: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), tie('value'), blank), { maxLength: 6 })
    .map(
      fields =>
        `{${fields.map(([name, value, gap]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${value}`).join(',')}}`,
    ),
}));
/** A document that the schema takes, or nearly: what blocks are read for. */
const whole = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom('0', '-0', '127', '999999999999999', '9007199254740993'),
);
const words = fc.oneof(
  text.map(value => JSON.stringify(value)),
  fc.constantFrom(
    '"\\ud83d"',
    '"\\ud83d\\ude00\\u00e9\\u0000\\/\\b"',
    '"\\u0041\\\\"',
    '{"q" : [1, "]"]}',
    '[ ]',
    '1.50',
    'true',
  ),
);
const listOf = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 3 }).map(items => `[${items.join(', ')}]`);
const objectOf = (fields: Readonly<Record<string, fc.Arbitrary<string>>>) =>
  fc
    .subarray(Object.keys(fields), { minLength: 0 })
    .chain(names =>
      fc.tuple(
        ...names.map(name =>
          fc.tuple(fc.constant(name), fc.oneof({ weight: 9, arbitrary: fields[name] }, fc.constant('null'))),
        ),
      ),
    )
    .chain(entries => fc.tuple(fc.shuffledSubarray(entries, { minLength: entries.length }), blank))
    .map(
      ([entries, gap]) => `{${entries.map(([name, value]) => `${gap}"${name}"${gap}:${gap}${value}${gap}`).join(',')}}`,
    );
const small = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String);
const fraction = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => JSON.stringify(value)),
  fc.constantFrom('0.1', '-0.0', '-0', '123456789.123456', '0.30000000000000004', '1e-7', '12345678901234567890'),
);
const time = fc
  .date({ min: new Date('1800-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
  .chain(date =>
    fc.constantFrom(
      date.toISOString(),
      date.toISOString().slice(0, 19),
      date.toISOString().slice(0, 16).replace('T', ' '),
      `${date.toISOString().slice(0, 19)}+03:30`,
    ),
  )
  .map(value => JSON.stringify(value));
const fitting = objectOf({
  a: small,
  b: words,
  l: whole,
  d: fraction,
  t: fc.oneof(time, fc.integer().map(String)),
  f: fc.constantFrom('true', 'false'),
  n: fc.constantFrom('1', '-2.345', '"1,000.5"', '1e3', '0.005'),
  s: objectOf({ a: small, b: words, x: listOf(words), z: words }),
  x: listOf(whole),
  y: listOf(objectOf({ a: small, m: objectOf({ k: whole, b: whole }) })),
  m: objectOf({ k: listOf(fraction), l: listOf(fraction) }),
  z: fc.oneof(words, leaf),
});
/** A document, or one with a piece cut out or put in. */
const line = fc.oneof(
  { weight: 8, arbitrary: fitting },
  { weight: 1, arbitrary: document },
  fc
    .tuple(
      fc.oneof(fitting, document),
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '"', '\\', '{', ']', ',', 'x', '\u0001'),
    )
    .map(([whole, at, count, put]) => {
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + put + whole.slice(place + count);
    }),
);

describe('JSON at random', () => {
  test('blocks give the rows that the parser by rows gives, however the file is cut', async () => {
    const given = fc.tuple(
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom('PERMISSIVE', 'DROPMALFORMED'),
    );
    await fc.assert(
      fc.asyncProperty(given, async ([lines, end, chunkBytes, mode]) => {
        const bytes = Buffer.from(lines.join(end));
        const byRows = await rowsOf(jsonFormat, bytes, { ...BY_ROWS, mode }, chunkBytes);
        expect(await rowsOf(jsonFormat, bytes, { mode }, chunkBytes)).toEqual(byRows);
      }),
      { numRuns: 500 },
    );
  });

  test('from_json reads a column as it reads its texts one by one', async () => {
    const session = new Session();
    session.conf.set('spark.sql.session.timeZone', 'America/Sao_Paulo');
    const texts = fc.oneof(
      { weight: 6, arbitrary: line },
      { weight: 1, arbitrary: fc.array(line, { maxLength: 3 }).map(lines => `[${lines.join(',\n')}]`) },
      fc.constantFrom(null, '', ' ', '\r', '\n{}', '[]'),
    );
    const schema = SCHEMA.filter(({ name }) => name !== '_corrupt_record');
    const struct = structType(schema);
    const given = fc.tuple(
      fc.array(texts, { minLength: 4, maxLength: 12 }),
      fc.constantFrom(typeSql(struct), typeSql(arrayType(struct))),
    );
    const read = async (values: readonly (string | null)[], type: string) => {
      const rows = values.map(value => [value]);
      const frame = session.createDataFrame(rows, 'value STRING').selectExpr(`from_json(value, '${type}') AS j`);
      return (await frame.collect()).map(({ j }) => j);
    };
    await fc.assert(
      fc.asyncProperty(given, async ([values, type]) => {
        const one = await Promise.all(values.map(value => read([value], type)));
        expect(await read(values, type)).toEqual(one.map(([value]) => value));
      }),
      { numRuns: 300 },
    );
  });

  test('from_json takes no text for an array, a struct or a map, in however many rows', async () => {
    const rows = ['{"y":"1"}', '{"s":"1"}', '{"m":"1"}', '{}'].map(value => [value]);
    const type = 'STRUCT<y: ARRAY<BIGINT>, s: STRUCT<a: INT>, m: MAP<STRING, INT>>';
    const frame = new Session().createDataFrame(rows, 'value STRING').selectExpr(`from_json(value, '${type}') AS j`);
    const nothing = { j: { y: null, s: null, m: null } };
    expect(await frame.collect()).toEqual([nothing, nothing, nothing, nothing]);
  });

  test('is written from columns as it is from rows', async () => {
    const wanted = SCHEMA.filter(({ name }) => name !== '_corrupt_record');
    const given = fc.tuple(fc.array(fitting, { minLength: 1, maxLength: 6 }), fc.constantFrom('true', 'false'));
    await fc.assert(
      fc.asyncProperty(given, async ([lines, ignoreNullFields]) => {
        const options = { text: (name: string) => ({ ignoreNullFields })[name], timeZone: 'America/Sao_Paulo' };
        const local = zone(options.timeZone);
        const write = jsonWriter(structType(wanted), {
          local,
          ignoreNullFields: ignoreNullFields === 'true',
          pretty: false,
        });
        const pieces: Buffer[] = [];
        const writer = jsonFormat.writer(wanted, options, async bytes => void pieces.push(Buffer.from(bytes)));
        const rows: Value[][] = [];
        const reader = jsonFormat.reader(wanted, options);
        for await (const batch of reader.read(fileOf(Buffer.from(lines.join('\n')), 1000))) {
          rows.push(...batch.rows());
          await writer.write(batch);
        }
        await writer.finish();
        expect(Buffer.concat(pieces).toString()).toBe(rows.map(row => `${write(row)}\n`).join(''));
      }),
      { numRuns: 200 },
    );
  });

  test('bytes of any kind do the same, and are read at once', async () => {
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\\n\r 1a\x00\xef\xbb\xbf', 'latin1')), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { maxLength: 400 }), async given => {
        const bytes = Uint8Array.from(given);
        expect(await rowsOf(jsonFormat, bytes)).toEqual(await rowsOf(jsonFormat, bytes, BY_ROWS));
      }),
      { numRuns: 400 },
    );
  });

  test('lines longer than a block, and many blocks', async () => {
    const long = 'é"\\'.repeat(700_000);
    const rows = ['x', long, 'y', ...Array.from({ length: 60_000 }, (_, i) => `row ${i}`)];
    const bytes = Buffer.from(rows.map(b => `${JSON.stringify({ b })}\n`).join(''));
    const read = await rowsOf(jsonFormat, bytes, {}, 1 << 16);
    expect(read.map(([, b]) => b)).toEqual(rows);
  });
});

test.each([
  ['JSON', jsonFormat, '{"a":'.repeat(200_000)],
  ['JSON', jsonFormat, '['.repeat(1_000_000)],
  ['JSON', jsonFormat, `{"b":"${'\\'.repeat(1_000_000)}`],
  ['JSON', jsonFormat, `{"l":${'9'.repeat(1_000_000)}}`],
  ['JSON', jsonFormat, '"\n'.repeat(300_000)],
  ['CSV', csvFormat, '"'.repeat(1_000_000)],
  ['CSV', csvFormat, '"a"b"'.repeat(200_000)],
  ['CSV', csvFormat, `"a"${' '.repeat(1_000_000)}`],
])(
  'hostile %s takes no longer than harmless',
  async (_, format, content) => {
    // A second or two; what would look at each byte once for every byte before it would take hours.
    await rowsOf(format, Buffer.from(content), {}, 1 << 16).catch(error =>
      expect(error.key).toBe('MALFORMED_CSV_RECORD'),
    );
  },
  120_000,
);

test('CSV of any bytes ends', async () => {
  const byte = fc.oneof(fc.constantFrom(...Buffer.from('",\\\n\r a')), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { maxLength: 200 }), fc.boolean(), async (given, multiLine) => {
      const rows = await rowsOf(csvFormat, Uint8Array.from(given), { multiLine: String(multiLine) });
      expect(rows.every(row => row.length === 4)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
