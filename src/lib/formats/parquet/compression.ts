/** The codecs of pages. Snappy and LZ4 are kernels in WebAssembly, the others are Node's. */
import * as zlib from 'node:zlib';
import { RuntimeError } from '../../base/errors.ts';
import { Area, kernels, memoryBytes } from '../../columns/kernel-memory.ts';
import { CorruptPage } from './corrupt.ts';
import type { Codec } from './footer.ts';

/** Node has Zstandard from 22.15 on. */
interface Zstandard {
  zstdCompressSync?(bytes: Uint8Array): Buffer;
  zstdDecompressSync?(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
}
const { zstdCompressSync, zstdDecompressSync } = zlib as Zstandard;

/** @throws RuntimeError `PARQUET_CODEC_NOT_IN_NODE` where this Node has none */
export function requireCodec(codec: Codec): void {
  if (codec === 'ZSTD' && !zstdCompressSync)
    throw new RuntimeError('PARQUET_CODEC_NOT_IN_NODE', { version: process.version });
}

/** @returns bytes of their own, or those given where the codec changes nothing */
export function compress(codec: Codec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes;
    case 'SNAPPY':
      return snappy(bytes);
    case 'GZIP':
      return zlib.gzipSync(bytes);
    case 'ZSTD':
      return zstdCompressSync!(bytes);
    default:
      throw new Error(`${codec} is not written`);
  }
}

/** A page larger than this is taken for a lie, and so is one that its bytes cannot possibly make. */
const MOST_BYTES = 1 << 29;
/** No byte of Snappy makes more than 64 bytes in three; one of LZ4 makes 255 at most. */
const MOST_RATIO = 256;

/** @throws CorruptPage where the bytes do not make exactly `size` bytes */
export function decompress(codec: Codec, bytes: Uint8Array, size: number): Uint8Array {
  if (size > MOST_BYTES) throw new CorruptPage(`a page says that it has ${size} bytes`);
  const made = decompressed(codec, bytes, size);
  if (made.length !== size) throw new CorruptPage(`a page has ${made.length} bytes and says that it has ${size}`);
  return made;
}

function decompressed(codec: Codec, bytes: Uint8Array, size: number): Uint8Array {
  const { snappyDecompress, lz4Decompress } = kernels();
  // Size 0 would mean no limit.
  const limit = { maxOutputLength: Math.max(size, 1) };
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes;
    case 'SNAPPY':
      return inMemory(snappyDecompress, bytes, size);
    case 'LZ4_RAW':
      return inMemory(lz4Decompress, bytes, size);
    case 'LZ4':
      return hadoopLz4(bytes, size);
    case 'GZIP':
      return byNode(() => zlib.gunzipSync(bytes, limit));
    case 'BROTLI':
      return byNode(() => zlib.brotliDecompressSync(bytes, limit));
    case 'ZSTD':
      requireCodec(codec);
      return byNode(() => zstdDecompressSync!(bytes, limit));
    default:
      throw new CorruptPage(`pages compressed by ${codec} cannot be read`);
  }
}

function byNode(decompress: () => Buffer): Uint8Array {
  try {
    return decompress();
  } catch (error) {
    throw new CorruptPage((error as Error).message);
  }
}

/** Hadoop's frames: behind the length of what it makes and its own, both with the highest byte first, each block. */
function hadoopLz4(bytes: Uint8Array, size: number): Uint8Array {
  const { lz4Decompress } = kernels();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  for (let [at, made] = [0, 0]; made < size; ) {
    if (at + 8 > bytes.length) throw new CorruptPage('a page ends too early');
    const [makes, length] = [view.getUint32(at), view.getUint32(at + 4)];
    at += 8;
    if (makes === 0 || makes > size - made || length > bytes.length - at) throw new CorruptPage('a block of LZ4 lies');
    parts.push(inMemory(lz4Decompress, bytes.subarray(at, at + length), makes));
    at += length;
    made += makes;
  }
  return Buffer.concat(parts);
}

let input: Area | undefined;
let output: Area | undefined;
let table: Area | undefined;

const SNAPPY_TABLE_BYTES = 1 << 15;

function snappy(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const [from, to] = areasFor(length, length + Math.ceil(length / 6) + 64);
  table ??= new Area(SNAPPY_TABLE_BYTES);
  memoryBytes().set(bytes, from);
  const size = kernels().snappyCompress(from, length, to, table.address);
  return memoryBytes().slice(to, to + size);
}

function inMemory(
  decompress: (bytes: number, length: number, out: number, size: number) => number,
  bytes: Uint8Array,
  size: number,
): Uint8Array {
  if (size > (bytes.length + 1) * MOST_RATIO) throw new CorruptPage(`a page says that it has ${size} bytes`);
  const [from, to] = areasFor(bytes.length, size);
  memoryBytes().set(bytes, from);
  if (decompress(from, bytes.length, to, size) === 0) throw new CorruptPage('a page cannot be decompressed');
  return memoryBytes().slice(to, to + size);
}

function areasFor(inputBytes: number, outputBytes: number): [from: number, to: number] {
  input ??= new Area(1 << 16);
  output ??= new Area(1 << 16);
  input.reserve(inputBytes);
  output.reserve(outputBytes);
  return [input.address, output.address];
}
