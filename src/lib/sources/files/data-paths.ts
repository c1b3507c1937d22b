import { type Glob, isGlob, parseGlob } from '../../files/glob.ts';
import type { FormatOptions } from '../../formats/format.ts';
import { booleanOption } from '../../formats/options.ts';

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

  /**
   * @param pattern of the paths of files, or of folders that hold them
   * @throws UsageError `INVALID_GLOB`, `INVALID_OPTION_VALUE`
   */
  constructor(pattern: string | undefined, options: FormatOptions) {
    this.#pattern = pattern === undefined ? undefined : parseGlob(pattern);
    const names = options.text('pathGlobFilter');
    this.#names = names === undefined ? undefined : parseGlob(names);
    this.#isRecursive = booleanOption(options, 'recursiveFileLookup', false);
  }

  isData(path: string): boolean {
    const segments = path.split('/');
    const name = segments[segments.length - 1];
    if (segments.some(isHidden) || (this.#names && !this.#names.matches(name))) return false;
    const base = this.#baseLength(segments);
    return base !== undefined && (base >= segments.length - 1 || this.#entersFrom(segments.slice(base, -1)));
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
    const segments = path.split('/');
    return segments
      .slice(this.#baseLength(segments), -1)
      .filter(isPartition)
      .map(segment => {
        const [name, text] = splitAt(segment, segment.indexOf('=')).map(unescapeHive);
        return { name, text };
      });
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

/** A folder `_day=1` is a partition all the same. */
const isHidden = (name: string): boolean =>
  name.startsWith('.') || (name.startsWith('_') && !name.includes('=')) || name.endsWith('._COPYING_');

const isPartition = (name: string): boolean => name.indexOf('=') > 0;

const splitAt = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at + 1)];

/** Hive quotes characters below U+0080 only, each as `%` and two digits; another `%` is itself. */
const unescapeHive = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
