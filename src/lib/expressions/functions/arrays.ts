import { RuntimeError } from '../../base/errors.ts';
import { type SortKey, sortedRows } from '../../columns/compare.ts';
import { arrayType, isKind } from '../../columns/types.ts';
import { ArrayVector, IntVector, type MapVector, type Value } from '../../columns/vector.ts';
import { concatVectors } from '../../columns/vector-builder.ts';
import { anyArray, coerce, type Parameter, unify } from '../coercion.ts';
import { byRow, constantOf, type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import { type Evaluate, type Settings, type TypedExpression, typedLiteral } from '../typed.ts';
import { findEntry } from './structs.ts';

const arrayOrMap: Parameter = {
  requires: '"ARRAY" or "MAP"',
  accepts: type => isKind(type, 'array') || isKind(type, 'map'),
};

export const arrayFunctions: readonly FunctionDefinition[] = [
  {
    name: 'array',
    resolve(given, { settings }) {
      const { args, type } = unify('array', given, settings);
      const array = arrayType(
        type,
        args.some(arg => arg.nullable),
      );
      return typedCall({ name: 'array', args, type: array, nullable: false, evaluate: interleave(array) });
    },
  },
  {
    name: 'size',
    aliases: ['cardinality'],
    resolve([given, ...more], { settings }) {
      requireCount('size', 1 + more.length, 1);
      const arg = coerce(given, arrayOrMap, 'size', 0, settings);
      return typedCall({ name: 'size', args: [arg], type: 'int', evaluate: sizes });
    },
  },
  {
    name: 'sort_array',
    resolve(given, { settings }) {
      requireCount('sort_array', given.length, 1, 2);
      const array = coerce(given[0], anyArray, 'sort_array', 0, settings);
      const ascending = given.length < 2 || constantOf(given[1], 'sort_array', 1) === true;
      return typedCall({
        name: 'sort_array',
        args: [array, typedLiteral('boolean', ascending)],
        type: array.type,
        evaluate: ([vector], length) => sortEach(vector as ArrayVector, length, !ascending),
      });
    },
  },
  {
    name: 'element_at',
    resolve(given, { settings }) {
      requireCount('element_at', given.length, 2);
      const collection = coerce(given[0], arrayOrMap, 'element_at', 0, settings);
      return elementAt(collection, given[1], settings);
    },
  },
];

/** Of each row an array of its values. */
const interleave =
  (type: ReturnType<typeof arrayType>): Evaluate =>
  (columns, length) => {
    const width = columns.length;
    const all = concatVectors(type.element, columns.length === 0 ? [] : [...columns]);
    const order = Int32Array.from({ length: length * width }, (_, i) => (i % width) * length + Math.trunc(i / width));
    const starts = Int32Array.from({ length }, (_, row) => row * width);
    return new ArrayVector(
      type,
      starts,
      starts.map(start => start + width),
      all.take(order),
      length,
    );
  };

const sizes: Evaluate = ([vector], length) => {
  const { starts, ends, valid } = vector as ArrayVector | MapVector;
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) values[row] = ends[row] - starts[row];
  return new IntVector('int', values, length, valid);
};

/** Nulls first when ascending, last when descending. */
function sortEach(vector: ArrayVector, length: number, descending: boolean): ArrayVector {
  const { type, starts, ends, elements, valid } = vector;
  const order: number[] = [];
  const bounds = [0];
  for (let row = 0; row < length; row++) {
    const [from, to] = vector.isNull(row) ? [0, 0] : [starts[row], ends[row]];
    const key: SortKey = { vector: elements.slice(from, to), descending, nullsFirst: !descending };
    for (const place of sortedRows([key], to - from)) order.push(from + place);
    bounds.push(order.length);
  }
  const offsets = Int32Array.from(bounds);
  const sorted = elements.take(Int32Array.from(order));
  return new ArrayVector(type, offsets.subarray(0, length), offsets.subarray(1), sorted, length, valid);
}

/** Elements count from 1, from the end when negative; of a map the value of a key, null where it is missing. */
function elementAt(collection: TypedExpression, key: TypedExpression, settings: Settings): TypedExpression {
  const { type } = collection;
  if (isKind(type, 'map')) {
    const wanted = coerce(key, type.key, 'element_at', 1, settings);
    const find = findEntry(type.key);
    return typedCall({
      name: 'element_at',
      args: [collection, wanted],
      type: type.value,
      nullable: true,
      evaluate: ([vector, keys], length) => {
        const map = vector as MapVector;
        return map.values.take(Int32Array.from({ length }, (_, row) => find(map, keys, row)));
      },
    });
  }
  if (!isKind(type, 'array')) throw new TypeError('element_at is of an array or a map');
  const place = coerce(key, 'int', 'element_at', 1, settings);
  return typedCall({
    name: 'element_at',
    args: [collection, place],
    type: type.element,
    nullable: true,
    canFail: true,
    evaluate: ([vector, places], length) => {
      const { starts, ends, elements } = vector as ArrayVector;
      const rows = new Int32Array(length).fill(-1);
      for (let row = 0; row < length; row++) {
        if (vector.isNull(row) || places.isNull(row)) continue;
        const at = places.get(row) as number;
        const size = ends[row] - starts[row];
        if (at === 0) throw new RuntimeError('INVALID_INDEX_OF_ZERO');
        if (Math.abs(at) <= size) rows[row] = at > 0 ? starts[row] + at - 1 : ends[row] + at;
        else if (settings.ansi) throw new RuntimeError('INVALID_ARRAY_INDEX_IN_ELEMENT_AT', { index: at, size });
      }
      return elements.take(rows);
    },
  });
}

/** `concat` of arrays: their elements one behind the other, null where one is null. */
export function concatArrays(given: readonly TypedExpression[], settings: Settings): TypedExpression {
  const { args, type } = unify('concat', given, settings);
  return typedCall({
    name: 'concat',
    args,
    type,
    evaluate: byRow(type, (...arrays: Value[][]) => arrays.flat()),
  });
}
