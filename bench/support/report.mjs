/** Lines for people: what was measured, its goal, whether that was met, and the figures behind it. */
export const resultLines = measures =>
  measures.map(({ figure, measure, value, unit, goal, met, xpto, peer, peerName, behind = 's' }) => {
    const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
    const figures = peerName === undefined ? '' : `xpto ${text(xpto, behind)}, ${peerName} ${text(peer, behind)}`;
    return [
      `${figure}: ${measure}`.padEnd(50),
      text(value, unit).padStart(12),
      goalText(goal, unit).padEnd(20),
      verdict.padEnd(7),
      figures,
    ]
      .join('  ')
      .trimEnd();
  });

const goalText = (goal, unit) => {
  if (goal === undefined) return '';
  return goal.atMost === undefined ? `at least ${text(goal.atLeast, unit)}` : `at most ${text(goal.atMost, unit)}`;
};

/** A ratio has the unit `x`. */
function text(value, unit) {
  if (unit === 'x') return `${Number(value.toFixed(2))} x`;
  if (unit === 'MB') return `${Math.round(value)} MB`;
  return `${Number(value.toPrecision(3))} ${unit}`;
}
