/**
 * Spark's types as Parquet's nodes, and back where no Spark wrote the file.
 *
 * @see Spark SparkToParquetSchemaConverter, ParquetToSparkSchemaConverter
 */
import { AnalysisError } from '../../base/errors.ts';
import {
  arrayType,
  type DataType,
  decimalType,
  type Field,
  isKind,
  mapType,
  type Schema,
  structType,
  typeSql,
} from '../../columns/types.ts';
import type { Annotation, Node, PhysicalType, Repetition } from './footer.ts';

/** @throws AnalysisError `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` for calendar intervals */
export const nodesOf = (schema: Schema): Node[] => schema.map(field => fieldNode(field, field.name));

const fieldNode = ({ name, type, nullable = true }: Field, column: string): Node =>
  nodeOf(name, type, nullable ? 'optional' : 'required', column);

/** @param column the one that the user knows, for the error */
function nodeOf(name: string, type: DataType, repetition: Repetition, column: string): Node {
  if (isKind(type, 'struct')) {
    return { name, repetition, children: type.fields.map(field => fieldNode(field, column)) };
  }
  if (isKind(type, 'array')) {
    const element = nodeOf('element', type.element, type.containsNull ? 'optional' : 'required', column);
    const list: Node = { name: 'list', repetition: 'repeated', children: [element] };
    return { name, repetition, annotation: { is: 'LIST' }, children: [list] };
  }
  if (isKind(type, 'map')) {
    const key = nodeOf('key', type.key, 'required', column);
    const value = nodeOf('value', type.value, type.valueContainsNull ? 'optional' : 'required', column);
    const entries: Node = { name: 'key_value', repetition: 'repeated', children: [key, value] };
    return { name, repetition, annotation: { is: 'MAP' }, children: [entries] };
  }
  const leaf = leafOf(type);
  if (leaf) return { name, repetition, ...leaf };
  throw new AnalysisError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
    format: 'parquet',
    name: column,
    type: typeSql(type),
  });
}

type LeafType = Pick<Node, 'annotation' | 'typeLength'> & { readonly physical: PhysicalType };

function leafOf(type: DataType): LeafType | undefined {
  if (isKind(type, 'decimal')) {
    const { precision, scale } = type;
    const annotation: Annotation = { is: 'DECIMAL', precision, scale };
    if (precision <= 9) return { physical: 'INT32', annotation };
    if (precision <= 18) return { physical: 'INT64', annotation };
    return { physical: 'FIXED_LEN_BYTE_ARRAY', typeLength: bytesForPrecision(precision), annotation };
  }
  if (isKind(type, 'dayTime')) return { physical: 'INT64' };
  if (isKind(type, 'yearMonth')) return { physical: 'INT32' };
  switch (type) {
    case 'boolean':
      return { physical: 'BOOLEAN' };
    case 'tinyint':
    case 'smallint':
      return { physical: 'INT32', annotation: { is: 'INTEGER', bits: type === 'tinyint' ? 8 : 16, signed: true } };
    case 'int':
      return { physical: 'INT32' };
    case 'bigint':
      return { physical: 'INT64' };
    case 'float':
      return { physical: 'FLOAT' };
    case 'double':
      return { physical: 'DOUBLE' };
    case 'string':
      return { physical: 'BYTE_ARRAY', annotation: { is: 'STRING' } };
    case 'binary':
      return { physical: 'BYTE_ARRAY' };
    case 'date':
      return { physical: 'INT32', annotation: { is: 'DATE' } };
    case 'timestamp':
    case 'timestamp_ntz':
      return { physical: 'INT64', annotation: { is: 'TIMESTAMP', unit: 'MICROS', utc: type === 'timestamp' } };
    case 'void':
      return { physical: 'BOOLEAN', annotation: { is: 'UNKNOWN' } };
    default:
      return undefined;
  }
}

/** The fewest bytes in two's complement that hold every decimal of so many digits. */
function bytesForPrecision(precision: number): number {
  let bytes = 1;
  while (2n ** BigInt(8 * bytes - 1) <= 10n ** BigInt(precision) - 1n) bytes++;
  return bytes;
}

/** The schema that columns have by themselves: everything may be null. @throws AnalysisError `PARQUET_TYPE_*` */
export const schemaOf = (nodes: readonly Node[]): Schema =>
  nodes.map(node => ({
    name: node.name,
    type: node.repetition === 'repeated' ? arrayType(typeOf(node)) : typeOf(node),
  }));

function typeOf(node: Node): DataType {
  const { children, annotation } = node;
  if (!children) return leafTypeOf(node);
  if (annotation?.is === 'LIST') {
    const element = elementOf(node);
    if (element) return arrayType(typeOf(element));
  }
  if (annotation?.is === 'MAP' || annotation?.is === 'MAP_KEY_VALUE') {
    const entries = entriesOf(node);
    if (entries) return mapType(typeOf(entries.key), typeOf(entries.value));
  }
  return structType(schemaOf(children));
}

/**
 * What the elements of a list are: the only child of what is repeated, or by older rules what is repeated itself.
 *
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#backward-compatibility-rules
 */
export function elementOf(list: Node): Node | undefined {
  const repeated = list.children?.[0];
  if (list.children?.length !== 1 || repeated?.repetition !== 'repeated') return undefined;
  const { name, children } = repeated;
  const isElement = children?.length !== 1 || name === 'array' || name === `${list.name}_tuple`;
  return isElement ? repeated : children[0];
}

export function entriesOf(map: Node): { repeated: Node; key: Node; value: Node } | undefined {
  const repeated = map.children?.[0];
  if (map.children?.length !== 1 || repeated?.repetition !== 'repeated' || repeated.children?.length !== 2) {
    return undefined;
  }
  const [key, value] = repeated.children;
  return { repeated, key, value };
}

function leafTypeOf(node: Node): DataType {
  const { physical, annotation } = node;
  const is = annotation?.is;
  if (annotation?.is === 'DECIMAL') {
    const most = { INT32: 9, INT64: 18 }[physical as string] ?? 38;
    if (annotation.precision <= most && physical !== 'BOOLEAN')
      return decimalType(annotation.precision, annotation.scale);
    throw new AnalysisError('PARQUET_TYPE_ILLEGAL', { type: physicalName(node) });
  }
  if (is === 'UNKNOWN') return 'void';
  switch (physical) {
    case 'BOOLEAN':
      return 'boolean';
    case 'FLOAT':
      return 'float';
    case 'DOUBLE':
      return 'double';
    case 'INT96':
      return 'timestamp';
    case 'INT32':
    case 'INT64':
      return integerType(node);
    case 'BYTE_ARRAY':
      return is === 'STRING' || (annotation?.is === 'OTHER' && /^(ENUM|JSON)$/.test(annotation.name))
        ? 'string'
        : 'binary';
    default:
      throw new AnalysisError('PARQUET_TYPE_ILLEGAL', { type: physicalName(node) });
  }
}

function integerType(node: Node): DataType {
  const { physical, annotation } = node;
  const isLong = physical === 'INT64';
  switch (annotation?.is) {
    case undefined:
      return isLong ? 'bigint' : 'int';
    case 'DATE':
      if (!isLong) return 'date';
      break;
    case 'INTEGER':
      if (isLong !== (annotation.bits === 64)) break;
      if (isLong) return annotation.signed ? 'bigint' : decimalType(20, 0);
      if (annotation.signed) return ({ 8: 'tinyint', 16: 'smallint' } as const)[annotation.bits] ?? 'int';
      return ({ 8: 'smallint', 16: 'int' } as const)[annotation.bits] ?? 'bigint';
    case 'TIMESTAMP':
      if (isLong && annotation.unit !== 'NANOS') return annotation.utc ? 'timestamp' : 'timestamp_ntz';
      break;
    case 'TIME':
      throw new AnalysisError('PARQUET_TYPE_NOT_SUPPORTED', { type: physicalName(node) });
  }
  throw new AnalysisError('PARQUET_TYPE_ILLEGAL', { type: physicalName(node) });
}

/** As Spark's errors name it: `INT64 (TIMESTAMP(NANOS,true))`. */
export function physicalName({ physical, annotation }: Node): string {
  if (!physical) return 'group';
  if (!annotation) return physical;
  switch (annotation.is) {
    case 'DECIMAL':
      return `${physical} (DECIMAL(${annotation.precision},${annotation.scale}))`;
    case 'INTEGER':
      return `${physical} (INTEGER(${annotation.bits},${annotation.signed}))`;
    case 'TIME':
    case 'TIMESTAMP':
      return `${physical} (${annotation.is}(${annotation.unit},${annotation.utc}))`;
    case 'OTHER':
      return `${physical} (${annotation.name})`;
    default:
      return `${physical} (${annotation.is})`;
  }
}
