/**
 * The entries of a state store in memory.
 *
 * Keys are numbered by a BytesTable (entry 0, 1, 2, …); what belongs to an entry lies in arrays by that number:
 * where its value stands in the arena, when it expires, which entries share its prefix. A value that still fits is
 * written over in place; one that grew goes to the end of the arena. Numbers and bytes of removed entries are not
 * reused one by one: once too much is dead (`isSparse`), the owner moves on to a compacted table.
 */
import { BATCH_ROWS } from '../columns/batch.ts';
import { BytesTable } from '../columns/bytes-table.ts';
import { BytesVector } from '../columns/vector.ts';
import { type Entries, livingPieces, type OpenEntries } from './entries.ts';
import { ExpiryIndex } from './expiry-index.ts';
import type { PrefixedEntries, PutOptions, StateChanges, StateEntries } from './state-store.ts';

const FIRST_ENTRIES = 64;
const SMALL_ARENA_BYTES = 1 << 16;

/** Entries in memory. */
export const inMemory: OpenEntries = notesChanges => new EntryTable(notesChanges);

class EntryTable implements Entries {
  #keys = new BytesTable('binary');
  /** Of each entry: where its value stands, and the room that it has there. A removed entry has end -1. */
  #valueStart = new Int32Array(FIRST_ENTRIES);
  #valueEnd = new Int32Array(FIRST_ENTRIES);
  #valueRoom = new Int32Array(FIRST_ENTRIES);
  #expiryMs = new Float64Array(FIRST_ENTRIES);
  /** Some entry was ever to expire. */
  #expires = false;
  /** The prefix under which an entry is found, by its number. */
  #prefixOf = new Int32Array(FIRST_ENTRIES);
  /** In which span between two calls of `takeTouched` an entry was touched last. */
  #touchedIn = new Int32Array(FIRST_ENTRIES);
  #span = 1;
  /** The entries touched in this span; undefined where nobody asks. */
  #touched: number[] | undefined;
  #arena = new Uint8Array(1024);
  #arenaUsed = 0;
  #deadBytes = 0;
  #removed = 0;
  #expiring = new ExpiryIndex();
  /** Prefixes are numbered by a table of their own; each holds the entries under it, in order. */
  #prefixes: BytesTable | undefined;
  /** What was asked for last: who reads some entries writes the same ones next. */
  #found: { readonly keys: BytesVector; readonly entries: Int32Array } | undefined;
  #entriesOfPrefix: number[][] = [];

  constructor(notesChanges: boolean) {
    if (notesChanges) this.#touched = [];
  }

  get size(): number {
    return this.#keys.size - this.#removed;
  }

  get memoryBytes(): number {
    const perEntry = 5 * 4 + 8 + 32; // the arrays here, and the table's slots and offsets
    return this.#arena.length + this.#valueStart.length * perEntry;
  }

  get nextExpiryMs(): number | undefined {
    return this.#expiring.earliest((entry, timeMs) => this.#expiresAt(entry, timeMs));
  }

  get isSparse(): boolean {
    const manyRemoved = this.#removed > FIRST_ENTRIES && this.#removed > this.size;
    return manyRemoved || (this.#arenaUsed > SMALL_ARENA_BYTES && this.#deadBytes > this.#arenaUsed / 2);
  }

  getMany(keys: BytesVector): BytesVector {
    const entries = this.#keys.find(keys);
    this.#found = { keys, entries };
    return this.#values(entries);
  }

  putMany(keys: BytesVector, values: BytesVector, { expiriesMs, prefixes }: PutOptions = {}): void {
    const known = this.#keys.size;
    const found = this.#found?.keys === keys ? this.#found.entries : undefined;
    const entries = found && !found.includes(-1) ? found : this.#keys.add(keys);
    this.#found = undefined;
    this.#grow(this.#keys.size);
    this.#expiryMs.fill(Number.POSITIVE_INFINITY, known, this.#keys.size);
    this.#write(entries, values);
    this.#touch(entries);
    if (expiriesMs) this.#setExpiries(entries, expiriesMs);
    if (prefixes) this.#addToPrefixes(entries, prefixes, known);
  }

  #setExpiries(entries: Int32Array, expiriesMs: Float64Array): void {
    for (let row = 0; row < entries.length; row++) {
      const entry = entries[row];
      if (this.#expiryMs[entry] === expiriesMs[row]) continue;
      this.#expiryMs[entry] = expiriesMs[row];
      if (expiriesMs[row] === Number.POSITIVE_INFINITY) continue;
      this.#expires = true;
      this.#expiring.add(expiriesMs[row], entry);
    }
  }

  removeMany(keys: BytesVector): void {
    const found = this.#keys.find(keys).filter(entry => entry >= 0);
    this.#remove(Int32Array.from(new Set(found))); // a file names a key as often as it went since an earlier version
  }

  takeTouched(): Int32Array {
    const touched = Int32Array.from(this.#touched!).sort();
    this.#touched = [];
    this.#span++;
    return touched;
  }

  *changes(entries: Int32Array): Generator<StateChanges> {
    for (let from = 0; from < entries.length; from += BATCH_ROWS) {
      const piece = entries.subarray(from, from + BATCH_ROWS);
      const removed = this.#keys.keysOf(piece.filter(entry => !this.#isAlive(entry)));
      const living = piece.filter(this.#isAlive);
      yield { removed, put: this.#entriesAt(living), options: this.#optionsOf(living) };
    }
  }

  *all(): Generator<StateChanges> {
    for (const entries of livingPieces(this.#keys.size, this.#isAlive)) yield* this.changes(entries);
  }

  #touch(entries: Int32Array): void {
    const touched = this.#touched;
    if (!touched) return;
    for (const entry of entries) {
      if (this.#touchedIn[entry] === this.#span) continue;
      this.#touchedIn[entry] = this.#span;
      touched.push(entry);
    }
  }

  #optionsOf(entries: Int32Array): PutOptions {
    const expiriesMs = this.#expires ? Float64Array.from(entries, entry => this.#expiryMs[entry]) : undefined;
    return { expiriesMs, prefixes: this.#prefixes?.keysOf(entries.map(entry => this.#prefixOf[entry])) };
  }

  *takeExpired(watermarkMs: number): Generator<StateEntries> {
    for (let due = this.#expiring.takeUpTo(watermarkMs); due; due = this.#expiring.takeUpTo(watermarkMs)) {
      const { timeMs } = due;
      // An entry is listed under every time it ever had; only the present one counts.
      const living = due.entries.filter(entry => this.#expiresAt(entry, timeMs));
      const entries = Int32Array.from(new Set(living));
      if (entries.length === 0) continue;
      const taken = this.#entriesAt(entries);
      this.#remove(entries);
      yield taken;
    }
  }

  scan(prefixes: BytesVector): PrefixedEntries {
    const numbers = this.#prefixes?.find(prefixes);
    const rows: number[] = [];
    const entries: number[] = [];
    for (let row = 0; row < prefixes.length; row++) {
      const number = numbers ? numbers[row] : -1;
      if (number < 0) continue;
      for (const entry of this.#living(number)) {
        rows.push(row);
        entries.push(entry);
      }
    }
    return { rows: Int32Array.from(rows), ...this.#entriesAt(Int32Array.from(entries)) };
  }

  *entries(): Generator<StateEntries> {
    for (const entries of livingPieces(this.#keys.size, this.#isAlive)) yield this.#entriesAt(entries);
  }

  #expiresAt = (entry: number, timeMs: number): boolean => this.#isAlive(entry) && this.#expiryMs[entry] === timeMs;

  #isAlive = (entry: number): boolean => this.#valueEnd[entry] >= 0;

  /** Writes over the old value where the new one fits, and at the end of the arena where it does not. */
  #write(entries: Int32Array, { bytes, starts, ends }: BytesVector): void {
    const [valueStart, valueEnd, valueRoom] = [this.#valueStart, this.#valueEnd, this.#valueRoom];
    for (let row = 0; row < entries.length; row++) {
      const entry = entries[row];
      const start = starts[row];
      const length = ends[row] - start;
      if (length > valueRoom[entry] || valueRoom[entry] === 0) {
        this.#deadBytes += valueRoom[entry];
        this.#reserve(length);
        valueStart[entry] = this.#arenaUsed;
        valueRoom[entry] = length;
        this.#arenaUsed += length;
      }
      const arena = this.#arena;
      const to = valueStart[entry];
      for (let i = 0; i < length; i++) arena[to + i] = bytes[start + i];
      valueEnd[entry] = to + length;
    }
  }

  #remove(entries: Int32Array): void {
    this.#found = undefined;
    this.#touch(entries);
    this.#keys.remove(entries);
    for (const entry of entries) {
      this.#valueEnd[entry] = -1;
      this.#deadBytes += this.#valueRoom[entry];
    }
    this.#removed += entries.length;
  }

  /** A copy of the values of some entries; a negative entry gives null. */
  #values(entries: Int32Array): BytesVector {
    const [valueStart, valueEnd] = [this.#valueStart, this.#valueEnd];
    const length = entries.length;
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    let total = 0;
    for (let i = 0; i < length; i++) {
      starts[i] = total;
      if (entries[i] >= 0) total += valueEnd[entries[i]] - valueStart[entries[i]];
      ends[i] = total;
    }
    const bytes = new Uint8Array(total);
    const arena = this.#arena;
    const first = valueStart[entries[0]];
    if (entries.every((entry, i) => entry >= 0 && valueStart[entry] === first + starts[i])) {
      bytes.set(arena.subarray(first, first + total)); // they lie side by side
    } else {
      for (let i = 0; i < length; i++) {
        if (entries[i] < 0) continue;
        const from = valueStart[entries[i]] - starts[i];
        for (let to = starts[i]; to < ends[i]; to++) bytes[to] = arena[from + to];
      }
    }
    const found = new BytesVector('binary', bytes, starts, ends, length);
    return entries.includes(-1) ? found.take(entries.map((entry, i) => (entry < 0 ? -1 : i))) : found;
  }

  #entriesAt(entries: Int32Array): StateEntries {
    return { keys: this.#keys.keysOf(entries), values: this.#values(entries) };
  }

  #addToPrefixes(entries: Int32Array, prefixes: BytesVector, known: number): void {
    this.#prefixes ??= new BytesTable('binary');
    const numbers = this.#prefixes.add(prefixes);
    for (let row = 0; row < entries.length; row++) {
      if (entries[row] < known) continue;
      this.#prefixOf[entries[row]] = numbers[row];
      (this.#entriesOfPrefix[numbers[row]] ??= []).push(entries[row]);
    }
  }

  /** The entries under a prefix; the dead ones among them are dropped on the way. */
  #living(prefix: number): readonly number[] {
    const entries = this.#entriesOfPrefix[prefix];
    if (entries.every(this.#isAlive)) return entries;
    return (this.#entriesOfPrefix[prefix] = entries.filter(this.#isAlive));
  }

  compacted(): EntryTable {
    const fresh = new EntryTable(this.#touched !== undefined);
    for (const { put, options } of this.all()) fresh.putMany(put.keys, put.values, options);
    if (fresh.#touched) fresh.takeTouched();
    return fresh;
  }

  close(): void {}

  #grow(entries: number): void {
    if (entries <= this.#valueStart.length) return;
    const length = Math.max(entries, this.#valueStart.length * 2);
    const grown = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#valueStart = grown(this.#valueStart, new Int32Array(length));
    this.#valueEnd = grown(this.#valueEnd, new Int32Array(length));
    this.#valueRoom = grown(this.#valueRoom, new Int32Array(length));
    this.#prefixOf = grown(this.#prefixOf, new Int32Array(length));
    this.#touchedIn = grown(this.#touchedIn, new Int32Array(length));
    this.#expiryMs = grown(this.#expiryMs, new Float64Array(length));
  }

  #reserve(more: number): void {
    if (this.#arenaUsed + more <= this.#arena.length) return;
    const larger = new Uint8Array(Math.max(this.#arena.length * 2, this.#arenaUsed + more));
    larger.set(this.#arena.subarray(0, this.#arenaUsed));
    this.#arena = larger;
  }
}
