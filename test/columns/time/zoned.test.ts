import { expect, test } from 'vitest';
import { zone } from '../../../src/lib/columns/time/zone.ts';
import {
  addInterval,
  dateOf,
  monthsBetween,
  parseTimestampUnit,
  startOfDayUs,
  truncTimestamp,
} from '../../../src/lib/columns/time/zoned.ts';
import { micros, recorded } from './recorded.ts';

test.each(recorded<[string, string, string, string]>('truncTimestamp'))(
  '%s cut to %s in %s',
  (us, unit, id, expected) => {
    expect(truncTimestamp(micros(us), parseTimestampUnit(unit)!, zone(id))).toBe(micros(expected));
  },
);

test.each(recorded<[string, number, number, string, string, string]>('addInterval'))(
  '%s plus %i months, %i days and %s µs in %s',
  (us, months, days, duration, id, expected) => {
    expect(addInterval(micros(us), { months, days, micros: BigInt(duration) }, zone(id))).toBe(micros(expected));
  },
);

test.each(recorded<[string, string, boolean, string, number]>('monthsBetween'))(
  'months from %s to %s, rounded %s, in %s',
  (end, start, isRounded, id, expected) => {
    expect(monthsBetween(micros(end), micros(start), isRounded, zone(id))).toBe(expected);
  },
);

test('units have no other names', () => {
  expect(['min', 'decade', 'h', ''].map(parseTimestampUnit)).toEqual(Array(4).fill(undefined));
});

test('a day begins when its midnight is skipped, too', () => {
  const saoPaulo = zone('America/Sao_Paulo');
  const start = startOfDayUs(17_839, saoPaulo); // 2018-11-04
  expect(start).toBe(Date.parse('2018-11-04T03:00:00Z') * 1000);
  expect(dateOf(start, saoPaulo)).toBe(17_839);
  expect(dateOf(Number(start) - 1, saoPaulo)).toBe(17_838);
});
