/** Columns straight to the bytes of JSON lines: what `jsonWriter` makes of rows, without the rows. */
import type { Batch } from '../../columns/batch.ts';
import { civilFromDays } from '../../columns/time/calendar.ts';
import type { Zone } from '../../columns/time/zone.ts';
import { type DataType, isKind, type Schema } from '../../columns/types.ts';
import {
  type ArrayVector,
  type BytesVector,
  IntVector,
  LongVector,
  type StructVector,
  type Vector,
} from '../../columns/vector.ts';
import { type JsonWriting, jsonWriter } from '../../expressions/json/write.ts';

/** Puts one value that is not null behind what was written. */
type Encode = (vector: Vector, row: number) => void;

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const NULL = Buffer.from('null');

/** Encodes batches of one schema; to be used by one writer. */
export class JsonEncoder {
  readonly #options: JsonWriting;
  readonly #lineEnd: Uint8Array;
  readonly #row: (columns: readonly Vector[], row: number) => void;
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;

  constructor(schema: Schema, options: JsonWriting, lineEnd: string) {
    this.#options = options;
    this.#lineEnd = Buffer.from(lineEnd);
    this.#row = this.#fields(schema);
  }

  /** The rows in pieces of at least `pieceBytes`, but for the last; each is good until the next is asked for. */
  *encode(batch: Batch, pieceBytes: number): Generator<Uint8Array> {
    this.#length = 0;
    for (let row = 0; row < batch.length; row++) {
      this.#row(batch.columns, row);
      this.#raw(this.#lineEnd);
      if (this.#length < pieceBytes) continue;
      yield this.#bytes.subarray(0, this.#length);
      this.#length = 0;
    }
    if (this.#length > 0) yield this.#bytes.subarray(0, this.#length);
  }

  #fields(schema: Schema): (columns: readonly Vector[], row: number) => void {
    const { ignoreNullFields } = this.#options;
    const keys = schema.map(({ name }) => Buffer.from(`${jsonWriter('string', this.#options)(name)}:`));
    const encoders = schema.map(({ type }) => this.#encoder(type));
    return (columns, row) => {
      this.#byte(0x7b);
      let isFirst = true;
      for (let i = 0; i < keys.length; i++) {
        const isNull = columns[i].isNull(row);
        if (isNull && ignoreNullFields) continue;
        if (!isFirst) this.#byte(COMMA);
        isFirst = false;
        this.#raw(keys[i]);
        if (isNull) this.#raw(NULL);
        else encoders[i](columns[i], row);
      }
      this.#byte(0x7d);
    };
  }

  #encoder(type: DataType): Encode {
    if (isKind(type, 'struct')) {
      const write = this.#fields(type.fields);
      return (vector, row) => write((vector as StructVector).fields, row);
    }
    if (isKind(type, 'array')) {
      const encode = this.#encoder(type.element);
      return (vector, row) => {
        const { starts, ends, elements } = vector as ArrayVector;
        this.#byte(0x5b);
        for (let i = starts[row]; i < ends[row]; i++) {
          if (i > starts[row]) this.#byte(COMMA);
          if (elements.isNull(i)) this.#raw(NULL);
          else encode(elements, i);
        }
        this.#byte(0x5d);
      };
    }
    if (type === 'string') {
      return (vector, row) => this.#string(vector as BytesVector, row);
    }
    const write = jsonWriter(type, this.#options);
    const slow: Encode = (vector, row) => this.#text(write(vector.get(row)));
    if (type === 'timestamp' && this.#options.timestampFormat === undefined) {
      const { local } = this.#options;
      return (vector, row) => {
        const us = vector instanceof LongVector ? vector.numbers?.[row] : undefined;
        if (us === undefined || !this.#usualTimestamp(us, local)) slow(vector, row);
      };
    }
    if (type === 'bigint' || type === 'int' || type === 'smallint' || type === 'tinyint') {
      return (vector, row) => {
        const numbers =
          vector instanceof LongVector ? vector.numbers : vector instanceof IntVector ? vector.values : undefined;
        if (numbers) this.#ascii(String(numbers[row] + 0));
        else slow(vector, row);
      };
    }
    return slow;
  }

  /** `"2020-01-02T03:04:05.678Z"`, with the zone's offset in hours and minutes. */
  #usualTimestamp(us: number, local: Zone): boolean {
    const utcSeconds = Math.floor(us / 1e6);
    const offset = local.offsetSeconds(utcSeconds);
    const seconds = utcSeconds + offset;
    const days = Math.floor(seconds / 86_400);
    const { year, month, day } = civilFromDays(days);
    if (year < 0 || year > 9999 || offset % 60 !== 0) return false;
    const second = seconds - days * 86_400;
    this.#reserve(40);
    this.#bytes[this.#length++] = QUOTE;
    this.#digits(year, 4, 0x2d);
    this.#digits(month, 2, 0x2d);
    this.#digits(day, 2, 0x54);
    this.#digits(Math.floor(second / 3600), 2, 0x3a);
    this.#digits(Math.floor(second / 60) % 60, 2, 0x3a);
    this.#digits(second % 60, 2, 0x2e);
    const millis = Math.floor((us - utcSeconds * 1e6) / 1000);
    const size = Math.abs(offset);
    if (offset === 0) this.#digits(millis, 3, 0x5a);
    else {
      this.#digits(millis, 3, offset < 0 ? 0x2d : 0x2b);
      this.#digits(Math.floor(size / 3600), 2, 0x3a);
      this.#digits((size / 60) % 60, 2, QUOTE);
      return true;
    }
    this.#bytes[this.#length++] = QUOTE;
    return true;
  }

  #digits(value: number, count: number, behind: number): void {
    const end = this.#length + count;
    let rest = value;
    for (let at = end - 1; at >= this.#length; at--) {
      const tens = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#bytes[end] = behind;
    this.#length = end + 1;
  }

  #string({ bytes: from, starts, ends }: BytesVector, row: number): void {
    const [start, end] = [starts[row], ends[row]];
    this.#reserve((end - start) * 6 + 2);
    const to = this.#bytes;
    let at = this.#length;
    to[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = from[i];
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) {
        to[at++] = byte;
        continue;
      }
      for (const escaped of ESCAPES[byte]) to[at++] = escaped;
    }
    to[at++] = QUOTE;
    this.#length = at;
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#bytes[this.#length++] = bytes[i];
  }

  #ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
  }

  #text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** What is written for a byte that cannot stand for itself. */
const ESCAPES = Array.from({ length: 0x5d }, (_, byte) =>
  Buffer.from(
    JSON.stringify(String.fromCharCode(byte))
      .slice(1, -1)
      .replace(/(?<=\\u00).*/, code => code.toUpperCase()),
  ),
);
