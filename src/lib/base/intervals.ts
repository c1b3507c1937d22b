import { AnalysisError } from './errors.ts';

/** A span of calendar time, as in `INTERVAL '1 month 2 days 3 seconds'`: the parts do not convert into each other. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const MICROS_PER_MS = 1000;
export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400_000_000;

const UNITS: Record<string, Interval> = {
  year: { months: 12, days: 0, micros: 0n },
  month: { months: 1, days: 0, micros: 0n },
  week: { months: 0, days: 7, micros: 0n },
  day: { months: 0, days: 1, micros: 0n },
  hour: { months: 0, days: 0, micros: 3_600_000_000n },
  minute: { months: 0, days: 0, micros: 60_000_000n },
  second: { months: 0, days: 0, micros: 1_000_000n },
  millisecond: { months: 0, days: 0, micros: 1000n },
  microsecond: { months: 0, days: 0, micros: 1n },
};

/**
 * Reads Spark's interval text: `10 minutes`, `interval 1 hour 30 seconds`, `-1.5 seconds`.
 *
 * @returns undefined when the text is not an interval; a fraction is allowed for seconds only
 * @see Spark IntervalUtils.stringToInterval
 */
export function parseInterval(text: string): Interval | undefined {
  const body = text
    .trim()
    .toLowerCase()
    .replace(/^interval(?=\s)/, '')
    .trim();
  const part = /([+-])?\s*(\d*)(?:\.(\d{0,9}))?\s+([a-z]+)(?:\s+|$)/y;
  const total = { months: 0n, days: 0n, micros: 0n };
  if (body === '') return undefined;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (!match) return undefined;
    const [, sign, whole, fraction, name] = match;
    const unitName = name.replace(/s$/, '');
    const unit = Object.hasOwn(UNITS, unitName) ? UNITS[unitName] : undefined;
    if (!unit || (fraction !== undefined && unitName !== 'second')) return undefined;
    // Numbers of twenty digits are beyond 64 bits, whatever their unit.
    if ((whole === '' && !fraction) || whole.replace(/^0+/, '').length > 19) return undefined;
    const direction = sign === '-' ? -1n : 1n;
    const count = direction * BigInt(whole);
    total.months += count * BigInt(unit.months);
    total.days += count * BigInt(unit.days);
    total.micros += count * unit.micros;
    if (fraction) total.micros += direction * BigInt(fraction.padEnd(6, '0').slice(0, 6));
  }
  const { months, days, micros } = total;
  const fits = BigInt.asIntN(32, months) === months && BigInt.asIntN(32, days) === days;
  if (!fits || BigInt.asIntN(64, micros) !== micros) return undefined;
  return { months: Number(months), days: Number(days), micros };
}

/** As `parseInterval`, but refuses what it cannot read. */
export function requireInterval(text: string): Interval {
  const interval = parseInterval(text);
  if (!interval) throw new AnalysisError('CANNOT_PARSE_INTERVAL', { text });
  return interval;
}

/** The whole span in microseconds, a day counted as 24 hours; months are not convertible and must be 0. */
export const fixedMicros = ({ days, micros }: Interval): bigint => BigInt(days) * BigInt(MICROS_PER_DAY) + micros;

/** The span in milliseconds as Spark counts a watermark's delay: a month has 31 days. */
export const delayMs = ({ months, days, micros }: Interval): number =>
  (months * 31 + days) * 86_400_000 + Math.trunc(Number(micros) / MICROS_PER_MS);
