/*
 * JavaScript source for a pattern. It runs without the `u` flag, on UTF-16 units, because Java looks for a match at
 * every unit; a surrogate pair is spelt out as two. Case and lines are spelt out too, so it needs no `i`, `m` or `s`.
 */
import {
  BMP,
  type CharSet,
  complement,
  difference,
  HIGH_SURROGATES,
  intersection,
  LOW_SURROGATES,
  onlyMember,
  ranges,
  SURROGATES,
  setOf,
  single,
  union,
} from './char-set.ts';
import { type Anchor, type Look, type Node, type Repeat, type Syntax, someNode } from './syntax.ts';
import { canBeEmpty } from './translatable.ts';
import { lettersAndDigits, nonSpacingMarks } from './unicode.ts';

/** Only for what `isTranslatable` accepts. */
export function emit({ root, byCodePoint }: Syntax): string {
  return source(root, byCodePoint ? 'codePoints' : 'units');
}

/**
 * Where a character may begin: at every unit; not at the second half of a pair; or, in a lookbehind that goes back one
 * unit, only at that half.
 */
type Alignment = 'units' | 'codePoints' | 'lastUnit';

function source(node: Node, alignment: Alignment): string {
  switch (node.kind) {
    case 'char':
      return charSource(node.set, alignment);
    case 'sequence':
      return node.items.map(item => source(item, alignment)).join('');
    case 'alternation':
      return node.branches.map(branch => source(branch, alignment)).join('|');
    case 'group':
      return `(${node.number === undefined ? '?:' : ''}${source(node.body, alignment)})`;
    case 'repeat':
      return repeatSource(node, alignment);
    case 'look':
      return lookSource(node, alignment);
    case 'reference':
      return `(?:\\${node.number})`; // a digit may follow
    case 'anchor':
      return anchorSource(node.at);
    case 'lineBreak':
      return `(?:\\r\\n|${LINE_BREAK})`;
    case 'atomic':
      throw new Error('an atomic group has no translation');
  }
}

const LINE_BREAK = String.raw`[\n-\r\u0085\u2028\u2029]`;

function anchorSource(anchor: Anchor): string {
  if (anchor === 'wordBoundary') return wordBoundary();
  if (anchor === 'notWordBoundary') return `(?!${wordBoundary()})`;
  return ANCHORS[anchor];
}

const ANCHORS: Readonly<Record<Exclude<Anchor, 'wordBoundary' | 'notWordBoundary'>, string>> = {
  start: '^',
  end: '$',
  lastLineEnd: String.raw`(?![^\n\r\u0085\u2028\u2029]|[\n\u0085\u2028\u2029][^]|\r[^\n]|\r\n[^])(?!(?<=\r)\n)`,
  lastUnixLineEnd: String.raw`(?![^\n]|\n[^])`,
  lineStart: String.raw`(?:^|(?<=[\n\u0085\u2028\u2029])|(?<=\r)(?!\n))(?!$)`,
  lineEnd: String.raw`(?![^\n\r\u0085\u2028\u2029])(?!(?<=\r)\n)`,
  unixLineStart: String.raw`(?:^|(?<=\n))(?!$)`,
  unixLineEnd: String.raw`(?![^\n])`,
};

function repeatSource({ body, min, max, mode }: Repeat, alignment: Alignment): string {
  const lazy = mode === 'lazy' ? '?' : '';
  if (body.kind === 'lineBreak') return `(?:\\r\\n|(?!\\r\\n)${LINE_BREAK})${quantifier(min, max)}${lazy}`;
  const once = source(body, alignment);
  // JavaScript's own `?` refuses a match of nothing, and looks for another.
  if (canBeEmpty(body)) return lazy ? `(?:|${once})` : `(?:${once}|)`;
  return once + quantifier(min, max) + lazy;
}

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

function lookSource({ body, negative, behind }: Look, alignment: Alignment): string {
  if (!behind) return negative ? `(?!${source(body, alignment)})` : lookahead(body, source(body, alignment));
  return `(?<${negative ? '!' : '='}${source(body, behind.byCodePoint ? 'codePoints' : 'lastUnit')})`;
}

/**
 * Compiled code of V8 gets `(?:(?=a)a)*` wrong (on `axa`, before `x.`), so a lookahead is written as a denial denied,
 * unless that would lose its groups; those are never in a repetition.
 */
const lookahead = (body: Node, text: string): string =>
  someNode(body, node => node.kind === 'group' && node.number !== undefined) ? `(?=${text})` : `(?!(?!${text}))`;

/** One code point of the set: an alternation when some take two units. */
function charSource(set: CharSet, alignment: Alignment): string {
  const high = intersection(set, HIGH_SURROGATES);
  const low = intersection(set, LOW_SURROGATES);
  const guardLow = alignment === 'codePoints' && low.length > 0;
  const oneUnit = difference(intersection(set, BMP), guardLow ? SURROGATES : HIGH_SURROGATES);
  const choices = [
    ...(oneUnit.length > 0 ? [classSource(oneUnit)] : []),
    ...(alignment === 'lastUnit' ? [] : pairSources(difference(set, BMP))),
    ...(high.length > 0 ? [`${classSource(high)}(?!${LOW})`] : []),
    ...(guardLow ? [`(?<!${HIGH})${classSource(low)}`] : []),
  ];
  if (choices.length === 0) return '[]';
  return choices.length === 1 && oneUnit.length > 0 ? choices[0]! : `(?:${choices.join('|')})`;
}

/** The supplementary members, as pairs: first units that go with the same second units are written together. */
function pairSources(set: CharSet): string[] {
  const firstsBySeconds = new Map<string, number[]>();
  for (const [first, last] of ranges(set)) {
    for (let block = first - (first % 0x400); block <= last; block += 0x400) {
      const from = Math.max(first, block) - block;
      const to = Math.min(last, block + 0x3ff) - block;
      const seconds = `${hex(0xdc00 + from)}${from === to ? '' : `-${hex(0xdc00 + to)}`}`;
      const firsts = firstsBySeconds.get(seconds) ?? [];
      firstsBySeconds.set(seconds, firsts);
      firsts.push(0xd800 + (block - 0x10000) / 0x400);
    }
  }
  return [...firstsBySeconds].map(([seconds, firsts]) => `${classSource(setOf(firsts))}[${seconds}]`);
}

/** @param set of UTF-16 units */
function classSource(set: CharSet): string {
  const member = onlyMember(set);
  if (member !== undefined) return unitSource(member);
  const outside = intersection(complement(set), BMP);
  return outside.length < set.length ? `[^${classItems(outside)}]` : `[${classItems(set)}]`;
}

function classItems(set: CharSet): string {
  let items = '';
  for (const [first, last] of ranges(set)) {
    items += unitSource(first);
    if (last > first) items += (last > first + 1 ? '-' : '') + unitSource(last);
  }
  return items;
}

function unitSource(unit: number): string {
  const char = String.fromCharCode(unit);
  return /[\w ,;:!"#%&'<=>@`~]/.test(char) ? char : hex(unit);
}

const hex = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

const HIGH = String.raw`[\ud800-\udbff]`;
const LOW = String.raw`[\udc00-\udfff]`;

/**
 * In Java 17 `\b` stands between what is a word character and what is not, in all of Unicode, where a mark counts as
 * its letter does. Letters outside of the BMP are no base for a mark: Java sees only half of the pair. Between ASCII
 * characters that is JavaScript's `\b`, which is much faster than looking in all of Unicode.
 */
function wordBoundary(): string {
  const word = charSource(union(lettersAndDigits(), single(0x5f)), 'units');
  const base = classSource(intersection(lettersAndDigits(), BMP));
  const mark = classSource(intersection(nonSpacingMarks(), BMP));
  const anyMark = charSource(nonSpacingMarks(), 'units');
  const before = `${word}|${base}${mark}+`;
  const after = `(?:${word}|(?<=${base}${mark}*)${anyMark})`;
  const inAscii = `(?<!${NOT_ASCII})(?!${NOT_ASCII})\\b`;
  const inUnicode = `(?:(?<=${before})(?!${after})|(?<!${before})(?!(?!${after})))`;
  return `(?:${inAscii}|(?:(?<=${NOT_ASCII})|(?![\\0-\\x7f]))${inUnicode})`;
}

const NOT_ASCII = String.raw`[^\0-\x7f]`;
