/** Whole columns through the WebAssembly kernels: inputs are copied in, results out. */
import { type Area, getInts, kernels, memoryBytes, memoryInts, putInts, scratchFor } from './kernel-memory.ts';
import { arrayType } from './types.ts';
import { ArrayVector, BytesVector, compactBytes } from './vector.ts';

const LF = 10;
const CR = 13;

/** Lines of a piece of text, by Java's rules (LF, CR and CRLF end a line). What is behind the last end is left out. */
export function splitLines(bytes: Uint8Array): { starts: Int32Array; ends: Int32Array; count: number } {
  const { countByte, splitLines } = kernels();
  let [input] = scratchFor(bytes.length);
  memoryBytes().set(bytes, input);
  const most = countByte(input, bytes.length, LF) + countByte(input, bytes.length, CR);
  // What was copied in stays, as the first area, where more room is asked for behind it.
  const [again, starts, ends] = scratchFor(bytes.length, most * 4, most * 4);
  input = again;
  const count = splitLines(input, bytes.length, starts, ends);
  return { starts: getInts(starts, count), ends: getInts(ends, count), count };
}

/** Cuts every value at each separator byte (below 128). The pieces of a null row mean nothing. */
export function splitByte(values: BytesVector, separator: number): ArrayVector {
  const { countByte, splitByte } = kernels();
  const { text, from, to } = inOrder(values);
  const { length, valid } = text;
  const [counted] = scratchFor(to - from);
  memoryBytes().set(text.bytes.subarray(from, to), counted);
  const most = countByte(counted, to - from, separator) + length;
  const sizes = [to - from, length * 4, length * 4, most * 4, most * 4, length * 4 + 4];
  const [input, starts, ends, pieceStarts, pieceEnds, offsets] = scratchFor(...sizes);
  putInts(starts, text.starts, length);
  putInts(ends, text.ends, length);
  // Positions are those of the whole buffer, of which the memory holds the part that begins at `from`.
  const pieces = splitByte(input - from, starts, ends, length, separator, pieceStarts, pieceEnds, offsets);
  const cuts = getInts(offsets, length + 1);
  const elements = new BytesVector(
    'string',
    text.bytes,
    getInts(pieceStarts, pieces),
    getInts(pieceEnds, pieces),
    pieces,
  );
  return new ArrayVector(
    arrayType('string', false),
    cuts.subarray(0, length),
    cuts.subarray(1),
    elements,
    length,
    valid,
  );
}

/** Mixes the hash of every text into `hashes`. */
export function hashTexts(values: BytesVector, hashes: Int32Array): void {
  const { text, from, to } = within(values);
  const { length } = text;
  const [input, starts, ends, mixed] = scratchFor(to - from, length * 4, length * 4, length * 4);
  putText(text, from, to, input, starts, ends);
  putInts(mixed, hashes, length);
  kernels().hashTexts(input - from, starts, ends, length, mixed);
  hashes.set(memoryInts().subarray(mixed >> 2, (mixed >> 2) + length));
}

/** The rows whose text is not the key of their group (negative: none). */
export function verifyTexts(values: BytesVector, groups: Int32Array, keys: Area, keyEnds: Area): Int32Array {
  const { text, from, to } = within(values);
  const { length } = text;
  const [input, starts, ends, expected, wrong] = scratchFor(to - from, length * 4, length * 4, length * 4, length * 4);
  putText(text, from, to, input, starts, ends);
  putInts(expected, groups, length);
  const { verifyTexts } = kernels();
  const count = verifyTexts(input - from, starts, ends, length, expected, keys.address, keyEnds.address, wrong);
  return getInts(wrong, count);
}

function putText(text: BytesVector, from: number, to: number, bytes: number, starts: number, ends: number): void {
  memoryBytes().set(text.bytes.subarray(from, to), bytes);
  putInts(starts, text.starts, text.length);
  putInts(ends, text.ends, text.length);
}

/** Values lying farther apart than this are packed rather than copied with all that is between them. */
const MOST_GAPS_BYTES = 1 << 16;

interface Span {
  readonly text: BytesVector;
  readonly from: number;
  readonly to: number;
}

/** A text vector and the range of its bytes that its values lie in; a packed copy where that would be mostly gaps. */
function within(text: BytesVector): Span {
  const { starts, ends, length } = text;
  let [from, to, used] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let row = 0; row < length; row++) {
    if (starts[row] < from) from = starts[row];
    if (ends[row] > to) to = ends[row];
    used += ends[row] - starts[row];
  }
  if (length === 0) return { text, from: 0, to: 0 };
  return to - from <= 4 * used + MOST_GAPS_BYTES ? { text, from, to } : packed(text);
}

/** As `within`, of values that stand one behind the other and do not overlap. */
function inOrder(text: BytesVector): Span {
  const { starts, ends, length } = text;
  for (let row = 1; row < length; row++) if (starts[row] < ends[row - 1]) return packed(text);
  return within(text);
}

function packed(text: BytesVector): Span {
  const copy = compactBytes(text);
  return { text: copy, from: 0, to: copy.bytes.length };
}
