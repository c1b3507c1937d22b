/**
 * Intervals written as on a clock or a calendar: `1 02:03:04.5` from days to seconds, `1-2` of years and months.
 *
 * @see Spark IntervalUtils.fromDayTimeString, castStringToDTInterval
 */
import { dayTimeUnits, type IntervalType } from '../types.ts';

const PLACES = [
  { separator: '', micros: 86_400_000_000n, most: Number.POSITIVE_INFINITY },
  { separator: ' ', micros: 3_600_000_000n, most: 23 },
  { separator: ':', micros: 60_000_000n, most: 59 },
  { separator: ':', micros: 1_000_000n, most: 59 },
];

/** Months of `years-months`; undefined where the text is none. */
export function parseYearMonth(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,9})-(\d{1,2})$/.exec(text);
  if (!match || Number(match[3]) > 11) return undefined;
  return within(Number(match[2]) * 12 + Number(match[3]), match[1]);
}

/**
 * Microseconds of a text from one unit to another, or of one unit. The first number may be of any size, the others are
 * as on a clock.
 */
export function parseDayTime(text: string, from: string, to: string): bigint | undefined {
  const [first, last] = [from, to].map(unit => (dayTimeUnits as readonly string[]).indexOf(unit));
  if (first < 0 || last < first) return undefined;
  const places = PLACES.slice(first, last + 1);
  const rest = places.slice(1).map(({ separator }) => `${separator}(\\d{1,2})`);
  const fraction = to === 'second' ? '(?:\\.(\\d{1,9}))?' : '()';
  const match = new RegExp(`^([+-]?)(\\d{1,19})${rest.join('')}${fraction}$`).exec(text);
  if (!match) return undefined;
  const numbers = match.slice(2, 2 + places.length);
  if (numbers.some((number, i) => i > 0 && Number(number) > places[i].most)) return undefined;
  const whole = numbers.reduce((sum, number, i) => sum + BigInt(number) * places[i].micros, 0n);
  const micros = whole + BigInt((match[2 + places.length] ?? '').padEnd(6, '0').slice(0, 6));
  return match[1] === '-' ? -micros : micros;
}

/** What a cast to an interval type reads: its numbers alone, or a whole literal of just its units. */
export function parseIntervalOf({ kind, from, to }: IntervalType, text: string): bigint | number | undefined {
  const literal = /^\s*interval\s+([+-]?)\s*'([^']*)'\s+(\w+)(?:\s+to\s+(\w+))?\s*$/i.exec(text);
  let numbers = text.trim();
  if (literal) {
    const [, sign, inner, first, last = first] = literal;
    if (first.toLowerCase() !== from || last.toLowerCase() !== to) return undefined;
    numbers = sign === '-' ? negated(inner.trim()) : inner.trim();
  }
  if (kind === 'dayTime') {
    const micros = parseDayTime(numbers, from, to);
    return micros !== undefined && BigInt.asIntN(64, micros) === micros ? micros : undefined;
  }
  if (from !== to) return parseYearMonth(numbers);
  const match = /^([+-]?)(\d{1,10})$/.exec(numbers);
  return match ? within(Number(match[2]) * (to === 'year' ? 12 : 1), match[1]) : undefined;
}

const negated = (text: string): string => (text.startsWith('-') ? text.slice(1) : `-${text.replace(/^\+/, '')}`);

function within(months: number, sign: string): number | undefined {
  const signed = sign === '-' ? 0 - months : months;
  return signed === (signed | 0) ? signed : undefined;
}
