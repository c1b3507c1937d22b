/** Types without parameters, by Spark's SQL names. */
export const atomicTypes = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'void',
] as const;
export type AtomicType = (typeof atomicTypes)[number];

export interface DecimalType {
  readonly kind: 'decimal';
  readonly precision: number;
  readonly scale: number;
}
export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataType;
  readonly containsNull: boolean;
}
export interface StructType {
  readonly kind: 'struct';
  readonly fields: Schema;
}
export interface MapType {
  readonly kind: 'map';
  readonly key: DataType;
  readonly value: DataType;
  readonly valueContainsNull: boolean;
}

export const dayTimeUnits = ['day', 'hour', 'minute', 'second'] as const;
export const yearMonthUnits = ['year', 'month'] as const;
export type DayTimeUnit = (typeof dayTimeUnits)[number];
export type YearMonthUnit = (typeof yearMonthUnits)[number];

/** A span of days and smaller (counted in microseconds), or of years and months (counted in months). */
export type IntervalType =
  | { readonly kind: 'dayTime'; readonly from: DayTimeUnit; readonly to: DayTimeUnit }
  | { readonly kind: 'yearMonth'; readonly from: YearMonthUnit; readonly to: YearMonthUnit };

/** A type is plain data: a name, or an object where a name is not enough. */
export type DataType =
  | AtomicType
  | DecimalType
  | ArrayType
  | StructType
  | MapType
  | IntervalType
  | CalendarIntervalType;

/** Months, days and microseconds together, as in an untyped `interval '1 month 1 day'`; literals only. */
export interface CalendarIntervalType {
  readonly kind: 'interval';
}

/** A column of a schema, or a field of a struct. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** Absent means true, as in Spark's DDL. */
  readonly nullable?: boolean;
}
/** The columns of a frame, in order. */
export type Schema = readonly Field[];

export const decimalType = (precision: number, scale: number): DecimalType => ({ kind: 'decimal', precision, scale });
export const arrayType = (element: DataType, containsNull = true): ArrayType => ({
  kind: 'array',
  element,
  containsNull,
});
export const structType = (fields: Schema): StructType => ({ kind: 'struct', fields });
export const mapType = (key: DataType, value: DataType, valueContainsNull = true): MapType => ({
  kind: 'map',
  key,
  value,
  valueContainsNull,
});
export const dayTimeType = (from: DayTimeUnit = 'day', to: DayTimeUnit = 'second'): IntervalType => ({
  kind: 'dayTime',
  from,
  to,
});
export const yearMonthType = (from: YearMonthUnit = 'year', to: YearMonthUnit = 'month'): IntervalType => ({
  kind: 'yearMonth',
  from,
  to,
});

/** What `window()` makes: [start, end). */
export const windowType: StructType = structType([
  { name: 'start', type: 'timestamp' },
  { name: 'end', type: 'timestamp' },
]);

type Kind = Exclude<DataType, string>['kind'];
type OfKind<K extends Kind> = Extract<DataType, { kind: K }>;

/** True when the type is of a parameterised kind. */
export const isKind = <K extends Kind>(type: DataType, kind: K): type is OfKind<K> =>
  typeof type !== 'string' && type.kind === kind;

const INTEGRAL_BITS: Partial<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 };
/** How many bits an integral type has; undefined for other types. */
export const integralBits = (type: DataType): number | undefined =>
  typeof type === 'string' ? INTEGRAL_BITS[type] : undefined;
export const isIntegral = (type: DataType): boolean => integralBits(type) !== undefined;
export const isFractional = (type: DataType): boolean =>
  type === 'float' || type === 'double' || isKind(type, 'decimal');
export const isNumeric = (type: DataType): boolean => isIntegral(type) || isFractional(type);
export const isDatetime = (type: DataType): boolean =>
  type === 'date' || type === 'timestamp' || type === 'timestamp_ntz';
/** The intervals of the SQL standard: of days and smaller, or of years and months, but not of both. */
export const isAnsiInterval = (type: DataType): type is IntervalType =>
  isKind(type, 'dayTime') || isKind(type, 'yearMonth');
export const isInterval = (type: DataType): boolean => isAnsiInterval(type) || isKind(type, 'interval');
export const isAtomic = (type: DataType): boolean =>
  typeof type === 'string' ? type !== 'void' : isKind(type, 'decimal') || isInterval(type);

export const isNested = (type: DataType): boolean =>
  isKind(type, 'array') || isKind(type, 'map') || isKind(type, 'struct');

/** True when the type is a map, or has one somewhere inside it. */
export function containsMap(type: DataType): boolean {
  if (isKind(type, 'array')) return containsMap(type.element);
  return isKind(type, 'struct') ? type.fields.some(field => containsMap(field.type)) : isKind(type, 'map');
}

/** True when values of the type have an order: what `orderBy`, `min` and `<` need. */
export function isOrderable(type: DataType): boolean {
  if (isKind(type, 'map') || isKind(type, 'interval')) return false;
  if (isKind(type, 'array')) return isOrderable(type.element);
  if (isKind(type, 'struct')) return type.fields.every(field => isOrderable(field.type));
  return true;
}

/** Equal types; nullability of elements and fields does not count, names of fields do. */
export const sameType = (a: DataType, b: DataType): boolean => a === b || typeName(a) === typeName(b);

/** The type as Spark's `simpleString` writes it: `struct<start:timestamp,end:timestamp>`. */
export function typeName(type: DataType): string {
  if (typeof type === 'string') return type;
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${typeName(type.element)}>`;
    case 'map':
      return `map<${typeName(type.key)},${typeName(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map(field => `${field.name}:${typeName(field.type)}`).join(',')}>`;
    case 'interval':
      return 'interval';
    default:
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} to ${type.to}`;
  }
}

/** The type as SQL and Spark's messages write it: `ARRAY<STRING>`. */
export function typeSql(type: DataType): string {
  if (isKind(type, 'struct')) {
    const fields = type.fields.map(
      field => `${quoted(field.name)}: ${typeSql(field.type)}${field.nullable === false ? ' NOT NULL' : ''}`,
    );
    return `STRUCT<${fields.join(', ')}>`;
  }
  if (isKind(type, 'array')) return `ARRAY<${typeSql(type.element)}>`;
  if (isKind(type, 'map')) return `MAP<${typeSql(type.key)}, ${typeSql(type.value)}>`;
  return typeName(type).toUpperCase();
}

/** The name as SQL writes it: in backticks where it is not of letters, digits and underscores. */
const quoted = (name: string): string => (/^\w+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``);

/** The field of that name without regard to case, as Spark resolves names; undefined when there is none. */
export function findField(schema: Schema, name: string): Field | undefined {
  const wanted = name.toLowerCase();
  return schema.find(field => field.name.toLowerCase() === wanted);
}
