/**
 * Rows as bytes, for state stores and tables of keys: equal rows have equal bytes, and nothing else has.
 *
 * A row is its fields in order. A field is one byte (0 null, 1 present), then the value, little-endian: 4 bytes for
 * integers and dates, 8 for longs, times and doubles (zeros where null); a 4-byte length and the bytes for text; the
 * fields for structs; for other types what `value-codec` writes, with its length before it. The bytes of one field
 * never begin those of another of its type, so the encoding of leading columns can serve as a prefix.
 *
 * Both ways go column by column: `places` holds, for every row, where its next field begins.
 */
import { emptyBitmap, setBit } from './bitmap.ts';
import { type DataType, isKind, type StructType } from './types.ts';
import { Reader, valueCodec, Writer } from './value-codec.ts';
import { BytesVector, DoubleVector, IntVector, LongVector, StructVector, type Value, type Vector } from './vector.ts';
import { buildVector } from './vector-builder.ts';

export const encodeRows = (columns: readonly Vector[], length: number): BytesVector =>
  encode(columns.map(fieldWriter), length);

/** As `encodeRows`, of keys: values that compare as equal have equal bytes, so -0.0 is written as 0.0. */
export const encodeKeys = (columns: readonly Vector[], length: number): BytesVector =>
  encodeRows(columns.map(withoutNegativeZeros), length);

/** The columns of encoded rows; a null row (the key was not found) gives nulls. */
export function decodeRows(rows: BytesVector, types: readonly DataType[]): Vector[] {
  const { bytes, length } = rows;
  const places = rows.starts.slice(0, length);
  if (rows.valid) for (let row = 0; row < length; row++) if (rows.isNull(row)) places[row] = ABSENT;
  const from: Source = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  return types.map(type => readField(type, from, places, length));
}

/** The place of a row that there is not. */
const ABSENT = -1;

interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView<ArrayBufferLike>;
}

interface FieldWriter {
  /** Adds the size of every row's field, in bytes. */
  addSizes(sizes: Int32Array, length: number): void;
  /** Writes every row's field at its place, and moves the places behind it. The bytes are zeros so far. */
  write(to: Source, places: Int32Array, length: number): void;
}

function encode(writers: readonly FieldWriter[], length: number): BytesVector {
  const sizes = new Int32Array(length);
  for (const writer of writers) writer.addSizes(sizes, length);
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let total = 0;
  for (let row = 0; row < length; row++) {
    starts[row] = total;
    total += sizes[row];
    ends[row] = total;
  }
  const bytes = new Uint8Array(total);
  const to: Source = { bytes, view: new DataView(bytes.buffer) };
  const places = starts.slice();
  for (const writer of writers) writer.write(to, places, length);
  return new BytesVector('binary', bytes, starts, ends, length);
}

function fieldWriter(vector: Vector): FieldWriter {
  if (vector instanceof IntVector) return new IntWriter(vector);
  if (vector instanceof LongVector) return new LongWriter(vector);
  if (vector instanceof DoubleVector) return new DoubleWriter(vector);
  if (vector instanceof BytesVector) return new BytesWriter(vector);
  if (vector instanceof StructVector) return new StructWriter(vector);
  return new ValueWriter(vector);
}

function readField(type: DataType, from: Source, places: Int32Array, length: number): Vector {
  if (isKind(type, 'struct')) return readStructs(type, from, places, length);
  if (isKind(type, 'dayTime')) return readLongs(type, from, places, length);
  if (isKind(type, 'yearMonth')) return readInts(type, from, places, length);
  if (typeof type !== 'string') return readValues(type, from, places, length);
  switch (type) {
    case 'string':
    case 'binary':
      return readBytes(type, from, places, length);
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return readLongs(type, from, places, length);
    case 'float':
    case 'double':
      return readDoubles(type, from, places, length);
    case 'boolean':
    case 'void':
      return readValues(type, from, places, length);
    default:
      return readInts(type, from, places, length);
  }
}

/** Which rows have a value: undefined when all have. */
function validity({ bytes }: Source, places: Int32Array, length: number): Uint8Array | undefined {
  let row = 0;
  while (row < length && places[row] !== ABSENT && bytes[places[row]] === 1) row++;
  if (row === length) return undefined;
  const valid = emptyBitmap(length);
  for (row = 0; row < length; row++) if (places[row] !== ABSENT && bytes[places[row]] === 1) setBit(valid, row);
  return valid;
}

/** A field of always the same size. */
abstract class FixedWriter<V extends Vector> implements FieldWriter {
  protected readonly vector: V;
  readonly #fieldBytes: number;

  constructor(vector: V, valueBytes: number) {
    this.vector = vector;
    this.#fieldBytes = 1 + valueBytes;
  }

  addSizes(sizes: Int32Array, length: number): void {
    for (let row = 0; row < length; row++) sizes[row] += this.#fieldBytes;
  }

  write(to: Source, places: Int32Array, length: number): void {
    this.writeValues(to, places, length);
    for (let row = 0; row < length; row++) places[row] += this.#fieldBytes;
  }

  protected abstract writeValues(to: Source, places: Int32Array, length: number): void;
}

class IntWriter extends FixedWriter<IntVector> {
  constructor(vector: IntVector) {
    super(vector, 4);
  }

  protected writeValues({ bytes, view }: Source, places: Int32Array, length: number): void {
    const { values, valid } = this.vector;
    for (let row = 0; row < length; row++) {
      if (valid && this.vector.isNull(row)) continue;
      bytes[places[row]] = 1;
      view.setInt32(places[row] + 1, values[row], true);
    }
  }
}

function readInts(type: DataType, from: Source, places: Int32Array, length: number): Vector {
  const values = new Int32Array(length);
  const valid = validity(from, places, length);
  for (let row = 0; row < length; row++) {
    if (places[row] === ABSENT) continue;
    values[row] = from.view.getInt32(places[row] + 1, true);
    places[row] += 5;
  }
  return new IntVector(type, values, length, valid);
}

class LongWriter extends FixedWriter<LongVector> {
  constructor(vector: LongVector) {
    super(vector, 8);
  }

  protected writeValues({ bytes, view }: Source, places: Int32Array, length: number): void {
    const { numbers, valid } = this.vector;
    const exact = numbers ? undefined : this.vector.bigints();
    for (let row = 0; row < length; row++) {
      if (valid && this.vector.isNull(row)) continue;
      bytes[places[row]] = 1;
      if (exact) view.setBigInt64(places[row] + 1, exact[row], true);
      else {
        view.setInt32(places[row] + 1, numbers![row] | 0, true);
        view.setInt32(places[row] + 5, Math.floor(numbers![row] / 2 ** 32), true);
      }
    }
  }
}

function readLongs(type: DataType, from: Source, places: Int32Array, length: number): Vector {
  const numbers = new Float64Array(length);
  const valid = validity(from, places, length);
  let safe = true;
  for (let row = 0; row < length; row++) {
    if (places[row] === ABSENT) continue;
    const low = from.view.getUint32(places[row] + 1, true);
    numbers[row] = from.view.getInt32(places[row] + 5, true) * 2 ** 32 + low;
    if (!Number.isSafeInteger(numbers[row])) safe = false;
    places[row] += 9;
  }
  if (safe) return new LongVector(type, numbers, length, valid);
  const exact = new BigInt64Array(length);
  for (let row = 0; row < length; row++) {
    if (places[row] !== ABSENT) exact[row] = from.view.getBigInt64(places[row] - 8, true);
  }
  return new LongVector(type, exact, length, valid);
}

class DoubleWriter extends FixedWriter<DoubleVector> {
  constructor(vector: DoubleVector) {
    super(vector, 8);
  }

  protected writeValues({ bytes, view }: Source, places: Int32Array, length: number): void {
    const { values, valid } = this.vector;
    for (let row = 0; row < length; row++) {
      if (valid && this.vector.isNull(row)) continue;
      bytes[places[row]] = 1;
      // NaN has many forms in memory, and equals NaN.
      view.setFloat64(places[row] + 1, Number.isNaN(values[row]) ? Number.NaN : values[row], true);
    }
  }
}

function readDoubles(type: DataType, from: Source, places: Int32Array, length: number): Vector {
  const values = new Float64Array(length);
  const valid = validity(from, places, length);
  for (let row = 0; row < length; row++) {
    if (places[row] === ABSENT) continue;
    values[row] = from.view.getFloat64(places[row] + 1, true);
    places[row] += 9;
  }
  return new DoubleVector(type, values, length, valid);
}

const BYTES_HEADER = 1 + 4;

class BytesWriter implements FieldWriter {
  readonly #vector: BytesVector;

  constructor(vector: BytesVector) {
    this.#vector = vector;
  }

  addSizes(sizes: Int32Array, length: number): void {
    const { starts, ends, valid } = this.#vector;
    for (let row = 0; row < length; row++) {
      sizes[row] += BYTES_HEADER + (valid && this.#vector.isNull(row) ? 0 : ends[row] - starts[row]);
    }
  }

  write({ bytes: to, view }: Source, places: Int32Array, length: number): void {
    const { bytes, starts, ends, valid } = this.#vector;
    for (let row = 0; row < length; row++) {
      const place = places[row];
      places[row] += BYTES_HEADER;
      if (valid && this.#vector.isNull(row)) continue;
      const [start, size] = [starts[row], ends[row] - starts[row]];
      to[place] = 1;
      view.setInt32(place + 1, size, true);
      copyBytes(bytes, start, to, places[row], size);
      places[row] += size;
    }
  }
}

/** Short texts are copied faster byte by byte than by a call. */
const SHORT_BYTES = 48;

function copyBytes(from: Uint8Array, start: number, to: Uint8Array, at: number, size: number): void {
  if (size > SHORT_BYTES) to.set(from.subarray(start, start + size), at);
  else for (let i = 0; i < size; i++) to[at + i] = from[start + i];
}

/** The values share the bytes of the rows. */
function readBytes(type: 'string' | 'binary', from: Source, places: Int32Array, length: number): Vector {
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  const valid = validity(from, places, length);
  for (let row = 0; row < length; row++) {
    if (places[row] === ABSENT) continue;
    starts[row] = places[row] + BYTES_HEADER;
    ends[row] = starts[row] + from.view.getInt32(places[row] + 1, true);
    places[row] = ends[row];
  }
  return new BytesVector(type, from.bytes, starts, ends, length, valid);
}

class StructWriter implements FieldWriter {
  readonly #vector: StructVector;
  readonly #fields: readonly FieldWriter[];

  constructor(vector: StructVector) {
    this.#vector = vector;
    const { fields, valid, length } = vector;
    // Under a null struct the fields mean nothing: they are written as nulls.
    const visible = new Int32Array(valid ? length : 0);
    for (let row = 0; row < visible.length; row++) visible[row] = vector.isNull(row) ? -1 : row;
    this.#fields = fields.map(field => fieldWriter(valid ? field.take(visible) : field));
  }

  addSizes(sizes: Int32Array, length: number): void {
    for (let row = 0; row < length; row++) sizes[row]++;
    for (const field of this.#fields) field.addSizes(sizes, length);
  }

  write(to: Source, places: Int32Array, length: number): void {
    for (let row = 0; row < length; row++) to.bytes[places[row]++] = this.#vector.isNull(row) ? 0 : 1;
    for (const field of this.#fields) field.write(to, places, length);
  }
}

function readStructs(type: StructType, from: Source, places: Int32Array, length: number): Vector {
  const valid = validity(from, places, length);
  for (let row = 0; row < length; row++) if (places[row] !== ABSENT) places[row]++;
  const fields = type.fields.map(field => readField(field.type, from, places, length));
  return new StructVector(type, fields, length, valid);
}

/** A field whose value was encoded by itself. */
class ValueWriter implements FieldWriter {
  readonly #vector: Vector;
  readonly #encoded = new Writer();
  readonly #ends: Int32Array;

  constructor(vector: Vector) {
    this.#vector = vector;
    this.#ends = new Int32Array(vector.length);
    const codec = valueCodec(vector.type);
    for (let row = 0; row < vector.length; row++) {
      if (!vector.isNull(row)) codec.write(vector.get(row), this.#encoded);
      this.#ends[row] = this.#encoded.used;
    }
  }

  addSizes(sizes: Int32Array, length: number): void {
    for (let row = 0; row < length; row++) sizes[row] += BYTES_HEADER + this.#ends[row] - this.#start(row);
  }

  write({ bytes, view }: Source, places: Int32Array, length: number): void {
    const encoded = this.#encoded.bytes();
    for (let row = 0; row < length; row++) {
      const size = this.#ends[row] - this.#start(row);
      bytes[places[row]] = this.#vector.isNull(row) ? 0 : 1;
      view.setInt32(places[row] + 1, size, true);
      copyBytes(encoded, this.#start(row), bytes, places[row] + BYTES_HEADER, size);
      places[row] += BYTES_HEADER + size;
    }
  }

  #start = (row: number): number => (row === 0 ? 0 : this.#ends[row - 1]);
}

function readValues(type: DataType, from: Source, places: Int32Array, length: number): Vector {
  const codec = valueCodec(type);
  const reader = new Reader(from.bytes);
  return buildVector(type, length, row => {
    const place = places[row];
    if (place === ABSENT) return null;
    reader.at = place + BYTES_HEADER;
    places[row] = reader.at + from.view.getInt32(place + 1, true);
    return from.bytes[place] === 0 ? null : codec.read(reader);
  });
}

/** Spark puts 0.0 and -0.0 into one group, which shows 0.0. */
export function withoutNegativeZeros(vector: Vector): Vector {
  const { type, length, valid } = vector;
  if (!holdsDoubles(type)) return vector;
  if (vector instanceof DoubleVector) {
    return new DoubleVector(
      type,
      vector.values.map(value => value + 0),
      length,
      valid,
    );
  }
  if (vector instanceof StructVector) {
    return new StructVector(vector.type, vector.fields.map(withoutNegativeZeros), length, valid);
  }
  return buildVector(type, length, row => plusZero(vector.get(row)));
}

/** In arrays, where a number is a double. */
function plusZero(value: Value): Value {
  if (typeof value === 'number') return value + 0;
  return Array.isArray(value) ? value.map(plusZero) : value;
}

function holdsDoubles(type: DataType): boolean {
  if (isKind(type, 'array')) return holdsDoubles(type.element);
  if (isKind(type, 'struct')) return type.fields.some(field => holdsDoubles(field.type));
  return type === 'double' || type === 'float';
}
