import { emptyBitmap, hasBit, setBit } from './bitmap.ts';
import { Area, getInts, memoryBytes, memoryInts } from './kernel-memory.ts';
import { hashTexts, verifyTexts } from './kernels.ts';
import { decodeRows, encodeRows } from './row-codec.ts';
import { type DataType, isKind, type StructType } from './types.ts';
import {
  BooleanVector,
  BytesVector,
  DoubleVector,
  IntVector,
  LongVector,
  StructVector,
  type Vector,
} from './vector.ts';

/** One column of the keys of a KeyTable: the value of every group, comparable with the rows of a vector. */
export interface KeyColumn {
  /** The vector in the form in which the other methods read it. */
  prepare(vector: Vector, length: number): Vector;
  /** Mixes the hash of every value into `hashes`. */
  hash(vector: Vector, hashes: Int32Array, length: number): void;
  /** Keeps the value of `row` as the key of `group`, the next one. */
  append(vector: Vector, row: number, group: number): void;
  /** The rows whose group (if not negative) has another key. */
  verify(vector: Vector, groups: Int32Array, length: number): Iterable<number>;
  equals(vector: Vector, row: number, group: number): boolean;
  /** The keys of all groups. */
  vector(): Vector;
  /** The keys of some groups. */
  take(groups: Int32Array): Vector;
}

export function keyColumnFor(type: DataType): KeyColumn {
  if (isKind(type, 'struct')) return new StructKeys(type);
  if (isKind(type, 'dayTime')) return new LongKeys(type);
  if (isKind(type, 'yearMonth')) return new IntKeys(type);
  if (typeof type !== 'string') return new EncodedKeys(type);
  switch (type) {
    case 'string':
    case 'binary':
      return new BytesKeys(type);
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return new LongKeys(type);
    case 'float':
    case 'double':
      return new DoubleKeys(type);
    case 'boolean':
      return new BooleanKeys();
    case 'void':
      return new EncodedKeys(type);
    default:
      return new IntKeys(type);
  }
}

const HASH_OF_NULL = 0x2b992ddf;

/** One step of the hash: a multiplication spreads every bit upwards, the shift brings the high ones down again. */
function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** Which groups have a null key. */
class NullGroups {
  #bits = emptyBitmap(0);
  any = false;

  has(group: number): boolean {
    return this.any && group >> 3 < this.#bits.length && hasBit(this.#bits, group);
  }

  add(group: number): void {
    this.any = true;
    if (group >> 3 >= this.#bits.length) {
      const larger = emptyBitmap(Math.max(64, group * 2 + 8));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    setBit(this.#bits, group);
  }

  /** As the validity of a vector of `size` groups. */
  validity(size: number): Uint8Array | undefined {
    if (!this.any) return undefined;
    const valid = emptyBitmap(size);
    for (let group = 0; group < size; group++) if (!this.has(group)) setBit(valid, group);
    return valid;
  }
}

/** What the columns of plain values share: nulls, and the loops over rows that have any. */
abstract class PlainKeys<V extends Vector> implements KeyColumn {
  protected size = 0;
  protected readonly nulls = new NullGroups();

  prepare(vector: Vector): Vector {
    return vector;
  }

  hash(vector: Vector, hashes: Int32Array, length: number): void {
    this.hashValues(vector as V, hashes, length);
  }

  append(vector: Vector, row: number, group: number): void {
    this.size = group + 1;
    if (vector.isNull(row)) {
      this.nulls.add(group);
      this.store(vector as V, -1, group);
    } else this.store(vector as V, row, group);
  }

  verify(vector: Vector, groups: Int32Array, length: number): Iterable<number> {
    if (vector.valid === undefined && !this.nulls.any) return this.verifyValues(vector as V, groups, length);
    const wrong: number[] = [];
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && !this.equals(vector, row, groups[row])) wrong.push(row);
    }
    return wrong;
  }

  equals(vector: Vector, row: number, group: number): boolean {
    const isNull = vector.isNull(row);
    if (isNull || this.nulls.has(group)) return isNull && this.nulls.has(group);
    return this.same(vector as V, row, group);
  }

  take(groups: Int32Array): Vector {
    return this.vector().take(groups);
  }

  abstract vector(): Vector;
  protected abstract hashValues(vector: V, hashes: Int32Array, length: number): void;
  protected abstract verifyValues(vector: V, groups: Int32Array, length: number): Iterable<number>;
  protected abstract same(vector: V, row: number, group: number): boolean;
  /** Keeps a value; row -1 stands for null, of which only the place is kept. */
  protected abstract store(vector: V, row: number, group: number): void;
}

function grownInts(array: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(array.length * 2, least));
  larger.set(array);
  return larger;
}

class IntKeys extends PlainKeys<IntVector> {
  readonly #type: DataType;
  #values = new Int32Array(64);

  constructor(type: DataType) {
    super();
    this.#type = type;
  }

  protected hashValues(vector: IntVector, hashes: Int32Array, length: number): void {
    const { values, valid } = vector;
    for (let row = 0; row < length; row++) {
      hashes[row] = mix(hashes[row], valid && !hasBit(valid, row) ? HASH_OF_NULL : values[row]);
    }
  }

  protected verifyValues(vector: IntVector, groups: Int32Array, length: number): Iterable<number> {
    const wrong: number[] = [];
    const [values, keys] = [vector.values, this.#values];
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && keys[groups[row]] !== values[row]) wrong.push(row);
    }
    return wrong;
  }

  protected same(vector: IntVector, row: number, group: number): boolean {
    return this.#values[group] === vector.values[row];
  }

  protected store(vector: IntVector, row: number, group: number): void {
    if (group >= this.#values.length) this.#values = grownInts(this.#values, group + 1);
    this.#values[group] = row < 0 ? 0 : vector.values[row];
  }

  vector(): Vector {
    return new IntVector(this.#type, this.#values.slice(0, this.size), this.size, this.nulls.validity(this.size));
  }
}

class BooleanKeys implements KeyColumn {
  readonly #keys = new IntKeys('int');

  prepare(vector: Vector, length: number): Vector {
    return new IntVector('int', Int32Array.from((vector as BooleanVector).values), length, vector.valid);
  }

  hash = this.#keys.hash.bind(this.#keys);
  append = this.#keys.append.bind(this.#keys);
  verify = this.#keys.verify.bind(this.#keys);
  equals = this.#keys.equals.bind(this.#keys);

  vector(): Vector {
    const keys = this.#keys.vector() as IntVector;
    return new BooleanVector(Uint8Array.from(keys.values), keys.length, keys.valid);
  }

  take(groups: Int32Array): Vector {
    return this.vector().take(groups);
  }
}

/** 64-bit keys, as their low and high halves: exact, whichever form the vectors have. */
class LongKeys extends PlainKeys<LongVector> {
  readonly #type: DataType;
  #low = new Int32Array(64);
  #high = new Int32Array(64);

  constructor(type: DataType) {
    super();
    this.#type = type;
  }

  protected hashValues(vector: LongVector, hashes: Int32Array, length: number): void {
    const { numbers, valid } = vector;
    const halves = numbers ? undefined : halvesOf(vector.bigints());
    for (let row = 0; row < length; row++) {
      if (valid && !hasBit(valid, row)) hashes[row] = mix(hashes[row], HASH_OF_NULL);
      else if (numbers) hashes[row] = mix(mix(hashes[row], numbers[row] | 0), highHalf(numbers[row]));
      else hashes[row] = mix(mix(hashes[row], halves![row * 2]), halves![row * 2 + 1]);
    }
  }

  protected verifyValues(vector: LongVector, groups: Int32Array, length: number): Iterable<number> {
    const wrong: number[] = [];
    const { numbers } = vector;
    const [lows, highs] = [this.#low, this.#high];
    for (let row = 0; row < length; row++) {
      const group = groups[row];
      if (group < 0) continue;
      if (numbers) {
        if (lows[group] !== (numbers[row] | 0) || highs[group] !== highHalf(numbers[row])) wrong.push(row);
      } else if (!this.same(vector, row, group)) wrong.push(row);
    }
    return wrong;
  }

  protected same(vector: LongVector, row: number, group: number): boolean {
    const [low, high] = halvesAt(vector, row);
    return this.#low[group] === low && this.#high[group] === high;
  }

  protected store(vector: LongVector, row: number, group: number): void {
    if (group >= this.#low.length) {
      this.#low = grownInts(this.#low, group + 1);
      this.#high = grownInts(this.#high, group + 1);
    }
    [this.#low[group], this.#high[group]] = row < 0 ? [0, 0] : halvesAt(vector, row);
  }

  vector(): Vector {
    const [lows, highs, size] = [this.#low, this.#high, this.size];
    const numbers = new Float64Array(size);
    let safe = true;
    for (let group = 0; group < size; group++) {
      numbers[group] = highs[group] * 2 ** 32 + (lows[group] >>> 0);
      if (!Number.isSafeInteger(numbers[group])) safe = false;
    }
    const valid = this.nulls.validity(size);
    if (safe) return new LongVector(this.#type, numbers, size, valid);
    const exact = new BigInt64Array(size);
    const halves = halvesOf(exact);
    for (let group = 0; group < size; group++) {
      halves[group * 2] = lows[group];
      halves[group * 2 + 1] = highs[group];
    }
    return new LongVector(this.#type, exact, size, valid);
  }
}

const highHalf = (value: number): number => Math.floor(value / 2 ** 32);
const halvesOf = (exact: BigInt64Array): Int32Array => new Int32Array(exact.buffer, exact.byteOffset, exact.length * 2);

function halvesAt(vector: LongVector, row: number): [low: number, high: number] {
  if (vector.numbers) return [vector.numbers[row] | 0, highHalf(vector.numbers[row])];
  const value = vector.get(row) as bigint;
  return [Number(BigInt.asIntN(32, value)), Number(value >> 32n)];
}

class DoubleKeys extends PlainKeys<DoubleVector> {
  readonly #type: DataType;
  #values = new Float64Array(64);
  readonly #scratch = new Float64Array(1);
  readonly #bits = new Int32Array(this.#scratch.buffer);

  constructor(type: DataType) {
    super();
    this.#type = type;
  }

  protected hashValues(vector: DoubleVector, hashes: Int32Array, length: number): void {
    const { values, valid } = vector;
    for (let row = 0; row < length; row++) {
      if (valid && !hasBit(valid, row)) hashes[row] = mix(hashes[row], HASH_OF_NULL);
      else {
        // Adding 0 turns -0.0 into 0.0; every NaN hashes alike.
        this.#scratch[0] = Number.isNaN(values[row]) ? Number.NaN : values[row] + 0;
        hashes[row] = mix(mix(hashes[row], this.#bits[0]), this.#bits[1]);
      }
    }
  }

  protected verifyValues(vector: DoubleVector, groups: Int32Array, length: number): Iterable<number> {
    const wrong: number[] = [];
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && !this.same(vector, row, groups[row])) wrong.push(row);
    }
    return wrong;
  }

  protected same(vector: DoubleVector, row: number, group: number): boolean {
    const [a, b] = [vector.values[row], this.#values[group]];
    return a === b || (Number.isNaN(a) && Number.isNaN(b));
  }

  protected store(vector: DoubleVector, row: number, group: number): void {
    if (group >= this.#values.length) {
      const larger = new Float64Array(group * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[group] = row < 0 ? 0 : vector.values[row] + 0;
  }

  vector(): Vector {
    return new DoubleVector(this.#type, this.#values.slice(0, this.size), this.size, this.nulls.validity(this.size));
  }
}

/** Text and binary keys, one behind the other in the memory of the kernels. */
class BytesKeys extends PlainKeys<BytesVector> {
  readonly #type: 'string' | 'binary';
  readonly #bytes = new Area(1024);
  #usedBytes = 0;
  /** 32-bit integers: key g is bytes [ends[g], ends[g + 1]). */
  readonly #ends = new Area(256);

  constructor(type: 'string' | 'binary') {
    super();
    this.#type = type;
    this.#ends.clear();
  }

  protected hashValues(vector: BytesVector, hashes: Int32Array, length: number): void {
    const { valid } = vector;
    const before = valid && hashes.slice(0, length);
    hashTexts(vector, hashes);
    for (let row = 0; valid && row < length; row++) {
      if (!hasBit(valid, row)) hashes[row] = mix(before![row], HASH_OF_NULL);
    }
  }

  protected verifyValues(vector: BytesVector, groups: Int32Array): Iterable<number> {
    return verifyTexts(vector, groups, this.#bytes, this.#ends);
  }

  protected same(vector: BytesVector, row: number, group: number): boolean {
    const key = this.#key(group);
    const start = vector.starts[row];
    if (vector.ends[row] - start !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (vector.bytes[start + i] !== key[i]) return false;
    return true;
  }

  protected store(vector: BytesVector, row: number, group: number): void {
    const [start, end] = row < 0 ? [0, 0] : [vector.starts[row], vector.ends[row]];
    this.#bytes.reserve(this.#usedBytes + end - start);
    this.#ends.reserve((group + 2) * 4);
    const memory = memoryBytes();
    const to = this.#bytes.address + this.#usedBytes - start;
    for (let i = start; i < end; i++) memory[to + i] = vector.bytes[i];
    this.#usedBytes += end - start;
    memoryInts()[(this.#ends.address >> 2) + group + 1] = this.#usedBytes;
  }

  vector(): Vector {
    const { address } = this.#bytes;
    const bytes = memoryBytes().slice(address, address + this.#usedBytes);
    const bounds = getInts(this.#ends.address, this.size + 1);
    const starts = bounds.subarray(0, this.size);
    return new BytesVector(this.#type, bytes, starts, bounds.subarray(1), this.size, this.nulls.validity(this.size));
  }

  override take(groups: Int32Array): Vector {
    const ends = new Int32Array(groups.length + 1);
    for (let i = 0; i < groups.length; i++) ends[i + 1] = ends[i] + this.#key(groups[i]).length;
    const bytes = new Uint8Array(ends[groups.length]);
    for (let i = 0; i < groups.length; i++) bytes.set(this.#key(groups[i]), ends[i]);
    const keys = new BytesVector(this.#type, bytes, ends.subarray(0, groups.length), ends.subarray(1), groups.length);
    if (!this.nulls.any) return keys;
    return keys.take(groups.map((group, i) => (this.nulls.has(group) ? -1 : i)));
  }

  /** The bytes of one key, where they stand. */
  #key(group: number): Uint8Array {
    const ints = memoryInts();
    const ends = (this.#ends.address >> 2) + group;
    const { address } = this.#bytes;
    return memoryBytes().subarray(address + ints[ends], address + ints[ends + 1]);
  }
}

/** A struct is its fields, and one column more for being null. */
class StructKeys implements KeyColumn {
  readonly #type: StructType;
  readonly #fields: KeyColumn[];
  readonly #presence = new BooleanKeys();
  readonly #columns: readonly KeyColumn[];
  #size = 0;

  constructor(type: StructType) {
    this.#type = type;
    this.#fields = type.fields.map(field => keyColumnFor(field.type));
    this.#columns = [...this.#fields, this.#presence];
  }

  prepare(vector: Vector, length: number): Vector {
    const { fields, valid } = vector as StructVector;
    const present = new Uint8Array(length);
    for (let row = 0; row < length; row++) present[row] = !valid || hasBit(valid, row) ? 1 : 0;
    // Under a null struct the fields mean nothing: they count as null.
    const hidden = valid ? Int32Array.from(present, (on, row) => (on ? row : -1)) : undefined;
    const prepared = fields.map((field, i) => this.#fields[i].prepare(hidden ? field.take(hidden) : field, length));
    const presence = this.#presence.prepare(new BooleanVector(present, length), length);
    return new StructVector(this.#type, [...prepared, presence], length);
  }

  hash(vector: Vector, hashes: Int32Array, length: number): void {
    this.#each(vector, (column, field) => column.hash(field, hashes, length));
  }

  append(vector: Vector, row: number, group: number): void {
    this.#size = group + 1;
    this.#each(vector, (column, field) => column.append(field, row, group));
  }

  *verify(vector: Vector, groups: Int32Array, length: number): Iterable<number> {
    const { fields } = vector as StructVector;
    for (const [i, column] of this.#columns.entries()) yield* column.verify(fields[i], groups, length);
  }

  equals(vector: Vector, row: number, group: number): boolean {
    return this.#columns.every((column, i) => column.equals((vector as StructVector).fields[i], row, group));
  }

  vector(): Vector {
    const presence = this.#presence.vector() as BooleanVector;
    const valid = emptyBitmap(this.#size);
    let nulls = 0;
    for (let group = 0; group < this.#size; group++) {
      if (presence.values[group]) setBit(valid, group);
      else nulls++;
    }
    const fields = this.#fields.map(field => field.vector());
    return new StructVector(this.#type, fields, this.#size, nulls > 0 ? valid : undefined);
  }

  take(groups: Int32Array): Vector {
    return this.vector().take(groups);
  }

  #each(vector: Vector, visit: (column: KeyColumn, field: Vector) => void): void {
    this.#columns.forEach((column, i) => {
      visit(column, (vector as StructVector).fields[i]);
    });
  }
}

/** Types too rare for a layout of their own (decimal, array): their encoded bytes. */
class EncodedKeys implements KeyColumn {
  readonly #type: DataType;
  readonly #keys = new BytesKeys('binary');

  constructor(type: DataType) {
    this.#type = type;
  }

  prepare(vector: Vector, length: number): Vector {
    return encodeRows([vector], length);
  }

  hash = this.#keys.hash.bind(this.#keys);
  append = this.#keys.append.bind(this.#keys);
  verify = this.#keys.verify.bind(this.#keys);
  equals = this.#keys.equals.bind(this.#keys);

  vector(): Vector {
    return decodeRows(this.#keys.vector() as BytesVector, [this.#type])[0];
  }

  take(groups: Int32Array): Vector {
    return decodeRows(this.#keys.take(groups) as BytesVector, [this.#type])[0];
  }
}
