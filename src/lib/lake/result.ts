/** What a query gives, whichever engine ran it: texts, as Athena gives them. */

export interface ResultColumn {
  readonly name: string;
  /** Of what a text is; undefined of text. */
  readonly is?: 'number' | 'boolean';
}

export type ResultRow = readonly (string | null)[];

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Page by page; the next one is asked for when this one is used up. */
  readonly pages: AsyncIterable<readonly ResultRow[]>;
}

/** Of an answer that is known to be short. */
export async function allRows({ pages }: QueryResult): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** A row as JSON: numbers as they are, however long; what is no number of JSON (NaN) is a text. */
export function jsonRow(columns: readonly ResultColumn[], row: ResultRow): string {
  const fields = columns.map(({ name, is }, i) => `${JSON.stringify(name)}:${jsonValue(row[i], is)}`);
  return `{${fields.join(',')}}`;
}

function jsonValue(value: string | null, is: ResultColumn['is']): string {
  if (value === null) return 'null';
  const isBare = is === 'boolean' || (is === 'number' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value));
  return isBare ? value : JSON.stringify(value);
}

/** A row as CSV: null is nothing, and an empty text is two quotes. @see RFC 4180 */
export const csvRow = (row: ResultRow): string => row.map(csvField).join(',');

const csvField = (value: string | null): string => {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};
