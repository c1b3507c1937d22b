import { AnalysisError } from '../../base/errors.ts';
import { type DataType, type Field, isKind, typeSql } from '../../columns/types.ts';
import { ArrayVector, IntVector, MapVector, type Vector } from '../../columns/vector.ts';
import { type FunctionDefinition, requireCount } from '../function.ts';

export const generatorFunctions: readonly FunctionDefinition[] = [
  generator('explode', false, false),
  generator('explode_outer', true, false),
  generator('posexplode', false, true),
  generator('posexplode_outer', true, true),
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
        generate: (vector, length) => generate(vector, length, outer, withPosition),
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
  throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    name,
    position: 1,
    required: '"ARRAY" or "MAP"',
    actual: typeSql(type),
  });
}

/** One row for each element; `outer` gives null and empty collections one row of nulls. */
function generate(vector: Vector, length: number, outer: boolean, withPosition: boolean) {
  const { starts, ends } = vector as ArrayVector | MapVector;
  let total = 0;
  for (let row = 0; row < length; row++) total += Math.max(sizeAt(vector, starts, ends, row), outer ? 1 : 0);
  const rows = new Int32Array(total);
  const places = new Int32Array(total);
  const positions = new Int32Array(total);
  let at = 0;
  let inOrder = true;
  for (let row = 0; row < length; row++) {
    const size = sizeAt(vector, starts, ends, row);
    if (size === 0 && outer) {
      rows[at] = row;
      positions[at] = -1;
      places[at++] = -1;
      inOrder = false;
    }
    for (let i = 0; i < size; i++) {
      rows[at] = row;
      positions[at] = i;
      places[at] = starts[row] + i;
      if (places[at] !== at) inOrder = false;
      at++;
    }
  }
  const collections = vector instanceof MapVector ? [vector.keys, vector.values] : [(vector as ArrayVector).elements];
  // Elements that lie exactly in the order of the result, as those of a fresh split do, are not copied.
  const columns = collections.map(values => (inOrder ? values.slice(0, total) : values.take(places)));
  if (withPosition) {
    const indexes = new IntVector('int', positions, total).take(Int32Array.from(positions, (p, i) => (p < 0 ? -1 : i)));
    columns.unshift(indexes);
  }
  return { rows, columns };
}

const sizeAt = (vector: Vector, starts: Int32Array, ends: Int32Array, row: number): number =>
  vector.isNull(row) ? 0 : ends[row] - starts[row];
