/**
 * A column of JSON texts straight into columns of a schema. The texts are put behind each other as lines of a block,
 * which `block-reader.ts` reads; what it finds unusual, and what is more than one line, is left to the parser by rows.
 */
import { concatVectors } from '../../columns/concat.ts';
import { zone } from '../../columns/time/zone.ts';
import { type DataType, isKind, type StructType } from '../../columns/types.ts';
import { ArrayVector, type BytesVector, StructVector, type Value, type Vector } from '../../columns/vector.ts';
import { JsonBlockReader } from './block-reader.ts';
import { type JsonReading, jsonValueReader } from './read.ts';

/** For fewer rows the block is not worth its making. */
const LEAST_ROWS = 4;
const LF = 10;
const CR = 13;

/**
 * @param corruptColumn the name of the field, if it is one, that keeps what is malformed
 * @returns reads texts, and calls `others` with those that it does not know how to read; undefined where the schema is
 * not one of objects, or keeps what is malformed
 */
export function jsonTextsReader(
  schema: DataType,
  reading: JsonReading,
  corruptColumn: string,
): ((texts: BytesVector, length: number, others: (texts: Vector) => Vector) => Vector) | undefined {
  const isArray = isKind(schema, 'array');
  const struct = isArray ? schema.element : schema;
  if (!isKind(struct, 'struct') || struct.fields.length === 0) return undefined;
  if (struct.fields.some(({ name }) => name === corruptColumn)) return undefined;
  return (texts, length, others) => {
    const lines = length < LEAST_ROWS ? undefined : linesOf(texts, length);
    if (!lines || lines.rows.length === 0) return others(texts);
    const { structs, unusual } = readBlock(lines, struct, reading);
    const count = lines.rows.length;
    const read = isArray ? new ArrayVector(schema, upTo(count, 0), upTo(count, 1), structs, count) : structs;
    const left = [...lines.left, ...unusual.map(line => lines.rows[line])];
    if (left.length === 0) return read;
    const rest = others(texts.take(Int32Array.from(left)));
    const places = new Int32Array(length);
    for (let line = 0; line < count; line++) places[lines.rows[line]] = line;
    left.forEach((row, i) => {
      places[row] = count + i;
    });
    return concatVectors(schema, [read, rest]).take(places);
  };
}

interface Lines {
  readonly block: Buffer;
  /** The row of each line, and where it begins in the block. */
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  /** Rows that are no lines. */
  readonly left: readonly number[];
}

function linesOf(texts: BytesVector, length: number): Lines {
  const { bytes, starts, ends } = texts;
  let size = 0;
  for (let row = 0; row < length; row++) if (!texts.isNull(row)) size += ends[row] - starts[row] + 1;
  const block = Buffer.allocUnsafeSlow(size);
  const rows = new Int32Array(length);
  const places = new Int32Array(length);
  const left: number[] = [];
  let [count, at] = [0, 0];
  for (let row = 0; row < length; row++) {
    const end = at + ends[row] - starts[row];
    if (texts.isNull(row) || end === at) {
      left.push(row);
      continue;
    }
    block.set(bytes.subarray(starts[row], ends[row]), at);
    block[end] = LF;
    if (block.indexOf(LF, at) < end || block.subarray(at, end).includes(CR)) {
      left.push(row);
      continue;
    }
    rows[count] = row;
    places[count++] = at;
    at = end + 1;
  }
  return { block: block.subarray(0, at), rows: rows.subarray(0, count), starts: places.subarray(0, count), left };
}

function readBlock({ block, starts }: Lines, struct: StructType, reading: JsonReading) {
  const unusual: number[] = [];
  const nothing: Value[] = struct.fields.map(() => null);
  let line = 0;
  const reader = new JsonBlockReader({
    schema: struct,
    corruptField: -1,
    keepsSource: false,
    usualTimestamps: reading.timestampFormat === undefined ? zone(reading.timeZone) : undefined,
    convert: column => jsonValueReader(column.type, reading),
    rowsOf(record) {
      const place = record.byteOffset - block.byteOffset;
      while (starts[line] < place) line++;
      unusual.push(line);
      return [nothing]; // keeps its place
    },
  });
  const { columns, length } = reader.read(block);
  return { structs: new StructVector(struct, columns, length), unusual };
}

const upTo = (count: number, from: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i + from);
