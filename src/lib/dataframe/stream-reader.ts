import { byCloseness } from '../base/closest.ts';
import { AnalysisError, UsageError } from '../base/errors.ts';
import { fixedMicros, parseInterval } from '../base/intervals.ts';
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
  if (host === undefined) throw new AnalysisError('MISSING_SOURCE_OPTION', { option: 'host' });
  if (port === undefined) throw new AnalysisError('MISSING_SOURCE_OPTION', { option: 'port' });
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
  const maxLine = options.get('maxlinebytes');
  return {
    includeTimestamp: booleanOption(options, 'includeTimestamp'),
    maxLineBytes: maxLine === undefined ? DEFAULT_MAX_LINE_BYTES : Number(maxLine),
  };
}

function openRate(options: Options): StreamDefinition {
  const rampUp = options.get('rampuptime') ?? '0s';
  const interval = parseInterval(rampUp.replace(/^(\d+)s$/, '$1 seconds'));
  if (!interval) {
    throw new UsageError('INVALID_OPTION_VALUE', {
      option: 'rampUpTime',
      value: rampUp,
      allowed: phrase('ALLOWED_RAMP_UP'),
    });
  }
  return rateStream({
    rowsPerSecond: Number(options.get('rowspersecond') ?? 1),
    rampUpSeconds: Math.trunc(Number(fixedMicros(interval)) / 1e6),
  });
}

function booleanOption(options: Options, name: string): boolean {
  const value = options.get(name.toLowerCase());
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new UsageError('INVALID_OPTION_VALUE', { option: name, value, allowed: phrase('ALLOWED_BOOLEAN') });
}
