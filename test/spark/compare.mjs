/**
 * What a query has counted at its end, from the batches that its sink got: complete mode gives everything each time,
 * update mode what changed, append mode each row once.
 *
 * @param batches for each batch its rows, as JSON text
 * @returns the rows as JSON text, by their keys
 */
export function finalRows({ mode }, batches) {
  const given = mode === 'complete' ? batches.at(-1) : batches.flat();
  const rows = new Map();
  for (const row of given) {
    const key = keyOf(row);
    if (mode !== 'update' && rows.has(key)) throw new Error(`Spark gave twice ${key}`);
    rows.set(key, row);
  }
  if (rows.size === 0) throw new Error('Spark counted nothing: there is nothing to compare.');
  return rows;
}

/** Everything but the count. */
const keyOf = row => row.replace(/,"count":\d+\}$/, '');

/**
 * Compares what xpto printed as JSON with Spark's rows.
 *
 * @returns undefined where they are the same, else what differs
 */
export function differenceOfRows({ mode, ordered }, expected, printed) {
  const lines = printed.split('\n').slice(0, -1);
  // The JSON sink does not say where a batch begins; the last table of complete mode is as long as Spark's.
  const last = mode === 'complete' ? lines.slice(-expected.size) : lines;
  const found = new Map(last.map(row => [keyOf(row), row]));
  if (mode !== 'update' && found.size !== last.length) return '  a key came twice';
  if (ordered && !isSorted(last.map(row => JSON.parse(row).window.start))) return '  the windows are not in order';
  return differenceOfSets(new Set(expected.values()), new Set(found.values()));
}

/**
 * Compares two tables of the console byte by byte. Spark leaves the order of rows to its hash codes: rows are compared
 * without it, but those with a window in the order of the windows.
 */
export function differenceOfTables({ ordered }, spark, xpto) {
  const [theirs, ours] = [spark, xpto].map(text => text.split('\n'));
  const frame = lines => lines.filter((line, i) => !line.startsWith('|') || i === HEADER).join('\n');
  if (frame(theirs) !== frame(ours)) return `  spark  ${frame(theirs)}\n  xpto   ${frame(ours)}`;
  const [theirRows, ourRows] = [theirs, ours].map(lines =>
    lines.filter((line, i) => line.startsWith('|') && i !== HEADER),
  );
  if (ordered && !isSorted(ourRows.map(row => row.slice(0, row.indexOf('}'))))) return '  the windows are not in order';
  return differenceOfSets(countedRows(theirRows), countedRows(ourRows));
}

/** Where the names of the columns are: after the rule, "Batch: 0", a rule, and the table's first. */
const HEADER = 4;

/** Rows that look the same, as cut words do, each with its number. */
function countedRows(rows) {
  const seen = new Map();
  return new Set(
    rows.map(row => {
      const times = (seen.get(row) ?? 0) + 1;
      seen.set(row, times);
      return `${row} (${times})`;
    }),
  );
}

function differenceOfSets(theirs, ours) {
  const missing = [...theirs].filter(row => !ours.has(row));
  const extra = [...ours].filter(row => !theirs.has(row));
  if (missing.length === 0 && extra.length === 0) return undefined;
  const some = rows => rows.slice(0, 3).join('\n         ') || 'nothing';
  return `  only Spark has ${missing.length}, only xpto ${extra.length}\n  spark  ${some(missing)}\n  xpto   ${some(extra)}`;
}

const isSorted = values => values.every((value, i) => i === 0 || values[i - 1] <= value);
