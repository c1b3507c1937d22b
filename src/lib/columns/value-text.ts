/** Values as text: what a cast to string gives, what `show()` prints, what a literal is called. */
import type { Interval } from '../base/intervals.ts';
import { decimalScientificText, decimalText } from './decimal.ts';
import { doubleText, floatText } from './number-text.ts';
import { calendarIntervalText, dayTimeText, yearMonthText } from './time/intervals-text.ts';
import { formatDate, formatTimestamp } from './time/timestamp-text.ts';
import { type Zone, zone } from './time/zone.ts';
import { type DataType, isKind, isNumeric } from './types.ts';
import type { Value } from './vector.ts';

/** How the two readers of text differ: a cast says `null` inside arrays, `show()` says `NULL` and shows bytes in hex. */
interface Style {
  readonly null: string;
  readonly binary: (bytes: Uint8Array) => string;
}
const CAST: Style = { null: 'null', binary: bytes => Buffer.from(bytes).toString('utf8') };
const SHOWN: Style = {
  null: 'NULL',
  binary: bytes => `[${Array.from(bytes, byte => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`,
};

/** The value as a cast to string gives it. @param value not null */
export const valueText = (type: DataType, value: Value, local: Zone): string => textOf(type, value, local, CAST);

/** The value as a cell of `show()` and of the console sink; null is `NULL`. */
export const cellText = (type: DataType, value: Value, local: Zone): string => textOf(type, value, local, SHOWN);

function textOf(type: DataType, value: Value, local: Zone, style: Style): string {
  if (value === null) return style.null;
  if (typeof type === 'string') {
    switch (type) {
      case 'double':
        return doubleText(value as number);
      case 'float':
        return floatText(value as number);
      case 'timestamp':
        return formatTimestamp(value as bigint, local);
      case 'timestamp_ntz':
        return formatTimestamp(value as bigint, zone('UTC'));
      case 'date':
        return formatDate(value as number);
      case 'binary':
        return style.binary(value as Uint8Array);
      default:
        return String(value);
    }
  }
  const inner = (innerType: DataType, innerValue: Value) => textOf(innerType, innerValue, local, style);
  switch (type.kind) {
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'array':
      return `[${(value as Value[]).map(element => inner(type.element, element)).join(', ')}]`;
    case 'struct':
      return `{${type.fields.map((field, i) => inner(field.type, (value as Value[])[i])).join(', ')}}`;
    case 'map': {
      const entries = (value as [Value, Value][]).map(([k, v]) => `${inner(type.key, k)} -> ${inner(type.value, v)}`);
      return `{${entries.join(', ')}}`;
    }
    case 'dayTime':
      return dayTimeText(value as bigint, type.from, type.to);
    case 'yearMonth':
      return yearMonthText(value as number, type.from, type.to);
    case 'interval':
      return calendarIntervalText(value as Interval);
  }
}

/** A literal as column names show it: text without quotes, numbers plain, the rest as SQL. */
export function literalSql(type: DataType, value: Value): string {
  if (value === null) return 'NULL';
  if (isKind(type, 'decimal')) return decimalScientificText(value as bigint, type.scale);
  if (type === 'string' || type === 'boolean' || isNumeric(type)) return valueText(type, value, zone('UTC'));
  return valueSql(type, value);
}

/** A value as Spark's messages quote it: `'x'`, `2147483648L`, `1.0E20D`, `TIMESTAMP '2026-01-01 00:00:00'`. */
export function valueSql(type: DataType, value: Value): string {
  if (value === null) return 'NULL';
  const text = valueText(type, value, zone('UTC'));
  if (type === 'string') return `'${text}'`;
  if (type === 'binary')
    return `X'${Buffer.from(value as Uint8Array)
      .toString('hex')
      .toUpperCase()}'`;
  if (isKind(type, 'decimal')) return `${text}BD`;
  const suffixes: Partial<Record<string, string>> = { bigint: 'L', double: 'D', tinyint: 'Y', smallint: 'S' };
  if (typeof type === 'string' && suffixes[type]) return text + suffixes[type];
  if (type === 'date') return `DATE '${text}'`;
  if (type === 'timestamp') return `TIMESTAMP '${text}'`;
  if (type === 'timestamp_ntz') return `TIMESTAMP_NTZ '${text}'`;
  return text;
}
