/**
 * The bytes of one file of state: a line of JSON that says what it is, blocks of changes, and an end. After each of
 * these stands a checksum of all that is before it, so that a file of any size is read in pieces and no byte of it is
 * used unchecked.
 *
 * A block is a row of numbers (how many removed and put; how many bytes of keys, values and prefixes; whether there
 * are expiries), then its vectors one behind the other; a row that begins with -1 is the end. All numbers are
 * little-endian.
 */
import { crc32 } from 'node:zlib';
import { DamageError, type RuntimeError, XptoError } from '../base/errors.ts';
import { BytesVector, compactBytes } from '../columns/vector.ts';
import type { Files } from '../files/files.ts';
import { withRoom } from './growing.ts';
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
const END = -1;
const LF = 10;
const CHECKSUM_BYTES = 4;
/** What is read of a file at first; most are not longer. */
const FIRST_BYTES = 1 << 16;
/** So much memory is taken on the word of a number that was not checked yet. */
const MOST_AT_ONCE = 1 << 24;

/**
 * @param name of the file, and what else makes it this one: the checksums cover it
 * @returns the file in pieces
 */
export function* encodeStateFile(
  name: string,
  header: StateFileHeader,
  blocks: Iterable<StateChanges>,
): Generator<Uint8Array> {
  const checksum = new Checksum(name);
  const checked = function* (pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const piece of pieces) {
      checksum.add(piece);
      yield piece;
    }
    const end = Buffer.alloc(CHECKSUM_BYTES);
    end.writeUInt32LE(checksum.value);
    yield end;
  };
  yield* checked([Buffer.from(`${JSON.stringify({ xpto: 'state', format: FORMAT, ...header })}\n`)]);
  for (const block of blocks) yield* checked(blockBytes(block));
  yield* checked([bytesOf(new Int32Array(NUMBERS).fill(END))]);
}

export interface StateFile {
  readonly header: StateFileHeader;
  /** @throws RuntimeError `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED` */
  blocks(): AsyncIterable<StateChanges>;
}

/**
 * @param name as it was given to `encodeStateFile`
 * @throws RuntimeError `CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS`,
 *   `CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED`, `STATE_FILE_FORMAT`
 */
export async function openStateFile(files: Files, path: string, name: string): Promise<StateFile> {
  const file = files.address(path);
  const first = await files.readRange(path, 0, FIRST_BYTES).catch(cause => {
    if (!(cause instanceof XptoError && cause.key === 'FILE_NOT_FOUND')) throw cause;
    throw new DamageError('CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS', { file }, { cause });
  });
  const length = first.indexOf(LF) + 1;
  const bytes = new PieceReader([first], name, file);
  const line = await bytes.take(length);
  await bytes.check();
  const { format, ...header } = JSON.parse(line.toString('utf8'));
  if (format !== FORMAT) throw new DamageError('STATE_FILE_FORMAT', { file, format });
  const blocks = async function* (): AsyncGenerator<StateChanges> {
    if (first.length < FIRST_BYTES) return yield* blocksIn(bytes);
    const whole = new PieceReader(files.chunks(path), name, file);
    try {
      await whole.take(length);
      await whole.check();
      yield* blocksIn(whole);
    } finally {
      await whole.close();
    }
  };
  return { header, blocks };
}

class Checksum {
  value: number;

  constructor(name: string) {
    this.value = crc32(name);
  }

  add(bytes: Uint8Array): void {
    if (bytes.length > 0) this.value = crc32(bytes, this.value); // of nothing, zlib makes 0
  }
}

/** Takes as many bytes at a time as are asked for out of pieces of any size. */
class PieceReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #checksum: Checksum;
  readonly #file: string;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, name: string, file: string) {
    this.#pieces = (async function* () {
      yield* pieces;
    })();
    this.#checksum = new Checksum(name);
    this.#file = file;
  }

  /** The next bytes, in memory of their own. */
  async take(length: number): Promise<Buffer> {
    const taken = await this.#next(length);
    this.#checksum.add(taken);
    return taken;
  }

  /** What was taken so far is what was written. */
  async check(): Promise<void> {
    const expected = await this.#next(CHECKSUM_BYTES);
    if (expected.readUInt32LE() !== this.#checksum.value) throw this.#damaged();
  }

  /** Nothing is left. */
  async checkEnd(): Promise<void> {
    if (this.#piece.length > 0 || !(await this.#pieces.next()).done) throw this.#damaged();
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #next(length: number): Promise<Buffer> {
    // A damaged length may be any: memory is taken only for bytes that there are.
    let taken: Uint8Array = Buffer.allocUnsafeSlow(Math.min(Math.max(length, 0), MOST_AT_ONCE));
    for (let at = 0; at < length; ) {
      if (this.#piece.length === 0) {
        const { value, done } = await this.#pieces.next();
        if (done) throw this.#damaged();
        this.#piece = value;
      }
      const part = this.#piece.subarray(0, length - at);
      this.#piece = this.#piece.subarray(part.length);
      if (at + part.length > taken.length) taken = withRoom(taken, Math.min(at + part.length, length));
      taken.set(part, at);
      at += part.length;
    }
    return Buffer.from(taken.buffer, 0, Math.max(length, 0));
  }

  #damaged = (): RuntimeError => new DamageError('CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED', { file: this.#file });
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

async function* blocksIn(file: PieceReader): AsyncGenerator<StateChanges> {
  for (;;) {
    const numbers = new Int32Array(copyOf(await file.take(NUMBERS * 4)).buffer);
    if (numbers[0] === END) break;
    const [removedCount, putCount, removedBytes, keyBytes, valueBytes, prefixBytes, hasExpiries] = numbers;
    const sizes = [
      ...[removedCount * 4 + removedBytes, putCount * 4 + keyBytes, putCount * 4 + valueBytes],
      prefixBytes < 0 ? 0 : putCount * 4 + prefixBytes,
      hasExpiries ? putCount * 8 : 0,
    ];
    const block = await file.take(sizes.reduce((total, size) => total + size, 0));
    await file.check();
    let at = 0;
    const take = (length: number): Uint8Array => block.subarray(at, (at += length));
    const vector = (length: number, size: number): BytesVector => {
      const ends = new Int32Array(copyOf(take(length * 4)).buffer);
      const starts = new Int32Array(length);
      if (length > 1) starts.set(ends.subarray(0, length - 1), 1);
      return new BytesVector('binary', take(size), starts, ends, length);
    };
    const removed = vector(removedCount, removedBytes);
    const put = { keys: vector(putCount, keyBytes), values: vector(putCount, valueBytes) };
    const prefixes = prefixBytes < 0 ? undefined : vector(putCount, prefixBytes);
    const expiriesMs = hasExpiries ? new Float64Array(copyOf(take(putCount * 8)).buffer) : undefined;
    yield { removed, put, options: { expiriesMs, prefixes } };
  }
  await file.check();
  await file.checkEnd();
}

/** In memory of their own, since a typed array needs its numbers at a multiple of their size. */
const copyOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

const bytesOf = (array: Int32Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
