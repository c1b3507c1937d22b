/** Records of JSON as rows of a schema, with all that the options say. */
import { RuntimeError } from '../../base/errors.ts';
import { decodeUtf8 } from '../../base/utf8.ts';
import { zone } from '../../columns/time/zone.ts';
import { isAnsiInterval, isKind, type Schema, structType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { castValue } from '../../expressions/cast-values.ts';
import { JsonBlockReader } from '../../expressions/json/block-reader.ts';
import { INVALID_BYTES, type JsonDialect } from '../../expressions/json/parse.ts';
import { type JsonReading, jsonRecordReader, jsonValueReader } from '../../expressions/json/read.ts';
import type { FormatOptions } from '../format.ts';
import {
  booleanOption,
  corruptColumn,
  countOption,
  type ParseMode,
  parseMode,
  requireUtf8AndEnglish,
  zoneOption,
} from '../options.ts';
import { requireTextCorruptColumn, requireTypes, withPatterns } from '../schemas.ts';
import { jsonText } from './text.ts';

/** What records are read by, as plain data: another thread reads by the same. */
export interface JsonSetup {
  readonly schema: Schema;
  readonly timeZone: string;
  /** By name; those that nobody has given are not among them. */
  readonly options: Readonly<Record<string, string>>;
}

export class JsonRecords {
  readonly setup: JsonSetup;
  readonly #schema: Schema;
  readonly #corrupt: number;
  readonly #mode: ParseMode;
  readonly #reading: JsonReading;
  readonly #read: ReturnType<typeof jsonRecordReader>;

  /** @throws AnalysisError, UsageError for options and types that the format does not take */
  constructor(schema: Schema, given: FormatOptions) {
    const asked: Record<string, string> = {};
    const options: FormatOptions = {
      timeZone: given.timeZone,
      text(name) {
        const text = given.text(name);
        if (text !== undefined) asked[name] = text;
        return text;
      },
    };
    this.setup = { schema, timeZone: given.timeZone, options: asked };
    requireUtf8AndEnglish(options);
    requireTypes('json', schema, type => !isKind(type, 'interval'));
    const corruptName = corruptColumn(options);
    const corrupt = schema.findIndex(({ name }) => name === corruptName);
    requireTextCorruptColumn(schema, corrupt);
    this.#schema = schema;
    this.#corrupt = corrupt;
    this.#mode = parseMode(options);
    this.#reading = withPatterns(() => readingOf(options));
    // A name that no JSON has: what is read does not fill the column.
    const named = structType(schema.map((field, i) => (i === corrupt ? { ...field, name: INVALID_BYTES } : field)));
    this.#read = withPatterns(() => jsonRecordReader(named, this.#reading));
  }

  static from({ schema, timeZone, options }: JsonSetup): JsonRecords {
    return new JsonRecords(schema, { timeZone, text: name => options[name] });
  }

  blockReader(fileName: string): JsonBlockReader {
    const reading = this.#reading;
    return new JsonBlockReader({
      schema: structType(this.#schema),
      corruptField: this.#corrupt,
      keepsSource: true,
      usualTimestamps: reading.timestampFormat === undefined ? zone(reading.timeZone) : undefined,
      convert: column => jsonValueReader(column.type, reading),
      rowsOf: record => this.rowsOf(record, fileName),
    });
  }

  rowsOf(record: Uint8Array, fileName: string): readonly (readonly Value[])[] {
    const { rows, isMalformed } = this.#read(jsonText(record));
    if (!isMalformed || this.#mode === 'DROPMALFORMED') return isMalformed ? [] : rows;
    const source = decodeUtf8(record);
    if (this.#mode === 'FAILFAST')
      throw new RuntimeError('MALFORMED_RECORD_IN_FILE', { name: fileName, text: source.slice(0, 200) });
    const kept = rows.length > 0 ? rows : [this.#schema.map(() => null)];
    if (this.#corrupt < 0) return kept;
    return kept.map(row => row.map((value, i) => (i === this.#corrupt ? source : value)));
  }
}

export function readingOf(options: FormatOptions): JsonReading {
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

export function dialectOf(options: FormatOptions): JsonDialect {
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
