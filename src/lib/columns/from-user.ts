/** Values of user code as values of the engine, checked against a type. */
import { UsageError } from '../base/errors.ts';
import { Batch } from './batch.ts';
import { decimalFromText, fitsPrecision } from './decimal.ts';
import type { Row } from './rows.ts';
import { parseDate, parseTimestamp } from './time/timestamp-text.ts';
import { type Zone, zone } from './time/zone.ts';
import { arrayType, type DataType, type Field, integralBits, type Schema, structType, typeSql } from './types.ts';
import type { Value } from './vector.ts';
import { builderFor } from './vector-builder.ts';

/** A row given by the user: an object by column name, or an array in column order. */
export type RowInput = Row | readonly unknown[];

/** @throws UsageError `CANNOT_ACCEPT_OBJECT_IN_TYPE` when a value is not of its column's type */
export function batchFromRows(rows: readonly RowInput[], schema: Schema, timeZone = 'UTC'): Batch {
  const local = zone(timeZone);
  const builders = schema.map(({ type }) => builderFor(type));
  for (const row of rows) {
    schema.forEach((field, i) => {
      const given: unknown = Array.isArray(row) ? row[i] : (row as Row)[field.name];
      builders[i].append(valueFromUser(field, given, local));
    });
  }
  return new Batch(
    builders.map(builder => builder.finish()),
    rows.length,
  );
}

/** A name that the schema does not have is a slip, whose value would be lost without a word. @throws UsageError `UNKNOWN_FIELD` */
export function requireKnownFields(given: object, schema: Schema): void {
  const unknown = Object.keys(given).find(name => !schema.some(field => field.name === name));
  if (unknown === undefined) return;
  throw new UsageError('UNKNOWN_FIELD', { name: unknown, names: schema.map(({ name }) => name).join(', ') });
}

/** A value of user code as one of the engine. @throws UsageError `CANNOT_ACCEPT_OBJECT_IN_TYPE` when it is not of the type */
export function valueFromUser(field: Field, given: unknown, local: Zone): Value {
  if (given === null || given === undefined) return null;
  const value = convert(field.type, given, local);
  if (value !== undefined) return value;
  throw new UsageError('CANNOT_ACCEPT_OBJECT_IN_TYPE', {
    column: field.name,
    value: String(given),
    given: given instanceof Date ? 'Date' : typeof given,
    type: typeSql(field.type),
  });
}

/** Undefined where the value is not of the type. */
function convert(type: DataType, given: unknown, local: Zone): Value | undefined {
  if (typeof type === 'object') return convertNested(type, given, local);
  switch (type) {
    case 'boolean':
      return typeof given === 'boolean' ? given : undefined;
    case 'tinyint':
    case 'smallint':
    case 'int': {
      const number = typeof given === 'bigint' ? Number(given) : given;
      const limit = 2 ** (integralBits(type)! - 1);
      const fits = Number.isInteger(number) && (number as number) >= -limit && (number as number) < limit;
      return fits ? (number as number) : undefined;
    }
    case 'bigint':
      return toBigint(given);
    case 'float':
      return typeof given === 'number' ? Math.fround(given) : undefined;
    case 'double':
      return typeof given === 'number' ? given : undefined;
    case 'string':
      return typeof given === 'string' ? given : undefined;
    case 'binary':
      return given instanceof Uint8Array ? given : undefined;
    case 'date':
      if (given instanceof Date) return Math.floor(given.getTime() / 86_400_000);
      return typeof given === 'string' ? parseDate(given) : undefined;
    case 'timestamp':
    case 'timestamp_ntz':
      if (given instanceof Date) return BigInt(given.getTime()) * 1000n;
      if (typeof given === 'bigint') return given;
      return typeof given === 'string' ? parseTimestamp(given, type === 'timestamp' ? local : zone('UTC')) : undefined;
    case 'void':
      return undefined;
  }
}

function toBigint(given: unknown): bigint | undefined {
  const isWhole = typeof given === 'bigint' || Number.isSafeInteger(given);
  const isText = typeof given === 'string' && /^[+-]?\d+$/.test(given);
  if (!isWhole && !isText) return undefined;
  const value = BigInt(given as bigint | number | string);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function convertNested(type: Exclude<DataType, string>, given: unknown, local: Zone): Value | undefined {
  const inner = (name: string, innerType: DataType, value: unknown) =>
    valueFromUser({ name, type: innerType }, value, local);
  switch (type.kind) {
    case 'decimal': {
      if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'bigint') return undefined;
      const unscaled = decimalFromText(String(given), type.scale);
      return unscaled !== undefined && fitsPrecision(unscaled, type.precision) ? unscaled : undefined;
    }
    case 'array':
      return Array.isArray(given) ? given.map((element, i) => inner(`[${i}]`, type.element, element)) : undefined;
    case 'struct': {
      if (typeof given !== 'object' || given === null) return undefined;
      return type.fields.map((field, i) =>
        valueFromUser(field, Array.isArray(given) ? given[i] : (given as Row)[field.name], local),
      );
    }
    case 'map': {
      const entries =
        given instanceof Map ? [...given] : typeof given === 'object' ? Object.entries(given!) : undefined;
      return entries?.map(([key, value]) => [inner('key', type.key, key), inner('value', type.value, value)]);
    }
    case 'dayTime':
      return typeof given === 'bigint' ? given : undefined;
    case 'yearMonth':
      return Number.isInteger(given) ? (given as number) : undefined;
    case 'interval':
      return undefined;
  }
}

/** The schema that some rows seem to have: whole numbers are bigint, objects structs, dates timestamps. */
export function inferSchema(rows: readonly RowInput[], names?: readonly string[]): Schema {
  const columns = names ?? columnNames(rows);
  return columns.map((name, i) => {
    const values = rows.map(row => (Array.isArray(row) ? row[i] : (row as Row)[name]));
    const type = inferType(values);
    if (type === undefined) throw new UsageError('CANNOT_DETERMINE_TYPE', { column: name });
    return { name, type };
  });
}

function columnNames(rows: readonly RowInput[]): string[] {
  const [first] = rows;
  if (Array.isArray(first)) return first.map((_, i) => `_${i + 1}`);
  return [...new Set(rows.flatMap(row => Object.keys(row)))];
}

function inferType(values: readonly unknown[]): DataType | undefined {
  const present = values.filter(value => value !== null && value !== undefined);
  const [first] = present;
  if (first === undefined) return undefined;
  if (typeof first === 'number') return present.every(Number.isInteger) ? 'bigint' : 'double';
  if (typeof first === 'string' || typeof first === 'boolean' || typeof first === 'bigint') {
    return typeof first === 'bigint' ? 'bigint' : (typeof first as 'string' | 'boolean');
  }
  if (first instanceof Date) return 'timestamp';
  if (first instanceof Uint8Array) return 'binary';
  if (Array.isArray(first)) return arrayType(inferType(present.flat()) ?? 'void');
  if (typeof first === 'object') return structType(inferSchema(present as RowInput[]));
  return undefined;
}
