/**
 * The pages of one column in one row group. Values are numbered by a dictionary as long as that pays, and stand plain
 * from then on; whether it pays is judged when the first page is full, as parquet-mr judges it.
 */
import { BytesTable } from '../../columns/bytes-table.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { compress } from './compression.ts';
import { type Codec, type ColumnChunk, type Encoding, encodePageHeader } from './footer.ts';
import { bitsFor, encodeHybrid, encodeRun } from './levels.ts';
import { addPlain, type Plain, plainFrom, plainOf, plainSize, slicePlain, textsOf } from './physical.ts';
import type { Leaf, Shreds } from './shred.ts';
import { MinMax } from './statistics.ts';

/** Bounds of a page and of a dictionary, as parquet-mr has them. */
const PAGE_BYTES = 1 << 20;
const PAGE_SLOTS = 20_000;
const DICTIONARY_BYTES = 1 << 20;

/** A chunk whose place in the file is not known yet: its offsets count from its own beginning. */
export interface FinishedChunk {
  readonly pieces: readonly Uint8Array[];
  readonly chunk: ColumnChunk;
}

export class ColumnWriter {
  /** Bytes of the pages that are done, before compression. */
  rawBytes = 0;
  readonly #leaf: Leaf;
  readonly #codec: Codec;
  readonly #minMax: MinMax;
  readonly #pieces: Uint8Array[] = [];
  readonly #encodings = new Set<Encoding>(['RLE']);
  #compressedBytes = 0;
  #slots = 0;
  #nulls = 0;
  /** Numbers the values; none when they stand plain. */
  #dictionary: BytesTable | undefined;
  /** What an entry is like. */
  #like: Plain | undefined;
  #dictionaryPages = 0;
  #finishedDictionary: Plain | undefined;
  #headerBytes = 0;
  readonly #page = new Page();

  constructor(leaf: Leaf, codec: Codec) {
    this.#leaf = leaf;
    this.#codec = codec;
    this.#minMax = new MinMax(leaf.node);
    if (leaf.node.physical !== 'BOOLEAN') this.#dictionary = new BytesTable('binary');
  }

  /** What it holds in memory, about. */
  get bufferedBytes(): number {
    return this.#compressedBytes + this.#page.sizeBytes + (this.#dictionary?.memoryBytes ?? 0);
  }

  add({ values, slots, definitions, repetitions }: Shreds): void {
    const plain = plainOf(values, this.#leaf.node);
    let value = 0;
    for (let slot = 0; slot < slots; ) {
      const [endSlot, endValue] = this.#reach(plain, definitions, repetitions, slots, slot, value);
      this.#addToPage(slicePlain(plain, value, endValue), endSlot - slot, definitions, repetitions, slot);
      [slot, value] = [endSlot, endValue];
      if (this.#page.slots >= PAGE_SLOTS || this.#page.valueBytes >= PAGE_BYTES) this.#closePage();
    }
  }

  /** How far the page that is open goes: to its bounds, and there to the end of a row. */
  #reach(
    plain: Plain,
    definitions: Uint8Array | undefined,
    repetitions: Uint8Array | undefined,
    slots: number,
    fromSlot: number,
    fromValue: number,
  ): [slot: number, value: number] {
    const { definition } = this.#leaf;
    const lastSlot = Math.min(slots, fromSlot + PAGE_SLOTS - this.#page.slots);
    let room = PAGE_BYTES - this.#page.valueBytes;
    if (!definitions && !repetitions && plain.kind !== 'texts') return [lastSlot, fromValue + lastSlot - fromSlot];
    let [slot, value] = [fromSlot, fromValue];
    while (slot < slots) {
      const isBound = slot > fromSlot && (slot >= lastSlot || room <= 0);
      if (isBound && (!repetitions || repetitions[slot] === 0)) break;
      if (!definitions || definitions[slot] === definition) {
        if (plain.kind === 'texts') room -= plain.texts.ends[value] - plain.texts.starts[value] + 4;
        value++;
      }
      slot++;
    }
    return [slot, value];
  }

  #addToPage(
    plain: Plain,
    slots: number,
    definitions: Uint8Array | undefined,
    repetitions: Uint8Array | undefined,
    from: number,
  ): void {
    const page = this.#page;
    if (definitions) page.addDefinitions(definitions.subarray(from, from + slots), this.#leaf.definition);
    else if (page.definitions)
      page.addDefinitions(new Uint8Array(slots).fill(this.#leaf.definition), this.#leaf.definition);
    if (repetitions) page.repetitions.add(repetitions.subarray(from, from + slots));
    page.slots += slots;
    page.count += plain.count;
    if (plain.count === 0) return;
    if (this.#dictionary && plain.kind !== 'bits') {
      this.#like = plain;
      page.addNumbers(this.#dictionary.add(textsOf(plain)));
      page.rawBytes += plainSize(plain);
      if (this.#dictionaryPages === 0 && isMostlyDistinct(this.#dictionary.size, page.count)) {
        this.#leaveDictionary(this.#dictionary, page);
      }
    } else {
      this.#minMax.add(plain);
      addPlain(plain, page.plain);
    }
  }

  #closePage(): void {
    const page = this.#page;
    if (page.slots === 0) return;
    const dictionary = this.#dictionary;
    // A page without values says nothing of what pays, and needs no dictionary.
    if (dictionary && page.count > 0 && this.#dictionaryPages === 0 && !this.#pays(dictionary)) {
      this.#leaveDictionary(dictionary, page);
    }
    this.#slots += page.slots;
    this.#nulls += page.slots - page.count;
    const numbering = page.count > 0 ? this.#dictionary : undefined;
    const encoding: Encoding = numbering ? 'PLAIN_DICTIONARY' : 'PLAIN';
    this.#encodings.add(encoding);
    const body = this.#encode(page, numbering);
    const data = compress(this.#codec, body);
    this.rawBytes += body.length;
    this.#push(
      encodePageHeader({
        kind: 'data',
        uncompressedBytes: body.length,
        compressedBytes: data.length,
        values: page.slots,
        encoding,
      }),
      data === body ? data.slice() : data,
    );
    if (numbering) {
      this.#dictionaryPages++;
      if (this.#dictionaryBytes(numbering) > DICTIONARY_BYTES) this.#setAside(numbering);
    }
    page.clear();
  }

  /** A dictionary that grew too large is done; its pages stay, and the next ones are plain. */
  #setAside(dictionary: BytesTable): void {
    this.#finishedDictionary = plainFrom(dictionary.keys(), this.#like!);
    this.#minMax.add(this.#finishedDictionary);
    dictionary.free();
    this.#dictionary = undefined;
  }

  #pays(dictionary: BytesTable): boolean {
    const page = this.#page;
    const bits = bitsFor(dictionary.size - 1);
    return this.#dictionaryBytes(dictionary) + (page.count * bits) / 8 < page.rawBytes;
  }

  #dictionaryBytes(dictionary: BytesTable): number {
    const like = this.#like;
    if (!like) return 0;
    return like.kind === 'fixed' ? dictionary.size * like.width : dictionary.keyBytes + dictionary.size * 4;
  }

  /** The values of the only page so far, as they were. */
  #leaveDictionary(dictionary: BytesTable, page: Page): void {
    const keys = dictionary.keys();
    const like = this.#like!;
    this.#minMax.add(plainFrom(keys, like));
    const texts = keys.take(page.numbers.subarray(0, page.count));
    if (like.kind === 'texts') addPlain({ kind: 'texts', texts, count: page.count }, page.plain);
    else if (like.kind === 'fixed') {
      const { width } = like;
      const room = page.plain.grow(page.count * width);
      for (let i = 0; i < page.count; i++) {
        const from = texts.starts[i];
        for (let j = 0; j < width; j++) room[i * width + j] = texts.bytes[from + j];
      }
    }
    page.dropNumbers();
    dictionary.free();
    this.#dictionary = undefined;
  }

  #encode(page: Page, numbering: BytesTable | undefined): Uint8Array {
    const { definition, repetition } = this.#leaf;
    encoded.clear();
    if (repetition > 0) {
      addLevels(() => encodeHybrid(page.repetitions.view(), page.slots, bitsFor(repetition), encoded));
    }
    if (definition > 0) {
      const levels = page.definitions;
      addLevels(() => {
        if (levels) encodeHybrid(levels.view(), page.slots, bitsFor(definition), encoded);
        else encodeRun(definition, page.slots, bitsFor(definition), encoded);
      });
    }
    if (numbering) {
      const width = bitsFor(numbering.size - 1);
      encoded.addByte(width);
      encodeHybrid(page.numbers, page.count, width, encoded);
    } else if (this.#leaf.node.physical === 'BOOLEAN') addBits(page.plain.view());
    else encoded.add(page.plain.view());
    return encoded.view();
  }

  finish(): FinishedChunk {
    this.#closePage();
    const { node, path } = this.#leaf;
    if (this.#dictionary && this.#dictionaryPages > 0) this.#setAside(this.#dictionary);
    else this.#dictionary?.free();
    const dictionary = this.#finishedDictionary && this.#dictionaryPage(this.#finishedDictionary);
    const dictionaryBytes = dictionary ? dictionary[0].length + dictionary[1].length : 0;
    return {
      pieces: [...(dictionary ?? []), ...this.#pieces],
      chunk: {
        path,
        physical: node.physical!,
        codec: this.#codec,
        encodings: [...this.#encodings],
        values: this.#slots,
        uncompressedBytes: this.rawBytes + this.#headerBytes,
        compressedBytes: this.#compressedBytes + dictionaryBytes,
        dataPageOffset: dictionaryBytes,
        dictionaryPageOffset: dictionary && 0,
        statistics: { nullCount: this.#nulls, ...this.#minMax.result() },
      },
    };
  }

  #dictionaryPage(entries: Plain): [header: Uint8Array, data: Uint8Array] {
    const buffer = new ByteBuffer(plainSize(entries));
    addPlain(entries, buffer);
    const data = compress(this.#codec, buffer.view());
    const sizes = { uncompressedBytes: buffer.length, compressedBytes: data.length };
    const header = encodePageHeader({
      kind: 'dictionary',
      ...sizes,
      values: entries.count,
      encoding: 'PLAIN_DICTIONARY',
    });
    this.rawBytes += buffer.length;
    this.#headerBytes += header.length;
    return [header, data];
  }

  #push(header: Uint8Array, data: Uint8Array): void {
    this.#pieces.push(header, data);
    this.#headerBytes += header.length;
    this.#compressedBytes += header.length + data.length;
  }
}

/** Seen before the first page is full, so that the dictionary does not grow large in vain. */
const isMostlyDistinct = (distinct: number, count: number): boolean => count >= 4096 && distinct > count * 0.9;

/** The page that is being filled. */
class Page {
  slots = 0;
  /** Values that are there. */
  count = 0;
  /** What numbered values would be, plain. */
  rawBytes = 0;
  numbers = new Int32Array(0);
  definitions: ByteBuffer | undefined;
  readonly repetitions = new ByteBuffer(0);
  readonly plain = new ByteBuffer(0);
  #numbered = 0;

  get valueBytes(): number {
    return this.plain.length + this.rawBytes;
  }

  get sizeBytes(): number {
    return this.plain.length + this.#numbered * 4 + this.slots;
  }

  /** Levels are kept from the first missing value on; before, all were `most`. */
  addDefinitions(levels: Uint8Array, most: number): void {
    if (!this.definitions) {
      this.definitions = new ByteBuffer(this.slots + levels.length);
      this.definitions.grow(this.slots).fill(most);
    }
    this.definitions.add(levels);
  }

  addNumbers(numbers: Int32Array): void {
    if (this.#numbered + numbers.length > this.numbers.length) {
      const larger = new Int32Array(Math.max(this.numbers.length * 2, this.#numbered + numbers.length));
      larger.set(this.numbers.subarray(0, this.#numbered));
      this.numbers = larger;
    }
    this.numbers.set(numbers, this.#numbered);
    this.#numbered += numbers.length;
  }

  /** They stand plain now. */
  dropNumbers(): void {
    this.rawBytes = this.#numbered = 0;
    this.numbers = new Int32Array(0);
  }

  clear(): void {
    this.slots = this.count = this.rawBytes = this.#numbered = 0;
    this.definitions = undefined;
    this.repetitions.clear();
    this.plain.clear();
  }
}

/** A page before it is compressed; all columns share it. */
const encoded = new ByteBuffer(PAGE_BYTES);

/** Levels stand behind their length. */
function addLevels(add: () => void): void {
  const at = encoded.length;
  encoded.addInt(0);
  add();
  const length = encoded.length - at - 4;
  const view = encoded.view();
  for (let i = 0; i < 4; i++) view[at + i] = length >>> (i * 8);
}

function addBits(values: Uint8Array): void {
  const bytes = encoded.grow((values.length + 7) >> 3);
  bytes.fill(0);
  for (let i = 0; i < values.length; i++) bytes[i >> 3] |= values[i] << (i & 7);
}
