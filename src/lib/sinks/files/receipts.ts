/*
 * What the checkpoint keeps of the batch that stands in the log last: a checksum of the names and sizes of its files, and
 * of those of the batches before it, back to the last file that holds all. Where the folder lies, and what a compaction
 * does to files of older batches, does not change it.
 *
 * A compaction of files behind that one, or a purge, changes what it is made of. So each file that is changed says what
 * the receipt is now, and what it was: who finds the one goes on with the other, which is the one that the checkpoint
 * has. Each does, since the last batch may not be committed, and then it is the one before it that the checkpoint knows.
 */
import { DamageError } from '../../base/errors.ts';
import { type LogEntry, type LogFile, lastCompact } from '../../checkpoint/compacting-log.ts';
import { checksumOf } from '../../checkpoint/sealed-text.ts';
import type { Files } from '../../files/files.ts';
import { pathOf } from './entries.ts';
import { originOf } from './names.ts';

/** A file of the log. */
export interface LogPart extends LogFile {
  readonly id: number;
}

/** In the note of a file of the log: a compaction has changed it, or files before it. */
interface Changed {
  readonly was: string;
  readonly now: string;
}

const changeIn = ({ note }: LogPart): Changed | undefined => note?.['receipt'] as Changed | undefined;

/**
 * The receipt of the last of these files.
 *
 * @param parts from the last that holds all to the one in question
 * @throws RuntimeError `OUTPUT_LOG_CHANGED`
 */
export const receiptUpTo = (files: Files, parts: readonly LogPart[], addressOf: (id: number) => string): string =>
  receiptsOf(files, parts, addressOf)[parts.length - 1];

/** The receipt of each file, as the checkpoint has it. */
function receiptsOf(files: Files, parts: readonly LogPart[], addressOf: (id: number) => string): string[] {
  const found = plainReceipts(files, parts);
  let known: string | undefined; // where it is not what it is made of
  return parts.map((part, i) => {
    const change = changeIn(part);
    if (change && change.now !== found[i]) {
      throw new DamageError('OUTPUT_LOG_CHANGED', { file: addressOf(part.id), batchId: part.id });
    }
    known = change?.was ?? (known === undefined ? undefined : receiptOf(files, part, known));
    return known ?? found[i];
  });
}

/** The receipt of each file, from what stands there. */
function plainReceipts(files: Files, parts: readonly LogPart[]): string[] {
  let before = '';
  return parts.map(part => (before = receiptOf(files, part, before)));
}

/** A file without an entry has no checksum of its own: that there was nothing in it is part of the receipt. */
export function receiptOf(files: Files, { id, entries }: Omit<LogPart, 'note'>, before: string): string {
  const own = entries
    .map(entry => ({ path: pathOf(files, entry), size: entry['size'] }))
    .filter(({ path }) => originOf(path)?.batchId === id)
    .map(({ path, size }) => `${path} ${size}`);
  const isFirst = lastCompact(id) === id;
  return checksumOf(`batch ${id}`, [isFirst ? '' : before, entries.length > 0, ...own].join('\n'));
}

/**
 * The files of a log after a change, each of those that were changed with a note, so that the receipts of all batches stay
 * what they were.
 */
export function keepReceipts(
  files: Files,
  before: readonly LogPart[],
  after: readonly LogPart[],
  addressOf: (id: number) => string,
): readonly LogPart[] {
  const known = receiptsOf(files, before, addressOf);
  const found = plainReceipts(files, after);
  return after.map((part, i) => {
    const [was, now] = [known[i], found[i]];
    const { receipt: _, ...note }: LogEntry = part.note ?? {};
    if (part === before[i] && (changeIn(part)?.now ?? now) === now) return part;
    return { ...part, note: was === now ? note : { ...note, receipt: { was, now } } };
  });
}
