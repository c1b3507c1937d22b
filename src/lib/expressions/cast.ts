/**
 * Casts between types. The rules of what a value becomes stand in `cast-values.ts`; here is what may be cast,
 * what a failure does, and the casts worth doing a whole column at a time.
 */
import { AnalysisError, RuntimeError } from '../base/errors.ts';
import { parseTimestampBytes } from '../columns/time/timestamp-text.ts';
import { zone } from '../columns/time/zone.ts';
import {
  arrayType,
  type DataType,
  isDatetime,
  isFractional,
  isIntegral,
  isInterval,
  isKind,
  isNested,
  isNumeric,
  mapType,
  sameType,
  structType,
  typeName,
  typeSql,
} from '../columns/types.ts';
import { valueSql } from '../columns/value-text.ts';
import {
  ArrayVector,
  BytesVector,
  DoubleVector,
  IntVector,
  LongVector,
  MapVector,
  StructVector,
  type Value,
  type Vector,
} from '../columns/vector.ts';
import { builderFor, nullVector } from '../columns/vector-builder.ts';
import { castFailure, castValue } from './cast-values.ts';
import type { Evaluate, Settings, TypedExpression } from './typed.ts';
import { typedCall } from './typed-call.ts';

interface CastOptions {
  /** Written by the user, so that it shows in names. */
  readonly explicit?: boolean;
  /** `try_cast`: what cannot be cast is null. */
  readonly tolerant?: boolean;
}

/** The expression cast to a type; itself when it has that type already. */
export function castTo(
  child: TypedExpression,
  to: DataType,
  settings: Settings,
  { explicit = false, tolerant = false }: CastOptions = {},
): TypedExpression {
  const from = child.type;
  if (sameType(from, to) && !explicit) return child;
  if (!isCastable(from, to, settings)) {
    throw notCastable(from, to, settings, tolerant);
  }
  const verb = tolerant ? 'TRY_CAST' : 'CAST';
  const lenient = tolerant || !settings.ansi;
  return typedCall({
    name: verb.toLowerCase(),
    args: [child],
    type: withNullability(from, to),
    nullable: ([value]) => value.nullable || mayBecomeNull(from, to) || (tolerant && !alwaysFits(from, to)),
    canFail: !lenient,
    // Casts to nested types do not show.
    sql: ([text]) => (explicit && !isNested(to) ? `${verb}(${text} AS ${typeSql(to)})` : text),
    evaluate: castColumn(from, to, settings, lenient, tolerant),
  });
}

const WIDTHS: readonly DataType[] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];
const FITTING: Partial<Record<string, readonly string[]>> = {
  string: ['binary'],
  bigint: ['timestamp'],
  date: ['timestamp', 'timestamp_ntz'],
  timestamp: ['bigint', 'timestamp_ntz'],
  timestamp_ntz: ['timestamp'],
};

/** Every value of a type is one of the other as well, so that `try_cast` cannot fail. @see Spark UpCastRule */
function alwaysFits(from: DataType, to: DataType): boolean {
  if (sameType(from, to) || to === 'string' || from === 'void') return true;
  if (isKind(to, 'decimal')) return !mayBecomeNull(from, to);
  if (isKind(from, 'array')) return isKind(to, 'array') && alwaysFits(from.element, to.element);
  if (isKind(from, 'map')) return isKind(to, 'map') && alwaysFits(from.key, to.key) && alwaysFits(from.value, to.value);
  if (isKind(from, 'struct'))
    return isKind(to, 'struct') && from.fields.every(({ type }, i) => alwaysFits(type, to.fields[i].type));
  if (WIDTHS.includes(from) && WIDTHS.includes(to)) return WIDTHS.indexOf(from) < WIDTHS.indexOf(to);
  return FITTING[typeName(from)]?.includes(typeName(to)) ?? false;
}

function notCastable(from: DataType, to: DataType, settings: Settings, tolerant: boolean): AnalysisError {
  const types = { from: typeSql(from), to: typeSql(to) };
  if (settings.ansi && from === 'date' && isNumeric(to)) {
    return new AnalysisError('DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION', { ...types, suggestion: 'unix_date' });
  }
  if (settings.ansi && isNumeric(from) && to === 'date') {
    const suggestion = 'date_from_unix_date';
    return new AnalysisError('DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION', { ...types, suggestion });
  }
  const isLenient = settings.ansi && !tolerant && isCastable(from, to, { ...settings, ansi: false });
  return new AnalysisError(
    isLenient ? 'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION' : 'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION',
    types,
  );
}

/** What Spark lets be cast; ANSI mode forbids a few more. */
function isCastable(from: DataType, to: DataType, settings: Settings): boolean {
  if (sameType(from, to) || from === 'void') return true;
  if (isKind(from, 'array'))
    return to === 'string' || (isKind(to, 'array') && isCastable(from.element, to.element, settings));
  if (isKind(from, 'map')) {
    if (to === 'string') return true;
    return isKind(to, 'map') && isCastable(from.key, to.key, settings) && isCastable(from.value, to.value, settings);
  }
  if (isKind(from, 'struct')) {
    if (to === 'string') return true;
    if (!isKind(to, 'struct') || to.fields.length !== from.fields.length) return false;
    return from.fields.every((field, i) => isCastable(field.type, to.fields[i].type, settings));
  }
  if (isNested(to) || isKind(to, 'interval')) return false;
  if (to === 'string' || from === 'string') return true;
  if (isNumeric(from) || from === 'boolean') {
    if (isNumeric(to) || to === 'boolean') return true;
    if (to === 'timestamp') return from !== 'boolean' || !settings.ansi;
    if (to === 'binary') return isIntegral(from) && !settings.ansi;
    return isInterval(to) && (isIntegral(from) || isKind(from, 'decimal'));
  }
  if (isDatetime(from)) {
    if (isDatetime(to)) return true;
    if (from === 'timestamp') return isNumeric(to) || (to === 'boolean' && !settings.ansi);
    return from === 'date' && !settings.ansi && (isNumeric(to) || to === 'boolean');
  }
  if (isInterval(from)) {
    if (isIntegral(to) || isKind(to, 'decimal')) return true;
    return typeof from === 'object' && typeof to === 'object' && from.kind === to.kind;
  }
  return false;
}

/** Casts of values that are not null which Spark's schema takes to give null now and then. */
function mayBecomeNull(from: DataType, to: DataType): boolean {
  if (sameType(from, to) || from === 'void' || to === 'string') return false;
  if (from === 'string') return to !== 'binary';
  if (from === 'date' && (isNumeric(to) || to === 'boolean')) return true;
  if ((from === 'float' || from === 'double') && to === 'timestamp') return true;
  if (to === 'date') return from !== 'timestamp';
  if (isFractional(from) && isIntegral(to)) return true;
  if (isKind(to, 'decimal')) {
    const digits = integralDigits(from);
    return (
      digits === undefined || digits > to.precision - to.scale || (isKind(from, 'decimal') && from.scale > to.scale)
    );
  }
  return false;
}

/** Digits before the point that the type may need; undefined: any number. */
function integralDigits(type: DataType): number | undefined {
  if (isKind(type, 'decimal')) return type.precision - type.scale;
  const digits: Partial<Record<string, number>> = { boolean: 1, tinyint: 3, smallint: 5, int: 10, bigint: 20 };
  return typeof type === 'string' ? digits[type] : undefined;
}

/** Nested elements that a cast may turn into nulls are nullable in its result. */
function withNullability(from: DataType, to: DataType): DataType {
  if (isKind(from, 'array') && isKind(to, 'array')) {
    return arrayType(
      withNullability(from.element, to.element),
      from.containsNull || mayBecomeNull(from.element, to.element),
    );
  }
  if (isKind(from, 'map') && isKind(to, 'map')) {
    const value = withNullability(from.value, to.value);
    return mapType(to.key, value, from.valueContainsNull || mayBecomeNull(from.value, to.value));
  }
  if (isKind(from, 'struct') && isKind(to, 'struct')) {
    return structType(
      to.fields.map((field, i) => {
        const { type, nullable } = from.fields[i];
        return {
          name: field.name,
          type: withNullability(type, field.type),
          nullable: nullable !== false || mayBecomeNull(type, field.type),
        };
      }),
    );
  }
  return to;
}

function castColumn(from: DataType, to: DataType, settings: Settings, lenient: boolean, tolerant: boolean): Evaluate {
  if (sameType(from, to)) return ([vector]) => vector;
  if (from === 'void') return (_, length) => nullVector(to, length);
  const nested = castNested(from, to, settings, lenient, tolerant);
  if (nested) return nested;
  // try_cast follows ANSI's idea of what is valid; ANSI off has its own (it wraps, and cuts '1.5' to 1).
  const castOne = castValue(from, to, { ...settings, ansi: settings.ansi || tolerant });
  const byValue: Evaluate = ([vector], length) => {
    const builder = builderFor(to);
    for (let row = 0; row < length; row++) {
      const value = vector.get(row);
      const cast = value === null ? null : castOne(value);
      if (cast === undefined && !lenient) throw castError(value, from, to);
      builder.append(cast ?? null);
    }
    return builder.finish();
  };
  const whole = wholeColumnCast(from, to, settings);
  return whole ? (args, length, context) => whole(args[0], length) ?? byValue(args, length, context) : byValue;
}

function castError(value: Value, from: DataType, to: DataType): RuntimeError {
  const key = castFailure(from, to, value);
  if (key === 'NUMERIC_OUT_OF_SUPPORTED_RANGE') return new RuntimeError(key, { value: String(value) });
  if (key === 'INVALID_INTERVAL_CAST') {
    return new RuntimeError(key, { value: valueSql(from, value), to: typeSql(to) });
  }
  if (key === 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION' && isKind(to, 'decimal')) {
    return new RuntimeError(key, { value: valueSql(from, value), precision: to.precision, scale: to.scale });
  }
  return new RuntimeError(key === 'CAST_OVERFLOW' ? key : 'CAST_INVALID_INPUT', {
    value: valueSql(from, value),
    from: typeSql(from),
    to: typeSql(to),
  });
}

/** Casts of elements, values and fields. */
function castNested(
  from: DataType,
  to: DataType,
  settings: Settings,
  lenient: boolean,
  tolerant: boolean,
): Evaluate | undefined {
  const inner = (a: DataType, b: DataType) => castColumn(a, b, settings, lenient, tolerant);
  if (isKind(from, 'array') && isKind(to, 'array')) {
    const element = inner(from.element, to.element);
    return ([vector], length, context) => {
      const { starts, ends, elements, valid } = vector as ArrayVector;
      return new ArrayVector(to, starts, ends, element([elements], elements.length, context), length, valid);
    };
  }
  if (isKind(from, 'map') && isKind(to, 'map')) {
    const [key, value] = [inner(from.key, to.key), inner(from.value, to.value)];
    return ([vector], length, context) => {
      const { starts, ends, keys, values, valid } = vector as MapVector;
      const cast = [key([keys], keys.length, context), value([values], values.length, context)] as const;
      return new MapVector(to, starts, ends, ...cast, length, valid);
    };
  }
  if (isKind(from, 'struct') && isKind(to, 'struct')) {
    const casts = to.fields.map((field, i) => inner(from.fields[i].type, field.type));
    return ([vector], length, context) => {
      const { fields, valid } = vector as StructVector;
      const cast = casts.map((field, i) => field([fields[i]], length, context));
      return new StructVector(to, cast, length, valid);
    };
  }
  return undefined;
}

/** The casts that hot paths need, over whole columns; undefined from one sends the column to the general way. */
function wholeColumnCast(
  from: DataType,
  to: DataType,
  settings: Settings,
): ((vector: Vector, length: number) => Vector | undefined) | undefined {
  const isInt = from === 'int' || from === 'smallint' || from === 'tinyint';
  if (isInt && to === 'bigint') {
    return (vector, length) =>
      new LongVector(to, Float64Array.from((vector as IntVector).values.subarray(0, length)), length, vector.valid);
  }
  if (isInt && to === 'double') {
    return (vector, length) =>
      new DoubleVector(to, Float64Array.from((vector as IntVector).values.subarray(0, length)), length, vector.valid);
  }
  if (isInt && (to === 'int' || (to === 'smallint' && from === 'tinyint'))) {
    return (vector, length) => new IntVector(to, (vector as IntVector).values, length, vector.valid);
  }
  if (from === 'bigint' && to === 'double') {
    return (vector, length) => {
      const { numbers } = vector as LongVector;
      return numbers && new DoubleVector(to, numbers, length, vector.valid);
    };
  }
  if ((from === 'string' && to === 'binary') || (from === 'binary' && to === 'string')) {
    // The bytes stay as they are, also where they are not UTF-8.
    return (vector, length) => {
      const { bytes, starts, ends, valid } = vector as BytesVector;
      return new BytesVector(to, bytes, starts, ends, length, valid);
    };
  }
  if (from === 'string' && to === 'timestamp') {
    const rules = zone(settings.timeZone);
    return (vector, length) => {
      const { bytes, starts, ends } = vector as BytesVector;
      const values = new Float64Array(length);
      for (let row = 0; row < length; row++) {
        if (vector.isNull(row)) continue;
        values[row] = parseTimestampBytes(bytes, starts[row], ends[row], rules);
        if (Number.isNaN(values[row])) return undefined;
      }
      return new LongVector(to, values, length, vector.valid);
    };
  }
  return undefined;
}
