/** Text through the WebAssembly kernels: inputs are copied in, results out. */
import { Area, getInts, kernels, memoryBytes, putInts, scratchFor } from './kernel-memory.ts';
import { arrayType } from './types.ts';
import { ArrayVector, BytesVector, compactBytes } from './vector.ts';

const LF = 10;
const CR = 13;

/** Lines of a piece of text, by Java's rules (LF, CR and CRLF end a line). What is behind the last end is left out. */
export function splitLines(bytes: Uint8Array): { starts: Int32Array; ends: Int32Array; count: number } {
  const { countBytes, splitLines } = kernels();
  const text = bringIn(bytes, 0, bytes.length);
  const most = countBytes(text, bytes.length, LF, CR);
  const [starts, ends] = scratchFor(most * 4, most * 4);
  const count = splitLines(text, bytes.length, starts, ends);
  return { starts: getInts(starts, count), ends: getInts(ends, count), count };
}

/** Cuts every value at each separator byte (below 128). The pieces of a null row mean nothing. */
export function splitByte(values: BytesVector, separator: number): ArrayVector {
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
  const pieces = splitByte(bytes, from, to, starts, ends, length, separator, places, pieceStarts, pieceEnds, offsets);
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

/** Do the values stand one behind the other? */
function areInOrder({ starts, ends, length }: BytesVector): boolean {
  for (let row = 1; row < length; row++) if (starts[row] < ends[row - 1]) return false;
  return true;
}

/** A part of a buffer of text in the memory; operators one behind the other read the same one. */
let present: { readonly bytes: Uint8Array; readonly from: number; readonly to: number } | undefined;
let area: Area | undefined;

/** Copies bytes [from, to) of a buffer in, unless they are there; gives the address that byte 0 has or would have. */
export function bringIn(bytes: Uint8Array, from: number, to: number): number {
  area ??= new Area(1 << 20);
  if (present?.bytes !== bytes || from < present.from || to > present.to) {
    area.reserve(to - from);
    memoryBytes().set(bytes.subarray(from, to), area.address);
    present = { bytes, from, to };
  }
  return area.address - present.from;
}
