import { type CharSet, complement, has, intersection, NOTHING, range, setOf, single, union } from './char-set.ts';
import { family, readEscape } from './parse-escape.ts';
import { at, atEnd, code, fail, isBeyondBmp, next, nextRaw, peek, type Scanner } from './scanner.ts';
import { type CharClass, inAnyPlane, inBmp } from './syntax.ts';
import { caseVariantsOf, toLower, toUpper, withCaseVariants } from './unicode.ts';

/** A single character as the flags say it: itself, or what equals it when case is ignored. */
export function singleClass(s: Scanner, point: number): CharClass {
  const { ignoreCase, unicodeCase } = s.flags;
  const upper = toUpper(point);
  if (ignoreCase && unicodeCase && upper !== toLower(upper)) return inAnyPlane(caseVariantsOf(point));
  const set = ignoreCase && !unicodeCase ? withAsciiVariants(single(point)) : single(point);
  return { set, bmp: !isBeyondBmp(point) };
}

/**
 * Reads the class whose opening bracket is under the cursor, up to its closing one.
 *
 * Java reads `&&` in its own way, which shows in `[ab&&[bc]&d]`: what is right of it, up to the next `]` or `&`, is
 * one class, and the Latin-1 characters are collected apart, to be joined at a `&&` and, all of them, at the end.
 */
export function parseClass(s: Scanner): CharClass {
  return classBody(s, true);
}

/** Latin-1 characters of a class; `pending` when some came since they were last joined to the rest. */
interface Latin1 {
  set: CharSet;
  pending: boolean;
}

/** @param closes false for the right side of `&&`: it leaves the closing bracket to the class around it */
function classBody(s: Scanner, closes: boolean): CharClass {
  const latin1: Latin1 = { set: NOTHING, pending: false };
  let sofar: CharClass | undefined;
  let current: CharClass | undefined; // the last part of it, which `&&` takes when nothing is right of it
  let point = next(s);
  const negated = point === code('^') && at(s, -1) === code('[');
  if (negated) point = next(s);
  for (;;) {
    if (point === code('[')) {
      current = classBody(s, true);
      sofar = join(sofar, current);
    } else if (point === code('&') && startsIntersection(s)) {
      const right = rightOfIntersection(s);
      const left = latin1.pending ? join(sofar, inBmp(latin1.set)) : sofar;
      if (!left && !right) fail(s, 'Bad class syntax');
      latin1.pending = false;
      current = right ?? (sofar && current);
      sofar = left && current ? meet(left, current) : (left ?? right);
    } else if (point === code(']') && (sofar || latin1.pending)) {
      if (closes) next(s);
      const all = latin1.pending ? join(sofar, inBmp(latin1.set)) : sofar!;
      return negated ? inAnyPlane(complement(all.set)) : all;
    } else {
      if (point === 0 && atEnd(s)) fail(s, 'Unclosed character class');
      current = classItem(s, latin1);
      if (current) sofar = join(sofar, current);
    }
    point = peek(s);
  }
}

/** Whether a second `&` follows; then the cursor goes to it. */
function startsIntersection(s: Scanner): boolean {
  if (next(s) === code('&')) return true;
  s.cursor--;
  return false;
}

/** What follows `&&`, until `]` or another `&`; nothing in `[a&&]`. */
function rightOfIntersection(s: Scanner): CharClass | undefined {
  let right: CharClass | undefined;
  for (let point = next(s); point !== code(']') && point !== code('&'); point = peek(s)) {
    if (point !== code('[')) s.cursor--; // the class without brackets is read as if its bracket were before it
    right = join(right, classBody(s, point === code('[')));
  }
  return right;
}

/** Reads a character, a range or an escaped class. @returns undefined when it went to `latin1` */
function classItem(s: Scanner, latin1: Latin1): CharClass | undefined {
  let point = peek(s);
  if (point === code('\\')) {
    const letter = nextRaw(s);
    if (letter === code('p') || letter === code('P')) return family(s);
    const inRange = at(s, 1) === code('-');
    s.cursor--;
    const escaped = readEscape(s, true, inRange);
    if (typeof escaped === 'object') return 'charClass' in escaped ? escaped.charClass : undefined;
    point = escaped;
  } else {
    next(s);
  }
  const afterDash = peek(s) === code('-') ? at(s, 1) : code(']');
  if (afterDash !== code(']') && afterDash !== code('[')) return classRange(s, point);
  return classCharacter(s, point, latin1);
}

/** Reads the end of a range; the cursor is at its dash. */
function classRange(s: Scanner, first: number): CharClass {
  const point = next(s);
  const last = point === code('\\') ? readEscape(s, true, true) : point;
  if (point !== code('\\')) next(s);
  if (typeof last !== 'number' || last < first) return fail(s, 'Illegal character range');
  const set = range(first, last);
  const { ignoreCase, unicodeCase } = s.flags;
  if (ignoreCase) return inAnyPlane(unicodeCase ? withCaseVariants(set) : withAsciiVariants(set));
  return { set, bmp: last < 0xd800 || (first > 0xdfff && last <= 0xffff) };
}

function classCharacter(s: Scanner, point: number, latin1: Latin1): CharClass | undefined {
  const { ignoreCase, unicodeCase } = s.flags;
  if (point > 0xff || (ignoreCase && unicodeCase && VARIANTS_BEYOND_LATIN1.has(point))) return singleClass(s, point);
  latin1.set = union(latin1.set, latin1Variants(point, ignoreCase, unicodeCase));
  latin1.pending = true;
  return undefined;
}

function latin1Variants(point: number, ignoreCase: boolean, unicodeCase: boolean): CharSet {
  if (ignoreCase && point < 0x80) return withAsciiVariants(single(point));
  if (ignoreCase && unicodeCase) return setOf([point, toLower(point), toUpper(point)]);
  return single(point);
}

/** `ÿ`, `µ`, and what the long s, the dotless and dotted i, the kelvin and the ångström sign are equal to. */
const VARIANTS_BEYOND_LATIN1: ReadonlySet<number> = new Set(Array.from('ÿµIiSsKkÅå', char => char.charCodeAt(0)));

/** `set`, with the other case of the ASCII letters in it. */
function withAsciiVariants(set: CharSet): CharSet {
  const variants: number[] = [];
  for (let lower = 0x61; lower <= 0x7a; lower++) {
    const upper = lower - 0x20;
    if (has(set, lower)) variants.push(upper);
    if (has(set, upper)) variants.push(lower);
  }
  return union(set, setOf(variants));
}

function join(a: CharClass | undefined, b: CharClass): CharClass {
  return a ? { set: union(a.set, b.set), bmp: a.bmp && b.bmp } : b;
}

function meet(a: CharClass, b: CharClass): CharClass {
  return { set: intersection(a.set, b.set), bmp: a.bmp && b.bmp };
}
