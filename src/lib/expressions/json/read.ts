/**
 * JSON as values of a schema, the way Spark's `from_json` reads it. A field of the wrong type is null and the others
 * keep their values; text that is no JSON is null in all of them.
 *
 * @see Spark JacksonParser, FailureSafeParser
 */
import { decimalFromText, fitsPrecision } from '../../columns/decimal.ts';
import { nearestFloat } from '../../columns/number-text.ts';
import { compileParser } from '../../columns/time/pattern.ts';
import { parseDate, parseLocalTimestamp, parseTimestamp } from '../../columns/time/timestamp-text.ts';
import { zone } from '../../columns/time/zone.ts';
import { type DataType, integralBits, isKind, type StructType } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import {
  type Json,
  type JsonDialect,
  JsonNumber,
  JsonObject,
  type JsonSources,
  JsonSyntaxError,
  parseJson,
} from './parse.ts';
import { compactJson } from './write.ts';

export interface JsonReading extends JsonDialect {
  readonly timeZone: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNtzFormat?: string;
  /** What values were written as, which they are as strings; without it they are written anew. */
  readonly sources?: JsonSources;
  /** Casts a string to an interval. */
  readonly readInterval: (type: DataType, text: string) => Value | undefined;
}

interface TextReading extends JsonReading {
  /** The field that keeps the text where it is not of the schema. */
  readonly corruptColumn: string;
  /** What is not of the schema is an error, and not null. */
  readonly failFast: boolean;
}

/** The text is not of the schema, and failing was asked for. */
export class JsonMismatch extends Error {}

/** Thrown where a value is not of its type; what was made of it nevertheless comes along. */
class Mismatch extends Error {
  readonly partial: Value | undefined;

  constructor(partial?: Value) {
    super();
    this.partial = partial;
  }
}

/** One for all that leave nothing: to note where each was thrown would take longer than the reading. */
const MISMATCH = new Mismatch();

type Convert = (json: Json) => Value;

/** Makes values of a schema from texts. @throws JsonMismatch */
export function jsonReader(schema: DataType, options: TextReading): (text: string) => Value {
  const fields = isKind(schema, 'struct') ? schema.fields : undefined;
  const corrupt = fields?.findIndex(field => field.name === options.corruptColumn) ?? -1;
  const kept = isKind(schema, 'struct')
    ? { ...schema, fields: schema.fields.map((field, i) => (i === corrupt ? { ...field, name: '' } : field)) }
    : schema;
  const convert = rootConverter(kept, options);
  const failed = (text: string, partial: Value | undefined): Value => {
    if (options.failFast) throw new JsonMismatch();
    if (!fields) return partial ?? null;
    const row = partial === undefined || partial === null ? fields.map(() => null) : [...(partial as Value[])];
    if (corrupt >= 0) row[corrupt] = text;
    return row;
  };
  return text => {
    try {
      const json = parseJson(text, options);
      return json === undefined ? null : convert(json);
    } catch (error) {
      if (error instanceof JsonSyntaxError) return failed(text, undefined);
      if (error instanceof Mismatch) return failed(text, error.partial);
      throw error;
    }
  };
}

/** What a record of a file holds: its rows, and whether all of it was as the schema says. */
export interface JsonRecord {
  /** As far as they could be read; none of a record that is no JSON at all. */
  readonly rows: readonly Value[][];
  readonly isMalformed: boolean;
}

/** Reads records: an object is a row, an array as many as it has objects. */
export function jsonRecordReader(schema: StructType, given: JsonReading): (text: string) => JsonRecord {
  const sources: JsonSources = new WeakMap();
  const options = { ...given, sources };
  const convert = converter(schema, options);
  return text => {
    const rows: Value[][] = [];
    let isMalformed = false;
    try {
      const json = parseJson(text, options, sources);
      if (json === undefined) return { rows, isMalformed };
      for (const item of Array.isArray(json) ? json : [json]) {
        if (!(item instanceof JsonObject)) return { rows: [], isMalformed: true };
        try {
          rows.push(convert(item) as Value[]);
        } catch (error) {
          if (!(error instanceof Mismatch)) throw error;
          rows.push(error.partial as Value[]);
          isMalformed = true;
        }
      }
    } catch (error) {
      if (error instanceof JsonSyntaxError) return { rows: [], isMalformed: true };
      throw error;
    }
    return { rows, isMalformed };
  };
}

/** Makes a value of a type that is neither struct, array nor map; undefined where the JSON is none of that type. */
export function jsonValueReader(type: DataType, options: JsonReading): (json: Json) => Value | undefined {
  const convert = simpleConverter(type, options);
  return json => {
    try {
      return convert(json);
    } catch (error) {
      if (error instanceof Mismatch) return undefined;
      throw error;
    }
  };
}

function rootConverter(schema: DataType, options: JsonReading): Convert {
  const convert = converter(schema, options);
  if (isKind(schema, 'struct')) return json => (json === null ? schema.fields.map(() => null) : convert(json));
  if (isKind(schema, 'array') && isKind(schema.element, 'struct')) {
    const one = converter(schema.element, options);
    return json => {
      if (!(json instanceof JsonObject)) return convert(json);
      const [items, failed] = convertAll([json], one); // an object in place of an array is its only element
      if (failed) throw new Mismatch(items);
      return items;
    };
  }
  return convert;
}

function converter(type: DataType, options: JsonReading): Convert {
  const convert = presentConverter(type, options);
  return json => (json === null ? null : convert(json));
}

function presentConverter(type: DataType, options: JsonReading): Convert {
  if (isKind(type, 'struct')) {
    const converts = type.fields.map(field => converter(field.type, options));
    const places = new Map(type.fields.map((field, i) => [field.name, i]));
    return json => {
      if (!(json instanceof JsonObject)) throw MISMATCH;
      const row: Value[] = converts.map(() => null);
      const failed = gather(json.fields, ([name, item], keep) => {
        const place = places.get(name);
        if (place !== undefined)
          keep(
            () => converts[place](item),
            value => (row[place] = value),
          );
      });
      if (failed) throw new Mismatch(row);
      return row;
    };
  }
  if (isKind(type, 'map')) {
    const convert = converter(type.value, options);
    return json => {
      if (!(json instanceof JsonObject)) throw MISMATCH;
      const [items, failed] = convertAll(
        json.fields.map(([, item]) => item),
        convert,
      );
      const entries = items.map((item, i): [Value, Value] => [json.fields[i][0], item]);
      if (failed) throw new Mismatch(entries);
      return entries;
    };
  }
  if (isKind(type, 'array')) {
    const convert = converter(type.element, options);
    return json => {
      if (!Array.isArray(json)) throw MISMATCH;
      const [items, failed] = convertAll(json as readonly Json[], convert);
      if (failed) throw new Mismatch(items);
      return items;
    };
  }
  return simpleConverter(type, options);
}

/** A struct whose fields are partly wrong stays; a simple value that is wrong spoils them all. */
function convertAll(items: readonly Json[], convert: Convert): [values: Value[], failed: boolean] {
  let failed = false;
  const values = items.map(item => {
    try {
      return convert(item);
    } catch (error) {
      if (!(error instanceof Mismatch) || error.partial === undefined) throw error;
      failed = true;
      return error.partial;
    }
  });
  return [values, failed];
}

/** Converts part by part: what fails is null, or what was made of it. @returns whether something failed */
function gather<T>(
  parts: readonly T[],
  each: (part: T, keep: (convert: () => Value, put: (value: Value) => void) => void) => void,
): boolean {
  let failed = false;
  for (const part of parts) {
    each(part, (convert, put) => {
      try {
        put(convert());
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
        // The value that was there before stays: of two fields of one name the last good one counts.
        if (error.partial !== undefined) put(error.partial);
        failed = true;
      }
    });
  }
  return failed;
}

const NOT_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ...['Infinity', '+Infinity', '+INF', 'INF'].map(text => [text, Number.POSITIVE_INFINITY] as const),
  ...['-Infinity', '-INF'].map(text => [text, Number.NEGATIVE_INFINITY] as const),
]);

/** As Jackson reads it: padded, and blanks only where a group of four begins. */
const BASE64 = /^(?:[\0- ]*[A-Za-z\d+/]{4})*(?:[\0- ]*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=))?[\0- ]*$/;

function simpleConverter(type: DataType, options: JsonReading): Convert {
  const bits = integralBits(type);
  if (bits !== undefined) {
    return json => {
      if (!(json instanceof JsonNumber) || !json.isWhole) throw MISMATCH;
      const value = BigInt(json.text);
      if (type === 'tinyint' && value > 127n && value < 256n) return Number(value) - 256; // Jackson's bytes go to 255
      if (BigInt.asIntN(bits, value) !== value) throw MISMATCH;
      return bits === 64 ? value : Number(value);
    };
  }
  switch (type) {
    case 'boolean':
      return json => (typeof json === 'boolean' ? json : mismatch());
    case 'double':
    case 'float':
      return json => {
        if (json instanceof JsonNumber) {
          const isDecimal = /\d/.test(json.text);
          // A whole number knows no -0.
          return (
            (type === 'float' && isDecimal ? nearestFloat(json.text) : Number(json.text)) + (json.isWhole ? 0 : -0)
          );
        }
        const value = typeof json === 'string' && options.nonNumbers ? NOT_NUMBERS.get(json) : undefined;
        return value ?? mismatch();
      };
    case 'string':
      return json => {
        if (typeof json === 'string') return json;
        const source = typeof json === 'object' && json !== null ? options.sources?.get(json) : undefined;
        return source ?? compactJson(json);
      };
    case 'binary':
      return json =>
        typeof json === 'string' && BASE64.test(json) ? Uint8Array.from(Buffer.from(json, 'base64')) : mismatch();
    case 'date': {
      const parser = options.dateFormat === undefined ? undefined : compileParser(options.dateFormat);
      return ofText(text => (parser ? succeeded(parser.parseDate(text)) : parseDate(text)));
    }
    case 'timestamp':
      return timestampConverter(options);
    case 'timestamp_ntz': {
      const format = options.timestampNtzFormat;
      const parser = format === undefined ? undefined : compileParser(format);
      return ofText(text => (parser ? succeeded(parser.parse(text, zone('UTC'))) : parseLocalTimestamp(text, false)));
    }
    case 'void':
      return mismatch;
  }
  if (isKind(type, 'decimal')) {
    return json => {
      const text = json instanceof JsonNumber ? json.text : typeof json === 'string' ? json : undefined;
      // Spark takes commas out of strings, and blanks it does not.
      const plain = typeof json === 'string' ? text?.replaceAll(',', '') : text;
      const isNumber = plain !== undefined && !/[\0- ]/.test(plain);
      const unscaled = isNumber ? decimalFromText(plain, type.scale) : undefined;
      return unscaled === undefined || !fitsPrecision(unscaled, type.precision) ? mismatch() : unscaled;
    };
  }
  return ofText(text => options.readInterval(type, text));
}

function timestampConverter({ timestampFormat, timeZone }: JsonReading): Convert {
  const local = zone(timeZone);
  const parser = timestampFormat === undefined ? undefined : compileParser(timestampFormat);
  const ofString = ofText(text => (parser ? succeeded(parser.parse(text, local)) : parseTimestamp(text, local)));
  return json => {
    if (!(json instanceof JsonNumber)) return ofString(json);
    const seconds = json.isWhole ? BigInt(json.text) : mismatch();
    if (BigInt.asIntN(64, seconds) !== seconds) return mismatch();
    return BigInt.asIntN(64, seconds * 1_000_000n); // it overflows in Spark as well
  };
}

const ofText =
  (read: (text: string) => Value | undefined): Convert =>
  json =>
    (typeof json === 'string' ? read(json) : undefined) ?? mismatch();

const succeeded = (result: number | bigint | { readonly reason: string }): number | bigint | undefined =>
  typeof result === 'object' ? undefined : result;

function mismatch(): never {
  throw MISMATCH;
}
