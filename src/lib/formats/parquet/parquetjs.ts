/**
 * The other writer: @dsnp/parquetjs, for whoever wants the same bytes as elsewhere. Always without its page index, in
 * which each page says that it begins at row 0: by it Spark and Trino silently find no rows under a filter.
 *
 * It is loaded when it is used, and not installed with xpto: it brings the whole AWS SDK along, 47 MB.
 */
import { Writable } from 'node:stream';
import { RuntimeError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/messages/index.ts';
import type { Batch } from '../../columns/batch.ts';
import { type DataType, type Field, type Schema, typeName } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import type { ByteSink, FileWriter } from '../format.ts';
import type { Codec } from './footer.ts';

/** What of the package is used. */
interface Parquetjs {
  readonly ParquetSchema: new (fields: Record<string, Column>) => object;
  readonly ParquetWriter: {
    openStream(
      schema: object,
      stream: Writable,
      options: { pageIndex: false; rowGroupSize: number },
    ): Promise<RowWriter>;
  };
}
interface Column {
  readonly type: string;
  readonly optional: boolean;
  readonly compression: string;
}
interface RowWriter {
  appendRow(row: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** Its own are of 4096 rows, so that a reader has more to do with footers than with data. */
const ROW_GROUP_ROWS = 50_000;

const TYPES: Partial<Record<string, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'INT_8',
  smallint: 'INT_16',
  int: 'INT32',
  bigint: 'INT64',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'UTF8',
  binary: 'BYTE_ARRAY',
  date: 'DATE',
  timestamp: 'TIMESTAMP_MICROS',
};

/** @throws RuntimeError `PARQUETJS_TYPE` for columns and codecs that it cannot write */
export function parquetjsWriter(schema: Schema, codec: Codec, sink: ByteSink): FileWriter {
  const columns: Record<string, Column> = {};
  for (const { name, type, nullable = true } of schema) {
    const own = typeof type === 'string' ? TYPES[type] : undefined;
    if (!own) throw refused(name, phrase('PARQUETJS_TYPES', { type: typeName(type) }));
    if (codec === 'ZSTD') throw refused(name, phrase('PARQUETJS_CODECS'));
    columns[name] = { type: own, optional: nullable, compression: codec };
  }
  return new ParquetjsWriter(schema, columns, sink);
}

const refused = (column: string, reason: Phrase): RuntimeError =>
  new RuntimeError('PARQUETJS_TYPE', { column, reason });

class ParquetjsWriter implements FileWriter {
  sizeBytes = 0;
  readonly #schema: Schema;
  readonly #columns: Record<string, Column>;
  readonly #sink: ByteSink;
  #writer: Promise<RowWriter> | undefined;
  #failure: unknown;

  constructor(schema: Schema, columns: Record<string, Column>, sink: ByteSink) {
    this.#schema = schema;
    this.#columns = columns;
    this.#sink = sink;
  }

  async write(batch: Batch): Promise<void> {
    const writer = await this.#open();
    for (const values of batch.rows()) {
      const row: Record<string, unknown> = {};
      this.#schema.forEach((field, i) => {
        if (values[i] !== null) row[field.name] = valueFor(field, values[i]);
      });
      await writer.appendRow(row);
      if (this.#failure) throw this.#failure;
    }
  }

  async finish(): Promise<void> {
    const writer = await this.#open();
    await writer.close();
    if (this.#failure) throw this.#failure;
  }

  #open(): Promise<RowWriter> {
    this.#writer ??= this.#begin();
    return this.#writer;
  }

  async #begin(): Promise<RowWriter> {
    const { ParquetSchema, ParquetWriter } = await load();
    const stream = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        this.sizeBytes += chunk.length;
        this.#sink(chunk).then(() => done(), done);
      },
    });
    stream.on('error', error => {
      this.#failure ??= error;
    });
    const options = { pageIndex: false, rowGroupSize: ROW_GROUP_ROWS } as const;
    return ParquetWriter.openStream(new ParquetSchema(this.#columns), stream, options);
  }
}

/** @throws RuntimeError `PARQUETJS_MISSING` */
async function load(): Promise<Parquetjs> {
  try {
    const loaded = await import('@dsnp/parquetjs');
    return ('default' in loaded ? loaded.default : loaded) as unknown as Parquetjs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new RuntimeError('PARQUETJS_MISSING', {}, { cause: error });
  }
}

const MS_PER_DAY = 86_400_000;

function valueFor({ name, type }: Field, value: Value): unknown {
  switch (type as Extract<DataType, string>) {
    case 'date':
      return new Date((value as number) * MS_PER_DAY);
    case 'binary':
      return Buffer.from(value as Uint8Array);
    case 'timestamp':
      // Its own check of the range refuses them with a message about something else.
      if ((value as bigint) < 0n) throw refused(name, phrase('PARQUETJS_BEFORE_1970'));
      return value;
    default:
      return value;
  }
}
