import type { DataType, Schema } from 'xpto';
import type { Json, JsonRow, SchemaText } from './case.ts';

/** A recorded schema as DDL. */
export const ddlOf = (schema: SchemaText): string =>
  Object.entries(schema)
    .map(([name, type]) => `\`${name}\` ${type}`)
    .join(', ');

const isObject = (type: DataType): type is Exclude<DataType, string> => typeof type !== 'string';

/** Recorded rows as the library takes them. */
export const decodeRows = (rows: readonly JsonRow[], schema: Schema): Record<string, unknown>[] =>
  rows.map(row => Object.fromEntries(schema.map(({ name, type }) => [name, decode(row[name] ?? null, type)])));

function decode(value: Json, type: DataType): unknown {
  if (value === null) return null;
  if (!isObject(type)) {
    if ((type === 'double' || type === 'float') && typeof value === 'string') return Number(value);
    if (type === 'binary') return new Uint8Array(Buffer.from(value as string, 'hex'));
    return value;
  }
  switch (type.kind) {
    case 'array':
      return (value as readonly Json[]).map(element => decode(element, type.element));
    case 'map':
      return new Map((value as [Json, Json][]).map(([k, v]) => [decode(k, type.key), decode(v, type.value)]));
    case 'struct':
      return decodeRows([value as JsonRow], type.fields)[0];
    case 'dayTime':
      return microsOfInterval(value as string);
    default:
      return value;
  }
}

/** The one form of interval in the recordings: `INTERVAL '05' MINUTE`. */
function microsOfInterval(text: string): bigint {
  const match = /^INTERVAL '(\d+)' MINUTE$/.exec(text);
  if (!match) throw new TypeError(`Not an interval of minutes: ${text}`);
  return BigInt(match[1]) * 60_000_000n;
}

/** A row of the library, its timestamps in microseconds, as a recording writes it. */
export const encodeRow = (row: Readonly<Record<string, unknown>>, schema: Schema): JsonRow =>
  Object.fromEntries(schema.map(({ name, type }) => [name, encode(row[name], type)]));

function encode(value: unknown, type: DataType): Json {
  if (value === null || value === undefined) return null;
  if (!isObject(type)) {
    if (type === 'timestamp' || type === 'timestamp_ntz') return isoMicros(value as bigint);
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (typeof value === 'bigint') return value > 2n ** 53n || value < -(2n ** 53n) ? String(value) : Number(value);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    return value as Json;
  }
  switch (type.kind) {
    case 'array':
      return (value as unknown[]).map(element => encode(element, type.element));
    case 'map':
      return [...(value as Map<unknown, unknown>)].map(([k, v]) => [encode(k, type.key), encode(v, type.value)]);
    case 'struct':
      return encodeRow(value as Record<string, unknown>, type.fields);
    default:
      return String(value);
  }
}

/** ISO 8601 in UTC, with no fraction, or three digits of it, or six. */
export function isoMicros(us: bigint): string {
  const micros = ((us % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const whole = new Date(Number((us - micros) / 1000n)).toISOString().slice(0, 19);
  if (micros === 0n) return `${whole}Z`;
  const digits = micros % 1000n === 0n ? String(micros / 1000n).padStart(3, '0') : String(micros).padStart(6, '0');
  return `${whole}.${digits}Z`;
}
