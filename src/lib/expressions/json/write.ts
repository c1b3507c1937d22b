/** Values as JSON, the way Spark's `to_json` writes them, and JSON that was read, written again. */
import { decimalScientificText } from '../../columns/decimal.ts';
import { doubleText, floatText } from '../../columns/number-text.ts';
import { compileFormatter } from '../../columns/time/pattern.ts';
import { formatDate } from '../../columns/time/timestamp-text.ts';
import { type Zone, zone } from '../../columns/time/zone.ts';
import { type DataType, isAnsiInterval, isDatetime, isKind } from '../../columns/types.ts';
import { valueText } from '../../columns/value-text.ts';
import type { Value } from '../../columns/vector.ts';
import { type Json, JsonNumber, JsonObject } from './parse.ts';

/** A string of JSON: only what has to be is escaped. */
const quoteJson = (text: string): string => JSON.stringify(text).replace(/\\u[\da-f]{4}/g, upper);
const upper = (code: string): string => `\\u${code.slice(2).toUpperCase()}`;

/** JSON without blanks; numbers are written as Java's double or whole number. */
export function compactJson(json: Json): string {
  if (json instanceof JsonNumber) return numberJson(json);
  if (json instanceof JsonObject) {
    return `{${json.fields.map(([name, value]) => `${quoteJson(name)}:${compactJson(value)}`).join(',')}}`;
  }
  if (Array.isArray(json)) return `[${json.map(compactJson).join(',')}]`;
  return typeof json === 'string' ? quoteJson(json) : String(json);
}

function numberJson(number: JsonNumber): string {
  return number.isWhole ? String(BigInt(number.text)) : doubleJson(Number(number.text), doubleText);
}

const doubleJson = (x: number, text: (x: number) => string): string => (Number.isFinite(x) ? text(x) : `"${text(x)}"`);

export interface JsonWriting {
  /** The zone whose clocks timestamps show. */
  readonly local: Zone;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNtzFormat?: string;
  /** Fields of structs that are null are left out (true). */
  readonly ignoreNullFields: boolean;
  readonly pretty: boolean;
}

// Offsets of old have seconds, which Spark writes here and by the pattern XXX of its guide does not.
export const TIMESTAMP_PATTERN = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]";
export const LOCAL_PATTERN = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";

/** Makes the text of one value of a type. */
export function jsonWriter(type: DataType, options: JsonWriting): (value: Value) => string {
  const write = writerOf(type, options);
  return value => write(value, '\n');
}

/** @param newLine a line end and the blanks that the lines of what contains the value begin with */
type Write = (value: Value, newLine: string) => string;

function writerOf(type: DataType, options: JsonWriting): Write {
  const nullable =
    (write: Write): Write =>
    (value, newLine) =>
      value === null ? 'null' : write(value, newLine);
  const inner = (of: DataType) => writerOf(of, options);
  if (isKind(type, 'struct')) {
    const fields = type.fields.map(field => ({ key: quoteJson(field.name), write: inner(field.type) }));
    return nullable((value, newLine) => {
      const entries = fields.flatMap(({ key, write }, i) => {
        const item = (value as Value[])[i];
        if (item === null && options.ignoreNullFields) return [];
        return [[key, (line: string) => write(item, line)] as const];
      });
      return objectJson(entries, newLine, options.pretty);
    });
  }
  if (isKind(type, 'map')) {
    const write = inner(type.value);
    // Spark names a key by what it holds it as: a date by its days.
    const isCounted = isDatetime(type.key) || isAnsiInterval(type.key);
    const keyText = (key: Value) => (isCounted ? String(key) : valueText(type.key, key, options.local));
    return nullable((value, newLine) => {
      const entries = (value as [Value, Value][]).map(
        ([key, item]) => [quoteJson(keyText(key)), (line: string) => write(item, line)] as const,
      );
      return objectJson(entries, newLine, options.pretty);
    });
  }
  if (isKind(type, 'array')) {
    const write = inner(type.element);
    return nullable((value, newLine) => {
      const items = (value as Value[]).map(item => write(item, newLine));
      if (!options.pretty) return `[${items.join(',')}]`;
      return items.length === 0 ? '[ ]' : `[ ${items.join(', ')} ]`;
    });
  }
  return nullable(simpleWriter(type, options));
}

function objectJson(
  entries: readonly (readonly [key: string, write: (newLine: string) => string])[],
  newLine: string,
  pretty: boolean,
): string {
  if (!pretty) return `{${entries.map(([key, write]) => `${key}:${write(newLine)}`).join(',')}}`;
  if (entries.length === 0) return '{ }';
  const deeper = `${newLine}  `;
  return `{${entries.map(([key, write]) => `${deeper}${key} : ${write(deeper)}`).join(',')}${newLine}}`;
}

function simpleWriter(type: DataType, options: JsonWriting): Write {
  const { local } = options;
  switch (type) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return value => String(value);
    case 'double':
      return value => doubleJson(value as number, doubleText);
    case 'float':
      return value => doubleJson(value as number, floatText);
    case 'string':
      return value => quoteJson(value as string);
    case 'binary':
      return value => `"${Buffer.from(value as Uint8Array).toString('base64')}"`;
    case 'date': {
      const formatter = options.dateFormat === undefined ? undefined : compileFormatter(options.dateFormat);
      return value => quoteJson(formatter?.formatDate(value as number) ?? formatDate(value as number));
    }
    case 'timestamp': {
      const formatter = compileFormatter(options.timestampFormat ?? TIMESTAMP_PATTERN);
      return value => quoteJson(formatter.format(value as bigint, local));
    }
    case 'timestamp_ntz': {
      const formatter = compileFormatter(options.timestampNtzFormat ?? LOCAL_PATTERN);
      return value => quoteJson(formatter.format(value as bigint, zone('UTC')));
    }
    default:
      if (isKind(type, 'decimal')) return value => decimalScientificText(value as bigint, type.scale);
      return value => quoteJson(valueText(type, value, local));
  }
}
