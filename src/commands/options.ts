import { Option } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import { delayMs, fixedMicros, parseInterval } from '../lib/base/intervals.ts';
import { findZone } from '../lib/columns/time/zone.ts';

/** Reads the value of an option, or refuses it by name. */
export type Read<T> = (value: string) => T;

/** An option whose value is checked when it is read. */
export function valueOption<T>(
  flags: string,
  description: string,
  read: (name: string) => Read<T>,
  byDefault?: T,
): Option {
  const option = new Option(flags, description);
  const name = option.long ?? option.flags;
  option.argParser(read(name));
  if (byDefault !== undefined) option.default(byDefault);
  return option;
}

/** Where `xpto netcat` serves, and `xpto wordcount` reads. */
export const LINES_PORT = 3456;
/** Where `xpto twitter-replay` serves: one behind, so that both may run. */
export const REPLAY_PORT = 3457;

export const port =
  (option: string): Read<number> =>
  value => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && number <= 65_535) return number;
    throw new UsageError('OPTION_NOT_A_PORT', { option, value });
  };

/** 0 for any that is free. */
export const servedPort =
  (option: string): Read<number> =>
  value =>
    value === '0' ? 0 : port(option)(value);

/** As many as Spark's integers count. */
const MOST_COUNTED = 2 ** 31 - 1;

export const count =
  (option: string, least = 0): Read<number> =>
  value => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least) throw new UsageError('OPTION_NOT_A_COUNT', { option, value, least });
    if (number > MOST_COUNTED)
      throw new UsageError('OPTION_OUT_OF_RANGE', { option, value, least, most: MOST_COUNTED });
    return number;
  };

export const countFrom1 = (option: string): Read<number> => count(option, 1);

/** As `count`, from 1 to a limit. */
export const size =
  (most: number) =>
  (option: string): Read<number> =>
  value => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && number <= most) return number;
    throw new UsageError('OPTION_OUT_OF_RANGE', { option, value, least: 1, most });
  };

/** Reads `10/s`, `0.5/s`, `30/min` as so many a second. */
export const perSecond =
  (option: string): Read<number> =>
  value => {
    const [, count, unit = 's'] = /^(\d+(?:\.\d*)?|\.\d+)(?:\/(s|sec|second|m|min|minute|h|hour))?$/.exec(value) ?? [];
    const rate = Number(count) / { s: 1, m: 60, h: 3600 }[unit[0]]!;
    if (Number.isFinite(1000 / rate)) return rate;
    throw new UsageError('OPTION_NOT_A_RATE', { option, value });
  };

/** A text that says something: `--file=` is a slip, or a variable without a value. */
export const nonEmpty =
  (option: string): Read<string> =>
  value => {
    if (value.trim() !== '') return value;
    throw new UsageError('OPTION_EMPTY', { option });
  };

export const host =
  (option: string): Read<string> =>
  value => {
    if (value !== '' && !/\s/.test(value)) return value;
    throw new UsageError('OPTION_NOT_A_HOST', { option, value });
  };

/** Longer would not fit Spark's microseconds in a double. */
const LONGEST_MS = 2 ** 53 / 1000;

/** How long a window is, or how far apart windows begin, as Spark writes it; kept as text. */
export const length =
  (option: string): Read<string> =>
  value => {
    const interval = parseInterval(value);
    if (!interval) throw new UsageError('OPTION_NOT_A_DURATION', { option, value });
    if (interval.months === 0 && fixedMicros(interval) > 0n && delayMs(interval) <= LONGEST_MS) return value;
    throw new UsageError('OPTION_NOT_A_LENGTH', { option, value });
  };

/** How late something may be, as Spark writes it; kept as text. */
export const delay =
  (option: string): Read<string> =>
  value => {
    const interval = parseInterval(value);
    if (!interval) throw new UsageError('OPTION_NOT_A_DURATION', { option, value });
    if (delayMs(interval) >= 0 && delayMs(interval) <= LONGEST_MS) return value;
    throw new UsageError('OPTION_NOT_A_DELAY', { option, value });
  };

const SHORT_UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** How long something takes, `60s` or as Spark writes it, in milliseconds. */
export const durationMs =
  (option: string): Read<number> =>
  value => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
    if (unit === undefined) return delayMs(parseInterval(length(option)(value))!);
    if (Number(number) > 0) return Number(number) * SHORT_UNIT_MS[unit];
    throw new UsageError('OPTION_NOT_A_LENGTH', { option, value });
  };

/** Dollars, to the tenth of a cent. */
export const usd =
  (option: string): Read<number> =>
  value => {
    if (/^\d{1,9}(\.\d{1,3})?$/.test(value)) return Number(value);
    throw new UsageError('OPTION_NOT_USD', { option, value });
  };

export const yesOrNo =
  (option: string): Read<boolean> =>
  value => {
    if (value === 'true' || value === 'false') return value === 'true';
    throw new UsageError('OPTION_NOT_A_CHOICE', { option, value, choices: 'true, false' });
  };

export const oneOf =
  <const C extends readonly string[]>(choices: C) =>
  (option: string): Read<C[number]> =>
  value => {
    if (choices.includes(value)) return value;
    throw new UsageError('OPTION_NOT_A_CHOICE', { option, value, choices: choices.join(', ') });
  };

export const webSocketUrl =
  (option: string): Read<string> =>
  value => {
    if (/^wss?:\/\/[^/]/.test(value) && URL.canParse(value)) return value;
    throw new UsageError('OPTION_NOT_A_WEB_SOCKET', { option, value });
  };

export const timeZone =
  (option: string): Read<string> =>
  value => {
    if (findZone(value)) return value;
    throw new UsageError('OPTION_NOT_A_TIME_ZONE', { option, value });
  };
