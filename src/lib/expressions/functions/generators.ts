import { AnalysisError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { type DataType, type Field, isKind, sameType, typeSql } from '../../columns/types.ts';
import { type ArrayVector, MapVector, type StructVector, type Vector, withNulls } from '../../columns/vector.ts';
import { buildVector, vectorOf } from '../../columns/vector-builder.ts';
import { coerce, type Parameter, unexpectedType } from '../coercion.ts';
import { constantOf, type FunctionDefinition, requireCount } from '../function.ts';
import type { Settings, TypedExpression } from '../typed.ts';

export const generatorFunctions: readonly FunctionDefinition[] = [
  generator('explode', false, false),
  generator('explode_outer', true, false),
  generator('posexplode', false, true),
  generator('posexplode_outer', true, true),
  inline('inline', false),
  inline('inline_outer', true),
  { name: 'stack', resolve: (args, { settings }) => stack(args, settings) },
];

function generator(name: string, outer: boolean, withPosition: boolean): FunctionDefinition {
  return {
    name,
    resolve(args) {
      requireCount(name, args.length, 1);
      const { type } = args[0];
      const columns = [
        ...(withPosition ? [{ name: 'pos', type: 'int', nullable: outer } as const] : []),
        ...elementColumns(name, type, outer),
      ];
      return {
        kind: 'generator',
        name,
        args,
        outer,
        columns,
        type: columns[columns.length - 1].type,
        nullable: true,
        generate: ([vector], length) => generate(vector, length, outer, withPosition),
      };
    },
  };
}

function elementColumns(name: string, type: DataType, outer: boolean): Field[] {
  if (isKind(type, 'array')) return [{ name: 'col', type: type.element, nullable: outer || type.containsNull }];
  if (isKind(type, 'map')) {
    return [
      { name: 'key', type: type.key, nullable: outer },
      { name: 'value', type: type.value, nullable: outer || type.valueContainsNull },
    ];
  }
  throw unexpectedType(name, 0, phrase('ARRAY_OR_MAP'), type);
}

/** One row for each struct of an array, its fields being the columns. */
function inline(name: string, outer: boolean): FunctionDefinition {
  return {
    name,
    resolve(args, { settings }) {
      requireCount(name, args.length, 1);
      const { type } = coerce(args[0], arrayOfStructs, name, 0, settings);
      if (!isKind(type, 'array') || !isKind(type.element, 'struct'))
        throw new TypeError('an array of structs is asked for');
      const isNullable = outer || type.containsNull;
      const columns = type.element.fields.map(field => ({
        ...field,
        nullable: isNullable || field.nullable !== false,
      }));
      return {
        kind: 'generator',
        name,
        args,
        outer,
        columns,
        type: type.element,
        nullable: true,
        generate([vector], length) {
          const { rows, columns } = generate(vector, length, outer, false);
          const { fields, valid } = columns[0] as StructVector;
          return { rows, columns: fields.map(field => withNulls(field, valid, columns[0].length)) };
        },
      };
    },
  };
}

const arrayOfStructs: Parameter = {
  requires: '"ARRAY<STRUCT>"',
  accepts: type => isKind(type, 'array') && isKind(type.element, 'struct'),
};

/** `stack(n, values…)`: the values in n rows, row by row. */
function stack(given: readonly TypedExpression[], settings: Settings): TypedExpression {
  requireCount('stack', given.length, 2, Number.POSITIVE_INFINITY);
  const rowCount = Number(constantOf(coerce(given[0], 'int', 'stack', 0, settings), 'stack', 0));
  if (rowCount < 1) {
    throw new AnalysisError('FRACTION_OUT_OF_RANGE', {
      name: 'stack',
      what: 'number of rows',
      range: 'above 0',
      value: rowCount,
    });
  }
  const values = given.slice(1);
  const width = Math.ceil(values.length / rowCount);
  const cells = Array.from({ length: width }, (_, column) =>
    Array.from({ length: rowCount }, (_, row) => values[row * width + column]),
  );
  const columns = cells.map((column, i): Field => {
    let type: DataType = 'void';
    for (const cell of column) {
      const other = cell?.type ?? 'void';
      if (type !== 'void' && other !== 'void' && !sameType(type, other)) {
        const [left, right] = [typeSql(type), typeSql(other)];
        throw new AnalysisError('DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES', { column: i, left, right });
      }
      if (type === 'void') type = other;
    }
    return { name: `col${i}`, type, nullable: column.some(cell => !cell || cell.nullable) };
  });
  const place = new Map(values.map((value, i) => [value, i]));
  return {
    kind: 'generator',
    name: 'stack',
    args: given,
    outer: false,
    columns,
    type: columns[0].type,
    nullable: true,
    generate: (args, length) => ({
      rows: () => Int32Array.from({ length: length * rowCount }, (_, i) => Math.floor(i / rowCount)),
      columns: cells.map((column, i) =>
        buildVector(columns[i].type, length * rowCount, at => {
          const cell = column[at % rowCount];
          return cell ? args[place.get(cell)! + 1].get(Math.floor(at / rowCount)) : null;
        }),
      ),
    }),
  };
}

/** One row for each element; `outer` gives null and empty collections one row of nulls. */
function generate(vector: Vector, length: number, outer: boolean, withPosition: boolean) {
  const collection = vector as ArrayVector | MapVector;
  const values = collection instanceof MapVector ? [collection.keys, collection.values] : [collection.elements];
  if (!withPosition && liesInOrder(collection, length, outer)) {
    const total = length === 0 ? 0 : collection.ends[length - 1];
    const columns = values.map(column => (column.length === total ? column : column.slice(0, total)));
    return { rows: () => origins(collection, length, total), columns };
  }
  const { rows, places, positions } = layOut(collection, length, outer);
  const columns = values.map(column => column.take(places));
  if (withPosition) columns.unshift(positions);
  return { rows: () => rows, columns };
}

/** Do the elements stand one behind the other, as those of a fresh split do? Then they need not be copied. */
function liesInOrder({ starts, ends, valid }: ArrayVector | MapVector, length: number, outer: boolean): boolean {
  if (valid) return false;
  for (let row = 0, next = 0; row < length; next = ends[row++]) {
    if (starts[row] !== next || (outer && ends[row] === next)) return false;
  }
  return true;
}

function origins({ starts, ends }: ArrayVector | MapVector, length: number, total: number): Int32Array {
  const rows = new Int32Array(total);
  for (let row = 0; row < length; row++) rows.fill(row, starts[row], ends[row]);
  return rows;
}

/** For each new row: the row that it comes from, the place of its element (-1: none), and its position. */
function layOut(collection: ArrayVector | MapVector, length: number, outer: boolean) {
  const { starts, ends } = collection;
  const rows: number[] = [];
  const places: number[] = [];
  const positions: (number | null)[] = [];
  for (let row = 0; row < length; row++) {
    const size = collection.isNull(row) ? 0 : ends[row] - starts[row];
    if (size === 0 && outer) {
      rows.push(row);
      places.push(-1);
      positions.push(null);
    }
    for (let i = 0; i < size; i++) {
      rows.push(row);
      places.push(starts[row] + i);
      positions.push(i);
    }
  }
  return { rows: Int32Array.from(rows), places: Int32Array.from(places), positions: vectorOf('int', positions) };
}
