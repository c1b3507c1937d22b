import { JavaRegexError } from './error.ts';
import type { JavaPattern } from './java-pattern.ts';

/**
 * A replacement of Java: `$1`, `${name}`, and a backslash before what is meant literally. `$12` is group 12 if there
 * are so many, or else group 1 and a 2.
 *
 * @returns makes the text that replaces a match. It is this that throws the JavaRegexError of a bad replacement:
 *   Java reads a replacement only when something matches.
 */
export function javaReplacement(
  replacement: string,
  pattern: JavaPattern,
): (groups: readonly (string | undefined)[]) => string {
  const { parts, error } = parseReplacement(replacement, pattern);
  return groups => {
    if (error) throw error;
    return parts.map(part => (typeof part === 'string' ? part : (groups[part] ?? ''))).join('');
  };
}

/** Texts and numbers of groups, up to the first mistake. */
interface Replacement {
  readonly parts: (string | number)[];
  error?: JavaRegexError;
}

function parseReplacement(replacement: string, pattern: JavaPattern): Replacement {
  const result: Replacement = { parts: [] };
  try {
    for (let at = 0; at < replacement.length; ) at = readPart(replacement, at, pattern, result.parts);
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error;
    result.error = error;
  }
  return result;
}

/** @returns where the next part begins */
function readPart(text: string, at: number, pattern: JavaPattern, parts: (string | number)[]): number {
  const after = text[at + 1];
  if (text[at] === '\\') {
    if (after === undefined) fail('character to be escaped is missing', at + 1);
    parts.push(after);
    return at + 2;
  }
  if (text[at] === '$') {
    if (after === undefined) fail('Illegal group reference: group index is missing', at + 1);
    return after === '{' ? readName(text, at + 2, pattern, parts) : readNumber(text, at + 1, pattern, parts);
  }
  const plain = /[^\\$]+/y;
  plain.lastIndex = at;
  parts.push(plain.exec(text)![0]);
  return plain.lastIndex;
}

function readName(text: string, start: number, { groupNames }: JavaPattern, parts: (string | number)[]): number {
  const name = /^[0-9A-Za-z]*/.exec(text.slice(start))![0];
  const end = start + name.length;
  if (name === '' || text[end] !== '}') fail("named capturing group is missing trailing '}'", end);
  if (/^\d/.test(name)) fail(`capturing group name {${name}} starts with digit character`, start);
  const number = groupNames.get(name);
  if (number === undefined) return fail(`No group with name {${name}}`, start);
  parts.push(number);
  return end + 1;
}

function readNumber(text: string, start: number, { groupCount }: JavaPattern, parts: (string | number)[]): number {
  const digits = /^\d+/.exec(text.slice(start))?.[0] ?? fail('Illegal group reference', start);
  let length = 1;
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groupCount) length++;
  const number = Number(digits.slice(0, length));
  if (number > groupCount) fail(`No group ${number}`, start);
  parts.push(number);
  return start + length;
}

function fail(description: string, index: number): never {
  throw new JavaRegexError('syntax', description, index);
}
