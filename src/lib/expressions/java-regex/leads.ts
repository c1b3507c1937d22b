/**
 * With which two characters the matches of a pattern can begin: in a text without such a pair nothing has to be looked
 * for. The bytes of a text tell that at once, so that most texts need not become strings.
 */
import { type CharSet, NOTHING, ranges, union } from './char-set.ts';
import type { Node } from './syntax.ts';

/** What a node can match, and more: its first character, or its first two. */
interface Beginnings {
  readonly empty: boolean;
  /** Of matches of one character. */
  readonly single: CharSet;
  /** Of longer ones. */
  readonly pairs: readonly (readonly [first: CharSet, second: CharSet])[];
}

const NO_CHARACTER: Beginnings = { empty: true, single: NOTHING, pairs: [] };
/** More would be slower to put together than to look for. */
const MOST_PAIRS = 200;

/** Bytes from here on are part of a character beyond ASCII; all of them count as one. */
const BEYOND = 0x80;
const CLASSES = BEYOND + 1;
const [NONE, PAIRED, ALONE] = [0, 1, 2];

export class Leads {
  /** For each byte: whether a match can begin with it, and whether that depends on the next one. */
  readonly #first = new Uint8Array(256);
  readonly #pairs = new Uint8Array(CLASSES * CLASSES);

  constructor({ single, pairs }: Beginnings) {
    for (const [first, second] of pairs) {
      for (const a of classesOf(first)) {
        // What follows the first byte of such a character is another one of it.
        this.#allow(a, a === BEYOND ? ALONE : PAIRED);
        for (const b of classesOf(second)) this.#pairs[a * CLASSES + b] = 1;
      }
    }
    for (const a of classesOf(single)) this.#allow(a, ALONE);
  }

  #allow(first: number, how: number): void {
    this.#first.fill(Math.max(this.#first[first], how), first, first === BEYOND ? 256 : first + 1);
  }

  /** @returns false where bytes [start, end) have no match; true where they may have one */
  areIn(bytes: Uint8Array, start: number, end: number): boolean {
    const [allFirst, allPairs] = [this.#first, this.#pairs];
    for (let at = start; at < end; at++) {
      const how = allFirst[bytes[at]];
      if (how === NONE) continue;
      if (how === ALONE) return true;
      if (at + 1 < end && allPairs[bytes[at] * CLASSES + Math.min(bytes[at + 1], BEYOND)] === 1) return true;
    }
    return false;
  }
}

function* classesOf(set: CharSet): Generator<number> {
  for (const [first, last] of ranges(set)) {
    for (let point = first; point <= last && point < BEYOND; point++) yield point;
    if (last >= BEYOND) yield BEYOND;
  }
}

/** Undefined where a match may be empty, or begin with anything. */
export function leadsOf(root: Node): Leads | undefined {
  const found = beginningsOf(root);
  return found && !found.empty ? new Leads(found) : undefined;
}

function beginningsOf(node: Node): Beginnings | undefined {
  switch (node.kind) {
    case 'char':
      return { empty: false, single: node.set, pairs: [] };
    case 'sequence':
      return oneAfterAnother(node.items);
    case 'alternation':
      return any(node.branches.map(beginningsOf));
    case 'group':
    case 'atomic':
      return beginningsOf(node.body);
    case 'repeat': {
      if (node.max === 0) return NO_CHARACTER;
      const twice = oneAfterAnother([node.body, node.body]);
      return node.min === 0
        ? any([NO_CHARACTER, beginningsOf(node.body), twice])
        : any([beginningsOf(node.body), twice]);
    }
    case 'look':
    case 'anchor':
      return NO_CHARACTER; // it only says when the others do not match
    default:
      return undefined;
  }
}

function any(all: readonly (Beginnings | undefined)[]): Beginnings | undefined {
  let [empty, single, pairs]: [boolean, CharSet, Beginnings['pairs']] = [false, NOTHING, []];
  for (const each of all) {
    if (!each) return undefined;
    empty ||= each.empty;
    single = union(single, each.single);
    pairs = [...pairs, ...each.pairs];
  }
  return pairs.length > MOST_PAIRS ? undefined : { empty, single, pairs };
}

function oneAfterAnother(nodes: readonly Node[]): Beginnings | undefined {
  let before = NO_CHARACTER;
  for (const node of nodes) {
    if (!before.empty && before.single.length === 0) return before; // it has two already
    const after = beginningsOf(node);
    if (!after) return undefined;
    const next = union(after.single, ...after.pairs.map(([first]) => first));
    const pairs = [
      ...before.pairs,
      ...(before.single.length > 0 && next.length > 0 ? [[before.single, next] as const] : []),
      ...(before.empty ? after.pairs : []),
    ];
    if (pairs.length > MOST_PAIRS) return undefined;
    before = {
      empty: before.empty && after.empty,
      single: union(after.empty ? before.single : NOTHING, before.empty ? after.single : NOTHING),
      pairs,
    };
  }
  return before;
}
