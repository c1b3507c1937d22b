/**
 * Batches on their way to another thread, as plain data. Numbers move with their buffers; texts get bytes of their own,
 * lest all that was read moves for a few words of it.
 */
import { invariant } from '../base/errors.ts';
import type { Answer } from '../base/helper-thread.ts';
import { Batch } from './batch.ts';
import type { Bitmap } from './bitmap.ts';
import { packTexts } from './kernels.ts';
import type { ArrayType, DataType, DecimalType, MapType, StructType } from './types.ts';
import {
  ArrayVector,
  BooleanVector,
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntVector,
  LongVector,
  MapVector,
  NullVector,
  StructVector,
  type Vector,
} from './vector.ts';

export interface MovedBatch {
  readonly columns: readonly MovedVector[];
  readonly length: number;
}

type MovedVector = { readonly length: number; readonly valid: Bitmap | undefined } & (
  | { readonly kind: 'boolean'; readonly values: Uint8Array }
  | { readonly kind: 'int'; readonly type: DataType; readonly values: Int32Array }
  | { readonly kind: 'double'; readonly type: DataType; readonly values: Float64Array }
  | { readonly kind: 'long'; readonly type: DataType; readonly values: Float64Array | BigInt64Array }
  | { readonly kind: 'decimal'; readonly type: DecimalType; readonly values: readonly bigint[] }
  | ({ readonly kind: 'bytes'; readonly type: BytesVector['type']; readonly bytes: Uint8Array } & Ranges)
  | ({ readonly kind: 'array'; readonly type: ArrayType; readonly inner: readonly MovedVector[] } & Ranges)
  | ({ readonly kind: 'map'; readonly type: MapType; readonly inner: readonly MovedVector[] } & Ranges)
  | { readonly kind: 'struct'; readonly type: StructType; readonly inner: readonly MovedVector[] }
  | { readonly kind: 'null' }
);

interface Ranges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The batch must not be used any more; the bytes that its texts were in may. */
export function moveOut({ columns, length }: Batch): Answer<MovedBatch> {
  const buffers = new Set<ArrayBuffer>();
  return { answer: { columns: columns.map(column => movedOf(column, buffers)), length }, moved: [...buffers] };
}

export const moveIn = ({ columns, length }: MovedBatch): Batch => new Batch(columns.map(vectorOf), length);

function movedOf(vector: Vector, buffers: Set<ArrayBuffer>): MovedVector {
  const move = <A extends Uint8Array | Int32Array | Float64Array | BigInt64Array>(array: A): A => {
    // Others may have theirs in the same buffer, as Node's small ones have, and all empty arrays of a kind may be one.
    const moved = array.byteLength * 2 <= array.buffer.byteLength ? (array.slice() as A) : array;
    buffers.add(moved.buffer as ArrayBuffer);
    return moved;
  };
  const { length } = vector;
  const shape = { length, valid: vector.valid && move(vector.valid) };
  const inner = (...vectors: readonly Vector[]) => vectors.map(one => movedOf(one, buffers));
  if (vector instanceof BooleanVector) return { ...shape, kind: 'boolean', values: move(vector.values) };
  if (vector instanceof IntVector) return { ...shape, kind: 'int', type: vector.type, values: move(vector.values) };
  if (vector instanceof DoubleVector)
    return { ...shape, kind: 'double', type: vector.type, values: move(vector.values) };
  if (vector instanceof LongVector)
    return { ...shape, kind: 'long', type: vector.type, values: move(vector.numbers ?? vector.bigints()) };
  if (vector instanceof DecimalVector) return { ...shape, kind: 'decimal', type: vector.type, values: vector.values };
  if (vector instanceof BytesVector) {
    const { type, bytes, starts, ends } = packTexts(vector);
    return { ...shape, kind: 'bytes', type, bytes: move(bytes), starts: move(starts), ends: move(ends) };
  }
  if (vector instanceof StructVector)
    return { ...shape, kind: 'struct', type: vector.type, inner: inner(...vector.fields) };
  if (vector instanceof NullVector) return { ...shape, kind: 'null' };
  invariant(vector instanceof ArrayVector || vector instanceof MapVector, 'calendar intervals are only literals');
  const ranges = { starts: move(vector.starts), ends: move(vector.ends) };
  return vector instanceof ArrayVector
    ? { ...shape, ...ranges, kind: 'array', type: vector.type, inner: inner(vector.elements) }
    : { ...shape, ...ranges, kind: 'map', type: vector.type, inner: inner(vector.keys, vector.values) };
}

function vectorOf(moved: MovedVector): Vector {
  const { length, valid } = moved;
  switch (moved.kind) {
    case 'boolean':
      return new BooleanVector(moved.values, length, valid);
    case 'int':
      return new IntVector(moved.type, moved.values, length, valid);
    case 'double':
      return new DoubleVector(moved.type, moved.values, length, valid);
    case 'long':
      return new LongVector(moved.type, moved.values, length, valid);
    case 'decimal':
      return new DecimalVector(moved.type, moved.values, length, valid);
    case 'bytes':
      return new BytesVector(moved.type, moved.bytes, moved.starts, moved.ends, length, valid);
    case 'struct':
      return new StructVector(moved.type, moved.inner.map(vectorOf), length, valid);
    case 'array': {
      const [elements] = moved.inner.map(vectorOf);
      return new ArrayVector(moved.type, moved.starts, moved.ends, elements, length, valid);
    }
    case 'map': {
      const [keys, values] = moved.inner.map(vectorOf);
      return new MapVector(moved.type, moved.starts, moved.ends, keys, values, length, valid);
    }
    case 'null':
      return new NullVector(length);
  }
}
