/*
 * Java 17 knows Unicode 13; Node knows a later one. Sets are read from Node's own tables, through its `\p{..}`,
 * and lose the characters that were not assigned in Unicode 13. What remains different is what Unicode changed
 * since: U+0295, U+1734 and U+1171E are in another category, 38 combining marks are alphabetic, two marks have
 * another script, U+0295, U+10FC and U+AB69 are or are not lower case, and U+226D is mirrored.
 */
import { type CharSet, complement, difference, has, setOf, union } from './char-set.ts';

/**
 * The code points that a JavaScript class expression (`\p{L}`, `\p{L}\p{Nd}`) matches, without those that are not
 * in Unicode 13.
 *
 * @throws SyntaxError when JavaScript does not know the property
 */
export function unicodeSet(expression: string): CharSet {
  const known = sets.get(expression);
  if (known) return known;
  const set = difference(scan(expression), later());
  sets.set(expression, set);
  return set;
}

/** Reading Node's tables takes milliseconds, so the answers are kept. */
const sets = new Map<string, CharSet>();

export const unassigned = (): CharSet => complement(unicodeSet('\\P{Cn}'));

/** `Character.isLetterOrDigit`. */
export const lettersAndDigits = (): CharSet => unicodeSet('\\p{L}\\p{Nd}');

export const nonSpacingMarks = (): CharSet => unicodeSet('\\p{Mn}');

/** What Java compares when it ignores case: `toLowerCase(toUpperCase(c))`. */
export const foldCase = (codePoint: number): number => toLower(toUpper(codePoint));

/** `set`, and every code point that has its upper case or its folded case in it. */
export function withCaseVariants(set: CharSet): CharSet {
  const variants = cased().filter(point => has(set, toUpper(point)) || has(set, foldCase(point)));
  return union(set, setOf(variants));
}

/** Every code point that folds to what `codePoint` folds to. */
export function caseVariantsOf(codePoint: number): CharSet {
  const folded = foldCase(codePoint);
  return setOf([codePoint, folded, ...cased().filter(point => foldCase(point) === folded)]);
}

/** `Character.toUpperCase(int)`. */
export function toUpper(codePoint: number): number {
  const lowerGreekWithIota = (codePoint & ~0x37) === 0x1f80 && codePoint < 0x1fb0;
  if (lowerGreekWithIota) return codePoint + 8; // to JavaScript these become two letters
  if (codePoint === 0x1fb3 || codePoint === 0x1fc3 || codePoint === 0x1ff3) return codePoint + 9;
  return oneToOne(codePoint, String.fromCodePoint(codePoint).toUpperCase());
}

/** `Character.toLowerCase(int)`. */
export function toLower(codePoint: number): number {
  const dottedI = 0x130; // to JavaScript its lower case is an i and a dot above
  return codePoint === dottedI ? 0x69 : oneToOne(codePoint, String.fromCodePoint(codePoint).toLowerCase());
}

/** Java maps one code point to one code point: `ß` has no upper case, nor has what got one after Unicode 13. */
function oneToOne(codePoint: number, mapped: string): number {
  const target = mapped.codePointAt(0)!;
  const fits = mapped.length === (target > 0xffff ? 2 : 1) && !has(later(), target) && !has(later(), codePoint);
  return fits ? target : codePoint;
}

const cased = once(() => [...members(unicodeSet('\\p{Changes_When_Casemapped}'))]);

function* members(set: CharSet): Generator<number> {
  for (let i = 0; i < set.length; i += 2) for (let point = set[i]!; point < set[i + 1]!; point++) yield point;
}

/** Runs the class over all code points. Planes without single characters in them are asked about as a whole. */
function scan(expression: string): CharSet {
  const runs = new RegExp(`[${expression}]+`, 'gu');
  const matches = (codePoint: number) => String.fromCodePoint(codePoint).search(runs) === 0;
  const pieces: CharSet[] = [matches(0xd800) ? [0xd800, 0xe000] : []];
  for (let plane = 0; plane <= 16; plane++) {
    const start = plane << 16;
    if (plane === 0) pieces.push(scanRange(runs, 0, 0xd800), scanRange(runs, 0xe000, 0x10000));
    else if (plane <= 3 || plane === 14) pieces.push(scanRange(runs, start, start + 0x10000));
    else {
      if (matches(start)) pieces.push([start, start + 0xfffe]);
      if (matches(start + 0xfffe)) pieces.push([start + 0xfffe, start + 0x10000]); // the two noncharacters of the plane
    }
  }
  return union(...pieces);
}

/** @param start the range is [start, end): in one plane, and without surrogates */
function scanRange(runs: RegExp, start: number, end: number): CharSet {
  const unitsEach = start > 0xffff ? 2 : 1;
  const found: number[] = [];
  for (const { index, 0: run } of textOf(start, end).matchAll(runs)) {
    found.push(start + index / unitsEach, start + (index + run.length) / unitsEach);
  }
  return found;
}

function textOf(start: number, end: number): string {
  const pieces: string[] = [];
  for (let at = start; at < end; at += 0x1000) {
    const points = Array.from({ length: Math.min(0x1000, end - at) }, (_, i) => at + i);
    pieces.push(String.fromCodePoint(...points));
  }
  return pieces.join('');
}

/** What Unicode 14 to 17 assigned: pairs of the distance from the range before and, after a dot, the length less one. */
const LATER = `
  17h gj.x 6.8 m j.a oa w.1 3j.1 m d7 1mn 8 a 6o j6.s 3.b 2p 2.1 1a.2 7e.1 a8 jq.1 o6.2 1gt 49 1c dw.a bj.3 dh.1 a
  lqm.2 1j5.1 a.h l.3 gjy.g a6.f 1t.1 1j.7 1b.1 1gx.a 2.e 2.6 2.1 2.a 2.e 2.6 2.1 4.1f b1.5 2.15 2.8 au.p rr.11 4.s
  9.1 8j.5 9.8 y.5 35.p 6f.5 25 al.2 8v.9 2 3 2.11 2.9 2 3 2.3 2.9 2.1 9.1 k7 n.j 2l.6 oa.f 1t.9 2f.7 2h.x f.9 c7.17
  5.9 7r.g 2.14 4.s 37a.2q u5 a.s b.32y 5qe.1l 1tj.26 2.9 hj.1l 87.o 3.o 7z.4 4qq.7 zk a.l 2q.36 6pq.3 2.6 2.1 81.3
  g z 59n.70 4.c3 7.m g.g g.19 3.m a.37 fa.1 5y.j 2el.u 7.5 7a.1p y e9.u f6.15 5z.16 5 5d.u 2.l 9.1 69.6 2.3 2.1 2.e
  2xm 4.3 45.b 2i n 5e.9 5.1 f.8 4h 2b 3s.3 u.2 4.1 b.3 4.1 q.6 8.8 4.3 2 5.2 8.5 3.b 5.9 5v.10 b xr8.1 386.a 4mb.b
  5s3.h9 7ar.6jt`;

const later = once((): CharSet => {
  const set: number[] = [];
  let last = 0;
  for (const item of LATER.trim().split(/\s+/)) {
    const [distance, more = '0'] = item.split('.');
    const first = last + Number.parseInt(distance!, 36);
    last = first + Number.parseInt(more, 36);
    set.push(first, last + 1);
  }
  return set;
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
