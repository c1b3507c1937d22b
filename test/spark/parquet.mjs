// Parquet that xpto's file sink writes, by its own writer and by parquetjs, under filters in real Spark: statistics and
// indexes that lie make Spark skip rows without a word, so that counts of whole files would show nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROWS = 60_000;
const FLAT =
  'id BIGINT, created_at TIMESTAMP, text STRING, s STRING, n INT, d DOUBLE, b BOOLEAN, day DATE, t TINYINT, f FLOAT';
const ALL = `${FLAT}, d9 DECIMAL(9,2), d38 DECIMAL(38,10), ntz TIMESTAMP_NTZ, ints ARRAY<INT>, st STRUCT<x: INT, y: STRING>, m MAP<STRING, BIGINT>`;

const files = [
  { name: 'xpto-snappy', schema: ALL, options: { 'parquet.block.size': 1_000_000 }, vectorized: [true, false] },
  { name: 'xpto-gzip', schema: ALL, options: { compression: 'gzip' } },
  { name: 'parquetjs', schema: FLAT, options: { writer: 'parquetjs' } },
];

const filters = [
  `id = ${idOf(47_777)}`,
  `id in (${idOf(0)}, ${idOf(59_999)}, 5)`,
  `id > ${idOf(59_000)}`,
  "created_at between timestamp'2017-01-02 00:00:00' and timestamp'2017-01-02 01:00:00'",
  "created_at < timestamp'2017-01-01 00:00:10'",
  's is null and n < 10',
  "s = 'ção'",
  "s > 'y'",
  "s = 'nothing'",
  "text like 'tweet 3 %'",
  'n = -250',
  'n is null',
  'd = 1.5',
  'd > 121',
  'not b',
  "day = date'1980-01-01'",
  't = -128',
  'f = 12.5',
];
const ownFilters = [
  'd9 = 1.00',
  'd9 in (0.5, -50, 949.99)',
  'd38 = 1000000000',
  'd38 < -20000',
  'd38 is null',
  "ntz = timestamp_ntz'2017-01-01 00:00:05'",
  'ints is null',
  'size(ints) = 3',
  "st.y = 'y3'",
  'st.x is null',
  "m['k'] = 7",
];

function idOf(row) {
  return 815_000_000_000_000_000n + BigInt(row) * 4_194_304n;
}

/**
 * @param xpto the library
 * @param tell takes a name, and what is wrong or undefined
 */
export async function compareParquet(xpto, python, root, folder, tell) {
  const input = join(folder, 'parquet-input');
  mkdirSync(input);
  writeFileSync(join(input, 'rows.json'), Array.from({ length: ROWS }, (_, row) => `${rowText(row)}\n`).join(''));
  const session = xpto.Session.builder.appName('parquet').config('spark.sql.session.timeZone', 'UTC').getOrCreate();
  const cases = [];
  for (const { name, schema, options, vectorized = [true] } of files) {
    const output = join(folder, name);
    const query = await session.readStream
      .schema(schema)
      .json(input)
      .writeStream.format('parquet')
      .options(options)
      .option('checkpointLocation', join(folder, `${name}-checkpoint`))
      .trigger({ availableNow: true })
      .start(output);
    await query.awaitTermination();
    const conditions = schema === ALL ? [...filters, ...ownFilters] : filters;
    cases.push({ name, output, input, schema, vectorized: vectorized.map(String), filters: conditions });
  }
  const { status, stdout, stderr } = spawnSync(python, [join(root, 'test/spark/filters.py'), JSON.stringify(cases)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', PYTHONWARNINGS: 'ignore' },
  });
  if (status !== 0) throw new Error(`Spark's side failed: ${stderr.slice(-4000)}`);
  for (const { name, differences } of JSON.parse(stdout)) {
    tell(`Parquet of ${name} under filters`, differences.length === 0 ? undefined : differences.join('\n'));
  }
}

function rowText(row) {
  const time = ms => new Date(1_483_228_800_000 + ms).toISOString();
  return JSON.stringify({
    created_at: time(row * 2001),
    text: `tweet ${row} são 🚀 ${(Math.imul(row, 2654435761) >>> 0).toString(36)}`,
    s: row % 10 === 0 ? null : ['a', 'b', 'ção', 'z🚀'][row % 4],
    n: row % 13 === 0 ? null : (row % 500) - 250,
    d: (row % 1000) / 8 - 3,
    b: row % 3 === 0 ? null : row % 2 === 0,
    day: new Date((row % 5000) * 86_400_000).toISOString().slice(0, 10),
    t: (row % 256) - 128,
    f: row / 8,
    ntz: time(row * 1000).slice(0, 19),
    d9: row % 7 === 0 ? null : (row % 100_000) / 100 - 50,
    d38: row % 9 === 0 ? null : row - 30_000,
    ints: row % 6 === 0 ? null : Array.from({ length: row % 4 }, (_, i) => (i === 2 ? null : row + i)),
    st: row % 8 === 0 ? null : { x: row % 2 === 0 ? null : row, y: `y${row % 10}` },
    m: row % 5 === 0 ? null : { k: row, l: null },
  }).replace('{', `{"id":${idOf(row)},`);
}
