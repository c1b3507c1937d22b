import { AnalysisError } from '../base/errors.ts';
import { DatetimePatternError } from '../columns/time/pattern.ts';
import { type DataType, isKind, type Schema, typeSql } from '../columns/types.ts';

/** @throws AnalysisError `COLUMN_ALREADY_EXISTS` for names that are the same without regard to case, inside of structs too */
export function requireDistinctNames(schema: Schema): void {
  const names = new Set<string>();
  for (const { name, type } of schema) {
    const lower = name.toLowerCase();
    if (names.has(lower)) throw new AnalysisError('COLUMN_ALREADY_EXISTS', { name: lower });
    names.add(lower);
    eachStruct(type, requireDistinctNames);
  }
}

function eachStruct(type: DataType, visit: (fields: Schema) => void): void {
  if (isKind(type, 'struct')) visit(type.fields);
  else if (isKind(type, 'array')) eachStruct(type.element, visit);
  else if (isKind(type, 'map')) {
    eachStruct(type.key, visit);
    eachStruct(type.value, visit);
  }
}

/** @throws AnalysisError `UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE` for a column of a type that the format has not */
export function requireTypes(format: string, schema: Schema, has: (type: DataType) => boolean): void {
  const isSupported = (type: DataType): boolean => {
    if (!has(type)) return false;
    if (isKind(type, 'array')) return isSupported(type.element);
    if (isKind(type, 'map')) return isSupported(type.key) && isSupported(type.value);
    return !isKind(type, 'struct') || type.fields.every(field => isSupported(field.type));
  };
  for (const { name, type } of schema) {
    if (!isSupported(type)) {
      throw new AnalysisError('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { format, name, type: typeSql(type) });
    }
  }
}

/**
 * @param index of the column that keeps malformed records; negative where there is none
 * @throws AnalysisError where it is no string, or stands alone
 */
export function requireTextCorruptColumn(schema: Schema, index: number): void {
  if (index < 0) return;
  const { name, type } = schema[index];
  if (type !== 'string') throw new AnalysisError('INVALID_CORRUPT_RECORD_TYPE', { name, type: typeSql(type) });
  if (schema.length === 1) {
    throw new AnalysisError('UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN', { name });
  }
}

/** Compiles what a user's datetime patterns are part of. @throws AnalysisError for a pattern that is none */
export function withPatterns<T>(compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof DatetimePatternError)) throw error;
    throw new AnalysisError(error.condition, { pattern: error.pattern, letters: error.letters ?? '' });
  }
}
