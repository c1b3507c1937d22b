/**
 * Numbers distinct texts (or other bytes): 0, 1, 2, … in order of first appearance. An open-addressing table in the
 * memory of the kernels; its pairs of hash and number are dense, so that most lookups touch one line of cache for the
 * pair and one for the key. Null is a key like any other.
 */
import { hasBit } from './bitmap.ts';
import { Area, getInts, kernels, memoryBytes, memoryInts, putInts, scratchFor } from './kernel-memory.ts';
import { bringTexts } from './kernels.ts';
import { allRows, rowsWhere } from './selection.ts';
import { BytesVector, compactBytes } from './vector.ts';

const FIRST_SLOTS = 1024;
const SLOT_BYTES = 8;
const FIRST_KEY_BYTES = 4096;
const REMOVED = -1;

export class BytesTable {
  /** How many numbers were given out, those of removed keys included. */
  size = 0;
  readonly #type: 'string' | 'binary';
  /** Pairs of 32-bit integers: hash, number + 1 (0: free, -1: removed). At least twice as many as numbers. */
  #slots = new Area(FIRST_SLOTS * SLOT_BYTES);
  #slotCount = FIRST_SLOTS;
  /** Key n is bytes [ends[n], ends[n + 1]). */
  readonly #keys = new Area(FIRST_KEY_BYTES);
  readonly #ends = new Area((FIRST_SLOTS / 2 + 1) * 4);
  #nullNumber = -1;

  constructor(type: 'string' | 'binary') {
    this.#type = type;
    this.#slots.clear();
    this.#ends.clear();
  }

  /**
   * The number of each text; one not seen before gets the next.
   *
   * @param room to write the numbers to
   */
  add(texts: BytesVector, room?: Int32Array): Int32Array {
    const { length, valid } = texts;
    if (!valid) return this.#lookUp(texts, true, room);
    const numbers = new Int32Array(length);
    const put = (rows: Int32Array) => {
      this.#lookUp(texts.take(rows), true).forEach((number, i) => {
        numbers[rows[i]] = number;
      });
    };
    // Numbers are given out in order, so what stands before the first null comes before it.
    let first = 0;
    while (first < length && hasBit(valid, first)) first++;
    put(allRows(first));
    if (first < length && this.#nullNumber < 0) this.#addNull();
    put(rowsWhere(length, row => row > first && hasBit(valid, row)));
    return numbers.map((number, row) => (hasBit(valid, row) ? number : this.#nullNumber));
  }

  /** The number of each text, -1 where it has none. */
  find(texts: BytesVector): Int32Array {
    const { valid } = texts;
    const numbers = this.#lookUp(valid ? compactBytes(texts) : texts, false);
    return valid ? numbers.map((number, row) => (hasBit(valid, row) ? number : this.#nullNumber)) : numbers;
  }

  /** Forgets some distinct keys. Their numbers are not given out again, and they stay among `keys()`. */
  remove(numbers: Int32Array): void {
    const mask = this.#slotCount - 1;
    const ints = memoryInts();
    const base = this.#slots.address >> 2;
    for (const number of numbers) {
      if (number === this.#nullNumber) {
        this.#nullNumber = -1;
        continue;
      }
      const [start, end] = this.#range(number);
      let slot = kernels().hashText(this.#keys.address + start, end - start) & mask;
      while (ints[base + slot * 2 + 1] !== number + 1) slot = (slot + 1) & mask;
      ints[base + slot * 2 + 1] = REMOVED;
    }
  }

  /** All keys, by number. */
  keys(): BytesVector {
    return this.#keysFrom(0, allRows(this.size));
  }

  /** Some keys. */
  keysOf(numbers: Int32Array): BytesVector {
    const { length } = numbers;
    if (isRun(numbers)) return this.#keysFrom(numbers[0], numbers);
    const bounds = new Int32Array(length + 1);
    for (let i = 0; i < length; i++) {
      const [start, end] = this.#range(numbers[i]);
      bounds[i + 1] = bounds[i] + end - start;
    }
    const bytes = new Uint8Array(bounds[length]);
    const memory = memoryBytes();
    for (let i = 0; i < length; i++) {
      const from = this.#keys.address + this.#range(numbers[i])[0] - bounds[i];
      for (let to = bounds[i]; to < bounds[i + 1]; to++) bytes[to] = memory[from + to];
    }
    const keys = new BytesVector(this.#type, bytes, bounds.subarray(0, length), bounds.subarray(1), length);
    return this.#withNull(keys, numbers);
  }

  /** The keys of a run of numbers: they lie side by side. */
  #keysFrom(first: number, numbers: Int32Array): BytesVector {
    const { length } = numbers;
    const bounds = getInts(this.#ends.address + first * 4, length + 1);
    const [from] = bounds;
    const { address } = this.#keys;
    const bytes = memoryBytes().slice(address + from, address + bounds[length]);
    if (from > 0) for (let i = 0; i <= length; i++) bounds[i] -= from;
    const keys = new BytesVector(this.#type, bytes, bounds.subarray(0, length), bounds.subarray(1), length);
    return this.#withNull(keys, numbers);
  }

  /** How many bytes all keys have together. */
  get keyBytes(): number {
    return this.#range(this.size)[0];
  }

  /** Gives its memory back now; it must not be used any more. */
  free(): void {
    this.#slots.free();
    this.#keys.free();
    this.#ends.free();
  }

  get memoryBytes(): number {
    return this.#slots.sizeBytes + this.#keys.sizeBytes + this.#ends.sizeBytes;
  }

  #lookUp(given: BytesVector, insert: boolean, room?: Int32Array): Int32Array {
    const { length } = given;
    const numbers = room && room.length >= length ? room.subarray(0, length) : new Int32Array(length);
    if (length === 0) return numbers;
    const { address, texts } = bringTexts(given);
    const { groupTexts } = kernels();
    for (let done = 0; done < length; ) {
      const rows = length - done;
      const [starts, ends, found] = scratchFor(rows * 4, rows * 4, rows * 4 + 4);
      putInts(starts, texts.starts.subarray(done), rows);
      putInts(ends, texts.ends.subarray(done), rows);
      const [slots, keys, keyEnds] = [this.#slots.address, this.#keys.address, this.#ends.address];
      const mask = this.#slotCount - 1;
      const keyRoom = this.#keys.sizeBytes;
      const most = this.#slotCount / 2;
      const looked = groupTexts(
        address,
        starts,
        ends,
        rows,
        found,
        slots,
        mask,
        keys,
        keyEnds,
        this.size,
        most,
        keyRoom,
        insert ? 1 : 0,
      );
      const ints = memoryInts();
      numbers.set(ints.subarray(found >> 2, (found >> 2) + looked), done);
      this.size = ints[(found >> 2) + looked];
      done += looked;
      if (done < length) this.#makeRoom(texts.ends[done] - texts.starts[done]);
    }
    return numbers;
  }

  /** For one key more. */
  #makeRoom(keyBytes: number): void {
    this.#keys.reserve(this.#range(this.size)[0] + keyBytes);
    if (this.size < this.#slotCount / 2) return;
    const larger = new Area(this.#slotCount * 2 * SLOT_BYTES);
    larger.clear();
    kernels().rehash(this.#slots.address, this.#slotCount, larger.address, this.#slotCount * 2 - 1);
    this.#slots.free();
    this.#slots = larger;
    this.#slotCount *= 2;
    this.#ends.reserve((this.#slotCount / 2 + 1) * 4);
  }

  #addNull(): void {
    this.#makeRoom(0);
    this.#nullNumber = this.size++;
    const [start] = this.#range(this.#nullNumber);
    memoryInts()[(this.#ends.address >> 2) + this.size] = start;
  }

  #withNull(keys: BytesVector, numbers: Int32Array): BytesVector {
    const place = numbers.indexOf(this.#nullNumber);
    return this.#nullNumber < 0 || place < 0
      ? keys
      : keys.take(numbers.map((number, i) => (number === this.#nullNumber ? -1 : i)));
  }

  /** Where among the bytes of the keys one stands. */
  #range(number: number): [start: number, end: number] {
    const ints = memoryInts();
    const at = (this.#ends.address >> 2) + number;
    return [ints[at], ints[at + 1]];
  }
}

/** Is each number the one before and one? */
function isRun(numbers: Int32Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i] !== numbers[i - 1] + 1) return false;
  return numbers.length > 0;
}
