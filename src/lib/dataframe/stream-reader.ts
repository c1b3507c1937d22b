import { byCloseness } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { parseSchema } from '../columns/ddl.ts';
import type { Schema } from '../columns/types.ts';
import type { FileFormat } from '../formats/format.ts';
import { findFormat, formats } from '../formats/index.ts';
import { standardInput } from '../sources/byte-input.ts';
import { fileStream } from '../sources/files/file-stream.ts';
import { filesNow, tableOf } from '../sources/files/file-table.ts';
import { DEFAULT_MAX_LINE_BYTES, type LineOptions } from '../sources/line-reader.ts';
import { linesStream } from '../sources/lines.ts';
import { rateStream } from '../sources/rate.ts';
import { socketStream } from '../sources/socket.ts';
import type { StreamDefinition } from '../sources/source.ts';
import type { DataFrame } from './dataframe.ts';
import { formatOptions, locate, tableInBuckets } from './file-locations.ts';
import { invalidOption, Options, type OptionValue } from './options.ts';
import type { Session } from './session.ts';

/** The sources that there are, by Spark's names; or a format of files. */
export type StreamFormat = 'socket' | 'stdin' | 'rate' | 'text' | 'json' | 'csv' | 'parquet';

type LineFormat = Extract<StreamFormat, 'socket' | 'stdin' | 'rate'>;

const sources: Record<LineFormat, (options: Options) => StreamDefinition> = {
  socket: openSocket,
  stdin: openStdin,
  rate: openRate,
};

/** `session.readStream`: says what to read, then `load()`. */
export class DataStreamReader {
  readonly #session: Session;
  readonly #options = new Options();
  #format: string | undefined;
  #schema: Schema | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  format(name: StreamFormat): this {
    this.#format = name;
    return this;
  }

  /** An option of the source, by its name without regard to case. */
  option(name: string, value: OptionValue): this {
    this.#options.set(name, value);
    return this;
  }

  /** The columns of files, as DDL text or fields. Other sources know theirs: then `load()` refuses. */
  schema(schema: string | Schema): this {
    this.#schema = typeof schema === 'string' ? parseSchema(schema) : schema;
    return this;
  }

  options(options: Readonly<Record<string, OptionValue>>): this {
    this.#options.setAll(options);
    return this;
  }

  /**
   * The frame; nothing is opened before a query on it starts. Of a folder of this machine or of a bucket it is looked up what
   * the names of the folders in it say (`day=2026-01-31`): those are columns, too.
   *
   * @param path of a folder, or a pattern of folders and files; for formats of files only
   * @throws AnalysisError `DATA_SOURCE_NOT_FOUND`, `PATH_NOT_FOUND`, `STREAM_OF_FILES_WITHOUT_SCHEMA`, or UsageError
   * `INVALID_OPTION_VALUE`
   */
  load(path?: string): DataFrame {
    const name = (this.#format ?? 'parquet').toLowerCase();
    const files = findFormat(name);
    if (files) return this.#loadFiles(files, path ?? this.#options.text('path'));
    if (!Object.hasOwn(sources, name)) {
      const known = [...Object.keys(sources), ...formats.keys()];
      throw new AnalysisError('DATA_SOURCE_NOT_FOUND', {
        format: name,
        formats: byCloseness(name, known).join(', '),
      });
    }
    if (this.#schema) throw new AnalysisError('SOURCE_TAKES_NO_SCHEMA', { format: name });
    return this.#session.streamFrame(name, sources[name as LineFormat](this.#options));
  }

  /** Lines of text files as they come, in the column `value`. See `load`. */
  text(path: string): DataFrame {
    return this.format('text').load(path);
  }

  /** Files of an object a line, as they come. See `load`. */
  json(path: string): DataFrame {
    return this.format('json').load(path);
  }

  /** Files of comma-separated values, as they come. See `load`. */
  csv(path: string): DataFrame {
    return this.format('csv').load(path);
  }

  /** Parquet files as they come. See `load`. */
  parquet(path: string): DataFrame {
    return this.format('parquet').load(path);
  }

  #loadFiles(format: FileFormat, location: string | undefined): DataFrame {
    if (location === undefined) throw new AnalysisError('SOURCE_PATH_MISSING');
    const session = this.#session;
    const options = formatOptions(this.#options, session);
    const place = locate(location, session);
    const files = place.isHere ? filesNow(place.location, options) : undefined;
    const isInferred = format.name === 'text' || session.conf.get('spark.sql.streaming.schemaInference') === 'true';
    if (!this.#schema && !isInferred) {
      throw new AnalysisError('STREAM_OF_FILES_WITHOUT_SCHEMA', { format: format.name });
    }
    const table =
      tableInBuckets([place], format, this.#options, this.#schema, session, true) ??
      tableOf(files, format, options, this.#schema, place.location);
    const { location: whole, description } = place;
    const openFiles = session.openFiles;
    const stream = {
      location: whole,
      description: `FileStreamSource[${description}]`,
      format,
      options,
      table,
      openFiles,
    };
    return session.streamFrame(format.name, fileStream(stream));
  }
}

function openSocket(options: Options): StreamDefinition {
  const host = options.text('host');
  const port = options.text('port');
  if (host === undefined) throw new AnalysisError('SOCKET_WITHOUT_HOST');
  if (port === undefined) throw new AnalysisError('SOCKET_WITHOUT_PORT');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw invalidOption('port', port, phrase('ALLOWED_PORT'));
  }
  return socketStream({ host, port: number, ...lineOptions(options) });
}

function openStdin(options: Options): StreamDefinition {
  return linesStream(standardInput(), 'stdin', lineOptions(options));
}

function lineOptions(options: Options): LineOptions {
  const withTime = options.text('includeTimestamp')?.toLowerCase() ?? 'false';
  if (withTime !== 'true' && withTime !== 'false') throw new AnalysisError('INCLUDE_TIMESTAMP_NOT_BOOLEAN');
  return {
    includeTimestamp: withTime === 'true',
    maxLineBytes: options.count('maxLineBytes', DEFAULT_MAX_LINE_BYTES),
  };
}

function openRate(options: Options): StreamDefinition {
  return rateStream({ rowsPerSecond: options.count('rowsPerSecond', 1), rampUpSeconds: rampUpSeconds(options) });
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** A duration in Spark's short form: `5s`, `500ms`, `2min`; whole seconds count. @see Spark JavaUtils.timeStringAsSec */
function rampUpSeconds(options: Options): number {
  const text = options.text('rampUpTime') ?? '0s';
  const [, count, unit = 's'] = /^(\d+)([a-z]+)?$/.exec(text.trim().toLowerCase()) ?? [];
  if (count === undefined || !Object.hasOwn(SECONDS, unit)) {
    throw invalidOption('rampUpTime', text, phrase('ALLOWED_RAMP_UP'));
  }
  return Math.floor(Number(count) * SECONDS[unit]);
}
