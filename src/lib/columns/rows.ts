import type { Batch } from './batch.ts';
import { decimalText } from './decimal.ts';
import { formatDate } from './time/timestamp-text.ts';
import { type DataType, isKind, type Schema } from './types.ts';
import type { Value } from './vector.ts';

/** A row as user code sees it: a value for each column name. */
// biome-ignore lint/suspicious/noExplicitAny: the types of a row's values are known to the query's author only
export type Row = Record<string, any>;

/** How timestamps reach user code: as a Date, cut to milliseconds, or as a bigint of microseconds since 1970 UTC. */
export type TimestampForm = 'date' | 'micros';

/** Makes the row at some place of a batch. */
export type RowReader = (batch: Batch, row: number) => Row;

/**
 * Makes the rows of batches for user code.
 *
 * | Spark | JavaScript |
 * |---|---|
 * | boolean | boolean |
 * | tinyint, smallint, int, float, double | number |
 * | bigint | bigint |
 * | decimal | string, with its scale: '1.50' |
 * | string; binary | string; Uint8Array |
 * | date | string: '2026-01-31' |
 * | timestamp, timestamp_ntz | Date, or bigint of microseconds |
 * | interval day to second; year to month | bigint of microseconds; number of months |
 * | array; map; struct | Array; Map; object |
 */
export const rowReader =
  (schema: Schema, timestamps: TimestampForm = 'date'): RowReader =>
  (batch, row) =>
    Object.fromEntries(
      schema.map(({ name, type }, i) => [name, valueToUser(type, batch.columns[i].get(row), timestamps)]),
    );

/** The rows of a batch for user code, by the table of `rowReader`. */
export function* rowsOf(batch: Batch, schema: Schema, timestamps: TimestampForm = 'date'): Generator<Row> {
  const read = rowReader(schema, timestamps);
  for (let row = 0; row < batch.length; row++) yield read(batch, row);
}

/** A value for user code, by the table of `rowReader`. */
export function valueToUser(type: DataType, value: Value, timestamps: TimestampForm): unknown {
  if (value === null) return null;
  if (type === 'timestamp' || type === 'timestamp_ntz') {
    return timestamps === 'micros' ? value : new Date(Math.floor(Number(value) / 1000));
  }
  if (type === 'date') return formatDate(value as number);
  if (isKind(type, 'decimal')) return decimalText(value as bigint, type.scale);
  const inner = (innerType: DataType, innerValue: Value) => valueToUser(innerType, innerValue, timestamps);
  if (isKind(type, 'array')) return (value as Value[]).map(element => inner(type.element, element));
  if (isKind(type, 'map')) {
    return new Map((value as [Value, Value][]).map(([k, v]) => [inner(type.key, k), inner(type.value, v)]));
  }
  if (isKind(type, 'struct')) {
    return Object.fromEntries(type.fields.map((field, i) => [field.name, inner(field.type, (value as Value[])[i])]));
  }
  return value;
}
