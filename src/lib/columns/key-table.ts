/**
 * Numbers the distinct rows of some columns: 0, 1, 2, … in order of first appearance. Group by, distinct and
 * join all stand on it.
 *
 * Column by column instead of row by row. (1) Hash every column into one 32-bit hash per row. (2) Look each hash
 * up in an open-addressing table: the first group with the same hash is the candidate; a hash not seen before
 * makes a new group at once. (3) Compare the keys of each row with those of its candidate, again column by column.
 * (4) The rare rows whose candidate only shares the hash are looked up alone, comparing keys at every step.
 * The method is that of DuckDB's and ClickHouse's hash aggregation; null equals null, NaN equals NaN, 0.0 equals -0.0.
 */
import { grownInts, type KeyColumn, keyColumnFor } from './key-columns.ts';
import type { DataType } from './types.ts';
import type { Vector } from './vector.ts';

const FIRST_SLOTS = 1024;
const REMOVED = -1;

export class KeyTable {
  size = 0;
  readonly #columns: KeyColumn[];
  /** Pairs: hash, group + 1 (0: free, -1: removed). Twice as many slots as groups, at least. */
  #slots = new Int32Array(FIRST_SLOTS * 2);
  #hashes = new Int32Array(FIRST_SLOTS);

  constructor(types: readonly DataType[]) {
    this.#columns = types.map(keyColumnFor);
  }

  /** The group of each row; rows with a key not seen before found new groups. */
  groups(keys: readonly Vector[], length: number): Int32Array {
    return this.#lookUp(keys, length, true);
  }

  /** The group of each row, -1 where no group has its key. */
  find(keys: readonly Vector[], length: number): Int32Array {
    return this.#lookUp(keys, length, false);
  }

  /** Forgets one group. Its number is not given out again, and its key stays among `keys()`. */
  remove(group: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[group] << 1) & mask;
    while (this.#slots[slot + 1] !== group + 1) slot = (slot + 2) & mask;
    this.#slots[slot + 1] = REMOVED;
  }

  /** The keys of all groups, in order of their numbers. */
  keys(): Vector[] {
    return this.#columns.map(column => column.vector());
  }

  /** The keys of some groups; good until the table is cleared. */
  keysOf(groups: Int32Array): Vector[] {
    return this.#columns.map(column => column.take(groups));
  }

  /** Forgets all groups; the room that they took is kept for the next ones. */
  clear(): void {
    if (this.size * 8 > this.#slots.length) this.#slots.fill(0);
    else for (let group = 0; group < this.size; group++) this.#free(this.#hashes[group]);
    this.size = 0;
    for (const column of this.#columns) column.clear();
  }

  #lookUp(keys: readonly Vector[], length: number, insert: boolean): Int32Array {
    const hashes = new Int32Array(length);
    const prepared = this.#columns.map((column, i) => column.prepare(keys[i], length));
    this.#columns.forEach((column, i) => {
      column.hash(prepared[i], hashes, length);
    });
    const groups = this.#candidates(prepared, hashes, length, insert);
    const wrong: number[] = [];
    this.#columns.forEach((column, i) => {
      column.verify(prepared[i], groups, length, wrong);
    });
    for (const row of new Set(wrong)) groups[row] = this.#lookUpOne(prepared, hashes[row], row, insert);
    return groups;
  }

  /** The first group with the row's hash; a new one where there is none. */
  #candidates(keys: readonly Vector[], hashes: Int32Array, length: number, insert: boolean): Int32Array {
    const groups = new Int32Array(length);
    let slots = this.#slots;
    let mask = slots.length - 1;
    for (let row = 0; row < length; row++) {
      const hash = hashes[row];
      let slot = (hash << 1) & mask;
      while (slots[slot + 1] !== 0 && (slots[slot] !== hash || slots[slot + 1] === REMOVED)) slot = (slot + 2) & mask;
      if (slots[slot + 1] !== 0) groups[row] = slots[slot + 1] - 1;
      else if (!insert) groups[row] = -1;
      else {
        groups[row] = this.#add(keys, hash, row, slot);
        slots = this.#slots;
        mask = slots.length - 1;
      }
    }
    return groups;
  }

  #lookUpOne(keys: readonly Vector[], hash: number, row: number, insert: boolean): number {
    const mask = this.#slots.length - 1;
    let slot = (hash << 1) & mask;
    for (; this.#slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
      const group = this.#slots[slot + 1] - 1;
      if (this.#slots[slot] !== hash || group < 0) continue;
      if (this.#columns.every((column, i) => column.equals(keys[i], row, group))) return group;
    }
    return insert ? this.#add(keys, hash, row, slot) : -1;
  }

  #add(keys: readonly Vector[], hash: number, row: number, slot: number): number {
    const group = this.size++;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = group + 1;
    if (group === this.#hashes.length) this.#hashes = grownInts(this.#hashes, group + 1);
    this.#hashes[group] = hash;
    for (let i = 0; i < keys.length; i++) this.#columns[i].append(keys[i], row, group);
    if (this.size * 4 > this.#slots.length) this.#rehash();
    return group;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let from = 0; from < this.#slots.length; from += 2) {
      if (this.#slots[from + 1] <= 0) continue;
      const hash = this.#slots[from];
      let slot = (hash << 1) & mask;
      while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
      slots[slot] = hash;
      slots[slot + 1] = this.#slots[from + 1];
    }
    this.#slots = slots;
  }

  /** Frees every slot of a run that holds this hash; all groups are going, so no chain has to stay whole. */
  #free(hash: number): void {
    const mask = this.#slots.length - 1;
    for (let slot = (hash << 1) & mask; this.#slots[slot + 1] !== 0; slot = (slot + 2) & mask) this.#slots[slot + 1] = 0;
  }
}
