/**
 * Entries on the disk, for state that is larger than memory.
 *
 * A file of no name holds a record for each entry: its key, its value, the length of its prefix. In memory there is
 * only what finds the records (hashes of keys, where records stand) and when they expire: about 25 bytes an entry,
 * however long keys and values are. A key that is not there costs no reading; of one that is, the record is read to
 * compare the key, and brings the value.
 *
 * The file is a cache: nothing in it is used after the process. What outlives it are the files of the versions.
 */
import { BATCH_ROWS } from '../columns/batch.ts';
import { emptyBitmap, hasBit, setBit } from '../columns/bitmap.ts';
import { allRows, rowsWhere } from '../columns/selection.ts';
import { BytesVector } from '../columns/vector.ts';
import { type Entries, livingPieces, type OpenEntries } from './entries.ts';
import { ExpiryIndex } from './expiry-index.ts';
import { Growing, withRoom } from './growing.ts';
import { HashChains } from './hash-chains.ts';
import { HashIndex, hashOf } from './hash-index.ts';
import { RecordFile } from './record-file.ts';
import type { PrefixedEntries, PutOptions, StateChanges, StateEntries } from './state-store.ts';

/** @param folder to hold the file; `''`: the system's folder for what is temporary */
export const onDisk =
  (folder: string): OpenEntries =>
  notesChanges =>
    new DiskEntries(folder, notesChanges);

/** Three 32-bit numbers before the bytes: the lengths of key and value, and that of the prefix, -1 for none. */
const HEADER_BYTES = 12;
const NO_PREFIX = -1;
const MANY_REMOVED = 64;
const NEVER = Number.POSITIVE_INFINITY;

class DiskEntries implements Entries {
  readonly #folder: string;
  readonly #records: RecordFile;
  readonly #keys = new HashIndex();
  #dead = emptyBitmap(64);
  #removed = 0;
  /** Entries touched since the last call of `takeTouched`; undefined where nobody asks. */
  #touched: Uint8Array | undefined;
  #touchedCount = 0;
  /** By entry; undefined while none expires. */
  #expiryMs: Growing | undefined;
  readonly #expiring = new ExpiryIndex();
  /** Entries by the hash of their prefix. */
  #prefixes: HashChains | undefined;
  /** What was asked for last: who reads some entries writes the same ones next. */
  #found: { readonly keys: BytesVector; readonly located: Located } | undefined;

  constructor(folder: string, notesChanges: boolean) {
    this.#folder = folder;
    this.#records = new RecordFile(folder);
    if (notesChanges) this.#touched = emptyBitmap(64);
  }

  get size(): number {
    return this.#keys.size - this.#removed;
  }

  get memoryBytes(): number {
    const { memoryBytes } = this.#keys;
    const expiries = (this.#expiryMs?.memoryBytes ?? 0) * 2; // and about as much in the index
    return memoryBytes + this.#records.memoryBytes + this.#dead.length + expiries + (this.#prefixes?.memoryBytes ?? 0);
  }

  get nextExpiryMs(): number | undefined {
    return this.#expiring.earliest(this.#expiresAt);
  }

  get isSparse(): boolean {
    const manyRemoved = this.#removed > MANY_REMOVED && this.#removed > this.size;
    return manyRemoved || this.#records.isSparse;
  }

  getMany(keys: BytesVector): BytesVector {
    const values = new Gathered(keys.length);
    const located = this.#locate(keys, (row, bytes, at) => values.add(row, bytes, ...valueIn(bytes, at)));
    this.#found = { keys, located };
    return values.vector(located.entries);
  }

  putMany(keys: BytesVector, values: BytesVector, { expiriesMs, prefixes }: PutOptions = {}): void {
    const { entries, prefixBytes } = this.#found?.keys === keys ? this.#found.located : this.#locate(keys);
    this.#found = undefined;
    if (prefixes) this.#prefixes ??= new HashChains();
    for (let row = 0; row < keys.length; row++) {
      const keyLength = keys.ends[row] - keys.starts[row];
      const sizeBytes = HEADER_BYTES + keyLength + values.ends[row] - values.starts[row];
      if (entries[row] >= 0) {
        this.#records.fit(entries[row], sizeBytes);
        continue;
      }
      entries[row] = this.#keys.add(hashOf(keys.bytes, keys.starts[row], keys.ends[row]));
      this.#records.add(entries[row], sizeBytes);
      if (!prefixes) continue;
      const [start, end] = [prefixes.starts[row], prefixes.ends[row]];
      prefixBytes[row] = end - start;
      this.#prefixes!.add(hashOf(prefixes.bytes, start, end), entries[row]);
    }
    this.#dead = withRoom(this.#dead, (this.#keys.size + 7) >> 3);
    this.#records.write(entries, (row, bytes, at) => {
      const key = at + HEADER_BYTES;
      const keyLength = keys.ends[row] - keys.starts[row];
      bytes.writeInt32LE(keyLength, at);
      bytes.writeInt32LE(values.ends[row] - values.starts[row], at + 4);
      bytes.writeInt32LE(prefixBytes[row], at + 8);
      copy(keys.bytes, keys.starts[row], keys.ends[row], bytes, key);
      copy(values.bytes, values.starts[row], values.ends[row], bytes, key + keyLength);
    });
    this.#touch(entries);
    this.#setExpiries(entries, expiriesMs);
  }

  #setExpiries(entries: Int32Array, expiriesMs: Float64Array | undefined): void {
    if (!this.#expiryMs) {
      if (!expiriesMs?.some(timeMs => timeMs < NEVER)) return;
      this.#expiryMs = new Growing(length => new Float64Array(length).fill(NEVER));
    }
    this.#expiryMs.reserve(this.#keys.size);
    for (let row = 0; expiriesMs && row < entries.length; row++) {
      const entry = entries[row];
      if (this.#expiryMs.get(entry) === expiriesMs[row]) continue;
      this.#expiryMs.set(entry, expiriesMs[row]);
      if (expiriesMs[row] < NEVER) this.#expiring.add(expiriesMs[row], entry);
    }
  }

  removeMany(keys: BytesVector): void {
    const found = this.#locate(keys).entries.filter(entry => entry >= 0);
    this.#remove(Int32Array.from(new Set(found))); // a file names a key as often as it went since an earlier version
  }

  *takeExpired(watermarkMs: number): Generator<StateEntries> {
    for (let due = this.#expiring.takeUpTo(watermarkMs); due; due = this.#expiring.takeUpTo(watermarkMs)) {
      const { timeMs } = due;
      // An entry is listed under every time it ever had; only the present one counts.
      const living = due.entries.filter(entry => this.#expiresAt(entry, timeMs));
      const entries = Int32Array.from(new Set(living));
      for (let from = 0; from < entries.length; from += BATCH_ROWS) {
        const piece = entries.subarray(from, from + BATCH_ROWS);
        const taken = this.#entriesAt(piece);
        this.#remove(piece);
        yield taken;
      }
    }
  }

  scan(prefixes: BytesVector): PrefixedEntries {
    const rows: number[] = [];
    const listed: number[] = [];
    for (let row = 0; this.#prefixes && row < prefixes.length; row++) {
      const hash = hashOf(prefixes.bytes, prefixes.starts[row], prefixes.ends[row]);
      for (const entry of this.#prefixes.living(hash, this.#isAlive)) {
        rows.push(row);
        listed.push(entry);
      }
    }
    const entries = Int32Array.from(listed);
    const { keys, values, prefixBytes } = this.#entriesAt(entries);
    // Another prefix may have the same hash.
    const kept = rowsWhere(entries.length, i => {
      const [start, end] = [prefixes.starts[rows[i]], prefixes.ends[rows[i]]];
      return prefixBytes[i] === end - start && isSame(prefixes.bytes, start, end, keys.bytes, keys.starts[i]);
    });
    return { rows: kept.map(i => rows[i]), keys: keys.take(kept), values: values.take(kept) };
  }

  *entries(): Generator<StateEntries> {
    for (const entries of livingPieces(this.#keys.size, this.#isAlive)) yield this.#entriesAt(entries);
  }

  takeTouched(): Int32Array {
    const touched = this.#touched!;
    const entries = new Int32Array(this.#touchedCount);
    for (let i = 0, count = 0; count < entries.length; i++) {
      if (touched[i] === 0) continue;
      for (let entry = i * 8; entry < i * 8 + 8; entry++) if (hasBit(touched, entry)) entries[count++] = entry;
    }
    touched.fill(0);
    this.#touchedCount = 0;
    return entries;
  }

  *changes(entries: Int32Array): Generator<StateChanges> {
    for (let from = 0; from < entries.length; from += BATCH_ROWS) {
      const piece = entries.subarray(from, from + BATCH_ROWS);
      const removed = this.#entriesAt(piece.filter(entry => !this.#isAlive(entry))).keys;
      yield { removed, ...this.#changesOf(piece.filter(this.#isAlive)) };
    }
  }

  *all(): Generator<StateChanges> {
    for (const entries of livingPieces(this.#keys.size, this.#isAlive)) yield* this.changes(entries);
  }

  compacted(): DiskEntries {
    const fresh = new DiskEntries(this.#folder, this.#touched !== undefined);
    for (const { put, options } of this.all()) fresh.putMany(put.keys, put.values, options);
    if (fresh.#touched) fresh.takeTouched();
    this.close();
    return fresh;
  }

  close(): void {
    this.#records.close();
  }

  #changesOf(entries: Int32Array): Omit<StateChanges, 'removed'> {
    const { keys, values, prefixBytes } = this.#entriesAt(entries);
    const expiryMs = this.#expiryMs;
    const expiriesMs = expiryMs && Float64Array.from(entries, entry => expiryMs.get(entry));
    // A prefix is the leading part of its key.
    const prefixEnds = keys.starts.map((start, i) => start + prefixBytes[i]);
    const prefixes = this.#prefixes && new BytesVector('binary', keys.bytes, keys.starts, prefixEnds, entries.length);
    return { put: { keys, values }, options: { expiriesMs, prefixes } };
  }

  /** Finds the entries of some keys, -1 for none, and shows the record of each. */
  #locate(keys: BytesVector, visit?: (row: number, bytes: Buffer, at: number) => void): Located {
    const { length, starts, ends } = keys;
    const entries = new Int32Array(length).fill(-1);
    const prefixBytes = new Int32Array(length).fill(NO_PREFIX);
    const hashes = new Int32Array(length);
    for (let row = 0; row < length; row++) hashes[row] = hashOf(keys.bytes, starts[row], ends[row]);
    for (let rows = allRows(length); rows.length > 0; ) {
      const candidates = rows.filter(row => {
        entries[row] = this.#keys.find(hashes[row], entries[row]);
        return entries[row] >= 0;
      });
      const others: number[] = [];
      this.#records.read(
        candidates.map(row => entries[row]),
        (i, bytes, at) => {
          const row = candidates[i];
          const keyLength = bytes.readInt32LE(at);
          const isIt =
            keyLength === ends[row] - starts[row] &&
            isSame(keys.bytes, starts[row], ends[row], bytes, at + HEADER_BYTES);
          if (!isIt) others.push(row);
          else {
            prefixBytes[row] = bytes.readInt32LE(at + 8);
            visit?.(row, bytes, at);
          }
        },
      );
      rows = Int32Array.from(others); // of another key with the same hash
    }
    return { entries, prefixBytes };
  }

  #entriesAt(entries: Int32Array): StateEntries & { prefixBytes: Int32Array } {
    const keys = new Gathered(entries.length);
    const values = new Gathered(entries.length);
    const prefixBytes = new Int32Array(entries.length);
    this.#records.read(entries, (i, bytes, at) => {
      const [start, end] = valueIn(bytes, at);
      keys.add(i, bytes, at + HEADER_BYTES, start);
      values.add(i, bytes, start, end);
      prefixBytes[i] = bytes.readInt32LE(at + 8);
    });
    return { keys: keys.vector(), values: values.vector(), prefixBytes };
  }

  #remove(entries: Int32Array): void {
    this.#found = undefined;
    this.#touch(entries);
    for (const entry of entries) {
      this.#keys.remove(entry);
      this.#records.drop(entry);
      setBit(this.#dead, entry);
    }
    this.#removed += entries.length;
  }

  #touch(entries: Int32Array): void {
    if (!this.#touched) return;
    this.#touched = withRoom(this.#touched, (this.#keys.size + 7) >> 3);
    for (const entry of entries) {
      if (hasBit(this.#touched, entry)) continue;
      setBit(this.#touched, entry);
      this.#touchedCount++;
    }
  }

  #isAlive = (entry: number): boolean => !hasBit(this.#dead, entry);

  #expiresAt = (entry: number, timeMs: number): boolean =>
    this.#isAlive(entry) && this.#expiryMs!.get(entry) === timeMs;
}

/** Some keys in the store. */
interface Located {
  /** -1: none. */
  readonly entries: Int32Array;
  /** The length of each prefix. */
  readonly prefixBytes: Int32Array;
}

/** Bytes that come in any order, to be a column. */
class Gathered {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #bytes: Uint8Array;
  #used = 0;

  constructor(length: number) {
    this.#starts = new Int32Array(length);
    this.#ends = new Int32Array(length);
    this.#bytes = new Uint8Array(length * 16);
  }

  add(row: number, bytes: Uint8Array, start: number, end: number): void {
    this.#starts[row] = this.#used;
    this.#bytes = withRoom(this.#bytes, this.#used + end - start);
    copy(bytes, start, end, this.#bytes, this.#used);
    this.#used += end - start;
    this.#ends[row] = this.#used;
  }

  /** @param entries negative where the row is null */
  vector(entries?: Int32Array): BytesVector {
    const { length } = this.#starts;
    const valid = entries?.includes(-1) ? emptyBitmap(length) : undefined;
    if (valid) for (let row = 0; row < length; row++) if (entries![row] >= 0) setBit(valid, row);
    return new BytesVector('binary', this.#bytes, this.#starts, this.#ends, length, valid);
  }
}

/** Where the value of a record stands: [start, end). */
function valueIn(record: Buffer, at: number): [start: number, end: number] {
  const start = at + HEADER_BYTES + record.readInt32LE(at);
  return [start, start + record.readInt32LE(at + 4)];
}

/** Are bytes [start, end) the same as those from `at` on? */
function isSame(a: Uint8Array, start: number, end: number, b: Uint8Array, at: number): boolean {
  for (let i = start; i < end; i++) if (a[i] !== b[at + i - start]) return false;
  return true;
}

/** Short ones byte by byte: a call costs more. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 64) to.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) to[at + i - start] = from[i];
}
