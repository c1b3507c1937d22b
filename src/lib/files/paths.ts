import { RuntimeError } from '../base/errors.ts';
import { type Phrase, phrase } from '../base/messages/index.ts';

/** What begins the name of a file that is not finished. Nobody reads such a file, and none is asked for by name. */
export const UNFINISHED = '.xpto-unfinished-';

/** Whose names they are to be: what it cannot hold is refused by name, before it is tried. */
export type NameRules = 'posix' | 'windows' | 's3';

const LONGEST_SEGMENT_BYTES = 255; // of Linux, macOS; Windows counts UTF-16 units, of which there are never more
const LONGEST_KEY_BYTES = 1024; // of S3
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const NOT_ON_WINDOWS = /[<>:"\\|?*\p{Cc}]/u;

/**
 * Lets a path pass that names a file under the root, and nothing else.
 *
 * @throws RuntimeError `INVALID_PATH`
 */
export function checkPath(path: string, root: string, rules: NameRules): void {
  const wrong = wrongWith(path, rules);
  if (wrong) throw new RuntimeError('INVALID_PATH', { path: JSON.stringify(path), root, reason: wrong });
}

/** Whether an object of that name is a file of ours to read. */
export const isPath = (path: string): boolean => wrongWith(path, 's3') === undefined;

/** As `checkPath`; the root itself, `''`, is a folder too. */
export function checkFolder(folder: string, root: string, rules: NameRules): void {
  if (folder !== '') checkPath(folder, root, rules);
}

function wrongWith(path: string, rules: NameRules): Phrase | undefined {
  if (rules === 's3' && Buffer.byteLength(path) > LONGEST_KEY_BYTES)
    return phrase('PATH_TOO_LONG', { limitBytes: LONGEST_KEY_BYTES });
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return phrase('PATH_NOT_UNDER_ROOT');
    if (segment.includes('\0')) return phrase('PATH_NAME_HAS_CHARACTER', { character: JSON.stringify('\0') });
    if (/\p{Cs}/u.test(segment)) return phrase('PATH_NAME_NO_TEXT');
    if (segment.startsWith(UNFINISHED)) return phrase('PATH_NAME_KEPT', { prefix: UNFINISHED });
    if (rules === 's3') continue;
    if (Buffer.byteLength(segment) > LONGEST_SEGMENT_BYTES)
      return phrase('PATH_NAME_TOO_LONG', { limitBytes: LONGEST_SEGMENT_BYTES });
    if (rules === 'posix') continue;
    const [character] = NOT_ON_WINDOWS.exec(segment) ?? [];
    if (character) return phrase('PATH_NAME_HAS_CHARACTER', { character: JSON.stringify(character) });
    if (RESERVED_ON_WINDOWS.test(segment) || /[. ]$/.test(segment)) return phrase('PATH_NAME_OF_WINDOWS');
  }
  return undefined;
}

export const pathIn = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The folder of a path or an address; `''` for a name alone. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The order of paths on every system, which is S3's: by the bytes of UTF-8. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Halves of a pair stand for code points above all that need no pair, so they rank above them. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/**
 * A path as a part of a URI, quoted as `java.net.URI` quotes it, and Spark's logs with it: letters of any alphabet stay
 * as they are, a `%` does not.
 */
export const quotedAsJava = (path: string): string =>
  path.replace(/[^\w\-.!~*'(),;:$&+=/@\u{80}-\u{10ffff}]|[\u0080-\u009f]|\p{Z}/gu, encodeURIComponent);

/** The path that was quoted; undefined where none was. */
export function unquoted(quoted: string): string | undefined {
  try {
    return decodeURIComponent(quoted);
  } catch {
    return undefined;
  }
}
