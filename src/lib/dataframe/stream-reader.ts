import { byCloseness } from '../base/closest.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { standardInput } from '../sources/byte-input.ts';
import { DEFAULT_MAX_LINE_BYTES, type LineOptions } from '../sources/line-reader.ts';
import { linesStream } from '../sources/lines.ts';
import { rateStream } from '../sources/rate.ts';
import { socketStream } from '../sources/socket.ts';
import type { StreamDefinition } from '../sources/source.ts';
import type { DataFrame } from './dataframe.ts';
import type { Session } from './session.ts';

/** The sources that there are, by Spark's names. */
export type StreamFormat = 'socket' | 'stdin' | 'rate';

/** Options by name, without regard to case. */
type Options = ReadonlyMap<string, string>;

const formats: Record<StreamFormat, (options: Options) => StreamDefinition> = {
  socket: openSocket,
  stdin: openStdin,
  rate: openRate,
};

/** `session.readStream`: says what to read, then `load()`. */
export class DataStreamReader {
  readonly #session: Session;
  readonly #options = new Map<string, string>();
  #format: string | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  format(name: StreamFormat): this {
    this.#format = name;
    return this;
  }

  option(name: string, value: string | number | boolean): this {
    this.#options.set(name.toLowerCase(), String(value));
    return this;
  }

  options(options: Readonly<Record<string, string | number | boolean>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  load(): DataFrame {
    const name = (this.#format ?? '').toLowerCase();
    if (!Object.hasOwn(formats, name)) {
      const known = Object.keys(formats);
      throw new AnalysisError('DATA_SOURCE_NOT_FOUND', {
        format: name,
        formats: byCloseness(name, known).join(', '),
      });
    }
    return this.#session.streamFrame(name, formats[name as StreamFormat](this.#options));
  }
}

function openSocket(options: Options): StreamDefinition {
  const host = options.get('host');
  const port = options.get('port');
  if (host === undefined) throw new AnalysisError('SOCKET_WITHOUT_HOST');
  if (port === undefined) throw new AnalysisError('SOCKET_WITHOUT_PORT');
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new UsageError('INVALID_OPTION_VALUE', { option: 'port', value: port, allowed: phrase('ALLOWED_PORT') });
  }
  return socketStream({ host, port: number, ...lineOptions(options) });
}

function openStdin(options: Options): StreamDefinition {
  return linesStream(standardInput(), 'stdin', lineOptions(options));
}

function lineOptions(options: Options): LineOptions {
  const withTime = options.get('includetimestamp')?.toLowerCase() ?? 'false';
  if (withTime !== 'true' && withTime !== 'false') throw new AnalysisError('INCLUDE_TIMESTAMP_NOT_BOOLEAN');
  return {
    includeTimestamp: withTime === 'true',
    maxLineBytes: countOption(options, 'maxLineBytes', DEFAULT_MAX_LINE_BYTES),
  };
}

function openRate(options: Options): StreamDefinition {
  return rateStream({ rowsPerSecond: countOption(options, 'rowsPerSecond', 1), rampUpSeconds: rampUpSeconds(options) });
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** A duration in Spark's short form: `5s`, `500ms`, `2min`; whole seconds count. @see Spark JavaUtils.timeStringAsSec */
function rampUpSeconds(options: Options): number {
  const text = options.get('rampuptime') ?? '0s';
  const [, count, unit = 's'] = /^(\d+)([a-z]+)?$/.exec(text.trim().toLowerCase()) ?? [];
  if (count === undefined || !Object.hasOwn(SECONDS, unit)) {
    throw new UsageError('INVALID_OPTION_VALUE', {
      option: 'rampUpTime',
      value: text,
      allowed: phrase('ALLOWED_RAMP_UP'),
    });
  }
  return Math.floor(Number(count) * SECONDS[unit]);
}

function countOption(options: Options, name: string, byDefault: number): number {
  const text = options.get(name.toLowerCase());
  if (text === undefined) return byDefault;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && Number.isSafeInteger(value)) return value;
  throw new UsageError('INVALID_OPTION_VALUE', {
    option: name,
    value: text,
    allowed: phrase('ALLOWED_COUNT', { least: 1 }),
  });
}
