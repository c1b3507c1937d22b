import { asUtf8 } from '../base/utf8.ts';
import { Batch } from '../columns/batch.ts';
import { splitLines } from '../columns/kernels.ts';
import type { Schema } from '../columns/types.ts';
import { BytesVector } from '../columns/vector.ts';

const LF = 10;

export const textSchema: Schema = [{ name: 'value', type: 'string' }];

/**
 * The lines of a text, by Java's rules: LF, CR and CRLF end one, the last one needs no end, and bytes that are no UTF-8
 * become U+FFFD.
 *
 * @param chunks of any size; each is copied before the next one is asked for
 */
export async function* textBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    // Cut behind an LF only: a CR at the end of the chunk may be half of a CRLF.
    const end = bytes.lastIndexOf(LF) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield* linesOf(bytes.subarray(0, end));
  }
  if (rest.length > 0) yield* linesOf(Buffer.concat([rest, Buffer.of(LF)]));
}

function linesOf(whole: Buffer): Iterable<Batch> {
  const bytes = asUtf8(whole);
  const { starts, ends, count } = splitLines(bytes);
  return new Batch([new BytesVector('string', bytes, starts, ends, count)], count).pieces();
}
