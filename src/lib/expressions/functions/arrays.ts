import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { comparatorFor } from '../../columns/compare.ts';
import { concatVectors } from '../../columns/concat.ts';
import { rowOrder, sortedRows } from '../../columns/row-order.ts';
import { type ArrayType, arrayType, isKind, structType, typeSql } from '../../columns/types.ts';
import { ArrayVector, IntVector, type MapVector, NullVector, type Value, type Vector } from '../../columns/vector.ts';
import { buildVector, rangesBetween } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import { anyArray, coerce, onlyBoolean, type Parameter, tightestType, unify } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  requireCount,
  requireOrderable,
  rowFunction,
  typedCall,
} from '../function.ts';
import { type Call, type Evaluate, type Settings, type TypedExpression, typedLiteral } from '../typed.ts';
import { arrayAndElement, elementNullable, elementsOf, takeElements } from './array-elements.ts';
import { findEntry, nameOf } from './structs.ts';

const arrayOrMap: Parameter = {
  requires: '"ARRAY" or "MAP"',
  accepts: type => isKind(type, 'array') || isKind(type, 'map'),
  fromNull: arrayType('void'),
};
/** A place among elements: numbers that are an int without loss. */
const smallInt: Parameter = {
  requires: '"INT"',
  accepts: type => type === 'int' || type === 'smallint' || type === 'tinyint',
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
  sizeOf('size', arrayOrMap),
  sizeOf('cardinality', arrayOrMap),
  { name: 'array_size', resolve: (given, { settings }) => size('array_size', given, anyArray, settings) },
  {
    name: 'sort_array',
    resolve(given, { settings }) {
      requireCount('sort_array', given.length, 1, 2);
      const array = coerce(given[0], anyArray, 'sort_array', 0, settings);
      requireOrderable('sort_array', array.type);
      const flag = given[1] && coerce(given[1], onlyBoolean, 'sort_array', 1, settings);
      const ascending = !flag || constantOf(flag, 'sort_array', 1) === true;
      return typedCall({
        name: 'sort_array',
        args: [array, typedLiteral('boolean', ascending)],
        type: array.type,
        evaluate: ([vector], length) => sortEach(vector as ArrayVector, length, !ascending, ascending),
      });
    },
  },
  {
    name: 'element_at',
    resolve: (given, { settings }) => elementAt('element_at', given, settings, settings.ansi),
  },
  {
    name: 'try_element_at',
    resolve: (given, { settings }) => elementAt('try_element_at', given, settings, false),
  },
  {
    name: 'get',
    resolve(given, { settings }) {
      requireCount('get', given.length, 2);
      const array = coerce(given[0], anyArray, 'get', 0, settings);
      return typedCall({
        name: 'get',
        args: [array, coerce(given[1], 'int', 'get', 1, settings)],
        type: elementsOf(array.type).element,
        nullable: true,
        evaluate: takeElements((place, size) => (place >= 0 && place < size ? place : undefined)),
      });
    },
  },
  withElement('array_append', (values, value) => [...values, value]),
  withElement('array_prepend', (values, value) => [value, ...values]),
  {
    name: 'array_insert',
    resolve(given, { settings }) {
      requireCount('array_insert', given.length, 3);
      const { array, value, element } = arrayAndElement('array_insert', given, settings, 2);
      const place = coerce(given[1], 'int', 'array_insert', 1, settings);
      const type = arrayType(element, true);
      return typedCall({
        name: 'array_insert',
        args: [array, place, value],
        type,
        nullable: ([values, at]) => values.nullable || at.nullable,
        canFail: true,
        evaluate: ([arrays, places, values], length) =>
          buildVector(type, length, row => {
            const [list, at] = [arrays.get(row), places.get(row)];
            return list === null || at === null ? null : insert(list as Value[], at as number, values.get(row));
          }),
      });
    },
  },
  ofArray(
    'array_compact',
    ({ element }) => arrayType(element, false),
    () => values => values.filter(value => value !== null),
  ),
  {
    name: 'array_join',
    resolve(given, { settings }) {
      requireCount('array_join', given.length, 2, 3);
      const args = given.map((arg, i) => coerce(arg, i === 0 ? TEXTS : 'string', 'array_join', i, settings));
      const compute = (values: (string | null)[], between: string, instead?: string) =>
        (instead === undefined ? values.filter(value => value !== null) : values.map(value => value ?? instead)).join(
          between,
        );
      return typedCall({ name: 'array_join', args, type: 'string', evaluate: byRow('string', compute) });
    },
  },
  extreme('array_max', 1),
  extreme('array_min', -1),
  {
    name: 'array_repeat',
    resolve(given, { settings }) {
      requireCount('array_repeat', given.length, 2);
      const [value] = given;
      const type = arrayType(value.type, value.nullable);
      return typedCall({
        name: 'array_repeat',
        args: [value, coerce(given[1], smallInt, 'array_repeat', 1, settings)],
        type,
        nullable: ([, count]) => count.nullable,
        evaluate: ([values, counts], length) =>
          repeat(
            type,
            values,
            Array.from({ length }, (_, row) => counts.get(row) as number | null),
          ),
      });
    },
  },
  {
    name: 'arrays_zip',
    resolve(given, { settings }) {
      const args = given.map((arg, i) => coerce(arg, anyArray, 'arrays_zip', i, settings));
      const fields = args.map((arg, i) => {
        const shown = nameOf(arg, i);
        return { name: shown === `col${i + 1}` ? String(i) : shown, type: elementsOf(arg.type).element };
      });
      const type = arrayType(structType(fields), false);
      return typedCall({
        name: 'arrays_zip',
        args,
        type,
        evaluate: byRow(type, (...lists: Value[][]) =>
          Array.from({ length: Math.max(0, ...lists.map(list => list.length)) }, (_, i) =>
            lists.map(list => list[i] ?? null),
          ),
        ),
      });
    },
  },
  {
    name: 'flatten',
    resolve(given, { settings }) {
      requireCount('flatten', given.length, 1);
      const arg = coerce(given[0], arrayOfArrays, 'flatten', 0, settings);
      const { element: inner, containsNull } = elementsOf(arg.type);
      return typedCall({
        name: 'flatten',
        args: [arg],
        type: inner,
        nullable: ([lists]) => lists.nullable || containsNull,
        evaluate: byRow(inner, (lists: (Value[] | null)[]) =>
          lists.includes(null) ? null : (lists as Value[][]).flat(),
        ),
      });
    },
  },
  rowFunction({
    name: 'slice',
    takes: [anyArray, 'int', 'int'],
    gives: ([type]) => type,
    canFail: true,
    compute: () => slice,
  }),
];

const TEXTS = arrayType('string');
const arrayOfArrays: Parameter = {
  requires: '"ARRAY" of "ARRAY"',
  accepts: type => isKind(type, 'array') && isKind(type.element, 'array'),
};

/** A function of one array. */
function ofArray(
  name: string,
  gives: (type: ArrayType) => ArrayType,
  compute: (type: ArrayType) => (values: Value[]) => Value[],
): FunctionDefinition {
  return rowFunction({
    name,
    takes: [anyArray],
    gives: ([type]) => gives(type as ArrayType),
    compute: (_, [type]) => compute(type as ArrayType),
  });
}

/** The array and one element more, which may be null. */
function withElement(name: string, join: (values: Value[], value: Value) => Value[]): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2);
      const { array, value, element, containsNull } = arrayAndElement(name, given, settings);
      const type = arrayType(element, containsNull || value.nullable);
      return typedCall({
        name,
        args: [array, value],
        type,
        nullable: ([values]) => values.nullable,
        evaluate: ([arrays, values], length) =>
          buildVector(type, length, row => {
            const list = arrays.get(row);
            return list === null ? null : join(list as Value[], values.get(row));
          }),
      });
    },
  };
}

/** Places count from 1, from the end when negative; what lies between the place and the array is filled with nulls. */
function insert(values: Value[], place: number, value: Value): Value[] {
  if (place === 0) throw new RuntimeError('INVALID_INDEX_OF_ZERO');
  if (place > 0) {
    const gap = Math.max(0, place - 1 - values.length);
    return [...values.slice(0, place - 1), ...new Array<Value>(gap).fill(null), value, ...values.slice(place - 1)];
  }
  const behind = -place - 1;
  const gap = Math.max(0, behind - values.length);
  const cut = Math.max(0, values.length - behind);
  return [...values.slice(0, cut), value, ...new Array<Value>(gap).fill(null), ...values.slice(cut)];
}

function slice(values: Value[], start: number, count: number): Value[] {
  if (start === 0) throw new RuntimeError('INVALID_PARAMETER_VALUE.START', { name: 'slice' });
  if (count < 0) throw new RuntimeError('INVALID_PARAMETER_VALUE.LENGTH', { name: 'slice', length: count });
  const from = start > 0 ? start - 1 : values.length + start;
  return from < 0 ? [] : values.slice(from, from + count);
}

function extreme(name: string, direction: 1 | -1): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 1);
      const arg = coerce(given[0], anyArray, name, 0, settings);
      requireOrderable(name, arg.type);
      const { element } = elementsOf(arg.type);
      const compare = comparatorFor(element);
      return typedCall({
        name,
        args: [arg],
        type: element,
        nullable: true,
        evaluate: ([vector], length) => {
          if (element === 'void') return new NullVector(length);
          const { starts, ends, elements } = vector as ArrayVector;
          const best = new Int32Array(length).fill(-1);
          for (let row = 0; row < length; row++) {
            for (let at = vector.isNull(row) ? ends[row] : starts[row]; at < ends[row]; at++) {
              if (elements.isNull(at)) continue;
              if (best[row] < 0 || compare(elements, at, elements, best[row]) * direction > 0) best[row] = at;
            }
          }
          return elements.take(best);
        },
      });
    },
  };
}

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
      width === 1 ? all : all.take(order),
      length,
    );
  };

/** Each value as often as asked for; null where the count is. */
function repeat(type: ArrayType, values: Vector, counts: readonly (number | null)[]) {
  const rows: number[] = [];
  const bounds = [0];
  counts.forEach((count, row) => {
    for (let i = 0; i < (count ?? 0); i++) rows.push(row);
    bounds.push(rows.length);
  });
  const lists = new ArrayVector(type, ...rangesBetween(bounds), values.take(Int32Array.from(rows)), counts.length);
  return counts.includes(null)
    ? lists.take(Int32Array.from(counts, (count, row) => (count === null ? -1 : row)))
    : lists;
}

/** The size of null is null, and -1 without ANSI mode. */
function sizeOf(name: string, takes: Parameter): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      const call = size(name, given, takes, settings);
      if (settings.ansi) return call;
      const evaluate: Evaluate = (args, length) => {
        const sizes = countElements(args, length);
        const values = sizes.values.map((value, row) => (sizes.isNull(row) ? -1 : value));
        return new IntVector('int', values, length);
      };
      return { ...call, nullable: false, nullableOver: undefined, evaluate };
    },
  };
}

function size(name: string, given: readonly TypedExpression[], takes: Parameter, settings: Settings): Call {
  requireCount(name, given.length, 1);
  const args = [coerce(given[0], takes, name, 0, settings)];
  return typedCall({ name, args, type: 'int', evaluate: countElements });
}

const countElements = ([vector]: readonly Vector[], length: number): IntVector => {
  const { starts, ends, valid } = vector as ArrayVector | MapVector;
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) values[row] = ends[row] - starts[row];
  return new IntVector('int', values, length, valid);
};

/** Every array in order. */
export function sortEach(vector: ArrayVector, length: number, descending: boolean, nullsFirst: boolean): ArrayVector {
  const { type, starts, ends, elements, valid } = vector;
  const order: number[] = [];
  const bounds = [0];
  for (let row = 0; row < length; row++) {
    const [from, to] = vector.isNull(row) ? [0, 0] : [starts[row], ends[row]];
    const inOrder = rowOrder([{ vector: elements.slice(from, to), descending, nullsFirst }]);
    for (const place of sortedRows(inOrder, to - from)) order.push(from + place);
    bounds.push(order.length);
  }
  const sorted = elements.take(Int32Array.from(order));
  return new ArrayVector(type, ...rangesBetween(bounds), sorted, length, valid);
}

/** The place from 0 of what counts from 1, or from the end when negative. */
const placeFromOne = (index: number, size: number): number => (index > 0 ? index - 1 : size + index);

/**
 * Elements count from 1, from the end when negative; of a map the value of a key, null where it is missing.
 *
 * @param fails where an array has no such place; else that gives null
 */
function elementAt(
  name: string,
  given: readonly TypedExpression[],
  settings: Settings,
  fails: boolean,
): TypedExpression {
  requireCount(name, given.length, 2);
  const collection = coerce(given[0], arrayOrMap, name, 0, settings);
  const { type } = collection;
  if (isKind(type, 'map')) {
    const key = tightestType(type.key, given[1].type);
    if (!key && settings.ansi) {
      const [left, right] = [typeSql(type), typeSql(given[1].type)];
      throw new AnalysisError('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', { name: 'element_at', left, right });
    }
    const wanted = coerce(given[1], key ?? type.key, name, 1, settings);
    const find = findEntry(key ?? type.key);
    return typedCall({
      name,
      args: [castTo(collection, { ...type, key: key ?? type.key }, settings), wanted],
      type: type.value,
      nullable: true,
      evaluate: ([vector, keys], length) => {
        const map = vector as MapVector;
        return map.values.take(Int32Array.from({ length }, (_, row) => find(map, keys, row)));
      },
    });
  }
  const place = castTo(coerce(given[1], smallInt, name, 1, settings), 'int', settings);
  return typedCall({
    name,
    args: [collection, place],
    type: elementsOf(type).element,
    nullable: ([array, at]) => elementNullable(array, at, placeFromOne, { ...settings, ansi: fails }),
    canFail: true,
    evaluate: takeElements((index, size) => {
      if (index === 0) throw new RuntimeError('INVALID_INDEX_OF_ZERO');
      if (Math.abs(index) <= size) return placeFromOne(index, size);
      if (fails) throw new RuntimeError('INVALID_ARRAY_INDEX_IN_ELEMENT_AT', { index, size });
      return undefined;
    }),
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
