/**
 * Records in a file, by numbers. Many are read or written at a time, in the order in which they stand there, near ones
 * with one call: so a disk is read forwards, and a batch that touches most of the records reads the file once.
 *
 * A record is written over where it stands while it fits there; else it moves to the end, and its room is dead.
 */
import { ScratchFile } from '../files/scratch-file.ts';
import { Growing, int32s, uint32s } from './growing.ts';

/** Records begin at multiples of this, so that 32 bits reach 64 GiB far. */
const UNIT = 16;
const EXTENT_BYTES = 1 << 20;
/** Bytes between two records that are read, too, rather than going to the disk once more. */
const READ_GAP = 16 << 10;
/** The same where they have to be written back. */
const WRITE_GAP = 512;
/** Places in a list are sorted beside positions, in one number of 53 bits. */
const SORTED_AT_ONCE = 1 << 20;

/** @param i place among the records asked for; @param at where record i begins in `bytes`, good until the next */
type Visit = (i: number, bytes: Buffer, at: number) => void;

export class RecordFile {
  readonly #file: ScratchFile;
  /** In units, by record. */
  readonly #starts = new Growing(uint32s);
  readonly #sizes = new Growing(int32s);
  #end = 0;
  #dead = 0;
  #extent = Buffer.allocUnsafeSlow(EXTENT_BYTES);

  constructor(folder: string) {
    this.#file = new ScratchFile(folder);
  }

  get memoryBytes(): number {
    return this.#starts.memoryBytes + this.#sizes.memoryBytes + this.#extent.length;
  }

  /** Most of the file is dead. */
  get isSparse(): boolean {
    return this.#end * UNIT > EXTENT_BYTES && this.#dead > this.#end / 2;
  }

  /** The next record, of this size. */
  add(record: number, sizeBytes: number): void {
    this.#starts.reserve(record + 1);
    this.#sizes.reserve(record + 1);
    this.#sizes.set(record, 0);
    this.fit(record, sizeBytes);
  }

  /** Makes sure that a record has so much room; where it moves, all of it must be written. */
  fit(record: number, sizeBytes: number): void {
    const units = Math.ceil(sizeBytes / UNIT);
    if (units <= this.#sizes.get(record)) return;
    this.#dead += this.#sizes.get(record);
    this.#starts.set(record, this.#end);
    this.#sizes.set(record, units);
    this.#end += units;
  }

  /** A record is not needed any more; it can be read none the less. */
  drop(record: number): void {
    this.#dead += this.#sizes.get(record);
  }

  read(records: Int32Array, visit: Visit): void {
    for (const { places, start, end } of this.#extents(records, READ_GAP)) {
      const bytes = this.#roomFor(start, end);
      this.#file.read(bytes, start * UNIT);
      for (const i of places) visit(i, bytes, (this.#starts.get(records[i]) - start) * UNIT);
    }
  }

  /** @param fill writes the record */
  write(records: Int32Array, fill: Visit): void {
    for (const { places, start, end, hasGaps } of this.#extents(records, WRITE_GAP)) {
      const bytes = this.#roomFor(start, end);
      if (hasGaps) this.#file.read(bytes, start * UNIT);
      for (const i of places) fill(i, bytes, (this.#starts.get(records[i]) - start) * UNIT);
      this.#file.write(bytes, start * UNIT);
    }
  }

  close(): void {
    this.#file.close();
  }

  #roomFor(start: number, end: number): Buffer {
    const size = (end - start) * UNIT;
    return size > this.#extent.length ? Buffer.allocUnsafeSlow(size) : this.#extent.subarray(0, size);
  }

  /** The records in the order in which they stand in the file, by ranges of it: [start, end), in units. */
  *#extents(
    records: Int32Array,
    gapBytes: number,
  ): Generator<{ places: number[]; start: number; end: number; hasGaps: boolean }> {
    const [starts, sizes] = [this.#starts, this.#sizes];
    for (let from = 0; from < records.length; from += SORTED_AT_ONCE) {
      const order = inOrder(records.subarray(from, from + SORTED_AT_ONCE), starts);
      let places: number[] = [];
      let start = 0;
      let end = 0;
      let hasGaps = false;
      for (const place of order) {
        const record = records[from + place];
        const to = starts.get(record) + sizes.get(record);
        const gap = (starts.get(record) - end) * UNIT;
        if (places.length > 0 && (gap > gapBytes || (to - start) * UNIT > EXTENT_BYTES)) {
          yield { places, start, end, hasGaps };
          places = [];
        }
        if (places.length === 0) {
          start = starts.get(record);
          hasGaps = false;
        } else if (gap > 0) hasGaps = true;
        places.push(from + place);
        end = to;
      }
      yield { places, start, end, hasGaps };
    }
  }
}

/** The places of some records in the order of their starts. */
function inOrder(records: Int32Array, starts: Growing): Float64Array {
  const keys = new Float64Array(records.length);
  let isSorted = true;
  for (let i = 0; i < records.length; i++) {
    keys[i] = starts.get(records[i]) * SORTED_AT_ONCE + i;
    if (i > 0 && keys[i] < keys[i - 1]) isSorted = false;
  }
  if (!isSorted) keys.sort();
  for (let i = 0; i < keys.length; i++) keys[i] %= SORTED_AT_ONCE;
  return keys;
}
