import { decodeRows, encodeRows } from './row-codec.ts';
import { type DataType, isKind, type StructType } from './types.ts';
import { BooleanVector, BytesVector, DoubleVector, IntVector, LongVector, StructVector, type Vector } from './vector.ts';
import { emptyBitmap, hasBit, setBit } from './bitmap.ts';

/** One column of the keys of a KeyTable: the value of every group, comparable with the rows of a vector. */
export interface KeyColumn {
  /** The vector in the form in which the other methods read it. */
  prepare(vector: Vector, length: number): Vector;
  /** Mixes the hash of every value into `hashes`. */
  hash(vector: Vector, hashes: Int32Array, length: number): void;
  /** Keeps the value of `row` as the key of `group`, the next one. */
  append(vector: Vector, row: number, group: number): void;
  /** Adds to `wrong` the rows whose group (if not negative) has another key. */
  verify(vector: Vector, groups: Int32Array, length: number, wrong: number[]): void;
  equals(vector: Vector, row: number, group: number): boolean;
  /** The keys of all groups. */
  vector(): Vector;
  /** The keys of some groups; may share memory with the column until it is cleared. */
  take(groups: Int32Array): Vector;
  clear(): void;
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

/** One step of the hash: as in MurmurHash3's body, which spreads neighbouring numbers well. */
function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
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

  clear(): void {
    this.#bits.fill(0);
    this.any = false;
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

  verify(vector: Vector, groups: Int32Array, length: number, wrong: number[]): void {
    if (vector.valid === undefined && !this.nulls.any) return this.verifyValues(vector as V, groups, length, wrong);
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && !this.equals(vector, row, groups[row])) wrong.push(row);
    }
  }

  equals(vector: Vector, row: number, group: number): boolean {
    const isNull = vector.isNull(row);
    if (isNull || this.nulls.has(group)) return isNull && this.nulls.has(group);
    return this.same(vector as V, row, group);
  }

  clear(): void {
    this.size = 0;
    this.nulls.clear();
  }

  take(groups: Int32Array): Vector {
    return this.vector().take(groups);
  }

  abstract vector(): Vector;
  protected abstract hashValues(vector: V, hashes: Int32Array, length: number): void;
  protected abstract verifyValues(vector: V, groups: Int32Array, length: number, wrong: number[]): void;
  protected abstract same(vector: V, row: number, group: number): boolean;
  /** Keeps a value; row -1 stands for null, of which only the place is kept. */
  protected abstract store(vector: V, row: number, group: number): void;
}

export function grownInts(array: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
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

  protected verifyValues(vector: IntVector, groups: Int32Array, length: number, wrong: number[]): void {
    const [values, keys] = [vector.values, this.#values];
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && keys[groups[row]] !== values[row]) wrong.push(row);
    }
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
  clear = this.#keys.clear.bind(this.#keys);

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

  protected verifyValues(vector: LongVector, groups: Int32Array, length: number, wrong: number[]): void {
    const { numbers } = vector;
    const [lows, highs] = [this.#low, this.#high];
    for (let row = 0; row < length; row++) {
      const group = groups[row];
      if (group < 0) continue;
      if (numbers) {
        if (lows[group] !== (numbers[row] | 0) || highs[group] !== highHalf(numbers[row])) wrong.push(row);
      } else if (!this.same(vector, row, group)) wrong.push(row);
    }
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
        this.#scratch[0] = values[row] === values[row] ? values[row] + 0 : Number.NaN;
        hashes[row] = mix(mix(hashes[row], this.#bits[0]), this.#bits[1]);
      }
    }
  }

  protected verifyValues(vector: DoubleVector, groups: Int32Array, length: number, wrong: number[]): void {
    for (let row = 0; row < length; row++) {
      if (groups[row] >= 0 && !this.same(vector, row, groups[row])) wrong.push(row);
    }
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

/** Text and binary keys, one behind the other in an arena. */
class BytesKeys extends PlainKeys<BytesVector> {
  readonly #type: 'string' | 'binary';
  #arena = new Uint8Array(1024);
  #view: DataView<ArrayBufferLike> = new DataView(this.#arena.buffer);
  /** Key of group g: arena[ends[g], ends[g + 1]). */
  #ends = new Int32Array(65);

  constructor(type: 'string' | 'binary') {
    super();
    this.#type = type;
  }

  protected hashValues(vector: BytesVector, hashes: Int32Array, length: number): void {
    const { bytes, starts, ends, valid } = vector;
    const view = viewOf(bytes);
    for (let row = 0; row < length; row++) {
      if (valid && !hasBit(valid, row)) {
        hashes[row] = mix(hashes[row], HASH_OF_NULL);
        continue;
      }
      const end = ends[row];
      let at = starts[row];
      let hash = hashes[row] ^ (end - at);
      for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true));
      let tail = 0;
      for (; at < end; at++) tail = (tail << 8) | bytes[at];
      hash = mix(hash, tail);
      hashes[row] = hash ^ (hash >>> 15);
    }
  }

  protected verifyValues(vector: BytesVector, groups: Int32Array, length: number, wrong: number[]): void {
    const { bytes, starts, ends } = vector;
    const [arena, keyEnds, view, keyView] = [this.#arena, this.#ends, viewOf(bytes), this.#view];
    for (let row = 0; row < length; row++) {
      const group = groups[row];
      if (group < 0) continue;
      const end = ends[row];
      let at = starts[row];
      let key = keyEnds[group];
      if (keyEnds[group + 1] - key !== end - at) {
        wrong.push(row);
        continue;
      }
      let difference = 0;
      for (; at + 4 <= end; at += 4, key += 4) difference |= view.getInt32(at, true) ^ keyView.getInt32(key, true);
      for (; at < end; at++, key++) difference |= bytes[at] ^ arena[key];
      if (difference !== 0) wrong.push(row);
    }
  }

  protected same(vector: BytesVector, row: number, group: number): boolean {
    const [start, length] = [vector.starts[row], vector.ends[row] - vector.starts[row]];
    const key = this.#ends[group];
    if (this.#ends[group + 1] - key !== length) return false;
    for (let i = 0; i < length; i++) if (vector.bytes[start + i] !== this.#arena[key + i]) return false;
    return true;
  }

  protected store(vector: BytesVector, row: number, group: number): void {
    const [start, end] = row < 0 ? [0, 0] : [vector.starts[row], vector.ends[row]];
    const at = this.#ends[group];
    const used = at + end - start;
    if (used > this.#arena.length) {
      const larger = new Uint8Array(Math.max(this.#arena.length * 2, used));
      larger.set(this.#arena.subarray(0, at));
      this.#arena = larger;
      this.#view = viewOf(larger);
    }
    for (let i = start, to = at; i < end; i++, to++) this.#arena[to] = vector.bytes[i];
    if (group + 1 >= this.#ends.length) this.#ends = grownInts(this.#ends, group + 2);
    this.#ends[group + 1] = used;
  }

  vector(): Vector {
    const bytes = this.#arena.slice(0, this.#ends[this.size]);
    const bounds = this.#ends.slice(0, this.size + 1);
    const starts = bounds.subarray(0, this.size);
    return new BytesVector(this.#type, bytes, starts, bounds.subarray(1), this.size, this.nulls.validity(this.size));
  }

  override take(groups: Int32Array): Vector {
    if (this.nulls.any) return super.take(groups);
    const starts = groups.map(group => this.#ends[group]);
    const ends = groups.map(group => this.#ends[group + 1]);
    return new BytesVector(this.#type, this.#arena, starts, ends, groups.length);
  }
}

const viewOf = (bytes: Uint8Array): DataView<ArrayBufferLike> => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A struct is its fields, and one column more for being null. */
class StructKeys implements KeyColumn {
  readonly #type: StructType;
  readonly #fields: KeyColumn[];
  readonly #presence = new BooleanKeys();
  #size = 0;

  constructor(type: StructType) {
    this.#type = type;
    this.#fields = type.fields.map(field => keyColumnFor(field.type));
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

  verify(vector: Vector, groups: Int32Array, length: number, wrong: number[]): void {
    this.#each(vector, (column, field) => column.verify(field, groups, length, wrong));
  }

  equals(vector: Vector, row: number, group: number): boolean {
    const columns = [...this.#fields, this.#presence];
    return columns.every((column, i) => column.equals((vector as StructVector).fields[i], row, group));
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

  clear(): void {
    this.#size = 0;
    for (const column of [...this.#fields, this.#presence]) column.clear();
  }

  #each(vector: Vector, visit: (column: KeyColumn, field: Vector) => void): void {
    const { fields } = vector as StructVector;
    this.#fields.forEach((column, i) => {
      visit(column, fields[i]);
    });
    visit(this.#presence, fields[this.#fields.length]);
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
  clear = this.#keys.clear.bind(this.#keys);

  vector(): Vector {
    return decodeRows(this.#keys.vector() as BytesVector, [this.#type])[0];
  }

  take(groups: Int32Array): Vector {
    return decodeRows(this.#keys.take(groups) as BytesVector, [this.#type])[0];
  }
}
