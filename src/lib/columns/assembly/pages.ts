// AssemblyScript, compiled into the same module as kernels.ts: the loops that touch every byte of a file of columns.
// Memory safety is the caller's on the way out (room for the worst case); on the way in every length and place that the
// bytes claim is checked here, since files may lie.

/** Writes each text behind its length in four bytes, as Parquet has them. @returns how many bytes that made */
export function writeTexts(bytes: usize, starts: usize, ends: usize, rows: i32, out: usize): i32 {
  let at = out;
  for (let row = 0; row < rows; row++) {
    const start = load<i32>(starts + (row << 2));
    const length = load<i32>(ends + (row << 2)) - start;
    store<i32>(at, length);
    at += 4;
    copyBytes(at, bytes + start, length);
    at += length;
  }
  return <i32>(at - out);
}

/** Copies texts to places one behind the other: the first to `out`, and text `row` up to `out + packedEnds[row]`. */
export function packTexts(bytes: usize, starts: usize, packedEnds: usize, rows: i32, out: usize): void {
  let at: i32 = 0;
  for (let row = 0; row < rows; row++) {
    const end = load<i32>(packedEnds + (row << 2));
    copyBytes(out + at, bytes + load<i32>(starts + (row << 2)), end - at);
    at = end;
  }
}

/** Writes the rows of the least and of the greatest text, by their bytes. */
export function extremeTexts(bytes: usize, starts: usize, ends: usize, rows: i32, out: usize): void {
  let least = 0;
  let greatest = 0;
  for (let row = 1; row < rows; row++) {
    if (isLess(bytes, starts, ends, row, least)) least = row;
    else if (isLess(bytes, starts, ends, greatest, row)) greatest = row;
  }
  store<i32>(out, least);
  store<i32>(out, greatest, 4);
}

/** Does one text come before another? Up to 7 bytes behind either may be read. */
// @ts-ignore: decorator
@inline
function isLess(bytes: usize, starts: usize, ends: usize, row: i32, other: i32): bool {
  const a = bytes + load<i32>(starts + (row << 2));
  const b = bytes + load<i32>(starts + (other << 2));
  const length = <i32>(bytes + load<i32>(ends + (row << 2)) - a);
  const otherLength = <i32>(bytes + load<i32>(ends + (other << 2)) - b);
  const common = min(length, otherLength);
  for (let i = 0; i < common; i += 8) {
    const left = common - i;
    const mask: u64 = left < 8 ? ((<u64>1) << (left << 3)) - 1 : u64.MAX_VALUE;
    const x = load<u64>(a + i) & mask;
    const y = load<u64>(b + i) & mask;
    if (x != y) return bswap<u64>(x) < bswap<u64>(y);
  }
  return length < otherLength;
}

/** Writes whole numbers that stand as doubles as 64-bit integers. */
export function writeLongs(doubles: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) store<i64>(out + (i << 3), <i64>load<f64>(doubles + (i << 3)));
}

/** Up to 15 bytes behind the end of either may be read and written. */
// @ts-ignore: decorator
@inline
function copyBytes(to: usize, from: usize, length: i32): void {
  if (length > 64) {
    memory.copy(to, from, length);
    return;
  }
  for (let i = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

// Snappy, https://github.com/google/snappy/blob/main/format_description.txt: the text is cut into blocks of 64 KiB, and
// in each a table holds by the hash of four bytes where they last stood.

const BLOCK_BYTES: i32 = 1 << 16;
const TABLE_BITS: i32 = 14;
/** So near the end of a block no match is looked for: whole words are read. */
const MARGIN: i32 = 15;

// @ts-ignore: decorator
@inline
function slotOf(word: u32, shift: i32): usize {
  return ((word * 0x1e35a7bd) >>> shift) << 1;
}

/**
 * @param out room for length + length / 6 + 64 bytes
 * @param table scratch of 32 KiB
 * @returns how many bytes were written
 */
export function snappyCompress(bytes: usize, length: i32, out: usize, table: usize): i32 {
  let at = out;
  let rest: u32 = length;
  for (; rest >= 0x80; rest >>= 7) store<u8>(at++, rest | 0x80);
  store<u8>(at++, rest);
  for (let from = 0; from < length; from += BLOCK_BYTES) {
    at = compressBlock(bytes + from, min(BLOCK_BYTES, length - from), at, table);
  }
  return <i32>(at - out);
}

function compressBlock(block: usize, length: i32, out: usize, table: usize): usize {
  const end = block + length;
  let literal = block;
  if (length > MARGIN) {
    let bits = 8;
    while (bits < TABLE_BITS && 1 << bits < length) bits++;
    const shift = 32 - bits;
    memory.fill(table, 0, 2 << bits);
    const limit = end - MARGIN;
    let at = block + 1;
    while (at < limit) {
      // The longer nothing matches, the larger the steps: what cannot be compressed costs little.
      let step = 32;
      let candidate: usize = 0;
      let next = at;
      for (;;) {
        at = next;
        next = at + (step++ >> 5);
        if (next > limit) return writeLiteral(out, literal, end);
        const slot = table + slotOf(load<u32>(at), shift);
        candidate = block + load<u16>(slot);
        store<u16>(slot, <u16>(at - block));
        if (load<u32>(at) == load<u32>(candidate)) break;
      }
      out = writeLiteral(out, literal, at);
      do {
        const start = at;
        const offset = <i32>(at - candidate);
        at = endOfMatch(at + 4, candidate + 4, end);
        out = writeCopy(out, offset, <i32>(at - start));
        literal = at;
        if (at >= limit) return writeLiteral(out, literal, end);
        store<u16>(table + slotOf(load<u32>(at - 1), shift), <u16>(at - 1 - block));
        const slot = table + slotOf(load<u32>(at), shift);
        candidate = block + load<u16>(slot);
        store<u16>(slot, <u16>(at - block));
      } while (load<u32>(at) == load<u32>(candidate));
      at++;
    }
  }
  return writeLiteral(out, literal, end);
}

// @ts-ignore: decorator
@inline
function endOfMatch(at: usize, candidate: usize, end: usize): usize {
  while (at + 8 <= end) {
    const difference = load<u64>(at) ^ load<u64>(candidate);
    if (difference != 0) return at + <usize>(ctz(difference) >> 3);
    at += 8;
    candidate += 8;
  }
  while (at < end && load<u8>(at) == load<u8>(candidate)) {
    at++;
    candidate++;
  }
  return at;
}

function writeLiteral(out: usize, from: usize, to: usize): usize {
  if (from == to) return out;
  const length = <i32>(to - from);
  const n = length - 1;
  if (n < 60) store<u8>(out++, n << 2);
  else if (n < 256) {
    store<u8>(out, 60 << 2);
    store<u8>(out + 1, n);
    out += 2;
  } else {
    store<u8>(out, 61 << 2);
    store<u16>(out + 1, <u16>n);
    out += 3;
  }
  copyBytes(out, from, length);
  return out + length;
}

function writeCopy(out: usize, offset: i32, length: i32): usize {
  for (; length >= 68; length -= 64) out = writeLongCopy(out, offset, 64);
  if (length > 64) {
    out = writeLongCopy(out, offset, 60);
    length -= 60;
  }
  if (length >= 12 || offset >= 2048) return writeLongCopy(out, offset, length);
  store<u8>(out, ((offset >> 8) << 5) | ((length - 4) << 2) | 1);
  store<u8>(out + 1, offset);
  return out + 2;
}

// @ts-ignore: decorator
@inline
function writeLongCopy(out: usize, offset: i32, length: i32): usize {
  store<u8>(out, ((length - 1) << 2) | 2);
  store<u16>(out + 1, <u16>offset);
  return out + 3;
}

/** @returns whether the bytes are Snappy's and make exactly `size` bytes */
export function snappyDecompress(bytes: usize, length: i32, out: usize, size: i32): bool {
  const end = bytes + length;
  const outEnd = out + size;
  let at = bytes;
  let claimed: u64 = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= end || shift > 28) return false;
    const byte = load<u8>(at++);
    claimed |= (<u64>(byte & 0x7f)) << shift;
    if (byte < 0x80) break;
  }
  if (claimed != <u64>size) return false;
  let to = out;
  while (at < end) {
    const tag = <i32>load<u8>(at++);
    if ((tag & 3) == 0) {
      let n = tag >> 2;
      if (n >= 60) {
        const lengthBytes = n - 59;
        if (<i32>(end - at) < lengthBytes) return false;
        n = load<i32>(at) & (lengthBytes == 4 ? -1 : (1 << (lengthBytes << 3)) - 1);
        at += lengthBytes;
      }
      if (n < 0 || n >= <i32>(end - at) || n >= <i32>(outEnd - to)) return false;
      memory.copy(to, at, n + 1);
      at += n + 1;
      to += n + 1;
      continue;
    }
    let copied: i32;
    let offset: i32;
    if ((tag & 3) == 1) {
      if (at >= end) return false;
      copied = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | load<u8>(at++);
    } else {
      const offsetBytes = (tag & 3) == 2 ? 2 : 4;
      if (<i32>(end - at) < offsetBytes) return false;
      copied = (tag >> 2) + 1;
      offset = offsetBytes == 2 ? <i32>load<u16>(at) : load<i32>(at);
      at += offsetBytes;
    }
    if (offset <= 0 || offset > <i32>(to - out) || copied > <i32>(outEnd - to)) return false;
    to = repeat(to, offset, copied);
  }
  return to == outEnd;
}

/** LZ4's block format. @returns whether the bytes are LZ4's and make exactly `size` bytes */
export function lz4Decompress(bytes: usize, length: i32, out: usize, size: i32): bool {
  const end = bytes + length;
  const outEnd = out + size;
  let at = bytes;
  let to = out;
  while (at < end) {
    const token = <i32>load<u8>(at++);
    let literals = token >> 4;
    if (literals == 15) {
      for (let more = 255; more == 255; literals += more) {
        if (at >= end || literals > size) return false;
        more = <i32>load<u8>(at++);
      }
    }
    if (literals > <i32>(end - at) || literals > <i32>(outEnd - to)) return false;
    memory.copy(to, at, literals);
    at += literals;
    to += literals;
    if (at == end) break;
    if (<i32>(end - at) < 2) return false;
    const offset = <i32>load<u16>(at);
    at += 2;
    let copied = (token & 15) + 4;
    if (copied == 19) {
      for (let more = 255; more == 255; copied += more) {
        if (at >= end || copied > size) return false;
        more = <i32>load<u8>(at++);
      }
    }
    if (offset <= 0 || offset > <i32>(to - out) || copied > <i32>(outEnd - to)) return false;
    to = repeat(to, offset, copied);
  }
  return to == outEnd;
}

/** Repeats what stands `offset` bytes before; the two may overlap. Writes nothing behind the end. */
// @ts-ignore: decorator
@inline
function repeat(to: usize, offset: i32, length: i32): usize {
  if (offset >= length) memory.copy(to, to - offset, length);
  else for (let i: usize = 0; i < <usize>length; i++) store<u8>(to + i, load<u8>(to + i - offset));
  return to + length;
}
