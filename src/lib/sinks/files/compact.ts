/*
 * Merging the small files of an output folder.
 *
 * The log of a folder is many files, of which only one can be replaced at once. So what is merged is named in one of
 * them: the last that holds all entries before it, `9.compact`, `19.compact`. What came behind it is left alone, and so
 * are the files of its own batch, by which the checkpoint knows the log.
 *
 *   1. a note says which files will take the place of which: `_xpto/compaction`;
 *   2. they are written, unseen;
 *   3. they appear; the log names them instead of the old ones, at once; the old ones go; the note goes.
 *
 * Whoever reads by the log sees each row once all the time, unless a file that it has found there before is removed under
 * it. Whoever lists the folder sees rows twice between the first and the last of step 3. After a crash the next
 * compaction, or the next start of the query, finishes what the log says was done, or takes back what it does not.
 *
 * With `lastBatches` what came behind is merged, too, but for the last batch, which may not be committed. Several files
 * of the log change then: those who read by it meanwhile are refused, also after a crash until somebody finishes.
 */
import type { LogEntry } from '../../checkpoint/compacting-log.ts';
import { isCompact } from '../../checkpoint/compacting-log.ts';
import type { Files, NewFile } from '../../files/files.ts';
import { pathIn } from '../../files/paths.ts';
import { changeLog, declareCompaction, endCompaction, finishCompaction, folderOf } from './compaction-note.ts';
import { entryOf, pathOf } from './entries.ts';
import { extensionOf, type Kind, kindOf, writeMerged } from './merged-rows.ts';
import { dataFileName, originOf, queryMark, runMark } from './names.ts';
import { type HeldOutput, withOutput } from './output-tools.ts';
import { keepReceipts, type LogPart } from './receipts.ts';

/** So many merged files are open at once. */
const MERGES_AT_ONCE = 64;

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

/** A file that the log names. */
interface Logged {
  readonly entry: LogEntry;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The file of the log that names it. */
  readonly part: number;
}

interface Merge {
  readonly kind: Kind;
  readonly sources: readonly Logged[];
}

/** A file that is made of others. */
interface Merged extends Merge {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Merges small files, partition by partition.
 *
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_WITHOUT_LOG`, `OUTPUT_OF_SPARK`, `OUTPUT_MOVED`, `COMPACT_FORMAT`
 */
export const compact = (files: Files, options: CompactOptions): Promise<Compacted> =>
  withOutput(files, options.nowMs, output => compactOutput(output, options), options.sparkStopped ?? false);

async function compactOutput(output: HeldOutput, options: CompactOptions): Promise<Compacted> {
  const { files, log } = output;
  await files.recover('');
  const latest = (await log.open())!; // it has a note, so there is a file
  await finishCompaction(files, new Set(log.entries.map(entry => pathOf(files, entry))));
  let parts: readonly LogPart[] = await log.parts(latest);
  const { groups, waiting } = groupsOf(output, parts, options);
  const merges: Merge[] = [];
  for (const group of groups) merges.push(...(await dividedByKind(files, group, options.csvHeader)));
  const merged: Merged[] = [];
  for (let i = 0; i < merges.length; i += MERGES_AT_ONCE) {
    const planned = merges
      .slice(i, i + MERGES_AT_ONCE)
      .map((merge, k) => ({ ...merge, path: pathFor(output, merge, i + k) }));
    const done = await mergeSome(output, parts, planned);
    merged.push(...done.merged);
    parts = done.parts;
  }
  const sources = merges.flatMap(merge => merge.sources);
  return {
    filesBefore: log.entries.length,
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
  const logged = parts.flatMap(part => part.entries.map(entry => loggedIn(files, entry, part.id)));
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

const loggedIn = (files: Files, entry: LogEntry, part: number): Logged => ({
  entry,
  path: pathOf(files, entry),
  sizeBytes: Number(entry['size']),
  modifiedMs: Number(entry['modificationTime']),
  part,
});

/** Files of a query that was changed meanwhile do not all have the same columns: those that do are merged. */
async function dividedByKind(files: Files, group: readonly Logged[], csvHeader: boolean | undefined): Promise<Merge[]> {
  const byKind = new Map<string, { kind: Kind; sources: Logged[] }>();
  for (const file of group) {
    const kind = await kindOf(files, file.path, file.entry, csvHeader);
    const merge = byKind.get(kind.key) ?? { kind, sources: [] };
    byKind.set(kind.key, merge);
    merge.sources.push(file);
  }
  return [...byKind.values()].filter(({ sources }) => sources.length > 1);
}

function pathFor({ query, runId }: HeldOutput, { sources }: Merge, part: number): string {
  const last = sources[sources.length - 1];
  // What the names of Spark's files say of a batch is nothing.
  const batchId = query === undefined ? last.part : Math.max(...sources.map(({ path }) => originOf(path)!.batchId));
  const origin = { query: queryMark(query ?? runId), batchId, run: runMark(runId) };
  const folder = folderOf(last.path);
  return pathIn(folder, dataFileName(origin, part, 0, folder !== '', extensionOf(last.path)!));
}

async function mergeSome(
  { files, log, query }: HeldOutput,
  parts: readonly LogPart[],
  planned: readonly (Merge & { readonly path: string })[],
): Promise<{ merged: Merged[]; parts: readonly LogPart[] }> {
  const sources = planned.flatMap(merge => merge.sources.map(({ path }) => path));
  // Beside its files Spark leaves checksums, which it finds wrong where the file is another one.
  const withChecksums = (paths: readonly string[]) =>
    query === undefined ? [...paths, ...paths.map(checksumBeside)] : paths;
  const note = { old: withChecksums(sources), merged: planned.map(({ path }) => path) };
  await declareCompaction(files, note);
  const merged = await writeAll(files, planned);
  const after = replaced(files, parts, merged);
  const kept = query === undefined ? after : keepReceipts(files, parts, after, log.addressOf);
  const texts = kept.filter((part, i) => part !== parts[i]).map(part => log.written(part.id, part));
  if (query === undefined) await files.remove(...texts.map(({ path }) => checksumBeside(path)));
  if (texts.length === 1) await files.replace(texts[0].path, Buffer.from(texts[0].text));
  else await changeLog(files, { ...note, log: texts });
  await endCompaction(files, note.old);
  return { merged, parts: kept };
}

const checksumBeside = (path: string): string => path.replace(/[^/]*$/, name => `.${name}.crc`);

/** The files appear when all of them are written. */
async function writeAll(files: Files, planned: readonly (Merge & { readonly path: string })[]): Promise<Merged[]> {
  const unseen: NewFile[] = [];
  const merged: Merged[] = [];
  try {
    for (const merge of planned) {
      const file = await files.create(merge.path);
      unseen.push(file);
      let sizeBytes = 0;
      const sources = merge.sources.map(({ path }) => path);
      await writeMerged(files, sources, merge.kind, async bytes => {
        sizeBytes += bytes.length;
        await file.write(bytes);
      });
      merged.push({ ...merge, sizeBytes });
    }
    for (const file of unseen) await file.commit();
    return merged;
  } catch (error) {
    for (const file of unseen) await file.abort();
    throw error;
  }
}

/** Each merged file stands where the last of its sources stood. */
function replaced(files: Files, parts: readonly LogPart[], merged: readonly Merged[]): LogPart[] {
  const bySource = new Map(merged.flatMap(each => each.sources.map(({ path }) => [path, each] as const)));
  return parts.map(part => {
    const entries = part.entries.flatMap(entry => {
      const path = pathOf(files, entry);
      const into = bySource.get(path);
      if (!into) return [entry];
      if (into.sources[into.sources.length - 1].path !== path) return [];
      const modifiedMs = Math.max(...into.sources.map(source => source.modifiedMs));
      const { sizeBytes, kind } = into;
      return [entryOf({ sizeBytes, headerBytes: kind.headerBytes }, files.address(into.path), modifiedMs)];
    });
    return entries.every((entry, i) => entry === part.entries[i]) && entries.length === part.entries.length
      ? part
      : { ...part, entries };
  });
}
