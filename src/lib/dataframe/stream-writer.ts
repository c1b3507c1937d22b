import { randomUUID } from 'node:crypto';
import { checkContinuous } from '../analysis/continuous.ts';
import { optimize } from '../analysis/optimize/optimize.ts';
import { checkOutputMode } from '../analysis/output-modes.ts';
import { byCloseness } from '../base/closest.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import { queryIdIn } from '../checkpoint/checkpoint.ts';
import type { Row } from '../columns/rows.ts';
import { lazyZone } from '../columns/time/zone.ts';
import { guaranteeOf } from '../engine/guarantee.ts';
import { type LateRows, StreamingQuery } from '../engine/streaming-query.ts';
import { parseTrigger, type Trigger, type TriggerOptions } from '../engine/trigger.ts';
import type { Files } from '../files/files.ts';
import { readNow } from '../files/read-now.ts';
import type { FileFormat, FormatOptions } from '../formats/format.ts';
import { findFormat, formats } from '../formats/index.ts';
import { zoneOption } from '../formats/options.ts';
import type { Stream } from '../operators/stream.ts';
import { nodesOf, type PlanNode } from '../plan/node.ts';
import { type OutputMode, outputModes } from '../plan/operator.ts';
import { explainNode, explainTree } from '../render/explain.ts';
import { consoleSink } from '../sinks/console.ts';
import { fileSink } from '../sinks/files/file-sink.ts';
import { Partitioning } from '../sinks/files/partitions.ts';
import { type ForeachWriter, foreachBatchSink, foreachSink } from '../sinks/foreach.ts';
import { jsonLinesSink } from '../sinks/json-lines.ts';
import { type MemoryTable, memorySink } from '../sinks/memory.ts';
import { noopSink } from '../sinks/noop.ts';
import type { Sink } from '../sinks/sink.ts';
import { stateIn } from './conf.ts';
import type { DataFrame } from './dataframe.ts';
import { Options, type OptionValue } from './options.ts';

const sinkFormats = ['console', 'jsonLines', 'memory', 'noop'] as const;
/** The sinks that there are, by name: files are named by their format. `jsonLines` prints a JSON object for every row. */
export type SinkFormat = (typeof sinkFormats)[number] | 'csv' | 'json' | 'parquet' | 'text';
/** What is written where nobody says what, as in Spark. */
const DEFAULT_FORMAT = 'parquet';

const MAX_FILE_BYTES = 128 << 20;
const MAX_OPEN_FILES = 256;

/** `frame.writeStream`: says where and how, then `start()`. */
export class DataStreamWriter {
  readonly #frame: DataFrame;
  readonly #options = new Options();
  #format: string | undefined;
  #mode: OutputMode = 'append';
  #trigger: Trigger | undefined;
  #name: string | null = null;
  #foreach: Sink | undefined;
  #isForeachBatch = false;
  #partitionColumns: readonly string[] = [];
  #onLateRows: ((late: LateRows) => void) | undefined;

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** `append`: rows that are final. `update`: rows that changed. `complete`: the whole result each time. */
  outputMode(mode: OutputMode): this {
    const known = outputModes.find(name => name === String(mode).toLowerCase());
    if (!known) throw new AnalysisError('STREAMING_OUTPUT_MODE.INVALID', { mode });
    this.#mode = known;
    return this;
  }

  format(name: SinkFormat): this {
    this.#format = name;
    return this;
  }

  /** An option of the sink, by its name without regard to case. */
  option(name: string, value: OptionValue): this {
    this.#options.set(name, value);
    return this;
  }

  options(options: Readonly<Record<string, OptionValue>>): this {
    this.#options.setAll(options);
    return this;
  }

  /** Files go to folders that are named after the values of these columns: `dt=2026-01-31/…`; the outermost first. */
  partitionBy(...columns: readonly (string | readonly string[])[]): this {
    this.#partitionColumns = columns.flat();
    return this;
  }

  /** When batches run; without it, as soon as there is something to do, or every 10 seconds with a checkpoint on S3. */
  trigger(options: TriggerOptions): this {
    this.#trigger = parseTrigger(options);
    return this;
  }

  /** A name for progress reports, and for the table of the memory sink. */
  queryName(name: string): this {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new UsageError('VALUE_NOT_NON_EMPTY_STR', { name: 'queryName' });
    }
    this.#name = name;
    return this;
  }

  /** Calls a function, or an object with `open`, `process` and `close`, for every row. */
  foreach(writer: ForeachWriter | ((row: Row) => void | Promise<void>)): this {
    const calls: ForeachWriter = typeof writer === 'function' ? { process: writer } : writer;
    requireFunction('foreach', 'process', calls?.process);
    if (calls.open !== undefined) requireFunction('foreach', 'open', calls.open);
    if (calls.close !== undefined) requireFunction('foreach', 'close', calls.close);
    this.#foreach = foreachSink(calls);
    this.#isForeachBatch = false;
    return this;
  }

  /** Calls a function with each batch, as a frame, and its number. */
  foreachBatch(call: (frame: DataFrame, batchId: number) => void | Promise<void>): this {
    requireFunction('foreachBatch', 'call', call);
    const { session } = this.#frame;
    this.#isForeachBatch = true;
    this.#foreach = foreachBatchSink((batches, schema, batchId) =>
      call(
        session.batchFrame('Batch', schema, () => batches),
        batchId,
      ),
    );
    return this;
  }

  /** Tells of rows that were dropped because they came too late. */
  onLateRows(call: (late: LateRows) => void): this {
    this.#onLateRows = call;
    return this;
  }

  /**
   * Starts the query.
   *
   * @param path of the output folder, for a sink of files
   * @throws AnalysisError when the plan cannot run in this mode; what a source does wrong is the query's failure
   */
  start(path?: string): StreamingQuery {
    if (path !== undefined) this.#options.set('path', path);
    const { session, plan } = this.#frame;
    const mode = this.#mode;
    // As in Spark, what is wrong with the sink is said before what is wrong with the plan.
    const table = this.#format === 'memory' && !this.#foreach ? this.#memorySink() : undefined;
    const sink = table ?? this.#sink();
    const id = randomUUID();
    const checkpoint = this.#checkpointLocation(id);
    if (sink.rewrites === 'once' && checkpoint === undefined) {
      throw new AnalysisError('CHECKPOINT_LOCATION_MISSING', { format: this.#format ?? DEFAULT_FORMAT });
    }
    checkOutputMode(plan, mode);
    if (this.#trigger?.kind === 'continuous') {
      checkContinuous(plan);
      if (this.#isForeachBatch) throw new AnalysisError('CONTINUOUS_FOREACH_BATCH');
      if (sink.rewrites === 'once') throw new AnalysisError('CONTINUOUS_FILE_SINK');
    }
    const { streams, conf, clock } = session;
    if (this.#name !== null && streams.active.some(query => query.name === this.#name)) {
      throw new UsageError('QUERY_NAME_IN_USE', { name: this.#name });
    }
    const settings = session.settings();
    const earlier = checkpoint === undefined ? [] : streams.active.filter(query => query.checkpoint === checkpoint);
    const query = new StreamingQuery(
      {
        id: (checkpoint && knownId(checkpoint)) ?? id,
        runId: randomUUID(),
        name: this.#name,
        plan: optimize(plan, settings),
        schema: this.#frame.schema,
        sink,
        outputMode: mode,
        trigger: this.#trigger ?? defaultTrigger(checkpoint),
        requests: () => session.requests,
        settings,
        clock,
        openCheckpoint: checkpoint === undefined ? undefined : () => this.#openCheckpoint(checkpoint, earlier),
        watermarkPolicy: conf.get('spark.sql.streaming.multipleWatermarkPolicy') === 'max' ? 'max' : 'min',
        noDataBatches: conf.get('spark.sql.streaming.noDataMicroBatches.enabled') === 'true',
        openEntries: stateIn(conf),
      },
      {
        listeners: () => streams.listeners,
        ...(this.#onLateRows && { onLateRows: this.#onLateRows }),
        onEnd: ended => streams.ended(ended),
        explain: hasRun =>
          session.output.write(
            hasRun ? explainTree(explainNode(plan, mode, 'en')) : 'No physical plan. Waiting for data.\n',
          ),
        ...(checkpoint !== undefined && { checkpoint }),
        guarantee: guaranteeOf({ sources: streamsOf(plan), sink, hasCheckpoint: checkpoint !== undefined }),
        progressLimit: Number(conf.get('spark.sql.streaming.numRecentProgressUpdates')),
      },
    );
    streams.add(query);
    if (table) this.#registerTable(this.#name!, table);
    return query;
  }

  /** Where the query keeps what it needs to go on; undefined: nowhere. */
  #checkpointLocation(id: string): string | undefined {
    const { session } = this.#frame;
    const own = this.#options.text('checkpointLocation');
    if (own !== undefined) return own;
    const { checkpointOfOneQuery } = session;
    if (checkpointOfOneQuery !== undefined) {
      const isTaken = session.streams.active.some(query => query.checkpoint === checkpointOfOneQuery);
      if (!isTaken) return checkpointOfOneQuery;
      throw new UsageError('CHECKPOINT_OF_ONE_QUERY', { checkpoint: checkpointOfOneQuery });
    }
    const shared = session.conf.get('spark.sql.streaming.checkpointLocation', '');
    return shared === '' ? undefined : `${shared}/${this.#name ?? id}`;
  }

  /** As in Spark, a query of this session that runs from the same checkpoint makes way. */
  async #openCheckpoint(location: string, earlier: readonly StreamingQuery[]): Promise<Files> {
    for (const query of earlier) await query.stop();
    const files = await this.#frame.session.openFiles(location);
    const hasRun = this.#format === 'memory' && this.#mode !== 'complete' && (await anyFileIn(files, 'offsets'));
    if (hasRun) throw new AnalysisError('CHECKPOINT_NOT_RECOVERABLE', { location });
    return files;
  }

  #sink(): Sink {
    if (this.#foreach) return this.#foreach;
    const { session } = this.#frame;
    const settings = session.settings();
    const local = lazyZone(() => settings.timeZone);
    switch (this.#format?.toLowerCase()) {
      case 'console':
        return consoleSink(session.output, {
          numRows: this.#options.count('numRows', 20, 0),
          truncate: this.#options.boolean('truncate', true),
          local,
          escapeControls: this.#options.boolean('escapeControls', false),
        });
      case 'jsonlines':
        return jsonLinesSink(session.output, { local, escapeControls: this.#options.boolean('escapeControls', false) });
      case 'noop':
        return noopSink();
      default: {
        const format = this.#format ?? DEFAULT_FORMAT;
        const found = findFormat(format);
        if (found) return this.#fileSink(found);
        const names = byCloseness(format, [...new Set([...sinkFormats, ...formats.keys()])]).join(', ');
        throw new AnalysisError('DATA_SOURCE_NOT_FOUND', { format, formats: names });
      }
    }
  }

  #fileSink(format: FileFormat): Sink {
    const { session, schema } = this.#frame;
    const options = this.#options;
    const path = options.text('path');
    if (path === undefined) throw new AnalysisError('PATH_NOT_SPECIFIED');
    if (this.#mode !== 'append') {
      throw new AnalysisError('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE', {
        outputMode: this.#mode,
        className: format.name,
      });
    }
    const { timeZone } = session.settings();
    const formatOptions: FormatOptions = { text: name => options.text(name), timeZone };
    return fileSink({
      format,
      formatOptions,
      partitioning: new Partitioning(schema, this.#partitionColumns, zoneOption(formatOptions)),
      location: path,
      openFiles: () => session.openFiles(path),
      sparkLog: options.boolean('sparkLog', session.conf.get('xpto.sink.sparkLog') === 'true'),
      maxFileBytes: options.count('maxFileBytes', MAX_FILE_BYTES),
      maxRecordsPerFile: options.count('maxRecordsPerFile', 0, 0) || Number.POSITIVE_INFINITY,
      maxOpenFiles: options.count('maxOpenFiles', MAX_OPEN_FILES),
      retentionMs: options.spanMs('retention') ?? Number.POSITIVE_INFINITY,
    });
  }

  #memorySink(): Sink & MemoryTable {
    if (this.#name === null) throw new AnalysisError('MEMORY_SINK_WITHOUT_NAME');
    return memorySink();
  }

  /** The table of the query becomes a view of its name. */
  #registerTable(name: string, table: MemoryTable): void {
    const { session, schema } = this.#frame;
    session.batchFrame(name, schema, () => table.batches()).createOrReplaceTempView(name);
  }
}

/** The id of the query that a checkpoint on this machine is of. */
function knownId(location: string): string | undefined {
  const metadata = readNow(location, 'metadata');
  return metadata && queryIdIn(Buffer.from(metadata).toString(), `${location}/metadata`);
}

async function anyFileIn(files: Files, folder: string): Promise<boolean> {
  for await (const _ of files.list(folder)) return true;
  return false;
}

/** On S3 every batch sends requests that cost money. */
const defaultTrigger = (checkpoint: string | undefined): Trigger =>
  checkpoint !== undefined && /^s3[an]?:/i.test(checkpoint)
    ? { kind: 'processingTime', intervalMs: 10_000 }
    : { kind: 'asSoonAsPossible' };

/** The streams that a plan reads. */
const streamsOf = (plan: PlanNode): Stream[] => [...nodesOf(plan)].filter(node => node.op === 'stream') as Stream[];

function requireFunction(method: string, name: string, given: unknown): void {
  if (typeof given !== 'function') throw new UsageError('ATTRIBUTE_NOT_CALLABLE', { method, name });
}
