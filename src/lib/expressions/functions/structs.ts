import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { comparatorFor } from '../../columns/compare.ts';
import { arrayType, type DataType, isIntegral, isKind, type Schema, structType, typeSql } from '../../columns/types.ts';
import { ArrayVector, type MapVector, StructVector, type Vector, withNulls } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { coerce, oneOf } from '../coercion.ts';
import { constantOf, type FunctionDefinition, foldConstant, requireCount, typedCall } from '../function.ts';
import { type Call, type Settings, sqlOf, type TypedExpression, typedLiteral } from '../typed.ts';
import { elementNullable, takeElements } from './array-elements.ts';

export const structFunctions: readonly FunctionDefinition[] = [
  {
    name: 'struct',
    resolve: args =>
      structOf(
        args.map((arg, i) => [nameOf(arg, i), arg]),
        'struct',
      ),
  },
  {
    name: 'named_struct',
    resolve(args) {
      if (args.length % 2 !== 0) requireCount('named_struct', args.length, args.length + 1);
      const pairs: [string, TypedExpression][] = [];
      for (let i = 0; i < args.length; i += 2) {
        const field = foldConstant(args[i])?.value;
        if (typeof field !== 'string') {
          throw new AnalysisError('DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING');
        }
        pairs.push([field, args[i + 1]]);
      }
      return structOf(pairs, 'named_struct');
    },
  },
  {
    // What `struct(a, b AS x)` is parsed to: of each field its name, its value, and whether the name was written.
    name: 'struct as',
    resolve(args) {
      const places = Array.from({ length: args.length / 3 }, (_, i) => 3 * i);
      const isWritten = places.map(at => constantOf(args[at + 2], 'struct', at + 2) === true);
      const pairs = places.map((at, i): [string, TypedExpression] => [
        isWritten[i] ? String(constantOf(args[at], 'struct', at)) : nameOf(args[at + 1], i),
        args[at + 1],
      ]);
      const shown = (values: readonly string[]) =>
        values.map((value, i) => (isWritten[i] ? `${value} AS ${pairs[i][0]}` : value));
      return {
        ...structOf(pairs, 'struct'),
        sql: (values: readonly string[]) => `struct(${shown(values).join(', ')})`,
      };
    },
  },
  {
    // value[key]: an element of an array (from 0), the value of a key of a map, a field of a struct
    name: 'getitem',
    resolve(args, { settings }) {
      requireCount('getitem', args.length, 2);
      const [value, key] = args;
      const { type } = value;
      const isName = key.kind === 'literal' && key.type === 'string' && key.value !== null;
      if (isKind(type, 'array') && isKind(type.element, 'struct') && isName) {
        return fieldOf(value, String(key.value), settings);
      }
      if (isKind(type, 'array')) return elementOf(value, key, settings);
      if (isKind(type, 'map')) return entryOf(value, key, settings);
      if (isKind(type, 'struct')) return fieldOf(value, String(constantOf(key, 'getitem', 1)), settings);
      throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: sqlOf(value), type: typeSql(type) });
    },
  },
];

/** The name that an expression has as a field: its column's, or one made of its place. */
export function nameOf(arg: TypedExpression, place: number): string {
  if (arg.kind === 'attribute') return arg.name;
  return arg.kind === 'call' && arg.name === 'getfield' ? sqlOf(arg).replace(/^.*\./, '') : `col${place + 1}`;
}

function structOf(pairs: readonly (readonly [string, TypedExpression])[], name: string): Call {
  const type = structType(pairs.map(([field, { type, nullable }]) => ({ name: field, type, nullable })));
  const args = pairs.map(([, value]) => value);
  return typedCall({
    name,
    args,
    type,
    nullable: false,
    sql: values => {
      const shown = name === 'struct' ? values : values.flatMap((value, i) => [pairs[i][0], value]);
      return `${name}(${shown.join(', ')})`;
    },
    evaluate: (columns, length) => new StructVector(type, columns, length),
  });
}

/** A field of a struct, or of every struct of an array; the value of a key where the parent is a map. */
export function fieldOf(parent: TypedExpression, name: string, settings: Settings): TypedExpression {
  const { type } = parent;
  if (isKind(type, 'map')) return entryOf(parent, typedLiteral('string', name), settings, `.${name}`);
  if (isKind(type, 'array') && isKind(type.element, 'struct')) return fieldOfEach(parent, name);
  if (!isKind(type, 'struct')) {
    throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: sqlOf(parent), type: typeSql(type) });
  }
  const { field, place } = requireField(type.fields, name);
  return typedCall({
    name: 'getfield',
    args: [parent],
    type: field.type,
    nullable: ([struct]) => struct.nullable || field.nullable !== false,
    sql: ([text]) => `${text}.${name}`,
    evaluate: ([vector], length) => {
      const { fields, valid } = vector as StructVector;
      return withNulls(fields[place], valid, length);
    },
  });
}

/** `people.name` over an array of structs: an array of the names. */
function fieldOfEach(parent: TypedExpression, name: string): TypedExpression {
  const { type } = parent;
  if (!isKind(type, 'array') || !isKind(type.element, 'struct'))
    throw new TypeError('an array of structs is asked for');
  const { field, place } = requireField(type.element.fields, name);
  const result = arrayType(field.type, type.containsNull || field.nullable !== false);
  return typedCall({
    name: 'getfield',
    args: [parent],
    type: result,
    sql: ([text]) => `${text}.${name}`,
    evaluate: ([vector], length) => {
      const { starts, ends, elements, valid } = vector as ArrayVector;
      const structs = elements as StructVector;
      const values = withNulls(structs.fields[place], structs.valid, structs.length);
      return new ArrayVector(result, starts, ends, values, length, valid);
    },
  });
}

function requireField(fields: Schema, name: string) {
  const matches = fields.flatMap((field, place) =>
    field.name.toLowerCase() === name.toLowerCase() ? [{ field, place }] : [],
  );
  const names = fields.map(field => field.name).join(', ');
  if (matches.length === 0) throw new AnalysisError('FIELD_NOT_FOUND', { name, fields: names });
  if (matches.length > 1) throw new AnalysisError('AMBIGUOUS_REFERENCE_TO_FIELDS', { name, count: matches.length });
  return matches[0];
}

function elementOf(array: TypedExpression, index: TypedExpression, settings: Settings): TypedExpression {
  if (!isKind(array.type, 'array')) throw new TypeError('an array is asked for');
  const place = isIntegral(index.type)
    ? castTo(index, 'int', settings)
    : coerce(index, oneOf('int'), 'getitem', 1, settings);
  return typedCall({
    name: 'getitem',
    args: [array, place],
    type: array.type.element,
    nullable: ([values, at]) => elementNullable(values, at, index => index, settings),
    canFail: settings.ansi,
    sql: ([text, at]) => `${text}[${at}]`,
    evaluate: takeElements((index, size) => {
      if (index >= 0 && index < size) return index;
      if (settings.ansi) throw new RuntimeError('INVALID_ARRAY_INDEX', { index, size });
      return undefined;
    }),
  });
}

function entryOf(map: TypedExpression, key: TypedExpression, settings: Settings, shown?: string): TypedExpression {
  if (!isKind(map.type, 'map')) throw new TypeError('a map is asked for');
  const wanted = coerce(key, map.type.key, 'getitem', 1, settings);
  const find = findEntry(map.type.key);
  return typedCall({
    name: 'getitem',
    args: [map, wanted],
    type: map.type.value,
    nullable: true,
    sql: ([text, at]) => text + (shown ?? `[${at}]`),
    evaluate: ([vector, keys], length) => {
      const rows = Int32Array.from({ length }, (_, row) => find(vector as MapVector, keys, row));
      return (vector as MapVector).values.take(rows);
    },
  });
}

/** The place of a row's key among the entries of the row's map, or -1. */
export function findEntry(keyType: DataType): (map: MapVector, keys: Vector, row: number) => number {
  const compare = comparatorFor(keyType);
  return (map, keys, row) => {
    if (map.isNull(row) || keys.isNull(row)) return -1;
    for (let entry = map.starts[row]; entry < map.ends[row]; entry++) {
      if (compare(map.keys, entry, keys, row) === 0) return entry;
    }
    return -1;
  };
}
