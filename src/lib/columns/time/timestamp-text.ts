/**
 * Dates and timestamps as Spark casts them to and from text.
 *
 * @see Spark SparkDateTimeUtils.stringToTimestamp and stringToDate, TimestampFormatter.getFractionFormatter
 */
import { MICROS_PER_SECOND } from '../../base/intervals.ts';
import { civilFromDays, daysFromCivil, isCivilDate } from './calendar.ts';
import { fractionDigits, twoDigits, yearDigits } from './digits.ts';
import { bigMicros, isTimestamp, type Micros, microsBeyond, secondsOf } from './micros.ts';
import { findZone, type Zone } from './zone.ts';

const DAY_SECONDS = 86_400;

/**
 * The timestamp that a text is: `2020`, `2020-1`, `2020-01-02`, `2020-01-02 3`, `2020-01-02T03:04`,
 * `2020-01-02 03:04:05.123456 America/Sao_Paulo`, `T10:30`, `10:30`. Years have 4 to 6 digits and may have
 * a sign; a zone can follow seconds only; of a fraction the first six digits count.
 *
 * @param local the zone of a text that names none
 * @param nowMs the clock, for texts without a date, which mean today in their zone; without it they are no timestamps
 * @returns microseconds since 1970 UTC; undefined when the text is no timestamp or beyond 64 bits
 */
export function parseTimestamp(text: string, local: Zone, nowMs?: number): bigint | undefined {
  const fields = readTimestamp(text);
  if (!fields) return undefined;
  const zone = fields.zone ?? local;
  const days = fields.days ?? (nowMs === undefined ? undefined : localDay(Math.floor(nowMs / 1000), zone));
  if (days === undefined) return undefined;
  const us = bigMicros(zone.localToUtcSeconds(days * DAY_SECONDS + fields.secondOfDay), fields.microsOfSecond);
  return isTimestamp(us) ? us : undefined;
}

/**
 * As `parseTimestamp`, for a timestamp without a zone: a zone in the text must exist and is then ignored.
 *
 * @param takesZone whether there may be one
 * @returns microseconds since 1970-01-01 00:00 on the same clock; undefined also for texts without a date
 */
export function parseLocalTimestamp(text: string, takesZone = true): bigint | undefined {
  const fields = readTimestamp(text);
  if (fields?.days === undefined || (fields.zone && !takesZone)) return undefined;
  const us = bigMicros(fields.days * DAY_SECONDS + fields.secondOfDay, fields.microsOfSecond);
  return isTimestamp(us) ? us : undefined;
}

/**
 * The timestamp in UTF-8 bytes [start, end) that have the usual form, `2020-01-02 03:04[:05[.123456][Z]]`
 * with a blank or a `T`, without building a string.
 *
 * @returns microseconds since 1970 UTC; NaN when the bytes have another form, are no timestamp, or stand for
 *   one that is not exact as a double: `parseTimestamp` then knows
 */
export function parseTimestampBytes(bytes: Uint8Array, start: number, end: number, local: Zone): number {
  if (end - start < 16) return Number.NaN;
  const century = readTwoDigits(bytes, start);
  const yearOfCentury = readTwoDigits(bytes, start + 2);
  const month = readTwoDigits(bytes, start + 5);
  const day = readTwoDigits(bytes, start + 8);
  const hour = readTwoDigits(bytes, start + 11);
  const minute = readTwoDigits(bytes, start + 14);
  if ((century | yearOfCentury | hour | minute) < 0 || bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) {
    return Number.NaN;
  }
  if ((bytes[start + 10] !== BLANK && bytes[start + 10] !== LETTER_T) || bytes[start + 13] !== COLON) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59) return Number.NaN;

  let at = start + 16;
  let second = 0;
  let micros = 0;
  let isUtc = false;
  if (at < end) {
    if (end - at < 3 || bytes[at] !== COLON) return Number.NaN;
    second = readTwoDigits(bytes, at + 1);
    if (second < 0 || second > 59) return Number.NaN;
    at += 3;
    if (at < end && bytes[at] === POINT) {
      at++;
      const from = at;
      while (at < end && bytes[at] >= ZERO && bytes[at] <= NINE) micros = micros * 10 + bytes[at++] - ZERO;
      if (at - from > 6) return Number.NaN;
      micros *= FRACTION_UNITS[at - from];
    }
    isUtc = at === end - 1 && bytes[at] === LETTER_Z;
    if (at < end && !isUtc) return Number.NaN;
  }
  const seconds = daysFromCivil(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
  const us = (isUtc ? seconds : local.localToUtcSeconds(seconds)) * MICROS_PER_SECOND + micros;
  return Number.isSafeInteger(us) ? us : Number.NaN;
}

/**
 * The date that a text is: `2020`, `2020-1`, `2020-01-02`, and `2020-01-02` with anything behind a blank or a `T`.
 * Years have 4 to 7 digits and may have a sign.
 *
 * @returns days since 1970-01-01; undefined when the text is no date or beyond 32 bits
 */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text.replace(EDGES, ''));
  if (!match) return undefined;
  const days = daysOf(match[1], match[2], match[3]);
  return days === undefined || days !== (days | 0) ? undefined : days;
}

/**
 * A timestamp as a cast to string gives it: `2020-01-02 03:04:05.12`, zeros at the fraction's end cut; years
 * beyond 9999 with a plus, years before 0 with a minus.
 *
 * @param us microseconds since 1970 UTC
 */
export function formatTimestamp(us: Micros, local: Zone): string {
  const utcSeconds = secondsOf(us);
  const seconds = utcSeconds + local.offsetSeconds(utcSeconds);
  const days = Math.floor(seconds / DAY_SECONDS);
  const second = seconds - days * DAY_SECONDS;
  const time = `${twoDigits(Math.trunc(second / 3600))}:${twoDigits(Math.trunc(second / 60) % 60)}:${twoDigits(second % 60)}`;
  return `${dayText(days)} ${time}${fractionDigits(microsBeyond(us, utcSeconds))}`;
}

/** A date as a cast to string gives it: `2020-01-02`, `+12345-01-01`, `-0044-03-15`. @param days since 1970-01-01 */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${yearDigits(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

// A column's timestamps tend to lie on few days: the text of the day before is kept.
let lastDay = 0;
let lastDayText = '1970-01-01';

function dayText(days: number): string {
  if (days !== lastDay) {
    lastDayText = formatDate(days);
    lastDay = days;
  }
  return lastDayText;
}

const BLANK = 0x20;
const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** What a fraction of so many digits is to be multiplied with to count microseconds. */
const FRACTION_UNITS = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

/** Negative when one of them is no digit. */
function readTwoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** White space and control characters of ASCII, which Spark trims from both ends; no others. */
const EDGES = /^[\0- \x7f]+|[\0- \x7f]+$/g;
const TIME = String.raw`(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.].*)?)?)?`;
const TIMESTAMP = new RegExp(`^([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T]${TIME})?)?)?$`, 's');
const TIME_ALONE = new RegExp(`^(?:T|(?=\\d\\d?:))${TIME}$`, 's');
const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;

interface TimestampFields {
  /** Since 1970-01-01; undefined for a time of day alone. */
  readonly days: number | undefined;
  readonly secondOfDay: number;
  readonly microsOfSecond: number;
  /** Undefined when the text names none. */
  readonly zone: Zone | undefined;
}

function readTimestamp(text: string): TimestampFields | undefined {
  const trimmed = text.replace(EDGES, '');
  const match = TIMESTAMP.exec(trimmed);
  if (match) {
    const days = daysOf(match[1], match[2], match[3]);
    return days === undefined ? undefined : withTime(days, match.slice(4));
  }
  // Spark looks for the T at the text's very start, before anything was trimmed.
  if (trimmed[0] === 'T' && text[0] !== 'T') return undefined;
  const time = TIME_ALONE.exec(trimmed);
  return time ? withTime(undefined, time.slice(1)) : undefined;
}

function daysOf(yearText: string, monthText = '1', dayText = '1'): number | undefined {
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)];
  return isCivilDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

/** @param time the groups of `TIME` */
function withTime(days: number | undefined, time: (string | undefined)[]): TimestampFields | undefined {
  const [hour, minute, second] = [time[0], time[1], time[2]].map(text => Number(text ?? 0));
  const zone = time[4] === undefined ? undefined : findZone(time[4].replace(EDGES, ''));
  const isWrongZone = time[4] !== undefined && zone === undefined;
  if (hour > 23 || minute > 59 || second > 59 || isWrongZone) return undefined;
  return {
    days,
    secondOfDay: hour * 3600 + minute * 60 + second,
    microsOfSecond: Number((time[3] ?? '').slice(0, 6).padEnd(6, '0')),
    zone,
  };
}

const localDay = (utcSeconds: number, zone: Zone): number =>
  Math.floor((utcSeconds + zone.offsetSeconds(utcSeconds)) / DAY_SECONDS);
