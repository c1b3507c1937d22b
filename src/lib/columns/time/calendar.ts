/**
 * Dates of the proleptic Gregorian calendar, as java.time counts them: days since 1970-01-01, a year 0
 * before year 1, the same leap years for all time. A day is any whole number that Spark's date can hold
 * (32 bits, years -5877641 to 5881580); results may leave that range, which is for the caller to refuse.
 *
 * The arithmetic counts years from 1 March, so that the leap day is the last one of its year, and in
 * eras of 400 years, which have 146,097 days each.
 */

/** A date as people write it. `year` may be 0 or negative: 0 is 1 BC. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;
/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_1970 = 719_468;

/** Days since 1970-01-01 of a date that exists; see `isCivilDate`. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  // Months from March have 31, 30, 31, 30, 31 days over and over, which 153/5 days a month rounds to.
  const dayOfYear = Math.trunc((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
}

/** The date of a day. @param days since 1970-01-01 */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.trunc(dayOfEra / 1460) - Math.trunc(dayOfEra / 36_524) + Math.trunc(dayOfEra / 146_096);
  const yearOfEra = Math.trunc((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100));
  const monthFromMarch = Math.trunc((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.trunc((153 * monthFromMarch + 2) / 5) + 1,
  };
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @param month 1 to 12 */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1];

export const isCivilDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

/** 1 to 366. */
export const dayOfYear = (days: number): number => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;

/** ISO's number of the weekday: Monday is 1, Sunday is 7. Spark's `dayofweek` is `isoWeekday % 7 + 1`. */
export const isoWeekday = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday

/** 1 to 4. */
export const quarter = (days: number): number => Math.ceil(civilFromDays(days).month / 3);

/** ISO 8601's week: it starts on Monday and belongs to the year that holds its Thursday. */
export function isoWeek(days: number): { readonly weekYear: number; readonly week: number } {
  const thursday = days - isoWeekday(days) + 4;
  return { weekYear: civilFromDays(thursday).year, week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** The same day of another month, or that month's last day where it has no such day: 31 January + 1 is 28 February. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const count = year * 12 + (month - 1) + months;
  const newYear = Math.floor(count / 12);
  const newMonth = count - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** The last day of the month that holds the day. */
export function lastDay(days: number): number {
  const { year, month, day } = civilFromDays(days);
  return days - day + daysInMonth(year, month);
}

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/**
 * ISO's number of a weekday's English name, given whole or as its first two or three letters, in any case.
 *
 * @returns undefined for any other text (Spark's ILLEGAL_DAY_OF_WEEK); blanks are not trimmed
 * @see Spark DateTimeUtils.getDayOfWeekFromString
 */
export function parseWeekday(name: string): number | undefined {
  const wanted = name.toUpperCase();
  const at = WEEKDAYS.findIndex(day => day === wanted || day.slice(0, 3) === wanted || day.slice(0, 2) === wanted);
  return at < 0 ? undefined : at + 1;
}

/** The first day after `days` with that weekday; seven days later when it has it itself. @param weekday ISO's number */
export const nextDay = (days: number, weekday: number): number => days + ((weekday - isoWeekday(days) + 6) % 7) + 1;

const DATE_UNITS = {
  YEAR: 'year',
  YYYY: 'year',
  YY: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  MON: 'month',
  MM: 'month',
  WEEK: 'week',
} as const;
export type DateUnit = (typeof DATE_UNITS)[keyof typeof DATE_UNITS];

/** The unit that Spark's `trunc` knows by that name, in any case; undefined for others (Spark's result is then null). */
export function parseDateUnit(name: string): DateUnit | undefined {
  const key = name.toUpperCase();
  return Object.hasOwn(DATE_UNITS, key) ? DATE_UNITS[key as keyof typeof DATE_UNITS] : undefined;
}

/** The first day of the year, quarter, month or ISO week that holds the day. */
export function truncDate(days: number, unit: DateUnit): number {
  if (unit === 'week') return days - isoWeekday(days) + 1;
  const { year, month } = civilFromDays(days);
  if (unit === 'month') return daysFromCivil(year, month, 1);
  return daysFromCivil(year, unit === 'year' ? 1 : month - ((month - 1) % 3), 1);
}
