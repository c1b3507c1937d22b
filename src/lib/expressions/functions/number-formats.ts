/** Numbers as text by SQL's formats, and back. @see Spark numberFormatExpressions.scala */
import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import { decimalForNumeric, fitsPrecision, MAX_PRECISION } from '../../columns/decimal.ts';
import { type DecimalType, decimalType, isDatetime, isNumeric } from '../../columns/types.ts';
import { castTo } from '../cast.ts';
import { coerce, type Parameter } from '../coercion.ts';
import {
  byRow,
  constantOf,
  type FunctionDefinition,
  foldConstant,
  nullWhereFailing,
  type ResolveContext,
  requireCount,
  standFor,
  typedCall,
} from '../function.ts';
import { formatNumber, type NumberFormat, parseNumber, parseNumberFormat } from '../number-format.ts';
import type { TypedExpression } from '../typed.ts';
import { datetimeFunctions } from './datetime.ts';
import { encodingFunctions } from './encodings.ts';

export const numberFormatFunctions: readonly FunctionDefinition[] = [
  toCharacter('to_char'),
  toCharacter('to_varchar'),
  toNumber('to_number', false),
  toNumber('try_to_number', true),
];

const asDecimal: Parameter = {
  requires: '"DECIMAL"',
  accepts: isNumeric,
  fromString: decimalType(MAX_PRECISION, 18),
  fromNull: decimalType(10, 0),
};

/** Of a number; of bytes and of times it is another function. */
function toCharacter(name: string): FunctionDefinition {
  return {
    name,
    resolve(given, context) {
      requireCount(name, given.length, 2);
      const [value, format] = given;
      if (isDatetime(value.type)) return resolveOther('date_format', given, context);
      if (value.type === 'binary') return bytesToText(name, value, format, context);
      const { settings } = context;
      const number = coerce(value, asDecimal, name, 0, settings);
      const decimal = castTo(number, decimalForNumeric(number.type), settings);
      const { scale } = decimal.type as DecimalType;
      const numberFormat = formatOf(name, format, context);
      return typedCall({
        name: 'to_char',
        args: [decimal, format],
        type: 'string',
        evaluate: byRow('string', unscaled => formatNumber(unscaled, scale, numberFormat!)),
      });
    },
  };
}

function bytesToText(name: string, bytes: TypedExpression, format: TypedExpression, context: ResolveContext) {
  const constant = format.type === 'string' ? foldConstant(format) : undefined;
  if (!constant) throw new AnalysisError('NON_FOLDABLE_ARGUMENT', { name, parameter: 'format' });
  const form = String(constant.value).toLowerCase();
  const given = form === 'utf-8' ? [bytes, format] : [bytes];
  const other = BYTE_FORMATS.get(form);
  if (!other) throw new AnalysisError('INVALID_PARAMETER_VALUE.BINARY_FORMAT', { name, format: form });
  const call = resolveOther(other, given, context);
  return name === 'to_char' ? call : standFor(name, given, call);
}

const BYTE_FORMATS = new Map([
  ['base64', 'base64'],
  ['hex', 'hex'],
  ['utf-8', 'decode'],
]);

const resolveOther = (name: string, given: readonly TypedExpression[], context: ResolveContext): TypedExpression =>
  [...datetimeFunctions, ...encodingFunctions].find(definition => definition.name === name)!.resolve(given, context);

/** A decimal of as many digits as the format has. */
function toNumber(name: string, isTolerant: boolean): FunctionDefinition {
  return {
    name,
    resolve(given, context) {
      requireCount(name, given.length, 2);
      const text = coerce(given[0], 'string', name, 0, context.settings);
      const format = formatOf(name, given[1], context);
      const scale = format?.fractionDigits ?? 0;
      const precision = format ? format.wholeDigits + scale : 10;
      if (precision > MAX_PRECISION) throw new AnalysisError('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision });
      const type = decimalType(precision, scale);
      const call = typedCall({
        name,
        args: [text, given[1]],
        type,
        canFail: true,
        evaluate: byRow(type, (value: string, shown: string) => {
          const unscaled = parseNumber(value, format!);
          if (unscaled === undefined)
            throw new RuntimeError('INVALID_FORMAT.MISMATCH_INPUT', { text: value, format: shown });
          if (fitsPrecision(unscaled, precision)) return unscaled;
          throw new RuntimeError('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value, precision, scale });
        }),
      });
      return isTolerant ? nullWhereFailing(call) : call;
    },
  };
}

/** The format, a constant; undefined where it is null. */
function formatOf(name: string, argument: TypedExpression, { settings }: ResolveContext): NumberFormat | undefined {
  const text = constantOf(coerce(argument, 'string', name, 1, settings), name, 1) as string | null;
  if (text === null) return undefined;
  const format = parseNumberFormat(text);
  if (typeof format === 'string') throw new AnalysisError(`INVALID_FORMAT.${format}`, { name, format: text });
  return format;
}
