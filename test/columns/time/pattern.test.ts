import { expect, test } from 'vitest';
import { compileFormatter, compileParser, DatetimePatternError } from '../../../src/lib/columns/time/pattern.ts';
import { zone } from '../../../src/lib/columns/time/zone.ts';
import { micros, recorded } from './recorded.ts';

type Outcome = string | { readonly error: string };

test.each(recorded<[string, string, string, string]>('patternFormat'))(
  '%s prints %s in %s',
  (pattern, us, id, text) => {
    expect(compileFormatter(pattern).format(micros(us), zone(id))).toBe(text);
  },
);

test.each(recorded<[string, number, string | null]>('patternFormatDate'))('%s prints day %i', (pattern, days, text) => {
  expect(compileFormatter(pattern).formatDate(days) ?? null).toBe(text);
});

test.each(recorded<[string, string, string, Outcome]>('patternParse'))(
  '%s reads "%s" in %s',
  (pattern, text, id, expected) => {
    const read = compileParser(pattern).parse(text, zone(id));
    expect(typeof read === 'bigint' ? String(read) : { error: read.reason }).toEqual(expected);
  },
);

test.each(recorded<[string, string, Outcome | number]>('patternParseDate'))(
  '%s reads the date "%s"',
  (pattern, text, expected) => {
    const read = compileParser(pattern).parseDate(text);
    expect(typeof read === 'number' ? read : { error: read.reason }).toEqual(expected);
  },
);

test.each(recorded<[string, 'format' | 'parse', string | null]>('patternErrors'))(
  '%s to %s: %s',
  (pattern, use, condition) => {
    expect(refusal(pattern, use)?.condition ?? null).toBe(condition);
  },
);

function refusal(pattern: string, use: 'format' | 'parse'): DatetimePatternError | undefined {
  try {
    (use === 'format' ? compileFormatter : compileParser)(pattern);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DatetimePatternError);
    return error as DatetimePatternError;
  }
}

test('a refused pattern says which letters it is about', () => {
  expect(refusal('yyyy Q', 'parse')?.letters).toBe('Q');
  expect(refusal('QQQQQQ', 'format')?.letters).toBe('QQQQQ');
  expect(refusal('e', 'format')?.letters).toBe('e');
});

test('a failure says where reading stopped, unless all was read', () => {
  const parser = compileParser('yyyy-MM-dd');
  expect(parser.parse('2020-01-x', zone('UTC'))).toMatchObject({ errorIndex: 8, isOverflow: false });
  expect(parser.parse('2020-01-01x', zone('UTC'))).toMatchObject({ errorIndex: 10 });
  expect(parser.parse('2020-02-30', zone('UTC'))).toMatchObject({ errorIndex: undefined });
  expect(parser.parse('+300000-01-01', zone('UTC'))).toMatchObject({ reason: 'long overflow', isOverflow: true });
});

test('an old tweet is read without its weekday, which Spark refuses', () => {
  expect(refusal('EEE MMM dd HH:mm:ss Z yyyy', 'parse')?.condition).toMatch(/PATTERN_RECOGNITION$/);
  const at = compileParser('MMM dd HH:mm:ss Z yyyy').parse('Feb 13 01:02:03 +0000 2017', zone('America/Sao_Paulo'));
  expect(at).toBe(BigInt(Date.parse('2017-02-13T01:02:03Z')) * 1000n);
});
