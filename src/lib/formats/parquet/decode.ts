/**
 * The values of a page, by every encoding that writers use, as vectors of the physical type: INT32 as int, INT64 as
 * bigint, floating point as double, bytes of any kind (INT96 too) as binary. What the bytes claim is checked before
 * memory is taken for it.
 */
import {
  BooleanVector,
  BytesVector,
  DoubleVector,
  IntVector,
  LongVector,
  SAFE,
  type Vector,
} from '../../columns/vector.ts';
import { copyOf } from './byte-buffer.ts';
import { CorruptPage } from './corrupt.ts';
import type { Encoding, Node } from './footer.ts';
import { decodeHybrid, unpack } from './levels.ts';

/** @throws CorruptPage */
export function decodeValues(encoding: Encoding, bytes: Uint8Array, node: Node, count: number): Vector {
  const { physical } = node;
  switch (encoding) {
    case 'PLAIN':
      return plainValues(bytes, node, count);
    case 'RLE':
      if (physical === 'BOOLEAN') return runsOfBooleans(bytes, count);
      break;
    case 'DELTA_BINARY_PACKED':
      if (physical === 'INT32') {
        return new IntVector('int', intsOf(deltas(bytes, 0, count).values), count);
      }
      if (physical === 'INT64') return new LongVector('bigint', deltas(bytes, 0, count).values, count);
      break;
    case 'DELTA_LENGTH_BYTE_ARRAY':
      if (physical === 'BYTE_ARRAY') return textsByLength(bytes, 0, count);
      break;
    case 'DELTA_BYTE_ARRAY':
      if (physical === 'BYTE_ARRAY' || physical === 'FIXED_LEN_BYTE_ARRAY') return textsByPrefix(bytes, count);
      break;
    case 'BYTE_STREAM_SPLIT':
      if (physical !== 'BOOLEAN' && physical !== 'BYTE_ARRAY') {
        return plainValues(joined(bytes, widthOf(node), count), node, count);
      }
  }
  throw new CorruptPage(`${physical} by ${encoding}`);
}

/** The numbers of dictionary entries. */
export function decodeNumbers(bytes: Uint8Array, count: number, entries: number): Int32Array {
  const numbers = new Int32Array(count);
  if (count === 0) return numbers;
  if (bytes.length === 0) throw new CorruptPage('a page ends too early');
  decodeHybrid(bytes.subarray(1), bytes[0], numbers, count);
  for (let i = 0; i < count; i++) {
    if (numbers[i] >>> 0 >= entries) throw new CorruptPage(`entry ${numbers[i]} of a dictionary of ${entries}`);
  }
  return numbers;
}

function widthOf({ physical, typeLength = 0 }: Node): number {
  switch (physical) {
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT96':
      return 12;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (typeLength <= 0) throw new CorruptPage(`values of ${typeLength} bytes`);
      return typeLength;
    default:
      return 8;
  }
}

function plainValues(bytes: Uint8Array, node: Node, count: number): Vector {
  const { physical } = node;
  if (physical === 'BOOLEAN') {
    require(bytes, Math.ceil(count / 8));
    const values = new Uint8Array(count);
    for (let i = 0; i < count; i++) values[i] = (bytes[i >> 3] >> (i & 7)) & 1;
    return new BooleanVector(values, count);
  }
  if (physical === 'BYTE_ARRAY') return plainTexts(bytes, count);
  const width = widthOf(node);
  require(bytes, count * width);
  switch (physical) {
    case 'INT32':
      return new IntVector('int', new Int32Array(aligned(bytes, count * 4)), count);
    case 'INT64':
      return new LongVector('bigint', longsIn(aligned(bytes, count * 8), count), count);
    case 'FLOAT':
      return new DoubleVector('float', Float64Array.from(new Float32Array(aligned(bytes, count * 4))), count);
    case 'DOUBLE':
      return new DoubleVector('double', new Float64Array(aligned(bytes, count * 8)), count);
    default: {
      const starts = Int32Array.from({ length: count }, (_, i) => i * width);
      const ends = Int32Array.from({ length: count }, (_, i) => (i + 1) * width);
      return new BytesVector('binary', bytes, starts, ends, count);
    }
  }
}

function require(bytes: Uint8Array, length: number): void {
  if (bytes.length < length) throw new CorruptPage(`${length} bytes of values, and only ${bytes.length} are there`);
}

const aligned = (bytes: Uint8Array, length: number): ArrayBuffer => copyOf(bytes, 0, length).buffer;

/** As doubles while all are exact as such. */
function longsIn(buffer: ArrayBuffer, count: number): Float64Array | BigInt64Array {
  const halves = new Int32Array(buffer);
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = halves[i * 2 + 1] * 2 ** 32 + (halves[i * 2] >>> 0);
    if (value > SAFE || value < -SAFE) return new BigInt64Array(buffer, 0, count);
    numbers[i] = value;
  }
  return numbers;
}

function plainTexts(bytes: Uint8Array, count: number): BytesVector {
  require(bytes, count * 4);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw new CorruptPage('a page ends too early');
    const length = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    at += 4;
    if (length < 0 || length > bytes.length - at) throw new CorruptPage(`a text of ${length >>> 0} bytes`);
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return new BytesVector('binary', bytes, starts, ends, count);
}

function runsOfBooleans(bytes: Uint8Array, count: number): BooleanVector {
  const values = new Uint8Array(count);
  decodeHybrid(bytes.subarray(4), 1, values, count);
  return new BooleanVector(values, count);
}

/** Byte i of all values, then byte i + 1 of all: laid together again. */
function joined(bytes: Uint8Array, width: number, count: number): Uint8Array {
  require(bytes, width * count);
  const plain = new Uint8Array(width * count);
  for (let stream = 0; stream < width; stream++) {
    for (let i = 0; i < count; i++) plain[i * width + stream] = bytes[stream * count + i];
  }
  return plain;
}

type Deltas = { values: Float64Array | BigInt64Array; end: number };

/**
 * Numbers by their distances, in doubles where these are exact.
 *
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
const deltas = (bytes: Uint8Array, from: number, count: number): Deltas =>
  new DeltaReader(bytes, from, count).inDoubles() ?? new DeltaReader(bytes, from, count).inBigints();

/** Distances of 32-bit integers wrap around. */
const intsOf = (values: Float64Array | BigInt64Array): Int32Array =>
  values instanceof Float64Array
    ? Int32Array.from(values)
    : Int32Array.from({ length: values.length }, (_, i) => Number(BigInt.asIntN(32, values[i])));

/** More would be no block of any writer. */
const MOST_BLOCK_VALUES = 1 << 20;

class DeltaReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #count: number;
  readonly #blockValues: number;
  readonly #miniBlocks: number;
  readonly #first: bigint;
  readonly #deltas: Int32Array;

  constructor(bytes: Uint8Array, from: number, count: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#count = count;
    this.#blockValues = Number(this.#varint());
    this.#miniBlocks = Number(this.#varint());
    const total = Number(this.#varint());
    this.#first = this.#zigzag();
    if (total !== count) throw new CorruptPage(`${total} distances for ${count} values`);
    const size = this.#blockValues / this.#miniBlocks;
    if (!(size > 0 && size % 8 === 0 && this.#blockValues <= MOST_BLOCK_VALUES)) {
      throw new CorruptPage(`blocks of ${this.#blockValues} distances`);
    }
    this.#deltas = new Int32Array(size);
  }

  /** Undefined where a number is not exact as a double. */
  inDoubles(): Deltas | undefined {
    const values = new Float64Array(this.#count);
    let value = Number(this.#first);
    if (!Number.isSafeInteger(value)) return undefined;
    if (this.#count > 0) values[0] = value;
    for (let i = 1; i < this.#count; ) {
      const least = Number(this.#zigzag());
      for (const width of this.#widths()) {
        if (i >= this.#count) break;
        if (width > 32) return undefined;
        const end = Math.min(this.#count, i + this.#deltas.length);
        this.#unpack(width);
        for (let j = 0; i < end; i++, j++) {
          value += least + (this.#deltas[j] >>> 0);
          if (!Number.isSafeInteger(value)) return undefined;
          values[i] = value;
        }
      }
    }
    return { values, end: this.#at };
  }

  inBigints(): Deltas {
    const values = new BigInt64Array(this.#count);
    let value = this.#first;
    if (this.#count > 0) values[0] = value;
    for (let i = 1; i < this.#count; ) {
      const least = this.#zigzag();
      for (const width of this.#widths()) {
        if (i >= this.#count) break;
        if (width > 64) throw new CorruptPage(`distances of ${width} bits`);
        const [from, end] = [this.#at, Math.min(this.#count, i + this.#deltas.length)];
        this.#skip(width);
        for (let bit = 0; i < end; i++, bit += width) {
          value = BigInt.asIntN(64, value + least + bitsAt(this.#bytes, from * 8 + bit, width));
          values[i] = value;
        }
      }
    }
    return { values, end: this.#at };
  }

  #widths(): Uint8Array {
    const from = this.#at;
    this.#at += this.#miniBlocks;
    if (this.#at > this.#bytes.length) throw new CorruptPage('a page ends too early');
    return this.#bytes.subarray(from, this.#at);
  }

  #unpack(width: number): void {
    const from = this.#at;
    this.#skip(width);
    if (width === 0) this.#deltas.fill(0);
    else unpack(this.#bytes, from, width, this.#deltas, 0, this.#deltas.length);
  }

  #skip(width: number): void {
    this.#at += (this.#deltas.length * width) / 8;
    if (this.#at > this.#bytes.length) throw new CorruptPage('a page ends too early');
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.#at >= this.#bytes.length) throw new CorruptPage('a page ends too early');
      const byte = this.#bytes[this.#at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new CorruptPage('a number is too long');
  }
}

function bitsAt(bytes: Uint8Array, bit: number, width: number): bigint {
  let value = 0n;
  for (let at = 0; at < width; ) {
    const place = bit + at;
    const taken = Math.min(8 - (place % 8), width - at);
    const part = (bytes[Math.floor(place / 8)] >> (place % 8)) & ((1 << taken) - 1);
    value |= BigInt(part) << BigInt(at);
    at += taken;
  }
  return value;
}

function textsByLength(bytes: Uint8Array, from: number, count: number): BytesVector {
  const { values: lengths, end } = deltas(bytes, from, count);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = end;
  for (let i = 0; i < count; i++) {
    const length = Number(lengths[i]);
    if (length < 0 || length > bytes.length - at) throw new CorruptPage(`a text of ${length} bytes`);
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return new BytesVector('binary', bytes, starts, ends, count);
}

/** Each text repeats the beginning of the one before: a few bytes can claim any size. */
const MOST_TEXT_BYTES = 1 << 28;

function textsByPrefix(bytes: Uint8Array, count: number): BytesVector {
  const { values: prefixes, end } = deltas(bytes, 0, count);
  const rests = textsByLength(bytes, end, count);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const prefix = Number(prefixes[i]);
    const before = i === 0 ? 0 : ends[i - 1] - starts[i - 1];
    starts[i] = total;
    total += prefix + rests.ends[i] - rests.starts[i];
    ends[i] = total;
    if (prefix < 0 || prefix > before || total > MOST_TEXT_BYTES) throw new CorruptPage('texts too long');
  }
  const texts = new Uint8Array(total);
  for (let i = 0; i < count; i++) {
    const prefix = Number(prefixes[i]);
    if (prefix > 0) texts.copyWithin(starts[i], starts[i - 1], starts[i - 1] + prefix);
    texts.set(bytes.subarray(rests.starts[i], rests.ends[i]), starts[i] + prefix);
  }
  return new BytesVector('binary', texts, starts, ends, count);
}
