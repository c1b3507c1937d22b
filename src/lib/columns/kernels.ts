/** Text through the WebAssembly kernels: inputs are copied in, results out. */
import { Area, getInts, kernels, memoryBytes, memoryInts, putInts, scratchFor } from './kernel-memory.ts';
import { arrayType } from './types.ts';
import { ArrayVector, BytesVector, compactBytes, packedRanges } from './vector.ts';

const LF = 10;
const CR = 13;
/** As many as there are. */
const MOST_PIECES = 2 ** 31 - 1;

/** Lines of a piece of text, by Java's rules (LF, CR and CRLF end a line). What is behind the last end is left out. */
export function splitLines(bytes: Uint8Array): { starts: Int32Array; ends: Int32Array; count: number } {
  const { countBytes, splitLines } = kernels();
  const text = bringIn(bytes, 0, bytes.length);
  const most = countBytes(text, bytes.length, LF, CR);
  const [starts, ends] = scratchFor(most * 4, most * 4);
  const count = splitLines(text, bytes.length, starts, ends);
  return { starts: getInts(starts, count), ends: getInts(ends, count), count };
}

/**
 * Where lines of JSON have their line ends, quotes and marks of structure: see the kernel. The places are a view of
 * memory that is good until the next call of any kernel.
 */
export function indexJson(bytes: Uint8Array): Int32Array {
  const { indexJson } = kernels();
  const text = bringIn(bytes, 0, bytes.length);
  const [places] = scratchFor(bytes.length * 4 + 32);
  const count = indexJson(text, bytes.length, places);
  return memoryInts().subarray(places >> 2, (places >> 2) + count);
}

/**
 * Cuts every value at each separator byte (below 128), into `limit` pieces at most. The pieces of a null row mean
 * nothing.
 */
export function splitByte(values: BytesVector, separator: number, limit = MOST_PIECES): ArrayVector {
  const { countBytes, splitByte } = kernels();
  const text = areInOrder(values) ? values : compactBytes(values);
  const { length, valid } = text;
  const [from, to] = length === 0 ? [0, 0] : [text.starts[0], text.ends[length - 1]];
  const bytes = bringIn(text.bytes, from, to);
  const separators = countBytes(bytes + from, to - from, separator, separator);
  const most = separators + length;
  const sizes = [length * 4, length * 4, separators * 4 + 4, most * 4, most * 4, length * 4 + 4];
  const [starts, ends, places, pieceStarts, pieceEnds, offsets] = scratchFor(...sizes);
  putInts(starts, text.starts, length);
  putInts(ends, text.ends, length);
  const pieces = splitByte(
    bytes,
    from,
    to,
    starts,
    ends,
    length,
    separator,
    limit,
    places,
    pieceStarts,
    pieceEnds,
    offsets,
  );
  const cuts = getInts(offsets, length + 1);
  const [first, last] = [getInts(pieceStarts, pieces), getInts(pieceEnds, pieces)];
  const elements = new BytesVector('string', text.bytes, first, last, pieces);
  return new ArrayVector(
    arrayType('string', false),
    cuts.subarray(0, length),
    cuts.subarray(1),
    elements,
    length,
    valid,
  );
}

/** How many code points each text has. */
export function countCodePoints(values: BytesVector): Int32Array {
  const { length } = values;
  if (length === 0) return new Int32Array(0);
  const { countCodePoints } = kernels();
  const { address, texts } = bringTexts(values);
  const [starts, ends, counts] = scratchFor(length * 4, length * 4, length * 4);
  putInts(starts, texts.starts, length);
  putInts(ends, texts.ends, length);
  countCodePoints(address, starts, ends, length, counts);
  return getInts(counts, length);
}

/** Of each text, the part `skipped` code points behind its start, with at most `count` of them; the bytes are shared. */
export function sliceTexts(values: BytesVector, skipped: number, count: number): BytesVector {
  const { type, length, valid } = values;
  if (length === 0) return values;
  const { sliceTexts } = kernels();
  const { address, texts } = bringTexts(values);
  const [starts, ends, partStarts, partEnds] = scratchFor(length * 4, length * 4, length * 4, length * 4);
  putInts(starts, texts.starts, length);
  putInts(ends, texts.ends, length);
  sliceTexts(address, starts, ends, length, skipped, count, partStarts, partEnds);
  return new BytesVector(type, texts.bytes, getInts(partStarts, length), getInts(partEnds, length), length, valid);
}

/** The rows of the least and of the greatest of some texts, by their bytes; there is at least one, and none is null. */
export function extremeTexts(values: BytesVector): [least: number, greatest: number] {
  const { length } = values;
  const { extremeTexts } = kernels();
  const { address, texts } = bringTexts(values);
  const [starts, ends, found] = scratchFor(length * 4, length * 4, 8);
  putInts(starts, texts.starts, length);
  putInts(ends, texts.ends, length);
  extremeTexts(address, starts, ends, length, found);
  const [least, greatest] = getInts(found, 2);
  return [least, greatest];
}

/** The same as `compactBytes`, for many short texts. */
export function packTexts(values: BytesVector): BytesVector {
  const { type, length, valid } = values;
  const { address, texts } = bringTexts(values);
  if (texts !== values) return texts; // that packed them
  const packed = packedRanges(values, length);
  const [starts, ends, out] = scratchFor(length * 4, length * 4, packed.total);
  putInts(starts, values.starts, length);
  putInts(ends, packed.ends, length);
  kernels().packTexts(address, starts, ends, length, out);
  const bytes = memoryBytes().slice(out, out + packed.total);
  return new BytesVector(type, bytes, packed.starts, packed.ends, length, valid);
}

/** Do the values stand one behind the other? */
function areInOrder({ starts, ends, length }: BytesVector): boolean {
  for (let row = 1; row < length; row++) if (starts[row] < ends[row - 1]) return false;
  return true;
}

/** A part of a buffer of text in the memory; operators one behind the other read the same one. */
let present: { readonly bytes: Uint8Array; readonly from: number; readonly to: number } | undefined;
let area: Area | undefined;

/** Copies bytes [from, to) of a buffer in, unless they are there; gives the address that byte 0 has or would have. */
function bringIn(bytes: Uint8Array, from: number, to: number): number {
  area ??= new Area(1 << 20);
  if (present?.bytes !== bytes || from < present.from || to > present.to) {
    area.reserve(to - from);
    memoryBytes().set(bytes.subarray(from, to), area.address);
    present = { bytes, from, to };
  }
  return area.address - present.from;
}

/** Copies all texts of a vector in, packed if they are a small part of a large buffer. */
export function bringTexts(given: BytesVector): { address: number; texts: BytesVector } {
  const [from, to] = rangeOf(given);
  const isSparse = to - from > MOST_GAPS_BYTES && to - from > 4 * bytesIn(given);
  const texts = isSparse ? compactBytes(given) : given;
  return { address: isSparse ? bringIn(texts.bytes, 0, texts.bytes.length) : bringIn(given.bytes, from, to), texts };
}

/** Of a larger part of a buffer, texts that are not most of it are packed rather than copied with all between them. */
const MOST_GAPS_BYTES = 1 << 20;

/** The part of the buffer that holds all values; a small buffer as a whole. */
function rangeOf({ bytes, starts, ends, length }: BytesVector): [from: number, to: number] {
  if (bytes.length <= MOST_GAPS_BYTES) return [0, bytes.length];
  let [from, to] = [bytes.length, 0];
  for (let row = 0; row < length; row++) {
    if (starts[row] < from) from = starts[row];
    if (ends[row] > to) to = ends[row];
  }
  return [Math.min(from, to), to];
}

function bytesIn({ starts, ends, length }: BytesVector): number {
  let total = 0;
  for (let row = 0; row < length; row++) total += ends[row] - starts[row];
  return total;
}
