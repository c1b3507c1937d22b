/**
 * Functions that take a lambda. It is called once for all elements of a batch, spread out one behind the other, and
 * not once for each; only `aggregate`, whose every step needs the one before, and sorting do otherwise.
 */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import type { Batch } from '../../columns/batch.ts';
import { concatVectors } from '../../columns/concat.ts';
import { allRows } from '../../columns/selection.ts';
import {
  type ArrayType,
  arrayType,
  type DataType,
  type MapType,
  mapType,
  sameType,
  typeSql,
} from '../../columns/types.ts';
import {
  ArrayVector,
  type BooleanVector,
  IntVector,
  MapVector,
  packedRanges,
  type Value,
  type Vector,
} from '../../columns/vector.ts';
import { buildVector, rangesBetween } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import { anyArray, anyMap, coerce, tightestType, unexpectedType } from '../coercion.ts';
import {
  type FunctionDefinition,
  type ResolveContext,
  requireCount,
  requireOrderable,
  typedCall,
} from '../function.ts';
import { LambdaBatch } from '../lambda-batch.ts';
import type { EvaluationContext, Kernel, LambdaExpression, TypedExpression } from '../typed.ts';
import { elementsOf, identityOf } from './array-elements.ts';
import { sortEach } from './arrays.ts';
import { entriesOf, requireKey } from './maps.ts';

export const higherOrderFunctions: readonly FunctionDefinition[] = [
  {
    name: 'transform',
    resolve(given, context) {
      const { array, lambda } = arrayAndLambda('transform', given, context, true);
      const type = arrayType(lambda.type, lambda.nullable);
      return higherOrder('transform', [array, lambda], type, ([arrays], [, body], batch, context) => {
        const spread = spreadOut(arrays as ArrayVector, batch.length);
        const values = callWithPlaces(body, batch, spread, context);
        return new ArrayVector(type, spread.starts, spread.ends, values, batch.length, arrays.valid);
      });
    },
  },
  {
    name: 'filter',
    resolve(given, context) {
      const { array, lambda } = arrayAndLambda('filter', given, context, true);
      requireCondition('filter', lambda);
      const type = array.type as ArrayType;
      return higherOrder('filter', [array, lambda], type, ([arrays], [, body], batch, context) => {
        const spread = spreadOut(arrays as ArrayVector, batch.length);
        const { places, starts, ends } = kept(spread, callWithPlaces(body, batch, spread, context), batch.length);
        const elements = spread.columns[0].take(places);
        return new ArrayVector(type, starts, ends, elements, batch.length, arrays.valid);
      });
    },
  },
  quantifier('exists', true),
  quantifier('forall', false),
  fold('aggregate'),
  fold('reduce'),
  {
    name: 'zip_with',
    resolve(given, context) {
      requireCount('zip_with', given.length, 3);
      const arrays = given.slice(0, 2).map((arg, i) => coerce(arg, anyArray, 'zip_with', i, context.settings));
      const parameters = arrays.map(({ type }) => ({ type: elementsOf(type).element, nullable: true }));
      const lambda = context.lambda(2, parameters);
      const type = arrayType(lambda.type, lambda.nullable);
      return higherOrder('zip_with', [...arrays, lambda], type, ([left, right], [, , body], batch, context) => {
        const { rows, places, starts, ends, valid } = zipped(left as ArrayVector, right as ArrayVector, batch.length);
        const columns = [left, right].map((vector, i) => (vector as ArrayVector).elements.take(places[i]));
        const values = body(new LambdaBatch(batch, rows, columns), context);
        const all = new ArrayVector(type, starts, ends, values, batch.length);
        return valid ? all.take(valid) : all;
      });
    },
  },
  {
    name: 'array_sort',
    resolve(given, context) {
      requireCount('array_sort', given.length, 1, 2);
      const array = coerce(given[0], anyArray, 'array_sort', 0, context.settings);
      const type = array.type as ArrayType;
      if (given.length === 2) return sortBy(array, context);
      requireOrderable('array_sort', array.type);
      return typedCall({
        name: 'array_sort',
        args: [array],
        type,
        sql: ([text]) => `array_sort(${text}, ${DEFAULT_COMPARATOR})`,
        evaluate: ([arrays], length) => sortEach(arrays as ArrayVector, length, false, false),
      });
    },
  },
  {
    name: 'map_filter',
    resolve(given, context) {
      const { map, lambda } = mapAndLambda('map_filter', given, context);
      requireCondition('map_filter', lambda);
      const type = map.type as MapType;
      return higherOrder('map_filter', [map, lambda], type, ([maps], [, body], batch, context) => {
        const spread = spreadOut(maps as MapVector, batch.length);
        const answers = body(new LambdaBatch(batch, spread.rows, spread.columns), context);
        const { places, starts, ends } = kept(spread, answers, batch.length);
        const [keys, values] = spread.columns.map(column => column.take(places));
        return new MapVector(type, starts, ends, keys, values, batch.length, maps.valid);
      });
    },
  },
  {
    name: 'transform_values',
    resolve(given, context) {
      const { map, lambda } = mapAndLambda('transform_values', given, context);
      const type = mapType((map.type as MapType).key, lambda.type, lambda.nullable);
      return higherOrder('transform_values', [map, lambda], type, ([maps], [, body], batch, context) => {
        const { rows, columns, starts, ends } = spreadOut(maps as MapVector, batch.length);
        const values = body(new LambdaBatch(batch, rows, columns), context);
        return new MapVector(type, starts, ends, columns[0], values, batch.length, maps.valid);
      });
    },
  },
  {
    name: 'transform_keys',
    resolve(given, context) {
      const { map, lambda } = mapAndLambda('transform_keys', given, context);
      const { value, valueContainsNull } = map.type as MapType;
      const type = mapType(requireKey(lambda.type), value, valueContainsNull);
      const collect = entriesOf(type);
      return higherOrder('transform_keys', [map, lambda], type, ([maps], [, body], batch, context) => {
        const { rows, columns, starts, ends } = spreadOut(maps as MapVector, batch.length);
        const keys = body(new LambdaBatch(batch, rows, columns), context);
        return buildVector(type, batch.length, row => {
          if (maps.isNull(row)) return null;
          const places = Array.from({ length: ends[row] - starts[row] }, (_, i) => starts[row] + i);
          return collect(places.map(place => [keys.get(place), columns[1].get(place)]));
        });
      });
    },
  },
  {
    name: 'map_zip_with',
    resolve(given, context) {
      const name = 'map_zip_with';
      requireCount(name, given.length, 3);
      const { settings } = context;
      const maps = given.slice(0, 2).map((arg, i) => coerce(arg, anyMap, name, i, settings));
      const [left, right] = maps.map(({ type }) => type as MapType);
      const key = tightestType(left.key, right.key);
      if (!key) {
        throw new AnalysisError('DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES', {
          name,
          left: typeSql(left.key),
          right: typeSql(right.key),
        });
      }
      const args = [left, right].map((type, i) =>
        castTo(maps[i], mapType(key, type.value, type.valueContainsNull), settings),
      );
      const lambda = context.lambda(2, [
        { type: key, nullable: false },
        ...[left, right].map(({ value }) => ({ type: value, nullable: true })),
      ]);
      const type = mapType(key, lambda.type, lambda.nullable);
      return higherOrder(name, [...args, lambda], type, ([a, b], [, , body], batch, context) =>
        zipMaps(type, [left.value, right.value], [a, b], body, batch, context),
      );
    },
  },
];

/** Evaluates the arguments that are no lambdas, and hands their columns over with the kernels of all. */
function higherOrder(
  name: string,
  args: readonly TypedExpression[],
  type: DataType,
  evaluate: (
    columns: readonly Vector[],
    kernels: readonly Kernel[],
    batch: Batch,
    context: EvaluationContext,
  ) => Vector,
  nullable?: (args: readonly TypedExpression[]) => boolean,
): TypedExpression {
  const plain = args.filter(arg => arg.kind !== 'lambda').length;
  return typedCall({
    name,
    args,
    type,
    nullable: nullable ?? (all => all.some(arg => arg.kind !== 'lambda' && arg.nullable)),
    evaluateLazily: (kernels, batch, context) =>
      evaluate(
        kernels.slice(0, plain).map(kernel => kernel(batch, context)),
        kernels,
        batch,
        context,
      ),
  });
}

function arrayAndLambda(
  name: string,
  given: readonly TypedExpression[],
  context: ResolveContext,
  withPlace: boolean,
): { array: TypedExpression; lambda: LambdaExpression } {
  requireCount(name, given.length, 2);
  const array = coerce(given[0], anyArray, name, 0, context.settings);
  const { element, containsNull } = elementsOf(array.type);
  const parameter = { type: element, nullable: containsNull };
  const place = { type: 'int', nullable: false } as const;
  const lambda = withPlace ? context.lambda(1, [parameter, place], 1) : context.lambda(1, [parameter]);
  return { array, lambda };
}

function mapAndLambda(name: string, given: readonly TypedExpression[], context: ResolveContext) {
  requireCount(name, given.length, 2);
  const map = coerce(given[0], anyMap, name, 0, context.settings);
  const { key, value, valueContainsNull } = map.type as MapType;
  const lambda = context.lambda(1, [
    { type: key, nullable: false },
    { type: value, nullable: valueContainsNull },
  ]);
  return { map, lambda };
}

function requireCondition(name: string, lambda: LambdaExpression, position = 1): void {
  requireType(name, position, 'boolean', lambda);
}

function requireType(name: string, position: number, type: DataType, given: TypedExpression): void {
  if (sameType(given.type, type) || (type === 'boolean' && given.type === 'void')) return;
  throw unexpectedType(name, position, `"${typeSql(type)}"`, given.type);
}

/** The elements of all arrays, or the entries of all maps, one behind the other; null ones have none. */
interface Spread {
  readonly columns: readonly Vector[];
  /** Of each element the row that it belongs to, and where it stands in it. */
  readonly rows: Int32Array;
  readonly positions: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

function spreadOut(vector: ArrayVector | MapVector, length: number): Spread {
  const { starts, ends, total } = packedRanges(vector, length);
  const rows = new Int32Array(total);
  const positions = new Int32Array(total);
  const places = new Int32Array(total);
  for (let row = 0; row < length; row++) {
    for (let at = starts[row]; at < ends[row]; at++) {
      rows[at] = row;
      positions[at] = at - starts[row];
      places[at] = vector.starts[row] + positions[at];
    }
  }
  const columns = vector instanceof MapVector ? [vector.keys, vector.values] : [vector.elements];
  return { columns: columns.map(column => column.take(places)), rows, positions, starts, ends };
}

/** Calls a lambda that may ask for the place of the element as well. */
function callWithPlaces(body: Kernel, batch: Batch, spread: Spread, context: EvaluationContext): Vector {
  const positions = new IntVector('int', spread.positions, spread.positions.length);
  return body(new LambdaBatch(batch, spread.rows, [...spread.columns, positions]), context);
}

/** The places of the elements for which the answer is true. */
function kept(spread: Spread, answers: Vector, length: number) {
  const places: number[] = [];
  const bounds = [0];
  for (let row = 0; row < length; row++) {
    for (let at = spread.starts[row]; at < spread.ends[row]; at++) if (answers.get(at) === true) places.push(at);
    bounds.push(places.length);
  }
  const [starts, ends] = rangesBetween(bounds);
  return { places: Int32Array.from(places), starts, ends };
}

/** `exists` and `forall`: a null answer leaves open what no other answer settles. */
function quantifier(name: string, settles: boolean): FunctionDefinition {
  return {
    name,
    resolve(given, context) {
      const { array, lambda } = arrayAndLambda(name, given, context, false);
      requireCondition(name, lambda);
      return higherOrder(
        name,
        [array, lambda],
        'boolean',
        ([arrays], [, body], batch, context) => {
          const { columns, rows, starts, ends } = spreadOut(arrays as ArrayVector, batch.length);
          const answers = body(new LambdaBatch(batch, rows, columns), context);
          return buildVector('boolean', batch.length, row => {
            if (arrays.isNull(row)) return null;
            const own = (answers as BooleanVector).slice(starts[row], ends[row]);
            const all = [...own];
            if (all.includes(settles)) return settles;
            return all.includes(null) ? null : !settles;
          });
        },
        ([values, answer]) => values.nullable || answer.nullable,
      );
    },
  };
}

/** `aggregate(array, start, merge, finish)`: all arrays advance together, an element at a time. */
function fold(name: string): FunctionDefinition {
  return {
    name,
    resolve(given, context) {
      requireCount(name, given.length, 3, 4);
      const array = coerce(given[0], anyArray, name, 0, context.settings);
      const start = given[1];
      const { element, containsNull } = elementsOf(array.type);
      const kept = { type: start.type, nullable: true };
      const merge = context.lambda(2, [kept, { type: element, nullable: containsNull }]);
      requireType(name, 2, start.type, merge);
      const finish = given.length === 4 ? context.lambda(3, [kept]) : undefined;
      const { type } = finish ?? start;
      return typedCall({
        name,
        args: finish ? [array, start, merge, finish] : [array, start, merge],
        type,
        nullable: ([values, , , last]) => values.nullable || (last?.nullable ?? true),
        sql: texts => `${name}(${(finish ? texts : [...texts, IDENTITY]).join(', ')})`,
        evaluateLazily: ([arrays, starts, step, end], batch, context) => {
          const vector = arrays(batch, context) as ArrayVector;
          const folded = foldAll(start.type, vector, starts(batch, context), step, batch, context);
          const rows = allRows(batch.length);
          const result = end ? end(new LambdaBatch(batch, rows, [folded]), context) : folded;
          return vector.valid ? result.take(rows.map(row => (vector.isNull(row) ? -1 : row))) : result;
        },
      });
    },
  };
}

const IDENTITY = 'lambdafunction(namedlambdavariable(), namedlambdavariable())';

function foldAll(
  type: DataType,
  arrays: ArrayVector,
  start: Vector,
  step: Kernel,
  batch: Batch,
  context: EvaluationContext,
): Vector {
  let folded = start;
  for (let position = 0; ; position++) {
    const rows: number[] = [];
    for (let row = 0; row < batch.length; row++) {
      if (!arrays.isNull(row) && arrays.starts[row] + position < arrays.ends[row]) rows.push(row);
    }
    if (rows.length === 0) return folded;
    const wanted = Int32Array.from(rows);
    const elements = arrays.elements.take(wanted.map(row => arrays.starts[row] + position));
    const next = step(new LambdaBatch(batch, wanted, [folded.take(wanted), elements]), context);
    if (rows.length === batch.length) folded = next;
    else {
      const places = allRows(batch.length);
      rows.forEach((row, i) => {
        places[row] = batch.length + i;
      });
      folded = concatVectors(type, [folded, next]).take(places);
    }
  }
}

/** Pairs of elements in the same place, -1 where one array is the shorter one. `valid` is set where a row is null. */
function zipped(left: ArrayVector, right: ArrayVector, length: number) {
  const rows: number[] = [];
  const places: [number[], number[]] = [[], []];
  const bounds = [0];
  let isNullSomewhere = false;
  const valid = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const isNull = left.isNull(row) || right.isNull(row);
    valid[row] = isNull ? -1 : row;
    isNullSomewhere ||= isNull;
    const sizes = [left, right].map(vector => vector.ends[row] - vector.starts[row]);
    for (let i = 0; !isNull && i < Math.max(...sizes); i++) {
      rows.push(row);
      places[0].push(i < sizes[0] ? left.starts[row] + i : -1);
      places[1].push(i < sizes[1] ? right.starts[row] + i : -1);
    }
    bounds.push(rows.length);
  }
  const [starts, ends] = rangesBetween(bounds);
  return {
    rows: Int32Array.from(rows),
    places: places.map(list => Int32Array.from(list)),
    starts,
    ends,
    valid: isNullSomewhere ? valid : undefined,
  };
}

/** The keys of both maps, those of the first one first, with the values that each map has for them. */
function zipMaps(
  type: MapType,
  valueTypes: readonly DataType[],
  maps: readonly Vector[],
  body: Kernel,
  batch: Batch,
  context: EvaluationContext,
): Vector {
  const identity = identityOf(type.key);
  const rows: number[] = [];
  const keys: Value[] = [];
  const values: [Value[], Value[]] = [[], []];
  const bounds = [0];
  for (let row = 0; row < batch.length; row++) {
    const both = maps.map(map => map.get(row) as [Value, Value][] | null);
    const known = new Map<unknown, [key: Value, left: Value, right: Value]>();
    if (both[0] && both[1]) {
      for (const [key, value] of both[0]) known.set(identity(key), [key, value, null]);
      for (const [key, value] of both[1]) {
        const entry = known.get(identity(key));
        if (entry) entry[2] = value;
        else known.set(identity(key), [key, null, value]);
      }
    }
    for (const [key, left, right] of known.values()) {
      rows.push(row);
      keys.push(key);
      values[0].push(left);
      values[1].push(right);
    }
    bounds.push(rows.length);
  }
  const keyColumn = buildVector(type.key, rows.length, i => keys[i]);
  const valueColumns = values.map((list, side) => buildVector(valueTypes[side], rows.length, i => list[i]));
  const results = body(new LambdaBatch(batch, Int32Array.from(rows), [keyColumn, ...valueColumns]), context);
  const all = new MapVector(type, ...rangesBetween(bounds), keyColumn, results, batch.length);
  return all.take(allRows(batch.length).map(row => (maps.some(map => map.isNull(row)) ? -1 : row)));
}

const LAMBDA = 'namedlambdavariable()';
const DEFAULT_COMPARATOR =
  `lambdafunction((IF(((${LAMBDA} IS NULL) AND (${LAMBDA} IS NULL)), 0, (IF((${LAMBDA} IS NULL), 1, ` +
  `(IF((${LAMBDA} IS NULL), -1, (IF((${LAMBDA} < ${LAMBDA}), -1, (IF((${LAMBDA} > ${LAMBDA}), 1, 0)))))))))), ` +
  `${LAMBDA}, ${LAMBDA})`;

/** By a comparator, which is asked about one pair at a time. */
function sortBy(array: TypedExpression, context: ResolveContext): TypedExpression {
  const type = array.type as ArrayType;
  const parameter = { type: type.element, nullable: type.containsNull };
  const comparator = context.lambda(1, [parameter, parameter]);
  if (comparator.type !== 'int') {
    throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE', {
      name: 'array_sort',
      required: 'INT',
      actual: typeSql(comparator.type),
    });
  }
  return higherOrder('array_sort', [array, comparator], type, ([arrays], [, body], batch, context) => {
    const { elements, starts, ends } = arrays as ArrayVector;
    return buildVector(type, batch.length, row => {
      if (arrays.isNull(row)) return null;
      const compare = (a: number, b: number): number => {
        const pair = [a, b].map(place => elements.take(Int32Array.of(place)));
        const order = body(new LambdaBatch(batch, Int32Array.of(row), pair), context).get(0);
        if (order !== null) return order as number;
        const [first, second] = [a, b].map(place => String(elements.get(place)));
        throw new RuntimeError('COMPARATOR_RETURNS_NULL', { first, second });
      };
      const places = Array.from({ length: ends[row] - starts[row] }, (_, i) => starts[row] + i);
      return places.sort(compare).map(place => elements.get(place));
    });
  });
}
