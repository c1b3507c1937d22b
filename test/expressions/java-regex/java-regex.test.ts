// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a replacement of Java has `${name}` in it
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/lib/expressions/java-regex/backtrack.ts';
import { BacktrackingRegExp } from '../../../src/lib/expressions/java-regex/backtracking-regexp.ts';
import {
  JavaRegexError,
  javaMatches,
  javaRegex,
  javaReplacement,
  javaSplit,
  likeMatcher,
} from '../../../src/lib/expressions/java-regex/index.ts';
import { parse } from '../../../src/lib/expressions/java-regex/parse.ts';

/** Where a match begins, its text and its groups. */
type Match = [index: number, ...groups: (string | null)[]];
/** What JDK 17 found with `find()`, or its description and index of a syntax error. */
type Recorded = [pattern: string, text: string, answer: Match[] | string, errorIndex?: number];

const recorded: Recorded[] = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'));

const matchOf = (match: RegExpExecArray): Match => [match.index, ...Array.from(match, group => group ?? null)];

function errorOf(action: () => unknown): JavaRegexError {
  try {
    action();
  } catch (error) {
    if (error instanceof JavaRegexError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Whether the bytes of a text are such that something may be found in it. */
const mayBeIn = (pattern: string, text: string): boolean => {
  const bytes = Buffer.from(`xx${text}xx`);
  return javaRegex(pattern).leads?.areIn(bytes, 2, bytes.length - 2) ?? true;
};

describe('how matches begin', () => {
  it.each([
    [':/\\S+|[Ww]{3}\\.\\S+', ['https://x', 'a www.x', 'wW', 'x:/'], ['10:30', 'a w b', ':', '/:', 'w']],
    ['(?<!x)(?=:|=)(?::-?\\)|=D|(?>8)-)', [':)', 'a :-', '8-', '=D'], [': )', '8', 'x', '=)']],
    ['(a|bc?)+$', ['a', 'xb'], ['', 'xyz']],
    ['😀|é', ['😀', 'ação', 'é'], ['x', ':)']],
    ['a?b', ['b', 'ab'], ['', 'a', 'ac']],
    ['(?:ab){2,3}', ['xab'], ['ba', 'a']],
    ['[^a]b', ['cb', 'éb'], ['ab', 'b', 'aab']],
    ['a{0}b', ['b'], ['a']],
    ['a*', ['', 'b'], []],
    ['(x)?\\1', ['', 'b'], []],
  ])('%j', (pattern, may, cannot) => {
    expect(may.filter(text => !mayBeIn(pattern, text))).toEqual([]);
    expect(cannot.filter(text => mayBeIn(pattern, text))).toEqual([]);
  });
});

describe('recordings of JDK 17', () => {
  const matched = recorded.filter(([, , answer]) => typeof answer !== 'string');
  const failed = recorded.filter(([, , answer]) => typeof answer === 'string');

  it.each(matched)('%j in %j', (pattern, text, answer) => {
    if (answer.length > 0) expect(mayBeIn(pattern, text)).toBe(true);
    const { regexp, groupCount } = javaRegex(pattern);
    const find = () => Array.from(javaMatches(text, javaRegex(pattern)), matchOf);
    expect(find()).toEqual(answer);
    expect(find(), 'once more, when V8 has compiled it').toEqual(answer);
    expect(Array.from(text.matchAll(regexp), matchOf)).toEqual(answer);
    for (const match of answer as Match[]) expect(match.length).toBe(groupCount + 2);
  });

  it('the matcher for what JavaScript cannot do finds all the others as well', () => {
    for (const [pattern, text, answer] of matched) {
      const regexp = new BacktrackingRegExp(compile(parse(pattern)), 'g');
      expect([pattern, text, Array.from(text.matchAll(regexp), matchOf)]).toEqual([pattern, text, answer]);
    }
  });

  it.each(failed)('%j is an error', (pattern, _, description, index) => {
    expect(errorOf(() => javaRegex(pattern))).toMatchObject({ reason: 'syntax', description, index });
  });
});

describe('javaRegex', () => {
  it.each([
    ['\\Gab', '\\G'],
    ['\\X', '\\X'],
    ['\\N{DIGIT ONE}', '\\N{..}'],
    ['\\b{g}', '\\b{g}'],
    ['(?U)\\w', '(?U)'],
    ['(?ic)a', '(?c)'],
    ['\\p{InOsmanya}', '\\p{InOsmanya}'],
    ['[\\p{javaUnicodeIdentifierStart}]', '\\p{javaUnicodeIdentifierStart}'],
  ])('refuses %s by name', (pattern, description) => {
    expect(errorOf(() => javaRegex(pattern))).toMatchObject({ reason: 'unsupported', description });
  });

  it('translates a pattern once', () => {
    expect(javaRegex('a+b')).toBe(javaRegex('a+b'));
  });

  it('knows the numbers of named groups', () => {
    expect(Object.fromEntries(javaRegex('(a)(?<year>\\d+)(?:b)(?<month>\\d+)').groupNames)).toEqual({
      year: 2,
      month: 3,
    });
  });

  it.each([
    ['a b', 'a b'],
    ['\\.', '.'],
    ['\\Qa.b\\E!', 'a.b!'],
    ['[|]', '|'],
    ['\\x41\\u0042', 'AB'],
    ['😀', '😀'],
    ['', undefined],
    ['a|b', undefined],
    ['(a)', undefined],
    ['(?i)a', undefined],
    ['(?i)1', '1'],
    ['^a', undefined],
    ['aa+', undefined],
  ])('the literal text of %j is %j', (pattern, literal) => {
    expect(javaRegex(pattern).literal).toBe(literal);
  });

  it.each([
    ['\\s+', '\t\n\v\f\r ', true],
    ['[ .]', ' .', false],
    [',', ',', false],
    [',|;', ',;', false],
    ['(?:,|[;:])++', ',:;', true],
    ['(?i)x', 'Xx', false],
    ['\\p{Punct}&&', undefined, false],
    ['\\s*', undefined, false],
    ['\\s+?', undefined, false],
    ['(,)', undefined, false],
    ['\\W', undefined, false],
    ['é', undefined, false],
    ['[]a&&[^a]]', ']', false],
  ])('the ASCII class of %j is %j, repeated: %j', (pattern, members, repeated) => {
    const { asciiClass } = javaRegex(pattern);
    const texts =
      asciiClass && Array.from(asciiClass.members, (is, code) => (is ? String.fromCharCode(code) : '')).join('');
    expect(texts).toBe(members);
    if (asciiClass) expect(asciiClass.repeated).toBe(repeated);
  });

  it.each([
    ['\\p{L}', 131241],
    ['\\p{Nd}', 650],
    ['\\p{P}', 798],
    ['\\p{Cn}', 830672],
    ['\\p{IsLatin}', 1374],
    ['\\p{IsCyrillic}', 443],
    ['\\p{IsWhite_Space}', 25],
    ['\\p{javaWhitespace}', 25],
    ['\\p{IsUppercase}', 1911],
    ['\\p{IsUnknown}', 970188],
    ['\\p{InGreek}', 144],
    ['\\p{Punct}', 32],
    ['(?iu)[a-z]', 56],
    ['\\W', 1114049],
  ])('%s has as many code points as in Unicode 13: %d', (pattern, size) => {
    const { root } = parse(pattern);
    if (root.kind !== 'char') throw new Error('not one character');
    expect(root.set.reduce((sum, boundary, i) => sum + (i % 2 === 0 ? -boundary : boundary), 0)).toBe(size);
  });

  it('is a RegExp to the methods of strings, also where Java has to be followed', () => {
    const { regexp } = javaRegex('(?:(a)|b)++');
    expect(regexp).toBeInstanceOf(BacktrackingRegExp);
    expect('xabyb'.replace(regexp, (match, a) => `<${match}${a}>`)).toBe('x<aba>y<bundefined>');
    expect('xabyb'.match(regexp)).toEqual(['ab', 'b']);
    expect('xabyb'.search(regexp)).toBe(1);
    regexp.lastIndex = 0;
    expect([regexp.test('ab'), regexp.lastIndex, regexp.test('ab'), regexp.lastIndex]).toEqual([true, 2, false, 0]);
  });
});

describe('javaSplit, as Spark 4.3', () => {
  it.each([
    ['one1two2three', '[0-9]', -1, ['one', 'two', 'three']],
    ['a,b,,', ',', -1, ['a', 'b', '', '']],
    ['a,b,,', ',', 0, ['a', 'b', '', '']],
    ['a,b,,', ',', 2, ['a', 'b,,']],
    ['a,b,,', ',', 1, ['a,b,,']],
    ['', '', -1, ['']],
    ['', ',', -1, ['']],
    ['abc', '', -1, ['a', 'b', 'c']],
    ['abc', '', 0, ['a', 'b', 'c']],
    ['abc', '', 1, ['abc']],
    ['abc', '', 2, ['a', 'bc']],
    ['abc', '', 3, ['a', 'b', 'c']],
    ['abc', '', 5, ['a', 'b', 'c']],
    ['a😀b', '', 2, ['a', '😀b']],
    ['abc', '(?=b)', -1, ['a', 'bc']],
    ['ab', '(?<=a)', -1, ['a', 'b']],
    ['abc', 'x*', -1, ['a', 'b', 'c', '']],
    ['abc', 'a*', -1, ['', '', 'b', 'c', '']],
    ['😀b', 'x*', -1, ['\ud83d', '\ude00', 'b', '']],
    [',a', ',', -1, ['', 'a']],
    ['a1b', '(1)', -1, ['a', 'b']],
    ['a.b', '.', -1, ['', '', '', '']],
    ['a.b', '\\.', -1, ['a', 'b']],
    ['aXbXc', 'X', -5, ['a', 'b', 'c']],
    ['aXXbX', 'X', -1, ['a', '', 'b', '']],
    ['😀b', '😀', -1, ['', 'b']],
  ])('split(%j, %j, %d)', (text, pattern, limit, pieces) => {
    expect(javaSplit(text, javaRegex(pattern), limit)).toEqual(pieces);
  });
});

describe('javaReplacement', () => {
  function replaceAll(text: string, pattern: string, replacement: string): string {
    const translated = javaRegex(pattern);
    const replacementOf = javaReplacement(replacement, translated);
    let result = '';
    let at = 0;
    for (const match of javaMatches(text, translated)) {
      result += text.slice(at, match.index) + replacementOf(match);
      at = match.index + match[0].length;
    }
    return result + text.slice(at);
  }

  it.each([
    ['abc', 'b', '[$0]', 'a[b]c'],
    ['abc', 'x', '$9', 'abc'], // nothing matches, so nobody reads the replacement
    ['abc', 'b', '\\$', 'a$c'],
    ['abc', 'b', '\\\\', 'a\\c'],
    ['abc', '(?<n>b)', '${n}${n}', 'abbc'],
    ['abc', '(b)', '$11', 'ab1c'],
    ['abc', '(b)|x', '$1', 'abc'],
    ['abc', '(x)|b', '<$1>', 'a<>c'],
    ['😀', 'a*', 'x', 'x\ud83dx\ude00x'],
  ])('%j, %j, %j', (text, pattern, replacement, result) => {
    expect(replaceAll(text, pattern, replacement)).toBe(result);
  });

  it.each([
    ['(b)', '$2', 'No group 2'],
    ['b', '$', 'Illegal group reference: group index is missing'],
    ['b', '\\', 'character to be escaped is missing'],
    ['b', '$a', 'Illegal group reference'],
    ['b', '${m}', 'No group with name {m}'],
    ['b', '${1}', 'capturing group name {1} starts with digit character'],
    ['b', '${', "named capturing group is missing trailing '}'"],
    ['b', '${}', "named capturing group is missing trailing '}'"],
  ])('%j, %j is an error', (pattern, replacement, description) => {
    expect(errorOf(() => replaceAll('abc', pattern, replacement))).toMatchObject({ reason: 'syntax', description });
  });
});

describe('likeMatcher, as Spark 4.3', () => {
  it.each([
    ['😀a', '😀_', true],
    ['😀', '_', true],
    ['😀', '__', false],
    ['a😀b', 'a%b', true],
    ['a😀b', '%😀%', true],
    ['a\nb', 'a_b', true],
    ['a\nb', 'a%', true],
    ['a%b', 'a\\%b', true],
    ['axb', 'a\\%b', false],
    ['a_b', 'a\\_b', true],
    ['a\\b', 'a\\\\b', true],
    ['', '', true],
    ['', '%', true],
    ['', '_', false],
    ['abc', '%%c', true],
    ['aXbXc', 'a%X%c', true],
    ['ab', '%b%%', true],
    ['aba', 'ab%ba', false],
    ['abba', 'ab%ba', true],
    ['aab', '%a_', true],
    ['xaxbxc', '%a_b%c', true],
    ['xaxbxcd', '%a_b%c', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ])('%j like %j: %j', (text, pattern, result) => {
    expect(likeMatcher(pattern, '\\', false)(text)).toBe(result);
  });

  it.each([
    ['a%b', 'a/%b', '/', true],
    ['a/b', 'a//b', '/', true],
    ['a%', 'a%%', '%', true],
    ['a_', 'a__', '_', true],
  ])('%j like %j escape %j: %j', (text, pattern, escapeChar, result) => {
    expect(likeMatcher(pattern, escapeChar, false)(text)).toBe(result);
  });

  it.each([
    ['ÀB', 'àb', '\\', true],
    ['İ', 'i̇', '\\', true],
    ['ΑΣ', 'ας', '\\', true],
    ['a%', 'AA%', 'A', false], // the pattern is in lower case by then
    ['a%', 'A%%', 'A', true],
    ['x%', 'xa%', 'a', true],
  ])('%j ilike %j escape %j: %j', (text, pattern, escapeChar, result) => {
    expect(likeMatcher(pattern, escapeChar, true)(text)).toBe(result);
  });

  it.each([
    ['a\\b', '\\', 'ESC_IN_THE_MIDDLE', 2],
    ['ab\\', '\\', 'ESC_AT_THE_END', 2],
    ['a%', '%', 'ESC_AT_THE_END', 1],
  ])('%j escape %j is an error', (pattern, escapeChar, description, index) => {
    expect(errorOf(() => likeMatcher(pattern, escapeChar, false))).toMatchObject({
      reason: 'syntax',
      description,
      index,
    });
  });
});
