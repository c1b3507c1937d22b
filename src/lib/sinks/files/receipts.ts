/*
 * What the checkpoint keeps of the batch that stands in the log last: a checksum of the names and sizes of its files, and
 * of those of the batches before it, back to the last file that holds all. Where the folder lies, and what a compaction
 * does to files of older batches, does not change it.
 *
 * A compaction of files behind that one changes what it is made of. So the last file that it changes says what the
 * receipt is now, and what it was: who finds the one goes on with the other, which is the one that the checkpoint has.
 */
import { RuntimeError } from '../../base/errors.ts';
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
export function receiptUpTo(files: Files, parts: readonly LogPart[], addressOf: (id: number) => string): string {
  const last = parts.findLastIndex(changeIn);
  return parts.reduce((before, part, i) => {
    const receipt = receiptOf(files, part, before);
    if (i !== last) return receipt;
    const { was, now } = changeIn(part)!;
    if (receipt === now) return was;
    throw new RuntimeError('OUTPUT_LOG_CHANGED', { file: addressOf(part.id), batchId: part.id });
  }, '');
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
 * The files of a log after a compaction, with a note in the last of those that were changed, so that the receipts of the
 * batches behind it stay what they were.
 */
export function keepReceipts(
  files: Files,
  before: readonly LogPart[],
  after: readonly LogPart[],
  addressOf: (id: number) => string,
): readonly LogPart[] {
  const holder = after.findLastIndex((part, i) => part !== before[i] || changeIn(part) !== undefined);
  const was = receiptUpTo(files, before.slice(0, holder + 1), addressOf);
  const now = after.slice(0, holder + 1).reduce((receipt, part) => receiptOf(files, part, receipt), '');
  return after.map((part, i) => {
    const { receipt: _, ...note }: LogEntry = part.note ?? {};
    if (i === holder) return { ...part, note: was === now ? note : { ...note, receipt: { was, now } } };
    return i < holder && changeIn(part) ? { ...part, note } : part;
  });
}
