import { type JavaPattern, javaMatches } from './java-pattern.ts';

/**
 * Spark's `split(text, pattern, limit)`. With a positive `limit` at most so many pieces, the last with all the rest;
 * otherwise all of them, empty ones at the end too. The empty pattern gives the characters of the text. Other
 * patterns that match nothing may cut a surrogate pair in two, as they do in Java.
 */
export function javaSplit(text: string, pattern: JavaPattern, limit: number): string[] {
  const most = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  return pattern.pattern === '' && text !== '' ? characters(text, most) : splitAtMatches(text, pattern, most);
}

function characters(text: string, most: number): string[] {
  const all = Array.from(text);
  return all.length <= most ? all : [...all.slice(0, most - 1), all.slice(most - 1).join('')];
}

function splitAtMatches(text: string, pattern: JavaPattern, most: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  if (most > 1) {
    for (const { index, 0: separator } of javaMatches(text, pattern)) {
      const end = index + separator.length;
      if (end === 0) continue; // no piece before an empty match at the start
      pieces.push(text.slice(start, index));
      start = end;
      if (pieces.length === most - 1) break;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}
