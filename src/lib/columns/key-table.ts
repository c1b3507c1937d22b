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
import { Area, getInts, kernels, memoryInts, putInts, scratchFor } from './kernel-memory.ts';
import { type KeyColumn, keyColumnFor } from './key-columns.ts';
import type { DataType } from './types.ts';
import type { Vector } from './vector.ts';

const FIRST_SLOTS = 1024;
const SLOT_BYTES = 8;
const REMOVED = -1;

export class KeyTable {
  size = 0;
  readonly #columns: readonly KeyColumn[];
  /** Pairs of 32-bit integers: hash, group + 1 (0: free, -1: removed). At least twice as many slots as groups. */
  #slots = new Area(FIRST_SLOTS * SLOT_BYTES);
  #slotCount = FIRST_SLOTS;
  #rowHashes = new Int32Array(0);

  constructor(types: readonly DataType[]) {
    this.#columns = types.map(keyColumnFor);
    this.#slots.clear();
  }

  /** The group of each row; rows with a key not seen before found new groups. */
  groups(keys: readonly Vector[], length: number): Int32Array {
    return this.#lookUp(keys, length, true);
  }

  /** The group of each row, -1 where no group has its key. */
  find(keys: readonly Vector[], length: number): Int32Array {
    return this.#lookUp(keys, length, false);
  }

  /** Forgets some groups. Their numbers are not given out again, and their keys stay among `keys()`. */
  remove(groups: Int32Array): void {
    const keys = this.keysOf(groups);
    const prepared = this.#columns.map((column, i) => column.prepare(keys[i], groups.length));
    const hashes = this.#hashes(prepared, groups.length);
    const ints = memoryInts();
    const base = this.#slots.address >> 2;
    groups.forEach((group, row) => {
      let slot = hashes[row] & (this.#slotCount - 1);
      while (ints[base + slot * 2 + 1] !== group + 1) slot = (slot + 1) & (this.#slotCount - 1);
      ints[base + slot * 2 + 1] = REMOVED;
    });
  }

  /** The keys of all groups, in order of their numbers. */
  keys(): Vector[] {
    return this.#columns.map(column => column.vector());
  }

  /** The keys of some groups. */
  keysOf(groups: Int32Array): Vector[] {
    return this.#columns.map(column => column.take(groups));
  }

  #lookUp(keys: readonly Vector[], length: number, insert: boolean): Int32Array {
    const prepared = this.#columns.map((column, i) => column.prepare(keys[i], length));
    const hashes = this.#hashes(prepared, length);
    const groups = this.#candidates(prepared, hashes, length, insert);
    const wrong = new Set<number>();
    this.#columns.forEach((column, i) => {
      for (const row of column.verify(prepared[i], groups, length)) wrong.add(row);
    });
    for (const row of wrong) groups[row] = this.#lookUpOne(prepared, hashes[row], row, insert);
    return groups;
  }

  /** The hash of each row, over all columns; good until the next call. */
  #hashes(keys: readonly Vector[], length: number): Int32Array {
    if (this.#rowHashes.length < length) this.#rowHashes = new Int32Array(Math.max(length, FIRST_SLOTS));
    const hashes = this.#rowHashes.subarray(0, length).fill(0);
    this.#columns.forEach((column, i) => {
      column.hash(keys[i], hashes, length);
    });
    return hashes;
  }

  /** The first group with the row's hash; a new one where there is none. */
  #candidates(keys: readonly Vector[], hashes: Int32Array, length: number, insert: boolean): Int32Array {
    const groups = new Int32Array(length);
    for (let done = 0; done < length; ) {
      const rows = length - done;
      const [input, output, fresh] = scratchFor(rows * 4, rows * 4, rows * 4 + 4);
      putInts(input, hashes.subarray(done), rows);
      const { address } = this.#slots;
      const most = this.#slotCount / 2;
      const list = insert ? fresh : 0;
      const looked = kernels().lookUp(input, rows, address, this.#slotCount - 1, output, list, this.size, most);
      groups.set(memoryInts().subarray(output >> 2, (output >> 2) + looked), done);
      if (insert) this.#found(keys, fresh, done);
      done += looked;
      if (done < length) this.#grow();
    }
    return groups;
  }

  /** Keeps the keys of new groups, whose rows the kernel has listed. */
  #found(keys: readonly Vector[], fresh: number, offset: number): void {
    const [count] = getInts(fresh, 1);
    const rows = getInts(fresh + 4, count);
    this.#columns.forEach((column, i) => {
      rows.forEach((row, place) => {
        column.append(keys[i], row + offset, this.size + place);
      });
    });
    this.size += count;
  }

  /** Looks one row up comparing keys at every step: another key of the same hash came first. */
  #lookUpOne(keys: readonly Vector[], hash: number, row: number, insert: boolean): number {
    if (insert && this.size >= this.#slotCount / 2) this.#grow();
    const mask = this.#slotCount - 1;
    const ints = memoryInts();
    const base = this.#slots.address >> 2;
    let slot = hash & mask;
    for (; ints[base + slot * 2 + 1] !== 0; slot = (slot + 1) & mask) {
      const group = ints[base + slot * 2 + 1] - 1;
      if (ints[base + slot * 2] !== hash || group < 0) continue;
      if (this.#columns.every((column, i) => column.equals(keys[i], row, group))) return group;
    }
    if (!insert) return -1;
    const group = this.size++;
    ints[base + slot * 2] = hash;
    ints[base + slot * 2 + 1] = group + 1;
    this.#columns.forEach((column, i) => {
      column.append(keys[i], row, group);
    });
    return group;
  }

  #grow(): void {
    const larger = new Area(this.#slotCount * 2 * SLOT_BYTES);
    larger.clear();
    kernels().rehash(this.#slots.address, this.#slotCount, larger.address, this.#slotCount * 2 - 1);
    this.#slots.free();
    this.#slots = larger;
    this.#slotCount *= 2;
  }
}
