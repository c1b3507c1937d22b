import { RuntimeError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { parseGlob } from '../../files/glob.ts';
import type { FormatOptions } from '../../formats/format.ts';
import { booleanOption, countOption, invalid } from '../../formats/options.ts';

/** How a stream of files is read: Spark's options, and their defaults. */
export interface FileSourceOptions {
  readonly maxFiles: number;
  readonly maxBytes: number;
  readonly latestFirst: boolean;
  /** A file that is older than the newest one seen by more than this is passed over, and forgotten. */
  readonly maxFileAgeMs: number;
  /** Files of the same name in different folders are the same file. */
  readonly fileNameOnly: boolean;
  /** Of the files that a limit leaves for later, so many are taken before it is looked again what there is. */
  readonly maxCachedFiles: number;
  /** Fewer than this part of the limit are not. */
  readonly discardCachedInputRatio: number;
  readonly cleanSource: 'off' | 'archive' | 'delete';
  readonly archiveDir: string | undefined;
  /** How long a file must not have changed before it is taken, unless its name is one of those that are whole at once. */
  readonly settleMs: number;
  readonly isWhole: (name: string) => boolean;
}

const NO_LIMIT = Number.POSITIVE_INFINITY;
const MOST_CACHED_FILES = 10_000;
const DISCARDED_PART = 0.2;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Reads the options.
 *
 * @throws UsageError `INVALID_OPTION_VALUE`, RuntimeError for options that do not go together
 */
export function fileSourceOptions(options: FormatOptions): FileSourceOptions {
  for (const option of ['modifiedBefore', 'modifiedAfter']) {
    if (options.text(option) !== undefined) throw new RuntimeError('OPTION_OF_BATCHES_ONLY', { option });
  }
  const maxFiles = countOption(options, 'maxFilesPerTrigger', NO_LIMIT, 1);
  const maxBytes = countOption(options, 'maxBytesPerTrigger', NO_LIMIT, 1);
  if (maxFiles < NO_LIMIT && maxBytes < NO_LIMIT) throw new RuntimeError('TWO_LIMITS_PER_TRIGGER');
  const latestFirst = booleanOption(options, 'latestFirst', false);
  const maxFileAgeMs = duration(options, 'maxFileAge', WEEK_MS);
  const cleanSource = cleanMode(options);
  const archiveDir = options.text('sourceArchiveDir');
  if (cleanSource === 'archive' && archiveDir === undefined) throw new RuntimeError('ARCHIVE_DIR_MISSING');
  return {
    maxFiles,
    maxBytes,
    latestFirst,
    // Old files come last then, and are not to be passed over when their turn comes.
    maxFileAgeMs: latestFirst && (maxFiles < NO_LIMIT || maxBytes < NO_LIMIT) ? NO_LIMIT : maxFileAgeMs,
    fileNameOnly: booleanOption(options, 'fileNameOnly', false),
    maxCachedFiles: countOption(options, 'maxCachedFiles', MOST_CACHED_FILES, 0),
    discardCachedInputRatio: ratio(options, 'discardCachedInputRatio', DISCARDED_PART),
    cleanSource,
    archiveDir,
    settleMs: duration(options, 'settle', 0),
    isWhole: namesLike(options.text('settleExcept')),
  };
}

function namesLike(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => false;
  const glob = parseGlob(pattern);
  return name => glob.matches(name);
}

function ratio(options: FormatOptions, name: string, byDefault: number): number {
  const text = options.text(name);
  if (text === undefined) return byDefault;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw invalid(name, text, phrase('ALLOWED_PART'));
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @see Spark JavaUtils.timeStringAsMs */
function duration(options: FormatOptions, name: string, byDefault: number): number {
  const text = options.text(name);
  if (text === undefined) return byDefault;
  const [, digits, unit = 'ms'] = /^(\d+)([a-z]+)?$/.exec(text.trim().toLowerCase()) ?? [];
  if (digits !== undefined && Object.hasOwn(MILLISECONDS, unit)) return Math.floor(Number(digits) * MILLISECONDS[unit]);
  throw invalid(name, text, phrase('ALLOWED_AGE'));
}

function cleanMode(options: FormatOptions): FileSourceOptions['cleanSource'] {
  const text = options.text('cleanSource') ?? 'off';
  const mode = text.toLowerCase();
  if (mode === 'off' || mode === 'archive' || mode === 'delete') return mode;
  throw invalid('cleanSource', text, 'off, archive, delete');
}
