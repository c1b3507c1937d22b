import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { comparatorFor } from '../../columns/compare.ts';
import { arrayType, type DataType, isIntegral, isKind, type Schema, structType, typeSql } from '../../columns/types.ts';
import { ArrayVector, type MapVector, StructVector, type Vector, withNulls } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { coerce, oneOf } from '../coercion.ts';
import { constantOf, type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import { type Settings, sqlOf, type TypedExpression, typedLiteral } from '../typed.ts';

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
      const pairs: [string, TypedExpression][] = [];
      for (let i = 0; i + 1 < args.length; i += 2)
        pairs.push([String(constantOf(args[i], 'named_struct', i)), args[i + 1]]);
      return structOf(pairs, 'named_struct');
    },
  },
  {
    // value[key]: an element of an array (from 0), the value of a key of a map, a field of a struct
    name: 'getitem',
    resolve(args, { settings }) {
      requireCount('getitem', args.length, 2);
      const [value, key] = args;
      const { type } = value;
      if (isKind(type, 'array')) return elementOf(value, key, settings);
      if (isKind(type, 'map')) return entryOf(value, key, settings);
      if (isKind(type, 'struct')) return fieldOf(value, String(constantOf(key, 'getitem', 1)), settings);
      throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: sqlOf(value), type: typeSql(type) });
    },
  },
];

function nameOf(arg: TypedExpression, place: number): string {
  if (arg.kind === 'attribute') return arg.name;
  return arg.kind === 'call' && arg.name === 'getfield' ? sqlOf(arg).replace(/^.*\./, '') : `col${place + 1}`;
}

function structOf(pairs: readonly (readonly [string, TypedExpression])[], name: string): TypedExpression {
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
    nullable: true,
    canFail: settings.ansi,
    sql: ([text, at]) => `${text}[${at}]`,
    evaluate: ([vector, places], length) => {
      const { starts, ends, elements } = vector as ArrayVector;
      const rows = new Int32Array(length).fill(-1);
      for (let row = 0; row < length; row++) {
        if (vector.isNull(row) || places.isNull(row)) continue;
        const at = places.get(row) as number;
        const size = ends[row] - starts[row];
        if (at >= 0 && at < size) rows[row] = starts[row] + at;
        else if (settings.ansi) throw new RuntimeError('INVALID_ARRAY_INDEX', { index: at, size });
      }
      return elements.take(rows);
    },
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
