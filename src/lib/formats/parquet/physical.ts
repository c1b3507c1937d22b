/** Vectors as Parquet's plain values: what stands in pages, in dictionaries and in statistics. */
import { invariant } from '../../base/errors.ts';
import { kernels, memoryBytes, putInts, scratchFor } from '../../columns/kernel-memory.ts';
import { bringTexts } from '../../columns/kernels.ts';
import {
  BooleanVector,
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntVector,
  LongVector,
  NullVector,
  type Vector,
} from '../../columns/vector.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import type { Node } from './footer.ts';

/** The values of one column, none of them null. */
export type Plain =
  /** 0 or 1 a byte. */
  | { readonly kind: 'bits'; readonly values: Uint8Array; readonly count: number }
  /** So many bytes each. */
  | { readonly kind: 'fixed'; readonly width: number; readonly bytes: Uint8Array; readonly count: number }
  | { readonly kind: 'texts'; readonly texts: BytesVector; readonly count: number };

export function plainOf(vector: Vector, { physical, typeLength }: Node): Plain {
  const count = vector.length;
  if (vector instanceof BooleanVector) return { kind: 'bits', values: vector.values, count };
  // Values of void are never there.
  if (vector instanceof NullVector) return { kind: 'bits', values: new Uint8Array(0), count: 0 };
  if (vector instanceof BytesVector) return { kind: 'texts', texts: vector, count };
  if (vector instanceof DecimalVector) return fixed(decimalBytes(vector, physical!, typeLength ?? 0), count);
  if (vector instanceof LongVector) return fixed(longBytes(vector), count);
  if (vector instanceof DoubleVector) {
    const values = vector.values.subarray(0, count);
    return fixed(bytesOf(physical === 'FLOAT' ? Float32Array.from(values) : values), count);
  }
  invariant(vector instanceof IntVector, 'a column of Parquet is no group');
  return fixed(bytesOf(vector.values.subarray(0, count)), count);
}

const fixed = (bytes: Uint8Array, count: number): Plain => ({
  kind: 'fixed',
  width: count === 0 ? 1 : bytes.length / count,
  bytes,
  count,
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array | Float64Array | BigInt64Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

function longBytes(vector: LongVector): Uint8Array {
  const { numbers, length } = vector;
  if (!numbers) return bytesOf(vector.bigints().subarray(0, length));
  const [from, to] = scratchFor(length * 8, length * 8);
  memoryBytes().set(bytesOf(numbers.subarray(0, length)), from);
  kernels().writeLongs(from, length, to);
  return memoryBytes().slice(to, to + length * 8);
}

function decimalBytes({ values, length }: DecimalVector, physical: string, typeLength: number): Uint8Array {
  if (physical === 'INT32') return bytesOf(Int32Array.from({ length }, (_, row) => Number(values[row])));
  if (physical === 'INT64') return bytesOf(BigInt64Array.from({ length }, (_, row) => values[row]));
  const bytes = new Uint8Array(length * typeLength);
  for (let row = 0; row < length; row++) {
    let rest = values[row];
    for (let at = (row + 1) * typeLength - 1; at >= row * typeLength; at--) {
      bytes[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
  return bytes;
}

export function slicePlain(plain: Plain, from: number, to: number): Plain {
  const count = to - from;
  if (count === plain.count) return plain;
  switch (plain.kind) {
    case 'bits':
      return { ...plain, values: plain.values.subarray(from, to), count };
    case 'fixed':
      return { ...plain, bytes: plain.bytes.subarray(from * plain.width, to * plain.width), count };
    case 'texts':
      return { ...plain, texts: plain.texts.slice(from, to), count };
  }
}

/** How many bytes they are in a page. */
export function plainSize(plain: Plain): number {
  if (plain.kind === 'bits') return (plain.count + 7) >> 3;
  if (plain.kind === 'fixed') return plain.bytes.length;
  const { starts, ends } = plain.texts;
  let size = plain.count * 4;
  for (let row = 0; row < plain.count; row++) size += ends[row] - starts[row];
  return size;
}

/** Adds them as a page has them; bits are a byte each, to be packed when the page is whole. */
export function addPlain(plain: Plain, out: ByteBuffer): void {
  if (plain.kind === 'bits') out.add(plain.values.subarray(0, plain.count));
  else if (plain.kind === 'fixed') out.add(plain.bytes);
  else if (plain.count > 0) {
    const { address, texts } = bringTexts(plain.texts);
    const [starts, ends, to] = scratchFor(plain.count * 4, plain.count * 4, plainSize(plain));
    putInts(starts, texts.starts, plain.count);
    putInts(ends, texts.ends, plain.count);
    const size = kernels().writeTexts(address, starts, ends, plain.count, to);
    out.add(memoryBytes().subarray(to, to + size));
  }
}

/** As texts, to be numbered by a table. */
export function textsOf(plain: Exclude<Plain, { kind: 'bits' }>): BytesVector {
  if (plain.kind === 'texts') return plain.texts;
  const { bytes, width, count } = plain;
  const bounds = new Int32Array(count + 1);
  for (let row = 1; row <= count; row++) bounds[row] = row * width;
  return new BytesVector('binary', bytes, bounds.subarray(0, count), bounds.subarray(1), count);
}

/** The other way round. */
export const plainFrom = (texts: BytesVector, like: Plain): Plain =>
  like.kind === 'fixed'
    ? { kind: 'fixed', width: like.width, bytes: texts.bytes, count: texts.length }
    : { kind: 'texts', texts, count: texts.length };
