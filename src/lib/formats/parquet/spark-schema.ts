/**
 * A schema as Spark's JSON, which its writer leaves in the footer under this key and its reader believes.
 *
 * @see Spark StructType.json, ParquetReadSupport.SPARK_METADATA_KEY
 */
import { parseType } from '../../columns/ddl.ts';
import { type DataType, type Field, isKind, type Schema, structType, typeName } from '../../columns/types.ts';

export const SPARK_SCHEMA_KEY = 'org.apache.spark.sql.parquet.row.metadata';

export const schemaToJson = (schema: Schema): string => JSON.stringify(typeToJson(structType(schema)));

const NAMES: Partial<Record<string, string>> = { tinyint: 'byte', smallint: 'short', int: 'integer', bigint: 'long' };
const TYPES: Partial<Record<string, DataType>> = { byte: 'tinyint', short: 'smallint', integer: 'int', long: 'bigint' };

function typeToJson(type: DataType): unknown {
  if (isKind(type, 'struct')) {
    const fields = type.fields.map(({ name, type: fieldType, nullable = true }) => ({
      name,
      type: typeToJson(fieldType),
      nullable,
      metadata: {},
    }));
    return { type: 'struct', fields };
  }
  if (isKind(type, 'array')) {
    return { type: 'array', elementType: typeToJson(type.element), containsNull: type.containsNull };
  }
  if (isKind(type, 'map')) {
    const [keyType, valueType] = [typeToJson(type.key), typeToJson(type.value)];
    return { type: 'map', keyType, valueType, valueContainsNull: type.valueContainsNull };
  }
  const name = typeName(type);
  return NAMES[name] ?? name;
}

/** Everything may be null, as in whatever Spark reads from files. Undefined where there is a type that xpto has not. */
export function schemaFromJson(text: string): Schema | undefined {
  try {
    const type = typeFromJson(JSON.parse(text));
    return isKind(type, 'struct') ? type.fields : undefined;
  } catch {
    return undefined;
  }
}

interface JsonType {
  readonly type: string;
  readonly fields: readonly { readonly name: string; readonly type: unknown }[];
  readonly elementType: unknown;
  readonly keyType: unknown;
  readonly valueType: unknown;
}

/** @throws Error for what is no type */
function typeFromJson(json: unknown): DataType {
  if (typeof json === 'string') return TYPES[json] ?? parseType(json);
  const { type, fields, elementType, keyType, valueType } = json as JsonType;
  switch (type) {
    case 'struct':
      return structType(fields.map((field): Field => ({ name: String(field.name), type: typeFromJson(field.type) })));
    case 'array':
      return { kind: 'array', element: typeFromJson(elementType), containsNull: true };
    case 'map':
      return { kind: 'map', key: typeFromJson(keyType), value: typeFromJson(valueType), valueContainsNull: true };
    default:
      throw new Error(`no type: ${type}`);
  }
}
