import { comparatorFor } from './compare.ts';
import { IntVector, LongVector, StructVector, type Vector } from './vector.ts';

/** One column of an order. */
export interface SortKey {
  readonly vector: Vector;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Negative, zero or positive as row `i` comes before, beside or behind row `j`. */
export type RowOrder = (i: number, j: number) => number;

/** The order of some rows by their keys; rows that compare equal keep their order. */
export function rowOrder(keys: readonly SortKey[]): RowOrder {
  const orders = keys.map(keyOrder);
  const [first] = orders;
  if (orders.length === 1) return (i, j) => first(i, j) || i - j;
  return (i, j) => {
    for (const order of orders) {
      const result = order(i, j);
      if (result !== 0) return result;
    }
    return i - j;
  };
}

/** All rows in order. */
export const sortedRows = (order: RowOrder, length: number): Int32Array =>
  Int32Array.from(Array.from({ length }, (_, row) => row).sort(order));

/** The first `count` rows in order, without putting the others in order. */
export function firstRows(order: RowOrder, length: number, count: number): Int32Array {
  const first: number[] = [];
  for (let row = 0; row < length; row++) {
    if (first.length === count && order(row, first[count - 1]) > 0) continue;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order(row, first[middle]) < 0) high = middle;
      else low = middle + 1;
    }
    first.splice(low, 0, row);
    if (first.length > count) first.pop();
  }
  return Int32Array.from(first);
}

function keyOrder({ vector, descending, nullsFirst }: SortKey): RowOrder {
  const ascending = valueOrder(vector);
  const values: RowOrder = descending ? (i, j) => -ascending(i, j) : ascending;
  return withNulls(vector, values, nullsFirst);
}

function withNulls(vector: Vector, values: RowOrder, nullsFirst: boolean): RowOrder {
  if (vector.valid === undefined && vector.type !== 'void') return values;
  return (i, j) => {
    const [left, right] = [vector.isNull(i), vector.isNull(j)];
    if (!left && !right) return values(i, j);
    return left === right ? 0 : left === nullsFirst ? -1 : 1;
  };
}

/** Of rows that are not null; the common types without looking up anything for each pair. */
function valueOrder(vector: Vector): RowOrder {
  if (vector instanceof IntVector) return numberOrder(vector.values);
  if (vector instanceof LongVector && vector.numbers) return numberOrder(vector.numbers);
  if (vector instanceof StructVector) {
    const fields = vector.fields.map(field => withNulls(field, valueOrder(field), true));
    return (i, j) => {
      for (const field of fields) {
        const result = field(i, j);
        if (result !== 0) return result;
      }
      return 0;
    };
  }
  const compare = comparatorFor(vector.type);
  return (i, j) => compare(vector, i, vector, j);
}

const numberOrder =
  (values: Int32Array | Float64Array): RowOrder =>
  (i, j) =>
    values[i] - values[j];
