import { extname } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { openChunks, readRange } from '../files/file-chunks.ts';
import type { Files } from '../files/files.ts';
import { chunksNow, rangeNow, statNow } from '../files/read-now.ts';
import type { FileAtHand, InputFile } from './format.ts';

/** A file of this machine. @throws RuntimeError `FILE_NOT_FOUND` or `READ_FAILED` while it is read */
export const localInput = (path: string): InputFile => ({
  name: path,
  get sizeBytes() {
    return statNow(path).sizeBytes;
  },
  async *chunks() {
    yield* (await openChunks(path))(new AbortController().signal);
  },
  range: (from, to) => readRange(path, from, to),
});

/** A file of any place. @param sizeBytes looked up where it is not known */
export async function inputOf(files: Files, path: string, sizeBytes?: number): Promise<InputFile> {
  return {
    name: files.address(path),
    sizeBytes: sizeBytes ?? (await files.stat(path))?.sizeBytes ?? 0,
    chunks: () => files.chunks(path),
    range: (from, to) => files.readRange(path, from, to),
  };
}

/** A file read at once; undefined where it has grown since its size was looked at. */
export async function readAtOnce(file: InputFile): Promise<Uint8Array | undefined> {
  const { sizeBytes } = file;
  const bytes = await file.range(0, sizeBytes + 1);
  return bytes.length <= sizeBytes ? bytes : undefined;
}

/** Of a compressed file, what is looked at to infer a schema; more could be a bomb. */
const MOST_INFLATED_BYTES = 256 << 20;

/** A file of this machine, read when it is asked for its size or bytes. */
export const fileAtHand = (path: string): FileAtHand => ({
  name: path,
  get sizeBytes() {
    return statNow(path).sizeBytes;
  },
  chunks: () => contentsNow(path),
  range: (from, to) => rangeNow(path, from, to),
});

/** The file at once, decompressed. */
function* contentsNow(path: string): Generator<Uint8Array> {
  const inflate = { '.gz': gunzipSync, '.deflate': inflateSync }[extname(path).toLowerCase()];
  if (inflate)
    yield inflate(Buffer.concat(Array.from(chunksNow(path), chunk => Buffer.from(chunk))), {
      maxOutputLength: MOST_INFLATED_BYTES,
    });
  else yield* chunksNow(path);
}
