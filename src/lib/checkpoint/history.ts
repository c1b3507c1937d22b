import { RuntimeError } from '../base/errors.ts';
import type { Files } from '../files/files.ts';
import { type BatchCommit, type BatchPlan, commitIn, logsOf, planIn } from './checkpoint.ts';
import { readText } from './numbered-log.ts';
import type { QueryShape } from './query-shape.ts';
import { withoutSeal } from './sealed-text.ts';

/** What a checkpoint tells of a query, whether xpto wrote it or Spark. */
export interface CheckpointHistory {
  readonly queryId: string;
  /** True where the files have checksums, and state that xpto can read. */
  readonly isOwn: boolean;
  /** The batches of which there are logs, the oldest first. */
  readonly batches: readonly { readonly plan: BatchPlan; readonly commit: BatchCommit | undefined }[];
  /** Undefined for one that Spark wrote. */
  readonly shape: QueryShape | undefined;
}

/**
 * Reads a checkpoint without taking possession of it: a query may be running from it.
 *
 * @throws RuntimeError `CHECKPOINT_NOT_FOUND`, `CHECKPOINTS_INSIDE`, and as `NumberedLog.read`
 */
export async function readHistory(files: Files): Promise<CheckpointHistory> {
  const metadata = await readText(files, 'metadata');
  if (metadata === undefined) throw await notFound(files);
  const isOwn = withoutSeal(metadata) !== metadata;
  const queryId = (JSON.parse(metadata) as { id: string }).id;
  const { offsets, commits } = logsOf(files, queryId, !isOwn);
  const batches: { plan: BatchPlan; commit: BatchCommit | undefined }[] = [];
  for (const id of await offsets.ids()) {
    const lines = await offsets.read(id);
    // A query that runs may have removed it meanwhile.
    if (lines) batches.push({ plan: planIn(id, lines), commit: commitIn(await commits.read(id)) });
  }
  const shape = await readText(files, 'xpto-query');
  return { queryId, isOwn, batches, shape: shape === undefined ? undefined : JSON.parse(withoutSeal(shape)) };
}

/** A program of several queries has their checkpoints side by side, in a folder that is none. */
async function notFound(files: Files): Promise<RuntimeError> {
  const names: string[] = [];
  for await (const { path, isFolder } of files.list('', { shallow: true })) {
    if (isFolder && (await files.stat(`${path}/metadata`))) names.push(path);
  }
  const location = files.root;
  if (names.length === 0) return new RuntimeError('CHECKPOINT_NOT_FOUND', { location });
  return new RuntimeError('CHECKPOINTS_INSIDE', {
    location,
    names: names.join(', '),
    example: `${location}/${names[0]}`,
  });
}
