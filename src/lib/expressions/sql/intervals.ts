/**
 * Interval literals. Their type goes from the largest to the smallest unit that they name, where weeks count as days
 * and milliseconds as seconds; months do not mix with days.
 *
 * @see Spark AstBuilder.visitInterval, IntervalUtils.fromDayTimeString
 */
import { AnalysisError } from '../../base/errors.ts';
import { fixedMicros, type Interval, parseInterval } from '../../base/intervals.ts';
import { parseDayTime, parseYearMonth } from '../../columns/time/interval-parts.ts';
import { dayTimeType, dayTimeUnits, yearMonthType, yearMonthUnits } from '../../columns/types.ts';
import { type Expression, literal } from '../expression.ts';
import type { TokenReader } from './token-reader.ts';

const SMALL_UNITS = ['NANOSECOND', 'MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
/** The words that may stand behind a number in an interval. */
export const intervalUnits: ReadonlySet<string> = new Set(
  [...SMALL_UNITS, 'DAY', 'WEEK', 'MONTH', 'YEAR'].flatMap(unit => [unit, `${unit}S`]),
);

/** A number and its unit: of `'30' MINUTES` they are `30` and `MINUTES`. */
interface Part {
  readonly value: string;
  readonly isText: boolean;
  readonly unit: string;
}

/**
 * What stands behind the word `INTERVAL`: `1 HOUR 30 MINUTES`, or `'1 02:03' DAY TO MINUTE`. Undefined, and nothing
 * is read, where no number with a unit does; the word is then a name or the type of a text.
 */
export function readInterval(tokens: TokenReader): Expression | undefined {
  const first = readPart(tokens);
  if (!first) return undefined;
  if (tokens.is('TO') && intervalUnits.has(tokens.peek().key)) {
    tokens.expect('TO');
    return intervalBetween(first, tokens.next().key);
  }
  const parts = [first];
  for (let part = readPart(tokens); part; part = readPart(tokens)) parts.push(part);
  return intervalOfParts(parts);
}

function readPart(tokens: TokenReader): Part | undefined {
  const { place } = tokens;
  const isNegative = tokens.take('-');
  if (!isNegative) tokens.take('+');
  const { kind, text } = tokens.token;
  const isText = kind === 'string';
  if (isText || (kind === 'number' && /^[\d.]+$/.test(text))) {
    const value = isText ? tokens.strings() : tokens.next().text;
    const unit = tokens.token.key;
    if (intervalUnits.has(unit)) {
      tokens.next();
      return { value: isNegative ? negated(value) : value, isText, unit };
    }
  }
  tokens.goBack(place);
  return undefined;
}

const negated = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);

function intervalOfParts(parts: readonly Part[]): Expression {
  const text = parts.map(({ value, unit }) => `${value.replace(/^(\s*[+-]?\s*)\./, '$10.')} ${unit}`).join(' ');
  const interval = parts.some(({ value }) => /\p{L}/u.test(value)) ? undefined : parseInterval(text);
  if (!interval) throw invalidInterval(text);
  return spanning(
    interval,
    parts.map(({ unit }) => unit),
    text,
  );
}

/** `INTERVAL '1 hour 30 minutes'`; undefined when the text is no interval. */
export function intervalOfText(text: string): Expression | undefined {
  const interval = parseInterval(text);
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => /^[a-z]+$/.test(word) && word !== 'interval');
  return interval && spanning(interval, words, text);
}

function intervalBetween({ value, isText, unit }: Part, toUnit: string): Expression {
  const text = value.trim();
  const [from, to] = [unit, toUnit].map(word => word.toLowerCase());
  const interval = from === 'year' && to === 'month' ? ofMonths(parseYearMonth(text)) : ofTime(text, from, to);
  if (!interval || !isText) throw invalidInterval(`${value} ${unit} TO ${toUnit}`);
  return spanning(interval, [from, to], text);
}

const ofMonths = (months: number | undefined): Interval | undefined =>
  months === undefined ? undefined : { months, days: 0, micros: 0n };

function ofTime(text: string, from: string, to: string): Interval | undefined {
  const micros = from === to ? undefined : parseDayTime(text, from, to);
  return micros === undefined ? undefined : { months: 0, days: 0, micros };
}

function spanning(interval: Interval, named: readonly string[], text: string): Expression {
  const units = new Set(named.map(unit => unit.toLowerCase().replace(/s$/, '')).map(unit => STORED_AS[unit] ?? unit));
  const months = yearMonthUnits.filter(unit => units.has(unit));
  const times = dayTimeUnits.filter(unit => units.has(unit));
  if (months.length > 0 && times.length > 0) throw new AnalysisError('MIXED_INTERVAL_UNITS', { text });
  if (months.length > 0) {
    if (interval.months !== (interval.months | 0)) throw invalidInterval(text);
    return literal(yearMonthType(months[0], months[months.length - 1]), interval.months);
  }
  const micros = Math.abs(interval.days) < 2 ** 31 ? fixedMicros(interval) : undefined;
  if (micros === undefined || BigInt.asIntN(64, micros) !== micros) throw invalidInterval(text);
  return literal(dayTimeType(times[0], times[times.length - 1]), micros);
}

const STORED_AS: Readonly<Record<string, string>> = { week: 'day', millisecond: 'second', microsecond: 'second' };

const invalidInterval = (text: string) => new AnalysisError('INVALID_INTERVAL_FORMAT', { text });
