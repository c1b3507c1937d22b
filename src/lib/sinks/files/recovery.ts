import type { Files } from '../../files/files.ts';
import type { SinkRun } from '../sink.ts';
import { type CheckHeld, finishCompaction } from './compaction-note.ts';
import { areComplete, findIntents } from './intents.ts';
import { originOf, queryMark } from './names.ts';
import type { SinkLog } from './sink-log.ts';

/**
 * Removes the files that earlier runs of the query have written and that did not become part of the output, before the
 * batch that they belong to is written again.
 */
export async function removeLeftovers(files: Files, log: SinkLog, run: SinkRun, checkHeld: CheckHeld): Promise<void> {
  await finishCompaction(files, log.paths(), checkHeld);
  const intents = await findIntents(files);
  const own = intents.filter(({ intent }) => intent === undefined || intent.query === run.queryId);
  if (own.length === 0 && run.begun === undefined) return;
  const logged = log.paths();
  const announced = own.flatMap(({ intent }) => intent?.files ?? []);
  const leftovers = new Set(announced.filter(path => !logged.has(path)));
  if (run.begun !== undefined) {
    await files.recover(''); // what was begun lies somewhere in the folders, unfinished
    const { batchId } = run.begun;
    const knowsAll = batchId <= log.latest || areComplete(own.filter(intent => intent.batchId === batchId));
    if (!knowsAll) for (const path of await filesSince(files, batchId, run.queryId)) leftovers.add(path);
  }
  if (own.length === 0 && leftovers.size === 0) return;
  await checkHeld(); // what was found before is of nobody who came behind
  await files.remove(...leftovers);
  await files.remove(...own.map(({ path }) => path));
}

/** The files of a query's batches from this one on, by their names: nobody has noted which there are. */
async function filesSince(files: Files, batchId: number, queryId: string): Promise<string[]> {
  const query = queryMark(queryId);
  const found: string[] = [];
  for await (const { path } of files.list('')) {
    const origin = originOf(path);
    if (origin?.query === query && origin.batchId >= batchId) found.push(path);
  }
  return found;
}
