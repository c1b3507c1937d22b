import { JavaRegexError } from './error.ts';

/**
 * Compiles a pattern of SQL's LIKE, or with `ignoreCase` of ILIKE. It matches whole texts: `_` is one code point, `%`
 * any number of them, line ends among them, and `escapeChar` before a `_`, a `%` or itself makes that literal.
 *
 * ILIKE compares lower case with lower case, the pattern's too, but not that of the escape character: with `escape`
 * 'A' the pattern `A%` has no escape in it.
 *
 * @param escapeChar one UTF-16 unit
 * @throws JavaRegexError whose description is Spark's condition: `ESC_IN_THE_MIDDLE` (before another character, the
 *   one at `index`) or `ESC_AT_THE_END`
 */
export function likeMatcher(pattern: string, escapeChar: string, ignoreCase: boolean): (text: string) => boolean {
  const tokens = parseLike(ignoreCase ? pattern.toLowerCase() : pattern, escapeChar);
  const matches = tokens.includes(ANY) ? tokenMatcher(tokens) : textMatcher(textsOf(tokens));
  return ignoreCase ? text => matches(text.toLowerCase()) : matches;
}

/** A UTF-16 unit, or one of these. */
type Token = number;
const ANY: Token = -1;
const MANY: Token = -2;

function parseLike(pattern: string, escapeChar: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === escapeChar) tokens.push(escaped(pattern, ++i, escapeChar));
    else tokens.push(char === '_' ? ANY : char === '%' ? MANY : pattern.charCodeAt(i));
  }
  return tokens;
}

function escaped(pattern: string, at: number, escapeChar: string): Token {
  const char = pattern[at];
  if (char === undefined) throw new JavaRegexError('syntax', 'ESC_AT_THE_END', at - 1);
  if (char !== '_' && char !== '%' && char !== escapeChar) throw new JavaRegexError('syntax', 'ESC_IN_THE_MIDDLE', at);
  return pattern.charCodeAt(at);
}

/** What stands before, between and after the `%`s: one more than there are of them. */
function textsOf(tokens: readonly Token[]): string[] {
  const texts = [''];
  for (const token of tokens) {
    if (token === MANY) texts.push('');
    else texts[texts.length - 1] += String.fromCharCode(token);
  }
  return texts;
}

/** Most patterns are one of the first four. */
function textMatcher(texts: readonly string[]): (text: string) => boolean {
  const first = texts[0]!;
  const last = texts.at(-1)!;
  if (texts.length === 1) return text => text === first;
  const middle = texts.slice(1, -1).filter(part => part !== '');
  if (middle.length === 0 && last === '') return text => text.startsWith(first);
  if (middle.length === 0 && first === '') return text => text.endsWith(last);
  if (middle.length === 1 && first === '' && last === '') return text => text.includes(middle[0]!);
  return text => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at); // the first place is as good as any later one
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}

/** Goes back to the last `%` only: what an earlier one could still take, the last one can take as well. */
function tokenMatcher(tokens: readonly Token[]): (text: string) => boolean {
  return text => {
    let at = 0;
    let token = 0;
    let afterMany = -1;
    let takenByMany = 0;
    while (at < text.length) {
      if (tokens[token] === MANY) {
        afterMany = ++token;
        takenByMany = at;
        continue;
      }
      const units = token < tokens.length ? unitsMatched(tokens[token]!, text, at) : 0;
      if (units === 0 && afterMany < 0) return false;
      if (units === 0) at = takenByMany += unitsAt(text, takenByMany);
      else at += units;
      token = units === 0 ? afterMany : token + 1;
    }
    while (tokens[token] === MANY) token++;
    return token === tokens.length;
  };
}

function unitsMatched(token: Token, text: string, at: number): number {
  return token === ANY ? unitsAt(text, at) : Number(text.charCodeAt(at) === token);
}

const unitsAt = (text: string, at: number): number => (text.codePointAt(at)! > 0xffff ? 2 : 1);
