import { expect, test } from 'vitest';
import { calendarIntervalText, dayTimeText, yearMonthText } from '../../../src/lib/columns/time/intervals-text.ts';
import type { DayTimeUnit, YearMonthUnit } from '../../../src/lib/columns/types.ts';
import { micros, recorded } from './recorded.ts';

test.each(recorded<[string, DayTimeUnit, DayTimeUnit, string]>('dayTime'))('%s µs, %s to %s', (us, from, to, text) => {
  expect(dayTimeText(micros(us), from, to)).toBe(text);
});

test.each(recorded<[number, YearMonthUnit, YearMonthUnit, string]>('yearMonth'))(
  '%i months, %s to %s',
  (months, from, to, text) => {
    expect(yearMonthText(months, from, to)).toBe(text);
  },
);

test.each(recorded<[number, number, string, string]>('calendarInterval'))(
  '%i months, %i days, %s µs',
  (months, days, us, text) => {
    expect(calendarIntervalText({ months, days, micros: BigInt(us) })).toBe(text);
  },
);
