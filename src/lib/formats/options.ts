import { AnalysisError, UsageError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import { findZone, type Zone } from '../columns/time/zone.ts';
import type { FormatOptions } from './format.ts';

/** What happens to a record that is not as the schema says. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

/** A mode that Spark does not know is PERMISSIVE, as it is in Spark. */
export function parseMode(options: FormatOptions): ParseMode {
  const mode = options.text('mode')?.toUpperCase();
  return mode === 'DROPMALFORMED' || mode === 'FAILFAST' ? mode : 'PERMISSIVE';
}

/** @throws UsageError `INVALID_OPTION_VALUE` for what is neither true nor false */
export function booleanOption(options: FormatOptions, name: string, byDefault: boolean): boolean {
  const text = options.text(name)?.toLowerCase();
  if (text === undefined) return byDefault;
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(name, text, phrase('ALLOWED_BOOLEAN'));
}

/** @throws UsageError `INVALID_OPTION_VALUE` for what is no whole number from `least` on */
export function countOption(options: FormatOptions, name: string, byDefault: number, least = 1): number {
  const text = options.text(name);
  if (text === undefined) return byDefault;
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && Number.isSafeInteger(value)) return value;
  throw invalid(name, text, phrase('ALLOWED_COUNT', { least }));
}

/** How many of all records are looked at to infer a schema; above 0. @throws UsageError `INVALID_OPTION_VALUE` */
export function ratioOption(options: FormatOptions, name: string): number {
  const text = options.text(name);
  if (text === undefined) return 1;
  const value = Number(text.trim() === '' ? Number.NaN : text);
  if (value > 0) return value;
  throw invalid(name, text, phrase('ALLOWED_RATIO'));
}

/** The zone of the option `timeZone`, or the session's. @throws AnalysisError `INVALID_TIMEZONE` */
export function zoneOption(options: FormatOptions): Zone {
  const name = options.text('timeZone') ?? options.timeZone;
  const found = findZone(name);
  if (!found) throw new AnalysisError('INVALID_TIMEZONE', { zone: name });
  return found;
}

/** The name of the column that keeps malformed records. */
export const corruptColumn = (options: FormatOptions): string =>
  options.text('columnNameOfCorruptRecord') ?? '_corrupt_record';

/**
 * What ends a line, as bytes; undefined for any of LF, CR and CRLF.
 *
 * @throws UsageError `INVALID_OPTION_VALUE` for nothing, and for more than `mostCharacters`
 */
export function lineSeparator(options: FormatOptions, mostCharacters = Number.POSITIVE_INFINITY): Buffer | undefined {
  const text = options.text('lineSep');
  if (text === undefined) return undefined;
  if (text === '') throw invalid('lineSep', '""', phrase('ALLOWED_SEPARATOR'));
  if (text.length > mostCharacters) throw invalid('lineSep', text, phrase('ALLOWED_CHARACTER'));
  return Buffer.from(text);
}

/** @throws UsageError `INVALID_OPTION_VALUE` for an encoding other than UTF-8, and for a locale whose language is not English */
export function requireUtf8AndEnglish(options: FormatOptions): void {
  for (const name of ['encoding', 'charset']) {
    const encoding = options.text(name);
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) throw invalid(name, encoding, 'UTF-8');
  }
  const locale = options.text('locale');
  if (locale !== undefined && !/^en([-_]|$)/i.test(locale)) throw invalid('locale', locale, 'en-US');
}

export const invalid = (option: string, value: string, allowed: Phrase | string): UsageError =>
  new UsageError('INVALID_OPTION_VALUE', { option, value, allowed });
