/** What is in a file that may be compressed, which its name tells, as it does Hadoop. */
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { RuntimeError } from '../base/errors.ts';
import { reasonOf } from '../base/system-error.ts';
import type { InputFile } from './format.ts';

const decompressors: ReadonlyMap<string, () => NodeJS.ReadWriteStream> = new Map([
  ['.gz', () => createGunzip({ chunkSize: CHUNK_BYTES })],
  ['.deflate', () => createInflate({ chunkSize: CHUNK_BYTES })],
]);
/** Compressed ways that Spark reads and this does not. */
const UNREADABLE = new Set(['.bz2', '.snappy', '.lz4', '.zst', '.xz']);

const CHUNK_BYTES = 1 << 18;
/** What becomes larger than this by more than that is a bomb: text is never so repetitive. */
const MOST_EXPANSION = 200;
const HARMLESS_BYTES = 16 << 20;

/**
 * The bytes of a file, decompressed where its name ends in `.gz` or `.deflate`.
 *
 * @throws RuntimeError `COMPRESSION_UNSUPPORTED`, `DECOMPRESSION_FAILED`, `DECOMPRESSION_BOMB`
 */
export function contentsOf(file: InputFile): AsyncIterable<Uint8Array> {
  const extension = extname(file.name).toLowerCase();
  if (UNREADABLE.has(extension)) throw new RuntimeError('COMPRESSION_UNSUPPORTED', { name: file.name, extension });
  const decompressor = decompressors.get(extension);
  return decompressor ? decompressed(file, decompressor()) : file.chunks();
}

/** Whether the bytes of a file are its contents. */
export const isPlain = (name: string): boolean => {
  const extension = extname(name).toLowerCase();
  return !UNREADABLE.has(extension) && !decompressors.has(extension);
};

async function* decompressed(file: InputFile, decompressor: NodeJS.ReadWriteStream): AsyncGenerator<Uint8Array> {
  let readBytes = 0;
  let madeBytes = 0;
  let failure: unknown;
  const input = Readable.from(
    (async function* () {
      for await (const chunk of file.chunks()) {
        readBytes += chunk.length;
        yield Buffer.from(chunk); // the next is asked for before this one is decompressed
      }
    })(),
  );
  input.on('error', error => {
    failure = error;
    (decompressor as unknown as Readable).destroy(error);
  });
  try {
    for await (const chunk of input.pipe(decompressor) as unknown as AsyncIterable<Buffer>) {
      madeBytes += chunk.length;
      if (madeBytes > HARMLESS_BYTES && madeBytes > readBytes * MOST_EXPANSION) {
        throw new RuntimeError('DECOMPRESSION_BOMB', { name: file.name, times: MOST_EXPANSION });
      }
      yield chunk;
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (readBytes === 0) return; // an empty file is one, whatever its name
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^Z_/.test(code)) throw error;
    throw new RuntimeError(
      'DECOMPRESSION_FAILED',
      { name: file.name, reason: reasonOf(error as Error) },
      { cause: error },
    );
  } finally {
    input.destroy();
    (decompressor as unknown as Readable).destroy();
  }
}
