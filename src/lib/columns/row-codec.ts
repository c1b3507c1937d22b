/**
 * Rows as bytes, for state stores: equal rows have equal bytes, and nothing else has.
 *
 * A row is its fields in order. A field is one byte (0 null, 1 present), then the value: 1, 4, 8 or 16 bytes
 * little-endian for numbers; a 4-byte length and the bytes for text; a 4-byte count and the elements, as fields,
 * for arrays and maps; the fields for structs. The bytes of one field never begin those of another of its type,
 * so the encoding of leading columns can serve as a prefix.
 */
import type { DataType } from './types.ts';
import { BytesVector, type LongVector, type Value, type Vector } from './vector.ts';
import { builderFor } from './vector-builder.ts';

export function encodeRows(columns: readonly Vector[], length: number): BytesVector {
  const out = new Writer();
  const codecs = columns.map(column => codecFor(column.type));
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    starts[row] = out.used;
    for (let i = 0; i < columns.length; i++) writeField(codecs[i], columns[i], row, out);
    ends[row] = out.used;
  }
  return new BytesVector('binary', out.bytes(), starts, ends, length);
}

/** The columns of encoded rows; a null row (the key was not found) gives nulls. */
export function decodeRows(rows: BytesVector, types: readonly DataType[]): Vector[] {
  const builders = types.map(builderFor);
  const codecs = types.map(codecFor);
  const reader = new Reader(rows.bytes);
  for (let row = 0; row < rows.length; row++) {
    const absent = rows.isNull(row);
    reader.at = rows.starts[row];
    for (let i = 0; i < builders.length; i++) {
      builders[i].append(absent || reader.byte() === 0 ? null : codecs[i].read(reader));
    }
  }
  return builders.map(builder => builder.finish());
}

interface Codec {
  write(value: Value, out: Writer): void;
  read(from: Reader): Value;
  /** Writes straight from a vector where that spares making a value. */
  copy?(vector: Vector, row: number, out: Writer): void;
}

function writeField(codec: Codec, vector: Vector, row: number, out: Writer): void {
  if (vector.isNull(row)) out.byte(0);
  else {
    out.byte(1);
    if (codec.copy) codec.copy(vector, row, out);
    else codec.write(vector.get(row), out);
  }
}

function writeNullable(codec: Codec, value: Value, out: Writer): void {
  out.byte(value === null ? 0 : 1);
  if (value !== null) codec.write(value, out);
}

const readNullable = (codec: Codec, from: Reader): Value => (from.byte() === 0 ? null : codec.read(from));

const LONG: Codec = {
  write: (value, out) => out.long(value as bigint),
  read: from => from.long(),
  copy(vector, row, out) {
    const numbers = (vector as LongVector).numbers;
    if (numbers) out.safeLong(numbers[row]);
    else out.long(vector.get(row) as bigint);
  },
};
const BYTES: Codec = {
  write: (value, out) => out.block(typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array)),
  read: from => from.block(),
  copy(vector, row, out) {
    const { bytes, starts, ends } = vector as BytesVector;
    out.block(bytes.subarray(starts[row], ends[row]));
  },
};
const codecs: Partial<Record<string, Codec>> = {
  void: { write: () => {}, read: () => null },
  boolean: { write: (value, out) => out.byte(value ? 1 : 0), read: from => from.byte() === 1 },
  bigint: LONG,
  timestamp: LONG,
  timestamp_ntz: LONG,
  float: { write: (value, out) => out.double(value as number), read: from => from.double() },
  double: { write: (value, out) => out.double(value as number), read: from => from.double() },
  string: { ...BYTES, read: from => from.block().toString('utf8') },
  binary: BYTES,
};
const INT: Codec = { write: (value, out) => out.int(value as number), read: from => from.int() };

function codecFor(type: DataType): Codec {
  if (typeof type === 'string') return codecs[type] ?? INT;
  switch (type.kind) {
    case 'dayTime':
      return LONG;
    case 'yearMonth':
      return INT;
    case 'decimal':
      return {
        write(value, out) {
          out.long(BigInt.asIntN(64, value as bigint));
          out.long((value as bigint) >> 64n);
        },
        read(from) {
          const low = BigInt.asUintN(64, from.long());
          return (from.long() << 64n) | low;
        },
      };
    case 'interval':
      return {
        write(value, out) {
          const { months, days, micros } = value as { months: number; days: number; micros: bigint };
          out.int(months);
          out.int(days);
          out.long(micros);
        },
        read: from => ({ months: from.int(), days: from.int(), micros: from.long() }),
      };
    case 'array': {
      const element = codecFor(type.element);
      return {
        write(value, out) {
          out.int((value as Value[]).length);
          for (const item of value as Value[]) writeNullable(element, item, out);
        },
        read: from => Array.from({ length: from.int() }, () => readNullable(element, from)),
      };
    }
    case 'map': {
      const [key, entry] = [codecFor(type.key), codecFor(type.value)];
      return {
        write(value, out) {
          out.int((value as Value[]).length);
          for (const [k, v] of value as [Value, Value][]) {
            writeNullable(key, k, out);
            writeNullable(entry, v, out);
          }
        },
        read: from => Array.from({ length: from.int() }, () => [readNullable(key, from), readNullable(entry, from)]),
      };
    }
    case 'struct': {
      const fields = type.fields.map(field => codecFor(field.type));
      return {
        write: (value, out) => fields.forEach((field, i) => void writeNullable(field, (value as Value[])[i], out)),
        read: from => fields.map(field => readNullable(field, from)),
      };
    }
  }
}

class Writer {
  used = 0;
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.used);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.used++] = value;
  }

  int(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.used, value, true);
    this.used += 4;
  }

  long(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.used, value, true);
    this.used += 8;
  }

  /** A whole number that is exact as a double, as 64 bits. */
  safeLong(value: number): void {
    this.#reserve(8);
    this.#view.setInt32(this.used, value | 0, true);
    this.#view.setInt32(this.used + 4, Math.floor(value / 2 ** 32), true);
    this.used += 8;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.used, Number.isNaN(value) ? Number.NaN : value, true);
    this.used += 8;
  }

  block(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#view.setInt32(this.used, bytes.length, true);
    this.#bytes.set(bytes, this.used + 4);
    this.used += 4 + bytes.length;
  }

  #reserve(more: number): void {
    if (this.used + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.used + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#bytes[this.at++];
  }

  int(): number {
    const value = this.#bytes.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  long(): bigint {
    const value = this.#bytes.readBigInt64LE(this.at);
    this.at += 8;
    return value;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  block(): Buffer {
    const start = this.at + 4;
    const end = start + this.int();
    this.at = end;
    return this.#bytes.subarray(start, end);
  }
}
