import { expect, test } from 'vitest';
import * as calendar from '../../../src/lib/columns/time/calendar.ts';
import { recorded } from './recorded.ts';

test.each(recorded<number[]>('calendar'))('day %i is what Spark says', (...row) => {
  const [days, year, month, day] = row;
  const addedMonths = row[10];
  const { week, weekYear } = calendar.isoWeek(days);
  expect(calendar.civilFromDays(days)).toEqual({ year, month, day });
  expect([
    calendar.daysFromCivil(year, month, day),
    year,
    month,
    day,
    calendar.dayOfYear(days),
    calendar.quarter(days),
    week,
    weekYear,
    calendar.isoWeekday(days),
    calendar.lastDay(days),
    addedMonths,
    calendar.addMonths(days, addedMonths),
    calendar.truncDate(days, 'year'),
    calendar.truncDate(days, 'quarter'),
    calendar.truncDate(days, 'month'),
    calendar.truncDate(days, 'week'),
  ]).toEqual(row);
});

test.each(recorded<[number, string, number]>('nextDay'))('the next day after %i that is %s', (days, name, next) => {
  expect(calendar.nextDay(days, calendar.parseWeekday(name)!)).toBe(next);
});

test('weekdays have no other names', () => {
  for (const name of ['', 'x', 'tues', 'thur', 'thurs', ' monday', 'm']) {
    expect(calendar.parseWeekday(name)).toBeUndefined();
  }
});

test('units have no other names', () => {
  expect(['yyyy', 'YY', 'Mon', 'mm', 'week'].map(calendar.parseDateUnit)).toEqual([
    'year',
    'year',
    'month',
    'month',
    'week',
  ]);
  expect(['day', 'y', 'hour', ' year', ''].map(calendar.parseDateUnit)).toEqual(Array(5).fill(undefined));
});

test('a date exists or not', () => {
  expect(calendar.isCivilDate(2000, 2, 29)).toBe(true);
  expect(calendar.isCivilDate(1900, 2, 29)).toBe(false);
  expect(calendar.isCivilDate(-4, 2, 29)).toBe(true);
  expect(calendar.isCivilDate(2020, 13, 1)).toBe(false);
  expect(calendar.isCivilDate(2020, 4, 31)).toBe(false);
});
