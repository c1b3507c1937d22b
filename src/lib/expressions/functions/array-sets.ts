/** Functions that ask whether elements are the same. */
import { AnalysisError } from '../../base/errors.ts';
import { arrayType, type DataType, isKind, typeSql } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { anyArray, coerce, tightestType } from '../coercion.ts';
import { byRow, type FunctionDefinition, requireCount, rowFunction, typedCall } from '../function.ts';
import type { Settings, TypedExpression } from '../typed.ts';
import { arrayAndElement, elementsOf, type Identity, identityOf } from './array-elements.ts';

export const arraySetFunctions: readonly FunctionDefinition[] = [
  {
    name: 'array_contains',
    resolve(given, { settings }) {
      requireCount('array_contains', given.length, 2);
      if (given[1].type === 'void' && isKind(given[0].type, 'array')) {
        throw new AnalysisError('DATATYPE_MISMATCH.NULL_TYPE', { name: 'array_contains' });
      }
      const { array, value, element, containsNull } = arrayAndElement('array_contains', given, settings);
      const identity = identityOf(element);
      return typedCall({
        name: 'array_contains',
        args: [array, value],
        type: 'boolean',
        nullable: ([values, wanted]) => values.nullable || wanted.nullable || containsNull,
        evaluate: byRow('boolean', (values: Value[], wanted: Value) => {
          const sought = identity(wanted);
          if (values.some(other => other !== null && same(identity(other), sought))) return true;
          return values.includes(null) ? null : false;
        }),
      });
    },
  },
  {
    name: 'array_position',
    resolve(given, { settings }) {
      requireCount('array_position', given.length, 2);
      const { array, value, element } = arrayAndElement('array_position', given, settings);
      const identity = identityOf(element);
      return typedCall({
        name: 'array_position',
        args: [array, value],
        type: 'bigint',
        evaluate: byRow('bigint', (values: Value[], wanted: Value) => {
          const sought = identity(wanted);
          return BigInt(values.findIndex(other => other !== null && same(identity(other), sought)) + 1);
        }),
      });
    },
  },
  {
    name: 'array_remove',
    resolve(given, { settings }) {
      requireCount('array_remove', given.length, 2);
      const { array, value, element } = arrayAndElement('array_remove', given, settings);
      const identity = identityOf(element);
      return typedCall({
        name: 'array_remove',
        args: [array, value],
        type: array.type,
        evaluate: byRow(array.type, (values: Value[], unwanted: Value) => {
          const sought = identity(unwanted);
          return values.filter(other => other === null || !same(identity(other), sought));
        }),
      });
    },
  },
  rowFunction({
    name: 'array_distinct',
    takes: [anyArray],
    gives: ([type]) => type,
    compute: (_, [type]) => {
      const identity = identityOf(elementsOf(type).element);
      return (values: Value[]) => distinct(values, identity);
    },
  }),
  ofTwo(
    'array_union',
    (a, b) => a || b,
    identity => (a, b) => distinct([...a, ...b], identity),
  ),
  ofTwo(
    'array_intersect',
    (a, b) => a && b,
    identity => (a, b) => {
      const others = new Set(b.map(identity));
      return distinct(a, identity).filter(value => others.has(identity(value)));
    },
  ),
  ofTwo(
    'array_except',
    a => a,
    identity => (a, b) => {
      const others = new Set(b.map(identity));
      return distinct(a, identity).filter(value => !others.has(identity(value)));
    },
  ),
  {
    name: 'arrays_overlap',
    resolve(given, { settings }) {
      const { args, element } = twoArrays('arrays_overlap', given, settings);
      const identity = identityOf(element);
      const hasNulls = args.some(({ type }) => elementsOf(type).containsNull);
      return typedCall({
        name: 'arrays_overlap',
        args,
        type: 'boolean',
        nullable: ([a, b]) => a.nullable || b.nullable || hasNulls,
        evaluate: byRow('boolean', (a: Value[], b: Value[]) => {
          const others = new Set(b.map(identity));
          if (a.some(value => value !== null && others.has(identity(value)))) return true;
          const isUnknown = a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null));
          return isUnknown ? null : false;
        }),
      });
    },
  },
];

/** As keys of a Map are the same: NaN is itself, and 0.0 is -0.0. */
const same = (a: unknown, b: unknown): boolean => a === b || Object.is(a, b);

/** The first of each; zeros without a sign. */
function distinct(values: readonly Value[], identity: Identity): Value[] {
  const known = new Map<unknown, Value>();
  for (const value of values) {
    const key = identity(value);
    if (!known.has(key)) known.set(key, value === 0 ? 0 : value);
  }
  return [...known.values()];
}

/** A function of two arrays that gives one of the same type. */
function ofTwo(
  name: string,
  containsNull: (a: boolean, b: boolean) => boolean,
  combine: (identity: Identity) => (a: Value[], b: Value[]) => Value[],
): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      const { args, element } = twoArrays(name, given, settings);
      const [a, b] = args.map(arg => elementsOf(arg.type).containsNull);
      const type = arrayType(element, containsNull(a, b));
      return typedCall({ name, args, type, evaluate: byRow(type, combine(identityOf(element))) });
    },
  };
}

function twoArrays(
  name: string,
  given: readonly TypedExpression[],
  settings: Settings,
): { args: TypedExpression[]; element: DataType } {
  requireCount(name, given.length, 2);
  const [left, right] = given;
  const [a, b] = [left, right].map(({ type }) => (isKind(type, 'array') ? type : undefined));
  const element = a && b && tightestType(a.element, b.element);
  if (!element) {
    if (left.type === 'void' || right.type === 'void') {
      const arrays = [left, right].map((arg, i) => coerce(arg, anyArray, name, i, settings));
      return { args: arrays, element: elementsOf(arrays[left.type === 'void' ? 1 : 0].type).element };
    }
    throw new AnalysisError('DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES', {
      name,
      left: typeSql(left.type),
      right: typeSql(right.type),
    });
  }
  const args = [left, right].map((arg, i) => castTo(arg, arrayType(element, (i === 0 ? a : b).containsNull), settings));
  return { args, element };
}
