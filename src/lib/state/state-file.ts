/**
 * The bytes of one file of state: a line of JSON that says what it is, blocks of changes, and a checksum.
 *
 * A block is a row of numbers (how many removed and put; how many bytes of keys, values and prefixes; whether there
 * are expiries), then its vectors one behind the other. All numbers are little-endian.
 */
import { crc32 } from 'node:zlib';
import { RuntimeError } from '../base/errors.ts';
import { BytesVector, compactBytes } from '../columns/vector.ts';
import type { StateChanges } from './state-store.ts';

/** What a file holds. */
export interface StateFileHeader {
  readonly version: number;
  readonly run: string;
  /** The version to whose state the changes are to be made; undefined: everything is in this file. */
  readonly since?: { readonly version: number; readonly run: string };
}

const FORMAT = 1;
const NUMBERS = 7;
const LF = 10;
const CHECKSUM_BYTES = 4;

/**
 * @param name of the file, and what else makes it this one: the checksum covers it
 * @returns the file in pieces
 */
export function* encodeStateFile(
  name: string,
  header: StateFileHeader,
  blocks: Iterable<StateChanges>,
): Generator<Uint8Array> {
  let checksum = crc32(name);
  const counted = (bytes: Uint8Array): Uint8Array => {
    if (bytes.length > 0) checksum = crc32(bytes, checksum); // of nothing, zlib makes 0
    return bytes;
  };
  yield counted(Buffer.from(`${JSON.stringify({ xpto: 'state', format: FORMAT, ...header })}\n`));
  for (const block of blocks) for (const bytes of blockBytes(block)) yield counted(bytes);
  const end = Buffer.alloc(CHECKSUM_BYTES);
  end.writeUInt32LE(checksum);
  yield end;
}

/**
 * @param file for errors: its whole address
 * @throws RuntimeError `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED`, `STATE_FILE_FORMAT`
 */
export function decodeStateFile(
  name: string,
  bytes: Uint8Array,
  file: string,
): { header: StateFileHeader; blocks: Generator<StateChanges> } {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = whole.length - CHECKSUM_BYTES;
  if (end < 0 || crc32(whole.subarray(0, end), crc32(name)) !== whole.readUInt32LE(end)) {
    throw new RuntimeError('CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED', { file });
  }
  const line = whole.indexOf(LF);
  const header = JSON.parse(whole.toString('utf8', 0, line));
  if (header.format !== FORMAT) throw new RuntimeError('STATE_FILE_FORMAT', { file, format: header.format });
  return { header, blocks: blocksIn(whole.subarray(line + 1, end)) };
}

/** No header is longer. */
export const HEADER_BYTES = 512;

/** What a file builds on, by its first bytes alone; undefined for nothing, and for what is no such file. */
export function readSince(bytes: Uint8Array): StateFileHeader['since'] {
  const [line] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split('\n', 1);
  try {
    return (JSON.parse(line) as StateFileHeader).since;
  } catch {
    return undefined;
  }
}

function* blockBytes({ removed, put, options: { expiriesMs, prefixes } }: StateChanges): Generator<Uint8Array> {
  const vectors = [removed, put.keys, put.values, ...(prefixes ? [prefixes] : [])].map(compactBytes);
  const [gone, keys, values, packed] = vectors;
  const numbers = [gone, keys, values, packed].map(vector => vector?.bytes.length ?? 0);
  yield bytesOf(
    Int32Array.of(gone.length, keys.length, ...numbers.slice(0, 3), packed ? numbers[3] : -1, expiriesMs ? 1 : 0),
  );
  for (const vector of vectors) {
    yield bytesOf(vector.ends);
    yield vector.bytes;
  }
  if (expiriesMs) yield bytesOf(expiriesMs);
}

function* blocksIn(bytes: Buffer): Generator<StateChanges> {
  let at = 0;
  const take = (length: number): Uint8Array => {
    // A copy, since a typed array needs its numbers at a multiple of their size.
    const taken = new Uint8Array(bytes.subarray(at, at + length));
    at += length;
    return taken;
  };
  const vector = (length: number, size: number): BytesVector => {
    const ends = new Int32Array(take(length * 4).buffer);
    const starts = new Int32Array(length);
    if (length > 1) starts.set(ends.subarray(0, length - 1), 1);
    return new BytesVector('binary', take(size), starts, ends, length);
  };
  while (at < bytes.length) {
    const [removedCount, putCount, removedBytes, keyBytes, valueBytes, prefixBytes, hasExpiries] = new Int32Array(
      take(NUMBERS * 4).buffer,
    );
    const removed = vector(removedCount, removedBytes);
    const put = { keys: vector(putCount, keyBytes), values: vector(putCount, valueBytes) };
    const prefixes = prefixBytes < 0 ? undefined : vector(putCount, prefixBytes);
    const expiriesMs = hasExpiries ? new Float64Array(take(putCount * 8).buffer) : undefined;
    yield { removed, put, options: { expiriesMs, prefixes } };
  }
}

const bytesOf = (array: Int32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
