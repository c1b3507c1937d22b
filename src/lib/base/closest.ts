/** Names ordered by how near they are to a mistyped one; the nearest first. */
export function byCloseness(name: string, candidates: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  return [...candidates]
    .map((candidate, place) => ({ candidate, place, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || a.place - b.place)
    .map(({ candidate }) => candidate);
}

/** The one name that was probably meant, or undefined when none is near. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const [best] = byCloseness(name, candidates);
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(name.length / 2));
  return editDistance(name.toLowerCase(), best.toLowerCase()) <= allowed ? best : undefined;
}

/**
 * Levenshtein distance: of texts in UTF-16 units, of lists in items.
 *
 * @see Wagner, Fischer: The String-to-String Correction Problem, 1974
 */
export function editDistance(a: ArrayLike<string>, b: ArrayLike<string>): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length];
}
