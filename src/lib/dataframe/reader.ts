import { byCloseness } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import type { Batch } from '../columns/batch.ts';
import { parseSchema } from '../columns/ddl.ts';
import type { Schema } from '../columns/types.ts';
import { attributesOf } from '../expressions/typed.ts';
import { isGlob } from '../files/glob.ts';
import type { FileFormat, FormatOptions } from '../formats/format.ts';
import { findFormat, formats } from '../formats/index.ts';
import { localInput } from '../formats/inputs.ts';
import { relationOf } from '../operators/relation.ts';
import { DataFolder, type OpenFiles } from '../sources/files/data-folder.ts';
import {
  type FileNow,
  type FileTable,
  filesNow,
  foundNow,
  isSinkNow,
  TableReader,
  tableOf,
  tableWithMetadata,
} from '../sources/files/file-table.ts';
import { DataFrame } from './dataframe.ts';
import { formatOptions, type Location, locate, tableInBuckets } from './file-locations.ts';
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
   * The rows of files. They are opened when rows are asked for, or now, where the schema is to be inferred. What files
   * there are, and what columns their folders are, is looked up now, in a bucket too.
   *
   * The names of folders that say values (`day=2026-01-31`) are columns. Of a folder that a streaming query writes to,
   * its log says which files count.
   *
   * @param paths of files, or of folders: then all files in them but those whose names begin with `.` or `_`; patterns
   *   of such (`in/2026-*`), or URLs, `file:///path`
   * @throws AnalysisError `PATH_NOT_FOUND`, `DATA_SOURCE_NOT_FOUND`,
   *   `UNABLE_TO_INFER_SCHEMA`
   */
  load(paths: string | readonly string[]): DataFrame {
    const format = findFormat(this.#format);
    if (!format) {
      const known = byCloseness(this.#format, [...formats.keys()]).join(', ');
      throw new AnalysisError('DATA_SOURCE_NOT_FOUND', { format: this.#format, formats: known });
    }
    const options = formatOptions(this.#options, this.#session);
    const places = [paths].flat().map(path => placeNow(locate(path, this.#session), options));
    const files = places.every(place => place.files) ? places.flatMap(({ files = [] }) => files) : undefined;
    const table =
      tableInBuckets(places, format, this.#options, this.#schema, this.#session, false) ??
      tableOf(files, format, options, this.#schema, places.map(({ location }) => location).join(', '));
    const { openFiles } = this.#session;
    const rows = (given: FileTable) => {
      const reader = new TableReader(given, format, options);
      return () => rowsOf(places, reader, options, openFiles);
    };
    const whole = tableWithMetadata(table);
    const output = attributesOf((whole ?? table).schema);
    const hidden = whole && { attribute: output.pop()!, rows: rows(whole) };
    return new DataFrame(this.#session, relationOf(titleOf(format), output, rows(table), hidden));
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

/** A location with the files that there are now, where that can be seen at once. */
interface PlaceNow extends Location {
  readonly files?: readonly FileNow[];
}

/** Later files are not read: a frame is always of the same ones. */
function placeNow(location: Location, options: FormatOptions): PlaceNow {
  if (!location.isHere) return location;
  const files = filesNow(location.location, options);
  if (files.length === 0 && isGlob(location.location)) {
    throw new AnalysisError('PATH_NOT_FOUND', { path: location.location });
  }
  return { ...location, files };
}

async function* rowsOf(
  places: readonly PlaceNow[],
  reader: TableReader,
  options: FormatOptions,
  openFiles: OpenFiles,
): AsyncGenerator<Batch> {
  for (const { location, files } of places) {
    if (files && !isSinkNow(location)) {
      for (const { path, partition, isWanted } of files)
        if (isWanted)
          yield* reader.read(
            path,
            () => localInput(path),
            partition,
            () => foundNow(path),
          );
      continue;
    }
    const folder = await DataFolder.open(location, options, openFiles);
    const found = await folder.list();
    if (found.length === 0 && !folder.isSink) throw new AnalysisError('PATH_NOT_FOUND', { path: location });
    for (const file of found) {
      const { address } = file;
      yield* reader.read(
        address,
        () => folder.input(file),
        folder.partitionOf(address),
        () => file,
      );
    }
  }
}

const titleOf = ({ name }: FileFormat): string => name[0].toUpperCase() + name.slice(1);
