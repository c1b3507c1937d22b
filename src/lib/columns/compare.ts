import { invariant } from '../base/errors.ts';
import { type DataType, isKind } from './types.ts';
import type {
  ArrayVector,
  BooleanVector,
  BytesVector,
  DecimalVector,
  DoubleVector,
  IntVector,
  LongVector,
  StructVector,
  Vector,
} from './vector.ts';

/** Negative, zero or positive as row `i` of `a` is before, beside or behind row `j` of `b`; neither may be null. */
export type Comparator = (a: Vector, i: number, b: Vector, j: number) => number;

/**
 * The order of a type's values, as Spark has it: text by its UTF-8 bytes, NaN behind all other numbers and equal
 * to itself, 0.0 equal to -0.0; arrays and structs part by part, a null part before all others.
 */
export function comparatorFor(type: DataType): Comparator {
  if (isKind(type, 'array')) return compareArrays(comparatorFor(type.element));
  if (isKind(type, 'struct')) {
    const fields = type.fields.map(field => nullsFirst(comparatorFor(field.type)));
    return (a, i, b, j) => {
      for (let f = 0; f < fields.length; f++) {
        const order = fields[f]((a as StructVector).fields[f], i, (b as StructVector).fields[f], j);
        if (order !== 0) return order;
      }
      return 0;
    };
  }
  if (isKind(type, 'decimal')) {
    return (a, i, b, j) => sign((a as DecimalVector).values[i], (b as DecimalVector).values[j]);
  }
  if (isKind(type, 'dayTime')) return compareLongs;
  if (isKind(type, 'yearMonth')) return compareInts;
  switch (type) {
    case 'string':
    case 'binary':
      return compareBytes;
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return compareLongs;
    case 'float':
    case 'double':
      return (a, i, b, j) => compareDoubles((a as DoubleVector).values[i], (b as DoubleVector).values[j]);
    case 'boolean':
      return (a, i, b, j) => (a as BooleanVector).values[i] - (b as BooleanVector).values[j];
    case 'void':
      return () => 0;
    default:
      invariant(typeof type === 'string', 'types without an order are refused before they are compared');
      return compareInts;
  }
}

export const nullsFirst =
  (compare: Comparator): Comparator =>
  (a, i, b, j) => {
    const [left, right] = [a.isNull(i), b.isNull(j)];
    return left || right ? Number(right) - Number(left) : compare(a, i, b, j);
  };

const sign = (a: bigint | number, b: bigint | number): number => (a < b ? -1 : a > b ? 1 : 0);

const compareInts: Comparator = (a, i, b, j) => sign((a as IntVector).values[i], (b as IntVector).values[j]);

const compareLongs: Comparator = (a, i, b, j) => {
  const [left, right] = [(a as LongVector).numbers, (b as LongVector).numbers];
  return left && right ? sign(left[i], right[j]) : sign(a.get(i) as bigint, b.get(j) as bigint);
};

export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

export const compareBytes: Comparator = (a, i, b, j) => {
  const { bytes: left, starts: leftStarts, ends: leftEnds } = a as BytesVector;
  const { bytes: right, starts: rightStarts, ends: rightEnds } = b as BytesVector;
  let [x, y] = [leftStarts[i], rightStarts[j]];
  const [xEnd, yEnd] = [leftEnds[i], rightEnds[j]];
  for (; x < xEnd && y < yEnd; x++, y++) if (left[x] !== right[y]) return left[x] - right[y];
  return xEnd - x - (yEnd - y);
};

const compareArrays = (compareElements: Comparator): Comparator => {
  const compare = nullsFirst(compareElements);
  return (a, i, b, j) => {
    const [left, right] = [a as ArrayVector, b as ArrayVector];
    let [x, y] = [left.starts[i], right.starts[j]];
    const [xEnd, yEnd] = [left.ends[i], right.ends[j]];
    for (; x < xEnd && y < yEnd; x++, y++) {
      const order = compare(left.elements, x, right.elements, y);
      if (order !== 0) return order;
    }
    return xEnd - x - (yEnd - y);
  };
};
