import { type DataType, type Schema, typeName } from '../columns/types.ts';

/** The schema as a tree, as `printSchema` shows it. @see Spark StructType.treeString */
export function schemaTree(schema: Schema): string {
  const lines = ['root'];
  const addFields = (fields: Schema, indent: string) => {
    for (const { name: field, type, nullable = true } of fields) {
      lines.push(`${indent}|-- ${field}: ${shortName(type)} (nullable = ${nullable})`);
      addType(type, `${indent}|    `);
    }
  };
  const addType = (type: DataType, indent: string) => {
    if (typeof type === 'string') return;
    if (type.kind === 'struct') addFields(type.fields, indent);
    if (type.kind === 'array') {
      lines.push(`${indent}|-- element: ${shortName(type.element)} (containsNull = ${type.containsNull})`);
      addType(type.element, `${indent}|    `);
    }
    if (type.kind === 'map') {
      lines.push(`${indent}|-- key: ${shortName(type.key)}`);
      addType(type.key, `${indent}|    `);
      lines.push(`${indent}|-- value: ${shortName(type.value)} (valueContainsNull = ${type.valueContainsNull})`);
      addType(type.value, `${indent}|    `);
    }
  };
  addFields(schema, ' ');
  return `${lines.join('\n')}\n\n`;
}

const LONG_NAMES: Partial<Record<string, string>> = {
  int: 'integer',
  bigint: 'long',
  smallint: 'short',
  tinyint: 'byte',
};

function shortName(type: DataType): string {
  if (typeof type === 'string') return LONG_NAMES[type] ?? type;
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'struct' ? type.kind : typeName(type);
}
