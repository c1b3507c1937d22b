/**
 * Parquet. Reader and writer are xpto's own, since both work on its columns as they are: text stays UTF-8 bytes from the
 * JSON that it came in to the page that it goes to, numbers stay typed arrays, and no row becomes an object. One million
 * rows of 8 columns are written with Snappy in 0.6 s of CPU; of the libraries, each with its way there from rows,
 * DuckDB's appender took 7 s, hyparquet-writer 13 s and @dsnp/parquetjs 22 s. The last one also writes by default a page
 * index by which Spark and Trino silently find no rows.
 *
 * What is written: Spark's layout of types and its schema in the footer, data pages of version 1, dictionaries where they
 * pay, statistics of row groups and no page index. Spark, DuckDB and pyarrow were shown to read it, under filters too.
 *
 * `writer` = `parquetjs` writes by @dsnp/parquetjs instead (which must be installed), with its page index off.
 */
import { AnalysisError, UsageError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import type { Schema } from '../columns/types.ts';
import type { FileFormat, FormatOptions, InputFile } from './format.ts';
import { requireCodec } from './parquet/compression.ts';
import type { Codec, Footer } from './parquet/footer.ts';
import { parquetjsWriter } from './parquet/parquetjs.ts';
import { ParquetReader, readFooter, readFooterNow } from './parquet/reader.ts';
import { nodesOf, schemaOf } from './parquet/schema.ts';
import { SPARK_SCHEMA_KEY, schemaFromJson, schemaToJson } from './parquet/spark-schema.ts';
import { ParquetWriter } from './parquet/writer.ts';

/** By Spark's names; the second is what stands in the name of a file. */
const CODECS: Record<string, readonly [codec: Codec, extension: string]> = {
  snappy: ['SNAPPY', '.snappy'],
  gzip: ['GZIP', '.gz'],
  zstd: ['ZSTD', '.zstd'],
  uncompressed: ['UNCOMPRESSED', ''],
  none: ['UNCOMPRESSED', ''],
};

const ROW_GROUP_BYTES = 64 << 20;

export const parquetFormat: FileFormat = {
  name: 'parquet',
  extension: options => `${codecOf(options)[1]}.parquet`,
  reader(schema) {
    nodesOf(schema); // refuses types that Parquet has not
    return new ParquetReader(schema);
  },
  writer(schema, options, sink) {
    const [codec] = codecOf(options);
    requireCodec(codec);
    const rowGroupBytes = rowGroupOf(options);
    const writer = options.text('writer') ?? 'xpto';
    if (writer === 'xpto') return new ParquetWriter(schema, { codec, rowGroupBytes }, sink);
    if (writer === 'parquetjs') return parquetjsWriter(schema, codec, sink);
    throw new UsageError('INVALID_OPTION_VALUE', {
      option: 'writer',
      value: writer,
      allowed: phrase('ALLOWED_PARQUET_WRITER'),
    });
  },
  /** That of the first file, as in Spark without `mergeSchema`. */
  async infer(files): Promise<Schema> {
    for await (const file of files as Iterable<InputFile>) return schemaIn(await readFooter(file));
    throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: 'parquet', path: '' });
  },
  inferFrom(files): Schema {
    for (const file of files) return schemaIn(readFooterNow(file));
    throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: 'parquet', path: '' });
  },
};

/** Spark's own where it stands in the footer; everything may be null. */
function schemaIn({ keyValues, columns }: Footer): Schema {
  const text = keyValues.get(SPARK_SCHEMA_KEY);
  return (text === undefined ? undefined : schemaFromJson(text)) ?? schemaOf(columns);
}

/** What Spark writes into a footer that says nothing of the rows. */
const HARMLESS_KEYS: ReadonlySet<string> = new Set([SPARK_SCHEMA_KEY, 'org.apache.spark.version', 'writer.model.name']);

/** The schema of a file; undefined where its footer says more than would stand in that of a copy. */
export async function wholeSchema(file: InputFile): Promise<Schema | undefined> {
  const footer = await readFooter(file);
  const schema = schemaIn(footer);
  const text = footer.keyValues.get(SPARK_SCHEMA_KEY);
  const isKept = text === undefined || normalJson(text) === normalJson(schemaToJson(schema));
  return isKept && [...footer.keyValues.keys()].every(key => HARMLESS_KEYS.has(key)) ? schema : undefined;
}

/** What the end of a file says of its rows. */
export interface ColumnsAndRows {
  readonly schema: Schema;
  readonly rows: number;
  /** In how many rows each flat column is not null; undefined where the file does not tell. */
  readonly filled: ReadonlyMap<string, number | undefined>;
}

/** @throws RuntimeError `FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER` */
export async function columnsAndRows(file: InputFile): Promise<ColumnsAndRows> {
  const footer = await readFooter(file);
  const filled = new Map<string, number | undefined>();
  for (const { columns } of footer.rowGroups) {
    for (const { path, values, statistics } of columns) {
      if (path.length > 1) continue;
      const before = filled.has(path[0]) ? filled.get(path[0]) : 0;
      const nulls = statistics?.nullCount;
      filled.set(path[0], before === undefined || nulls === undefined ? undefined : before + values - nulls);
    }
  }
  return { schema: schemaIn(footer), rows: footer.rows, filled };
}

/** Readers take every column for one that may be null. */
const normalJson = (schema: string): string =>
  JSON.stringify(JSON.parse(schema, (key, value) => (NULLABLE.has(key) ? true : value)));
const NULLABLE: ReadonlySet<string> = new Set(['nullable', 'containsNull', 'valueContainsNull']);

/** @throws AnalysisError `PARQUET_CODEC_UNKNOWN` */
function codecOf(options: FormatOptions): readonly [codec: Codec, extension: string] {
  const name = (options.text('compression') ?? options.text('parquet.compression') ?? 'snappy').toLowerCase();
  if (Object.hasOwn(CODECS, name)) return CODECS[name];
  throw new AnalysisError('PARQUET_CODEC_UNKNOWN', { codec: name, available: Object.keys(CODECS).join(', ') });
}

function rowGroupOf(options: FormatOptions): number {
  const text = options.text('parquet.block.size');
  if (text === undefined) return ROW_GROUP_BYTES;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError('INVALID_OPTION_VALUE', {
    option: 'parquet.block.size',
    value: text,
    allowed: phrase('ALLOWED_COUNT', { least: 1 }),
  });
}
