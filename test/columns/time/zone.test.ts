import { expect, test } from 'vitest';
import { findZone, zone } from '../../../src/lib/columns/time/zone.ts';
import { recorded } from './recorded.ts';

test.each(recorded<[string, string | null]>('zones'))('"%s" is zone %s', (name, id) => {
  expect(findZone(name)?.id ?? null).toBe(id);
});

type LocalTime = [id: string, localSeconds: number, preferredOffset: number | null, utcSeconds: number];

test.each(recorded<LocalTime>('localToUtc'))('in %s, local %i (preferring %s) is %i', (id, local, preferred, utc) => {
  expect(zone(id).localToUtcSeconds(local, preferred ?? undefined)).toBe(utc);
});

test.each([
  ['America/Sao_Paulo', '1913-12-31T12:00:00Z', -11_188], // local mean time, to the second
  ['America/Sao_Paulo', '2018-11-04T02:59:59Z', -10_800],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z', -7200],
  ['America/Sao_Paulo', '2019-02-17T01:59:59Z', -7200],
  ['America/Sao_Paulo', '2019-02-17T02:00:00Z', -10_800],
  ['Asia/Kolkata', '2020-01-01T00:00:00Z', 19_800],
  ['Australia/Lord_Howe', '2020-01-01T00:00:00Z', 39_600],
  ['Australia/Lord_Howe', '2020-07-01T00:00:00Z', 37_800],
  ['America/Noronha', '2000-10-10T00:00:00Z', -3600], // a summer time of one week
])('%s at %s', (id, at, offset) => {
  expect(zone(id).offsetSeconds(Date.parse(at) / 1000)).toBe(offset);
});

test('rules go on beyond the dates of JavaScript', () => {
  const newYork = zone('America/New_York');
  const period = 146_097 * 86_400;
  const summer = Date.parse('2104-07-01T00:00:00Z') / 1000;
  for (const periods of [0, 1, 20, 700]) {
    expect(newYork.offsetSeconds(summer + periods * period)).toBe(-14_400);
    expect(newYork.offsetSeconds(summer + periods * period + 180 * 86_400)).toBe(-18_000);
  }
  expect(newYork.offsetSeconds(-9e12)).toBe(-17_762);
});

test('the same name gives the same object, and an unknown one an error', () => {
  expect(zone('Europe/Lisbon')).toBe(zone('Europe/Lisbon'));
  expect(() => zone('Europe/Atlantis')).toThrow('There is no time zone "Europe/Atlantis".');
});
