// AssemblyScript, compiled to WebAssembly by the build: the loops that touch every byte of the input or every row
// of a group by. What they gain over JavaScript: 16 bytes compared at a time, with the matches taken from a bit mask;
// 64-bit words; no checks of array bounds. Pointers are plain addresses, given out by `allocate`.

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

/** How many of the `length` bytes at `bytes` are `wanted`. May read up to 15 bytes behind the end. */
export function countByte(bytes: usize, length: i32, wanted: u8): i32 {
  const pattern = i8x16.splat(wanted);
  let count = 0;
  for (let i = 0; i < length; i += 16) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(bytes + i), pattern));
    if (length - i < 16) mask &= (1 << (length - i)) - 1;
    count += popcnt(mask);
  }
  return count;
}

/**
 * Cuts every row of a text vector at each `separator`, keeping empty pieces.
 * Row r is bytes + [starts[r], ends[r]); its pieces are [offsets[r], offsets[r + 1]) of the outputs.
 */
export function splitByte(
  bytes: usize,
  starts: usize,
  ends: usize,
  rows: i32,
  separator: u8,
  pieceStarts: usize,
  pieceEnds: usize,
  offsets: usize,
): i32 {
  const pattern = i8x16.splat(separator);
  let pieces = 0;
  store<i32>(offsets, 0);
  for (let row = 0; row < rows; row++) {
    const rowEnd = load<i32>(ends + (row << 2));
    let start = load<i32>(starts + (row << 2));
    for (let i = start; i < rowEnd; i += 16) {
      let mask = i8x16.bitmask(i8x16.eq(v128.load(bytes + i), pattern));
      if (rowEnd - i < 16) mask &= (1 << (rowEnd - i)) - 1;
      for (; mask != 0; mask &= mask - 1) {
        const at = i + ctz(mask);
        store<i32>(pieceStarts + (pieces << 2), start);
        store<i32>(pieceEnds + (pieces << 2), at);
        pieces++;
        start = at + 1;
      }
    }
    store<i32>(pieceStarts + (pieces << 2), start);
    store<i32>(pieceEnds + (pieces << 2), rowEnd);
    pieces++;
    store<i32>(offsets + ((row + 1) << 2), pieces);
  }
  return pieces;
}

/**
 * Finds lines as Java's BufferedReader does: they end in LF, CR or CRLF. Only ended lines are written; the
 * bytes behind the last end are the caller's to keep.
 */
export function splitLines(bytes: usize, length: i32, lineStarts: usize, lineEnds: usize): i32 {
  const lf = i8x16.splat(LF);
  const cr = i8x16.splat(CR);
  let lines = 0;
  let start = 0;
  for (let i = 0; i < length; i += 16) {
    const block = v128.load(bytes + i);
    let mask = i8x16.bitmask(v128.or(i8x16.eq(block, lf), i8x16.eq(block, cr)));
    if (length - i < 16) mask &= (1 << (length - i)) - 1;
    for (; mask != 0; mask &= mask - 1) {
      const at = i + ctz(mask);
      // The LF of a CRLF ends nothing: its CR did.
      if (at == start && at > 0 && load<u8>(bytes + at) == LF && load<u8>(bytes + at - 1) == CR) {
        start = at + 1;
        continue;
      }
      store<i32>(lineStarts + (lines << 2), start);
      store<i32>(lineEnds + (lines << 2), at);
      lines++;
      start = at + 1;
    }
  }
  return lines;
}

/** The bytes [at, at + length) of a text shorter than 8, as one number. */
// @ts-ignore: decorator
@inline
function shortWord(at: usize, length: i32): u64 {
  return load<u64>(at) & (((<u64>1) << (length << 3)) - 1);
}

/** Mixes the hash of every text into `hashes`. May read up to 7 bytes behind a text. */
export function hashTexts(bytes: usize, starts: usize, ends: usize, rows: i32, hashes: usize): void {
  for (let row = 0; row < rows; row++) {
    const start = load<i32>(starts + (row << 2));
    let length = load<i32>(ends + (row << 2)) - start;
    let at = bytes + start;
    let hash: u64 = (<u64>load<u32>(hashes + (row << 2)) << 32) | length;
    for (; length >= 8; length -= 8, at += 8) {
      hash = (hash ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 32;
    }
    hash = (hash ^ shortWord(at, length)) * 0x9e3779b97f4a7c15;
    store<i32>(hashes + (row << 2), <i32>(hash ^ (hash >> 32)));
  }
}

/**
 * Looks hashes up in an open-addressing table of pairs (hash, group + 1; 0 free, -1 removed). With `fresh` (not 0),
 * a hash that is not there founds the next group, and its row is added to the list there, whose length comes first;
 * without, its group is -1. Stops early when `mostGroups` are there.
 *
 * @returns how many rows were looked up
 */
export function lookUp(
  hashes: usize,
  rows: i32,
  slots: usize,
  mask: i32,
  groups: usize,
  fresh: usize,
  groupCount: i32,
  mostGroups: i32,
): i32 {
  let founded = 0;
  let row = 0;
  for (; row < rows; row++) {
    const hash = load<i32>(hashes + (row << 2));
    let slot = hash & mask;
    let entry = load<i32>(slots + (slot << 3) + 4);
    while (entry != 0 && (load<i32>(slots + (slot << 3)) != hash || entry < 0)) {
      slot = (slot + 1) & mask;
      entry = load<i32>(slots + (slot << 3) + 4);
    }
    if (entry == 0 && fresh != 0) {
      if (groupCount + founded >= mostGroups) break;
      founded++;
      entry = groupCount + founded;
      store<i32>(slots + (slot << 3), hash);
      store<i32>(slots + (slot << 3) + 4, entry);
      store<i32>(fresh + (founded << 2), row);
    }
    store<i32>(groups + (row << 2), entry - 1);
  }
  if (fresh != 0) store<i32>(fresh, founded);
  return row;
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

/**
 * Compares every text with the key of its group (none where that is negative): key g is keys + [keyEnds[g],
 * keyEnds[g + 1]). May read up to 7 bytes behind either.
 *
 * @returns how many rows differ; they are written to `wrong`
 */
export function verifyTexts(
  bytes: usize,
  starts: usize,
  ends: usize,
  rows: i32,
  groups: usize,
  keys: usize,
  keyEnds: usize,
  wrong: usize,
): i32 {
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const group = load<i32>(groups + (row << 2));
    if (group < 0) continue;
    const start = load<i32>(starts + (row << 2));
    let length = load<i32>(ends + (row << 2)) - start;
    let key = load<i32>(keyEnds + (group << 2));
    let same = load<i32>(keyEnds + (group << 2) + 4) - key == length;
    if (same) {
      let at = bytes + start;
      let keyAt = keys + key;
      for (; length >= 8 && same; length -= 8, at += 8, keyAt += 8) same = load<u64>(at) == load<u64>(keyAt);
      same = same && shortWord(at, length) == shortWord(keyAt, length);
    }
    if (!same) store<i32>(wrong + (count++ << 2), row);
  }
  return count;
}
