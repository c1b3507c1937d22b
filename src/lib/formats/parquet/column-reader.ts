/** One column of one row group, page by page. */
import { concatVectors } from '../../columns/concat.ts';
import type { DataType } from '../../columns/types.ts';
import type { Vector } from '../../columns/vector.ts';
import type { InputFile } from '../format.ts';
import { decompress } from './compression.ts';
import { CorruptPage } from './corrupt.ts';
import { decodeNumbers, decodeValues } from './decode.ts';
import { type ColumnChunk, decodePageHeader, type Encoding, type PageHeader, startOf } from './footer.ts';
import { bitsFor, decodeHybrid } from './levels.ts';
import type { Leaf, Shreds } from './shred.ts';
import { MalformedThrift } from './thrift.ts';

/** A leaf of a file that is read. */
export interface ReadLeaf extends Leaf {
  /** Its place among the file's columns. */
  readonly index: number;
  readonly type: DataType;
  /** From the physical type. */
  convert(values: Vector): Vector;
}

/** More values in one page are taken for a lie: levels and numbers of repeats take next to no bytes. */
const MOST_PAGE_VALUES = 1 << 24;
/** A header is far smaller, unless it has statistics of long texts. */
const MOST_HEADER_BYTES = 16 << 20;
const WINDOW_BYTES = 1 << 20;

interface PageData {
  readonly slots: number;
  readonly definitions?: Uint8Array;
  readonly repetitions?: Uint8Array;
  readonly values: Vector;
}

export class ColumnReader {
  readonly #leaf: ReadLeaf;
  readonly #chunk: ColumnChunk;
  readonly #bytes: Window;
  #valuesLeft: number;
  #dictionary: Vector | undefined;
  #page: PageData | undefined;
  /** Of the page: where the slots and values begin that were not given out. */
  #slot = 0;
  #value = 0;

  /** @throws CorruptPage */
  constructor(file: InputFile, leaf: ReadLeaf, chunk: ColumnChunk) {
    this.#leaf = leaf;
    this.#chunk = chunk;
    this.#valuesLeft = chunk.values;
    const from = startOf(chunk);
    const end = from + chunk.compressedBytes;
    if (!(from >= 4 && chunk.compressedBytes >= 0 && end <= file.sizeBytes)) {
      throw new CorruptPage(`its pages should be bytes ${from} to ${end} of ${file.sizeBytes}`);
    }
    if (chunk.physical !== leaf.node.physical) throw new CorruptPage(`${chunk.physical}, not ${leaf.node.physical}`);
    this.#bytes = new Window(file, from, end);
  }

  /** The next `rows` rows. @throws CorruptPage also where there are fewer */
  async read(rows: number): Promise<Shreds> {
    const parts: Shreds[] = [];
    for (let left = rows; left > 0 || this.#goesOn(); ) {
      const page = await this.#openPage();
      if (!page) {
        if (left > 0) throw new CorruptPage(`${left} rows are missing`);
        break;
      }
      const from = this.#slot;
      let to = from;
      if (!page.repetitions) {
        to = Math.min(page.slots, from + left);
        left -= to - from;
      } else {
        for (; to < page.slots; to++) {
          if (page.repetitions[to] > 0) continue;
          if (left === 0) break;
          left--;
        }
      }
      parts.push(this.#take(page, from, to));
      if (left === 0 && to < page.slots) break;
    }
    return this.#joined(parts);
  }

  /** Could the next page go on with the last row? */
  #goesOn = (): boolean => this.#leaf.repetition > 0 && this.#slot === (this.#page?.slots ?? 0) && this.#valuesLeft > 0;

  #take(page: PageData, from: number, to: number): Shreds {
    const { definition } = this.#leaf;
    const definitions = page.definitions?.subarray(from, to);
    let count = to - from;
    if (definitions) {
      count = 0;
      for (let i = 0; i < definitions.length; i++) if (definitions[i] === definition) count++;
    }
    const values = count === page.values.length ? page.values : page.values.slice(this.#value, this.#value + count);
    this.#slot = to;
    this.#value += count;
    return { values, slots: to - from, definitions, repetitions: page.repetitions?.subarray(from, to) };
  }

  #joined(parts: readonly Shreds[]): Shreds {
    if (parts.length === 1) return parts[0];
    const values = concatVectors(
      this.#leaf.type,
      parts.map(part => part.values),
    );
    const levels = (of: (part: Shreds) => Uint8Array | undefined, most: number) =>
      parts.some(of) ? Buffer.concat(parts.map(part => of(part) ?? new Uint8Array(part.slots).fill(most))) : undefined;
    return {
      values,
      slots: parts.reduce((total, { slots }) => total + slots, 0),
      definitions: levels(part => part.definitions, this.#leaf.definition),
      repetitions: levels(part => part.repetitions, 0),
    };
  }

  /** The page that has slots left; undefined at the end. */
  async #openPage(): Promise<PageData | undefined> {
    while (!this.#page || this.#slot === this.#page.slots) {
      if (this.#valuesLeft <= 0) return undefined;
      const header = await this.#nextHeader();
      if (!header) return undefined;
      const bytes = await this.#bytes.take(header.compressedBytes);
      if (header.kind === 'dictionary') this.#readDictionary(header, bytes);
      else if (header.kind !== 'index') this.#begin(this.#decode(header, bytes));
    }
    return this.#page;
  }

  #begin(page: PageData): void {
    const isFirst = this.#valuesLeft === this.#chunk.values;
    if (isFirst && page.slots > 0 && page.repetitions && page.repetitions[0] > 0) {
      throw new CorruptPage('its first row has no beginning');
    }
    this.#valuesLeft -= page.slots;
    [this.#page, this.#slot, this.#value] = [page, 0, 0];
  }

  async #nextHeader(): Promise<PageHeader | undefined> {
    for (let room = 1024; ; room *= 8) {
      const bytes = await this.#bytes.peek(room);
      if (bytes.length === 0) return undefined;
      try {
        const { header, end } = decodePageHeader(bytes, 0);
        this.#bytes.skip(end);
        return header;
      } catch (error) {
        // Perhaps it only goes on behind what was looked at.
        if (error instanceof MalformedThrift && bytes.length === room && room < MOST_HEADER_BYTES) continue;
        throw error;
      }
    }
  }

  #readDictionary(
    { values, encoding, uncompressedBytes }: PageHeader & { kind: 'dictionary' },
    bytes: Uint8Array,
  ): void {
    if (encoding !== 'PLAIN' && encoding !== 'PLAIN_DICTIONARY') throw new CorruptPage(`a dictionary by ${encoding}`);
    const plain = decompress(this.#chunk.codec, bytes, uncompressedBytes);
    if (values > MOST_PAGE_VALUES) throw new CorruptPage(`a dictionary of ${values} entries`);
    this.#dictionary = this.#leaf.convert(decodeValues('PLAIN', plain, this.#leaf.node, values));
  }

  #decode(header: PageHeader & { kind: 'data' | 'dataV2' }, bytes: Uint8Array): PageData {
    const { values: slots } = header;
    if (slots > MOST_PAGE_VALUES || slots > this.#valuesLeft) throw new CorruptPage(`a page of ${slots} values`);
    return header.kind === 'data' ? this.#decodeV1(header, bytes) : this.#decodeV2(header, bytes);
  }

  #decodeV1(header: PageHeader & { kind: 'data' }, bytes: Uint8Array): PageData {
    const { definition, repetition } = this.#leaf;
    const { values: slots, encoding, levels, uncompressedBytes } = header;
    const data = decompress(this.#chunk.codec, bytes, uncompressedBytes);
    if (levels === 'BIT_PACKED' && definition + repetition > 0) throw new CorruptPage('levels by BIT_PACKED');
    let at = 0;
    const levelsOf = (most: number): Uint8Array | undefined => {
      if (most === 0) return undefined;
      if (at + 4 > data.length) throw new CorruptPage('a page ends too early');
      const length = (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> 0;
      if (length > data.length - at - 4) throw new CorruptPage('a page ends too early');
      at += 4 + length;
      return levelsIn(data.subarray(at - length, at), most, slots);
    };
    const repetitions = levelsOf(repetition);
    const definitions = levelsOf(definition);
    return this.#values(slots, repetitions, definitions, encoding, data.subarray(at));
  }

  #decodeV2(header: PageHeader & { kind: 'dataV2' }, bytes: Uint8Array): PageData {
    const { definition, repetition } = this.#leaf;
    const { values: slots, encoding, repetitionBytes, definitionBytes, isCompressed, uncompressedBytes } = header;
    const levelBytes = repetitionBytes + definitionBytes;
    if (levelBytes > bytes.length || levelBytes > uncompressedBytes) throw new CorruptPage('a page ends too early');
    const rest = bytes.subarray(levelBytes);
    // A page without values may have nothing to decompress.
    const data =
      isCompressed && rest.length > 0 ? decompress(this.#chunk.codec, rest, uncompressedBytes - levelBytes) : rest;
    const repetitions = repetition > 0 ? levelsIn(bytes.subarray(0, repetitionBytes), repetition, slots) : undefined;
    const definitions =
      definition > 0 ? levelsIn(bytes.subarray(repetitionBytes, levelBytes), definition, slots) : undefined;
    return this.#values(slots, repetitions, definitions, encoding, data);
  }

  #values(
    slots: number,
    repetitions: Uint8Array | undefined,
    allDefinitions: Uint8Array | undefined,
    encoding: Encoding,
    data: Uint8Array,
  ): PageData {
    const { definition, node } = this.#leaf;
    let count = slots;
    if (allDefinitions) {
      count = 0;
      for (let i = 0; i < slots; i++) if (allDefinitions[i] === definition) count++;
    }
    // Levels that say nothing are not looked at again.
    const definitions = count === slots ? undefined : allDefinitions;
    const isNumbered = encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';
    if (!isNumbered || count === 0) {
      const raw = decodeValues(count === 0 ? 'PLAIN' : encoding, data, node, count);
      return { slots, definitions, repetitions, values: this.#leaf.convert(raw) };
    }
    const dictionary = this.#dictionary;
    if (!dictionary) throw new CorruptPage('there is no dictionary');
    const values = dictionary.take(decodeNumbers(data, count, dictionary.length), count);
    return { slots, definitions, repetitions, values };
  }
}

function levelsIn(bytes: Uint8Array, most: number, slots: number): Uint8Array {
  const levels = new Uint8Array(slots);
  decodeHybrid(bytes, bitsFor(most), levels, slots);
  for (let i = 0; i < slots; i++) if (levels[i] > most) throw new CorruptPage(`a level of ${levels[i]}`);
  return levels;
}

/** A part of a file, read in large pieces from its beginning. */
class Window {
  readonly #file: InputFile;
  readonly #end: number;
  #at: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where in the file the bytes begin. */
  #from: number;

  constructor(file: InputFile, from: number, end: number) {
    this.#file = file;
    this.#at = from;
    this.#from = from;
    this.#end = end;
  }

  /** The next bytes, `length` of them if there are so many. */
  async peek(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.#end - this.#at);
    if (this.#from + this.#bytes.length < this.#at + wanted) {
      const to = Math.min(this.#end, this.#at + Math.max(wanted, WINDOW_BYTES));
      this.#bytes = await this.#file.range(this.#at, to);
      this.#from = this.#at;
    }
    const start = this.#at - this.#from;
    return this.#bytes.subarray(start, start + wanted);
  }

  skip(length: number): void {
    this.#at += length;
  }

  /** @throws CorruptPage where there are fewer */
  async take(length: number): Promise<Uint8Array> {
    if (length > this.#end - this.#at) throw new CorruptPage(`a page of ${length} bytes goes beyond its column`);
    const bytes = await this.peek(length);
    if (bytes.length < length) throw new CorruptPage('the file ends too early');
    this.skip(length);
    return bytes;
  }
}
