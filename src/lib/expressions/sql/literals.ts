/** The values of literals: numbers, and those that name their type, as `DATE '2026-01-31'`. */
import { AnalysisError } from '../../base/errors.ts';
import { MAX_PRECISION } from '../../columns/decimal.ts';
import { nearestFloat } from '../../columns/number-text.ts';
import { parseDate, parseLocalTimestamp, parseTimestamp } from '../../columns/time/timestamp-text.ts';
import { fixedZone, zone } from '../../columns/time/zone.ts';
import { decimalType } from '../../columns/types.ts';
import { type Expression, literal } from '../expression.ts';
import { intervalOfText } from './intervals.ts';

const NUMBER = /^(-?[\d.]+(?:e[+-]?\d+)?)(bd|[lsyfd])?$/i;

/** A number of the smallest of Spark's literal types that its form allows: `1`, `1L`, `1.50`, `1e3`, `1.5F`, `1BD`. */
export function numberLiteral(text: string): Expression {
  const [, number, suffix = ''] = NUMBER.exec(text)!;
  switch (suffix.toUpperCase()) {
    case 'L':
      return literal('bigint', wholeIn(number, 'bigint', 63n));
    case 'S':
      return literal('smallint', Number(wholeIn(number, 'smallint', 15n)));
    case 'Y':
      return literal('tinyint', Number(wholeIn(number, 'tinyint', 7n)));
    case 'F':
      return literal('float', inRange(number, 'float', 2 ** 128 - 2 ** 104, nearestFloat));
    case 'D':
      return literal('double', inRange(number, 'double', Number.MAX_VALUE, Number));
    case 'BD':
      return decimalLiteral(number);
  }
  if (/e/i.test(number)) return literal('double', inRange(number, 'double', Number.MAX_VALUE, Number));
  return number.includes('.') ? decimalLiteral(number) : wholeLiteral(number);
}

/** An int, a bigint where it is too large for one, then a decimal. */
function wholeLiteral(number: string): Expression {
  if (number.replace(/^-?0+/, '').length > 20) return decimalLiteral(number);
  const value = BigInt(number);
  if (BigInt.asIntN(32, value) === value) return literal('int', Number(value));
  return BigInt.asIntN(64, value) === value ? literal('bigint', value) : decimalLiteral(number);
}

function wholeIn(number: string, type: string, bits: bigint): bigint {
  const [least, most] = [-(1n << bits), (1n << bits) - 1n];
  const value = number.length > 1000 ? most + 1n : BigInt(number);
  if (value >= least && value <= most) return value;
  throw new AnalysisError('INVALID_NUMERIC_LITERAL_RANGE', { text: number, type, least, most });
}

function inRange(number: string, type: string, most: number, parse: (number: string) => number): number {
  if (Math.abs(Number(number)) <= most) return parse(number);
  throw new AnalysisError('INVALID_NUMERIC_LITERAL_RANGE', { text: number, type, least: -most, most });
}

/** The decimal type is as narrow as the text: `1.50` is decimal(3,2), `0.05` decimal(2,2), `1e3BD` decimal(4,0). */
function decimalLiteral(number: string): Expression {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d*)\.?(\d*)(?:e(.+))?$/i.exec(number)!;
  const digits = (whole + fraction).replace(/^0+(?=.)/, '');
  const scale = fraction.length - Number(exponent);
  const zeros = Math.max(0, -scale);
  const precision = Math.max(digits.length + zeros, scale);
  // Checked before a number is made of it, which of `1e999999999BD` would take all memory.
  if (precision > MAX_PRECISION) throw new AnalysisError('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision });
  const unscaled = BigInt(digits + '0'.repeat(zeros));
  return literal(decimalType(precision, Math.max(0, scale)), sign ? -unscaled : unscaled);
}

/** `DATE '…'` and its kin. @param type in upper case */
export function typedLiteral(type: string, text: string): Expression {
  const value = readAs(type, text);
  if (value) return value;
  throw new AnalysisError('INVALID_TYPED_LITERAL', { type, value: text });
}

function readAs(type: string, text: string): Expression | undefined {
  switch (type) {
    case 'DATE': {
      const days = parseDate(text);
      return days === undefined ? undefined : literal('date', days);
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestampOf(text);
    case 'TIMESTAMP_NTZ': {
      const us = parseLocalTimestamp(text);
      return us === undefined ? undefined : literal('timestamp_ntz', us);
    }
    case 'X':
      if (!/^[\da-f]*$/i.test(text)) return undefined;
      return literal('binary', Uint8Array.from(Buffer.from(text.length % 2 === 1 ? `0${text}` : text, 'hex')));
    case 'INTERVAL':
      return intervalOfText(text);
    default:
      throw new AnalysisError('UNSUPPORTED_TYPED_LITERAL', { type });
  }
}

/** A text without a zone is read in that of the session, which is known only when the expression is resolved. */
function timestampOf(text: string): Expression | undefined {
  const us = parseTimestamp(text, zone('UTC'));
  if (us === undefined) return undefined;
  if (us === parseTimestamp(text, fixedZone(3600))) return literal('timestamp', us);
  return { kind: 'cast', child: literal('string', text), to: 'timestamp', tolerant: false, isLiteral: true };
}
