/**
 * Datetime patterns, as in `date_format(at, 'yyyy-MM-dd HH:mm')` and `to_timestamp(text, 'dd/MM/yyyy')`.
 *
 * A pattern is compiled once, for printing or for reading: Spark allows more letters for the one than for
 * the other. Names are English, whatever the machine speaks.
 *
 * @see Spark's guide, Datetime Patterns for Formatting and Parsing; spark.sql.legacy.timeParserPolicy is CORRECTED
 */
import { civilFromDays } from './calendar.ts';
import { bigMicros, isTimestamp, type Micros, microsBeyond, microsFrom, secondsOf } from './micros.ts';
import {
  clearFields,
  type Moment,
  noFields,
  type ParsedFields,
  type Resolved,
  resolveFields,
  UnresolvableFields,
} from './pattern-fields.ts';
import { compileParts } from './pattern-letters.ts';
import { formatParts, type Part, parseParts } from './pattern-parts.ts';
import type { Zone } from './zone.ts';

export { DatetimePatternError, type PatternCondition } from './pattern-letters.ts';

export interface DatetimeFormatter {
  readonly pattern: string;
  /** @param us microseconds since 1970 UTC */
  format(us: Micros, zone: Zone): string;
  /**
   * @param days since 1970-01-01
   * @returns undefined when the pattern asks for an hour, a zone or another thing that dates do not have
   */
  formatDate(days: number): string | undefined;
}

export interface DatetimeParser {
  readonly pattern: string;
  /**
   * What the pattern does not read is 1970, January, the first, 0 o'clock in the session's zone.
   *
   * @param zone the zone of a text that names none
   * @returns microseconds since 1970 UTC
   */
  parse(text: string, zone: Zone): bigint | ParseFailure;
  /** As `parse`, without regard to the time. @returns days since 1970-01-01 */
  parseDate(text: string): number | ParseFailure;
}

/** Why a text does not fit a pattern. */
export interface ParseFailure {
  /** What CANNOT_PARSE_TIMESTAMP says: `Text 'x' could not be parsed at index 0`. */
  readonly reason: string;
  /** Where reading stopped; undefined when all was read but makes no date: 30 February. */
  readonly errorIndex: number | undefined;
  /** The date exists but is beyond Spark's range: an error of another kind there, which `try_to_timestamp` does not catch. */
  readonly isOverflow: boolean;
}

/** A pattern to print with. @throws DatetimePatternError when Spark does not take it */
export function compileFormatter(pattern: string): DatetimeFormatter {
  const parts = compileParts(pattern, 'format');
  return {
    pattern,
    format: (us, zone) => formatParts(parts, momentOf(us, zone)) ?? '', // a timestamp lacks no field
    formatDate: days => formatParts(parts, { days, ...civilFromDays(days), time: undefined }),
  };
}

/** A pattern to read with. @throws DatetimePatternError when Spark does not take it */
export function compileParser(pattern: string): DatetimeParser {
  const parts = compileParts(pattern, 'parse');
  const fields = noFields();
  return {
    pattern,
    parse(text, zone) {
      const read = readText(parts, text, fields);
      return 'reason' in read ? read : (instantOf(read, zone) ?? overflow('long overflow'));
    },
    parseDate(text) {
      const read = readText(parts, text, fields);
      if ('reason' in read) return read;
      return read.days === (read.days | 0) ? read.days : overflow('integer overflow');
    },
  };
}

const DAY_SECONDS = 86_400;

function momentOf(us: Micros, zone: Zone): Moment {
  const utcSeconds = secondsOf(us);
  const offsetSeconds = zone.offsetSeconds(utcSeconds);
  const days = Math.floor((utcSeconds + offsetSeconds) / DAY_SECONDS);
  const { year, month, day } = civilFromDays(days);
  const secondOfDay = utcSeconds + offsetSeconds - days * DAY_SECONDS;
  const microsOfSecond = microsBeyond(us, utcSeconds);
  return { days, year, month, day, time: { secondOfDay, microsOfSecond, utcSeconds, offsetSeconds, zone } };
}

function instantOf(read: Resolved, local: Zone): bigint | undefined {
  const seconds = (read.zone ?? local).localToUtcSeconds(read.days * DAY_SECONDS + read.secondOfDay);
  const us = microsFrom(seconds, Math.trunc(read.nanoOfSecond / 1000));
  if (typeof us === 'number') return BigInt(us);
  // Spark multiplies before it adds: of the very first second no part is in its range.
  return isTimestamp(us) && isTimestamp(bigMicros(seconds, 0)) ? us : undefined;
}

function readText(parts: readonly Part[], text: string, fields: ParsedFields): Resolved | ParseFailure {
  clearFields(fields);
  try {
    const end = parseParts(parts, text, 0, fields);
    if (end < 0) return stopped(`${quote(text)} could not be parsed at index ${~end}`, ~end);
    if (end < text.length) {
      return stopped(`${quote(text)} could not be parsed, unparsed text found at index ${end}`, end);
    }
    return resolveFields(fields);
  } catch (error) {
    if (!(error instanceof UnresolvableFields)) throw error;
    const reason = error.isText ? `${quote(text)} could not be parsed: ${error.message}` : error.message;
    return stopped(reason, undefined);
  }
}

const stopped = (reason: string, errorIndex: number | undefined): ParseFailure => ({
  reason,
  errorIndex,
  isOverflow: false,
});

const overflow = (reason: string): ParseFailure => ({ reason, errorIndex: undefined, isOverflow: true });

/** Messages show no more than 64 characters of a text. */
const quote = (text: string): string => `Text '${text.length > 64 ? `${text.slice(0, 64)}...` : text}'`;
