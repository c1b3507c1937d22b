import { Option } from 'commander';
import { UsageError } from '../lib/base/errors.ts';
import { parseInterval } from '../lib/base/intervals.ts';
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

export const port =
  (option: string): Read<number> =>
  value => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && number <= 65_535) return number;
    throw new UsageError('OPTION_NOT_A_PORT', { option, value });
  };

export const count =
  (option: string, least = 0): Read<number> =>
  value => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && Number.isSafeInteger(number)) return number;
    throw new UsageError('OPTION_NOT_A_COUNT', { option, value, least });
  };

/** A duration as Spark writes it, kept as text. */
export const duration =
  (option: string): Read<string> =>
  value => {
    if (parseInterval(value)) return value;
    throw new UsageError('OPTION_NOT_A_DURATION', { option, value });
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

export const timeZone =
  (option: string): Read<string> =>
  value => {
    if (findZone(value)) return value;
    throw new UsageError('OPTION_NOT_A_TIME_ZONE', { option, value });
  };
