import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import {
  arrayType,
  containsMap,
  type DataType,
  isKind,
  type MapType,
  mapType,
  structType,
  typeSql,
} from '../../columns/types.ts';
import { valueSql } from '../../columns/value-text.ts';
import { ArrayVector, type MapVector, StructVector, type Value, type Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import { castTo } from '../cast.ts';
import {
  anyArray,
  anyMap,
  castToCommon,
  coerce,
  commonType,
  onlyText,
  type Parameter,
  tightestType,
  unify,
} from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import { javaSplit } from '../java-regex/index.ts';
import { type Settings, type TypedExpression, typedLiteral } from '../typed.ts';
import { elementsOf, identityOf } from './array-elements.ts';
import { compilePattern } from './patterns.ts';
import { findEntry } from './structs.ts';

export const mapFunctions: readonly FunctionDefinition[] = [
  {
    name: 'map',
    resolve(given, { settings }) {
      if (given.length % 2 !== 0) requireCount('map', given.length, given.length + 1);
      const keys = meeting(
        given.filter((_, i) => i % 2 === 0),
        'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES',
        settings,
      );
      const values = meeting(
        given.filter((_, i) => i % 2 === 1),
        'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES',
        settings,
      );
      const valueContainsNull = values.args.some(value => value.nullable);
      const type = mapType(requireKey(keys.type), values.type, valueContainsNull);
      const args = keys.args.flatMap((key, i) => [key, values.args[i]]);
      const collect = entriesOf(type);
      return typedCall({
        name: 'map',
        args,
        type,
        nullable: false,
        canFail: true,
        evaluate: (columns, length) => {
          const entry = (row: number, i: number) => [columns[2 * i].get(row), columns[2 * i + 1].get(row)] as const;
          return buildVector(type, length, row => collect(keys.args.map((_, i) => entry(row, i))));
        },
      });
    },
  },
  {
    name: 'map_concat',
    resolve(given, { settings }) {
      if (given.some(arg => !isKind(arg.type, 'map'))) {
        const types = given.map(arg => `"${typeSql(arg.type)}"`).join(', ');
        throw new AnalysisError('DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES', { name: 'map_concat', types });
      }
      if (given.length === 0) {
        const type = mapType('string', 'string', true);
        return typedCall({
          name: 'map_concat',
          args: [],
          type,
          nullable: false,
          evaluate: (_, length) => buildVector(type, length, () => []),
        });
      }
      const { args, type } = unify('map_concat', given, settings, meetMaps);
      const collect = entriesOf(type as MapType);
      const evaluate = byRow(type, (...maps: [Value, Value][][]) => collect(maps.flat()));
      return typedCall({ name: 'map_concat', args, type, canFail: true, evaluate });
    },
  },
  {
    name: 'map_contains_key',
    resolve(given, { settings }) {
      requireCount('map_contains_key', given.length, 2);
      const [map, wanted] = given;
      if (wanted.type === 'void') throw new AnalysisError('DATATYPE_MISMATCH.NULL_TYPE', { name: 'map_contains_key' });
      const key = isKind(map.type, 'map') ? tightestType(map.type.key, wanted.type) : undefined;
      if (!isKind(map.type, 'map') || !key) {
        const [left, right] = [typeSql(map.type), typeSql(wanted.type)];
        throw new AnalysisError('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', { name: 'map_contains_key', left, right });
      }
      const type = mapType(key, map.type.value, map.type.valueContainsNull);
      const find = findEntry(key);
      const isSame = type.key === map.type.key && type.key === wanted.type;
      return typedCall({
        name: 'map_contains_key',
        args: [castTo(map, type, settings), castTo(wanted, key, settings)],
        type: 'boolean',
        ...(isSame ? {} : { nullable: true }),
        evaluate: ([maps, keys], length) =>
          buildVector('boolean', length, row =>
            maps.isNull(row) || keys.isNull(row) ? null : find(maps as MapVector, keys, row) >= 0,
          ),
      });
    },
  },
  {
    name: 'map_entries',
    resolve: (given, { settings }) =>
      ofMap('map_entries', given, settings, ({ key, value, valueContainsNull }) => {
        const entry = structType([
          { name: 'key', type: key, nullable: false },
          { name: 'value', type: value, nullable: valueContainsNull },
        ]);
        const type = arrayType(entry, false);
        return [
          type,
          ({ starts, ends, keys, values, valid }, length) => {
            const entries = new StructVector(entry, [keys, values], keys.length);
            return new ArrayVector(type, starts, ends, entries, length, valid);
          },
        ];
      }),
  },
  {
    name: 'map_keys',
    resolve: (given, { settings }) =>
      ofMap('map_keys', given, settings, ({ key }) => {
        const type = arrayType(key, false);
        return [
          type,
          ({ starts, ends, keys, valid }, length) => new ArrayVector(type, starts, ends, keys, length, valid),
        ];
      }),
  },
  {
    name: 'map_values',
    resolve: (given, { settings }) =>
      ofMap('map_values', given, settings, ({ value, valueContainsNull }) => {
        const type = arrayType(value, valueContainsNull);
        return [
          type,
          ({ starts, ends, values, valid }, length) => new ArrayVector(type, starts, ends, values, length, valid),
        ];
      }),
  },
  {
    name: 'map_from_arrays',
    resolve(given, { settings }) {
      requireCount('map_from_arrays', given.length, 2);
      const args = given.map((arg, i) => coerce(arg, anyArray, 'map_from_arrays', i, settings));
      const [keys, values] = args.map(arg => elementsOf(arg.type));
      const type = mapType(requireKey(keys.element), values.element, values.containsNull);
      const collect = entriesOf(type);
      return typedCall({
        name: 'map_from_arrays',
        args,
        type,
        canFail: true,
        evaluate: byRow(type, (keys: Value[], values: Value[]) => {
          if (keys.length === values.length) return collect(keys.map((key, i) => [key, values[i]]));
          throw new RuntimeError('MAP_ARRAYS_OF_TWO_LENGTHS', { keys: keys.length, values: values.length });
        }),
      });
    },
  },
  {
    name: 'map_from_entries',
    resolve(given, { settings }) {
      requireCount('map_from_entries', given.length, 1);
      const arg = coerce(given[0], arrayOfPairs, 'map_from_entries', 0, settings);
      const { element, containsNull } = elementsOf(arg.type);
      if (!isKind(element, 'struct')) throw new TypeError('an array of pairs is asked for');
      const [key, value] = element.fields;
      const type = mapType(requireKey(key.type), value.type, value.nullable !== false);
      const collect = entriesOf(type);
      return typedCall({
        name: 'map_from_entries',
        args: [arg],
        type,
        nullable: ([entries]) => entries.nullable || containsNull,
        canFail: true,
        evaluate: byRow(type, (entries: ([Value, Value] | null)[]) =>
          entries.includes(null) ? null : collect(entries as [Value, Value][]),
        ),
      });
    },
  },
  {
    name: 'str_to_map',
    resolve(given, context) {
      requireCount('str_to_map', given.length, 1, 3);
      const [text, pairs = typedLiteral('string', ','), parts = typedLiteral('string', ':')] = given;
      return strToMap.resolve([text, pairs, parts], context);
    },
  },
];

const strToMap = rowFunction({
  name: 'str_to_map',
  takes: [onlyText, onlyText, onlyText],
  gives: mapType('string', 'string', true),
  canFail: true,
  compute: () => {
    const collect = entriesOf(mapType('string', 'string', true));
    return (text: string, pairs: string, parts: string) =>
      collect(
        javaSplit(text, compilePattern('str_to_map', pairs), -1).map(pair => {
          const [key, value = null] = javaSplit(pair, compilePattern('str_to_map', parts), 2);
          return [key, value];
        }),
      );
  },
});

/** A function that gives other views of the same entries. */
function ofMap(
  name: string,
  given: readonly TypedExpression[],
  settings: Settings,
  view: (type: MapType) => [type: DataType, evaluate: (map: MapVector, length: number) => Vector],
): TypedExpression {
  requireCount(name, given.length, 1);
  const arg = coerce(given[0], anyMap, name, 0, settings);
  const [type, evaluate] = view(arg.type as MapType);
  return typedCall({ name, args: [arg], type, evaluate: ([map], length) => evaluate(map as MapVector, length) });
}

const arrayOfPairs: Parameter = {
  requires: '"ARRAY" of pair "STRUCT"',
  accepts: type => isKind(type, 'array') && isKind(type.element, 'struct') && type.element.fields.length === 2,
};

/** The keys, or the values, of `map(key, value, …)` cast to the type in which they meet, else that error. */
function meeting(
  given: readonly TypedExpression[],
  condition: 'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES' | 'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES',
  settings: Settings,
): { args: TypedExpression[]; type: DataType } {
  const met = castToCommon(given, settings);
  if (met) return met;
  const types = given.map(expression => `"${typeSql(expression.type)}"`).join(', ');
  throw new AnalysisError(condition, { types });
}

/** Texts do not become numbers among keys: a cast that gives null would make a null key. */
function meetMaps(a: DataType, b: DataType): DataType | undefined {
  if (!isKind(a, 'map') || !isKind(b, 'map')) return a === 'void' ? b : undefined;
  const [key, value] = [tightestType(a.key, b.key), commonType(a.value, b.value)];
  return key && value && mapType(key, value, a.valueContainsNull || b.valueContainsNull);
}

export function requireKey(type: DataType): DataType {
  if (containsMap(type)) throw new AnalysisError('DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE', { type: typeSql(type) });
  return type;
}

/** Entries as a map takes them: no key null or twice, zeros without a sign. */
export function entriesOf(type: MapType): (entries: readonly (readonly [Value, Value])[]) => [Value, Value][] {
  const identity = identityOf(type.key);
  return entries => {
    const known = new Set<unknown>();
    return entries.map(([key, value]) => {
      if (key === null) throw new RuntimeError('NULL_MAP_KEY');
      const id = identity(key);
      if (known.has(id)) throw new RuntimeError('DUPLICATED_MAP_KEY', { key: valueSql(type.key, key) });
      known.add(id);
      return [key === 0 ? 0 : key, value];
    });
  };
}
