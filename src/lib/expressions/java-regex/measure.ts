import { childrenOf, type Node, type Repeat, someNode } from './syntax.ts';

/** What Java finds out about a node before it matches, in its own 32-bit arithmetic and with its own blind spots. */
interface Measure {
  /** Fewest characters. */
  readonly min: number;
  /** Most characters: meaningless, and possibly negative, when it overflows. */
  readonly max: number;
  /** False where Java sees no longest match. It sees one in `x*`: the largest number. */
  readonly bounded: boolean;
  /** Whether there is at most one way to match at a place. Java then repeats the node without trying others. */
  readonly deterministic: boolean;
}

export function measure(node: Node): Measure {
  switch (node.kind) {
    case 'char':
      return ONE;
    case 'lineBreak':
      return { ...ONE, max: 2 };
    case 'anchor':
    case 'look':
      return ZERO;
    case 'reference':
      return { ...ZERO, bounded: false };
    case 'sequence':
      return node.items.map(measure).reduce(add, ZERO);
    case 'alternation':
      return { ...node.branches.map(measure).reduce(widest), deterministic: false };
    case 'group':
    case 'atomic':
      return measure(node.body);
    case 'repeat':
      return measureRepeat(node);
  }
}

/** Whether Java matches a repeated group in a loop that remembers only how often it went round. */
export const loopsWithoutChoices = ({ body, mode }: Repeat): boolean =>
  body.kind === 'group' && mode !== 'possessive' && measure(body).deterministic;

/**
 * Java spares itself exponential backtracking in the outermost greedy loops, if nothing refers to a group: where an
 * iteration has failed it tries none again. That also shows in what lookarounds and atomic groups leave set.
 */
export function loopsThatRemember(root: Node): Repeat[] {
  return someNode(root, node => node.kind === 'reference') ? [] : outermostLoops(root);
}

function outermostLoops(node: Node): Repeat[] {
  if (node.kind === 'look' && node.behind) return [];
  if (node.kind !== 'repeat' || node.body.kind !== 'group') return childrenOf(node).flatMap(outermostLoops);
  const { mode, max } = node;
  return mode === 'greedy' && max === Number.POSITIVE_INFINITY && !loopsWithoutChoices(node) ? [node] : [];
}

/** Java's largest repetition count, its "no limit". */
const LIMIT = 0x7fffffff;
const ZERO: Measure = { min: 0, max: 0, bounded: true, deterministic: true };
const ONE: Measure = { min: 1, max: 1, bounded: true, deterministic: true };

const add = (a: Measure, b: Measure): Measure => ({
  min: (a.min + b.min) | 0,
  max: (a.max + b.max) | 0,
  bounded: a.bounded && b.bounded,
  deterministic: a.deterministic && b.deterministic,
});

const widest = (a: Measure, b: Measure): Measure => ({
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
  bounded: a.bounded && b.bounded,
  deterministic: false,
});

function measureRepeat(node: Repeat): Measure {
  const { body, min, max, mode } = node;
  const one = measure(body);
  if (min === 0 && max === 1) return { ...one, min: 0, deterministic: false };
  if (body.kind === 'char' && max === Number.POSITIVE_INFINITY && mode === 'greedy') {
    return { min, max: LIMIT, bounded: true, deterministic: false };
  }
  const hasChoices = body.kind === 'group' && mode !== 'possessive' && !one.deterministic;
  if (hasChoices) return { min: 0, max: 0, bounded: false, deterministic: false };
  const longest = Math.imul(one.max, Math.min(max, LIMIT));
  return {
    min: Math.imul(one.min, min),
    max: longest,
    bounded: one.bounded && longest >= 0,
    deterministic: one.deterministic && min === max,
  };
}
