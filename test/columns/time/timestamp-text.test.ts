import { expect, test } from 'vitest';
import {
  formatDate,
  formatTimestamp,
  parseDate,
  parseLocalTimestamp,
  parseTimestamp,
  parseTimestampBytes,
} from '../../../src/lib/columns/time/timestamp-text.ts';
import { zone } from '../../../src/lib/columns/time/zone.ts';
import { micros, recorded } from './recorded.ts';

const parseBytes = (text: string, id: string): number => {
  const bytes = new TextEncoder().encode(`9${text}9`); // with neighbours, as in a vector
  return parseTimestampBytes(bytes, 1, bytes.length - 1, zone(id));
};

test.each(recorded<[string, string, string | null]>('parseTimestamp'))('"%s" in %s is %s', (text, id, expected) => {
  expect(parseTimestamp(text, zone(id))?.toString() ?? null).toBe(expected);
  const fast = parseBytes(text, id);
  if (!Number.isNaN(fast)) expect(String(fast)).toBe(expected);
});

test.each([
  ['2020-01-02 03:04', 1_577_934_240_000_000],
  ['2020-01-02T03:04:05', 1_577_934_245_000_000],
  ['2020-01-02 03:04:05.', 1_577_934_245_000_000],
  ['2020-01-02 03:04:05.5', 1_577_934_245_500_000],
  ['2020-01-02 03:04:05.000001Z', 1_577_934_245_000_001],
  ['1684-12-31T23:59:59.999999Z', -8_993_635_200_000_001],
])('bytes %s take the short way', (text, expected) => {
  expect(parseBytes(text, 'UTC')).toBe(expected);
});

test.each([
  '2020-01-02',
  '2020-1-02 03:04:05',
  '2020-01-02 03:04Z',
  '2020-01-02 03:04:05.1234567',
  '2020-01-02 03:04:05+01:00',
  '2020-02-30 03:04:05',
  '2020-01-02 24:00:00',
  '9999-12-31 00:00:00',
  '2020-01-02 03:04:05 ',
])('bytes %s are left to the long way', text => {
  expect(parseBytes(text, 'UTC')).toBeNaN();
});

test('a time alone is today in its zone, if there is a today', () => {
  const nowMs = Date.parse('2020-06-01T01:00:00Z');
  const saoPaulo = zone('America/Sao_Paulo');
  const at = (iso: string) => BigInt(Date.parse(iso)) * 1000n;
  expect(parseTimestamp('10:30', saoPaulo, nowMs)).toBe(at('2020-05-31T13:30:00Z'));
  expect(parseTimestamp('T10', saoPaulo, nowMs)).toBe(at('2020-05-31T13:00:00Z'));
  expect(parseTimestamp('T10:30:05.5+01:00', saoPaulo, nowMs)).toBe(at('2020-06-01T09:30:05.500Z'));
  expect(parseTimestamp(' T10:30', saoPaulo, nowMs)).toBeUndefined();
  expect(parseTimestamp('10:30', saoPaulo)).toBeUndefined();
  expect(parseLocalTimestamp('10:30')).toBeUndefined();
});

test.each(recorded<[string, string | null]>('parseLocalTimestamp'))('"%s" without a zone is %s', (text, expected) => {
  expect(parseLocalTimestamp(text)?.toString() ?? null).toBe(expected);
});

test.each(recorded<[string, number | null]>('parseDate'))('"%s" is day %s', (text, expected) => {
  expect(parseDate(text) ?? null).toBe(expected);
});

test.each(recorded<[string, string, string]>('formatTimestamp'))('%s in %s is %s', (us, id, expected) => {
  expect(formatTimestamp(micros(us), zone(id))).toBe(expected);
  expect(formatTimestamp(BigInt(us), zone(id))).toBe(expected);
});

test.each(recorded<[number, string]>('formatDate'))('day %i is %s', (days, expected) => {
  expect(formatDate(days)).toBe(expected);
});
