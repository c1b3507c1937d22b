/** A thread that reads small files; built as a script of its own. */
import { closeSync, openSync, readSync } from 'node:fs';
import { serve } from '../base/helper-thread.ts';

/** Which files, by their absolute paths, and how long they seemed to be. */
export type ReadQuestion = readonly { readonly path: string; readonly sizeBytes: number }[];

export interface ReadAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each file ends in them; it begins where the one before ends. -1 for one that is longer, or cannot be read. */
  readonly ends: readonly number[];
}

serve(message => {
  const files = message as ReadQuestion;
  const bytes = new Uint8Array(files.reduce((sum, { sizeBytes }) => sum + sizeBytes + 1, 0));
  let start = 0;
  const ends = files.map(({ path, sizeBytes }) => {
    const length = readInto(bytes.subarray(start, start + sizeBytes + 1), path);
    if (length < 0 || length > sizeBytes) return -1;
    start += length;
    return start;
  });
  return { answer: { bytes, ends } satisfies ReadAnswer, moved: [bytes.buffer] };
});

/** Reads until there is no more, or no room. */
function readInto(room: Uint8Array, path: string): number {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    let length = 0;
    for (let count = 1; count > 0 && length < room.length; length += count) {
      count = readSync(file, room, length, room.length - length, length);
    }
    return length;
  } catch {
    return -1; // who wants the file opens it, and is told why that cannot be
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
