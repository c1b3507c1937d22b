/*
 * A backtracking matcher that goes wrong where Java goes wrong. Patterns that JavaScript would match otherwise, or
 * would be too long about, run here; translatable.ts says which.
 *
 * Every node is compiled with what comes after it into one step; a step tries to match from a place to the end of
 * the pattern, so that a failing step returns to the choice before it. Groups are written as the steps go and set
 * back as they return false, but what ran inside a lookaround or an atomic group has returned by then and stays
 * written, also after a failure further on, and at the next start of the search. So it does in Java.
 *
 * Each character that a repeated group matches takes some stack. Java throws a StackOverflowError after a few thousand
 * iterations, this a RangeError.
 */
import { type CharSet, HIGH_SURROGATES, has, LOW_SURROGATES } from './char-set.ts';
import { loopsThatRemember, loopsWithoutChoices } from './measure.ts';
import type { Anchor, Look, Node, Reference, Repeat, Syntax } from './syntax.ts';
import { foldCase, lettersAndDigits, nonSpacingMarks } from './unicode.ts';

/** Where the groups begin and end, in UTF-16 units: group n at 2n and 2n + 1, -1 when not set. Overwritten by the next find. */
export type Places = Int32Array;

export interface Matcher {
  readonly groupCount: number;
  /** The first match that starts at `from` or, unless `sticky`, later. */
  find(text: string, from: number, sticky: boolean): Places | undefined;
}

export function compile({ root, groupCount, byCodePoint }: Syntax): Matcher {
  const run: Run = {
    text: '',
    last: 0,
    behindEnd: 0,
    groups: new Int32Array(2 * Math.max(groupCount + 1, 10)), // a reference may be to one of nine that do not exist
    failed: new Map(loopsThatRemember(root).map(loop => [loop, new Set()])),
  };
  const match = step(root, accept(run), run);
  return {
    groupCount,
    find(text, from, sticky) {
      run.text = text;
      run.groups.fill(-1);
      for (const places of run.failed.values()) places.clear();
      for (let at = from; at <= text.length; at += byCodePoint ? unitsAt(text, at) : 1) {
        if (match(at)) {
          run.groups[0] = at;
          run.groups[1] = run.last;
          return run.groups;
        }
        if (sticky) return undefined;
      }
      return undefined;
    },
  };
}

/** What the steps of a pattern share while they run. */
interface Run {
  text: string;
  /** Where the innermost complete match ended: of the pattern, a lookaround, or one iteration of an atomic repetition. */
  last: number;
  /** Where the lookbehind under way must end. */
  behindEnd: number;
  readonly groups: Places;
  /** Where an iteration of a loop has failed in this find: it is not tried there again. */
  readonly failed: ReadonlyMap<Repeat, Set<number>>;
}

type Step = (at: number) => boolean;

const accept =
  (run: Run): Step =>
  at => {
    run.last = at;
    return true;
  };

function step(node: Node, next: Step, run: Run): Step {
  switch (node.kind) {
    case 'char':
      return charStep(node.set, next, run);
    case 'sequence':
      return node.items.reduceRight((after, item) => step(item, after, run), next);
    case 'alternation':
      return firstOf(node.branches.map(branch => step(branch, next, run)));
    case 'group':
      return groupStep(node.body, node.number, next, run);
    case 'repeat':
      return repeatStep(node, next, run);
    case 'look':
      return lookStep(node, next, run);
    case 'atomic': {
      const body = step(node.body, accept(run), run);
      return at => body(at) && next(run.last);
    }
    case 'reference':
      return referenceStep(node, next, run);
    case 'anchor': {
      const holds = ANCHORS[node.at];
      return at => holds(run.text, at) && next(at);
    }
    case 'lineBreak':
      return lineBreakStep(next, run);
  }
}

const firstOf =
  (steps: readonly Step[]): Step =>
  at => {
    for (const branch of steps) if (branch(at)) return true; // `some` would take twice the stack
    return false;
  };

function charStep(set: CharSet, next: Step, run: Run): Step {
  const matches = memberTest(set);
  return at => {
    const point = run.text.codePointAt(at);
    return point !== undefined && matches(point) && next(point > 0xffff ? at + 2 : at + 1);
  };
}

/** A test that looks ASCII characters up. */
function memberTest(set: CharSet): (point: number) => boolean {
  const ascii = Uint8Array.from({ length: 128 }, (_, point) => Number(has(set, point)));
  return point => (point < 128 ? ascii[point] === 1 : has(set, point));
}

function groupStep(body: Node, number: number | undefined, next: Step, run: Run): Step {
  if (number === undefined) return step(body, next, run);
  const { groups } = run;
  let start = -1;
  const close: Step = at => {
    const before = [groups[2 * number]!, groups[2 * number + 1]!] as const;
    setGroup(groups, number, start, at);
    if (next(at)) return true;
    setGroup(groups, number, ...before);
    return false;
  };
  const inside = step(body, close, run);
  return at => {
    const outerStart = start; // the group may be entered again before it is left
    start = at;
    const matched = inside(at);
    start = outerStart;
    return matched;
  };
}

function setGroup(groups: Places, number: number, start: number, end: number): void {
  groups[2 * number] = start;
  groups[2 * number + 1] = end;
}

function repeatStep(node: Repeat, next: Step, run: Run): Step {
  const { body, mode, min, max } = node;
  const choice = body.kind === 'group' && mode !== 'possessive';
  if (choice && min === 0 && max === 1) {
    const once = step(body, next, run);
    return firstOf(mode === 'greedy' ? [once, next] : [next, once]);
  }
  if (min === 0 && max === 1) return optionalStep(node, next, run);
  if (choice && !loopsWithoutChoices(node)) return loopStep(node, next, run);
  return iterationsStep(node, next, run);
}

/** What matches in the first way that it finds, or not at all. */
function optionalStep({ body, mode }: Repeat, next: Step, run: Run): Step {
  const once = step(body, accept(run), run);
  if (mode === 'possessive') return at => next(once(at) ? run.last : at);
  const taken: Step = at => once(at) && next(run.last);
  return firstOf(mode === 'greedy' ? [taken, next] : [next, taken]);
}

/**
 * Repeats what matches in one way only, or in the first way that it finds. The number of a repeated group is handled
 * here and not by its own step: Java sets it to the last iteration that counts, also once more when all has matched.
 */
function iterationsStep({ body, min, max, mode }: Repeat, next: Step, run: Run): Step {
  const looped = body.kind === 'group' && mode !== 'possessive';
  const number = looped ? body.number : undefined;
  const once = step(looped ? body.body : body, accept(run), run);
  const capture = (start: number, end: number) => {
    if (number !== undefined) setGroup(run.groups, number, start, end);
  };
  const more = { greedy: greedily, lazy: lazily, possessive: possessively }[mode];
  return at => {
    const start = number === undefined ? -1 : run.groups[2 * number]!;
    const end = number === undefined ? -1 : run.groups[2 * number + 1]!;
    let here = at;
    for (let count = 0; count < min; count++) {
      if (!once(here)) {
        capture(start, end);
        return false;
      }
      capture(here, run.last);
      here = run.last;
    }
    if (more(here, max - min)) return true;
    capture(start, end);
    return false;
  };

  function greedily(from: number, atMost: number): boolean {
    const start = number === undefined ? -1 : run.groups[2 * number]!;
    const end = number === undefined ? -1 : run.groups[2 * number + 1]!;
    const ends = [from];
    for (let here = from; ends.length <= atMost && once(here) && run.last !== here; ) {
      capture(here, run.last); // the next iteration may refer to it
      here = run.last;
      ends.push(here);
    }
    for (let last = ends.length - 1; last > 0; last--) {
      capture(ends[last - 1]!, ends[last]!);
      if (next(ends[last]!)) {
        capture(ends[last - 1]!, ends[last]!);
        return true;
      }
    }
    capture(start, end);
    return next(from);
  }

  function lazily(from: number, atMost: number): boolean {
    for (let here = from, count = 0; ; count++) {
      if (next(here)) return true;
      if (count >= atMost || !once(here) || run.last === here) return false;
      capture(here, run.last);
      here = run.last;
    }
  }

  function possessively(from: number, atMost: number): boolean {
    let here = from;
    for (let count = 0; count < atMost && once(here) && run.last !== here; count++) here = run.last;
    return next(here);
  }
}

/**
 * Repeats a group that can match in several ways. An iteration that matches nothing ends the repetition, also below
 * the least count.
 */
function loopStep(node: Repeat, next: Step, run: Run): Step {
  const { body, min, max, mode } = node;
  const failed = run.failed.get(node);
  let count = 0;
  let iterationStart = -1;
  const again: Step = at => {
    if (at <= iterationStart) return next(at);
    if (count < min) return iterate(at);
    if (mode === 'lazy') return next(at) || (count < max && iterate(at));
    if (count >= max || failed?.has(at)) return next(at);
    if (iterate(at)) return true;
    failed?.add(at);
    return next(at);
  };
  const group = step(body, again, run);
  const iterate: Step = at => {
    const outerStart = iterationStart;
    iterationStart = at;
    count++;
    const matched = group(at);
    count--;
    iterationStart = outerStart;
    return matched;
  };
  return at => {
    const outerCount = count; // of a repetition around this one that is not over
    const outerStart = iterationStart;
    count = 0;
    const matched =
      min > 0
        ? iterate(at)
        : mode === 'lazy'
          ? next(at) || (max > 0 && iterate(at))
          : (max > 0 && iterate(at)) || next(at);
    count = outerCount;
    iterationStart = outerStart;
    return matched;
  };
}

function lookStep({ body, negative, behind }: Look, next: Step, run: Run): Step {
  if (!behind) {
    const matches = step(body, accept(run), run);
    return at => matches(at) !== negative && next(at);
  }
  const { min, max, byCodePoint } = behind;
  const matches = step(body, at => at === run.behindEnd, run);
  const found = (at: number) => {
    const first = Math.max(byCodePoint ? pointsBefore(run.text, at, max) : (at - max) | 0, 0);
    for (let from = byCodePoint ? pointsBefore(run.text, at, min) : at - min; from >= first; ) {
      if (matches(from)) return true;
      from -= byCodePoint && from > first ? unitsBefore(run.text, from) : 1;
    }
    return false;
  };
  return at => {
    const outerEnd = run.behindEnd;
    run.behindEnd = at;
    const matched = found(at);
    run.behindEnd = outerEnd;
    return matched !== negative && next(at);
  };
}

function referenceStep({ number, ignoreCase }: Reference, next: Step, run: Run): Step {
  const fold = { no: undefined, ascii: foldAscii, unicode: foldCase }[ignoreCase];
  return at => {
    const start = run.groups[2 * number]!;
    const end = run.groups[2 * number + 1]!;
    if (start < 0) return false;
    const after = at + end - start;
    const expected = run.text.slice(start, end);
    const found = run.text.slice(at, after);
    return (found === expected || (fold !== undefined && sameFolded(found, expected, fold))) && next(after);
  };
}

function sameFolded(a: string, b: string, fold: (point: number) => number): boolean {
  if (a.length !== b.length) return false;
  const others = b[Symbol.iterator]();
  for (const char of a) {
    const other = others.next().value;
    if (other === undefined || fold(char.codePointAt(0)!) !== fold(other.codePointAt(0)!)) return false;
  }
  return true;
}

const foldAscii = (point: number): number => (point >= 0x41 && point <= 0x5a ? point + 0x20 : point);

function lineBreakStep(next: Step, run: Run): Step {
  return at => {
    const unit = run.text.charCodeAt(at);
    if (unit === 0x0d && run.text.charCodeAt(at + 1) === 0x0a && next(at + 2)) return true;
    return ((unit >= 0x0a && unit <= 0x0d) || isWideLineEnd(unit)) && next(at + 1);
  };
}

const isWideLineEnd = (unit: number): boolean => unit === 0x85 || unit === 0x2028 || unit === 0x2029;
const isLineEnd = (unit: number): boolean => unit === 0x0a || unit === 0x0d || isWideLineEnd(unit);

const ANCHORS: Readonly<Record<Anchor, (text: string, at: number) => boolean>> = {
  start: (_, at) => at === 0,
  end: (text, at) => at === text.length,
  lastLineEnd: (text, at) => at >= text.length - (text.endsWith('\r\n') ? 2 : 1) && ANCHORS.lineEnd(text, at),
  lastUnixLineEnd: (text, at) => at >= text.length - 1 && ANCHORS.unixLineEnd(text, at),
  lineStart: (text, at) => at < text.length && (at === 0 || startsLine(text, at)),
  unixLineStart: (text, at) => at < text.length && (at === 0 || text.charCodeAt(at - 1) === 0x0a),
  lineEnd: (text, at) => at === text.length || (isLineEnd(text.charCodeAt(at)) && !isWithinCrLf(text, at)),
  unixLineEnd: (text, at) => at === text.length || text.charCodeAt(at) === 0x0a,
  wordBoundary: isWordBoundary,
  notWordBoundary: (text, at) => !isWordBoundary(text, at),
};

const startsLine = (text: string, at: number) => isLineEnd(text.charCodeAt(at - 1)) && !isWithinCrLf(text, at);

const isWithinCrLf = (text: string, at: number) => text.charCodeAt(at) === 0x0a && text.charCodeAt(at - 1) === 0x0d;

function isWordBoundary(text: string, at: number): boolean {
  const before = at > 0 && isWord(text, pointBefore(text, at), at - 1);
  const after = at < text.length && isWord(text, text.codePointAt(at)!, at);
  return before !== after;
}

/** @param baseFrom where Java begins to look for the letter under a mark: the second half of a pair is none */
function isWord(text: string, point: number, baseFrom: number): boolean {
  if (point === 0x5f || has(lettersAndDigits(), point)) return true;
  return has(nonSpacingMarks(), point) && hasBase(text, baseFrom);
}

function hasBase(text: string, from: number): boolean {
  let at = from;
  while (at >= 0 && has(nonSpacingMarks(), text.codePointAt(at)!)) at--;
  return at >= 0 && has(lettersAndDigits(), text.codePointAt(at)!);
}

const unitsAt = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

function unitsBefore(text: string, at: number): number {
  const pair = at > 1 && has(LOW_SURROGATES, text.charCodeAt(at - 1)) && has(HIGH_SURROGATES, text.charCodeAt(at - 2));
  return pair ? 2 : 1;
}

/** In the middle of a pair that is its first half. */
const pointBefore = (text: string, at: number): number =>
  unitsBefore(text, at) === 2 ? text.codePointAt(at - 2)! : text.charCodeAt(at - 1);

/** The place `count` code points before `at`, or the start of the text. */
function pointsBefore(text: string, at: number, count: number): number {
  let place = at;
  for (let i = 0; i < count && place > 0; i++) place -= unitsBefore(text, place);
  return place;
}
