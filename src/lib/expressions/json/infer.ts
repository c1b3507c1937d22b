/** The type of a JSON value, as Spark's `schema_of_json` tells it. @see Spark JsonInferSchema */
import { MAX_PRECISION } from '../../columns/decimal.ts';
import { arrayType, type DataType, decimalType, type Field, isKind, structType } from '../../columns/types.ts';
import { type Json, JsonNumber, JsonObject } from './parse.ts';

/** What is null everywhere is taken for a string; the fields of a struct are in the order of their names. */
export const inferType = (json: Json): DataType => withoutVoid(typeOf(json));

function typeOf(json: Json): DataType {
  if (json === null) return 'void';
  if (typeof json === 'string') return json === '' ? 'void' : 'string';
  if (typeof json === 'boolean') return 'boolean';
  if (json instanceof JsonNumber) return numberType(json);
  if (json instanceof JsonObject) {
    const fields = json.fields.map(([name, value]): Field => ({ name, type: typeOf(value) }));
    return structType(fields.sort(byName));
  }
  return arrayType((json as readonly Json[]).map(typeOf).reduce(meet, 'void'));
}

function numberType(number: JsonNumber): DataType {
  if (!number.isWhole) return 'double';
  const value = BigInt(number.text);
  if (BigInt.asIntN(64, value) === value) return 'bigint';
  const precision = number.text.replace(/^-?0*/, '').length;
  return precision <= MAX_PRECISION ? decimalType(precision, 0) : 'double';
}

const byName = (a: Field, b: Field): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function meet(a: DataType, b: DataType): DataType {
  if (a === 'void') return b;
  if (b === 'void' || a === b) return a;
  if (isKind(a, 'struct') && isKind(b, 'struct')) {
    const others = new Map(b.fields.map(field => [field.name, field.type]));
    const own = new Set(a.fields.map(field => field.name));
    const shared = a.fields.map(({ name, type }) => ({ name, type: meet(type, others.get(name) ?? 'void') }));
    return structType([...shared, ...b.fields.filter(field => !own.has(field.name))].sort(byName));
  }
  if (isKind(a, 'array') && isKind(b, 'array')) return arrayType(meet(a.element, b.element));
  if (isKind(a, 'decimal') && isKind(b, 'decimal')) return a.precision > b.precision ? a : b;
  const both = [a, b];
  const isNumber = (type: DataType) => type === 'bigint' || type === 'double' || isKind(type, 'decimal');
  if (!both.every(isNumber)) return 'string';
  if (both.includes('double')) return 'double';
  const decimal = isKind(a, 'decimal') ? a : b;
  return isKind(decimal, 'decimal') && decimal.precision < 20 ? decimalType(20, 0) : decimal;
}

function withoutVoid(type: DataType): DataType {
  if (type === 'void') return 'string';
  if (isKind(type, 'array')) return arrayType(withoutVoid(type.element));
  if (isKind(type, 'struct'))
    return structType(type.fields.map(field => ({ ...field, type: withoutVoid(field.type) })));
  return type;
}
