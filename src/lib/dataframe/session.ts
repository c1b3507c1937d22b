import { type Clock, systemClock } from '../base/clock.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import { standardOutput, type TextOutput } from '../base/stdio.ts';
import { BATCH_ROWS, Batch } from '../columns/batch.ts';
import { parseSchema } from '../columns/ddl.ts';
import { batchFromRows, inferSchema, type RowInput } from '../columns/from-user.ts';
import type { Schema } from '../columns/types.ts';
import { LongVector } from '../columns/vector.ts';
import { attributesOf, type Settings } from '../expressions/typed.ts';
import type { Files } from '../files/files.ts';
import { openFiles } from '../files/open-files.ts';
import { relationOf } from '../operators/relation.ts';
import { streamOf } from '../operators/stream.ts';
import type { PlanNode } from '../plan/node.ts';
import { MemoryStream } from '../sources/memory.ts';
import type { StreamDefinition } from '../sources/source.ts';
import { Conf, type ConfKey } from './conf.ts';
import { DataFrame } from './dataframe.ts';
import { StreamingQueryManager } from './query-manager.ts';
import { DataFrameReader } from './reader.ts';
import { DataStreamReader } from './stream-reader.ts';

/** Opens the files of a location: a path, or a URL. */
export type OpenFiles = (location: string) => Promise<Files>;

/** What a session is made with; everything has a default. */
export interface SessionOptions {
  /** Time, for triggers and `current_timestamp`; a ManualClock in tests. */
  readonly clock?: Clock;
  /** Where `show()` and the console sink print. */
  readonly output?: TextOutput;
  readonly appName?: string;
  /** Opens the places where data and checkpoints lie. */
  readonly openFiles?: OpenFiles;
}

/** Where frames are made and queries run, as PySpark's SparkSession. */
export class Session {
  readonly conf: Conf;
  readonly clock: Clock;
  readonly output: TextOutput;
  readonly openFiles: OpenFiles;
  /** Paths are of the disk of this machine, and URLs of the world around it, and not of what the session was given. */
  readonly isOfThisMachine: boolean;
  /** The checkpoint of the query that is started without one of its own; there can be one such query. */
  checkpointOfOneQuery: string | undefined;
  /** The streaming queries of this session. */
  readonly streams: StreamingQueryManager;
  readonly #views = new Map<string, PlanNode>();
  /** Places that are paid for by the request. */
  readonly #paid: { readonly requests?: number }[] = [];

  constructor({
    clock = systemClock,
    output = standardOutput,
    appName,
    openFiles: open = openFiles,
  }: SessionOptions = {}) {
    this.clock = clock;
    this.output = output;
    this.isOfThisMachine = open === openFiles;
    this.openFiles = async location => {
      const files = await open(location);
      if (files.requests !== undefined) this.#paid.push(files);
      return files;
    };
    this.conf = new Conf();
    if (appName !== undefined) this.conf.set('spark.app.name', appName);
    this.streams = new StreamingQueryManager(clock);
  }

  static get builder(): SessionBuilder {
    return new SessionBuilder();
  }

  /** So many requests were sent to stores that are paid for by the request; undefined where none is such. */
  get requests(): number | undefined {
    return this.#paid.length === 0 ? undefined : this.#paid.reduce((sum, { requests = 0 }) => sum + requests, 0);
  }

  /** Counts requests that were sent for the session elsewhere. */
  paidFor(requests: number): void {
    this.#paid.push({ requests });
  }

  get read(): DataFrameReader {
    return new DataFrameReader(this);
  }

  get readStream(): DataStreamReader {
    return new DataStreamReader(this);
  }

  /** What expressions made from now on know of the session. */
  settings(): Settings {
    return this.conf.settings();
  }

  /**
   * A frame of rows at hand.
   *
   * @param schema DDL text, fields, names of columns, or nothing: then types are those that the values seem to have
   */
  createDataFrame(rows: readonly RowInput[], schema?: string | Schema | readonly string[]): DataFrame {
    const fields = schemaOf(rows, schema);
    const batch = batchFromRows(rows, fields, this.settings().timeZone);
    return this.batchFrame('LocalTable', fields, () => batch.pieces());
  }

  /** A frame of batches that come from elsewhere; `open` is called each time that they are read. */
  batchFrame(title: string, schema: Schema, open: Parameters<typeof relationOf>[2]): DataFrame {
    return new DataFrame(this, relationOf(title, attributesOf(schema), open));
  }

  /** One column `id`, counting from `start` up to, without, `end`. */
  range(start: number, end?: number, step = 1): DataFrame {
    const [from, to] = end === undefined ? [0, start] : [start, end];
    if (step === 0) throw new UsageError('RANGE_STEP_OF_ZERO');
    const count = Math.max(0, Math.ceil((to - from) / step));
    return this.batchFrame('Range', [{ name: 'id', type: 'bigint', nullable: false }], () =>
      rangeBatches(from, count, step),
    );
  }

  /** A stream to which rows are added by hand, and its frame. */
  memoryStream(schema: string | Schema): { add(rows: readonly RowInput[]): void; toDF(): DataFrame } {
    const fields = typeof schema === 'string' ? parseSchema(schema) : schema;
    const stream = new MemoryStream(fields);
    const frame = this.streamFrame('memory', stream);
    return {
      add: rows => stream.add(batchFromRows(rows, fields, this.settings().timeZone)),
      toDF: () => frame,
    };
  }

  /** The frame of a source, for sources that come from elsewhere. */
  streamFrame(format: string, definition: StreamDefinition): DataFrame {
    return new DataFrame(this, streamOf(format, definition));
  }

  /** The table of that name: a view, or the table of a query that writes to memory. */
  table(tableName: string): DataFrame {
    const plan = this.#views.get(tableName.toLowerCase());
    if (plan) return new DataFrame(this, plan);
    throw new AnalysisError('TABLE_OR_VIEW_NOT_FOUND', { name: tableName });
  }

  registerView(tableName: string, plan: PlanNode): void {
    this.#views.set(tableName.toLowerCase(), plan);
  }

  /** Stops all queries of the session; `getOrCreate` then makes a new one. */
  async stop(): Promise<void> {
    if (shared === this) shared = undefined;
    await Promise.all(this.streams.active.map(query => query.stop()));
  }
}

/** The one that builders give until it is stopped. */
let shared: Session | undefined;

/** `Session.builder.appName("x").config(key, value).getOrCreate()`. */
export class SessionBuilder {
  readonly #conf = new Map<ConfKey, string | boolean | number>();

  appName(name: string): this {
    return this.config('spark.app.name', name);
  }

  config(key: ConfKey, value: string | boolean | number): this {
    this.#conf.set(key, value);
    return this;
  }

  /** There is no cluster to choose: every master is this process. */
  master(_url: string): this {
    return this;
  }

  /** The session that `getOrCreate` made before, with these settings added, or a new one. */
  getOrCreate(): Session {
    shared ??= new Session();
    for (const [key, value] of this.#conf) shared.conf.set(key, value);
    return shared;
  }
}

function schemaOf(rows: readonly RowInput[], schema: string | Schema | readonly string[] | undefined): Schema {
  if (typeof schema === 'string') return parseSchema(schema);
  if (schema === undefined) return inferSchema(rows);
  const isNames = schema.every(field => typeof field === 'string');
  return isNames ? inferSchema(rows, schema as readonly string[]) : (schema as Schema);
}

function* rangeBatches(from: number, count: number, step: number): Generator<Batch> {
  for (let row = 0; row < count; row += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, count - row);
    const values = Float64Array.from({ length }, (_, i) => from + (row + i) * step);
    yield new Batch([new LongVector('bigint', values, length)], length);
  }
}
