import type { Batch } from '../columns/batch.ts';
import { decimalText } from '../columns/decimal.ts';
import { compileFormatter } from '../columns/time/pattern.ts';
import { formatDate } from '../columns/time/timestamp-text.ts';
import { type Zone, zone } from '../columns/time/zone.ts';
import { type DataType, isKind, type Schema } from '../columns/types.ts';
import { valueText } from '../columns/value-text.ts';
import type { Value } from '../columns/vector.ts';

/**
 * A batch as JSON objects, a line each, as Spark's `to_json` writes them: fields that are null are left out, 64-bit
 * integers and decimals are exact numbers, timestamps carry the zone's offset.
 */
export function jsonLines(batch: Batch, schema: Schema, local: Zone): string {
  const lines: string[] = [];
  for (let row = 0; row < batch.length; row++) {
    lines.push(`${jsonObject(schema, batch.row(row), local)}\n`);
  }
  return lines.join('');
}

function jsonObject(schema: Schema, values: readonly Value[], local: Zone): string {
  const fields = schema.flatMap(({ name, type }, i) =>
    values[i] === null ? [] : [`${JSON.stringify(name)}:${jsonText(type, values[i], local)}`],
  );
  return `{${fields.join(',')}}`;
}

const timestampPattern = compileFormatter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
const localPattern = compileFormatter("yyyy-MM-dd'T'HH:mm:ss.SSS");

/** One value as JSON. */
export function jsonText(type: DataType, value: Value, local: Zone): string {
  if (value === null) return 'null';
  const inner = (innerType: DataType, innerValue: Value) => jsonText(innerType, innerValue, local);
  if (isKind(type, 'array')) return `[${(value as Value[]).map(element => inner(type.element, element)).join(',')}]`;
  if (isKind(type, 'struct')) return jsonObject(type.fields, value as Value[], local);
  if (isKind(type, 'map')) {
    const entries = (value as [Value, Value][]).map(
      ([k, v]) => `${JSON.stringify(valueText(type.key, k, local))}:${inner(type.value, v)}`,
    );
    return `{${entries.join(',')}}`;
  }
  if (isKind(type, 'decimal')) return decimalText(value as bigint, type.scale);
  switch (type) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return String(value);
    case 'float':
    case 'double':
      return Number.isFinite(value) ? valueText(type, value, local) : `"${valueText(type, value, local)}"`;
    case 'binary':
      return JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'));
    case 'date':
      return `"${formatDate(value as number)}"`;
    case 'timestamp':
      return `"${timestampPattern.format(value as bigint, local)}"`;
    case 'timestamp_ntz':
      return `"${localPattern.format(value as bigint, zone('UTC'))}"`;
    default:
      return JSON.stringify(valueText(type, value, local));
  }
}
