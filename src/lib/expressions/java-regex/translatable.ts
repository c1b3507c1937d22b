/*
 * Whether JavaScript finds the same matches and the same groups as Java. Where the two differ:
 *
 * - a repetition of what matched nothing: Java accepts the iteration, JavaScript undoes it;
 * - groups in a repeated group: JavaScript clears them at every iteration, Java never does;
 * - groups in a lookaround: Java leaves them set when the match fails after it and goes on another way;
 * - a reference to a group that is not set: it fails in Java and matches nothing in JavaScript;
 * - lookbehind: Java tries as many units back as the group has characters, so that pairs can be missed;
 * - the search: Java takes whole code points for some patterns, but begins after an empty match where that is;
 * - time: Java remembers where an outermost loop has failed, JavaScript tries `^(\w+\s?)+$` again and again;
 * - possessive and atomic groups, and references that ignore case, do not exist in JavaScript.
 */
import {
  BMP,
  type CharSet,
  complement,
  difference,
  EVERYTHING,
  intersection,
  LOW_SURROGATES,
  NOTHING,
  SURROGATES,
  union,
} from './char-set.ts';
import { loopsThatRemember } from './measure.ts';
import { type Behind, type Group, type Node, type Repeat, type Syntax, someNode } from './syntax.ts';

export function isTranslatable({ root, byCodePoint }: Syntax): boolean {
  return (
    sameChoices(root, { captures: true, optional: false, ahead: false, repeated: false }) &&
    referencesAreSet(root, new Set()) &&
    !(byCodePoint && mayMatchWithinPair(root)) &&
    loopsThatRemember(root).every(({ body }) => hasOneWay(body, firstChars(body, NOTHING)))
  );
}

/** Whether it can match without a character; true for what may be empty in the text at hand, as a reference. */
export function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'char':
    case 'lineBreak':
      return false;
    case 'anchor':
    case 'look':
    case 'reference':
      return true;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'alternation':
      return node.branches.some(canBeEmpty);
    case 'group':
    case 'atomic':
      return canBeEmpty(node.body);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body);
  }
}

/** What is around a node. */
interface Surroundings {
  /** Whether a group here ends as JavaScript leaves it. */
  readonly captures: boolean;
  /** Whether a match can do without this node. */
  readonly optional: boolean;
  readonly ahead: boolean;
  readonly repeated: boolean;
}

function sameChoices(node: Node, around: Surroundings): boolean {
  switch (node.kind) {
    case 'char':
    case 'anchor':
      return true;
    case 'lineBreak':
      return !around.repeated; // Java repeats it without giving `\r\n` up for `\r`
    case 'reference':
      return node.ignoreCase === 'no';
    case 'atomic':
      return false;
    case 'sequence':
      return node.items.every(item => sameChoices(item, around));
    case 'alternation':
      return node.branches.every(branch => sameChoices(branch, { ...around, optional: true }));
    case 'group':
      return mayCapture(node, around) && sameChoices(node.body, around);
    case 'repeat':
      return sameRepeat(node, around);
    case 'look':
      if (node.behind) return sameBehind(node.body, node.behind);
      return sameChoices(node.body, { ...around, ahead: true, captures: around.captures && !node.negative });
  }
}

/** A group in a lookahead that every match goes through is set by the last of its attempts, which is the match. */
const mayCapture = ({ number }: Group, { captures, ahead, optional }: Surroundings): boolean =>
  number === undefined || (captures && !(ahead && optional));

function sameRepeat({ body, min, max, mode }: Repeat, around: Surroundings): boolean {
  const inside = { ...around, optional: around.optional || min === 0 };
  if (mode === 'possessive') return false;
  if (min === 0 && max === 1) return body.kind === 'lineBreak' || sameChoices(body, inside);
  if (canBeEmpty(body)) return false;
  if (body.kind === 'lineBreak') return !around.repeated;
  const repeated = { ...inside, captures: false, repeated: true };
  // The group that is repeated itself is set by every iteration, so that there is nothing to clear.
  if (body.kind === 'group') return mayCapture(body, inside) && sameChoices(body.body, repeated);
  return sameChoices(body, repeated);
}

/**
 * Java and JavaScript agree about characters of one unit and, as long as one unit is what Java goes back, about any
 * single character.
 */
function sameBehind(body: Node, { min, max, byCodePoint }: Behind): boolean {
  if (!isPlain(body)) return false;
  return isOfOneUnit(body) || (!byCodePoint && min === 1 && max === 1 && isSingle(body));
}

/** Nothing but characters, a few times, and choices of them. */
function isPlain(node: Node): boolean {
  switch (node.kind) {
    case 'char':
    case 'anchor':
      return true;
    case 'sequence':
      return node.items.every(isPlain);
    case 'alternation':
      return node.branches.every(isPlain);
    case 'group':
      return node.number === undefined && isPlain(node.body);
    case 'repeat':
      return sameRepeat(node, PLAIN) && node.max < 1000 && isPlain(node.body);
    default:
      return false;
  }
}

const PLAIN: Surroundings = { captures: false, optional: false, ahead: false, repeated: false };

const isOfOneUnit = (body: Node): boolean => !someNode(body, node => node.kind === 'char' && !isWithoutPairs(node.set));

const isWithoutPairs = (set: CharSet): boolean =>
  (set.at(-1) ?? 0) <= 0x10000 && intersection(set, SURROGATES).length === 0;

/** One character, with or without a choice. */
function isSingle(node: Node): boolean {
  if (node.kind === 'alternation') return node.branches.every(isSingle);
  if (node.kind === 'group') return isSingle(node.body);
  return node.kind === 'char';
}

/** @param set the groups that are set here in every case; those that `node` sets are added */
function referencesAreSet(node: Node, set: Set<number>): boolean {
  switch (node.kind) {
    case 'reference':
      return set.has(node.number);
    case 'sequence':
      return node.items.every(item => referencesAreSet(item, set));
    case 'alternation':
      return node.branches.every(branch => referencesAreSet(branch, new Set(set)));
    case 'group':
      if (!referencesAreSet(node.body, set)) return false;
      if (node.number !== undefined) set.add(node.number);
      return true;
    case 'repeat':
      return referencesAreSet(node.body, node.min === 0 ? new Set(set) : set);
    case 'look':
      return referencesAreSet(node.body, node.negative ? new Set(set) : set);
    case 'atomic':
      return referencesAreSet(node.body, set);
    default:
      return true;
  }
}

/**
 * Whether a search by code points can go wrong in JavaScript: after an empty match Java's next try may be within a
 * pair. What matches nothing everywhere, or only at an end of the text, does so in JavaScript too, unless the second
 * half of a pair is a character to it and the pair is not.
 */
function mayMatchWithinPair(root: Node): boolean {
  return canBeEmpty(root) && !isAtEdge(root) && someNode(root, isConditionOrHalf);
}

function isAtEdge(root: Node): boolean {
  const ends = root.kind === 'sequence' ? [root.items[0], root.items.at(-1)] : [root];
  return ends.some(node => node?.kind === 'anchor' && EDGES.has(node.at));
}

const EDGES: ReadonlySet<string> = new Set(['start', 'end', 'lastLineEnd', 'lastUnixLineEnd']);

function isConditionOrHalf(node: Node): boolean {
  if (node.kind !== 'char') return node.kind === 'anchor' || node.kind === 'look' || node.kind === 'reference';
  return intersection(node.set, LOW_SURROGATES).length > 0 && difference(SUPPLEMENTARY, node.set).length > 0;
}

const SUPPLEMENTARY = complement(BMP);

/**
 * Whether the next character always tells which way a match goes on, so that an iteration cannot be divided in
 * several ways; their number would grow exponentially with the text.
 *
 * @param follow what may come after the node
 */
function hasOneWay(node: Node, follow: CharSet): boolean {
  switch (node.kind) {
    case 'sequence':
      return node.items.every((item, i) => hasOneWay(item, firstOfAll(node.items.slice(i + 1), follow)));
    case 'alternation': {
      const firsts = node.branches.map(branch => firstChars(branch, follow));
      return areDisjoint(firsts) && node.branches.every(branch => hasOneWay(branch, follow));
    }
    case 'group':
      return hasOneWay(node.body, follow);
    case 'repeat': {
      const first = firstChars(node.body, NOTHING);
      return (node.min === node.max || areDisjoint([first, follow])) && hasOneWay(node.body, union(first, follow));
    }
    default:
      return true;
  }
}

/** What may come first where the node begins. */
function firstChars(node: Node, follow: CharSet): CharSet {
  switch (node.kind) {
    case 'char':
      return node.set;
    case 'sequence':
      return firstOfAll(node.items, follow);
    case 'alternation':
      return union(...node.branches.map(branch => firstChars(branch, follow)));
    case 'group':
    case 'atomic':
      return firstChars(node.body, follow);
    case 'repeat':
      return node.min === 0 ? union(firstChars(node.body, follow), follow) : firstChars(node.body, follow);
    case 'lineBreak':
    case 'reference':
      return EVERYTHING;
    default:
      return follow;
  }
}

const firstOfAll = (items: readonly Node[], follow: CharSet): CharSet =>
  items.reduceRight((after, item) => firstChars(item, after), follow);

const areDisjoint = (sets: readonly CharSet[]): boolean =>
  sets.every((set, i) => sets.slice(i + 1).every(other => intersection(set, other).length === 0));
