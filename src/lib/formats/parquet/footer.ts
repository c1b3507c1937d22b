/**
 * Parquet's metadata as plain data, and its Thrift.
 *
 * @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
import { byte, decodeStruct, encodeStruct, type Fields, i32, i64, MalformedThrift, type Struct } from './thrift.ts';

const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;
export type PhysicalType = (typeof physicalTypes)[number];

export const repetitions = ['required', 'optional', 'repeated'] as const;
export type Repetition = (typeof repetitions)[number];

export const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;
export type Codec = (typeof codecs)[number];

export const encodings = [
  'PLAIN',
  'GROUP_VAR_INT',
  'PLAIN_DICTIONARY',
  'RLE',
  'BIT_PACKED',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY',
  'RLE_DICTIONARY',
  'BYTE_STREAM_SPLIT',
] as const;
export type Encoding = (typeof encodings)[number];

const timeUnits = ['MILLIS', 'MICROS', 'NANOS'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** What the values of a column, or the children of a group, mean. */
export type Annotation =
  | { readonly is: 'STRING' | 'MAP' | 'LIST' | 'DATE' | 'UNKNOWN' | 'MAP_KEY_VALUE' }
  | { readonly is: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly is: 'INTEGER'; readonly bits: number; readonly signed: boolean }
  | { readonly is: 'TIME' | 'TIMESTAMP'; readonly unit: TimeUnit; readonly utc: boolean }
  /** ENUM, JSON, UUID, INTERVAL and what came after this was written. */
  | { readonly is: 'OTHER'; readonly name: string };

/** A node of the schema: a column, or a group with its children. */
export interface Node {
  readonly name: string;
  readonly repetition: Repetition;
  readonly annotation?: Annotation;
  /** Of a column. */
  readonly physical?: PhysicalType;
  /** Of `FIXED_LEN_BYTE_ARRAY`. */
  readonly typeLength?: number;
  /** Of a group. */
  readonly children?: readonly Node[];
}

export interface Statistics {
  readonly nullCount?: number;
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
}

/** The pages of one column in one row group. */
export interface ColumnChunk {
  readonly path: readonly string[];
  readonly physical: PhysicalType;
  readonly codec: Codec;
  readonly encodings: readonly Encoding[];
  readonly values: number;
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  readonly dataPageOffset: number;
  readonly dictionaryPageOffset?: number;
  readonly statistics?: Statistics;
}

export interface RowGroup {
  readonly columns: readonly ColumnChunk[];
  readonly rows: number;
  readonly sizeBytes: number;
}

export interface Footer {
  readonly columns: readonly Node[];
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
  readonly keyValues: ReadonlyMap<string, string>;
  readonly createdBy?: string;
}

export type PageHeader = {
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
} & (
  | { readonly kind: 'dictionary'; readonly values: number; readonly encoding: Encoding }
  | { readonly kind: 'data'; readonly values: number; readonly encoding: Encoding; readonly levels?: Encoding }
  | {
      readonly kind: 'dataV2';
      readonly values: number;
      readonly encoding: Encoding;
      readonly definitionBytes: number;
      readonly repetitionBytes: number;
      readonly isCompressed: boolean;
    }
  | { readonly kind: 'index' }
);

// What the old readers know as ConvertedType, by number.
const UTF8 = 0;
const MAP = 1;
const MAP_KEY_VALUE = 2;
const LIST = 3;
const DECIMAL = 5;
const DATE = 6;
const TIME_MILLIS = 7;
const TIME_MICROS = 8;
const TIMESTAMP_MILLIS = 9;
const TIMESTAMP_MICROS = 10;
const UINT_8 = 11;
const INT_64 = 18;
const CONVERTED_NAMES: Partial<Record<number, string>> = { 4: 'ENUM', 19: 'JSON', 20: 'BSON', 21: 'INTERVAL' };

export function encodeFooter(footer: Footer): Uint8Array {
  const root: Fields = { 4: 'spark_schema', 5: i32(footer.columns.length) };
  const columnCount = leavesOf(footer.columns);
  return encodeStruct({
    1: i32(1),
    2: { structs: [root, ...footer.columns.flatMap(elementsOf)] },
    3: i64(footer.rows),
    4: { structs: footer.rowGroups.map(encodeRowGroup) },
    5: { structs: [...footer.keyValues].map(([key, value]) => ({ 1: key, 2: value })) },
    6: footer.createdBy,
    // Each column's minimum and maximum are in the order of its type: without this they are not believed.
    7: { structs: Array.from({ length: columnCount }, () => ({ 1: { struct: {} } })) },
  });
}

const leavesOf = (nodes: readonly Node[]): number =>
  nodes.reduce((count, { children }) => count + (children ? leavesOf(children) : 1), 0);

function elementsOf(node: Node): Fields[] {
  const { name, repetition, annotation, physical, typeLength, children } = node;
  const isDecimal = annotation?.is === 'DECIMAL';
  const element: Fields = {
    1: physical && i32(physicalTypes.indexOf(physical)),
    2: i32(typeLength),
    3: i32(repetitions.indexOf(repetition)),
    4: name,
    5: children && i32(children.length),
    6: i32(annotation && convertedOf(annotation)),
    7: i32(isDecimal ? annotation.scale : undefined),
    8: i32(isDecimal ? annotation.precision : undefined),
    10: annotation && logicalOf(annotation),
  };
  return [element, ...(children ?? []).flatMap(elementsOf)];
}

function convertedOf(annotation: Annotation): number | undefined {
  switch (annotation.is) {
    case 'STRING':
      return UTF8;
    case 'MAP':
      return MAP;
    case 'LIST':
      return LIST;
    case 'DATE':
      return DATE;
    case 'DECIMAL':
      return DECIMAL;
    case 'INTEGER':
      return UINT_8 + Math.log2(annotation.bits / 8) + (annotation.signed ? 4 : 0);
    case 'TIMESTAMP':
      return annotation.utc ? TIMESTAMP_MICROS : undefined;
    default:
      return undefined;
  }
}

function logicalOf(annotation: Annotation): { struct: Fields } | undefined {
  const of = (id: number, fields: Fields = {}) => ({ struct: { [id]: { struct: fields } } });
  switch (annotation.is) {
    case 'STRING':
      return of(1);
    case 'MAP':
      return of(2);
    case 'LIST':
      return of(3);
    case 'DECIMAL':
      return of(5, { 1: i32(annotation.scale), 2: i32(annotation.precision) });
    case 'DATE':
      return of(6);
    case 'TIMESTAMP':
      return of(8, { 1: annotation.utc, 2: { struct: { [timeUnits.indexOf(annotation.unit) + 1]: { struct: {} } } } });
    case 'INTEGER':
      return of(10, { 1: byte(annotation.bits), 2: annotation.signed });
    case 'UNKNOWN':
      return of(11);
    default:
      return undefined;
  }
}

const encodeRowGroup = ({ columns, rows, sizeBytes }: RowGroup): Fields => ({
  1: { structs: columns.map(encodeChunk) },
  2: i64(sizeBytes),
  3: i64(rows),
  5: i64(startOf(columns[0])),
  6: i64(columns.reduce((total, { compressedBytes }) => total + compressedBytes, 0)),
});

/** Where the pages of a chunk begin. */
export const startOf = ({ dataPageOffset, dictionaryPageOffset }: ColumnChunk): number =>
  dictionaryPageOffset !== undefined && dictionaryPageOffset > 0 && dictionaryPageOffset < dataPageOffset
    ? dictionaryPageOffset
    : dataPageOffset;

const encodeChunk = (chunk: ColumnChunk): Fields => ({
  2: i64(startOf(chunk)),
  3: {
    struct: {
      1: i32(physicalTypes.indexOf(chunk.physical)),
      2: { i32s: chunk.encodings.map(encoding => encodings.indexOf(encoding)) },
      3: { strings: chunk.path },
      4: i32(codecs.indexOf(chunk.codec)),
      5: i64(chunk.values),
      6: i64(chunk.uncompressedBytes),
      7: i64(chunk.compressedBytes),
      9: i64(chunk.dataPageOffset),
      11: i64(chunk.dictionaryPageOffset),
      12: chunk.statistics && {
        struct: { 3: i64(chunk.statistics.nullCount), 5: chunk.statistics.max, 6: chunk.statistics.min },
      },
    },
  },
});

/** @throws MalformedThrift */
export function decodeFooter(bytes: Uint8Array): Footer {
  const { struct } = decodeStruct(bytes);
  const elements = struct.structs(2);
  const keyValues = new Map(struct.structs(5).map(pair => [pair.textOr(1) ?? '', pair.textOr(2) ?? '']));
  return {
    columns: childrenOf(elements),
    rows: struct.number(3),
    rowGroups: struct.structs(4).map(decodeRowGroup),
    keyValues,
    createdBy: struct.textOr(6),
  };
}

const MOST_DEPTH = 64;

function childrenOf(elements: readonly Struct[]): readonly Node[] {
  let next = 1;
  const take = (count: number, depth: number): Node[] => {
    if (depth > MOST_DEPTH || count > elements.length) throw new MalformedThrift('the schema is no tree');
    const nodes: Node[] = [];
    for (let i = 0; i < count; i++) {
      const element = elements[next++];
      if (!element) throw new MalformedThrift('the schema is no tree');
      const physical = element.numberOr(1);
      const base = {
        name: element.textOr(4) ?? '',
        repetition: named(repetitions, element.number(3)),
        annotation: annotationOf(element),
      };
      const isGroup = (element.numberOr(5) ?? 0) > 0 || physical === undefined;
      nodes.push(
        isGroup
          ? { ...base, children: take(element.numberOr(5) ?? 0, depth + 1) }
          : { ...base, physical: named(physicalTypes, physical), typeLength: element.numberOr(2) },
      );
    }
    return nodes;
  };
  if (elements.length === 0) throw new MalformedThrift('there is no schema');
  return take(elements[0].numberOr(5) ?? 0, 0);
}

function named<T>(names: readonly T[], number: number): T {
  const name = names[number];
  if (name === undefined) throw new MalformedThrift(`there is no number ${number} among ${names.join(', ')}`);
  return name;
}

function annotationOf(element: Struct): Annotation | undefined {
  const logical = element.structOr(10);
  return (logical && fromLogical(logical)) ?? fromConverted(element);
}

function fromLogical(logical: Struct): Annotation | undefined {
  const unitOf = (time: Struct): TimeUnit => {
    const unit = time.struct(2);
    return timeUnits.find((_, i) => unit.has(i + 1)) ?? 'MICROS';
  };
  const simple = { 1: 'STRING', 2: 'MAP', 3: 'LIST', 6: 'DATE', 11: 'UNKNOWN' } as const;
  for (const [id, is] of Object.entries(simple)) if (logical.has(Number(id))) return { is };
  const others = { 4: 'ENUM', 12: 'JSON', 13: 'BSON', 14: 'UUID', 15: 'FLOAT16', 16: 'VARIANT' } as const;
  for (const [id, name] of Object.entries(others)) if (logical.has(Number(id))) return { is: 'OTHER', name };
  if (logical.has(5)) {
    return { is: 'DECIMAL', scale: logical.struct(5).number(1), precision: logical.struct(5).number(2) };
  }
  if (logical.has(7)) return { is: 'TIME', unit: unitOf(logical.struct(7)), utc: logical.struct(7).boolean(1) };
  if (logical.has(8)) return { is: 'TIMESTAMP', unit: unitOf(logical.struct(8)), utc: logical.struct(8).boolean(1) };
  if (logical.has(10)) {
    return { is: 'INTEGER', bits: logical.struct(10).number(1), signed: logical.struct(10).boolean(2) };
  }
  return undefined;
}

function fromConverted(element: Struct): Annotation | undefined {
  const converted = element.numberOr(6);
  switch (converted) {
    case undefined:
      return undefined;
    case UTF8:
      return { is: 'STRING' };
    case MAP:
      return { is: 'MAP' };
    case MAP_KEY_VALUE:
      return { is: 'MAP_KEY_VALUE' };
    case LIST:
      return { is: 'LIST' };
    case DECIMAL:
      return { is: 'DECIMAL', scale: element.numberOr(7) ?? 0, precision: element.number(8) };
    case DATE:
      return { is: 'DATE' };
    case TIME_MILLIS:
    case TIME_MICROS:
      return { is: 'TIME', unit: converted === TIME_MILLIS ? 'MILLIS' : 'MICROS', utc: true };
    case TIMESTAMP_MILLIS:
    case TIMESTAMP_MICROS:
      return { is: 'TIMESTAMP', unit: converted === TIMESTAMP_MILLIS ? 'MILLIS' : 'MICROS', utc: true };
    default:
      if (converted >= UINT_8 && converted <= INT_64) {
        const i = converted - UINT_8;
        return { is: 'INTEGER', bits: 8 << (i & 3), signed: i >= 4 };
      }
      return { is: 'OTHER', name: CONVERTED_NAMES[converted] ?? `ConvertedType ${converted}` };
  }
}

const decodeRowGroup = (group: Struct): RowGroup => ({
  columns: group.structs(1).map(decodeChunk),
  sizeBytes: group.number(2),
  rows: group.number(3),
});

function decodeChunk(chunk: Struct): ColumnChunk {
  const meta = chunk.struct(3);
  const statistics = meta.structOr(12);
  return {
    path: meta.texts(3),
    physical: named(physicalTypes, meta.number(1)),
    codec: named(codecs, meta.number(4)),
    encodings: [],
    values: meta.number(5),
    uncompressedBytes: meta.number(6),
    compressedBytes: meta.number(7),
    dataPageOffset: meta.number(9),
    dictionaryPageOffset: meta.numberOr(11),
    statistics: statistics && {
      nullCount: statistics.numberOr(3),
      max: statistics.bytesOr(5),
      min: statistics.bytesOr(6),
    },
  };
}

const KINDS = ['data', 'index', 'dictionary', 'dataV2'] as const;

export function encodePageHeader(header: PageHeader): Uint8Array {
  const { kind, uncompressedBytes, compressedBytes } = header;
  const rle = i32(encodings.indexOf('RLE'));
  const head = { 1: i32(KINDS.indexOf(kind)), 2: i32(uncompressedBytes), 3: i32(compressedBytes) };
  if (kind !== 'data' && kind !== 'dictionary') return encodeStruct(head);
  const values = { 1: i32(header.values), 2: i32(encodings.indexOf(header.encoding)) };
  return kind === 'data'
    ? encodeStruct({ ...head, 5: { struct: { ...values, 3: rle, 4: rle } } })
    : encodeStruct({ ...head, 7: { struct: values } });
}

/** @throws MalformedThrift also where the bytes end before the header does */
export function decodePageHeader(bytes: Uint8Array, from: number): { header: PageHeader; end: number } {
  const { struct, end } = decodeStruct(bytes, from);
  const kind = named(KINDS, struct.number(1));
  const sizes = { uncompressedBytes: struct.number(2), compressedBytes: struct.number(3) };
  if (sizes.uncompressedBytes < 0 || sizes.compressedBytes < 0) throw new MalformedThrift('a size is negative');
  if (kind === 'index') return { header: { ...sizes, kind }, end };
  const details = struct.struct({ data: 5, dictionary: 7, dataV2: 8 }[kind]);
  const values = details.number(1);
  if (values < 0) throw new MalformedThrift('a number of values is negative');
  const encoding = named(encodings, details.number(kind === 'dataV2' ? 4 : 2));
  if (kind === 'dataV2') {
    const [definitionBytes, repetitionBytes] = [details.number(5), details.number(6)];
    if (definitionBytes < 0 || repetitionBytes < 0) throw new MalformedThrift('a size is negative');
    const isCompressed = !details.has(7) || details.boolean(7);
    return { header: { ...sizes, kind, values, encoding, definitionBytes, repetitionBytes, isCompressed }, end };
  }
  if (kind === 'dictionary') return { header: { ...sizes, kind, values, encoding }, end };
  const levels = details.numberOr(3);
  return {
    header: { ...sizes, kind, values, encoding, levels: levels === undefined ? levels : named(encodings, levels) },
    end,
  };
}
