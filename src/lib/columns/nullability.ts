import { arrayType, type DataType, isKind, mapType, structType } from './types.ts';

/** The type with everything inside it nullable, as Spark gives the columns of a streaming stateful operator. */
export function asNullable(type: DataType): DataType {
  if (isKind(type, 'array')) return arrayType(asNullable(type.element), true);
  if (isKind(type, 'map')) return mapType(asNullable(type.key), asNullable(type.value), true);
  if (isKind(type, 'struct')) {
    return structType(type.fields.map(field => ({ name: field.name, type: asNullable(field.type) })));
  }
  return type;
}
