import { invariant } from '../base/errors.ts';
import type { Interval } from '../base/intervals.ts';
import { type Bitmap, clearBit, fullBitmap } from './bitmap.ts';
import { type ArrayType, type DataType, isKind, type MapType, type StructType, typeName } from './types.ts';
import {
  ArrayVector,
  BooleanVector,
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntervalVector,
  IntVector,
  LongVector,
  MapVector,
  NullVector,
  SAFE,
  StructVector,
  type Value,
  type Vector,
} from './vector.ts';

/** Makes a vector value by value. */
export abstract class VectorBuilder {
  length = 0;
  #nulls: number[] = [];

  append(value: Value): void {
    if (value === null) this.appendNull();
    else {
      this.push(value);
      this.length++;
    }
  }

  /** Appends row `row` of a vector of the same type. */
  appendFrom(vector: Vector, row: number): void {
    this.append(vector.get(row));
  }

  appendNull(): void {
    this.#nulls.push(this.length);
    this.pushBlank();
    this.length++;
  }

  /** The vector of what was appended; the builder must not be used afterwards. */
  finish(): Vector {
    return this.build(this.#validity());
  }

  protected abstract push(value: Exclude<Value, null>): void;
  protected abstract pushBlank(): void;
  protected abstract build(valid: Bitmap | undefined): Vector;

  #validity(): Bitmap | undefined {
    if (this.#nulls.length === 0) return undefined;
    const valid = fullBitmap(this.length);
    for (const row of this.#nulls) clearBit(valid, row);
    return valid;
  }
}

/** A vector of `length` values, each made from its row number. */
export function buildVector(type: DataType, length: number, valueAt: (row: number) => Value): Vector {
  const builder = builderFor(type);
  for (let row = 0; row < length; row++) builder.append(valueAt(row));
  return builder.finish();
}

export const vectorOf = (type: DataType, values: readonly Value[]): Vector =>
  buildVector(type, values.length, row => values[row]);

/** The same value in every row. */
export const repeatValue = (type: DataType, value: Value, length: number): Vector =>
  value === null ? nullVector(type, length) : vectorOf(type, [value]).take(new Int32Array(length));

export const nullVector = (type: DataType, length: number): Vector =>
  vectorOf(type, [null]).take(new Int32Array(length).fill(-1));

export function builderFor(type: DataType): VectorBuilder {
  if (isKind(type, 'decimal')) {
    return new ListBuilder<bigint>(0n, (values, valid) => new DecimalVector(type, values, values.length, valid));
  }
  if (isKind(type, 'array')) return new ArrayBuilder(type);
  if (isKind(type, 'map')) return new MapBuilder(type);
  if (isKind(type, 'struct')) return new StructBuilder(type);
  if (isKind(type, 'dayTime')) return new LongBuilder(type);
  if (isKind(type, 'interval')) {
    return new ListBuilder<Interval | null>(null, values => new IntervalVector(values));
  }
  switch (type) {
    case 'void':
      return new ListBuilder<null>(null, values => new NullVector(values.length));
    case 'boolean':
      return new ListBuilder<boolean>(
        false,
        (values, valid) => new BooleanVector(Uint8Array.from(values, Number), values.length, valid),
      );
    case 'float':
    case 'double':
      return new ListBuilder<number>(
        0,
        (values, valid) => new DoubleVector(type, Float64Array.from(values), values.length, valid),
      );
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return new LongBuilder(type);
    case 'string':
    case 'binary':
      return new BytesBuilder(type);
    default:
      return new ListBuilder<number>(
        0,
        (values, valid) => new IntVector(type, Int32Array.from(values), values.length, valid),
      );
  }
}

class ListBuilder<T extends Value> extends VectorBuilder {
  readonly #values: T[] = [];
  readonly #blank: T;
  readonly #build: (values: T[], valid: Bitmap | undefined) => Vector;

  constructor(blank: T, build: (values: T[], valid: Bitmap | undefined) => Vector) {
    super();
    this.#blank = blank;
    this.#build = build;
  }

  protected push(value: Exclude<Value, null>): void {
    this.#values.push(value as T);
  }

  protected pushBlank(): void {
    this.#values.push(this.#blank);
  }

  protected build(valid: Bitmap | undefined): Vector {
    return this.#build(this.#values, valid);
  }
}

class LongBuilder extends VectorBuilder {
  readonly #type: DataType;
  readonly #values: bigint[] = [];
  #safe = true;

  constructor(type: DataType) {
    super();
    this.#type = type;
  }

  protected push(value: Exclude<Value, null>): void {
    invariant(typeof value === 'bigint', `${typeName(this.#type)} values are bigints`);
    if (value > SAFE || value < -SAFE) this.#safe = false;
    this.#values.push(value);
  }

  protected pushBlank(): void {
    this.#values.push(0n);
  }

  protected build(valid: Bitmap | undefined): Vector {
    const values = this.#safe ? Float64Array.from(this.#values, Number) : BigInt64Array.from(this.#values);
    return new LongVector(this.#type, values, this.length, valid);
  }
}

/** string and binary; strings are stored as UTF-8. */
class BytesBuilder extends VectorBuilder {
  readonly #type: 'string' | 'binary';
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #bytes = Buffer.allocUnsafeSlow(64);
  #used = 0;

  constructor(type: 'string' | 'binary') {
    super();
    this.#type = type;
  }

  override appendFrom(vector: Vector, row: number): void {
    invariant(vector instanceof BytesVector, 'bytes are appended to bytes');
    if (vector.isNull(row)) this.appendNull();
    else this.appendBytes(vector.bytes, vector.starts[row], vector.ends[row]);
  }

  appendBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#used);
    this.#close(this.#used + end - start);
    this.length++;
  }

  protected push(value: Exclude<Value, null>): void {
    if (typeof value === 'string') {
      this.#reserve(value.length * 3);
      this.#close(this.#used + this.#bytes.write(value, this.#used, 'utf8'));
    } else {
      const bytes = value as Uint8Array;
      this.#reserve(bytes.length);
      this.#bytes.set(bytes, this.#used);
      this.#close(this.#used + bytes.length);
    }
  }

  protected pushBlank(): void {
    this.#close(this.#used);
  }

  protected build(valid: Bitmap | undefined): Vector {
    const bytes = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#used);
    const [starts, ends] = [Int32Array.from(this.#starts), Int32Array.from(this.#ends)];
    return new BytesVector(this.#type, bytes, starts, ends, this.length, valid);
  }

  #close(end: number): void {
    this.#starts.push(this.#used);
    this.#ends.push(end);
    this.#used = end;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#used + more));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

class ArrayBuilder extends VectorBuilder {
  readonly #type: ArrayType;
  readonly #offsets = [0];
  readonly #elements: VectorBuilder;

  constructor(type: ArrayType) {
    super();
    this.#type = type;
    this.#elements = builderFor(type.element);
  }

  protected push(value: Exclude<Value, null>): void {
    for (const element of value as Value[]) this.#elements.append(element);
    this.pushBlank();
  }

  protected pushBlank(): void {
    this.#offsets.push(this.#elements.length);
  }

  protected build(valid: Bitmap | undefined): Vector {
    const [starts, ends] = rangesBetween(this.#offsets);
    return new ArrayVector(this.#type, starts, ends, this.#elements.finish(), this.length, valid);
  }
}

class MapBuilder extends VectorBuilder {
  readonly #type: MapType;
  readonly #offsets = [0];
  readonly #keys: VectorBuilder;
  readonly #values: VectorBuilder;

  constructor(type: MapType) {
    super();
    this.#type = type;
    this.#keys = builderFor(type.key);
    this.#values = builderFor(type.value);
  }

  protected push(value: Exclude<Value, null>): void {
    for (const entry of value as Value[]) {
      const [key, entryValue] = entry as [Value, Value];
      this.#keys.append(key);
      this.#values.append(entryValue);
    }
    this.pushBlank();
  }

  protected pushBlank(): void {
    this.#offsets.push(this.#keys.length);
  }

  protected build(valid: Bitmap | undefined): Vector {
    const [starts, ends] = rangesBetween(this.#offsets);
    const [keys, values] = [this.#keys.finish(), this.#values.finish()];
    return new MapVector(this.#type, starts, ends, keys, values, this.length, valid);
  }
}

/** Starts and ends of n neighbouring ranges, from their n + 1 bounds. */
export function rangesBetween(bounds: readonly number[]): [starts: Int32Array, ends: Int32Array] {
  const all = Int32Array.from(bounds);
  return [all.subarray(0, -1), all.subarray(1)];
}

class StructBuilder extends VectorBuilder {
  readonly #type: StructType;
  readonly #fields: VectorBuilder[];

  constructor(type: StructType) {
    super();
    this.#type = type;
    this.#fields = type.fields.map(field => builderFor(field.type));
  }

  protected push(value: Exclude<Value, null>): void {
    const values = value as Value[];
    this.#fields.forEach((field, i) => {
      field.append(values[i]);
    });
  }

  protected pushBlank(): void {
    for (const field of this.#fields) field.appendNull();
  }

  protected build(valid: Bitmap | undefined): Vector {
    const fields = this.#fields.map(field => field.finish());
    return new StructVector(this.#type, fields, this.length, valid);
  }
}
