/**
 * How Athena learns of partitions. Either it works them out from properties of the table (projection): new days are there
 * by themselves, but the properties must say exactly what the folders are called. Or each is written into the catalogue.
 */
import { greatest, least } from '../base/extremes.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';
import { catalogName } from './names.ts';
import type { DataFile, Table } from './table.ts';

export const styles = ['projection', 'added'] as const;
export type StyleName = (typeof styles)[number];

export type PartitionStyle =
  | {
      readonly name: 'projection';
      readonly properties: Readonly<Record<string, string>>;
      /** So many folders are looked for by a query that names no partition. */
      readonly folders: number;
    }
  | { readonly name: 'added'; readonly why: Phrase };

/** Beyond this a query that names no partition would look for folders for minutes. */
const MOST_FOLDERS = 100_000;

/** What calendars count, by the names of the course and in English. */
const CALENDAR: Readonly<Record<string, readonly [number, number]>> = {
  mes: [1, 12],
  month: [1, 12],
  dia: [1, 31],
  day: [1, 31],
  hora: [0, 23],
  hour: [0, 23],
};
const YEARS = new Set(['ano', 'year']);

/**
 * The style that the folders of a table allow.
 *
 * @param wanted undefined for projection, where it is possible
 */
export function styleOf({ files, partitions }: Table, wanted?: StyleName): PartitionStyle {
  if (partitions.length === 0) return { name: 'added', why: phrase('STYLE_NO_PARTITIONS') };
  if (wanted === 'added') return { name: 'added', why: phrase('STYLE_WANTED') };
  const properties: Record<string, string> = { 'projection.enabled': 'true' };
  let folders = 1;
  for (const [i, { name }] of partitions.entries()) {
    const column = catalogName(name);
    const texts = [...new Set(files.map(({ partition }) => partition[i].text))];
    const odd = texts.find(text => !/^\d{1,15}$/.test(text));
    if (odd !== undefined) return { name: 'added', why: phrase('STYLE_NO_NUMBER', { folder: `${name}=${odd}` }) };
    const digits = digitsOf(texts);
    if (digits === undefined) return { name: 'added', why: phrase('STYLE_MIXED', { name }) };
    const [from, to] = rangeOf(column, texts.map(Number));
    folders *= to - from + 1;
    properties[`projection.${column}.type`] = 'integer';
    properties[`projection.${column}.range`] = `${from},${to}`;
    if (digits > 0) properties[`projection.${column}.digits`] = String(digits);
  }
  if (folders > MOST_FOLDERS) return { name: 'added', why: phrase('STYLE_TOO_MANY', { folders }) };
  return { name: 'projection', properties, folders };
}

/** 0 where no number begins with a 0, as Spark writes them; undefined where some do, and not all are of one length. */
function digitsOf(texts: readonly string[]): number | undefined {
  if (!texts.some(text => /^0\d/.test(text))) return 0;
  const lengths = new Set(texts.map(({ length }) => length));
  return lengths.size === 1 ? [...lengths][0] : undefined;
}

/** The year after the last one is there already, for a query that goes on. */
function rangeOf(column: string, values: readonly number[]): [number, number] {
  const [lowest, highest] = [least(values), greatest(values)];
  const [first, last] = CALENDAR[column] ?? [lowest, YEARS.has(column) ? highest + 1 : highest];
  return [Math.min(first, lowest), Math.max(last, highest)];
}

/** The folders that partitions are, each with the values that it says; in the order of the files. */
export function partitionFolders(files: readonly DataFile[]): { readonly values: string[]; readonly folder: string }[] {
  const folders = new Map<string, string[]>();
  for (const { path, partition } of files) {
    folders.set(
      path.slice(0, path.lastIndexOf('/') + 1),
      partition.map(({ text }) => text),
    );
  }
  return [...folders].map(([folder, values]) => ({ values, folder }));
}
