import type { CharSet } from './char-set.ts';

/** A parsed pattern. */
export interface Syntax {
  readonly root: Node;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /**
   * Java looks for such a pattern at whole code points only, and for others at every UTF-16 unit, so that these can
   * match in the middle of a surrogate pair.
   */
  readonly byCodePoint: boolean;
}

export type Node =
  | CharNode
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'alternation'; readonly branches: readonly Node[] }
  | Group
  | Repeat
  | Look
  | { readonly kind: 'atomic'; readonly body: Node }
  | Reference
  | { readonly kind: 'anchor'; readonly at: Anchor }
  /** `\R`: `\r\n` or one vertical space. */
  | { readonly kind: 'lineBreak' };

/** One code point out of a set. */
interface CharNode {
  readonly kind: 'char';
  readonly set: CharSet;
}

export interface Group {
  readonly kind: 'group';
  readonly body: Node;
  /** Undefined when it does not capture. */
  readonly number: number | undefined;
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly body: Node;
  readonly min: number;
  /** Infinity when there is none. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

export interface Look {
  readonly kind: 'look';
  readonly body: Node;
  readonly negative: boolean;
  /** Set when it looks behind. */
  readonly behind: Behind | undefined;
}

/** How far back Java tries to begin: in code points, or else in UTF-16 units although it counts characters. */
export interface Behind {
  readonly min: number;
  readonly max: number;
  readonly byCodePoint: boolean;
}

export interface Reference {
  readonly kind: 'reference';
  readonly number: number;
  readonly ignoreCase: 'no' | 'ascii' | 'unicode';
}

export type Anchor =
  | 'start'
  | 'end'
  | 'lastLineEnd'
  | 'lastUnixLineEnd'
  | 'lineStart'
  | 'lineEnd'
  | 'unixLineStart'
  | 'unixLineEnd'
  | 'wordBoundary'
  | 'notWordBoundary';

/** Whether the node, or one in it, passes the test. */
export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some(child => someNode(child, test));
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.items;
    case 'alternation':
      return node.branches;
    case 'group':
    case 'repeat':
    case 'look':
    case 'atomic':
      return [node.body];
    default:
      return [];
  }
}

export const EMPTY: Node = { kind: 'sequence', items: [] };

/** A class under construction. */
export interface CharClass {
  readonly set: CharSet;
  /** Whether Java knows that no surrogate pair matches it; never so after a negation. Decides `Syntax.byCodePoint`. */
  readonly bmp: boolean;
}

export const inBmp = (set: CharSet): CharClass => ({ set, bmp: true });
export const inAnyPlane = (set: CharSet): CharClass => ({ set, bmp: false });
