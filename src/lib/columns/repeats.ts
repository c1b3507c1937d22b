import { IntVector, LongVector, StructVector, type Vector } from './vector.ts';

/** Some rows, and for each of all rows which of them has the same value. */
export interface Repeats {
  readonly rows: Int32Array;
  readonly of: Int32Array;
}

/** Finding fewer than this many rows in one is not worth it. */
const WORTH = 4;

/**
 * Finds rows that repeat one of the two values before, as windows of event time do: what is costly to look up is then
 * looked up for the others only. Of whole numbers, and structs of them, without nulls.
 *
 * @returns undefined where nothing is known of the type, or few rows repeat
 */
export function findRepeats(vector: Vector, length: number): Repeats | undefined {
  const fields = numbersOf(vector);
  if (!fields || length < WORTH) return undefined;
  const most = Math.floor(length / WORTH);
  const rows = new Int32Array(most);
  const of = new Int32Array(length);
  let [count, last, before] = [1, 0, 0];
  for (let row = 1; row < length; row++) {
    if (!areSame(fields, row, rows[last])) {
      if (areSame(fields, row, rows[before])) [last, before] = [before, last];
      else {
        if (count === most) return undefined;
        before = last;
        last = count;
        rows[count++] = row;
      }
    }
    of[row] = last;
  }
  return { rows: rows.subarray(0, count), of };
}

type Numbers = Int32Array | Float64Array;

function numbersOf(vector: Vector): readonly Numbers[] | undefined {
  if (vector.valid) return undefined;
  if (vector instanceof IntVector) return [vector.values];
  if (vector instanceof LongVector) return vector.numbers && [vector.numbers];
  if (!(vector instanceof StructVector)) return undefined;
  const fields = vector.fields.map(numbersOf);
  return fields.every(field => field !== undefined) ? fields.flat() : undefined;
}

function areSame(fields: readonly Numbers[], a: number, b: number): boolean {
  for (let i = 0; i < fields.length; i++) if (fields[i][a] !== fields[i][b]) return false;
  return true;
}
