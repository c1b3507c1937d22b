import { resolve } from 'node:path';
import { byCloseness } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import { parseSchema } from '../columns/ddl.ts';
import { asNullableColumn } from '../columns/nullability.ts';
import type { Schema } from '../columns/types.ts';
import { dataFilesAt, filesOf } from '../files/data-files.ts';
import { localPathOf } from '../files/open-files.ts';
import type { FileAtHand, FileFormat, FileReader, InputFile } from '../formats/format.ts';
import { findFormat, formats } from '../formats/index.ts';
import { fileAtHand, inputOf, localInput } from '../formats/inputs.ts';
import { requireDistinctNames } from '../formats/schemas.ts';
import type { DataFrame } from './dataframe.ts';
import { Options, type OptionValue } from './options.ts';
import type { Session } from './session.ts';

/** `session.read`: frames of what is there already. */
export class DataFrameReader {
  readonly #session: Session;
  readonly #options = new Options();
  #format = 'parquet';
  #schema: Schema | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A format of files, by Spark's name: `parquet`, which it is without, `json`, `csv`, `text`. */
  format(name: string): this {
    this.#format = name;
    return this;
  }

  /** The columns that are wanted, as DDL text or fields; without them those that the files seem to have. */
  schema(schema: string | Schema): this {
    this.#schema = typeof schema === 'string' ? parseSchema(schema) : schema;
    return this;
  }

  /** An option of the format, by its name without regard to case. */
  option(name: string, value: OptionValue): this {
    this.#options.set(name, value);
    return this;
  }

  options(options: Readonly<Record<string, OptionValue>>): this {
    this.#options.setAll(options);
    return this;
  }

  /**
   * The rows of files. They are opened when rows are asked for, or now, where the schema is to be inferred.
   *
   * @param paths of files, or of folders: then all files in them but those whose names begin with `.` or `_`; or URLs
   *   of such, `file:///path`
   * @throws AnalysisError `PATH_NOT_FOUND` (of a URL, when the rows are asked for), `DATA_SOURCE_NOT_FOUND`,
   *   `UNABLE_TO_INFER_SCHEMA`
   */
  load(paths: string | readonly string[]): DataFrame {
    const format = findFormat(this.#format);
    if (!format) {
      const known = byCloseness(this.#format, [...formats.keys()]).join(', ');
      throw new AnalysisError('DATA_SOURCE_NOT_FOUND', { format: this.#format, formats: known });
    }
    const locations = [paths].flat().flatMap(location => {
      const path = localPathOf(location);
      if (path === undefined) return location;
      const found = filesOf(path);
      if (found) return found;
      throw new AnalysisError('PATH_NOT_FOUND', { path: resolve(path) });
    });
    const options = { text: (name: string) => this.#options.text(name), timeZone: this.#session.settings().timeZone };
    const schema = (this.#schema ?? inferred(format, locations, options)).map(asNullableColumn);
    requireDistinctNames(schema);
    const reader = format.reader(schema, options);
    return this.#session.batchFrame(titleOf(format), schema, () => batchesOf(locations, reader));
  }

  /** The lines of text files, in the column `value`. See `load`. */
  text(paths: string | readonly string[]): DataFrame {
    return this.format('text').load(paths);
  }

  /** Files of an object a line; with the option `multiLine`, of one object or one array of them. See `load`. */
  json(paths: string | readonly string[]): DataFrame {
    return this.format('json').load(paths);
  }

  /** Parquet files, with the columns that the first one says it has. See `load`. */
  parquet(paths: string | readonly string[]): DataFrame {
    return this.format('parquet').load(paths);
  }

  /** Files of comma-separated values; with the option `header`, the first line of each names the columns. See `load`. */
  csv(paths: string | readonly string[]): DataFrame {
    return this.format('csv').load(paths);
  }

  /** A view, or the table of a query that writes to memory. */
  table(tableName: string): DataFrame {
    return this.#session.table(tableName);
  }
}

function inferred(
  format: FileFormat,
  locations: readonly string[],
  options: Parameters<FileFormat['reader']>[1],
): Schema {
  const files = locations.map(fileNowAt);
  const schema = format.inferFrom?.(files, options);
  if (schema) return schema;
  throw new AnalysisError('UNABLE_TO_INFER_SCHEMA', { format: format.name, path: locations.join(', ') });
}

function fileNowAt(location: string): FileAtHand {
  if (localPathOf(location) !== undefined) return fileAtHand(location);
  // Only a format that must look at it refuses it.
  const refuse = () => {
    throw new AnalysisError('SCHEMA_NEEDED', { location });
  };
  return { name: location, chunks: refuse, range: refuse, sizeBytes: Number.POSITIVE_INFINITY };
}

async function* batchesOf(locations: readonly string[], reader: FileReader) {
  for (const location of locations) {
    if (localPathOf(location) !== undefined) yield* reader.read(localInput(location));
    else for await (const file of filesAt(location)) yield* reader.read(file);
  }
}

async function* filesAt(url: string): AsyncGenerator<InputFile> {
  let isFound = false;
  for await (const { files, path } of dataFilesAt(url)) {
    isFound = true;
    yield await inputOf(files, path);
  }
  if (!isFound) throw new AnalysisError('PATH_NOT_FOUND', { path: url });
}

const titleOf = ({ name }: FileFormat): string => name[0].toUpperCase() + name.slice(1);
