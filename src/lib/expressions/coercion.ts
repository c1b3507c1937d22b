/**
 * Which types meet, and in which type: Spark's ANSI rules (the default since 4.0). Everything here adds implicit
 * casts, which do not show in column names.
 *
 * @see Spark AnsiTypeCoercion; https://spark.apache.org/docs/latest/sql-ref-ansi-compliance.html
 */
import { AnalysisError } from '../base/errors.ts';
import type { Phrase } from '../base/messages/index.ts';
import { decimalForIntegral, decimalForLiteral, widerDecimal } from '../columns/decimal.ts';
import {
  type AtomicType,
  arrayType,
  type DataType,
  type DayTimeUnit,
  dayTimeType,
  dayTimeUnits,
  isAtomic,
  isDatetime,
  isIntegral,
  isKind,
  isNumeric,
  mapType,
  sameType,
  structType,
  typeSql,
  type YearMonthUnit,
  yearMonthType,
  yearMonthUnits,
} from '../columns/types.ts';
import { castTo } from './cast.ts';
import type { Settings, TypedExpression } from './typed.ts';

const NUMERIC_ORDER: readonly DataType[] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];

/** The type in which both can be held, strings not counting as numbers; undefined when there is none. */
export function tightestType(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b)) return mergeNested(a, b) ?? a;
  if (a === 'void') return b;
  if (b === 'void') return a;
  if (isNumeric(a) && isNumeric(b)) return widerNumeric(a, b);
  if (isDatetime(a) && isDatetime(b)) {
    if (a === 'timestamp' || b === 'timestamp') return 'timestamp';
    return a === 'timestamp_ntz' || b === 'timestamp_ntz' ? 'timestamp_ntz' : 'date';
  }
  if (isKind(a, 'dayTime') && isKind(b, 'dayTime')) {
    const [from, to] = widerUnits<DayTimeUnit>(dayTimeUnits, a, b);
    return dayTimeType(from, to);
  }
  if (isKind(a, 'yearMonth') && isKind(b, 'yearMonth')) {
    const [from, to] = widerUnits<YearMonthUnit>(yearMonthUnits, a, b);
    return yearMonthType(from, to);
  }
  return mergeNested(a, b);
}

/** As `tightestType`, and a string meets any other simple type by being cast to it (an integer kind: to bigint). */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  return tightestType(a, b) ?? stringPromotion(a, b) ?? stringPromotion(b, a) ?? mergeNested(a, b, commonType);
}

/** As `commonType` without ANSI mode: what meets a string becomes one, but for booleans and bytes. */
function looseType(a: DataType, b: DataType): DataType | undefined {
  const becomesText = (text: DataType, other: DataType) =>
    text === 'string' && isAtomic(other) && other !== 'boolean' && other !== 'binary';
  const tightest = tightestType(a, b);
  if (tightest) return tightest;
  return becomesText(a, b) || becomesText(b, a) ? 'string' : mergeNested(a, b, looseType);
}

/** How the types of values meet that become one value, as those of `coalesce`. */
const meetingOf = ({ ansi }: Settings): typeof commonType => (ansi ? commonType : looseType);

/** The type in which the sides of an operator meet; inside of arrays and structs strings do not become numbers. */
function pairType(a: DataType, b: DataType, ansi: boolean, isComparison: boolean): DataType | undefined {
  const promote = ansi ? stringPromotion : isComparison ? looseComparison : looseArithmetic;
  return tightestType(a, b) ?? promote(a, b) ?? promote(b, a);
}

/** Without ANSI mode a string is compared as what it is compared with. */
function looseComparison(text: DataType, other: DataType): DataType | undefined {
  if (text !== 'string' || !isAtomic(other)) return undefined;
  return isKind(other, 'decimal') ? 'double' : other;
}

const looseArithmetic = (text: DataType, other: DataType): DataType | undefined =>
  text === 'string' && isNumeric(other) ? 'double' : undefined;

function stringPromotion(text: DataType, other: DataType): DataType | undefined {
  if (text !== 'string' || !isAtomic(other)) return undefined;
  if (isIntegral(other)) return 'bigint';
  return isNumeric(other) ? 'double' : other;
}

function widerNumeric(a: DataType, b: DataType): DataType {
  if (isKind(a, 'decimal') || isKind(b, 'decimal')) {
    const [decimal, other] = isKind(a, 'decimal') ? [a, b] : [b, a];
    if (other === 'float' || other === 'double') return 'double';
    const otherDecimal = isKind(other, 'decimal') ? other : decimalForIntegral(other);
    return isKind(decimal, 'decimal') ? widerDecimal(decimal, otherDecimal) : 'double';
  }
  const wider = NUMERIC_ORDER[Math.max(NUMERIC_ORDER.indexOf(a), NUMERIC_ORDER.indexOf(b))];
  // A float cannot hold every integer: both become double.
  return wider === 'float' && a !== b ? 'double' : wider;
}

function widerUnits<U>(units: readonly U[], a: { from: U; to: U }, b: { from: U; to: U }): [from: U, to: U] {
  const place = (unit: U) => units.indexOf(unit);
  return [units[Math.min(place(a.from), place(b.from))], units[Math.max(place(a.to), place(b.to))]];
}

function mergeNested(
  a: DataType,
  b: DataType,
  merge: (a: DataType, b: DataType) => DataType | undefined = tightestType,
): DataType | undefined {
  if (isKind(a, 'array') && isKind(b, 'array')) {
    const element = merge(a.element, b.element);
    return element && arrayType(element, a.containsNull || b.containsNull);
  }
  if (isKind(a, 'map') && isKind(b, 'map')) {
    const [key, value] = [merge(a.key, b.key), merge(a.value, b.value)];
    return key && value && mapType(key, value, a.valueContainsNull || b.valueContainsNull);
  }
  if (isKind(a, 'struct') && isKind(b, 'struct') && a.fields.length === b.fields.length) {
    const fields = a.fields.map((field, i) => {
      const other = b.fields[i];
      const type = field.name.toLowerCase() === other.name.toLowerCase() ? merge(field.type, other.type) : undefined;
      return type && { name: field.name, type, nullable: field.nullable !== false || other.nullable !== false };
    });
    return fields.every(field => field !== undefined) ? structType(fields) : undefined;
  }
  return undefined;
}

/** Casts all expressions to the type in which they meet. */
export function unify(
  functionName: string,
  expressions: readonly TypedExpression[],
  settings: Settings,
  meet: typeof commonType = meetingOf(settings),
): { args: TypedExpression[]; type: DataType } {
  const unified = castToCommon(expressions, settings, meet);
  if (unified) return unified;
  const types = expressions.map(expression => `"${typeSql(expression.type)}"`).join(', ');
  throw new AnalysisError('DATATYPE_MISMATCH.DATA_DIFF_TYPES', { name: functionName, types });
}

/** As `unify`; undefined where there is no type in which all meet. */
export function castToCommon(
  expressions: readonly TypedExpression[],
  settings: Settings,
  meet: typeof commonType = meetingOf(settings),
): { args: TypedExpression[]; type: DataType } | undefined {
  let type: DataType | undefined = 'void';
  for (const expression of expressions) type = type && meet(type, expression.type);
  if (!type) return undefined;
  const common = type;
  return { args: expressions.map(expression => castTo(expression, common, settings)), type };
}

/**
 * Casts the two sides of a comparison or an arithmetic operator to the type in which they meet. An integer literal
 * beside a decimal becomes the smallest decimal that holds it, as in Spark.
 */
export function unifyPair(
  a: TypedExpression,
  b: TypedExpression,
  settings: Settings,
  isComparison = false,
): [a: TypedExpression, b: TypedExpression, type: DataType] | undefined {
  const [left, right] = [narrowLiteral(a, b.type, settings), narrowLiteral(b, a.type, settings)];
  const type = pairType(left.type, right.type, settings.ansi, isComparison);
  return type && [castTo(left, type, settings), castTo(right, type, settings), type];
}

/** An integral literal that meets a decimal, as the smallest decimal that holds it; else the expression itself. */
export function narrowLiteral(expression: TypedExpression, other: DataType, settings: Settings): TypedExpression {
  const { kind, type } = expression;
  if (kind !== 'literal' || !isKind(other, 'decimal') || !isIntegral(type) || expression.value === null) {
    return expression;
  }
  return castTo(expression, decimalForLiteral(BigInt(expression.value as number | bigint)), settings);
}

/** What a function takes in one place. */
export type Parameter =
  | DataType
  | {
      /** For the message: what is required. */
      readonly requires: string;
      readonly accepts: (type: DataType) => boolean;
      /** What a string is cast to when it is given instead; undefined refuses it. */
      readonly fromString?: DataType;
      /** What an untyped null becomes. */
      readonly fromNull?: DataType;
    };

export const anyArray: Parameter = {
  requires: '"ARRAY"',
  accepts: type => isKind(type, 'array'),
  fromNull: arrayType('void'),
};
export const anyMap: Parameter = {
  requires: '"MAP"',
  accepts: type => isKind(type, 'map'),
  fromNull: mapType('void', 'void'),
};
export const anyNumeric: Parameter = {
  requires: '"NUMERIC"',
  accepts: isNumeric,
  fromString: 'double',
  fromNull: 'double',
};
/** Just this type: nothing else is cast to it. */
export const only = (type: AtomicType): Parameter => ({
  requires: `"${typeSql(type)}"`,
  accepts: given => given === type,
  fromNull: type,
});
export const onlyText = only('string');
/** Numbers as they are: no text is read as one. */
export const onlyNumeric: Parameter = { requires: '"NUMERIC"', accepts: isNumeric, fromNull: 'double' };
/** Integers as they are: no text is read as one. */
export const onlyIntegral = { requires: '"INTEGRAL"', accepts: isIntegral, fromNull: 'bigint' } satisfies Parameter;
/** Neither texts nor nulls without a type stand for conditions. */
export const onlyBoolean: Parameter = { requires: '"BOOLEAN"', accepts: type => type === 'boolean' };

/** One of some types; a string given instead is cast to the first of them. */
export const oneOf = (...types: readonly DataType[]): Parameter => ({
  requires: types.map(type => `"${typeSql(type)}"`).join(' or '),
  accepts: type => types.some(wanted => sameType(wanted, type)),
  fromString: types[0],
  fromNull: types[0],
});

/** The argument cast to what a parameter takes. `position` counts from 0. */
export function coerce(
  argument: TypedExpression,
  parameter: Parameter,
  functionName: string,
  position: number,
  settings: Settings,
): TypedExpression {
  const { type } = argument;
  if (typeof parameter === 'object' && 'accepts' in parameter) {
    if (parameter.accepts(type)) return argument;
    if (type === 'void' && parameter.fromNull) return castTo(argument, parameter.fromNull, settings);
    if (type === 'string' && parameter.fromString) return castTo(argument, parameter.fromString, settings);
    throw unexpectedType(functionName, position, parameter.requires, type);
  }
  if (sameType(type, parameter)) return argument;
  if (!castsImplicitly(type, parameter) || (type === 'string' && parameter === 'boolean' && !settings.ansi)) {
    throw unexpectedType(functionName, position, `"${typeSql(parameter)}"`, type);
  }
  return castTo(argument, parameter, settings);
}

/** The error that an argument is of another type than required. `position` counts from 0. */
export const unexpectedType = (
  name: string,
  position: number,
  required: string | Phrase,
  actual: DataType,
): AnalysisError =>
  new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    name,
    position: position + 1,
    required,
    actual: typeSql(actual),
  });

/** What Spark casts without being asked: strings to anything simple, numbers to numbers, dates to timestamps. */
function castsImplicitly(from: DataType, to: DataType): boolean {
  if (from === 'void') return true;
  if (isKind(from, 'array') && isKind(to, 'array')) {
    return sameType(from.element, to.element) || castsImplicitly(from.element, to.element);
  }
  if (!isAtomic(from) || !isAtomic(to)) return false;
  if (from === 'string') return true;
  if (to === 'string') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isDatetime(from) && isDatetime(to)) return true;
  return isKind(from, 'dayTime') ? isKind(to, 'dayTime') : isKind(from, 'yearMonth') && isKind(to, 'yearMonth');
}

/** A number as a decimal, to meet another decimal; undefined for what would rather meet it as a double. */
export function toDecimal(expression: TypedExpression, settings: Settings): TypedExpression | undefined {
  if (isKind(expression.type, 'decimal')) return expression;
  return isIntegral(expression.type) ? castTo(expression, decimalForIntegral(expression.type), settings) : undefined;
}
