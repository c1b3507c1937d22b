/** Timestamps in a zone: what depends on where its days, hours and months begin. */
import { type Interval, MICROS_PER_SECOND } from '../../base/intervals.ts';
import { addMonths, civilFromDays, type DateUnit, lastDay, parseDateUnit, truncDate } from './calendar.ts';
import { bigMicros, type Micros, microsBeyond, microsFrom, secondsOf } from './micros.ts';
import type { Zone } from './zone.ts';

const DAY_SECONDS = 86_400;

/** Seconds since 1970-01-01 00:00 on the zone's own clocks. @param us microseconds since 1970 UTC */
export function localSecondsOf(us: Micros, zone: Zone): number {
  const seconds = secondsOf(us);
  return seconds + zone.offsetSeconds(seconds);
}

/** What the zone's clocks show, as microseconds since 1970-01-01 00:00 on them. @param us microseconds since 1970 UTC */
export const wallClockUs = (us: bigint, zone: Zone): bigint =>
  us + BigInt(zone.offsetSeconds(secondsOf(us))) * BigInt(MICROS_PER_SECOND);

/** When the zone's clocks show that, as microseconds since 1970 UTC. @param localUs as `wallClockUs` gives it */
export function atWallClockUs(localUs: bigint, zone: Zone): bigint {
  const seconds = secondsOf(localUs);
  return localUs + BigInt(zone.localToUtcSeconds(seconds) - seconds) * BigInt(MICROS_PER_SECOND);
}

/** The date in the zone, as days since 1970-01-01. @param us microseconds since 1970 UTC */
export const dateOf = (us: Micros, zone: Zone): number => Math.floor(localSecondsOf(us, zone) / DAY_SECONDS);

/** The first instant of a date in the zone: 01:00 where the clocks skip midnight. @param days since 1970-01-01 */
export const startOfDayUs = (days: number, zone: Zone): Micros =>
  microsFrom(zone.localToUtcSeconds(days * DAY_SECONDS), 0);

const CLOCK_UNITS = { DAY: DAY_SECONDS, DD: DAY_SECONDS, HOUR: 3600, MINUTE: 60 } as const;
const FRACTION_UNITS = { SECOND: 1_000_000, MILLISECOND: 1000, MICROSECOND: 1 } as const;

/** What `date_trunc` cuts to: a unit of dates, seconds of the zone's clock, or microseconds. */
export type TimestampUnit = DateUnit | { readonly localSeconds: number } | { readonly micros: number };

/** The unit that Spark's `date_trunc` knows by that name, in any case; undefined for others (its result is then null). */
export function parseTimestampUnit(name: string): TimestampUnit | undefined {
  const key = name.toUpperCase();
  if (Object.hasOwn(CLOCK_UNITS, key)) return { localSeconds: CLOCK_UNITS[key as keyof typeof CLOCK_UNITS] };
  if (Object.hasOwn(FRACTION_UNITS, key)) return { micros: FRACTION_UNITS[key as keyof typeof FRACTION_UNITS] };
  return parseDateUnit(name);
}

/**
 * The start of the unit that holds the timestamp. Where a clock was set back, hours stay on their side of it.
 *
 * @see Spark DateTimeUtils.truncTimestamp
 */
export function truncTimestamp(us: Micros, unit: TimestampUnit, zone: Zone): Micros {
  if (typeof unit === 'string') return startOfDayUs(truncDate(dateOf(us, zone), unit), zone);
  const seconds = secondsOf(us);
  if ('micros' in unit) {
    const micros = microsBeyond(us, seconds);
    return microsFrom(seconds, micros - (micros % unit.micros));
  }
  const offset = zone.offsetSeconds(seconds);
  const start = Math.floor((seconds + offset) / unit.localSeconds) * unit.localSeconds;
  return microsFrom(zone.localToUtcSeconds(start, offset), 0);
}

/**
 * The timestamp moved by months, then days, then microseconds. Months and days keep the time of day of the
 * zone's clocks; microseconds count what passes.
 *
 * @returns a timestamp that may be beyond 64 bits
 * @see Spark DateTimeUtils.timestampAddInterval
 */
export function addInterval(us: Micros, { months, days, micros }: Interval, zone: Zone): Micros {
  const start = secondsOf(us);
  let seconds = start;
  if (months !== 0) seconds = moveDate(seconds, zone, day => addMonths(day, months));
  if (days !== 0) seconds = moveDate(seconds, zone, day => day + days);
  const sum = bigMicros(seconds, microsBeyond(us, start)) + micros;
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

function moveDate(utcSeconds: number, zone: Zone, move: (days: number) => number): number {
  const offset = zone.offsetSeconds(utcSeconds);
  const local = utcSeconds + offset;
  const days = Math.floor(local / DAY_SECONDS);
  return zone.localToUtcSeconds(local + (move(days) - days) * DAY_SECONDS, offset);
}

/**
 * Months from one timestamp to another: whole when both are the same day of the month or both the last
 * one, else with a fraction in which a month has 31 days.
 *
 * @param isRounded to eight decimals, as Spark does unless told not to
 * @returns negative when `end` is earlier than `start`
 * @see Spark DateTimeUtils.monthsBetween
 */
export function monthsBetween(end: Micros, start: Micros, isRounded: boolean, zone: Zone): number {
  const a = monthPosition(end, zone);
  const b = monthPosition(start, zone);
  const months = a.month - b.month;
  if (a.day === b.day || (a.isLastDay && b.isLastDay)) return months;
  const seconds = (a.day - b.day) * DAY_SECONDS + a.secondOfDay - b.secondOfDay;
  const difference = months + seconds / (31 * DAY_SECONDS);
  return isRounded ? Math.round(difference * 1e8) / 1e8 : difference;
}

function monthPosition(us: Micros, zone: Zone) {
  const days = dateOf(us, zone);
  const { year, month, day } = civilFromDays(days);
  return {
    month: year * 12 + month,
    day,
    isLastDay: days === lastDay(days),
    // What passed since the day began, which is not what the clock shows on a day with a gap.
    secondOfDay: secondsOf(us) - zone.localToUtcSeconds(days * DAY_SECONDS),
  };
}
