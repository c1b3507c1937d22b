// AssemblyScript, compiled to WebAssembly by the build: the loops that touch every byte of the input or every row
// of a group by. What they gain over JavaScript: 16 bytes compared at a time, with the matches taken from a bit mask;
// 64-bit words; no checks of array bounds. Pointers are plain addresses, given out by `allocate`; whole words are
// read, so up to 15 bytes behind any text (63 by `indexJson`).

const LF: u8 = 10;
const CR: u8 = 13;

export function allocate(size: usize): usize {
  return heap.alloc(size);
}

/** Moves an area to a larger one; its content stays. */
export function resize(area: usize, size: usize): usize {
  return heap.realloc(area, size);
}

export function release(area: usize): void {
  heap.free(area);
}

/** Bit i is set where byte i of the 16 at `at` is `a` or `b`; only the first `length` count. */
// @ts-ignore: decorator
@inline
function matches(at: usize, length: i32, a: v128, b: v128): i32 {
  const block = v128.load(at);
  const mask = i8x16.bitmask(v128.or(i8x16.eq(block, a), i8x16.eq(block, b)));
  return length < 16 ? mask & ((1 << length) - 1) : mask;
}

/** How many of the `length` bytes at `bytes` are `a` or `b`. */
export function countBytes(bytes: usize, length: i32, a: u8, b: u8): i32 {
  const as = i8x16.splat(a);
  const bs = i8x16.splat(b);
  const whole = length & ~15;
  let count = 0;
  let i = 0;
  while (i < whole) {
    // 16 sums side by side, each of which can count to 255.
    let sums = i8x16.splat(0);
    for (const stop = min(whole, i + 255 * 16); i < stop; i += 16) {
      const block = v128.load(bytes + i);
      sums = i8x16.sub(sums, v128.or(i8x16.eq(block, as), i8x16.eq(block, bs)));
    }
    const four = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sums));
    count += i32x4.extract_lane(four, 0) + i32x4.extract_lane(four, 1);
    count += i32x4.extract_lane(four, 2) + i32x4.extract_lane(four, 3);
  }
  return i < length ? count + popcnt(matches(bytes + i, length - i, as, bs)) : count;
}

/**
 * Writes the places of the bytes that are `a` or `b`, and up to 16 bytes of scratch behind the last.
 *
 * @returns how many there are
 */
function findBytes(bytes: usize, length: i32, a: u8, b: u8, places: usize): i32 {
  const first = places;
  const as = i8x16.splat(a);
  const bs = i8x16.splat(b);
  for (let i = 0; i < length; i += 16) {
    let mask = matches(bytes + i, length - i, as, bs);
    const count = popcnt(mask);
    // Four are written whatever the count is: a loop over the bits would be mispredicted at nearly every block.
    for (let at = places; ; at += 16) {
      store<i32>(at, i + ctz(mask));
      mask &= mask - 1;
      store<i32>(at + 4, i + ctz(mask));
      mask &= mask - 1;
      store<i32>(at + 8, i + ctz(mask));
      mask &= mask - 1;
      store<i32>(at + 12, i + ctz(mask));
      mask &= mask - 1;
      if (mask == 0) break;
    }
    places += count << 2;
  }
  return <i32>((places - first) >> 2);
}

/**
 * Cuts every row of a text vector at each `separator`, keeping empty pieces; a row into `limit` pieces at most. Row r is bytes + [starts[r], ends[r]); the
 * rows stand in order. Its pieces are [offsets[r], offsets[r + 1]) of the outputs.
 *
 * @param places scratch for the place of every separator in [from, to), and 20 bytes more
 */
export function splitByte(
  bytes: usize,
  from: i32,
  to: i32,
  starts: usize,
  ends: usize,
  rows: i32,
  separator: u8,
  limit: i32,
  places: usize,
  pieceStarts: usize,
  pieceEnds: usize,
  offsets: usize,
): i32 {
  const count = findBytes(bytes + from, to - from, separator, separator, places);
  store<i32>(places + (count << 2), i32.MAX_VALUE);
  let piece = 0;
  let place = load<i32>(places);
  store<i32>(offsets, 0);
  for (let row = 0; row < rows; row++) {
    let start = load<i32>(starts + (row << 2)) - from;
    const end = load<i32>(ends + (row << 2)) - from;
    for (; place < start; place = load<i32>((places += 4)));
    const last = piece > i32.MAX_VALUE - limit ? i32.MAX_VALUE : piece + limit - 1;
    for (; place < end && piece < last; place = load<i32>((places += 4))) {
      store<i32>(pieceStarts + (piece << 2), start + from);
      store<i32>(pieceEnds + (piece << 2), place + from);
      piece++;
      start = place + 1;
    }
    store<i32>(pieceStarts + (piece << 2), start + from);
    store<i32>(pieceEnds + (piece << 2), end + from);
    piece++;
    store<i32>(offsets + ((row + 1) << 2), piece);
  }
  return piece;
}

/**
 * Finds lines as Java's BufferedReader does: they end in LF, CR or CRLF. Only ended lines are written; the bytes
 * behind the last end are the caller's to keep.
 *
 * @param lineEnds room for the place of every LF and CR, and 16 bytes more
 */
export function splitLines(bytes: usize, length: i32, lineStarts: usize, lineEnds: usize): i32 {
  const ends = findBytes(bytes, length, LF, CR, lineEnds);
  let lines = 0;
  let start = 0;
  for (let i = 0; i < ends; i++) {
    const at = load<i32>(lineEnds + (i << 2));
    // The LF of a CRLF ends nothing: its CR did.
    const ended = at == start && at > 0 && load<u8>(bytes + at) == LF && load<u8>(bytes + at - 1) == CR ? 0 : 1;
    store<i32>(lineStarts + (lines << 2), start);
    store<i32>(lineEnds + (lines << 2), at);
    lines += ended;
    start = at + 1;
  }
  return lines;
}

/** Writes how many code points each text has: its bytes that do not continue one (10xxxxxx, below -64 as signed). */
export function countCodePoints(bytes: usize, starts: usize, ends: usize, rows: i32, counts: usize): void {
  const limit = i8x16.splat(-64);
  for (let row = 0; row < rows; row++) {
    let at = bytes + load<i32>(starts + (row << 2));
    let left = load<i32>(ends + (row << 2)) - load<i32>(starts + (row << 2));
    let count = left;
    for (; left > 0; left -= 16, at += 16) {
      const mask = i8x16.bitmask(i8x16.lt_s(v128.load(at), limit));
      count -= popcnt(left < 16 ? mask & ((1 << left) - 1) : mask);
    }
    store<i32>(counts + (row << 2), count);
  }
}

/** The place `count` code points behind `at`, at most `last`. */
// @ts-ignore: decorator
@inline
function skipCodePoints(at: usize, last: usize, count: i32): usize {
  for (; count > 0 && at < last; count--) {
    at++;
    while (at < last && (load<u8>(at) & 0xc0) == 0x80) at++;
  }
  return at;
}

/** Of every text, the part that begins `skipped` code points behind its start and has at most `count` of them. */
export function sliceTexts(
  bytes: usize,
  starts: usize,
  ends: usize,
  rows: i32,
  skipped: i32,
  count: i32,
  partStarts: usize,
  partEnds: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const last = bytes + load<i32>(ends + (row << 2));
    const start = skipCodePoints(bytes + load<i32>(starts + (row << 2)), last, skipped);
    store<i32>(partStarts + (row << 2), <i32>(start - bytes));
    store<i32>(partEnds + (row << 2), <i32>(skipCodePoints(start, last, count) - bytes));
  }
}

/** The first `length` bytes of the 8 at `at` as one number; any length. */
// @ts-ignore: decorator
@inline
function word(at: usize, length: i32): u64 {
  const some = load<u64>(at) & (((<u64>1) << (length << 3)) - 1);
  return select<u64>(load<u64>(at), select<u64>(some, 0, length > 0), length >= 8);
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** 16 bytes of ones, then 16 of zeros: what begins n bytes before the zeros keeps the first n of 16. */
const MASK: usize = memory.data<u64>([-1, -1, 0, 0], 32);

// @ts-ignore: decorator
@inline
function hashOf(at: usize, length: i32): i32 {
  // Most words end within 16 bytes, which takes no branch that depends on their length.
  const start = v128.and(v128.load(at), v128.load(MASK + 16 - min(length, 16)));
  const low = (<u64>i64x2.extract_lane(start, 0) ^ length) * 0x9e3779b97f4a7c15;
  let hash = low + <u64>i64x2.extract_lane(start, 1) * 0xd6e8feb86659fd93;
  for (let i = 16; i < length; i += 8) hash = mix(hash, word(at + i, length - i));
  return <i32>(((hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15) >> 32);
}

/** Bit i is set where byte i of the 16 at `a` is that at `b`. */
// @ts-ignore: decorator
@inline
function equalBytes(a: usize, b: usize): i32 {
  return i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
}

// @ts-ignore: decorator
@inline
function areEqual(a: usize, b: usize, length: i32): bool {
  for (; length > 16; length -= 16, a += 16, b += 16) if (equalBytes(a, b) != 0xffff) return false;
  return ctz(~equalBytes(a, b)) >= length; // the first difference, if any, is behind the end
}

/**
 * Looks texts up in a table of texts: open addressing over pairs (hash, group + 1; 0 free, -1 removed). Key g of the
 * table is keys + [keyEnds[g], keyEnds[g + 1]). With `insert`, a text that is not there founds the next group and is
 * copied to the keys; without, its group is -1. Stops before a row for which there is no more room.
 *
 * @param groups room for one integer more than rows: behind the last row looked up is written how many groups there
 * are then
 * @returns how many rows were looked up
 */
export function groupTexts(
  bytes: usize,
  starts: usize,
  ends: usize,
  rows: i32,
  groups: usize,
  slots: usize,
  mask: i32,
  keys: usize,
  keyEnds: usize,
  size: i32,
  mostGroups: i32,
  mostKeyBytes: i32,
  insert: bool,
): i32 {
  // All hashes first, where the groups will stand: without the branches of the lookup they overlap.
  const last = groups + (rows << 2);
  const toStarts = starts - groups;
  const toEnds = ends - groups;
  for (let at = groups; at < last; at += 4) {
    const start = load<i32>(at + toStarts);
    store<i32>(at, hashOf(bytes + start, load<i32>(at + toEnds) - start));
  }
  let at = groups;
  for (; at < last; at += 4) {
    const start = load<i32>(at + toStarts);
    const length = load<i32>(at + toEnds) - start;
    const text = bytes + start;
    const hash = load<i32>(at);
    let slot = hash & mask;
    let pair = slots + (slot << 3);
    let entry = load<i32>(pair, 4);
    for (; entry != 0; entry = load<i32>(pair, 4)) {
      if (load<i32>(pair) == hash && entry > 0) {
        const end = keyEnds + (entry << 2);
        const key = load<i32>(end - 4);
        if (load<i32>(end) - key == length && areEqual(keys + key, text, length)) break;
      }
      slot = (slot + 1) & mask;
      pair = slots + (slot << 3);
    }
    if (entry == 0 && insert) {
      const used = load<i32>(keyEnds + (size << 2));
      if (size == mostGroups || length > mostKeyBytes - used) break;
      memory.copy(keys + used, text, length);
      size++;
      store<i32>(keyEnds + (size << 2), used + length);
      store<i32>(pair, hash);
      store<i32>(pair, size, 4);
      entry = size;
    }
    store<i32>(at, entry - 1);
  }
  store<i32>(at, size);
  return <i32>((at - groups) >> 2);
}

/** The hash of one text, as `groupTexts` has it. */
export function hashText(text: usize, length: i32): i32 {
  return hashOf(text, length);
}

/** Puts the pairs of one table that hold a group into a larger, empty one. */
export function rehash(slots: usize, slotCount: i32, newSlots: usize, newMask: i32): void {
  for (let i = 0; i < slotCount; i++) {
    const entry = load<i32>(slots + (i << 3) + 4);
    if (entry <= 0) continue;
    const hash = load<i32>(slots + (i << 3));
    let slot = hash & newMask;
    while (load<i32>(newSlots + (slot << 3) + 4) != 0) slot = (slot + 1) & newMask;
    store<i32>(newSlots + (slot << 3), hash);
    store<i32>(newSlots + (slot << 3) + 4, entry);
  }
}

/** Bit i is set where the sum of the bits up to and with i is odd: from each opening quote up to its closing one. */
// @ts-ignore: decorator
@inline
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

// @ts-ignore: decorator
@inline
function bitmask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

// @ts-ignore: decorator
@inline
function equal64(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const wanted = i8x16.splat(byte);
  return bitmask64(i8x16.eq(a, wanted), i8x16.eq(b, wanted), i8x16.eq(c, wanted), i8x16.eq(d, wanted));
}

/**
 * Finds what lines of JSON are made of: line ends (LF, CR), the quotes of strings, outside of strings the bytes of
 * `{}[]:,` (or that differ from them in bit 5 only), inside of strings backslashes and control characters. A line
 * end ends a string that is still open.
 *
 * Blocks of 64 bytes become bit masks. Which quotes are escaped follows from the carries of an addition, and what lies
 * inside of strings from a running exclusive or.
 *
 * @param places room for the place of every byte, and 32 bytes more
 * @see Langdale and Lemire, Parsing Gigabytes of JSON per Second, 2019, section 3.1
 */
export function indexJson(bytes: usize, length: i32, places: usize): i32 {
  const first = places;
  const even: u64 = 0x5555555555555555;
  let isOpen: u64 = 0; // all ones while the block before ended inside of a string
  let isEscaped: u64 = 0; // 1 where the block before ended in a backslash that is none's escape
  for (let i = 0; i < length; ) {
    const at = bytes + i;
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const within: u64 = length - i < 64 ? ((<u64>1) << (length - i)) - 1 : u64.MAX_VALUE;
    let backslashes = equal64(a, b, c, d, 0x5c) & within;
    const allBackslashes = backslashes;
    let quotes = equal64(a, b, c, d, 0x22) & within;
    let escaped = isEscaped;
    if (backslashes != 0) {
      backslashes &= ~isEscaped;
      const follows = (backslashes << 1) | isEscaped;
      const oddStarts = backslashes & ~even & ~follows;
      const sum = oddStarts + backslashes;
      isEscaped = sum < backslashes ? 1 : 0;
      escaped = (even ^ (sum << 1)) & follows;
    } else isEscaped = 0;
    quotes &= ~escaped;
    const blank = i8x16.splat(0x20);
    const controls =
      bitmask64(i8x16.lt_u(a, blank), i8x16.lt_u(b, blank), i8x16.lt_u(c, blank), i8x16.lt_u(d, blank)) & within;
    let lineEnds: u64 = 0;
    if (controls != 0) lineEnds = (equal64(a, b, c, d, LF) | equal64(a, b, c, d, CR)) & within;
    const inside = prefixXor(quotes) ^ isOpen;
    // Bit 5 set, brackets are braces; so are the colon and the comma still themselves.
    const e = v128.or(a, blank);
    const f = v128.or(b, blank);
    const g = v128.or(c, blank);
    const h = v128.or(d, blank);
    const marks =
      (equal64(e, f, g, h, 0x7b) | equal64(e, f, g, h, 0x7d) | equal64(e, f, g, h, 0x3a) | equal64(e, f, g, h, 0x2c)) &
      within;
    let found = quotes | (marks & ~inside) | lineEnds | ((allBackslashes | controls) & inside);
    const broken = lineEnds & inside;
    if (broken != 0) {
      const end = <i32>ctz(broken);
      found &= end == 63 ? u64.MAX_VALUE : ((<u64>2) << end) - 1;
      isOpen = 0;
      isEscaped = 0;
      write64(places, i, found);
      places += <usize>popcnt(found) << 2;
      i += end + 1;
      continue;
    }
    isOpen = <u64>((<i64>inside) >> 63);
    write64(places, i, found);
    places += <usize>popcnt(found) << 2;
    i += 64;
  }
  return <i32>((places - first) >> 2);
}

/** Writes the places of the bits, and up to 32 bytes of scratch behind the last. */
// @ts-ignore: decorator
@inline
function write64(places: usize, base: i32, bits: u64): void {
  while (bits != 0) {
    store<i32>(places, base + <i32>ctz(bits));
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 4);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 8);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 12);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 16);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 20);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 24);
    bits &= bits - 1;
    store<i32>(places, base + <i32>ctz(bits), 28);
    bits &= bits - 1;
    places += 32;
  }
}
