/*
 * Patterns of `java.util.regex` (JDK 17, no flags) as JavaScript RegExps with the same matches and groups.
 *
 * A pattern is parsed as Java parses it, mistakes included, into a tree whose characters are explicit sets of code
 * points. Where JavaScript is known to match the tree as Java does (translatable.ts says when), it is written out as
 * a RegExp of JavaScript's own. Everything else (possessive and atomic groups, groups within repeated groups,
 * references that may be unset, `(\w+\s?)+`) runs on a matcher that follows Java's, behind the face of a RegExp: at
 * some 10 MB a second, and after a few thousand iterations of a group as short of stack as Java is.
 *
 * Not supported, and refused by name: `\G`, `\X`, `\N{..}`, `\b{g}`, the flags `(?U)` and `(?c)`, rare Unicode blocks,
 * `\p{javaUnicodeIdentifierStart}` and `..Part`. Known differences: some fifty characters that Unicode has changed
 * since version 13 (unicode.ts); where Java itself fails (NullPointerException for `[\da&&]`, reading past the end for
 * a reference that ignores case to a supplementary character, stack overflow in `(a|b)*`) there is an answer here.
 */

import { compile } from './backtrack.ts';
import { BacktrackingRegExp } from './backtracking-regexp.ts';
import { ASCII, type CharSet, difference, has, onlyMember, union } from './char-set.ts';
import { emit } from './emit.ts';
import type { JavaPattern } from './java-pattern.ts';
import { leadsOf } from './leads.ts';
import { parse } from './parse.ts';
import { isBeyondBmp } from './scanner.ts';
import type { Node, Syntax } from './syntax.ts';
import { isTranslatable } from './translatable.ts';

export { JavaRegexError } from './error.ts';
export { type JavaPattern, javaMatches } from './java-pattern.ts';
export type { Leads } from './leads.ts';
export { likeMatcher } from './like.ts';
export { javaReplacement } from './replacement.ts';
export { javaSplit } from './split.ts';

/**
 * Translates a pattern. The last few hundred are kept.
 *
 * @throws JavaRegexError
 */
export function javaRegex(pattern: string): JavaPattern {
  const known = patterns.get(pattern);
  if (known) return known;
  const translated = translate(pattern);
  if (patterns.size >= MOST_PATTERNS) patterns.delete(patterns.keys().next().value!);
  patterns.set(pattern, translated);
  return translated;
}

/** Oldest first. A query has a handful of patterns, unless they come from a column. */
const patterns = new Map<string, JavaPattern>();
const MOST_PATTERNS = 300;

function translate(pattern: string): JavaPattern {
  const syntax = parse(pattern);
  const { root, groupCount, groupNames } = syntax;
  return {
    pattern,
    regexp: regexpOf(syntax),
    groupCount,
    groupNames,
    literal: literalOf(root),
    leads: leadsOf(root),
    asciiClass: asciiClassOf(root),
  };
}

function regexpOf(syntax: Syntax): RegExp {
  if (isTranslatable(syntax)) return new RegExp(emit(syntax), 'g');
  return new BacktrackingRegExp(compile(syntax), 'g');
}

function literalOf(root: Node): string | undefined {
  const items = root.kind === 'sequence' ? root.items : [root];
  const points = items.map(item => (item.kind === 'char' ? onlyMember(item.set) : undefined));
  const isText = points.length > 0 && points.every(point => point !== undefined && !isLoneSurrogate(point));
  return isText ? String.fromCodePoint(...(points as number[])) : undefined;
}

const isLoneSurrogate = (point: number) => isBeyondBmp(point) && point <= 0xffff;

function asciiClassOf(root: Node): JavaPattern['asciiClass'] {
  const repeated = root.kind === 'repeat' && root.min === 1 && root.max === Infinity && root.mode !== 'lazy';
  const set = charsOf(repeated ? root.body : root);
  if (!set || set.length === 0 || difference(set, ASCII).length > 0) return undefined;
  return { members: Uint8Array.from({ length: 128 }, (_, point) => Number(has(set, point))), repeated };
}

/** The characters of a node that matches exactly one and captures none. */
function charsOf(node: Node): CharSet | undefined {
  if (node.kind === 'char') return node.set;
  if (node.kind === 'group' && node.number === undefined) return charsOf(node.body);
  if (node.kind !== 'alternation') return undefined;
  const sets = node.branches.map(charsOf);
  return sets.every(set => set !== undefined) ? union(...sets) : undefined;
}
