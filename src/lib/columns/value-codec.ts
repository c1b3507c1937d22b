/** Single values as bytes, for the types too rare to be encoded as whole columns; the layout is that of `row-codec`. */
import type { Interval } from '../base/intervals.ts';
import type { DataType } from './types.ts';
import type { Value } from './vector.ts';

interface ValueCodec {
  write(value: Value, out: Writer): void;
  read(from: Reader): Value;
}

function writeNullable(codec: ValueCodec, value: Value, out: Writer): void {
  out.byte(value === null ? 0 : 1);
  if (value !== null) codec.write(value, out);
}

const readNullable = (codec: ValueCodec, from: Reader): Value => (from.byte() === 0 ? null : codec.read(from));

const INT: ValueCodec = { write: (value, out) => out.int(value as number), read: from => from.int() };
const LONG: ValueCodec = { write: (value, out) => out.long(value as bigint), read: from => from.long() };
const DOUBLE: ValueCodec = { write: (value, out) => out.double(value as number), read: from => from.double() };
const BYTES: ValueCodec = {
  write: (value, out) => out.block(typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array)),
  read: from => from.block(),
};
const codecs: Partial<Record<string, ValueCodec>> = {
  void: { write: () => {}, read: () => null },
  boolean: { write: (value, out) => out.byte(value ? 1 : 0), read: from => from.byte() === 1 },
  bigint: LONG,
  timestamp: LONG,
  timestamp_ntz: LONG,
  float: DOUBLE,
  double: DOUBLE,
  string: { ...BYTES, read: from => from.block().toString('utf8') },
  binary: BYTES,
};

export function valueCodec(type: DataType): ValueCodec {
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
          const { months, days, micros } = value as Interval;
          out.int(months);
          out.int(days);
          out.long(micros);
        },
        read: from => ({ months: from.int(), days: from.int(), micros: from.long() }),
      };
    case 'array': {
      const element = valueCodec(type.element);
      return {
        write(value, out) {
          out.int((value as Value[]).length);
          for (const item of value as Value[]) writeNullable(element, item, out);
        },
        read: from => Array.from({ length: from.int() }, () => readNullable(element, from)),
      };
    }
    case 'map': {
      const [key, entry] = [valueCodec(type.key), valueCodec(type.value)];
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
      const fields = type.fields.map(field => valueCodec(field.type));
      return {
        write: (value, out) => fields.forEach((field, i) => void writeNullable(field, (value as Value[])[i], out)),
        read: from => fields.map(field => readNullable(field, from)),
      };
    }
  }
}

export class Writer {
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

export class Reader {
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
