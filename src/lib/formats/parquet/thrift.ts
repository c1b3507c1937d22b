/**
 * Thrift's compact protocol, which Parquet's footers and page headers are written in: a struct is its fields in order,
 * each behind the distance of its number and its type; integers are zigzag varints.
 *
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

/** Fields by number; what is undefined is left out. */
export type Fields = Readonly<Record<number, FieldValue | undefined>>;
export type FieldValue =
  | boolean
  | Uint8Array
  | string
  | { readonly byte: number }
  | { readonly i16: number }
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly i32s: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly struct: Fields }
  | { readonly structs: readonly Fields[] };

export const byte = (value: number | undefined): FieldValue | undefined =>
  value === undefined ? value : { byte: value };
export const i32 = (value: number | undefined): FieldValue | undefined =>
  value === undefined ? value : { i32: value };
export const i64 = (value: number | undefined): FieldValue | undefined =>
  value === undefined ? value : { i64: value };

/** A struct as bytes. */
export function encodeStruct(fields: Fields): Uint8Array {
  const writer = new Writer();
  writer.struct(fields);
  return writer.bytes();
}

class Writer {
  #bytes = new Uint8Array(256);
  #used = 0;

  bytes = (): Uint8Array => this.#bytes.slice(0, this.#used);

  struct(fields: Fields): void {
    let last = 0;
    // Whole numbers as keys are in order.
    for (const [key, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const id = Number(key);
      const type = typeOf(value);
      if (id - last <= 15) this.#byte(((id - last) << 4) | type);
      else {
        this.#byte(type);
        this.#zigzag(id);
      }
      last = id;
      this.#value(value);
    }
    this.#byte(0);
  }

  #value(value: FieldValue): void {
    if (typeof value === 'boolean') return;
    if (typeof value === 'string') this.#binary(Buffer.from(value));
    else if (value instanceof Uint8Array) this.#binary(value);
    else if ('byte' in value) this.#byte(value.byte & 0xff);
    else if ('i16' in value) this.#zigzag(value.i16);
    else if ('i32' in value) this.#zigzag(value.i32);
    else if ('i64' in value) this.#zigzag(value.i64);
    else if ('i32s' in value) this.#list(I32, value.i32s, item => this.#zigzag(item));
    else if ('strings' in value) this.#list(BINARY, value.strings, item => this.#binary(Buffer.from(item)));
    else if ('structs' in value) this.#list(STRUCT, value.structs, item => this.struct(item));
    else this.struct(value.struct);
  }

  #list<T>(type: number, items: readonly T[], write: (item: T) => void): void {
    if (items.length < 15) this.#byte((items.length << 4) | type);
    else {
      this.#byte(0xf0 | type);
      this.#varint(items.length);
    }
    items.forEach(write);
  }

  #binary(bytes: Uint8Array): void {
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Of a whole number within ±2^52: there are no longer files. */
  #zigzag(value: number): void {
    this.#varint(value < 0 ? value * -2 - 1 : value * 2);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80);
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#used++] = value;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

function typeOf(value: FieldValue): number {
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  if (typeof value === 'string' || value instanceof Uint8Array) return BINARY;
  if ('byte' in value) return BYTE;
  if ('i16' in value) return I16;
  if ('i32' in value) return I32;
  if ('i64' in value) return I64;
  return 'struct' in value ? STRUCT : LIST;
}

/** Bytes that are no Thrift, or not the struct that they should be. */
export class MalformedThrift extends Error {}

type Read = boolean | number | Uint8Array | Read[] | Struct;

/** A struct as read: its fields by number, asked for by the type that they should have. */
export class Struct {
  readonly #fields = new Map<number, Read>();

  put(id: number, value: Read): void {
    this.#fields.set(id, value);
  }

  has = (id: number): boolean => this.#fields.has(id);

  number(id: number): number {
    return this.numberOr(id) ?? missing(id);
  }

  numberOr(id: number): number | undefined {
    const value = this.#fields.get(id);
    if (value === undefined || typeof value === 'number') return value;
    return missing(id);
  }

  boolean(id: number): boolean {
    return this.#fields.get(id) === true;
  }

  bytesOr(id: number): Uint8Array | undefined {
    const value = this.#fields.get(id);
    if (value === undefined || value instanceof Uint8Array) return value;
    return missing(id);
  }

  textOr(id: number): string | undefined {
    const bytes = this.bytesOr(id);
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  }

  structOr(id: number): Struct | undefined {
    const value = this.#fields.get(id);
    if (value === undefined || value instanceof Struct) return value;
    return missing(id);
  }

  struct(id: number): Struct {
    return this.structOr(id) ?? missing(id);
  }

  structs(id: number): Struct[] {
    const value = this.#fields.get(id);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every(item => item instanceof Struct)) return value as Struct[];
    return missing(id);
  }

  texts(id: number): string[] {
    const value = this.#fields.get(id);
    if (Array.isArray(value) && value.every(item => item instanceof Uint8Array)) {
      return (value as Uint8Array[]).map(bytes => Buffer.from(bytes).toString());
    }
    return missing(id);
  }
}

function missing(id: number): never {
  throw new MalformedThrift(`field ${id} is missing or of another type`);
}

/** Deeper than any struct of Parquet; what is nested deeper is no file but an attack. */
const MOST_DEPTH = 24;

/**
 * A struct from its bytes.
 *
 * @returns where the bytes behind it begin
 * @throws MalformedThrift also where the bytes end too early
 */
export function decodeStruct(bytes: Uint8Array, from = 0): { struct: Struct; end: number } {
  const reader = new Reader(bytes, from);
  return { struct: reader.struct(0), end: reader.at };
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  struct(depth: number): Struct {
    const struct = new Struct();
    for (let last = 0; ; ) {
      const head = this.#byte();
      if (head === 0) return struct;
      const id = head >> 4 === 0 ? this.#zigzag() : last + (head >> 4);
      last = id;
      struct.put(id, this.#value(head & 15, depth));
    }
  }

  #value(type: number, depth: number): Read {
    if (depth > MOST_DEPTH) throw new MalformedThrift('nested too deep');
    switch (type) {
      case TRUE:
        return true;
      case FALSE:
        return false;
      case BYTE:
        return (this.#byte() << 24) >> 24;
      case I16:
      case I32:
      case I64:
        return this.#zigzag();
      case DOUBLE:
        return this.#take(8);
      case BINARY:
        return this.#take(this.#varint());
      case LIST:
      case SET:
        return this.#list(depth + 1);
      case MAP:
        return this.#map(depth + 1);
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new MalformedThrift(`there is no type ${type}`);
    }
  }

  #list(depth: number): Read[] {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    const items: Read[] = [];
    // Each item is a byte at least, so that the bytes end before a size that is a lie fills the memory.
    for (let i = 0; i < size; i++) items.push(this.#item(head & 15, depth));
    return items;
  }

  #map(depth: number): Read[] {
    const size = this.#varint();
    const types = size === 0 ? 0 : this.#byte();
    const items: Read[] = [];
    for (let i = 0; i < size; i++) items.push(this.#item(types >> 4, depth), this.#item(types & 15, depth));
    return items;
  }

  /** Booleans in lists are a byte each. */
  #item(type: number, depth: number): Read {
    return type === TRUE || type === FALSE ? this.#byte() === TRUE : this.#value(type, depth);
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      if (factor > 2 ** 63) throw new MalformedThrift('a number is too long');
    }
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) throw new MalformedThrift('the bytes end too early');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw new MalformedThrift('the bytes end too early');
    return this.#bytes[this.at++];
  }
}
