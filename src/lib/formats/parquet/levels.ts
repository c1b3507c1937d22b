/**
 * Parquet's RLE/bit-packing hybrid, for levels and for numbers of dictionary entries: runs of one value, and groups of
 * eight values with as many bits each as the greatest needs.
 *
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
import type { ByteBuffer } from './byte-buffer.ts';
import { CorruptPage } from './corrupt.ts';

/** How many bits the numbers from 0 to `greatest` need. */
export const bitsFor = (greatest: number): number => 32 - Math.clz32(greatest);

/** @param width at most 24 */
export function encodeHybrid(values: Uint8Array | Int32Array, count: number, width: number, out: ByteBuffer): void {
  let packedFrom = 0;
  for (let at = 0; at < count; ) {
    const value = values[at];
    let end = at + 1;
    while (end < count && values[end] === value) end++;
    // Only whole groups are packed: the run gives up what the last one lacks.
    const from = at + ((8 - ((at - packedFrom) & 7)) & 7);
    if (end - from >= 8) {
      pack(values, packedFrom, from, width, out);
      encodeRun(value, end - from, width, out);
      packedFrom = end;
    }
    at = end;
  }
  pack(values, packedFrom, count, width, out);
}

export function encodeRun(value: number, count: number, width: number, out: ByteBuffer): void {
  out.addVarint(count << 1);
  for (let bits = 0; bits < width; bits += 8) out.addByte((value >>> bits) & 0xff);
}

function pack(values: Uint8Array | Int32Array, from: number, to: number, width: number, out: ByteBuffer): void {
  const groups = (to - from + 7) >> 3;
  if (groups === 0) return;
  out.addVarint((groups << 1) | 1);
  const bytes = out.grow(groups * width);
  let [at, pending, bits] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    pending |= values[i] << bits;
    bits += width;
    for (; bits >= 8; bits -= 8) {
      bytes[at++] = pending;
      pending >>>= 8;
    }
  }
  if (bits > 0) bytes[at++] = pending;
  bytes.fill(0, at);
}

/**
 * Reads `count` values into `values`.
 *
 * @throws CorruptPage where the bytes end before
 */
export function decodeHybrid(bytes: Uint8Array, width: number, values: Uint8Array | Int32Array, count: number): void {
  if (width > 32) throw new CorruptPage(`values of ${width} bits`);
  if (width === 0) {
    values.fill(0, 0, count);
    return;
  }
  const valueBytes = (width + 7) >> 3;
  let at = 0;
  for (let done = 0; done < count; ) {
    let head = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new CorruptPage('a run has no length');
      const byte = bytes[at++];
      head += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const size = Math.floor(head / 2);
    if (size === 0) throw new CorruptPage('a run is empty');
    if (head % 2 === 0) {
      if (at + valueBytes > bytes.length) throw new CorruptPage('a run has no value');
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= bytes[at++] << (i * 8);
      const end = Math.min(count, done + size);
      values.fill(value, done, end);
      done = end;
    } else {
      const end = Math.min(count, done + size * 8);
      // The last group may be cut off behind its last value.
      if (at + Math.ceil(((end - done) * width) / 8) > bytes.length) throw new CorruptPage('a group of values is cut');
      unpack(bytes, at, width, values, done, end);
      at += size * width;
      done = end;
    }
  }
}

/** Values of `width` bits each, the lowest bits first. */
export function unpack(
  bytes: Uint8Array,
  from: number,
  width: number,
  values: Uint8Array | Int32Array,
  start: number,
  end: number,
): void {
  if (width > 24) {
    unpackWide(bytes, from, width, values, start, end);
    return;
  }
  const mask = (1 << width) - 1;
  let [at, pending, bits] = [from, 0, 0];
  for (let i = start; i < end; i++) {
    for (; bits < width; bits += 8) pending |= bytes[at++] << bits;
    values[i] = pending & mask;
    pending >>>= width;
    bits -= width;
  }
}

function unpackWide(
  bytes: Uint8Array,
  from: number,
  width: number,
  values: Uint8Array | Int32Array,
  start: number,
  end: number,
): void {
  let [at, pending, bits] = [from, 0, 0];
  const limit = 2 ** width;
  for (let i = start; i < end; i++) {
    for (; bits < width; bits += 8) pending += bytes[at++] * 2 ** bits;
    values[i] = pending % limit;
    pending = Math.floor(pending / limit);
    bits -= width;
  }
}
