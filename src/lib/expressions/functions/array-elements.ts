/** What the functions of arrays share: how an element meets an array, and when two values are the same. */
import { AnalysisError } from '../../base/errors.ts';
import { arrayType, type DataType, isKind, typeSql } from '../../columns/types.ts';
import type { ArrayVector, Value } from '../../columns/vector.ts';
import { castTo } from '../cast.ts';
import { anyArray, coerce, tightestType } from '../coercion.ts';
import { constantOf, foldConstant } from '../function.ts';
import type { Evaluate, Settings, TypedExpression } from '../typed.ts';

interface ArrayAndElement {
  readonly array: TypedExpression;
  readonly value: TypedExpression;
  readonly element: DataType;
  readonly containsNull: boolean;
}

/** An array and a value cast to the type in which its elements and the value meet. */
export function arrayAndElement(
  name: string,
  given: readonly TypedExpression[],
  settings: Settings,
  valuePlace = 1,
): ArrayAndElement {
  const array = coerce(given[0], anyArray, name, 0, settings);
  const value = given[valuePlace];
  const { element: own, containsNull } = elementsOf(array.type);
  const element = tightestType(own, value.type);
  if (!element) {
    throw new AnalysisError('DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES', {
      name,
      left: typeSql(array.type),
      right: typeSql(value.type),
    });
  }
  const arrays = arrayType(element, containsNull);
  return {
    array: castTo(array, arrays, settings),
    value: castTo(value, element, settings),
    element,
    containsNull,
  };
}

export function elementsOf(type: DataType): { element: DataType; containsNull: boolean } {
  if (isKind(type, 'array')) return type;
  throw new TypeError('an array is asked for');
}

/** What tells a value from others: the same for equal ones, NaN being equal to itself and 0.0 to -0.0. */
export type Identity = (value: Value) => unknown;

export function identityOf(type: DataType): Identity {
  if (isKind(type, 'array')) {
    const inner = identityOf(type.element);
    return value => value && text((value as Value[]).map(inner));
  }
  if (isKind(type, 'struct')) {
    const fields = type.fields.map(field => identityOf(field.type));
    return value => value && text((value as Value[]).map((part, i) => fields[i](part)));
  }
  if (isKind(type, 'map')) {
    const [key, inner] = [identityOf(type.key), identityOf(type.value)];
    return value => value && text((value as [Value, Value][]).map(entry => text([key(entry[0]), inner(entry[1])])));
  }
  if (type === 'binary') return value => value && Buffer.from(value as Uint8Array).toString('latin1');
  return value => value;
}

/** Every part with its length, so that no two lists give one text. */
const text = (parts: readonly unknown[]): string =>
  parts
    .map(part => {
      const shown = part === null ? '' : String(part === 0 ? 0 : part);
      return `${part === null ? 'n' : shown.length}:${shown}`;
    })
    .join('');

/** The number that an expression is where it is a constant, or undefined. */
function constantNumber(expression: TypedExpression): number | undefined {
  const value = foldConstant(expression) && constantOf(expression, '', 0);
  return typeof value === 'number' ? value : undefined;
}

/** Can an element taken by its place be null? In ANSI mode a place beyond the end is an error, and not null. */
export function elementNullable(
  array: TypedExpression,
  place: TypedExpression,
  at: (place: number, size: number) => number,
  { ansi }: Settings,
): boolean {
  const constant = constantNumber(place);
  if (constant === undefined) return ansi ? elementsOf(array.type).containsNull : true;
  if (array.kind !== 'call' || array.name !== 'array') return true;
  return array.args[at(constant, array.args.length)]?.nullable ?? true;
}

/** Of each array the element asked for. @param placeIn its place from 0; undefined gives null */
export const takeElements =
  (placeIn: (index: number, size: number) => number | undefined): Evaluate =>
  ([vector, indexes], length) => {
    const { starts, ends, elements } = vector as ArrayVector;
    const rows = new Int32Array(length).fill(-1);
    for (let row = 0; row < length; row++) {
      if (vector.isNull(row) || indexes.isNull(row)) continue;
      const place = placeIn(indexes.get(row) as number, ends[row] - starts[row]);
      if (place !== undefined) rows[row] = starts[row] + place;
    }
    return elements.take(rows);
  };
