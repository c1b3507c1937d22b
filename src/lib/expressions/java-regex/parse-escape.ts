import { complement, HIGH_SURROGATES, has, LOW_SURROGATES, range, setOf, union } from './char-set.ts';
import { namedClass } from './properties.ts';
import {
  at,
  atEnd,
  code,
  fail,
  hexValue,
  isAsciiLetter,
  isDigit,
  next,
  peek,
  read,
  refuse,
  type Scanner,
  skip,
} from './scanner.ts';
import { type Anchor, type CharClass, inAnyPlane, inBmp, type Node, type Reference } from './syntax.ts';

/** What a backslash stands for: a code point, a class, or (outside of a class) a node. */
type Escape = number | { readonly charClass: CharClass } | { readonly node: Node };

/**
 * Reads the escape whose backslash is under the cursor.
 *
 * @param inClass whether it stands in `[..]`, where anchors and references make no sense
 * @param inRange whether it is an end of `a-b`, where `\v` is the one character that it once was
 */
export function readEscape(s: Scanner, inClass: boolean, inRange: boolean): Escape {
  const point = skip(s);
  const letter = point < 0x80 ? String.fromCharCode(point) : '';
  const simple = CONTROL_ESCAPES.get(letter);
  if (simple !== undefined) return simple;
  if (letter === 'v' && inRange) return 0x0b;
  const charClass = PREDEFINED.get(letter);
  if (charClass) return { charClass };
  switch (letter) {
    case '0':
      return octal(s);
    case 'c':
      return atEnd(s) ? fail(s, 'Illegal control escape sequence') : read(s) ^ 64;
    case 'u':
      return unicodeEscape(s);
    case 'x':
      return hexadecimal(s);
    case 'N':
      return refuse(s, '\\N{..}');
    default:
  }
  if (!inClass) {
    const node = nodeEscape(s, letter);
    if (node) return { node };
  }
  if (isAsciiLetter(point) || (isDigit(point) && inClass)) fail(s, 'Illegal/unsupported escape sequence');
  return point;
}

/** The class of `\p{..}`, `\P{..}` or `\pL`, when the cursor is at the p. */
export function family(s: Scanner): CharClass {
  const negated = at(s, 0) === code('P');
  const braced = next(s) === code('{');
  if (!braced) s.cursor--;
  next(s);
  const name = braced ? bracedName(s) : String.fromCodePoint(at(s, 0));
  if (!braced) read(s);
  const found = namedClass(name, s.flags.ignoreCase) ?? unknownProperty(s, name);
  if (!negated) return found;
  s.byCodePoint = true;
  return inAnyPlane(complement(found.set));
}

const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
]);

const VERTICAL = setOf([0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029]);
const HORIZONTAL = union(setOf([0x09, 0x20, 0xa0, 0x1680, 0x180e, 0x202f, 0x205f, 0x3000]), range(0x2000, 0x200a));
const DIGITS = range(0x30, 0x39);
const SPACES = setOf([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);
const WORD = union(DIGITS, range(0x41, 0x5a), range(0x61, 0x7a), setOf([0x5f]));

const PREDEFINED: ReadonlyMap<string, CharClass> = new Map(
  Object.entries({ d: DIGITS, s: SPACES, w: WORD, h: HORIZONTAL, v: VERTICAL }).flatMap(
    ([letter, set]): [string, CharClass][] => [
      [letter, inBmp(set)],
      [letter.toUpperCase(), inAnyPlane(complement(set))],
    ],
  ),
);

function nodeEscape(s: Scanner, letter: string): Node | undefined {
  if (letter >= '1' && letter <= '9') return reference(s, groupNumber(s, Number(letter)));
  switch (letter) {
    case 'A':
      return anchor('start');
    case 'B':
      return anchor('notWordBoundary');
    case 'b':
      if (peek(s) === code('{') && at(s, 1) === code('g')) refuse(s, '\\b{g}');
      return anchor('wordBoundary');
    case 'Z':
      return anchor(s.flags.unixLines ? 'lastUnixLineEnd' : 'lastLineEnd');
    case 'z':
      return anchor('end');
    case 'R':
      return { kind: 'lineBreak' };
    case 'k':
      return reference(s, namedGroup(s));
    case 'G':
    case 'X':
      return refuse(s, `\\${letter}`);
    default:
      return undefined;
  }
}

export const anchor = (at: Anchor): Node => ({ kind: 'anchor', at });

function reference(s: Scanner, number: number): Reference {
  const { ignoreCase, unicodeCase } = s.flags;
  return { kind: 'reference', number, ignoreCase: ignoreCase ? (unicodeCase ? 'unicode' : 'ascii') : 'no' };
}

/** Takes more digits as long as so many groups have begun. */
function groupNumber(s: Scanner, first: number): number {
  let number = first;
  for (let point = peek(s); isDigit(point); point = peek(s)) {
    const longer = number * 10 + point - 0x30;
    if (longer > s.groupCount) break;
    number = longer;
    read(s);
  }
  return number;
}

function namedGroup(s: Scanner): number {
  if (read(s) !== code('<')) fail(s, "\\k is not followed by '<' for named capturing group");
  const name = groupName(s, read(s));
  return s.groupNames.get(name) ?? fail(s, `named capturing group <${name}> does not exist`);
}

/** The name that begins with the point just read; its `>` is read too. */
export function groupName(s: Scanner, first: number): string {
  if (!isAsciiLetter(first)) fail(s, 'capturing group name does not start with a Latin letter');
  let name = '';
  let point = first;
  do {
    name += String.fromCharCode(point);
    point = read(s);
  } while (isAsciiLetter(point) || isDigit(point));
  if (point !== code('>')) fail(s, "named capturing group is missing trailing '>'");
  return name;
}

function octal(s: Scanner): number {
  const isOctal = (point: number) => point >= 0x30 && point <= 0x37;
  const first = read(s);
  if (!isOctal(first)) fail(s, 'Illegal octal escape sequence');
  let value = first - 0x30;
  for (let more = first <= 0x33 ? 2 : 1; more > 0 && isOctal(peek(s)); more--) value = value * 8 + read(s) - 0x30;
  return value;
}

function hexadecimal(s: Scanner): number {
  const first = read(s);
  if (hexValue(first) >= 0) {
    const second = hexValue(read(s));
    if (second >= 0) return hexValue(first) * 16 + second;
  } else if (first === code('{') && hexValue(peek(s)) >= 0) {
    return bracedHexadecimal(s);
  }
  return fail(s, 'Illegal hexadecimal escape sequence');
}

function bracedHexadecimal(s: Scanner): number {
  let value = 0;
  let point = read(s);
  for (; hexValue(point) >= 0; point = read(s)) {
    value = value * 16 + hexValue(point);
    if (value > 0x10ffff) fail(s, 'Hexadecimal codepoint is too big');
  }
  if (point !== code('}')) fail(s, 'Unclosed hexadecimal escape sequence');
  return value;
}

/** Two escapes that are a surrogate pair are one code point. */
function unicodeEscape(s: Scanner): number {
  const unit = fourDigits(s);
  if (!has(HIGH_SURROGATES, unit)) return unit;
  const afterFirst = s.cursor;
  if (read(s) === code('\\') && read(s) === code('u')) {
    const low = fourDigits(s);
    if (has(LOW_SURROGATES, low)) return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  s.cursor = afterFirst;
  return unit;
}

function fourDigits(s: Scanner): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexValue(read(s));
    if (digit < 0) fail(s, 'Illegal Unicode escape sequence');
    value = value * 16 + digit;
  }
  return value;
}

function bracedName(s: Scanner): string {
  const start = s.cursor;
  while (!atEnd(s) && read(s) !== code('}'));
  const end = s.points[s.cursor - 1] === code('}') ? s.cursor - 1 : -1;
  if (end < 0) {
    s.cursor++; // where Java's parser would stand
    fail(s, 'Unclosed character family');
  }
  if (end === start) fail(s, 'Empty character family');
  return String.fromCodePoint(...s.points.slice(start, end));
}

function unknownProperty(s: Scanner, name: string): never {
  const [key, value] = name.split('=', 2);
  if (value === undefined) fail(s, `Unknown character property name {${name}}`);
  return fail(s, `Unknown Unicode property {name=<${key!.toLowerCase()}>, value=<${name.slice(key!.length + 1)}>}`);
}
