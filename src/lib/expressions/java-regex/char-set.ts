/**
 * A set of code points, as sorted boundaries: members are in [set[0], set[1]), [set[2], set[3]), and so on.
 * Surrogates are members like any other: an unpaired one is a code point to Java.
 */
export type CharSet = readonly number[];

/** One past the last code point. */
const END = 0x110000;

export const EVERYTHING: CharSet = [0, END];
export const NOTHING: CharSet = [];
export const ASCII: CharSet = [0, 0x80];
export const BMP: CharSet = [0, 0x10000];
export const HIGH_SURROGATES: CharSet = [0xd800, 0xdc00];
export const LOW_SURROGATES: CharSet = [0xdc00, 0xe000];
export const SURROGATES: CharSet = [0xd800, 0xe000];

export const union = (...sets: readonly CharSet[]): CharSet =>
  sets.reduce((all, set) => combine(all, set, (a, b) => a || b), NOTHING);

export const intersection = (a: CharSet, b: CharSet): CharSet => combine(a, b, (inA, inB) => inA && inB);

export const difference = (a: CharSet, b: CharSet): CharSet => combine(a, b, (inA, inB) => inA && !inB);

export const complement = (set: CharSet): CharSet => difference(EVERYTHING, set);

/** The code points from `first` to `last`, both in. */
export const range = (first: number, last: number): CharSet => [first, last + 1];

export const single = (codePoint: number): CharSet => range(codePoint, codePoint);

export function setOf(codePoints: Iterable<number>): CharSet {
  const set: number[] = [];
  for (const point of [...codePoints].sort((a, b) => a - b)) {
    if (set.at(-1) === point) set[set.length - 1] = point + 1;
    else if ((set.at(-1) ?? -1) < point) set.push(point, point + 1);
  }
  return set;
}

export function has(set: CharSet, codePoint: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]! <= codePoint) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** The one member of a set that has only one. */
export const onlyMember = (set: CharSet): number | undefined =>
  set.length === 2 && set[1]! - set[0]! === 1 ? set[0] : undefined;

/** The ranges of a set, both ends in. */
export function* ranges(set: CharSet): Generator<[first: number, last: number]> {
  for (let i = 0; i < set.length; i += 2) yield [set[i]!, set[i + 1]! - 1];
}

/** Walks the boundaries of both sets in order; `keep` says whether a code point in neither, one or both is in the result. */
function combine(a: CharSet, b: CharSet, keep: (inA: boolean, inB: boolean) => boolean): CharSet {
  const result: number[] = [];
  let inside = false;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const at = Math.min(a[i] ?? END, b[j] ?? END);
    if (a[i] === at) i++;
    if (b[j] === at) j++;
    const kept = keep(i % 2 === 1, j % 2 === 1);
    if (kept !== inside) result.push(at);
    inside = kept;
  }
  return result;
}
