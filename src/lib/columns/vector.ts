/**
 * Values of one type, one after the other: the unit that expressions work on. Numbers lie in typed arrays,
 * text in UTF-8 bytes with the start and end of each value, nulls in a bitmap (Apache Arrow's layout, but
 * with two offsets a value instead of one, so that split, trim, substring and filters share the bytes).
 *
 * Vectors are immutable. Their arrays may be longer than `length`; what lies behind it means nothing.
 */
import type { Interval } from '../base/intervals.ts';
import { type Bitmap, emptyBitmap, hasBit, sliceBitmap, takeBitmap } from './bitmap.ts';
import { allRows } from './selection.ts';
import type { ArrayType, DataType, DecimalType, MapType, StructType } from './types.ts';

/**
 * One value as JavaScript holds it inside the engine:
 *
 * | Spark | here |
 * |---|---|
 * | boolean | boolean |
 * | tinyint, smallint, int, float, double | number |
 * | bigint | bigint |
 * | date; interval year to month | number of days since 1970; number of months |
 * | timestamp, interval day to second | bigint of microseconds (since 1970 UTC) |
 * | decimal | bigint, unscaled: 1.50 as decimal(3,2) is 150n |
 * | string; binary | string; Uint8Array |
 * | array; struct | array of values; array of values in field order |
 * | map | array of [key, value] |
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Interval | Value[];

export abstract class Vector {
  abstract readonly type: DataType;
  readonly length: number;
  readonly valid: Bitmap | undefined;

  constructor(length: number, valid: Bitmap | undefined) {
    this.length = length;
    this.valid = valid;
  }

  isNull(row: number): boolean {
    return this.valid !== undefined && !hasBit(this.valid, row);
  }

  /** The value of a row, null included. */
  get(row: number): Value {
    return this.isNull(row) ? null : this.at(row);
  }

  /** The value of a row that is not null. */
  protected abstract at(row: number): Value;

  /** The rows named, in that order; a negative row gives null. */
  abstract take(rows: Int32Array, length?: number): Vector;

  /** Rows [from, to). */
  abstract slice(from: number, to: number): Vector;

  *[Symbol.iterator](): Iterator<Value> {
    for (let row = 0; row < this.length; row++) yield this.get(row);
  }
}

export class BooleanVector extends Vector {
  readonly type = 'boolean';
  /** 0 or 1. */
  readonly values: Uint8Array;

  constructor(values: Uint8Array, length: number, valid?: Bitmap) {
    super(length, valid);
    this.values = values;
  }

  protected at(row: number): boolean {
    return this.values[row] === 1;
  }

  take(rows: Int32Array, length = rows.length): BooleanVector {
    const values = new Uint8Array(length);
    for (let i = 0; i < length; i++) values[i] = this.values[rows[i]];
    return new BooleanVector(values, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): BooleanVector {
    return new BooleanVector(this.values.subarray(from, to), to - from, sliceBitmap(this.valid, from, to));
  }
}

/** tinyint, smallint, int, date and interval year to month. */
export class IntVector extends Vector {
  readonly type: DataType;
  readonly values: Int32Array;

  constructor(type: DataType, values: Int32Array, length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    this.values = values;
  }

  protected at(row: number): number {
    return this.values[row];
  }

  take(rows: Int32Array, length = rows.length): IntVector {
    const values = new Int32Array(length);
    for (let i = 0; i < length; i++) values[i] = this.values[rows[i]];
    return new IntVector(this.type, values, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): IntVector {
    return new IntVector(this.type, this.values.subarray(from, to), to - from, sliceBitmap(this.valid, from, to));
  }
}

/** float (values rounded to 32 bits) and double. */
export class DoubleVector extends Vector {
  readonly type: DataType;
  readonly values: Float64Array;

  constructor(type: DataType, values: Float64Array, length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    this.values = values;
  }

  protected at(row: number): number {
    return this.values[row];
  }

  take(rows: Int32Array, length = rows.length): DoubleVector {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = this.values[rows[i]];
    return new DoubleVector(this.type, values, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): DoubleVector {
    return new DoubleVector(this.type, this.values.subarray(from, to), to - from, sliceBitmap(this.valid, from, to));
  }
}

/** Whole numbers up to this size are exact as doubles. */
export const SAFE = Number.MAX_SAFE_INTEGER;

/**
 * 64-bit integers: bigint, timestamps and day-time intervals in microseconds. Kept as doubles while every
 * value of the vector is exact as one, which is nearly always and several times as fast; as `BigInt64Array`
 * otherwise (the year 9999 in microseconds is beyond 2^53).
 */
export class LongVector extends Vector {
  readonly type: DataType;
  /** Present unless some value is beyond ±(2^53 − 1). */
  readonly numbers: Float64Array | undefined;
  readonly #exact: BigInt64Array | undefined;

  constructor(type: DataType, values: Float64Array | BigInt64Array, length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    if (values instanceof Float64Array) this.numbers = values;
    else {
      this.numbers = undefined;
      this.#exact = values;
    }
  }

  /** The values as 64-bit integers; of a null row, anything. */
  bigints(): BigInt64Array {
    if (this.#exact) return this.#exact;
    const numbers = this.numbers!;
    const exact = new BigInt64Array(this.length);
    for (let row = 0; row < this.length; row++) exact[row] = BigInt(numbers[row]);
    return exact;
  }

  protected at(row: number): bigint {
    return this.numbers ? BigInt(this.numbers[row]) : this.#exact![row];
  }

  take(rows: Int32Array, length = rows.length): LongVector {
    const from = this.numbers;
    const valid = takeBitmap(this.valid, rows, length);
    if (from) {
      const values = new Float64Array(length);
      for (let i = 0; i < length; i++) values[i] = rows[i] < 0 ? 0 : from[rows[i]];
      return new LongVector(this.type, values, length, valid);
    }
    const values = new BigInt64Array(length);
    for (let i = 0; i < length; i++) if (rows[i] >= 0) values[i] = this.#exact![rows[i]];
    return new LongVector(this.type, values, length, valid);
  }

  slice(from: number, to: number): LongVector {
    const values = this.numbers?.subarray(from, to) ?? this.#exact!.subarray(from, to);
    return new LongVector(this.type, values, to - from, sliceBitmap(this.valid, from, to));
  }
}

/** Unscaled values: 1.50 as decimal(3,2) is 150n. */
export class DecimalVector extends Vector {
  readonly type: DecimalType;
  readonly values: readonly bigint[];

  constructor(type: DecimalType, values: readonly bigint[], length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    this.values = values;
  }

  protected at(row: number): bigint {
    return this.values[row];
  }

  take(rows: Int32Array, length = rows.length): DecimalVector {
    const values = Array.from({ length }, (_, i) => this.values[rows[i]] ?? 0n);
    return new DecimalVector(this.type, values, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): DecimalVector {
    return new DecimalVector(this.type, this.values.slice(from, to), to - from, sliceBitmap(this.valid, from, to));
  }
}

/** string (UTF-8) and binary: value `row` is `bytes[starts[row], ends[row])`; values may overlap. */
export class BytesVector extends Vector {
  readonly type: 'string' | 'binary';
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  #buffer: Buffer | undefined;
  #lastStart = -1;
  #lastEnd = -1;
  #lastText = '';

  constructor(
    type: 'string' | 'binary',
    bytes: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    length: number,
    valid?: Bitmap,
  ) {
    super(length, valid);
    this.type = type;
    this.bytes = bytes;
    this.starts = starts;
    this.ends = ends;
  }

  /** The text of a row that is not null. */
  text(row: number): string {
    const [start, end] = [this.starts[row], this.ends[row]];
    // A constant is the same bytes in every row, and a pattern may be long.
    if (start === this.#lastStart && end === this.#lastEnd) return this.#lastText;
    this.#buffer ??= Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    this.#lastText = this.#buffer.toString('utf8', start, end);
    this.#lastStart = start;
    this.#lastEnd = end;
    return this.#lastText;
  }

  protected at(row: number): string | Uint8Array {
    return this.type === 'string' ? this.text(row) : this.bytes.slice(this.starts[row], this.ends[row]);
  }

  take(rows: Int32Array, length = rows.length): BytesVector {
    const [allStarts, allEnds] = [this.starts, this.ends];
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      starts[i] = allStarts[rows[i]];
      ends[i] = allEnds[rows[i]];
    }
    return new BytesVector(this.type, this.bytes, starts, ends, length, takeBitmap(this.valid, rows, length));
  }

  /** The `count` rows that have a one among the flags; for values without nulls. */
  keep(flags: Uint8Array, count: number): BytesVector {
    const [allStarts, allEnds] = [this.starts, this.ends];
    const starts = new Int32Array(count + 1);
    const ends = new Int32Array(count + 1);
    let kept = 0;
    for (let row = 0; row < this.length; row++) {
      starts[kept] = allStarts[row]; // written over by the next one, if it is not kept: faster than a branch
      ends[kept] = allEnds[row];
      kept += flags[row];
    }
    return new BytesVector(this.type, this.bytes, starts.subarray(0, count), ends.subarray(0, count), count);
  }

  slice(from: number, to: number): BytesVector {
    const valid = sliceBitmap(this.valid, from, to);
    return new BytesVector(
      this.type,
      this.bytes,
      this.starts.subarray(from, to),
      this.ends.subarray(from, to),
      to - from,
      valid,
    );
  }
}

/** The ranges of the rows laid one behind the other, from 0 to `total`; those of null rows are empty. */
export function packedRanges(
  vector: Vector & { readonly starts: Int32Array; readonly ends: Int32Array },
  length: number,
): { starts: Int32Array; ends: Int32Array; total: number } {
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let total = 0;
  for (let row = 0; row < length; row++) {
    starts[row] = total;
    if (!vector.isNull(row)) total += vector.ends[row] - vector.starts[row];
    ends[row] = total;
  }
  return { starts, ends, total };
}

/** The same values in bytes of their own, one after the other: no gaps, nothing shared, nothing else kept alive. */
export function compactBytes(vector: BytesVector): BytesVector {
  const { bytes, length } = vector;
  const { starts, ends, total } = packedRanges(vector, length);
  const packed = new Uint8Array(total);
  for (let row = 0; row < length; row++) {
    if (ends[row] > starts[row]) packed.set(bytes.subarray(vector.starts[row], vector.ends[row]), starts[row]);
  }
  return new BytesVector(vector.type, packed, starts, ends, length, vector.valid);
}

/** Value `row` is the elements [starts[row], ends[row]). */
export class ArrayVector extends Vector {
  readonly type: ArrayType;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly elements: Vector;

  constructor(type: ArrayType, starts: Int32Array, ends: Int32Array, elements: Vector, length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    this.starts = starts;
    this.ends = ends;
    this.elements = elements;
  }

  protected at(row: number): Value[] {
    const values: Value[] = [];
    for (let i = this.starts[row]; i < this.ends[row]; i++) values.push(this.elements.get(i));
    return values;
  }

  take(rows: Int32Array, length = rows.length): ArrayVector {
    const [starts, ends] = takeRanges(this.starts, this.ends, rows, length);
    return new ArrayVector(this.type, starts, ends, this.elements, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): ArrayVector {
    const [starts, ends] = [this.starts.subarray(from, to), this.ends.subarray(from, to)];
    return new ArrayVector(this.type, starts, ends, this.elements, to - from, sliceBitmap(this.valid, from, to));
  }
}

/** Value `row` is the entries [starts[row], ends[row]) of `keys` and `values`. */
export class MapVector extends Vector {
  readonly type: MapType;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly keys: Vector;
  readonly values: Vector;

  constructor(
    type: MapType,
    starts: Int32Array,
    ends: Int32Array,
    keys: Vector,
    values: Vector,
    length: number,
    valid?: Bitmap,
  ) {
    super(length, valid);
    this.type = type;
    this.starts = starts;
    this.ends = ends;
    this.keys = keys;
    this.values = values;
  }

  protected at(row: number): Value[] {
    const entries: Value[] = [];
    for (let i = this.starts[row]; i < this.ends[row]; i++) entries.push([this.keys.get(i), this.values.get(i)]);
    return entries;
  }

  take(rows: Int32Array, length = rows.length): MapVector {
    const [starts, ends] = takeRanges(this.starts, this.ends, rows, length);
    const valid = takeBitmap(this.valid, rows, length);
    return new MapVector(this.type, starts, ends, this.keys, this.values, length, valid);
  }

  slice(from: number, to: number): MapVector {
    const [starts, ends] = [this.starts.subarray(from, to), this.ends.subarray(from, to)];
    const valid = sliceBitmap(this.valid, from, to);
    return new MapVector(this.type, starts, ends, this.keys, this.values, to - from, valid);
  }
}

function takeRanges(
  starts: Int32Array,
  ends: Int32Array,
  rows: Int32Array,
  length: number,
): [starts: Int32Array, ends: Int32Array] {
  const newStarts = new Int32Array(length);
  const newEnds = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    newStarts[i] = starts[rows[i]];
    newEnds[i] = ends[rows[i]];
  }
  return [newStarts, newEnds];
}

export class StructVector extends Vector {
  readonly type: StructType;
  readonly fields: readonly Vector[];

  constructor(type: StructType, fields: readonly Vector[], length: number, valid?: Bitmap) {
    super(length, valid);
    this.type = type;
    this.fields = fields;
  }

  protected at(row: number): Value[] {
    return this.fields.map(field => field.get(row));
  }

  take(rows: Int32Array, length = rows.length): StructVector {
    const fields = this.fields.map(field => field.take(rows, length));
    return new StructVector(this.type, fields, length, takeBitmap(this.valid, rows, length));
  }

  slice(from: number, to: number): StructVector {
    const fields = this.fields.map(field => field.slice(from, to));
    return new StructVector(this.type, fields, to - from, sliceBitmap(this.valid, from, to));
  }
}

/** void: nothing but nulls. */
export class NullVector extends Vector {
  readonly type = 'void';

  constructor(length: number) {
    super(length, emptyBitmap(length));
  }

  protected at(): null {
    return null;
  }

  take(rows: Int32Array, length = rows.length): NullVector {
    return new NullVector(length);
  }

  slice(from: number, to: number): NullVector {
    return new NullVector(to - from);
  }
}

/** Calendar intervals: too rare to have a layout of their own. */
export class IntervalVector extends Vector {
  readonly type = { kind: 'interval' } as const;
  readonly values: readonly (Interval | null)[];

  constructor(values: readonly (Interval | null)[]) {
    const rows = Int32Array.from(values, value => (value === null ? -1 : 0));
    super(values.length, takeBitmap(undefined, rows, rows.length));
    this.values = values;
  }

  protected at(row: number): Interval {
    return this.values[row]!;
  }

  take(rows: Int32Array, length = rows.length): IntervalVector {
    return new IntervalVector(Array.from({ length }, (_, i) => this.values[rows[i]] ?? null));
  }

  slice(from: number, to: number): IntervalVector {
    return new IntervalVector(this.values.slice(from, to));
  }
}

/** The vector with the rows that are missing in `valid` null as well. */
export function withNulls(vector: Vector, valid: Bitmap | undefined, length: number): Vector {
  if (!valid) return vector;
  return vector.take(allRows(length).map(row => (hasBit(valid, row) ? row : -1)));
}
