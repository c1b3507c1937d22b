import { readText } from '../../checkpoint/numbered-log.ts';
import { seal, unseal } from '../../checkpoint/sealed-text.ts';
import type { Files } from '../../files/files.ts';

const FOLDER = '_xpto/intents';

/** What a run was about to make visible. */
export interface Intent {
  /** The id of the query. */
  readonly query: string;
  readonly batchId: number;
  readonly run: string;
  /** Of the intents of the batch in this run, from 0. */
  readonly part: number;
  /** Files may follow that another intent names. */
  readonly more: boolean;
  /** Paths under the output folder. */
  readonly files: readonly string[];
}

/** An intent as it was found. */
export interface FoundIntent {
  readonly path: string;
  readonly batchId: number;
  /** Undefined where it is not as it was written. */
  readonly intent: Intent | undefined;
}

/**
 * Notes which files will appear, before the first of them does. Whoever finds the note finds the files, too: a crash
 * leaves none that nobody knows of.
 */
export async function declare(files: Files, intent: Intent): Promise<string> {
  const path = `${FOLDER}/${intent.batchId}-${intent.run}-${intent.part}`;
  await files.createNew(path, Buffer.from(seal(path, JSON.stringify(intent))));
  return path;
}

/** All intents that were not withdrawn. */
export async function findIntents(files: Files): Promise<FoundIntent[]> {
  const found: FoundIntent[] = [];
  for await (const { path } of files.list(FOLDER)) {
    const [, batch] = /^(\d+)-[\da-f]+-\d+$/.exec(path.slice(FOLDER.length + 1)) ?? [];
    if (batch !== undefined) found.push({ path, batchId: Number(batch), intent: await read(files, path) });
  }
  return found;
}

async function read(files: Files, path: string): Promise<Intent | undefined> {
  const sealed = String(await readText(files, path)); // one that went meanwhile is no intent either
  try {
    return JSON.parse(unseal(path, sealed, path)) as Intent;
  } catch {
    return undefined;
  }
}

/** Whether the intents of a batch name every file of it that may have appeared. */
export function areComplete(intents: readonly FoundIntent[]): boolean {
  const all = intents.map(({ intent }) => intent);
  return all.length > 0 && all.every(intent => intent !== undefined && !intent.more && intent.part === 0);
}
