/** Numbers as text by a format, and back. @see Spark FormatNumber, FormatString, numberFormatExpressions.scala */
import { RuntimeError } from '../../base/errors.ts';
import { type DataType, isIntegral, isKind } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { coerce, oneOf, onlyNumeric } from '../coercion.ts';
import {
  type DecimalPattern,
  type Exact,
  exactDecimal,
  exactDouble,
  fixedPattern,
  formatDecimal,
  parseDecimalPattern,
} from '../decimal-format.ts';
import { byRow, type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import { type FormatArgument, JavaFormatError, javaFormat } from '../java-format.ts';

export const formatFunctions: readonly FunctionDefinition[] = [
  {
    name: 'format_number',
    resolve(given, { settings }) {
      requireCount('format_number', given.length, 2);
      const args = [
        coerce(given[0], onlyNumeric, 'format_number', 0, settings),
        coerce(given[1], oneOf('int', 'string'), 'format_number', 1, settings),
      ];
      const exact = exactly(args[0].type);
      const patterns = new Map<Value, DecimalPattern | undefined>();
      return typedCall({
        name: 'format_number',
        args,
        type: 'string',
        nullable: true,
        canFail: true,
        evaluate: byRow('string', (value: Value, format: number | string) => {
          if (typeof format === 'number' && format < 0) return null;
          if (!patterns.has(format)) patterns.set(format, patternOf(format));
          const pattern = patterns.get(format);
          if (!pattern) throw new RuntimeError('INVALID_NUMBER_PATTERN', { pattern: String(format) });
          return formatDecimal(exact(value), pattern);
        }),
      });
    },
  },
  {
    name: 'format_string',
    aliases: ['printf'],
    resolve(given, { settings }) {
      requireCount('format_string', given.length, 1, Number.POSITIVE_INFINITY);
      const args = [coerce(given[0], 'string', 'format_string', 0, settings), ...given.slice(1)];
      return typedCall({
        name: 'format_string',
        args,
        type: 'string',
        nullable: ([format]) => format.nullable,
        canFail: true,
        evaluate: ([formats, ...columns], length) =>
          vectorOf(
            'string',
            Array.from({ length }, (_, row) => {
              const format = formats.get(row) as string | null;
              const values = columns.map(column => ({ type: column.type, value: column.get(row) }));
              return format === null ? null : formatted(format, values);
            }),
          ),
      });
    },
  },
];

const patternOf = (format: number | string): DecimalPattern | undefined =>
  typeof format === 'number' ? fixedPattern(format) : format === '' ? fixedPattern(0) : parseDecimalPattern(format);

function exactly(type: DataType): (value: Value) => Exact {
  if (isKind(type, 'decimal')) return value => exactDecimal(value as bigint, type.scale);
  if (isIntegral(type)) return value => exactDecimal(BigInt(value as number | bigint), 0);
  return value => exactDouble(value as number);
}

function formatted(format: string, values: readonly FormatArgument[]): string {
  try {
    return javaFormat(format, values);
  } catch (error) {
    if (!(error instanceof JavaFormatError)) throw error;
    throw new RuntimeError('INVALID_FORMAT_STRING', { format, reason: error.message });
  }
}
