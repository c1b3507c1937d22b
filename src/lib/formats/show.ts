/**
 * Rows as the table of text that `show()` and the console sink print.
 *
 * Widths count UTF-16 units, as Java's strings do, and one more for each unit of a full-width character: an
 * emoji, being two units, is as wide as 日, and an accent that combines with the letter before it takes a place.
 *
 * @see Spark Dataset.showString; SchemaUtils.escapeMetaCharacters; Utils.fullWidthRegex
 */

export interface ShowOptions {
  /** Cells longer than this are cut, and all are put to the right. 0 cuts nothing and puts all to the left. */
  readonly truncate: number;
  /** One line per cell instead of one per row. */
  readonly vertical?: boolean;
  /** Says below the table that these were not all rows. */
  readonly moreRows?: boolean;
}

/**
 * The table as printed, the end of its last line included: an empty line closes it, or the line that there are
 * more rows.
 *
 * @param header column names; never cut
 * @param rows the text of each cell, nulls already as `NULL`
 */
export function showTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { truncate, vertical = false, moreRows = false }: ShowOptions,
): string {
  const names = header.map(escapeControls);
  const cells = rows.map(row => row.map(cell => cut(escapeControls(cell), truncate)));
  if (vertical && rows.length === 0) return '(0 rows)\n';
  const body = vertical ? records(names, cells) : table(names, cells, truncate > 0);
  const rowWord = rows.length === 1 ? 'row' : 'rows';
  return `${body}${moreRows ? `only showing top ${rows.length} ${rowWord}` : ''}\n`;
}

const MIN_WIDTH = 3;

function table(names: readonly string[], rows: readonly (readonly string[])[], toTheRight: boolean): string {
  const widths = names.map((name, i) => widest([name, ...rows.map(row => row[i])]));
  const rule = `+${widths.map(width => '-'.repeat(width)).join('+')}+\n`;
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, i) => pad(cell, widths[i], toTheRight)).join('|')}|\n`;
  return rule + line(names) + rule + rows.map(line).join('') + rule;
}

function records(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = widest(names);
  const cellWidth = widest(rows.flat());
  return rows
    .map((row, i) => {
      const title = `-RECORD ${i}`.padEnd(nameWidth + cellWidth + 5, '-');
      const lines = row.map((cell, j) => ` ${pad(names[j], nameWidth)} | ${pad(cell, cellWidth)} \n`);
      return `${title}\n${lines.join('')}`;
    })
    .join('');
}

const ESCAPES: Record<string, string> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
  '\v': '\\v',
  '\x07': '\\a',
};

const escapeControls = (text: string): string => text.replace(/[\x07-\r]/g, control => ESCAPES[control]);

/** Too short a limit leaves no room for dots. Half of a surrogate pair has no encoding, and Java prints `?` for it. */
function cut(text: string, limit: number): string {
  if (limit <= 0 || text.length <= limit) return text;
  const kept = limit < 4 ? text.slice(0, limit) : `${text.slice(0, limit - 3)}...`;
  return kept.replace(/\p{Cs}/gu, '?');
}

const FULL_WIDTH =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

const widthOf = (text: string): number => text.length + (text.match(FULL_WIDTH)?.length ?? 0);

const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, widthOf(text)), MIN_WIDTH);

function pad(text: string, width: number, toTheRight = false): string {
  const spaces = ' '.repeat(width - widthOf(text));
  return toTheRight ? spaces + text : text + spaces;
}
