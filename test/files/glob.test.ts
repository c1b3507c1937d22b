import { describe, expect, test } from 'vitest';
import { isGlob, parseGlob } from '../../src/lib/files/glob.ts';
import { randomFrom } from '../support/random.ts';

describe('a pattern matches', () => {
  test.each([
    ['*', ['a', '.a', 'é'], ['a/b', 'a/']],
    ['a?c', ['abc', 'a😀c'], ['ac', 'a/c', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x', 'x']],
    ['[^a-c]x', ['dx', '^x'], ['ax', '/x']],
    ['[!a]', ['b'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[a-]', ['a', '-'], ['b']],
    ['[\\]-]', [']', '-'], ['\\']],
    ['[\\a-\\c]', ['b'], ['\\']],
    ['{json,csv}', ['json', 'csv'], ['', 'json,csv']],
    ['a{,b,c{d,e}}f', ['af', 'abf', 'acdf', 'acef'], ['acf', 'adf']],
    ['{a/b,c}/*', ['a/b/x', 'c/x'], ['a/x', 'c/x/y']],
    ['a,b}', ['a,b}'], ['a', 'b']],
    ['\\*\\{', ['*{'], ['x{']],
    ['', [''], ['a']],
  ])('%s', (pattern, matching, others) => {
    const glob = parseGlob(pattern);
    expect(matching.filter(path => !glob.matches(path))).toEqual([]);
    expect(others.filter(path => glob.matches(path))).toEqual([]);
  });

  test.each([
    ['[a', '['],
    ['[a-', '['],
    ['[', '['],
    ['[\\', '['],
    ['{a', '{'],
    ['{a,{b}', '{'],
    ['a\\', '\\'],
  ])('%s not: it does not end', (pattern, near) => {
    expect(() => parseGlob(pattern)).toThrow(
      expect.objectContaining({ key: 'INVALID_GLOB', params: { pattern, near } }),
    );
  });

  test('what regular expressions say that it matches', () => {
    const random = randomFrom(7);
    const pick = (texts: readonly string[]) => texts[Math.floor(random() * texts.length)];
    const parts = ['a', 'b', '/', '*', '?', '[ab]', '[^a]', '{a,b}', '{ab,/}', '{,a}'];
    const asRegExp: Record<string, string> = {
      '*': '[^/]*',
      '?': '[^/]',
      '[^a]': '[^a/]',
      '{a,b}': '(?:a|b)',
      '{ab,/}': '(?:ab|/)',
      '{,a}': '(?:|a)',
    };
    let matches = 0;
    for (let i = 0; i < 5000; i++) {
      const pattern = Array.from({ length: 1 + random() * 5 }, () => pick(parts));
      const path = Array.from({ length: random() * 6 }, () => pick(['a', 'b', '/', 'c'])).join('');
      const whole = new RegExp(`^${pattern.map(part => asRegExp[part] ?? part).join('')}$`);
      const glob = parseGlob(pattern.join(''));
      expect([pattern.join(''), path, glob.matches(path)]).toEqual([pattern.join(''), path, whole.test(path)]);
      if (glob.matches(path)) {
        matches++;
        for (let end = 0; end <= path.length; end++) expect(glob.mayMatchUnder(path.slice(0, end))).toBe(true);
      }
    }
    expect(matches).toBeGreaterThan(200);
  });

  test('in a time that does not explode, whatever it is', () => {
    const path = `${'a'.repeat(2000)}b`;
    for (const pattern of [
      '*a'.repeat(60),
      '{a,a*}'.repeat(60),
      '{*,?}{a,*}'.repeat(30),
      '{a,'.repeat(60) + '}'.repeat(60),
    ]) {
      expect(parseGlob(`${pattern}c`).matches(path)).toBe(false);
    }
  });

  test('only where it has a sign of one', () => {
    expect(['a*', '?', '[a]', '{a}', 'a}'].filter(isGlob).length).toBe(5);
    expect(isGlob('a-b_c (1)/d=2')).toBe(false);
  });
});
