/**
 * Adds to each measure whether it met its goal.
 *
 * A measure is `{ measure, value, unit, goal: { atMost } | { atLeast }, xpto, peer, peerName }`: `value` is what the
 * goal is about, a ratio or a size; `xpto` and `peer` are the medians behind it, in seconds unless said. A quick run is
 * too small to judge.
 */
export const judge = (figure, measures, { quick }) =>
  measures.map(measure => ({ figure, ...measure, met: quick ? undefined : isMet(measure) }));

function isMet({ value, goal }) {
  if (goal === undefined) return undefined;
  return goal.atMost === undefined ? value >= goal.atLeast : value <= goal.atMost;
}

export const median = values => quantile(values, 0.5);

/** The smallest value that at least this part of the values do not exceed; between the middle two for the median of an even number. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  if (part === 0.5 && sorted.length % 2 === 0) {
    return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  }
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
