import { byCloseness } from '../base/closest.ts';
import { AnalysisError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { parseSchema } from '../columns/ddl.ts';
import type { Schema } from '../columns/types.ts';
import { standardInput } from '../sources/byte-input.ts';
import { DEFAULT_MAX_LINE_BYTES, type LineOptions } from '../sources/line-reader.ts';
import { linesStream } from '../sources/lines.ts';
import { rateStream } from '../sources/rate.ts';
import { socketStream } from '../sources/socket.ts';
import type { StreamDefinition } from '../sources/source.ts';
import type { DataFrame } from './dataframe.ts';
import { invalidOption, Options, type OptionValue } from './options.ts';
import type { Session } from './session.ts';

/** The sources that there are, by Spark's names. */
export type StreamFormat = 'socket' | 'stdin' | 'rate';

const formats: Record<StreamFormat, (options: Options) => StreamDefinition> = {
  socket: openSocket,
  stdin: openStdin,
  rate: openRate,
};

/** `session.readStream`: says what to read, then `load()`. */
export class DataStreamReader {
  readonly #session: Session;
  readonly #options = new Options();
  #format: string | undefined;
  #hasSchema = false;

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

  /** The sources that there are know their columns themselves: `load()` refuses. */
  schema(schema: string | Schema): this {
    if (typeof schema === 'string') parseSchema(schema);
    this.#hasSchema = true;
    return this;
  }

  options(options: Readonly<Record<string, OptionValue>>): this {
    this.#options.setAll(options);
    return this;
  }

  /**
   * The frame; nothing is opened before a query on it starts.
   *
   * @throws AnalysisError `DATA_SOURCE_NOT_FOUND`, or UsageError `INVALID_OPTION_VALUE`
   */
  load(): DataFrame {
    const name = (this.#format ?? '').toLowerCase();
    if (!Object.hasOwn(formats, name)) {
      const known = Object.keys(formats);
      throw new AnalysisError('DATA_SOURCE_NOT_FOUND', {
        format: name,
        formats: byCloseness(name, known).join(', '),
      });
    }
    if (this.#hasSchema) throw new AnalysisError('SOURCE_TAKES_NO_SCHEMA', { format: name });
    return this.#session.streamFrame(name, formats[name as StreamFormat](this.#options));
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
