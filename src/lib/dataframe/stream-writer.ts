import { randomUUID } from 'node:crypto';
import { optimize } from '../analysis/optimize/optimize.ts';
import { checkOutputMode } from '../analysis/output-modes.ts';
import { byCloseness } from '../base/closest.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import type { Row } from '../columns/rows.ts';
import { lazyZone } from '../columns/time/zone.ts';
import { type LateRows, StreamingQuery } from '../engine/streaming-query.ts';
import { parseTrigger, type Trigger, type TriggerOptions } from '../engine/trigger.ts';
import { type OutputMode, outputModes } from '../plan/operator.ts';
import { consoleSink } from '../sinks/console.ts';
import { type ForeachWriter, foreachBatchSink, foreachSink } from '../sinks/foreach.ts';
import { jsonSink } from '../sinks/json.ts';
import { memorySink } from '../sinks/memory.ts';
import { noopSink } from '../sinks/noop.ts';
import type { Sink } from '../sinks/sink.ts';
import { MemoryStateStore } from '../state/memory-state-store.ts';
import type { DataFrame } from './dataframe.ts';
import { Options, type OptionValue } from './options.ts';

const sinkFormats = ['console', 'json', 'memory', 'noop'] as const;
/** The sinks that there are, by name. */
export type SinkFormat = (typeof sinkFormats)[number];

/** `frame.writeStream`: says where and how, then `start()`. */
export class DataStreamWriter {
  readonly #frame: DataFrame;
  readonly #options = new Options();
  #format: string | undefined;
  #mode: string = 'append';
  #trigger: Trigger = { kind: 'asSoonAsPossible' };
  #name: string | null = null;
  #foreach: Sink | undefined;
  #onLateRows: ((late: LateRows) => void) | undefined;

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** `append`: rows that are final. `update`: rows that changed. `complete`: the whole result each time. */
  outputMode(mode: OutputMode): this {
    this.#mode = mode;
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

  /** When batches run; without it, as soon as there is something to do. */
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
    return this;
  }

  /** Calls a function with each batch, as a frame, and its number. */
  foreachBatch(call: (frame: DataFrame, batchId: number) => void | Promise<void>): this {
    requireFunction('foreachBatch', 'call', call);
    const { session } = this.#frame;
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
   * @throws AnalysisError when the plan cannot run in this mode; what a source does wrong is the query's failure
   */
  start(): StreamingQuery {
    const { session, plan } = this.#frame;
    const mode = this.#outputMode();
    checkOutputMode(plan, mode);
    const { streams, conf, clock } = session;
    // Asked before there is a sink: the table of the query that has the name already stays.
    if (this.#name !== null && streams.active.some(query => query.name === this.#name)) {
      throw new UsageError('QUERY_NAME_IN_USE', { name: this.#name });
    }
    const sink = this.#sink();
    const settings = session.settings();
    const query = new StreamingQuery(
      {
        id: randomUUID(),
        runId: randomUUID(),
        name: this.#name,
        plan: optimize(plan, settings),
        schema: this.#frame.schema,
        sink,
        outputMode: mode,
        trigger: this.#trigger,
        settings,
        clock,
        openState: () => new MemoryStateStore(),
        watermarkPolicy: conf.get('spark.sql.streaming.multipleWatermarkPolicy') === 'max' ? 'max' : 'min',
        noDataBatches: conf.get('spark.sql.streaming.noDataMicroBatches.enabled') === 'true',
      },
      {
        listeners: () => streams.listeners,
        ...(this.#onLateRows && { onLateRows: this.#onLateRows }),
        onEnd: ended => streams.ended(ended),
        progressLimit: Number(conf.get('spark.sql.streaming.numRecentProgressUpdates')),
      },
    );
    streams.add(query);
    return query;
  }

  #outputMode(): OutputMode {
    const mode = outputModes.find(known => known === this.#mode.toLowerCase());
    if (mode) return mode;
    throw new AnalysisError('STREAMING_OUTPUT_MODE.INVALID', { mode: this.#mode });
  }

  #sink(): Sink {
    if (this.#foreach) return this.#foreach;
    const { session } = this.#frame;
    const settings = session.settings();
    const local = lazyZone(() => settings.timeZone);
    switch (this.#format) {
      case 'console':
        return consoleSink(session.output, {
          numRows: this.#options.count('numRows', 20, 0),
          truncate: this.#options.boolean('truncate', true),
          local,
          escapeControls: this.#options.boolean('escapeControls', false),
        });
      case 'json':
        return jsonSink(session.output, { local, escapeControls: this.#options.boolean('escapeControls', false) });
      case 'noop':
        return noopSink();
      case 'memory':
        return this.#memorySink();
      default: {
        const format = this.#format ?? '';
        const formats = byCloseness(format, sinkFormats).join(', ');
        throw new AnalysisError('DATA_SOURCE_NOT_FOUND', { format, formats });
      }
    }
  }

  /** The table of the query becomes a view of its name. */
  #memorySink(): Sink {
    const { session, schema } = this.#frame;
    if (this.#name === null) throw new AnalysisError('MEMORY_SINK_WITHOUT_NAME');
    const sink = memorySink();
    session.batchFrame(this.#name, schema, () => sink.batches()).createOrReplaceTempView(this.#name);
    return sink;
  }
}

function requireFunction(method: string, name: string, given: unknown): void {
  if (typeof given !== 'function') throw new UsageError('ATTRIBUTE_NOT_CALLABLE', { method, name });
}
