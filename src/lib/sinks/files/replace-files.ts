/*
 * Putting files of an output folder in the place of others: of many small ones, or of those that hold rows which are to
 * go.
 *
 *   1. a note says which files will take the place of which: `_xpto/compaction`;
 *   2. they are written, unseen;
 *   3. they appear; the log names them instead of the old ones; the old ones go; the note goes.
 *
 * Of the files of the log only one can be replaced at once. Where one is all that changes, whoever reads by the log sees
 * each row once all the time, unless a file that it has found there before is removed under it. Where several change,
 * those who read by it meanwhile are refused, also after a crash until somebody finishes. Whoever lists the folder sees
 * rows twice between the first and the last of step 3. After a crash the next such change, or the next start of the
 * query, finishes what the log says was done, or takes back what it does not.
 */
import { greatest } from '../../base/extremes.ts';
import type { LogEntry } from '../../checkpoint/compacting-log.ts';
import type { Files, NewFile } from '../../files/files.ts';
import { folderOf, pathIn } from '../../files/paths.ts';
import type { ByteSink } from '../../formats/format.ts';
import { changeLog, declareCompaction, endCompaction, finishCompaction } from './compaction-note.ts';
import { entryOf, pathOf, replacing } from './entries.ts';
import { extensionOf } from './merged-rows.ts';
import { dataFileName, originOf, queryMark, runMark } from './names.ts';
import { checksumBeside, type HeldOutput } from './output-tools.ts';
import { keepReceipts, type LogPart } from './receipts.ts';

/** So many new files are open at once. */
const AT_ONCE = 64;

/** A file that the log names. */
export interface Logged {
  readonly entry: LogEntry;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The file of the log that names it. */
  readonly part: number;
}

/** A file that is to be in the place of others. */
export interface Replacement {
  /** Of one folder, at least one. */
  readonly sources: readonly Logged[];
  /** As an entry of the log says it. */
  readonly headerBytes: number | undefined;
  readonly write: (sink: ByteSink) => Promise<void>;
}

interface Planned extends Replacement {
  readonly path: string;
}

/** A file that has taken the place of others. */
export interface Replaced extends Planned {
  readonly sizeBytes: number;
}

/** The files of the log, from the last that holds all on, and behind whatever was cut off before. */
export async function openParts({ files, log, checkHeld }: HeldOutput): Promise<readonly LogPart[]> {
  await files.recover('');
  const latest = (await log.open())!; // it has a note, so there is a file
  await finishCompaction(files, new Set(log.entries.map(entry => pathOf(files, entry))), checkHeld);
  return log.parts(latest);
}

/** All that these files of the log name. */
export const loggedIn = (files: Files, parts: readonly LogPart[]): Logged[] =>
  parts.flatMap(part =>
    part.entries.map(entry => ({
      entry,
      path: pathOf(files, entry),
      sizeBytes: Number(entry['size']),
      modifiedMs: Number(entry['modificationTime']),
      part: part.id,
    })),
  );

/** @param parts as `openParts` gives them */
export async function replaceFiles(
  output: HeldOutput,
  parts: readonly LogPart[],
  replacements: readonly Replacement[],
): Promise<Replaced[]> {
  const replaced: Replaced[] = [];
  let now = parts;
  for (let i = 0; i < replacements.length; i += AT_ONCE) {
    const planned = replacements
      .slice(i, i + AT_ONCE)
      .map((replacement, k) => ({ ...replacement, path: pathFor(output, replacement, i + k) }));
    const done = await replaceSome(output, now, planned);
    replaced.push(...done.replaced);
    now = done.parts;
  }
  return replaced;
}

function pathFor({ query, runId }: HeldOutput, { sources }: Replacement, part: number): string {
  const last = sources[sources.length - 1];
  // What the names of Spark's files say of a batch is nothing.
  const batchId = query === undefined ? last.part : greatest(sources.map(({ path }) => originOf(path)!.batchId));
  const origin = { query: queryMark(query ?? runId), batchId, run: runMark(runId) };
  const folder = folderOf(last.path);
  return pathIn(folder, dataFileName(origin, part, 0, folder !== '', extensionOf(last.path)!));
}

async function replaceSome(
  { files, log, query, checkHeld }: HeldOutput,
  parts: readonly LogPart[],
  planned: readonly Planned[],
): Promise<{ replaced: Replaced[]; parts: readonly LogPart[] }> {
  const sources = planned.flatMap(each => each.sources.map(({ path }) => path));
  const withChecksums = (paths: readonly string[]) =>
    query === undefined ? [...paths, ...paths.map(checksumBeside)] : paths;
  const note = { old: withChecksums(sources), merged: planned.map(({ path }) => path) };
  await declareCompaction(files, note);
  const replaced = await writeAll(files, planned);
  const after = partsWith(files, parts, replaced);
  const kept = query === undefined ? after : keepReceipts(files, parts, after, log.addressOf);
  const texts = kept.filter((part, i) => part !== parts[i]).map(part => log.written(part.id, part));
  const lastCheck = async () => {
    try {
      await checkHeld();
    } catch (error) {
      await files.remove(...note.merged); // some may have appeared behind the back of the other one
      throw error;
    }
  };
  await lastCheck();
  if (query === undefined) await files.remove(...texts.map(({ path }) => checksumBeside(path)));
  if (texts.length === 1) await files.replace(texts[0].path, Buffer.from(texts[0].text), lastCheck);
  else await changeLog(files, { ...note, log: texts }, { lastCheck, checkHeld });
  await checkHeld();
  await endCompaction(files, note.old);
  return { replaced, parts: kept };
}

/** The files appear when all of them are written. */
async function writeAll(files: Files, planned: readonly Planned[]): Promise<Replaced[]> {
  const unseen: NewFile[] = [];
  const replaced: Replaced[] = [];
  try {
    for (const each of planned) {
      const file = await files.create(each.path);
      unseen.push(file);
      let sizeBytes = 0;
      await each.write(async bytes => {
        sizeBytes += bytes.length;
        await file.write(bytes);
      });
      replaced.push({ ...each, sizeBytes });
    }
    for (const file of unseen) await file.commit();
    return replaced;
  } catch (error) {
    for (const file of unseen) await file.abort();
    throw error;
  }
}

/** Each new file stands where the last of its sources stood. */
function partsWith(files: Files, parts: readonly LogPart[], replaced: readonly Replaced[]): LogPart[] {
  const bySource = new Map(replaced.flatMap(each => each.sources.map(({ path }) => [path, each] as const)));
  return parts.map(part => {
    const entries = part.entries.flatMap(entry => {
      const path = pathOf(files, entry);
      const into = bySource.get(path);
      if (!into) return [entry];
      if (into.sources[into.sources.length - 1].path !== path) return [];
      const modifiedMs = greatest(into.sources.map(source => source.modifiedMs));
      return [replacing(entryOf(into, files.address(into.path), modifiedMs))];
    });
    return entries.every((entry, i) => entry === part.entries[i]) && entries.length === part.entries.length
      ? part
      : { ...part, entries };
  });
}
