/** The values of CSV as values of a type. @see Spark UnivocityParser.makeConverter */
import { decimalFromText, fitsPrecision } from '../../columns/decimal.ts';
import { parseDouble, parseFloat32 } from '../../columns/number-text.ts';
import { compileParser } from '../../columns/time/pattern.ts';
import { parseDate, parseLocalTimestamp, parseTimestamp } from '../../columns/time/timestamp-text.ts';
import { type Zone, zone } from '../../columns/time/zone.ts';
import { type DataType, integralBits, isAnsiInterval, isKind } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { castValue } from '../../expressions/cast-values.ts';

export interface CsvValues {
  readonly local: Zone;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNtzFormat: string | undefined;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
}

/** Makes a value of a text; undefined where it is none of the type. @throws DatetimePatternError */
export function csvValueReader(type: DataType, options: CsvValues): (text: string) => Value | undefined {
  const bits = integralBits(type);
  if (bits !== undefined) {
    return text => {
      const value = wholeNumber(text);
      if (value === undefined || BigInt.asIntN(bits, value) !== value) return undefined;
      return bits === 64 ? value : Number(value);
    };
  }
  switch (type) {
    case 'boolean':
      return booleanValue;
    case 'double':
      return text => fraction(text, options, parseDouble);
    case 'float':
      return text => fraction(text, options, parseFloat32);
    case 'string':
      return text => text;
    case 'binary':
      return text => Uint8Array.from(Buffer.from(text));
    case 'date': {
      const parser = options.dateFormat === undefined ? undefined : compileParser(options.dateFormat);
      return text => (parser ? succeeded(parser.parseDate(text)) : parseDate(text));
    }
    case 'timestamp': {
      const parser = options.timestampFormat === undefined ? undefined : compileParser(options.timestampFormat);
      return text => (parser ? succeeded(parser.parse(text, options.local)) : parseTimestamp(text, options.local));
    }
    case 'timestamp_ntz': {
      const format = options.timestampNtzFormat;
      const parser = format === undefined ? undefined : compileParser(format);
      return text => (parser ? succeeded(parser.parse(text, zone('UTC'))) : parseLocalTimestamp(text, false));
    }
  }
  if (isKind(type, 'decimal')) {
    return text => {
      const unscaled = /[\0- ]/.test(text) ? undefined : decimalFromText(text.replaceAll(',', ''), type.scale);
      return unscaled === undefined || !fitsPrecision(unscaled, type.precision) ? undefined : unscaled;
    };
  }
  if (!isAnsiInterval(type)) return () => undefined;
  const cast = castValue('string', type, { ansi: false, timeZone: options.local.id });
  return text => cast(text) ?? undefined;
}

export const wholeNumber = (text: string): bigint | undefined =>
  /^[+-]?\d+$/.test(text) ? BigInt(unsigned(text)) : undefined;

/** BigInt takes no plus. */
const unsigned = (text: string): string => (text[0] === '+' ? text.slice(1) : text);

export function booleanValue(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

/** As Java reads it, which knows NaN and Infinity in these letters only. */
export function fraction(
  text: string,
  { nanValue, positiveInf, negativeInf }: CsvValues,
  parse: (text: string) => number | undefined,
): number | undefined {
  if (text === nanValue) return Number.NaN;
  if (text === positiveInf) return Number.POSITIVE_INFINITY;
  if (text === negativeInf) return Number.NEGATIVE_INFINITY;
  return /\d|^[\0- ]*[+-]?(?:NaN|Infinity)[\0- ]*$/.test(text) ? parse(text) : undefined;
}

const succeeded = (result: number | bigint | { readonly reason: string }): number | bigint | undefined =>
  typeof result === 'object' ? undefined : result;
