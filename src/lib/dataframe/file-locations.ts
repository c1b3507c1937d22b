import type { Schema } from '../columns/types.ts';
import { localPathOf } from '../files/open-files.ts';
import { wholePath } from '../files/walk-now.ts';
import type { FileFormat, FormatOptions } from '../formats/format.ts';
import type { FileTable } from '../sources/files/file-table.ts';
import type { Options } from './options.ts';
import type { Session } from './session.ts';
import { tableElsewhere } from './table-elsewhere.ts';

/** A location as a user gives it, understood. */
export interface Location {
  /** A whole path, or a URL. */
  readonly location: string;
  /** As Spark names it: `file:/tmp/in`. */
  readonly description: string;
  /** True when it is on this machine's disk, where a frame can look at once what there is. */
  readonly isHere: boolean;
}

export function locate(location: string, session: Session): Location {
  const path = localPathOf(location);
  if (path === undefined) return { location, description: location, isHere: false };
  const whole = wholePath(path);
  const description = `file:${whole.startsWith('/') ? '' : '/'}${whole}`;
  return { location: whole, description, isHere: session.isOfThisMachine };
}

/**
 * The columns of files in buckets, found out now; undefined for places where nobody can look before a query runs.
 *
 * @param isStream there may be no file yet
 */
export function tableInBuckets(
  places: readonly Location[],
  format: FileFormat,
  options: Options,
  given: Schema | undefined,
  session: Session,
  isStream: boolean,
): FileTable | undefined {
  const locations = places.map(({ location }) => location);
  if (!session.isOfThisMachine || !locations.every(location => /^s3[an]?:/i.test(location))) return undefined;
  const { text, timeZone } = formatOptions(options, session);
  const all = new Map([...options.all.keys()].map(name => [name, text(name)!]));
  const { table, requests } = tableElsewhere({ locations, format, options: all, timeZone, given, isStream });
  session.paidFor(requests);
  return table;
}

/** What a format is told: the options, where paths are whole, and what the session knows. */
export function formatOptions(options: Options, session: Session): FormatOptions {
  const basePath = options.text('basePath');
  const base = basePath === undefined ? undefined : locate(basePath, session).location;
  return {
    text: name => (base !== undefined && name.toLowerCase() === 'basepath' ? base : options.text(name)),
    timeZone: session.settings().timeZone,
  };
}
