import { Growing, int32s } from './growing.ts';

const FIRST_SLOTS = 128;
const FREE = 0;
const REMOVED = -1;
/** Of all slots, so many may be in use; searching takes long beyond that. */
const FULL = 0.8;

/**
 * Finds numbers by 32-bit hashes; several numbers may have the same. What is hashed lies elsewhere, so that memory does
 * not grow with its size: about 12 bytes a number.
 */
export class HashIndex {
  /** Numbers given out; those of removed ones are not given out again. */
  size = 0;
  readonly #hashes = new Growing(int32s);
  /** Number + 1, by linear probing. */
  #slots = new Int32Array(FIRST_SLOTS);
  #usedSlots = 0;
  #removed = 0;

  get memoryBytes(): number {
    return this.#hashes.memoryBytes + this.#slots.byteLength;
  }

  /** Gives the next number. */
  add(hash: number): number {
    if (this.#usedSlots >= this.#slots.length * FULL) this.#rehash();
    const number = this.size++;
    this.#hashes.reserve(this.size);
    this.#hashes.set(number, hash);
    this.#insert(number);
    return number;
  }

  /**
   * A number with this hash, -1 for none.
   *
   * @param behind the one found before, to find all of them in turn
   */
  find(hash: number, behind = -1): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let isBehind = behind < 0;
    for (let slot = hash & mask; slots[slot] !== FREE; slot = (slot + 1) & mask) {
      const number = slots[slot] - 1;
      if (isBehind && number >= 0 && this.#hashes.get(number) === hash) return number;
      isBehind ||= number === behind;
    }
    return -1;
  }

  remove(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes.get(number) & mask;
    while (this.#slots[slot] !== number + 1) slot = (slot + 1) & mask;
    this.#slots[slot] = REMOVED;
    this.#removed++;
  }

  #insert(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes.get(number) & mask;
    while (this.#slots[slot] !== FREE) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
    this.#usedSlots++;
  }

  #rehash(): void {
    const living = this.size - this.#removed;
    let length = FIRST_SLOTS;
    while (length * FULL < living * 1.5) length *= 2;
    const old = this.#slots;
    this.#slots = new Int32Array(length);
    this.#usedSlots = 0;
    for (const slot of old) if (slot > 0) this.#insert(slot - 1);
  }
}

/** A hash of bytes [start, end): FNV-1a, its bits mixed at the end. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
