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
 */
import { RuntimeError } from '../../base/errors.ts';
import { isCompact, type LogEntry, lastCompact } from '../../checkpoint/compacting-log.ts';
import { readText } from '../../checkpoint/numbered-log.ts';
import { seal, unseal } from '../../checkpoint/sealed-text.ts';
import type { Files, NewFile } from '../../files/files.ts';
import { pathIn } from '../../files/paths.ts';
import type { ByteSink, FormatOptions } from '../../formats/format.ts';
import { inputOf } from '../../formats/inputs.ts';
import { parquetFormat } from '../../formats/parquet.ts';
import { dataFileName, originOf, queryMark, runMark } from './names.ts';
import { type HeldOutput, withOutput } from './output-tools.ts';
import { entryOf } from './sink-log.ts';

const NOTE = '_xpto/compaction';
const AS_IT_IS: FormatOptions = { text: () => undefined, timeZone: 'UTC' };
/** So many merged files are open at once. */
const MERGES_AT_ONCE = 64;
/** The codecs of Parquet by what stands in the names of files. */
const CODECS: Readonly<Record<string, string>> = { '': 'uncompressed', gz: 'gzip' };

export interface CompactOptions {
  /** Files that are this large already stay; merged ones come to about this size. */
  readonly targetBytes: number;
  /** Only files that are older. */
  readonly olderThanMs: number;
  /** Also partitions that the last batches wrote to. */
  readonly includeActive: boolean;
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

interface Merge {
  readonly folder: string;
  readonly entries: readonly LogEntry[];
}

interface Note {
  readonly old: readonly string[];
  readonly merged: readonly string[];
}

/**
 * Merges small files, partition by partition.
 *
 * @throws RuntimeError `OUTPUT_IN_USE`, `OUTPUT_WITHOUT_LOG`, `OUTPUT_MOVED`, `COMPACT_FORMAT`
 */
export const compact = (files: Files, options: CompactOptions): Promise<Compacted> =>
  withOutput(files, options.nowMs, output => compactOutput(output, options));

async function compactOutput(output: HeldOutput, options: CompactOptions): Promise<Compacted> {
  const { files, log } = output;
  await files.recover('');
  const latest = (await log.open()) ?? -1;
  await finishCompaction(files, new Set(log.entries.map(entry => pathOf(files, entry))));
  const id = lastCompact(latest);
  const { merges: found, waiting } = isCompact(id)
    ? mergesOf(files, log.entries, (await log.file(id))!.entries.length, id, options)
    : { merges: [], waiting: log.entries.length };
  const merges = (await Promise.all(found.map(merge => dividedBySchema(files, merge)))).flat();
  const merged: Merged[] = [];
  for (let i = 0; i < merges.length; i += MERGES_AT_ONCE) {
    merged.push(...(await mergeSome(output, id, merges.slice(i, i + MERGES_AT_ONCE), merged.length)));
  }
  const sources = merges.flatMap(({ entries }) => entries);
  return {
    filesBefore: log.entries.length,
    filesMerged: sources.length,
    filesMade: merged.length,
    bytesMerged: sources.reduce((sum, entry) => sum + Number(entry['size']), 0),
    bytesMade: merged.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    filesWaiting: waiting,
  };
}

/** Small files of one folder, as many as come to about the size that is wanted. */
function mergesOf(
  files: Files,
  all: readonly LogEntry[],
  heldCount: number,
  id: number,
  { targetBytes, olderThanMs, includeActive, nowMs }: CompactOptions,
): { merges: Merge[]; waiting: number } {
  const isLate = (entry: LogEntry, i: number) => i >= heldCount || originOf(pathOf(files, entry))?.batchId === id;
  const late = all.filter(isLate);
  const active = new Set(includeActive ? [] : late.map(entry => folderOf(pathOf(files, entry))));
  const before = nowMs() - olderThanMs;
  const open = new Map<string, Merge & { sizeBytes: number }>();
  const merges: Merge[] = [];
  for (const [i, entry] of all.entries()) {
    const [path, size] = [pathOf(files, entry), Number(entry['size'])];
    const folder = folderOf(path);
    if (isLate(entry, i) || active.has(folder) || size >= targetBytes) continue;
    if (Number(entry['modificationTime']) > before || originOf(path) === undefined) continue;
    const key = `${folder}/${extensionOf(path)}`;
    const merge = open.get(key) ?? { folder, entries: [], sizeBytes: 0 };
    open.set(key, { folder, entries: [...merge.entries, entry], sizeBytes: merge.sizeBytes + size });
    if (merge.sizeBytes + size < targetBytes) continue;
    merges.push(open.get(key)!);
    open.delete(key);
  }
  merges.push(...open.values());
  return { merges: merges.filter(({ entries }) => entries.length > 1), waiting: late.length };
}

/** Files of a query that was changed meanwhile do not all have the same columns: those that do are merged. */
async function dividedBySchema(files: Files, { folder, entries }: Merge): Promise<Merge[]> {
  if (!pathOf(files, entries[0]).endsWith('.parquet')) return [{ folder, entries }];
  const bySchema = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const schema = JSON.stringify(await parquetFormat.infer([await inputOf(files, pathOf(files, entry))], AS_IT_IS));
    bySchema.set(schema, [...(bySchema.get(schema) ?? []), entry]);
  }
  return [...bySchema.values()].filter(some => some.length > 1).map(some => ({ folder, entries: some }));
}

/** A file that is to be made of others. */
interface Planned {
  readonly path: string;
  readonly sources: readonly string[];
  readonly modifiedMs: number;
  /** Writes the rows of the others. */
  readonly copy: (sink: ByteSink) => Promise<void>;
}

interface Merged extends Omit<Planned, 'copy'> {
  readonly sizeBytes: number;
}

async function mergeSome(
  { files, log, query, runId }: HeldOutput,
  id: number,
  merges: readonly Merge[],
  part: number,
): Promise<Merged[]> {
  const planned = merges.map(({ folder, entries }, i): Planned => {
    const sources = entries.map(entry => pathOf(files, entry));
    const batchId = Math.max(...sources.map(path => originOf(path)!.batchId));
    const origin = { query: queryMark(query), batchId, run: runMark(runId) };
    const name = dataFileName(origin, part + i, 0, folder !== '', extensionOf(sources[0]));
    const modifiedMs = Math.max(...entries.map(entry => Number(entry['modificationTime'])));
    return { path: pathIn(folder, name), sources, modifiedMs, copy: copyOf(files, sources) };
  });
  const old = planned.flatMap(({ sources }) => sources);
  await writeNote(files, { old, merged: planned.map(({ path }) => path) });
  const unseen: NewFile[] = [];
  const merged: Merged[] = [];
  try {
    for (const { copy, ...plan } of planned) {
      const file = await files.create(plan.path);
      unseen.push(file);
      let sizeBytes = 0;
      await copy(async bytes => {
        sizeBytes += bytes.length;
        await file.write(bytes);
      });
      merged.push({ ...plan, sizeBytes });
    }
    for (const file of unseen) await file.commit();
  } catch (error) {
    for (const file of unseen) await file.abort();
    throw error;
  }
  await log.rewrite(id, entries => replaced(files, entries, merged));
  await files.remove(...old);
  await files.remove(NOTE);
  return merged;
}

/** Each merged file stands where the first of its sources stood. */
function replaced(files: Files, entries: readonly LogEntry[], merged: readonly Merged[]): LogEntry[] {
  const bySource = new Map(merged.flatMap(each => each.sources.map(source => [source, each] as const)));
  return entries.flatMap(entry => {
    const path = pathOf(files, entry);
    const into = bySource.get(path);
    if (!into) return [entry];
    return into.sources[0] === path ? [entryOf(into, files.address(into.path), into.modifiedMs)] : [];
  });
}

/**
 * Rows of text are copied as they are, each ends with what ends it; those of Parquet are read and written.
 *
 * @throws RuntimeError `COMPACT_FORMAT`
 */
function copyOf(files: Files, sources: readonly string[]): Planned['copy'] {
  const [, codec = '', name] = /^(?:\.(\w+))?\.(json|txt|parquet)(?:\.\w+)?$/.exec(extensionOf(sources[0])) ?? [];
  if (name === undefined) throw new RuntimeError('COMPACT_FORMAT', { file: files.address(sources[0]) });
  if (name === 'parquet') return sink => copyParquet(files, sources, CODECS[codec] ?? codec, sink);
  return async sink => {
    for (const path of sources) for await (const bytes of files.chunks(path)) await sink(bytes);
  };
}

async function copyParquet(files: Files, sources: readonly string[], codec: string, sink: ByteSink): Promise<void> {
  const options = { ...AS_IT_IS, text: (option: string) => (option === 'compression' ? codec : undefined) };
  const inputs = await Promise.all(sources.map(path => inputOf(files, path)));
  const schema = await parquetFormat.infer(inputs, options);
  const reader = parquetFormat.reader(schema, options);
  const writer = parquetFormat.writer(schema, options, sink);
  for (const input of inputs) for await (const rows of reader.read(input)) await writer.write(rows);
  await writer.finish();
}

const writeNote = async (files: Files, note: Note): Promise<void> =>
  files.createNew(NOTE, Buffer.from(seal(NOTE, JSON.stringify(note))));

/**
 * Finishes a compaction that was cut off, or takes it back.
 *
 * @param logged what the log names
 */
export async function finishCompaction(files: Files, logged: ReadonlySet<string>): Promise<void> {
  const sealed = await readText(files, NOTE);
  if (sealed === undefined) return;
  const { old, merged } = JSON.parse(unseal(NOTE, sealed, files.address(NOTE))) as Note;
  for (const folder of new Set(merged.map(folderOf))) await files.recover(folder);
  await files.remove(...[...old, ...merged].filter(path => !logged.has(path)));
  await files.remove(NOTE);
}

function pathOf(files: Files, entry: LogEntry): string {
  const address = String(entry['path']);
  const path = files.pathOf(address);
  if (path !== undefined) return path;
  throw new RuntimeError('OUTPUT_MOVED', { folder: files.root, address });
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** What stands behind the counter of a data file's name: `.snappy.parquet`. */
const extensionOf = (path: string): string => /[.-]c\d{3,}(\.[^/]*)?$/.exec(path)?.[1] ?? '';
