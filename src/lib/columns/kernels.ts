/**
 * The loops that read every input byte, in WebAssembly (`assembly/scan.ts`). The module works on a memory of
 * its own: inputs are copied in and results out, which costs a few percent and leaves nothing to manage.
 */
import { readFileSync } from 'node:fs';
import { arrayType } from './types.ts';
import { ArrayVector, BytesVector, compactBytes } from './vector.ts';

interface Kernels {
  countByte(bytes: number, length: number, wanted: number): number;
  splitByte(
    bytes: number,
    starts: number,
    ends: number,
    rows: number,
    separator: number,
    pieceStarts: number,
    pieceEnds: number,
    offsets: number,
  ): number;
  splitLines(bytes: number, length: number, lineStarts: number, lineEnds: number): number;
}

const PAGE_BYTES = 65_536;
/** A kernel reads whole vectors of 16 bytes, so up to 15 behind the last byte. */
const SLACK_BYTES = 16;

const memory = new WebAssembly.Memory({ initial: 16 });
let memoryBytes = new Uint8Array(memory.buffer);
let memoryInts = new Int32Array(memory.buffer);
let loaded: Kernels | undefined;

function kernels(): Kernels {
  if (!loaded) {
    const module = new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)));
    loaded = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  }
  return loaded;
}

/** Lays areas of these sizes out in the memory and gives their addresses. What was there before is gone. */
function layOut(...sizesBytes: number[]): number[] {
  let end = 0;
  const addresses = sizesBytes.map(size => {
    const address = end;
    end += (size + SLACK_BYTES + 15) & ~15;
    return address;
  });
  if (end > memoryBytes.length) {
    memory.grow(Math.ceil((end - memoryBytes.length) / PAGE_BYTES));
    memoryBytes = new Uint8Array(memory.buffer);
    memoryInts = new Int32Array(memory.buffer);
  }
  return addresses;
}

const copyInts = (address: number, count: number): Int32Array => memoryInts.slice(address >> 2, (address >> 2) + count);

/** Lines of a piece of text, by Java's rules (LF, CR and CRLF end a line); `used` bytes were ended by one. */
export function splitLines(bytes: Uint8Array): { starts: Int32Array; ends: Int32Array; count: number; used: number } {
  const { countByte, splitLines } = kernels();
  const [input] = layOut(bytes.length);
  memoryBytes.set(bytes, input);
  const most = countByte(input, bytes.length, 10) + countByte(input, bytes.length, 13);
  const [, starts, ends] = layOut(bytes.length, most * 4, most * 4);
  const count = splitLines(input, bytes.length, starts, ends);
  const lines = { starts: copyInts(starts, count), ends: copyInts(ends, count), count };
  let used = count === 0 ? 0 : lines.ends[count - 1] + 1;
  if (bytes[used - 1] === 13 && bytes[used] === 10) used++;
  return { ...lines, used };
}

/** Cuts every value at each separator byte (below 128). The pieces of a null row mean nothing. */
export function splitByte(values: BytesVector, separator: number): ArrayVector {
  const { countByte, splitByte } = kernels();
  const { text, from, to } = inOrder(values);
  const { length, valid } = text;
  const [input] = layOut(to - from);
  memoryBytes.set(text.bytes.subarray(from, to), input);
  const most = countByte(input, to - from, separator) + length;
  // `input` is the first area both times, so what was copied into it stays.
  const [, starts, ends, pieceStarts, pieceEnds, offsets] = layOut(
    to - from,
    length * 4,
    length * 4,
    most * 4,
    most * 4,
    length * 4 + 4,
  );
  memoryInts.set(text.starts.subarray(0, length), starts >> 2);
  memoryInts.set(text.ends.subarray(0, length), ends >> 2);
  // Positions are those of the whole buffer, of which the memory holds the part that begins at `from`.
  const pieces = splitByte(input - from, starts, ends, length, separator, pieceStarts, pieceEnds, offsets);
  const cuts = copyInts(offsets, length + 1);
  const elements = new BytesVector(
    'string',
    text.bytes,
    copyInts(pieceStarts, pieces),
    copyInts(pieceEnds, pieces),
    pieces,
  );
  return new ArrayVector(arrayType('string', false), cuts.subarray(0, length), cuts.subarray(1), elements, length, valid);
}

/**
 * A text vector whose values stand one behind the other in its bytes, and the range that they span: the vector
 * itself in the usual case, a packed copy where values overlap, change places or lie far apart.
 */
function inOrder(text: BytesVector): { text: BytesVector; from: number; to: number } {
  const { starts, ends, length } = text;
  if (length === 0) return { text, from: 0, to: 0 };
  let ordered = true;
  let used = 0;
  for (let row = 0; row < length; row++) {
    if (row > 0 && starts[row] < ends[row - 1]) ordered = false;
    used += ends[row] - starts[row];
  }
  const span = ends[length - 1] - starts[0];
  if (ordered && span <= 4 * used + PAGE_BYTES) return { text, from: starts[0], to: ends[length - 1] };
  const packed = compactBytes(text);
  return { text: packed, from: 0, to: packed.bytes.length };
}
