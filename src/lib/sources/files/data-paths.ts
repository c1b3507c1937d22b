import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { parseTimestamp } from '../../columns/time/timestamp-text.ts';
import { type Glob, isGlob, parseGlob } from '../../files/glob.ts';
import { unquoted } from '../../files/paths.ts';
import type { FormatOptions } from '../../formats/format.ts';
import { booleanOption, zoneOption } from '../../formats/options.ts';

/** A location, taken apart: a folder, and the pattern that paths in it have to match. */
export interface Place {
  readonly folder: string;
  readonly pattern: string | undefined;
}

/** @param location a path with `/` between its segments, or a URL; it may be a pattern */
export function placeOf(location: string): Place {
  const whole = location.replace(/([^/:])\/+$/, '$1');
  const segments = whole.split('/');
  const first = segments.findIndex(isGlob);
  if (first < 0) return { folder: whole, pattern: undefined };
  const folder = segments.slice(0, first).join('/');
  return {
    folder: first === 0 ? '.' : folder === '' ? '/' : folder,
    pattern: segments.slice(first).join('/'),
  };
}

/** One folder's part in a value of a partition: `day=2026-01-31`, unquoted. */
export interface PartitionValue {
  readonly name: string;
  readonly text: string;
}

/**
 * Tells by its path whether a file is data of a location, as Spark does: files in the folder, or in folders in it whose
 * names say a value of a partition (`day=2026-01-31`), or, when asked for, in all folders. Not what begins with `_` or
 * `.`, nor what Hadoop is copying.
 *
 * Paths are relative to the folder of the location's `Place`.
 */
export class DataPaths {
  readonly #pattern: Glob | undefined;
  readonly #names: Glob | undefined;
  readonly #isRecursive: boolean;
  readonly #folder: string;
  readonly #basePath: string | undefined;
  /** The folders between the one where partitions begin and the one of the place. */
  readonly #above: readonly string[];

  /**
   * @param pattern of the paths of files, or of folders that hold them
   * @param folder of the location's `Place`
   * @throws UsageError `INVALID_GLOB`, `INVALID_OPTION_VALUE`, RuntimeError `BASE_PATH_ELSEWHERE`
   */
  constructor(pattern: string | undefined, options: FormatOptions, folder = '') {
    this.#pattern = pattern === undefined ? undefined : parseGlob(pattern);
    const names = options.text('pathGlobFilter');
    this.#names = names === undefined ? undefined : parseGlob(names);
    this.#isRecursive = booleanOption(options, 'recursiveFileLookup', false);
    this.#folder = withoutEnd(folder);
    this.#basePath = options.text('basePath');
    this.#above = this.#basePath === undefined ? [] : foldersBetween(this.#basePath, folder);
  }

  isData(path: string): boolean {
    const segments = path.split('/');
    const name = segments[segments.length - 1];
    if (segments.some(isHidden) || name === '') return false;
    const base = this.#baseLength(segments);
    return base !== undefined && (base >= segments.length - 1 || this.#entersFrom(segments.slice(base, -1)));
  }

  /** Whether a file is one of those that are wanted, by its name. */
  isWanted(path: string): boolean {
    return !this.#names || this.#names.matches(path.slice(path.lastIndexOf('/') + 1));
  }

  isWantedAddress(address: string): boolean {
    return !this.#names || this.isWanted(unquoted(address) ?? address);
  }

  /** Whether there may be data in a folder. */
  mayHold(folder: string): boolean {
    const segments = folder.split('/');
    if (segments.some(isHidden)) return false;
    const base = this.#baseLength(segments);
    if (base === undefined) return this.#pattern!.mayMatchUnder(`${folder}/`);
    return base === segments.length || this.#entersFrom(segments.slice(base));
  }

  /** The values that the folders of a data file say, from the outermost. */
  partitionOf(path: string): PartitionValue[] {
    if (this.#isRecursive) return [];
    return this.#partitionFolders(path)
      .filter(isPartition)
      .map(segment => {
        const [name, text] = splitAt(segment, segment.indexOf('=')).map(unescapeHive);
        return { name, text };
      });
  }

  /** The folder where the partitions of a data file begin. */
  baseOf(path: string): string {
    if (this.#basePath !== undefined) return this.#basePath;
    const segments = path.split('/');
    return [this.#folder, ...segments.slice(0, this.#baseLength(segments))].join('/');
  }

  #partitionFolders(path: string): string[] {
    const segments = path.split('/');
    return this.#basePath === undefined
      ? segments.slice(this.#baseLength(segments), -1)
      : [...this.#above, ...segments.slice(0, -1)];
  }

  #entersFrom(folders: readonly string[]): boolean {
    return this.#isRecursive || isPartition(folders[0]);
  }

  /** How many segments lead to what the pattern matches; undefined where nothing of the path does. */
  #baseLength(segments: readonly string[]): number | undefined {
    if (!this.#pattern) return 0;
    for (let length = 1; length <= segments.length; length++) {
      if (this.#pattern.matches(segments.slice(0, length).join('/'))) return length;
    }
    return undefined;
  }
}

const withoutEnd = (folder: string): string => folder.replace(/\/+$/, '');

/** @throws RuntimeError `BASE_PATH_ELSEWHERE` */
function foldersBetween(basePath: string, folder: string): string[] {
  const [base, path] = [basePath, folder].map(withoutEnd);
  if (path === base) return [];
  if (path.startsWith(`${base}/`)) return path.slice(base.length + 1).split('/');
  throw new RuntimeError('BASE_PATH_ELSEWHERE', { basePath, path: folder });
}

/**
 * Whether a file is one of those that are wanted, by the time at which it was changed; undefined where all are.
 *
 * @throws AnalysisError `OPTION_NOT_A_TIMESTAMP`
 */
export function wantedTimes(options: FormatOptions): ((modifiedMs: number) => boolean) | undefined {
  const [after, before] = ['modifiedAfter', 'modifiedBefore'].map(name => timeOption(options, name));
  if (after === undefined && before === undefined) return undefined;
  return modifiedMs => modifiedMs > (after ?? Number.NEGATIVE_INFINITY) && modifiedMs < (before ?? Infinity);
}

function timeOption(options: FormatOptions, name: string): number | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const micros = parseTimestamp(text, zoneOption(options));
  if (micros === undefined) throw new AnalysisError('OPTION_NOT_A_TIMESTAMP', { option: name, value: text });
  return Math.floor(Number(micros) / 1000);
}

/** A folder `_day=1` is a partition all the same. */
const isHidden = (name: string): boolean =>
  name.startsWith('.') || (name.startsWith('_') && !name.includes('=')) || name.endsWith('._COPYING_');

const isPartition = (name: string): boolean => name.indexOf('=') > 0;

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at + 1)];

/** Hive quotes characters below U+0080 only, each as `%` and two digits; another `%` is itself. */
const unescapeHive = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
