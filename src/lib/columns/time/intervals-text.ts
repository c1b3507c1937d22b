/**
 * Intervals as Spark casts them to text, which is also what `show()` prints.
 *
 * @see Spark SparkIntervalUtils.toDayTimeIntervalString, CalendarInterval.toString
 */
import type { Interval } from '../../base/intervals.ts';
import { type DayTimeUnit, dayTimeUnits, type YearMonthUnit } from '../types.ts';
import { fractionDigits } from './digits.ts';
import type { Micros } from './micros.ts';

/**
 * A day-time interval: `INTERVAL '-1 02:03:04.5' DAY TO SECOND`, `INTERVAL '26' HOUR`. The first unit
 * takes all that is larger than it; what is smaller than the last one is left out.
 *
 * @param us length in microseconds
 */
export function dayTimeText(us: Micros, from: DayTimeUnit, to: DayTimeUnit): string {
  const first = dayTimeUnits.indexOf(from);
  const last = dayTimeUnits.indexOf(to);
  const total = BigInt(us);
  let rest = total < 0n ? -total : total;
  let text = total < 0n ? '-' : '';
  for (let unit = first; unit <= last; unit++) {
    const count = rest / UNIT_MICROS[unit];
    rest -= count * UNIT_MICROS[unit];
    text += (unit === first ? '' : SEPARATORS[unit]) + String(count).padStart(unit === 0 ? 1 : 2, '0');
  }
  const fraction = to === 'second' ? fractionDigits(Number(rest)) : '';
  return `INTERVAL '${text}${fraction}' ${unitsText(from, to)}`;
}

/** A year-month interval: `INTERVAL '-1-2' YEAR TO MONTH`, `INTERVAL '14' MONTH`, `INTERVAL '1' YEAR`. */
export function yearMonthText(months: number, from: YearMonthUnit, to: YearMonthUnit): string {
  const magnitude = Math.abs(months);
  const sign = months < 0 ? '-' : '';
  const years = Math.trunc(magnitude / 12);
  const text = from === 'month' ? `${magnitude}` : to === 'year' ? `${years}` : `${years}-${magnitude % 12}`;
  return `INTERVAL '${sign}${text}' ${unitsText(from, to)}`;
}

/** A calendar interval: `1 years 2 months 3 days 4 hours -5.5 seconds`; parts that are 0 are left out. */
export function calendarIntervalText({ months, days, micros }: Interval): string {
  const minutes = micros / 60_000_000n;
  const rest = micros % 60_000_000n;
  const magnitude = rest < 0n ? -rest : rest;
  const seconds = `${rest < 0n ? '-' : ''}${magnitude / 1_000_000n}${fractionDigits(Number(magnitude % 1_000_000n))}`;
  const parts: [number | bigint | string, string][] = [
    [Math.trunc(months / 12), 'years'],
    [months % 12, 'months'],
    [days, 'days'],
    [minutes / 60n, 'hours'],
    [minutes % 60n, 'minutes'],
    [seconds, 'seconds'],
  ];
  const shown = parts.filter(([count]) => String(count) !== '0');
  return shown.length === 0 ? '0 seconds' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

const UNIT_MICROS = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const SEPARATORS = ['', ' ', ':', ':'];

const unitsText = (from: string, to: string): string => (from === to ? from : `${from} to ${to}`).toUpperCase();
