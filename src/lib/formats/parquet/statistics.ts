/**
 * The least and the greatest value of a column, in the order that Parquet gives its type: unsigned bytes for texts,
 * signed for numbers. Readers skip row groups by them, so where they cannot be right there are none.
 */
import { extremeTexts } from '../../columns/kernels.ts';
import type { BytesVector } from '../../columns/vector.ts';
import { copyOf } from './byte-buffer.ts';
import type { Node, Statistics } from './footer.ts';
import type { Plain } from './physical.ts';

/** Longer texts are of no use to a reader and would fill the footer; parquet-mr's limit is 4 KiB for both. */
const MOST_TEXT_BYTES = 1024;

export class MinMax {
  readonly #node: Node;
  #min: Uint8Array | undefined;
  #max: Uint8Array | undefined;
  /** NaN has no place in the order: a column with one has no statistics, as parquet-mr's have none. */
  #hasNaN = false;

  constructor(node: Node) {
    this.#node = node;
  }

  /** Takes values into account. */
  add(plain: Plain): void {
    if (plain.count === 0) return;
    switch (plain.kind) {
      case 'bits':
        this.#addBits(plain.values, plain.count);
        break;
      case 'texts':
        this.#addTexts(plain.texts);
        break;
      case 'fixed':
        this.#addFixed(plain.bytes, plain.width, plain.count);
    }
  }

  result(): Pick<Statistics, 'min' | 'max'> {
    const [min, max] = [this.#min, this.#max];
    if (!min || !max || this.#hasNaN || min.length > MOST_TEXT_BYTES || max.length > MOST_TEXT_BYTES) return {};
    return { min, max };
  }

  #addBits(values: Uint8Array, count: number): void {
    let [hasFalse, hasTrue] = [false, false];
    for (let row = 0; row < count; row++) {
      if (values[row] === 1) hasTrue = true;
      else hasFalse = true;
    }
    this.#min = Uint8Array.of(hasFalse || this.#min?.[0] === 0 ? 0 : 1);
    this.#max = Uint8Array.of(hasTrue || this.#max?.[0] === 1 ? 1 : 0);
  }

  #addTexts(texts: BytesVector): void {
    const [least, greatest] = extremeTexts(texts);
    const at = (row: number) => copyOf(texts.bytes, texts.starts[row], texts.ends[row]);
    this.#extend(at(least), at(greatest), compareBytes);
  }

  #addFixed(bytes: Uint8Array, width: number, count: number): void {
    const { physical } = this.#node;
    const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : copyOf(bytes, 0, bytes.length);
    if (physical === 'FLOAT') this.#addNumbers(new Float32Array(buffer, byteOffset, count), floatBytes);
    else if (physical === 'DOUBLE') this.#addNumbers(new Float64Array(buffer, byteOffset, count), doubleBytes);
    else if (physical === 'INT32') this.#addNumbers(new Int32Array(buffer, byteOffset, count), intBytes);
    else if (physical === 'INT64') this.#addLongs(new Int32Array(buffer, byteOffset, count * 2), count);
    else {
      let [least, greatest] = [0, 0];
      for (let row = 1; row < count; row++) {
        if (compareSigned(bytes, row * width, bytes, least * width, width) < 0) least = row;
        else if (compareSigned(bytes, row * width, bytes, greatest * width, width) > 0) greatest = row;
      }
      const at = (row: number) => copyOf(bytes, row * width, (row + 1) * width);
      this.#extend(at(least), at(greatest), (a, b) => compareSigned(a, 0, b, 0, width));
    }
  }

  #addNumbers(values: Int32Array | Float32Array | Float64Array, toBytes: NumberBytes): void {
    let [least, greatest] = [values[0], values[0]];
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value < least) least = value;
      else if (value > greatest) greatest = value;
      else if (Number.isNaN(value)) this.#hasNaN = true;
    }
    // Readers that compare bits would not find 0.0 in [-0.0, ...], nor -0.0 in [..., 0.0].
    const isFloat = toBytes !== intBytes;
    const min = toBytes.write(isFloat && least === 0 ? -0 : least);
    const max = toBytes.write(isFloat && greatest === 0 ? 0 : greatest);
    this.#extend(min, max, (a, b) => toBytes.read(a) - toBytes.read(b));
  }

  /** Pairs of the lower and the higher half: several times as fast as bigints. */
  #addLongs(halves: Int32Array, count: number): void {
    let [least, greatest] = [0, 0];
    for (let row = 1; row < count; row++) {
      if (isBelow(halves, row, least)) least = row;
      else if (isBelow(halves, greatest, row)) greatest = row;
    }
    const at = (row: number) => new Uint8Array(halves.slice(row * 2, row * 2 + 2).buffer);
    this.#extend(at(least), at(greatest), (a, b) => (longOf(a) < longOf(b) ? -1 : longOf(a) > longOf(b) ? 1 : 0));
  }

  #extend(min: Uint8Array, max: Uint8Array, compare: (a: Uint8Array, b: Uint8Array) => number): void {
    if (!this.#min || compare(min, this.#min) < 0) this.#min = min;
    if (!this.#max || compare(max, this.#max) > 0) this.#max = max;
  }
}

function isBelow(halves: Int32Array, a: number, b: number): boolean {
  const [high, otherHigh] = [halves[a * 2 + 1], halves[b * 2 + 1]];
  return high < otherHigh || (high === otherHigh && halves[a * 2] >>> 0 < halves[b * 2] >>> 0);
}

const longOf = (bytes: Uint8Array): bigint => new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);

interface NumberBytes {
  write(value: number): Uint8Array;
  read(bytes: Uint8Array): number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const intBytes: NumberBytes = {
  write: value => new Uint8Array(Int32Array.of(value).buffer),
  read: bytes => viewOf(bytes).getInt32(0, true),
};
const floatBytes: NumberBytes = {
  write: value => new Uint8Array(Float32Array.of(value).buffer),
  read: bytes => viewOf(bytes).getFloat32(0, true),
};
const doubleBytes: NumberBytes = {
  write: value => new Uint8Array(Float64Array.of(value).buffer),
  read: bytes => viewOf(bytes).getFloat64(0, true),
};

const compareBytes = (a: Uint8Array, b: Uint8Array): number => compareAt(a, 0, a.length, b, 0, b.length);

function compareAt(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  otherStart: number,
  otherEnd: number,
): number {
  const length = Math.min(end - start, otherEnd - otherStart);
  for (let i = 0; i < length; i++) {
    const difference = a[start + i] - b[otherStart + i];
    if (difference !== 0) return difference;
  }
  return end - start - (otherEnd - otherStart);
}

/** Two's complement, the highest byte first. */
function compareSigned(a: Uint8Array, start: number, b: Uint8Array, otherStart: number, width: number): number {
  const sign = ((a[start] << 24) >> 24) - ((b[otherStart] << 24) >> 24);
  if (sign !== 0) return sign;
  return compareAt(a, start + 1, start + width, b, otherStart + 1, otherStart + width);
}
