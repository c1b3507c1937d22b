/** What a compaction or a purge is about to do, noted before it does it: whoever comes after a crash can finish it. */
import { readText } from '../../checkpoint/numbered-log.ts';
import { seal, unseal } from '../../checkpoint/sealed-text.ts';
import type { Files } from '../../files/files.ts';
import { folderOf } from '../../files/paths.ts';

const NOTE = '_xpto/compaction';

export interface CompactionNote {
  /** Paths that go once others have taken their place. */
  readonly old: readonly string[];
  /** Paths of the others. */
  readonly merged: readonly string[];
  /** The files of the log that are changed, as they are to be; only once all merged files have appeared. */
  readonly log?: readonly LogText[];
}

export interface LogText {
  readonly path: string;
  readonly text: string;
}

/**
 * Fails once somebody else has taken over the folder. To be asked behind what was read, and before what is done upon it:
 * who slept through a takeover in between would undo what the other one has done.
 */
export type CheckHeld = () => Promise<void>;

const sealed = (note: CompactionNote): Buffer => Buffer.from(seal(NOTE, JSON.stringify(note)));

async function read(files: Files): Promise<CompactionNote | undefined> {
  const text = await readText(files, NOTE);
  return text === undefined ? undefined : (JSON.parse(unseal(NOTE, text, files.address(NOTE))) as CompactionNote);
}

export const declareCompaction = (files: Files, note: CompactionNote): Promise<void> =>
  files.createNew(NOTE, sealed(note));

/**
 * Has several files of the log changed, at once for whoever comes after a crash: see `finishLog`.
 *
 * @param lastCheck asked before that is decided; `checkHeld` from then on
 */
export async function changeLog(
  files: Files,
  note: CompactionNote,
  { lastCheck, checkHeld }: { readonly lastCheck: CheckHeld; readonly checkHeld: CheckHeld },
): Promise<void> {
  await files.replace(NOTE, sealed(note), lastCheck);
  await finishLog(files, checkHeld);
}

/**
 * Changes the files of the log that a compaction has decided to change. They cannot all be replaced at once, so the first
 * of them goes before the others change, and comes back behind them: meanwhile the log has a gap, and all who read it,
 * Spark too, refuse it.
 */
export async function finishLog(files: Files, checkHeld: CheckHeld): Promise<void> {
  await files.recover('_xpto');
  const { log: [first, ...others] = [], merged = [] } = (await read(files)) ?? {};
  if (!first) return;
  // A note that came back when a takeover had undone what it is of.
  for (const path of merged) if (!(await files.stat(path))) return;
  await checkHeld();
  await files.remove(first.path);
  for (const { path, text } of others) await files.replace(path, Buffer.from(text));
  await files.createNew(first.path, Buffer.from(first.text));
}

/**
 * Finishes a compaction that was cut off, or takes it back.
 *
 * @param logged what the log names
 */
export async function finishCompaction(files: Files, logged: ReadonlySet<string>, checkHeld: CheckHeld): Promise<void> {
  const note = await read(files);
  if (!note) return;
  await checkHeld();
  const { old, merged } = note;
  for (const folder of new Set(merged.map(folderOf))) await files.recover(folder);
  await endCompaction(
    files,
    [...old, ...merged].filter(path => !logged.has(path)),
  );
}

/** What the log does not name goes, then the note. */
export async function endCompaction(files: Files, paths: readonly string[]): Promise<void> {
  await files.remove(...paths);
  await files.remove(NOTE);
}
