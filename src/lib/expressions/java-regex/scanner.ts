import { JavaRegexError } from './error.ts';

/**
 * The pattern under the parser's cursor. The parser must take wrong turns exactly where Java takes them (`[]a]`,
 * `a{2}{3}`, white space in `(?x)` mode, which error comes first), so these are the moves that Java's parser has.
 */
export interface Scanner {
  /** Code points, without `\Q..\E`, and two zeros after them. */
  readonly points: readonly number[];
  readonly length: number;
  cursor: number;
  flags: Flags;
  groupCount: number;
  readonly groupNames: Map<string, number>;
  byCodePoint: boolean;
}

/** The inline flags `(?imsdux)`; `U` and `c` are not supported. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly unixLines: boolean;
  readonly unicodeCase: boolean;
  readonly comments: boolean;
}

export function openScanner(pattern: string): Scanner {
  const points = unquote(Array.from(pattern, char => char.codePointAt(0)!));
  return {
    points: [...points, 0, 0],
    length: points.length,
    cursor: 0,
    flags: {
      ignoreCase: false,
      multiline: false,
      dotAll: false,
      unixLines: false,
      unicodeCase: false,
      comments: false,
    },
    groupCount: 0,
    groupNames: new Map(),
    byCodePoint: points.some(isBeyondBmp),
  };
}

/** Java counts unpaired surrogates with the supplementary characters. */
export const isBeyondBmp = (point: number): boolean => point > 0xffff || (point >= 0xd800 && point <= 0xdfff);

/** The code of an ASCII character, to compare with. */
export const code = (char: string): number => char.charCodeAt(0);

export function fail(s: Scanner, description: string): never {
  throw new JavaRegexError('syntax', description, s.cursor - 1);
}

export function refuse(s: Scanner, construct: string): never {
  throw new JavaRegexError('unsupported', construct, s.cursor - 1);
}

/** The point `offset` after the cursor, as it stands. */
export const at = (s: Scanner, offset: number): number => s.points[s.cursor + offset] ?? 0;

/** The point under the cursor; in comments mode the cursor first passes what is ignored. */
export function peek(s: Scanner): number {
  if (s.flags.comments) skipIgnored(s);
  return at(s, 0);
}

/** As `peek`, and moves past it. */
export function read(s: Scanner): number {
  const point = peek(s);
  s.cursor++;
  return point;
}

/** Moves one on, and peeks. */
export function next(s: Scanner): number {
  s.cursor++;
  return peek(s);
}

/** Moves one on; the point there, ignored or not. */
export function nextRaw(s: Scanner): number {
  s.cursor++;
  return at(s, 0);
}

/** The point after this one, ignored or not; moves past both. */
export function skip(s: Scanner): number {
  const point = at(s, 1);
  s.cursor += 2;
  return point;
}

export const atEnd = (s: Scanner): boolean => s.cursor >= s.length;

export const isDigit = (point: number): boolean => point >= 0x30 && point <= 0x39;
export const isAsciiLetter = (point: number): boolean => {
  const lower = point | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
};
/** The value of a hexadecimal digit, or -1. */
export function hexValue(point: number): number {
  const value = point < 0x80 ? Number.parseInt(String.fromCharCode(point), 16) : Number.NaN;
  return Number.isNaN(value) ? -1 : value;
}

function skipIgnored(s: Scanner): void {
  for (;;) {
    const point = at(s, 0);
    if (point === 0x20 || (point >= 0x09 && point <= 0x0d)) s.cursor++;
    else if (point === code('#')) skipLine(s);
    else return;
  }
}

function skipLine(s: Scanner): void {
  while (!atEnd(s) && !isLineEnd(s, at(s, 0))) s.cursor++;
}

function isLineEnd(s: Scanner, point: number): boolean {
  if (s.flags.unixLines) return point === 0x0a;
  return point === 0x0a || point === 0x0d || point === 0x85 || point === 0x2028 || point === 0x2029;
}

/**
 * Writes `\Q..\E` with a backslash before each operator in it, as Java does. A digit that comes first becomes `\x3n`:
 * an escape before the quotation must not take it. An escaped backslash before a Q starts no quotation.
 */
function unquote(points: readonly number[]): number[] {
  const [backslash, q, e, x, three] = [code('\\'), code('Q'), code('E'), code('x'), code('3')];
  const result: number[] = [];
  let quoted = false;
  let first = false;
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    const following = point === backslash ? points[i + 1] : undefined;
    if (following === (quoted ? e : q)) {
      quoted = first = !quoted;
      i++;
      continue;
    }
    if (quoted && isDigit(point) && first) result.push(backslash, x, three);
    else if (quoted && point < 0x80 && !isDigit(point) && !isAsciiLetter(point)) result.push(backslash);
    result.push(point);
    if (!quoted && following !== undefined) result.push(points[++i]!);
    first = false;
  }
  return result;
}
