import { arrayType, type DataType, isKind, mapType, structType } from './types.ts';

/** A column as Spark has it behind a stateful operator on a stream: nullable, and all that is inside it too. */
export const asNullableColumn = <C extends { readonly type: DataType }>(
  column: C,
): C & { readonly nullable: boolean } => ({
  ...column,
  type: asNullable(column.type),
  nullable: true,
});

/** The type with everything inside it nullable. */
export function asNullable(type: DataType): DataType {
  if (isKind(type, 'array')) return arrayType(asNullable(type.element), true);
  if (isKind(type, 'map')) return mapType(asNullable(type.key), asNullable(type.value), true);
  if (isKind(type, 'struct')) {
    return structType(type.fields.map(field => ({ name: field.name, type: asNullable(field.type) })));
  }
  return type;
}
