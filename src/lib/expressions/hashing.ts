/**
 * Spark's `hash` (Murmur3, 32 bits) and `xxhash64`: both fold a value into a running hash that starts as the seed.
 * A null changes nothing; an array, a struct or a map folds its parts one after the other. So `hash(a, b)` is
 * `murmur3(B, b, murmur3(A, a, 42))`.
 *
 * JavaScript has no 64-bit integers outside of bigint, which allocates at every step. `XxHash64` therefore keeps
 * the two halves of its hash as 32-bit integers.
 *
 * @see Spark HashExpression, InterpretedHashFunction; Appleby, MurmurHash3 (with Spark's own way of taking the last
 *   bytes, each as a signed word); Collet, xxHash 64, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
import { crc32 as zlibCrc32 } from 'node:zlib';
import type { Interval } from '../base/intervals.ts';
import { type DataType, isKind } from '../columns/types.ts';
import type { Value } from '../columns/vector.ts';

/** The seed of both functions in SQL. */
export const HASH_SEED = 42;

/** Spark's `hash` of a value: a signed 32-bit integer, also the seed for the next value. */
export function murmur3(type: DataType, value: Value, seed: number): number {
  const hasher = sharedMurmur3;
  hasher.hash = seed | 0;
  fold(hasher, type, value);
  return hasher.hash;
}

/** Spark's `xxhash64` of a value: a signed 64-bit integer, also the seed for the next value. */
export function xxhash64(type: DataType, value: Value, seed: bigint): bigint {
  const hasher = sharedXxHash64;
  scratch.setBigInt64(0, seed, true);
  hasher.low = scratch.getInt32(0, true);
  hasher.high = scratch.getInt32(4, true);
  fold(hasher, type, value);
  return hasher.value();
}

/** Spark's `crc32`: an unsigned 32-bit integer. */
export const crc32 = (bytes: Uint8Array): number => zlibCrc32(bytes);

/**
 * Folds a value into a running hash, by its type.
 *
 * @param value as `Value` says; a bigint column's values may also be numbers that are exact (up to 2^53)
 */
export function fold(hasher: Hasher, type: DataType, value: Value): void {
  if (value === null) return;
  switch (typeof type === 'string' ? type : type.kind) {
    case 'string':
      if (typeof value === 'string') foldText(hasher, value);
      else foldAll(hasher, value as Uint8Array);
      break;
    case 'binary':
      foldAll(hasher, value as Uint8Array);
      break;
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'dayTime':
      foldLong(hasher, value as bigint | number);
      break;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
    case 'yearMonth':
      hasher.foldInt(value as number);
      break;
    case 'boolean':
      hasher.foldInt(value ? 1 : 0);
      break;
    case 'float':
      scratch.setFloat32(0, normalized(value as number), true);
      hasher.foldInt(scratch.getInt32(0, true));
      break;
    case 'double':
      scratch.setFloat64(0, normalized(value as number), true);
      hasher.foldLong(scratch.getInt32(0, true), scratch.getInt32(4, true));
      break;
    default:
      foldNested(hasher, type, value);
  }
}

/** What a hash function does with the three shapes that all values come down to. */
interface Hasher {
  foldInt(value: number): void;
  /** A 64-bit integer in two halves, of which only the low 32 bits each count. */
  foldLong(low: number, high: number): void;
  /** The bytes [from, to). */
  foldBytes(bytes: Uint8Array, from: number, to: number): void;
}

/** Folds a 64-bit integer, given as bigint or as a number that is exact. */
export function foldLong(hasher: Hasher, value: bigint | number): void {
  if (typeof value === 'number') {
    hasher.foldLong(value | 0, Math.floor(value / 0x1_0000_0000) | 0);
  } else {
    scratch.setBigInt64(0, value, true);
    hasher.foldLong(scratch.getInt32(0, true), scratch.getInt32(4, true));
  }
}

/** Murmur3_x86_32. */
class Murmur3 implements Hasher {
  /** Signed, 32 bits. */
  hash: number;

  constructor(seed = HASH_SEED) {
    this.hash = seed;
  }

  foldInt(value: number): void {
    this.#mix(value);
    this.#finish(4);
  }

  foldLong(low: number, high: number): void {
    this.#mix(low);
    this.#mix(high);
    this.#finish(8);
  }

  foldBytes(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    for (; at + 4 <= to; at += 4) this.#mix(wordAt(bytes, at));
    for (; at < to; at++) this.#mix((bytes[at] << 24) >> 24);
    this.#finish(to - from);
  }

  #mix(word: number): void {
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    const h = this.hash ^ k;
    this.hash = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }

  #finish(length: number): void {
    let h = this.hash ^ length;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    this.hash = h ^ (h >>> 16);
  }
}

// The five primes of the specification, as halves.
const P1_HIGH = 0x9e3779b1;
const P1_LOW = 0x85ebca87;
const P2_HIGH = 0xc2b2ae3d;
const P2_LOW = 0x27d4eb4f;
const P3_HIGH = 0x165667b1;
const P3_LOW = 0x9e3779f9;
const P4_HIGH = 0x85ebca77;
const P4_LOW = 0xc2b2ae63;
const P5_HIGH = 0x27d4eb2f;
const P5_LOW = 0x165667c5;

/** xxHash64; the halves of the hash can be read at any time, as signed 32-bit integers. */
export class XxHash64 implements Hasher {
  high = 0;
  low = HASH_SEED;

  /** Back to the seed of SQL. */
  reset(): void {
    this.high = 0;
    this.low = HASH_SEED;
  }

  /** The whole hash, signed. */
  value(): bigint {
    scratch.setInt32(0, this.low, true);
    scratch.setInt32(4, this.high, true);
    return scratch.getBigInt64(0, true);
  }

  foldInt(value: number): void {
    this.#add(P5_HIGH, P5_LOW);
    this.#add(0, 4);
    this.#takeInt(value);
    this.#finish();
  }

  foldLong(low: number, high: number): void {
    this.#add(P5_HIGH, P5_LOW);
    this.#add(0, 8);
    this.#takeLong(low, high);
    this.#finish();
  }

  foldBytes(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    if (to - from >= 32) {
      at = this.#takeStripes(bytes, from, to);
    } else {
      this.#add(P5_HIGH, P5_LOW);
    }
    this.#add(0, to - from);
    for (; at + 8 <= to; at += 8) this.#takeLong(wordAt(bytes, at), wordAt(bytes, at + 4));
    if (at + 4 <= to) {
      this.#takeInt(wordAt(bytes, at));
      at += 4;
    }
    for (; at < to; at++) {
      multiply(0, bytes[at], P5_HIGH, P5_LOW);
      this.#xorProduct();
      this.#rotate(11);
      this.#times(P1_HIGH, P1_LOW);
    }
    this.#finish();
  }

  /** Four hashes side by side, each of every fourth word, and then joined; gives the place behind the last stripe. */
  #takeStripes(bytes: Uint8Array, from: number, to: number): number {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane].high = this.high;
      lanes[lane].low = this.low;
    }
    lanes[0].#add(P1_HIGH, P1_LOW);
    lanes[0].#add(P2_HIGH, P2_LOW);
    lanes[1].#add(P2_HIGH, P2_LOW);
    lanes[3].#add(~P1_HIGH, -P1_LOW); // minus P1
    let at = from;
    for (; at + 32 <= to; at += 32) {
      for (let lane = 0; lane < 4; lane++) {
        const word = at + lane * 8;
        multiply(wordAt(bytes, word + 4), wordAt(bytes, word), P2_HIGH, P2_LOW);
        lanes[lane].#add(productHigh, productLow);
        lanes[lane].#rotate(31);
        lanes[lane].#times(P1_HIGH, P1_LOW);
      }
    }
    this.high = 0;
    this.low = 0;
    for (let lane = 0; lane < 4; lane++) {
      const { high, low } = lanes[lane];
      const bits = [1, 7, 12, 18][lane];
      this.#add((high << bits) | (low >>> (32 - bits)), (low << bits) | (high >>> (32 - bits)));
    }
    for (let lane = 0; lane < 4; lane++) {
      scramble(lanes[lane].low, lanes[lane].high);
      this.#xorProduct();
      this.#times(P1_HIGH, P1_LOW);
      this.#add(P4_HIGH, P4_LOW);
    }
    return at;
  }

  #takeLong(low: number, high: number): void {
    scramble(low, high);
    this.#xorProduct();
    this.#rotate(27);
    this.#times(P1_HIGH, P1_LOW);
    this.#add(P4_HIGH, P4_LOW);
  }

  #takeInt(word: number): void {
    multiply(0, word, P1_HIGH, P1_LOW);
    this.#xorProduct();
    this.#rotate(23);
    this.#times(P2_HIGH, P2_LOW);
    this.#add(P3_HIGH, P3_LOW);
  }

  #finish(): void {
    this.low ^= this.high >>> 1; // xor with itself shifted right by 33
    this.#times(P2_HIGH, P2_LOW);
    const { high, low } = this;
    this.low = low ^ ((low >>> 29) | (high << 3));
    this.high = high ^ (high >>> 29);
    this.#times(P3_HIGH, P3_LOW);
    this.low ^= this.high;
  }

  #add(high: number, low: number): void {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.low = sum | 0;
    this.high = (this.high + high + (sum > 0xffff_ffff ? 1 : 0)) | 0;
  }

  #times(high: number, low: number): void {
    multiply(this.high, this.low, high, low);
    this.high = productHigh;
    this.low = productLow;
  }

  #xorProduct(): void {
    this.high ^= productHigh;
    this.low ^= productLow;
  }

  /** To the left, by fewer than 32 bits. */
  #rotate(bits: number): void {
    const { high, low } = this;
    this.high = (high << bits) | (low >>> (32 - bits));
    this.low = (low << bits) | (high >>> (32 - bits));
  }
}

// The result of `multiply`: two numbers at once, without an object for them.
let productHigh = 0;
let productLow = 0;

/** The low 64 bits of a product of two 64-bit integers in halves. */
function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  const [a0, a1, b0, b1] = [aLow & 0xffff, aLow >>> 16, bLow & 0xffff, bLow >>> 16];
  // Partial products stay below 2^53, so they are exact as doubles until they are cut to 32 bits.
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  const carried = a1 * b1 + (middle >>> 16) + (other >>> 16);
  productHigh = (carried + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0;
  productLow = Math.imul(aLow, bLow);
}

/** What xxHash does to each 64-bit word before it goes in: times P2, rotated by 31, times P1; left in the product. */
function scramble(low: number, high: number): void {
  multiply(high, low, P2_HIGH, P2_LOW);
  multiply((productHigh << 31) | (productLow >>> 1), (productLow << 31) | (productHigh >>> 1), P1_HIGH, P1_LOW);
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);

/** -0.0 is 0.0, and every NaN the same one, whatever its bits. */
const normalized = (x: number): number => (x === 0 ? 0 : Number.isNaN(x) ? Number.NaN : x);

function foldAll(hasher: Hasher, bytes: Uint8Array): void {
  hasher.foldBytes(bytes, 0, bytes.length);
}

const SHORT_TEXT = 256;
const shortText = new Uint8Array(SHORT_TEXT * 3);
const utf8 = new TextEncoder();

function foldText(hasher: Hasher, text: string): void {
  if (text.length > SHORT_TEXT) {
    foldAll(hasher, utf8.encode(text));
    return;
  }
  let at = 0;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 127) break;
    shortText[at] = unit;
  }
  const length = at === text.length ? at : utf8.encodeInto(text, shortText).written;
  hasher.foldBytes(shortText, 0, length);
}

function foldNested(hasher: Hasher, type: DataType, value: Exclude<Value, null>): void {
  if (isKind(type, 'decimal')) {
    if (type.precision <= MAX_LONG_DIGITS) foldLong(hasher, value as bigint);
    else foldAll(hasher, bigEndianBytes(value as bigint));
  } else if (isKind(type, 'array')) {
    for (const element of value as Value[]) fold(hasher, type.element, element);
  } else if (isKind(type, 'struct')) {
    for (let i = 0; i < type.fields.length; i++) fold(hasher, type.fields[i].type, (value as Value[])[i]);
  } else if (isKind(type, 'map')) {
    for (const [key, item] of value as [Value, Value][]) {
      fold(hasher, type.key, key);
      fold(hasher, type.value, item);
    }
  } else if (isKind(type, 'interval')) {
    const { months, days, micros } = value as Interval;
    foldLong(hasher, micros);
    hasher.foldInt(days);
    hasher.foldInt(months);
  }
}

/** Decimals of up to 18 digits are hashed as 64-bit integers. */
const MAX_LONG_DIGITS = 18;

/** The fewest bytes of a two's complement integer, the first one first (Java's BigInteger.toByteArray). */
function bigEndianBytes(value: bigint): Uint8Array {
  const size = value < 0n ? ~value : value;
  const length = Math.floor((size === 0n ? 0 : size.toString(2).length) / 8) + 1;
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

const scratch = new DataView(new ArrayBuffer(8));
const sharedMurmur3 = new Murmur3();
const sharedXxHash64 = new XxHash64();
const lanes = [new XxHash64(), new XxHash64(), new XxHash64(), new XxHash64()];
