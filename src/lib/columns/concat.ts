import { Batch } from './batch.ts';
import { type Bitmap, emptyBitmap, hasBit, setBit } from './bitmap.ts';
import type { DataType } from './types.ts';
import {
  ArrayVector,
  BooleanVector,
  BytesVector,
  compactBytes,
  DoubleVector,
  IntVector,
  LongVector,
  StructVector,
  type Vector,
} from './vector.ts';
import { builderFor } from './vector-builder.ts';

/** Vectors of one type, one behind the other. */
export function concatVectors(type: DataType, parts: readonly Vector[]): Vector {
  if (parts.length === 1) return parts[0];
  if (areAll(BooleanVector, parts)) {
    const { length, valid } = shapeOf(parts);
    return new BooleanVector(joined(parts, new Uint8Array(length)), length, valid);
  }
  if (areAll(IntVector, parts)) {
    const { length, valid } = shapeOf(parts);
    return new IntVector(type, joined(parts, new Int32Array(length)), length, valid);
  }
  if (areAll(DoubleVector, parts)) {
    const { length, valid } = shapeOf(parts);
    return new DoubleVector(type, joined(parts, new Float64Array(length)), length, valid);
  }
  if (areAll(LongVector, parts)) return concatLongs(type, parts);
  if (areAll(BytesVector, parts)) return concatBytes(parts);
  if (areAll(ArrayVector, parts)) return concatArrays(parts);
  if (areAll(StructVector, parts)) return concatStructs(parts);
  const builder = builderFor(type);
  for (const part of parts) for (let row = 0; row < part.length; row++) builder.appendFrom(part, row);
  return builder.finish();
}

/** The rows of several batches as one, however many they are; `types` are those of the columns. */
export function concatBatches(parts: readonly Batch[], types: readonly DataType[]): Batch {
  const columns = types.map((type, i) =>
    concatVectors(
      type,
      parts.map(part => part.columns[i]),
    ),
  );
  return new Batch(
    columns,
    parts.reduce((total, part) => total + part.length, 0),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: any constructor
const areAll = <V extends Vector>(kind: new (...args: any[]) => V, parts: readonly Vector[]): parts is readonly V[] =>
  parts.length > 0 && parts.every(part => part instanceof kind);

/** How many rows there are, and which of them hold a value. */
function shapeOf(parts: readonly Vector[]): { length: number; valid: Bitmap | undefined } {
  const length = parts.reduce((total, part) => total + part.length, 0);
  if (parts.every(part => part.valid === undefined)) return { length, valid: undefined };
  const valid = emptyBitmap(length);
  let at = 0;
  for (const part of parts) {
    for (let row = 0; row < part.length; row++, at++) if (!part.valid || hasBit(part.valid, row)) setBit(valid, at);
  }
  return { length, valid };
}

interface Numbers {
  set(values: ArrayLike<number>, at: number): void;
}

function joined<A extends Numbers>(
  parts: readonly { readonly length: number; readonly values: Uint8Array | Int32Array | Float64Array }[],
  to: A,
): A {
  let at = 0;
  for (const { length, values } of parts) {
    to.set(values.subarray(0, length), at);
    at += length;
  }
  return to;
}

function concatLongs(type: DataType, parts: readonly LongVector[]): LongVector {
  const { length, valid } = shapeOf(parts);
  const small = parts.every(part => part.numbers !== undefined);
  const values = small ? new Float64Array(length) : new BigInt64Array(length);
  let at = 0;
  for (const part of parts) {
    if (values instanceof Float64Array) values.set(part.numbers!.subarray(0, part.length), at);
    else values.set(part.bigints().subarray(0, part.length), at);
    at += part.length;
  }
  return new LongVector(type, values, length, valid);
}

function concatBytes(parts: readonly BytesVector[]): BytesVector {
  const { length, valid } = shapeOf(parts);
  const [{ type, bytes: first }] = parts;
  const isShared = parts.every(part => part.bytes === first);
  const packed = isShared ? parts : parts.map(compactBytes);
  const bytes = isShared ? first : new Uint8Array(packed.reduce((total, part) => total + part.bytes.length, 0));
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let [at, shift] = [0, 0];
  for (const part of packed) {
    if (!isShared) bytes.set(part.bytes, shift);
    for (let row = 0; row < part.length; row++, at++) {
      starts[at] = part.starts[row] + shift;
      ends[at] = part.ends[row] + shift;
    }
    if (!isShared) shift += part.bytes.length;
  }
  return new BytesVector(type, bytes, starts, ends, length, valid);
}

function concatArrays(parts: readonly ArrayVector[]): ArrayVector {
  const { length, valid } = shapeOf(parts);
  const [{ type }] = parts;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let [at, shift] = [0, 0];
  for (const part of parts) {
    for (let row = 0; row < part.length; row++, at++) {
      starts[at] = part.starts[row] + shift;
      ends[at] = part.ends[row] + shift;
    }
    shift += part.elements.length;
  }
  const elements = concatVectors(
    type.element,
    parts.map(part => part.elements),
  );
  return new ArrayVector(type, starts, ends, elements, length, valid);
}

function concatStructs(parts: readonly StructVector[]): StructVector {
  const { length, valid } = shapeOf(parts);
  const [{ type }] = parts;
  const fields = type.fields.map((field, i) =>
    concatVectors(
      field.type,
      parts.map(part => part.fields[i]),
    ),
  );
  return new StructVector(type, fields, length, valid);
}
