import { hasBit } from './bitmap.ts';
import type { BooleanVector } from './vector.ts';

/** The rows 0, 1, 2, … */
export function allRows(length: number): Int32Array {
  const rows = new Int32Array(length);
  for (let row = 0; row < length; row++) rows[row] = row;
  return rows;
}

/** The rows for which a test holds. */
export function rowsWhere(length: number, holds: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (holds(row)) rows[count++] = row;
  return rows.subarray(0, count);
}

/** The rows that are true (not false, not null). */
export function trueRows({ values, valid, length }: BooleanVector): Int32Array {
  if (valid) return rowsWhere(length, row => values[row] === 1 && hasBit(valid, row));
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    rows[count] = row; // written over by the next one, if it is not true: faster than a branch
    count += values[row];
  }
  return rows.subarray(0, count);
}
