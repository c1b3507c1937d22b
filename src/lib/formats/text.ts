/** Text: a line is a row of one column, `value`. */

import { AnalysisError, XptoError } from '../base/errors.ts';
import { asUtf8 } from '../base/utf8.ts';
import { Batch } from '../columns/batch.ts';
import { splitLines } from '../columns/kernels.ts';
import { type Schema, typeSql } from '../columns/types.ts';
import { BytesVector } from '../columns/vector.ts';
import { nullVector } from '../columns/vector-builder.ts';
import { contentsOf, isPlain } from './contents.ts';
import type { ByteSink, FileFormat, FileReader, FileWriter, FormatOptions, InputFile } from './format.ts';
import { readAtOnce } from './inputs.ts';
import { eachLine, lineBlocks, NEVER } from './line-blocks.ts';
import { booleanOption, lineSeparator, requireUtf8AndEnglish } from './options.ts';
import { extensionOf, Output } from './outputs.ts';

const LF = 10;

export const textSchema: Schema = [{ name: 'value', type: 'string' }];

export const textFormat: FileFormat = {
  name: 'text',
  extension: options => extensionOf('.txt', options),
  reader,
  writer,
  infer: async () => textSchema,
  inferFrom: () => textSchema,
};

function reader(schema: Schema, options: FormatOptions): FileReader {
  requireUtf8AndEnglish(options);
  requireText(schema);
  const isWhole = booleanOption(options, 'wholetext', false);
  const separator = isWhole ? undefined : lineSeparator(options);
  const rooms: ArrayBuffer[] = [];
  const read: FileReader['read'] = async function* (file) {
    const batches = isWhole ? wholeText(file, rooms) : linesOfFile(file, separator);
    for await (const batch of batches) yield new Batch(schema.length === 0 ? [] : batch.columns, batch.length);
  };
  return { read: isWhole && booleanOption(options, UNREADABLE_AS_NULL, false) ? orNull(read, schema) : read };
}

/** Ours, with `wholetext`: a file that is broken, or too large to be a text, is a row all the same. */
export const UNREADABLE_AS_NULL = 'unreadableAsNull';

/** What a file is to blame for: reading it again gives the same. */
const UNREADABLE = new Set([
  'DECOMPRESSION_FAILED',
  'DECOMPRESSION_BOMB',
  'COMPRESSION_UNSUPPORTED',
  'RECORD_TOO_LARGE',
]);

const orNull = (read: FileReader['read'], schema: Schema): FileReader['read'] =>
  async function* (file) {
    try {
      yield* read(file); // one row, or none
    } catch (error) {
      if (!(error instanceof XptoError && UNREADABLE.has(error.key))) throw error;
      yield new Batch(
        schema.map(({ type }) => nullVector(type, 1)),
        1,
      );
    }
  };

/** The bytes of a file without the byte order mark at its beginning. */
export async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < 3) continue;
    yield hasMark(head) ? head.subarray(3) : head;
    head = undefined;
  }
  if (head) yield head;
}

const hasMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const SMALL_BYTES = 1 << 20;

/** @param rooms where files are read to, one after another: there may be ten thousand small ones */
async function* wholeText(file: InputFile, rooms: ArrayBuffer[]): AsyncGenerator<Batch> {
  const isSmall = file.sizeBytes <= SMALL_BYTES && isPlain(file.name);
  const bytes = isSmall ? await readAtOnce(file) : undefined;
  for await (const block of bytes ? [bytes] : lineBlocks(contentsOf(file), file.name, NEVER, rooms)) {
    const text = asUtf8(block);
    const column = new BytesVector('string', text, Int32Array.of(0), Int32Array.of(text.length), 1);
    if (text.length > 0) yield new Batch([column], 1);
  }
}

function linesOfFile(file: InputFile, separator: Buffer | undefined): AsyncIterable<Batch> {
  const chunks = withoutMark(contentsOf(file));
  return separator ? separatedBatches(chunks, file.name, separator) : textBatches(chunks);
}

async function* separatedBatches(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  separator: Buffer,
): AsyncGenerator<Batch> {
  for await (const block of lineBlocks(chunks, name, separator)) {
    const bytes = Buffer.from(asUtf8(block));
    const starts: number[] = [];
    const ends: number[] = [];
    eachLine(bytes, separator, (start, end) => {
      starts.push(start);
      ends.push(end);
    });
    const column = new BytesVector('string', bytes, Int32Array.from(starts), Int32Array.from(ends), starts.length);
    yield* new Batch([column], starts.length).pieces();
  }
}

/** @throws AnalysisError for anything but one column of text */
function requireText(schema: Schema): void {
  if (schema.length > 1) throw new AnalysisError('TEXT_HAS_ONE_COLUMN', { count: schema.length });
  for (const { name, type } of schema) {
    if (type !== 'string') {
      throw new AnalysisError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { format: 'text', name, type: typeSql(type) });
    }
  }
}

function writer(schema: Schema, options: FormatOptions, sink: ByteSink): FileWriter {
  requireUtf8AndEnglish(options);
  if (schema.length !== 1) throw new AnalysisError('TEXT_HAS_ONE_COLUMN', { count: schema.length });
  requireText(schema);
  const lineEnd = lineSeparator(options) ?? Buffer.of(LF);
  const output = new Output(options, sink);
  return {
    async write(batch) {
      if (batch.length > 0) await output.write(linesOfColumn(batch.columns[0] as BytesVector, batch.length, lineEnd));
    },
    get sizeBytes() {
      return output.sizeBytes;
    },
    finish: () => output.finish(),
  };
}

/** The texts, each with a line end behind it; of a null the line end alone. */
function linesOfColumn(texts: BytesVector, length: number, lineEnd: Buffer): Uint8Array {
  let size = lineEnd.length * length;
  for (let row = 0; row < length; row++) if (!texts.isNull(row)) size += texts.ends[row] - texts.starts[row];
  const lines = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (!texts.isNull(row)) {
      lines.set(texts.bytes.subarray(texts.starts[row], texts.ends[row]), at);
      at += texts.ends[row] - texts.starts[row];
    }
    lines.set(lineEnd, at);
    at += lineEnd.length;
  }
  return lines;
}

/**
 * The lines of a text, by Java's rules: LF, CR and CRLF end one, the last one needs no end, and bytes that are no UTF-8
 * become U+FFFD.
 *
 * @param chunks of any size; each is copied before the next one is asked for
 */
async function* textBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
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
