import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readFailure } from './failures.ts';
import { localPathOf } from './open-files.ts';

/**
 * A small file of a local folder, without waiting: for what `start()` must know before it returns.
 *
 * @returns undefined where there is no such file, or the place is elsewhere
 */
export function readNow(location: string, path: string): Uint8Array | undefined {
  const folder = localPathOf(location);
  if (folder === undefined) return undefined;
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined; // what is wrong with it is said when it is opened
  }
}

const CHUNK_BYTES = 1 << 18;

/** The size in bytes, and when it last changed, in milliseconds since 1970 UTC, of a file of this machine. @throws RuntimeError */
export function statNow(path: string): { sizeBytes: number; modifiedMs: number } {
  try {
    const { size, mtimeMs } = statSync(path);
    return { sizeBytes: size, modifiedMs: Math.floor(mtimeMs) };
  } catch (error) {
    throw readFailure(error, path);
  }
}

/** Bytes [from, to) of a file of this machine. */
export function rangeNow(path: string, from: number, to: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(to - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}

/** A file of this machine in pieces that are good until the next is asked for. */
export function* chunksNow(path: string): Generator<Buffer> {
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
