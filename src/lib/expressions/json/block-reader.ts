/**
 * Blocks of JSON lines straight into columns.
 *
 * A kernel finds quotes, marks of structure and line ends in the whole block; what is left is to go from one to the
 * next with the schema at hand. Strings are not copied: a column points into the block, where escapes are resolved in
 * place once their record is known to be good. Whatever is unusual about a record (names with escapes, single quotes,
 * a field twice, a value of another type, any error) is not decided here: the record is forgotten and read again by
 * the row-wise parser, which knows all of Spark's rules. So this reader accepts only what is JSON by the standard and
 * of the schema.
 */
import { isUtf8 } from 'node:buffer';
import { Batch } from '../../columns/batch.ts';
import { indexJson } from '../../columns/kernels.ts';
import {
  ARRAY,
  BOOLEAN,
  Column,
  DOUBLE,
  ExtraText,
  INT,
  LONG,
  MAP,
  nameSlot,
  OTHER,
  STRUCT,
  TEXT,
  TIMESTAMP,
} from '../../columns/row-by-row.ts';
import { parseTimestampBytes } from '../../columns/time/timestamp-text.ts';
import type { Zone } from '../../columns/time/zone.ts';
import type { StructType } from '../../columns/types.ts';
import { SAFE, type StructVector, type Value } from '../../columns/vector.ts';
import { type Json, JsonNumber } from './parse.ts';

/** What a step gives that cannot go on; places are never negative. */
const UNUSUAL = -1;

/** The parser by rows recurses further than this; what is so deep is rare. */
const MAX_DEPTH = 100;
const MOST_NAME_BYTES = 1000;
const MOST_NUMBER_BYTES = 300;

const LF = 10;
const CR = 13;
const TAB = 9;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export interface BlockReading {
  /** Of the rows; a field whose name is no name in JSON is named ''. */
  readonly schema: StructType;
  /** The place of the field that keeps malformed records, which has no name in JSON; negative where there is none. */
  readonly corruptField: number;
  /** Timestamps have the usual form, as texts without a pattern do, and are of this zone unless they say otherwise. */
  readonly usualTimestamps: Zone | undefined;
  /** A string that is an object, an array or a number is what was written; else it is written anew, and not here. */
  readonly keepsSource: boolean;
  /** Makes a value of the column from a string or a number; undefined where it is none of its type. */
  readonly convert: (column: Column) => (json: Json) => Value | undefined;
  /** Rows of one record, by the parser that knows all rules: all of them complete. */
  readonly rowsOf: (record: Uint8Array) => readonly (readonly Value[])[];
}

/** Reads blocks of lines; one block after the other. */
export class JsonBlockReader {
  readonly #reading: BlockReading;
  readonly #converters = new Map<Column, (json: Json) => Value | undefined>();

  // Of the block at hand.
  #bytes: Uint8Array = new Uint8Array(0);
  #places = new Int32Array(0);
  #room = new Int32Array(0);
  /** The next place of interest. */
  #next = 0;
  /** Strings of the record at hand that hold escapes: their columns, and their rows. */
  readonly #escapedIn: Column[] = [];
  readonly #escapedAt: number[] = [];
  /** Rows of the block before: there will be about as many. */
  #usualRows = 0;

  constructor(reading: BlockReading) {
    this.#reading = reading;
  }

  /** The rows of a block of whole lines; the block is changed, and belongs to the batch. */
  read(block: Uint8Array): Batch {
    const { schema, corruptField, rowsOf } = this.#reading;
    const root = new Column(schema, (i, name) => (i === corruptField ? '' : name));
    this.#converters.clear();
    root.reserve(this.#usualRows + (this.#usualRows >> 3) + 16);
    const texts = new ExtraText(block);
    const isText = isUtf8(block);
    this.#bytes = block;
    const places = this.#index(block);
    this.#next = 0;
    const hasInner = root.marks().length > 0;

    let row = 0;
    for (let start = 0; start < block.length; ) {
      if (row === root.capacity) root.reserve(row + 1);
      const first = this.#next;
      const marks = hasInner ? root.marks() : undefined;
      // Blank lines, and the LF of a CRLF.
      if (first < places.length && places[first] === start) {
        const byte = block[start];
        if (byte === LF || byte === CR) {
          this.#next++;
          start++;
          continue;
        }
      }
      const end = this.#record(root, row, start);
      if (end >= 0 && (isText || isUtf8(block.subarray(start, end)))) {
        if (this.#escapedIn.length > 0) this.#unescape();
        row++;
        start = this.#toLineEnd() + 1;
        continue;
      }
      this.#escapedIn.length = 0;
      this.#escapedAt.length = 0;
      root.clear(row, row + 1);
      if (marks) root.restore(marks);
      this.#next = first;
      const lineEnd = this.#toLineEnd();
      for (const values of rowsOf(block.subarray(start, lineEnd))) {
        if (row === root.capacity) root.reserve(row + 1);
        root.put(row, values as Value[], texts);
        row++;
      }
      start = lineEnd + 1;
    }
    this.#usualRows = row;
    root.reserve(row);
    const vector = root.finish(row, texts.all());
    return new Batch((vector as StructVector).fields, row);
  }

  /** In room that is used again: as many places as a block has take more memory than its rows. */
  #index(block: Uint8Array): Int32Array {
    const found = indexJson(block);
    if (this.#room.length < found.length) this.#room = new Int32Array(found.length + (found.length >> 2));
    this.#room.set(found);
    this.#places = this.#room.subarray(0, found.length);
    return this.#places;
  }

  /** Goes behind the next line end and gives its place. */
  #toLineEnd(): number {
    const [bytes, places] = [this.#bytes, this.#places];
    while (this.#next < places.length) {
      const place = places[this.#next++];
      const byte = bytes[place];
      if (byte === LF || byte === CR) return place;
    }
    return bytes.length;
  }

  /** @returns the end of the object that begins here, or UNUSUAL */
  #record(root: Column, row: number, start: number): number {
    const bytes = this.#bytes;
    let at = start;
    while (bytes[at] === BLANK || bytes[at] === TAB) at++;
    if (bytes[at] !== OPEN_BRACE) return UNUSUAL;
    root.valid[row] = 1;
    return this.#object(root, row, at, 1);
  }

  /**
   * A value that begins at or behind a place.
   *
   * @param column undefined where nobody wants it
   * @returns the place behind it
   */
  #value(column: Column | undefined, row: number, from: number, depth: number): number {
    const bytes = this.#bytes;
    let at = from;
    let byte = bytes[at];
    while (byte === BLANK || byte === TAB) byte = bytes[++at];
    if (byte === QUOTE) return this.#text(column, row, at);
    if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return this.#scalar(column, row, at);
    if (depth >= MAX_DEPTH) return UNUSUAL;
    if (column === undefined)
      return byte === OPEN_BRACE ? this.#object(undefined, 0, at, depth + 1) : this.#array(undefined, 0, at, depth + 1);
    if (column.kind === TEXT) {
      if (!this.#reading.keepsSource) return UNUSUAL;
      // A string that is an object or an array is what was written.
      const end =
        byte === OPEN_BRACE ? this.#object(undefined, 0, at, depth + 1) : this.#array(undefined, 0, at, depth + 1);
      if (end >= 0) {
        column.valid[row] = 1;
        column.ints[row] = at;
        column.ends[row] = end;
      }
      return end;
    }
    if (byte === OPEN_BRACKET) return column.kind === ARRAY ? this.#array(column, row, at, depth + 1) : UNUSUAL;
    if (column.kind === STRUCT) {
      column.valid[row] = 1;
      return this.#object(column, row, at, depth + 1);
    }
    return column.kind === MAP ? this.#map(column, row, at, depth + 1) : UNUSUAL;
  }

  /** The place of interest that comes next, if nothing but blanks stand before it. */
  #mark(from: number): number {
    const place = this.#places[this.#next];
    const bytes = this.#bytes;
    for (let at = from; at < place; at++) if (bytes[at] !== BLANK && bytes[at] !== TAB) return UNUSUAL;
    this.#next++;
    return place === undefined ? UNUSUAL : place;
  }

  /** @param start the place of the brace */
  #object(column: Column | undefined, row: number, start: number, depth: number): number {
    const bytes = this.#bytes;
    const places = this.#places;
    this.#next++;
    let at = start + 1;
    let isFirst = true;
    for (;;) {
      const open = this.#mark(at);
      if (open < 0) return UNUSUAL;
      if (bytes[open] === CLOSE_BRACE && isFirst) return open + 1;
      if (bytes[open] !== QUOTE) return UNUSUAL;
      const close = places[this.#next++];
      if (bytes[close] !== QUOTE || close - open > MOST_NAME_BYTES) return UNUSUAL;
      const colon = this.#mark(close + 1);
      if (colon < 0 || bytes[colon] !== COLON) return UNUSUAL;
      let field: Column | undefined;
      if (column !== undefined) {
        if (close === open + 1) return UNUSUAL;
        const candidates = column.slots[nameSlot(bytes, open + 1, close)];
        for (let i = 0; i < candidates.length; i++) {
          if (isName(column.names[candidates[i]], bytes, open + 1, close)) field = column.children[candidates[i]];
        }
        // Of two values the later one counts, but not always: see there.
        if (field !== undefined && field.valid[row] === 1) return UNUSUAL;
      }
      at = this.#value(field, row, colon + 1, depth);
      if (at < 0) return UNUSUAL;
      const mark = this.#mark(at);
      if (mark < 0) return UNUSUAL;
      at = mark + 1;
      if (bytes[mark] === CLOSE_BRACE) return at;
      if (bytes[mark] !== COMMA) return UNUSUAL;
      isFirst = false;
    }
  }

  #map(column: Column, row: number, start: number, depth: number): number {
    const bytes = this.#bytes;
    const places = this.#places;
    const [keys, values] = column.children;
    if (keys.kind !== TEXT) return UNUSUAL;
    this.#next++;
    column.valid[row] = 1;
    column.ints[row] = column.length;
    let at = start + 1;
    let isFirst = true;
    for (;;) {
      const open = this.#mark(at);
      if (open < 0) return UNUSUAL;
      if (bytes[open] === CLOSE_BRACE && isFirst) break;
      if (bytes[open] !== QUOTE) return UNUSUAL;
      const close = places[this.#next++];
      if (bytes[close] !== QUOTE || close - open > MOST_NAME_BYTES) return UNUSUAL;
      const colon = this.#mark(close + 1);
      if (colon < 0 || bytes[colon] !== COLON) return UNUSUAL;
      const inner = column.addInner();
      keys.valid[inner] = 1;
      keys.ints[inner] = open + 1;
      keys.ends[inner] = close;
      at = this.#value(values, inner, colon + 1, depth);
      if (at < 0) return UNUSUAL;
      const mark = this.#mark(at);
      if (mark < 0) return UNUSUAL;
      at = mark + 1;
      if (bytes[mark] === CLOSE_BRACE) {
        column.ends[row] = column.length;
        return at;
      }
      if (bytes[mark] !== COMMA) return UNUSUAL;
      isFirst = false;
    }
    column.ends[row] = column.length;
    return this.#places[this.#next - 1] + 1;
  }

  #array(column: Column | undefined, row: number, start: number, depth: number): number {
    const bytes = this.#bytes;
    this.#next++;
    if (column !== undefined) {
      column.valid[row] = 1;
      column.ints[row] = column.length;
      column.ends[row] = column.length;
    }
    let at = start + 1;
    while (bytes[at] === BLANK || bytes[at] === TAB) at++;
    if (bytes[at] === CLOSE_BRACKET) {
      this.#next++;
      return at + 1;
    }
    for (;;) {
      if (column === undefined) at = this.#value(undefined, 0, at, depth);
      else at = this.#value(column.children[0], column.addInner(), at, depth);
      if (at < 0) return UNUSUAL;
      const mark = this.#mark(at);
      if (mark < 0) return UNUSUAL;
      at = mark + 1;
      if (bytes[mark] === CLOSE_BRACKET) {
        if (column !== undefined) column.ends[row] = column.length;
        return at;
      }
      if (bytes[mark] !== COMMA) return UNUSUAL;
    }
  }

  /** @param open the place of the quote */
  #text(column: Column | undefined, row: number, open: number): number {
    const bytes = this.#bytes;
    const places = this.#places;
    this.#next++;
    let close = places[this.#next++];
    let hasEscapes = false;
    while (bytes[close] === BACKSLASH) {
      hasEscapes = true;
      close = places[this.#next++];
    }
    if (bytes[close] !== QUOTE) return UNUSUAL;
    if (hasEscapes && !areEscapes(bytes, open + 1, close)) return UNUSUAL;
    if (column === undefined) return close + 1;
    if (column.kind === TEXT) {
      column.valid[row] = 1;
      column.ints[row] = open + 1;
      column.ends[row] = close;
      if (hasEscapes) {
        this.#escapedIn.push(column);
        this.#escapedAt.push(row);
      }
      return close + 1;
    }
    if (hasEscapes) return UNUSUAL;
    const { usualTimestamps } = this.#reading;
    if (column.kind === TIMESTAMP && usualTimestamps !== undefined) {
      const us = parseTimestampBytes(bytes, open + 1, close, usualTimestamps);
      if (!Number.isNaN(us)) {
        column.valid[row] = 1;
        column.numbers[row] = us;
        return close + 1;
      }
    }
    return this.#convert(column, row, text(bytes, open + 1, close), close + 1);
  }

  #convert(column: Column, row: number, json: Json, end: number): number {
    if (column.kind === STRUCT || column.kind === ARRAY || column.kind === MAP) return UNUSUAL;
    let convert = this.#converters.get(column);
    if (convert === undefined) {
      convert = this.#reading.convert(column);
      this.#converters.set(column, convert);
    }
    const value = convert(json);
    if (value === undefined || value === null) return UNUSUAL;
    column.valid[row] = 1;
    switch (column.kind) {
      case LONG:
      case TIMESTAMP:
        column.putLong(row, value as bigint);
        break;
      case DOUBLE:
        column.numbers[row] = value as number;
        break;
      case INT:
      case BOOLEAN:
        column.ints[row] = Number(value);
        break;
      default:
        column.others[row] = value;
    }
    return end;
  }

  /** A number, or one of the words true, false and null. */
  #scalar(column: Column | undefined, row: number, start: number): number {
    const bytes = this.#bytes;
    const byte = bytes[start];
    if (byte === DASH || (byte >= ZERO && byte <= 0x39)) return this.#number(column, row, start);
    if (isWord(bytes, start, NULL)) return start + 4;
    const isTrue = isWord(bytes, start, TRUE);
    if (!isTrue && !isWord(bytes, start, FALSE)) return UNUSUAL;
    const end = start + (isTrue ? 4 : 5);
    if (column === undefined) return end;
    column.valid[row] = 1;
    if (column.kind === BOOLEAN) column.ints[row] = isTrue ? 1 : 0;
    else if (column.kind === TEXT) {
      column.ints[row] = start;
      column.ends[row] = end;
    } else return UNUSUAL;
    return end;
  }

  #number(column: Column | undefined, row: number, start: number): number {
    const bytes = this.#bytes;
    let at = start;
    const isNegative = bytes[at] === DASH;
    if (isNegative) at++;
    const firstDigit = at;
    let digits = 0;
    let value = 0;
    for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) value = value * 10 + digit;
    digits = at - firstDigit;
    if (digits === 0 || (digits > 1 && bytes[firstDigit] === ZERO)) return UNUSUAL;
    let fraction = 0;
    let isWhole = true;
    if (bytes[at] === POINT) {
      isWhole = false;
      const from = ++at;
      for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO)
        value = value * 10 + digit;
      fraction = at - from;
      if (fraction === 0) return UNUSUAL;
    }
    let hasExponent = false;
    if ((bytes[at] | 0x20) === 0x65) {
      hasExponent = true;
      isWhole = false;
      at++;
      if (bytes[at] === DASH || bytes[at] === 0x2b) at++;
      const from = at;
      while (bytes[at] >= ZERO && bytes[at] <= 0x39) at++;
      if (at === from) return UNUSUAL;
    }
    if (at - start > MOST_NUMBER_BYTES) return UNUSUAL;
    if (column === undefined) return at;
    const isExact = digits + fraction <= 15;
    switch (column.kind) {
      case TEXT:
        if (!this.#reading.keepsSource && (!isWhole || isNegative)) return UNUSUAL;
        column.valid[row] = 1;
        column.ints[row] = start;
        column.ends[row] = at;
        return at;
      case LONG:
      case TIMESTAMP: {
        if (!isWhole) return UNUSUAL;
        if (column.kind === TIMESTAMP) value *= 1_000_000;
        if (!isExact || value > SAFE) break;
        column.valid[row] = 1;
        column.numbers[row] = isNegative && value !== 0 ? -value : value;
        return at;
      }
      case INT: {
        if (!isWhole || !isExact) return UNUSUAL;
        const signed = isNegative ? -value : value;
        if (column.type === 'smallint' ? signed !== (signed << 16) >> 16 : signed !== (signed | 0)) return UNUSUAL;
        column.valid[row] = 1;
        column.ints[row] = signed;
        return at;
      }
      case DOUBLE:
        if (!isExact || hasExponent) break;
        // Both sides of the division are exact, so it rounds once.
        if (fraction > 0) value /= POWERS_OF_10[fraction];
        column.valid[row] = 1;
        column.numbers[row] = isNegative && (value !== 0 || !isWhole) ? -value : value;
        return at;
      case OTHER:
        break;
      default:
        return UNUSUAL;
    }
    return this.#convert(column, row, new JsonNumber(text(bytes, start, at)), at);
  }

  /** Resolves the escapes of the record at hand, each string where it stands. */
  #unescape(): void {
    this.#escapedIn.forEach((column, i) => {
      const row = this.#escapedAt[i];
      column.ends[row] = unescapeInPlace(this.#bytes, column.ints[row], column.ends[row]);
    });
    this.#escapedIn.length = 0;
    this.#escapedAt.length = 0;
  }
}

const POWERS_OF_10 = Array.from({ length: 16 }, (_, n) => 10 ** n);
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

const isWord = (bytes: Uint8Array, start: number, word: Uint8Array): boolean =>
  isName(word, bytes, start, start + word.length);

function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}

const text = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();

const isHex = (byte: number): boolean =>
  (byte >= ZERO && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** Is every backslash the beginning of an escape that the standard knows? */
function areEscapes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    at++;
    if (bytes[at] === 0x75) {
      if (at + 4 >= end) return false;
      for (let i = 1; i <= 4; i++) if (!isHex(bytes[at + i])) return false;
      at += 4;
    } else if (ESCAPED[bytes[at]] === 0) return false;
  }
  return true;
}

/** What stands for what behind a backslash; 0 for nothing. */
const ESCAPED = new Uint8Array(256);
for (const [letter, byte] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
] as const) {
  ESCAPED[letter.charCodeAt(0)] = byte;
}

function hexAt(bytes: Uint8Array, at: number): number {
  let code = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i];
    code = code * 16 + (byte <= 0x39 ? byte - ZERO : (byte | 0x20) - 0x57);
  }
  return code;
}

/** No escape is shorter than what it stands for. @returns the new end */
function unescapeInPlace(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== BACKSLASH) {
      bytes[to++] = byte;
      continue;
    }
    const letter = bytes[++at];
    if (letter !== 0x75) {
      bytes[to++] = ESCAPED[letter];
      continue;
    }
    let code = hexAt(bytes, at + 1);
    at += 4;
    if (code >= 0xd800 && code < 0xe000) {
      const isPair = code < 0xdc00 && bytes[at + 1] === BACKSLASH && bytes[at + 2] === 0x75;
      const low = isPair ? hexAt(bytes, at + 3) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        at += 6;
      } else code = 0x3f; // half of a pair has no encoding, and Java writes `?` for it
    }
    if (code < 0x80) bytes[to++] = code;
    else if (code < 0x800) {
      bytes[to++] = 0xc0 | (code >> 6);
      bytes[to++] = 0x80 | (code & 0x3f);
    } else {
      if (code < 0x10000) bytes[to++] = 0xe0 | (code >> 12);
      else {
        bytes[to++] = 0xf0 | (code >> 18);
        bytes[to++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[to++] = 0x80 | (code & 0x3f);
    }
  }
  return to;
}
