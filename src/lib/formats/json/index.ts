/** JSON: an object a line, or with `multiLine` a document a file, which is one object or an array of them. */
import { RuntimeError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { Batch } from '../../columns/batch.ts';
import { zone } from '../../columns/time/zone.ts';
import { isAnsiInterval, isKind, type Schema, structType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import { castValue } from '../../expressions/cast-values.ts';
import { INVALID_BYTES, type JsonDialect } from '../../expressions/json/parse.ts';
import { type JsonReading, jsonRecordReader, jsonValueReader } from '../../expressions/json/read.ts';
import { contentsOf } from '../contents.ts';
import type { FileFormat, FileReader, FormatOptions, InputFile } from '../format.ts';
import { eachLine, lineBlocks } from '../line-blocks.ts';
import {
  booleanOption,
  corruptColumn,
  countOption,
  lineSeparator,
  type ParseMode,
  parseMode,
  ratioOption,
  requireUtf8AndEnglish,
  zoneOption,
} from '../options.ts';
import { extensionOf } from '../outputs.ts';
import { requireTextCorruptColumn, requireTypes, withPatterns } from '../schemas.ts';
import { JsonBlockReader } from './block-reader.ts';
import { JsonInference } from './infer.ts';
import { jsonText } from './text.ts';
import { jsonFileWriter } from './writer.ts';

export const jsonFormat: FileFormat = {
  name: 'json',
  extension: options => extensionOf('.json', options),
  reader,
  writer: jsonFileWriter,
  async infer(files, options) {
    const inference = openInference(options);
    for await (const file of files) {
      for await (const chunk of contentsOf(file)) inference.push(chunk, file.name);
      inference.endFile();
    }
    return inference.schema();
  },
  inferFrom(files, options) {
    const inference = openInference(options);
    for (const { name, chunks } of files) {
      for (const chunk of chunks()) inference.push(chunk, name);
      inference.endFile();
    }
    return inference.schema();
  },
};

function openInference(options: FormatOptions): JsonInference {
  requireUtf8AndEnglish(options);
  const isSet = (name: string) => booleanOption(options, name, false);
  return new JsonInference({
    dialect: dialectOf(options),
    mode: parseMode(options),
    corruptName: corruptColumn(options),
    unit: isSet('multiLine') ? 'file' : lineSeparator(options),
    primitivesAsString: isSet('primitivesAsString'),
    prefersDecimal: isSet('prefersDecimal'),
    dropFieldIfAllNull: isSet('dropFieldIfAllNull'),
    samplingRatio: ratioOption(options, 'samplingRatio'),
    isTimestamp: isSet('inferTimestamp') ? withPatterns(() => timestampTest(options)) : undefined,
  });
}

function timestampTest(options: FormatOptions): (text: string) => boolean {
  const convert = jsonValueReader('timestamp', readingOf(options));
  return text => convert(text) !== undefined;
}

function dialectOf(options: FormatOptions): JsonDialect {
  const isSet = (name: string, byDefault = false) => booleanOption(options, name, byDefault);
  return {
    singleQuotes: isSet('allowSingleQuotes', true),
    nonNumbers: isSet('allowNonNumericNumbers', true),
    unquotedNames: isSet('allowUnquotedFieldNames'),
    comments: isSet('allowComments'),
    leadingZeros: isSet('allowNumericLeadingZeros'),
    controls: isSet('allowUnquotedControlChars'),
    anyEscape: isSet('allowBackslashEscapingAnyCharacter'),
    maxDepth: countOption(options, 'maxNestingDepth', 1000, 0),
    maxNumberDigits: countOption(options, 'maxNumLen', 1000, 0),
    maxStringLength: countOption(options, 'maxStringLen', 100_000_000, 0),
  };
}

/** Limits that records may exceed unless they are looked at closely. */
const hasOwnLimits = (options: FormatOptions): boolean =>
  ['maxNestingDepth', 'maxNumLen', 'maxStringLen'].some(name => options.text(name) !== undefined);

function readingOf(options: FormatOptions): JsonReading {
  const timeZone = zoneOption(options).id;
  return {
    ...dialectOf(options),
    timeZone,
    dateFormat: options.text('dateFormat'),
    timestampFormat: options.text('timestampFormat'),
    timestampNtzFormat: options.text('timestampNTZFormat'),
    readInterval: (type, text) =>
      isAnsiInterval(type) ? castValue('string', type, { ansi: false, timeZone })(text) : undefined,
  };
}

function reader(schema: Schema, options: FormatOptions): FileReader {
  requireUtf8AndEnglish(options);
  requireTypes('json', schema, type => !isKind(type, 'interval'));
  const corruptName = corruptColumn(options);
  const corrupt = schema.findIndex(({ name }) => name === corruptName);
  requireTextCorruptColumn(schema, corrupt);
  const multiLine = booleanOption(options, 'multiLine', false);
  const separator = lineSeparator(options);
  const mode = parseMode(options);
  const reading = withPatterns(() => readingOf(options));
  // A name that no JSON has: what is read does not fill the column.
  const named = structType(schema.map((field, i) => (i === corrupt ? { ...field, name: INVALID_BYTES } : field)));
  const read = withPatterns(() => jsonRecordReader(named, reading));
  const rowsIn = (name: string) => (record: Uint8Array) => rowsOf(record, { read, schema, corrupt, mode, name });
  if (multiLine || separator !== undefined || hasOwnLimits(options)) {
    return { read: file => recordBatches(file, schema, multiLine ? 'file' : separator, rowsIn(file.name)) };
  }
  return {
    async *read(file) {
      const blocks = new JsonBlockReader({
        schema: structType(schema),
        corruptField: corrupt,
        usualTimestamps: reading.timestampFormat === undefined ? zone(reading.timeZone) : undefined,
        convert: column => jsonValueReader(column.type, reading),
        rowsOf: rowsIn(file.name),
      });
      for await (const block of lineBlocks(contentsOf(file), file.name)) yield* blocks.read(block).pieces();
    },
  };
}

interface RecordRules {
  readonly read: ReturnType<typeof jsonRecordReader>;
  readonly schema: Schema;
  readonly corrupt: number;
  readonly mode: ParseMode;
  readonly name: string;
}

function rowsOf(record: Uint8Array, { read, schema, corrupt, mode, name }: RecordRules): readonly (readonly Value[])[] {
  const { rows, isMalformed } = read(jsonText(record));
  if (!isMalformed || mode === 'DROPMALFORMED') return isMalformed ? [] : rows;
  const source = decodeUtf8(record);
  if (mode === 'FAILFAST') throw new RuntimeError('MALFORMED_RECORD_IN_FILE', { name, text: source.slice(0, 200) });
  const kept = rows.length > 0 ? rows : [schema.map(() => null)];
  if (corrupt < 0) return kept;
  return kept.map(row => row.map((value, i) => (i === corrupt ? source : value)));
}

/** Record by record, where lines end in another way, or a file is one record. */
async function* recordBatches(
  file: InputFile,
  schema: Schema,
  unit: Buffer | 'file' | undefined,
  rowsIn: (record: Uint8Array) => readonly (readonly Value[])[],
): AsyncGenerator<Batch> {
  if (unit === 'file') {
    const parts: Uint8Array[] = [];
    for await (const block of lineBlocks(contentsOf(file), file.name, NEVER)) parts.push(block);
    yield* batchOfRows(schema, rowsIn(Buffer.concat(parts))).pieces();
    return;
  }
  for await (const block of lineBlocks(contentsOf(file), file.name, unit)) {
    const rows: (readonly Value[])[] = [];
    eachLine(block, unit, (start, end) => {
      for (const row of rowsIn(block.subarray(start, end))) rows.push(row);
    });
    yield* batchOfRows(schema, rows).pieces();
  }
}

/** Ends no line: the whole file is one block. */
const NEVER = Buffer.alloc(0);

function batchOfRows(schema: Schema, rows: readonly (readonly Value[])[]): Batch {
  return new Batch(
    schema.map(({ type }, i) => buildVector(type, rows.length, row => rows[row][i])),
    rows.length,
  );
}
