/*
 * Merging the small files of an output folder, as `replace-files.ts` tells.
 *
 * What is merged is named in one file of the log: the last that holds all entries before it, `9.compact`, `19.compact`.
 * What came behind it is left alone, and so are the files of its own batch, by which the checkpoint knows the log. With
 * `lastBatches` what came behind is merged, too, but for the last batch, which may not be committed: several files of the
 * log change then.
 */
import { isCompact } from '../../checkpoint/compacting-log.ts';
import type { Files } from '../../files/files.ts';
import { folderOf } from '../../files/paths.ts';
import { extensionOf, type Kind, kindOf, writeMerged } from './merged-rows.ts';
import { originOf } from './names.ts';
import { type HeldOutput, withOutput } from './output-tools.ts';
import type { LogPart } from './receipts.ts';
import { type Logged, loggedIn, openParts, type Replacement, replaceFiles } from './replace-files.ts';

export interface CompactOptions {
  /** Files that are this large already stay; merged ones come to about this size. */
  readonly targetBytes: number;
  /** Only files that are older. */
  readonly olderThanMs: number;
  /** Also partitions that the last batches wrote to. */
  readonly includeActive: boolean;
  /** Also files of batches that the log has not gathered yet: nobody may read it meanwhile. */
  readonly lastBatches?: boolean;
  /** Whether CSV files begin with a header of which the log does not tell. */
  readonly csvHeader?: boolean;
  /** Also a folder that Spark has written, whose query does not run now. */
  readonly sparkStopped?: boolean;
  readonly nowMs: () => number;
}

export interface Compacted {
  /** Of which the output was made. */
  readonly filesBefore: number;
  readonly filesMerged: number;
  readonly filesMade: number;
  readonly bytesMerged: number;
  readonly bytesMade: number;
  /** Files of the last batches, which wait until the log holds all its entries in one file again. */
  readonly filesWaiting: number;
}

/**
 * Merges small files, partition by partition.
 *
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_TAKEN_OVER`, `OUTPUT_WITHOUT_LOG`, `OUTPUT_OF_SPARK`, `OUTPUT_MOVED`,
 * `COMPACT_FORMAT`
 */
export const compact = (files: Files, options: CompactOptions): Promise<Compacted> =>
  withOutput(files, options.nowMs, output => compactOutput(output, options), options.sparkStopped ?? false);

async function compactOutput(output: HeldOutput, options: CompactOptions): Promise<Compacted> {
  const { files, log } = output;
  const parts = await openParts(output);
  const filesBefore = log.entries.length;
  const { groups, waiting } = groupsOf(output, parts, options);
  const merges: Replacement[] = [];
  for (const group of groups) merges.push(...(await dividedByKind(files, group, options.csvHeader)));
  const merged = await replaceFiles(output, parts, merges);
  const sources = merges.flatMap(merge => merge.sources);
  return {
    filesBefore,
    filesMerged: sources.length,
    filesMade: merged.length,
    bytesMerged: sum(sources),
    bytesMade: sum(merged),
    filesWaiting: waiting,
  };
}

const sum = (sizes: readonly { readonly sizeBytes: number }[]): number =>
  sizes.reduce((total, { sizeBytes }) => total + sizeBytes, 0);

/** Small files of one folder, as many as come to about the size that is wanted. */
function groupsOf(
  { files, query }: HeldOutput,
  parts: readonly LogPart[],
  { targetBytes, olderThanMs, includeActive, lastBatches = false, nowMs }: CompactOptions,
): { groups: Logged[][]; waiting: number } {
  const logged = loggedIn(files, parts);
  const waitsFrom = parts[lastBatches ? parts.length - 1 : 0].id;
  const isOwn = ({ path, part }: Logged) => query !== undefined && originOf(path)?.batchId === part;
  // Of a file of the log that holds all, only those of its own batch are new with it.
  const waits = (file: Logged) =>
    file.part > waitsFrom || (file.part === waitsFrom && (isCompact(waitsFrom) ? isOwn(file) : true));
  const late = logged.filter(waits);
  const active = new Set(includeActive ? [] : late.map(({ path }) => folderOf(path)));
  const before = nowMs() - olderThanMs;
  const open = new Map<string, { files: Logged[]; sizeBytes: number }>();
  const groups: Logged[][] = [];
  for (const file of logged) {
    const folder = folderOf(file.path);
    const extension = extensionOf(file.path);
    if (waits(file) || active.has(folder) || extension === undefined) continue;
    if (file.sizeBytes >= targetBytes || file.modifiedMs > before) continue;
    const key = `${folder}/${extension}`;
    const group = open.get(key) ?? { files: [], sizeBytes: 0 };
    open.set(key, group);
    group.files.push(file);
    group.sizeBytes += file.sizeBytes;
    if (group.sizeBytes < targetBytes) continue;
    groups.push(group.files);
    open.delete(key);
  }
  for (const group of open.values()) groups.push(group.files);
  return { groups: groups.filter(group => group.length > 1), waiting: late.length };
}

/** Files of a query that was changed meanwhile do not all have the same columns: those that do are merged. */
async function dividedByKind(
  files: Files,
  group: readonly Logged[],
  csvHeader: boolean | undefined,
): Promise<Replacement[]> {
  const byKind = new Map<string, { kind: Kind; sources: Logged[] }>();
  for (const file of group) {
    const kind = await kindOf(files, file.path, file.entry, csvHeader);
    const merge = byKind.get(kind.key) ?? { kind, sources: [] };
    byKind.set(kind.key, merge);
    merge.sources.push(file);
  }
  return [...byKind.values()]
    .filter(({ sources }) => sources.length > 1)
    .map(({ kind, sources }) => {
      const paths = sources.map(({ path }) => path);
      const write: Replacement['write'] = sink => writeMerged(files, paths, kind, sink);
      return { sources, headerBytes: kind.headerBytes, write };
    });
}
