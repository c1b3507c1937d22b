import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { gunzipSync, inflateSync } from 'node:zlib';
import { openChunks } from '../files/file-chunks.ts';
import type { Files } from '../files/files.ts';
import type { FileAtHand, InputFile } from './format.ts';

/** A file of this machine. @throws RuntimeError `FILE_NOT_FOUND` or `READ_FAILED` while it is read */
export function localInput(path: string): InputFile {
  return {
    name: path,
    get sizeBytes() {
      return statSync(path).size;
    },
    async *chunks() {
      yield* (await openChunks(path))(new AbortController().signal);
    },
    async range(from, to) {
      const file = await open(path);
      try {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(to - from), 0, to - from, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** A file of any place. @param sizeBytes looked up where it is not known */
export async function inputOf(files: Files, path: string, sizeBytes?: number): Promise<InputFile> {
  return {
    name: files.address(path),
    sizeBytes: sizeBytes ?? (await files.stat(path))?.sizeBytes ?? 0,
    chunks: () => files.chunks(path),
    range: (from, to) => files.readRange(path, from, to),
  };
}

const CHUNK_BYTES = 1 << 18;
/** Of a compressed file, what is looked at to infer a schema; more could be a bomb. */
const MOST_INFLATED_BYTES = 256 << 20;

/** A file of this machine, read when it is asked for its size or bytes. */
export const fileAtHand = (path: string): FileAtHand => ({
  name: path,
  get sizeBytes() {
    return statSync(path).size;
  },
  chunks: () => chunksNow(path),
  range: (from, to) => rangeNow(path, from, to),
});

function rangeNow(path: string, from: number, to: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(to - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}

/** The file at once, decompressed, in pieces that are good until the next is asked for. */
function* chunksNow(path: string): Generator<Uint8Array> {
  const extension = extname(path).toLowerCase();
  if (extension === '.gz' || extension === '.deflate') {
    const whole = readFileSync(path);
    yield (extension === '.gz' ? gunzipSync : inflateSync)(whole, { maxOutputLength: MOST_INFLATED_BYTES });
    return;
  }
  yield* rawChunks(path);
}

function* rawChunks(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (let count = 1; count > 0; ) {
      count = readSync(file, buffer, 0, CHUNK_BYTES, null);
      if (count > 0) yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}
