/**
 * The fields that datetime patterns print and read, and how read fields become a moment: strictly, as
 * java.time resolves them, with what is missing filled in as Spark does.
 *
 * @see java.time.format.Parsed in ResolverStyle.STRICT, Spark DateTimeFormatterHelper.toZonedDateTime
 */
import { civilFromDays, dayOfYear, daysFromCivil, daysInMonth, isLeapYear, isoWeekday } from './calendar.ts';
import { twoDigits, yearDigits } from './digits.ts';
import { fixedZone, type Zone } from './zone.ts';

/** Names are java.time's, which failures quote; numbers are places in `ParsedFields.values`. */
export const Field = {
  Era: 0,
  YearOfEra: 1,
  Year: 2,
  MonthOfYear: 3,
  DayOfMonth: 4,
  DayOfYear: 5,
  QuarterOfYear: 6,
  DayOfWeek: 7,
  AlignedDayOfWeekInMonth: 8,
  AmPmOfDay: 9,
  HourOfAmPm: 10,
  ClockHourOfAmPm: 11,
  HourOfDay: 12,
  ClockHourOfDay: 13,
  MinuteOfHour: 14,
  SecondOfMinute: 15,
  NanoOfSecond: 16,
  OffsetSeconds: 17,
} as const;
export type Field = (typeof Field)[keyof typeof Field];

export const fieldName = (field: Field): string => Object.keys(Field)[field];

/** What a pattern prints: a date, and unless it is a date alone a time of day at an offset. */
export interface Moment {
  /** Since 1970-01-01. */
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time:
    | {
        readonly secondOfDay: number;
        readonly microsOfSecond: number;
        readonly utcSeconds: number;
        readonly offsetSeconds: number;
        readonly zone: Zone;
      }
    | undefined;
}

/** The value of a field, undefined where the moment has none: the hour of a date. */
export function fieldOf(moment: Moment, field: Field): number | undefined {
  const { year, month, day, days, time } = moment;
  switch (field) {
    case Field.Era:
      return year > 0 ? 1 : 0;
    case Field.YearOfEra:
      return year > 0 ? year : 1 - year;
    case Field.Year:
      return year;
    case Field.MonthOfYear:
      return month;
    case Field.DayOfMonth:
      return day;
    case Field.DayOfYear:
      return dayOfYear(days);
    case Field.QuarterOfYear:
      return Math.ceil(month / 3);
    case Field.DayOfWeek:
      return isoWeekday(days);
    case Field.AlignedDayOfWeekInMonth:
      return ((day - 1) % 7) + 1;
  }
  if (!time) return undefined;
  const hour = Math.trunc(time.secondOfDay / 3600);
  switch (field) {
    case Field.AmPmOfDay:
      return hour < 12 ? 0 : 1;
    case Field.HourOfAmPm:
      return hour % 12;
    case Field.ClockHourOfAmPm:
      return hour % 12 || 12;
    case Field.HourOfDay:
      return hour;
    case Field.ClockHourOfDay:
      return hour || 24;
    case Field.MinuteOfHour:
      return Math.trunc(time.secondOfDay / 60) % 60;
    case Field.SecondOfMinute:
      return time.secondOfDay % 60;
    case Field.NanoOfSecond:
      return time.microsOfSecond * 1000;
    case Field.OffsetSeconds:
      return time.offsetSeconds;
  }
}

/** What a pattern has read so far. */
export interface ParsedFields {
  /** By `Field`; NaN where nothing was read. */
  readonly values: Float64Array;
  zone: Zone | undefined;
}

export const noFields = (): ParsedFields => ({
  values: new Float64Array(Field.OffsetSeconds + 1).fill(Number.NaN),
  zone: undefined,
});

/** Forgets what was read, so that the next text needs no array of its own. */
export function clearFields(fields: ParsedFields): void {
  fields.values.fill(Number.NaN);
  fields.zone = undefined;
}

export interface Resolved {
  readonly days: number;
  readonly secondOfDay: number;
  readonly nanoOfSecond: number;
  /** The zone that the text named. */
  readonly zone: Zone | undefined;
}

/**
 * Fields that contradict each other or that no date has. `isText` says whether java.time found out while it
 * still knew the text, which its message then quotes.
 */
export class UnresolvableFields extends Error {
  readonly isText: boolean;
  constructor(reason: string, isText: boolean) {
    super(reason);
    this.isText = isText;
  }
}

/** @throws UnresolvableFields */
export function resolveFields({ values, zone }: ParsedFields): Resolved {
  const date = resolveDate(values);
  const secondOfDay = resolveTime(values);
  if (date !== undefined && known(values, Field.DayOfYear) !== undefined) checkDate(values, date, true);
  const offset = values[Field.OffsetSeconds];
  const isInstant = date !== undefined && secondOfDay !== undefined;
  if (Math.abs(offset) > MAX_OFFSET && (isInstant || zone === undefined)) {
    throw new UnresolvableFields('Zone offset not in valid range: -18:00 to +18:00', isInstant);
  }
  return {
    days: date ?? fillDate(values),
    secondOfDay: secondOfDay ?? fillTime(values),
    nanoOfSecond: known(values, Field.NanoOfSecond) ?? 0,
    zone: zone ?? (Number.isNaN(offset) ? undefined : fixedZone(offset)),
  };
}

const MAX_OFFSET = 18 * 3600;

const known = (values: Float64Array, field: Field): number | undefined =>
  Number.isNaN(values[field]) ? undefined : values[field];

/** What java.time says a field may be; the lesser of two maxima is for short months and years. */
const RANGES: Readonly<Partial<Record<Field, readonly [least: number, greatest: number, shown: string]>>> = {
  [Field.YearOfEra]: [1, 1_000_000_000, '1 - 999999999/1000000000'],
  [Field.Year]: [-999_999_999, 999_999_999, '-999999999 - 999999999'],
  [Field.MonthOfYear]: [1, 12, '1 - 12'],
  [Field.DayOfMonth]: [1, 31, '1 - 28/31'],
  [Field.DayOfYear]: [1, 366, '1 - 365/366'],
  [Field.HourOfAmPm]: [0, 11, '0 - 11'],
  [Field.ClockHourOfAmPm]: [1, 12, '1 - 12'],
  [Field.HourOfDay]: [0, 23, '0 - 23'],
  [Field.ClockHourOfDay]: [1, 24, '1 - 24'],
  [Field.MinuteOfHour]: [0, 59, '0 - 59'],
  [Field.SecondOfMinute]: [0, 59, '0 - 59'],
};

/** The value of a field, undefined when it was not read. */
function checked(values: Float64Array, field: Field, isText: boolean): number | undefined {
  const value = known(values, field);
  const range = RANGES[field];
  if (value !== undefined && range && !(value >= range[0] && value <= range[1])) {
    throw new UnresolvableFields(`Invalid value for ${fieldName(field)} (valid values ${range[2]}): ${value}`, isText);
  }
  return value;
}

/** The date where year, month and day, or year and day of the year, were read. */
function resolveDate(values: Float64Array): number | undefined {
  const yearOfEra = checked(values, Field.YearOfEra, true);
  const era = known(values, Field.Era);
  if (yearOfEra !== undefined && era !== undefined)
    setChecked(values, Field.Year, era === 1 ? yearOfEra : 1 - yearOfEra);
  if (known(values, Field.Year) === undefined) return undefined; // a year of an unknown era is no year
  if (known(values, Field.MonthOfYear) !== undefined && known(values, Field.DayOfMonth) !== undefined) {
    const year = checked(values, Field.Year, true)!;
    const month = checked(values, Field.MonthOfYear, true)!;
    return dateOf(year, month, checked(values, Field.DayOfMonth, true)!, true);
  }
  if (known(values, Field.DayOfYear) === undefined) return undefined;
  const year = checked(values, Field.Year, true)!;
  return dateOfDayOfYear(year, checked(values, Field.DayOfYear, true)!, true);
}

/** The second of the day where that much of the time was read that nothing but ends is missing. */
function resolveTime(values: Float64Array): number | undefined {
  const clockHour = checked(values, Field.ClockHourOfDay, true);
  if (clockHour !== undefined) setChecked(values, Field.HourOfDay, clockHour % 24, Field.ClockHourOfDay);
  const clockHourOfAmPm = checked(values, Field.ClockHourOfAmPm, true);
  if (clockHourOfAmPm !== undefined) {
    setChecked(values, Field.HourOfAmPm, clockHourOfAmPm % 12, Field.ClockHourOfAmPm);
  }
  const half = known(values, Field.AmPmOfDay);
  const hourOfHalf = checked(values, Field.HourOfAmPm, true);
  if (half !== undefined && hourOfHalf !== undefined) {
    setChecked(values, Field.HourOfDay, half * 12 + hourOfHalf, Field.AmPmOfDay);
  }

  const has = (field: Field) => known(values, field) !== undefined;
  const hasMinute = has(Field.MinuteOfHour);
  const hasHole = hasMinute
    ? !has(Field.SecondOfMinute) && has(Field.NanoOfSecond)
    : has(Field.SecondOfMinute) || has(Field.NanoOfSecond);
  if (has(Field.HourOfDay) && hasHole) return undefined; // java.time then does not look at the fields either
  const minute = checked(values, Field.MinuteOfHour, true); // first, as there: of two wrong fields one is reported
  const hour = checked(values, Field.HourOfDay, true);
  const second = checked(values, Field.SecondOfMinute, true);
  if (hour === undefined) return undefined;
  const secondOfDay = hour * 3600 + (minute ?? 0) * 60 + (second ?? 0);
  const shown = () => timeText(secondOfDay, known(values, Field.NanoOfSecond) ?? 0);
  agree(Field.AmPmOfDay, half, hour < 12 ? 0 : 1, shown, true);
  agree(Field.HourOfAmPm, hourOfHalf, hour % 12, shown, true);
  return secondOfDay;
}

/** Writes a field that others determine; when it was read too, both must agree. */
function setChecked(values: Float64Array, field: Field, value: number, from: Field = field): void {
  const old = known(values, field);
  if (old !== undefined && old !== value) {
    const name = fieldName(field);
    const tail = from === field ? '' : ` while resolving  ${fieldName(from)}`;
    throw new UnresolvableFields(`Conflict found: ${name} ${old} differs from ${name} ${value}${tail}`, true);
  }
  values[field] = value;
}

function agree(field: Field, read: number | undefined, actual: number, shown: () => string, isJava: boolean): void {
  if (read === undefined || read === actual) return;
  const name = fieldName(field);
  // java.time names the derived value first, Spark the read one.
  const [first, second] = isJava ? [actual, read] : [read, actual];
  throw new UnresolvableFields(
    `Conflict found: Field ${name} ${first} differs from ${name} ${second} derived from ${shown()}${isJava ? '' : '.'}`,
    isJava,
  );
}

/** Fields that did not make the date must not contradict it. */
function checkDate(values: Float64Array, days: number, isJava: boolean): void {
  const { year, month, day } = civilFromDays(days);
  const shown = () => `${yearDigits(year)}-${twoDigits(month)}-${twoDigits(day)}`;
  const read = (field: Field) => (isJava ? known(values, field) : checked(values, field, false));
  agree(Field.MonthOfYear, read(Field.MonthOfYear), month, shown, isJava);
  agree(Field.DayOfMonth, read(Field.DayOfMonth), day, shown, isJava);
  if (isJava) agree(Field.DayOfYear, known(values, Field.DayOfYear), dayOfYear(days), shown, isJava);
}

/** Spark's date of fields that are not a whole one: 1970, January, the first. */
function fillDate(values: Float64Array): number {
  const year = checked(values, Field.Year, false) ?? 1970;
  const dayInYear = checked(values, Field.DayOfYear, false);
  if (dayInYear !== undefined) {
    const days = dateOfDayOfYear(year, dayInYear, false);
    checkDate(values, days, false);
    return days;
  }
  const month = checked(values, Field.MonthOfYear, false) ?? 1;
  return dateOf(year, month, checked(values, Field.DayOfMonth, false) ?? 1, false);
}

/** Spark's time of fields that are not a whole one: morning, unless a lone PM makes it noon. */
function fillTime(values: Float64Array): number {
  const alone = known(values, Field.AmPmOfDay) === 1 ? 12 : 0;
  const hour = checked(values, Field.HourOfDay, false) ?? known(values, Field.HourOfAmPm) ?? alone;
  const minute = checked(values, Field.MinuteOfHour, false) ?? 0;
  return hour * 3600 + minute * 60 + (checked(values, Field.SecondOfMinute, false) ?? 0);
}

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');

function dateOf(year: number, month: number, day: number, isText: boolean): number {
  if (day > daysInMonth(year, month)) {
    const isLeapDay = month === 2 && day === 29;
    throw new UnresolvableFields(
      isLeapDay
        ? `Invalid date 'February 29' as '${year}' is not a leap year`
        : `Invalid date '${MONTHS[month - 1]} ${day}'`,
      isText,
    );
  }
  return daysFromCivil(year, month, day);
}

function dateOfDayOfYear(year: number, dayInYear: number, isText: boolean): number {
  if (dayInYear === 366 && !isLeapYear(year)) {
    throw new UnresolvableFields(`Invalid date 'DayOfYear 366' as '${year}' is not a leap year`, isText);
  }
  return daysFromCivil(year, 1, 1) + dayInYear - 1;
}

/** As java.time.LocalTime prints itself: `13:00`, `13:00:05`, `13:00:05.120`. */
function timeText(secondOfDay: number, nano: number): string {
  const minutes = `${twoDigits(Math.trunc(secondOfDay / 3600))}:${twoDigits(Math.trunc(secondOfDay / 60) % 60)}`;
  if (secondOfDay % 60 === 0 && nano === 0) return minutes;
  const digits = nano % 1e6 === 0 ? 3 : nano % 1000 === 0 ? 6 : 9;
  const fraction = nano === 0 ? '' : `.${String(nano).padStart(9, '0').slice(0, digits)}`;
  return `${minutes}:${twoDigits(secondOfDay % 60)}${fraction}`;
}
