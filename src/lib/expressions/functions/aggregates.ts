import { AnalysisError, RuntimeError } from '../../base/errors.ts';
import {
  averageType as decimalAverageType,
  sumType as decimalSumType,
  decimalToDouble,
} from '../../columns/decimal.ts';
import {
  arrayType,
  dayTimeType,
  isAnsiInterval,
  isIntegral,
  isInterval,
  isKind,
  yearMonthType,
} from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { ApproximateDistinctAccumulator } from '../accumulators/approximate-distinct.ts';
import { DecimalAverage, DoubleAverage } from '../accumulators/average.ts';
import { BitsAccumulator } from '../accumulators/bits.ts';
import { CollectAccumulator } from '../accumulators/collect.ts';
import { CountAccumulator } from '../accumulators/count.ts';
import { ExactSum } from '../accumulators/exact-sum.ts';
import { ExtremeAccumulator, ExtremeByAccumulator } from '../accumulators/extreme.ts';
import { MomentsAccumulator } from '../accumulators/moments.ts';
import { PickAccumulator } from '../accumulators/pick.ts';
import { ProductAccumulator } from '../accumulators/product.ts';
import { DecimalSum, DoubleSum, LongSum } from '../accumulators/sum.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce, onlyIntegral } from '../coercion.ts';
import { constantOf, type FunctionDefinition, foldConstant, requireOrderable } from '../function.ts';
import { type Settings, sqlOf, type TypedExpression, typedLiteral } from '../typed.ts';
import { aggregate, type Resolution } from './aggregate-call.ts';
import { caseWhen } from './conditional.ts';

export const aggregateFunctions: readonly FunctionDefinition[] = [
  aggregate(
    'count',
    args => {
      if (args.length === 0) {
        throw new AnalysisError('WRONG_NUM_ARGS.WITH_SUGGESTION', { name: 'count', expected: '>= 1', given: 0 });
      }
      return {
        args,
        type: 'bigint',
        nullable: false,
        bufferTypes: ['bigint'],
        accumulator: () => new CountAccumulator(),
      };
    },
    0,
    Number.POSITIVE_INFINITY,
  ),
  aggregate('sum', ([arg], { settings }) => sum(arg, settings)),
  { ...aggregate('avg', ([arg], { settings }) => average(arg, settings)), aliases: ['mean'] },
  { ...aggregate('product', ([arg], { settings }) => product(arg, settings)), name: 'product of' }, // SQL has none
  aggregate('min', ([arg]) => extreme('min', arg, -1)),
  aggregate('max', ([arg]) => extreme('max', arg, 1)),
  aggregate('min_by', args => extremeBy('min_by', args, -1), 2),
  aggregate('max_by', args => extremeBy('max_by', args, 1), 2),
  { ...aggregate('first', args => pick('first', args, false), 1, 2), aliases: ['first_value'] },
  { ...aggregate('last', args => pick('last', args, true), 1, 2), aliases: ['last_value'] },
  aggregate('any_value', args => pick('any_value', args, false), 1, 2),
  aggregate('collect_list', ([arg]) => collect(arg, false)),
  { ...aggregate('collect_list', ([arg]) => collect(arg, false)), name: 'array_agg' },
  aggregate('collect_set', ([arg]) => collect(arg, true)),
  aggregate('approx_count_distinct', args => approximateDistinct(args), 1, 2),
  moments('stddev', ['stddev_samp', 'std'], (count, squares) =>
    count === 1 ? null : Math.sqrt(squares / (count - 1)),
  ),
  moments('stddev_pop', [], (count, squares) => Math.sqrt(squares / count)),
  moments('variance', ['var_samp'], (count, squares) => (count === 1 ? null : squares / (count - 1))),
  moments('var_pop', [], (count, squares) => squares / count),
  { ...aggregate('bool_and', ([arg], { settings }) => truth('bool_and', arg, -1, settings)), aliases: ['every'] },
  { ...aggregate('bool_or', ([arg], { settings }) => truth('bool_or', arg, 1, settings)), aliases: ['some', 'any'] },
  aggregate('count_if', ([arg], { settings }) => countIf(arg, settings)),
  bits('bit_and', (a, b) => a & b),
  bits('bit_or', (a, b) => a | b),
  bits('bit_xor', (a, b) => a ^ b),
  aggregate('try_sum', ([arg], { settings }) => trySum(arg, settings)),
  aggregate('try_avg', ([arg], { settings }) => average(arg, { ...settings, ansi: false }, 'try_avg')),
];

const product = (given: TypedExpression, settings: Settings): Resolution => ({
  args: [castTo(given, 'double', settings)],
  type: 'double',
  bufferTypes: ['double'],
  accumulator: () => new ProductAccumulator(),
});

/** A timestamp as a double of seconds, which Spark adds up as any other. */
const asSeconds = (argument: TypedExpression, settings: Settings): TypedExpression =>
  argument.type === 'timestamp' ? castTo(argument, 'double', settings) : argument;

function sum(argument: TypedExpression, settings: Settings): Resolution {
  const { type } = argument;
  if (isKind(type, 'decimal')) {
    const total = decimalSumType(type);
    return {
      args: [argument],
      type: total,
      bufferTypes: [total],
      accumulator: () => new DecimalSum(total, settings.ansi),
    };
  }
  if (isKind(type, 'yearMonth')) return intervalSum(argument, overflow);
  const arg = isInterval(type) ? argument : coerce(asSeconds(argument, settings), anyNumeric, 'sum', 0, settings);
  if (isIntegral(arg.type) || isKind(arg.type, 'dayTime')) {
    const total = isIntegral(arg.type) ? 'bigint' : arg.type;
    return { args: [arg], type: total, bufferTypes: [total], accumulator: () => new LongSum(total, settings.ansi) };
  }
  const doubles = castTo(arg, 'double', settings);
  return { args: [doubles], type: 'double', bufferTypes: ['double'], accumulator: () => new DoubleSum() };
}

function average(argument: TypedExpression, settings: Settings, name = 'avg'): Resolution {
  const { type } = argument;
  if (isAnsiInterval(type)) {
    const wide = isKind(type, 'dayTime') ? dayTimeType() : yearMonthType();
    const arg = castTo(argument, wide, settings);
    return intervalSum(arg, name === 'avg' ? overflow : undefined, halfUp);
  }
  if (isKind(type, 'decimal')) {
    const [total, mean] = [decimalSumType(type), decimalAverageType(type)];
    return {
      args: [argument],
      type: mean,
      bufferTypes: [total, 'bigint'],
      accumulator: () => new DecimalAverage(total, mean, settings.ansi),
    };
  }
  const arg = castTo(coerce(asSeconds(argument, settings), anyNumeric, name, 0, settings), 'double', settings);
  return { args: [arg], type: 'double', bufferTypes: ['double', 'bigint'], accumulator: () => new DoubleAverage() };
}

function extreme(name: string, arg: TypedExpression, direction: 1 | -1): Resolution {
  requireOrderable(name, arg.type);
  const { type } = arg;
  return { args: [arg], type, bufferTypes: [type], accumulator: () => new ExtremeAccumulator(type, direction) };
}

function extremeBy(name: string, args: readonly TypedExpression[], direction: 1 | -1): Resolution {
  requireOrderable(name, args[1].type);
  const types = [args[0].type, args[1].type] as const;
  return { args, type: types[0], bufferTypes: types, accumulator: () => new ExtremeByAccumulator(types, direction) };
}

function pick(name: string, args: readonly TypedExpression[], last: boolean): Resolution {
  const ignoreNulls = args.length === 2 && constantOf(args[1], name, 1) === true;
  const { type } = args[0];
  return {
    args: [args[0]],
    type,
    bufferTypes: [type, 'boolean'],
    accumulator: () => new PickAccumulator(type, last, ignoreNulls),
    variant: String(ignoreNulls),
    sql: ([text]) => `${name}(${text})`,
  };
}

function collect(arg: TypedExpression, distinct: boolean): Resolution {
  const list = arrayType(arg.type, false);
  return {
    args: [arg],
    type: list,
    nullable: false,
    bufferTypes: [list],
    accumulator: () => new CollectAccumulator(arg.type, distinct),
  };
}

function approximateDistinct(args: readonly TypedExpression[]): Resolution {
  const constant = args.length === 2 ? foldConstant(args[1]) : { value: 0.05 };
  if (!constant) throw new AnalysisError('APPROXIMATE_DISTINCT_NOT_CONSTANT');
  const given = args[1]?.type;
  const isDecimal = given !== undefined && isKind(given, 'decimal');
  const deviation = isDecimal ? decimalToDouble(constant.value as bigint, given.scale) : Number(constant.value);
  if (!(deviation > 0 && deviation <= 0.39)) throw new AnalysisError('APPROXIMATE_DISTINCT_DEVIATION', { deviation });
  const { type } = args[0];
  return {
    args: [args[0]],
    type: 'bigint',
    nullable: false,
    bufferTypes: ['binary'],
    accumulator: () => new ApproximateDistinctAccumulator(type, deviation),
    variant: String(deviation),
  };
}

function bits(name: string, join: (a: bigint, b: bigint) => bigint): FunctionDefinition {
  return aggregate(name, ([given], { settings }) => {
    const arg = coerce(given, onlyIntegral, name, 0, settings);
    return {
      args: [arg],
      type: arg.type,
      bufferTypes: [arg.type],
      accumulator: () => new BitsAccumulator(arg.type, join),
    };
  });
}

const overflow = (): RuntimeError => new RuntimeError('ARITHMETIC_OVERFLOW', { alternative: 'try_sum' });

/** A sum of whole numbers or intervals that is null once it has left the range of its type. */
function trySum(argument: TypedExpression, settings: Settings): Resolution {
  const { type } = argument;
  if (isAnsiInterval(type)) return intervalSum(argument, undefined);
  const arg = coerce(argument, anyNumeric, 'try_sum', 0, settings);
  if (!isIntegral(arg.type)) return sum(arg, { ...settings, ansi: false });
  return {
    args: [arg],
    type: 'bigint',
    bufferTypes: ['bigint', 'bigint', 'boolean'],
    accumulator: () => new ExactSum('bigint', 64, undefined, 'bigint', total => total),
  };
}

/** Sums and averages of intervals; of days they are days to seconds, and of years, years to months. */
function intervalSum(
  arg: TypedExpression,
  fail: (() => Error) | undefined,
  finish: (sum: bigint, count: bigint) => bigint = total => total,
): Resolution {
  const isMonths = isKind(arg.type, 'yearMonth');
  const result = (value: bigint): Value => (isMonths ? Number(value) : value);
  const type = arg.type;
  return {
    args: [arg],
    type,
    bufferTypes: [type, 'bigint', 'boolean'],
    accumulator: () =>
      new ExactSum(type, isMonths ? 32 : 64, fail, type, (total, count) => result(finish(total, count))),
  };
}

function halfUp(total: bigint, count: bigint): bigint {
  const size = ((total < 0n ? -total : total) * 2n + count) / (2n * count);
  return total < 0n ? -size : size;
}

function moments(
  name: string,
  aliases: readonly string[],
  finish: (count: number, squares: number) => Value,
): FunctionDefinition {
  const definition = aggregate(name, ([arg], { settings }) => ({
    args: [castTo(coerce(arg, anyNumeric, name, 0, settings), 'double', settings)],
    type: 'double',
    bufferTypes: ['double', 'double', 'double'],
    accumulator: () => new MomentsAccumulator(finish),
  }));
  return { ...definition, aliases };
}

/** `bool_and` is the least of the booleans and `bool_or` the greatest. */
function truth(name: string, arg: TypedExpression, direction: 1 | -1, settings: Settings): Resolution {
  return extreme(name, coerce(arg, 'boolean', name, 0, settings), direction);
}

function countIf(arg: TypedExpression, settings: Settings): Resolution {
  const condition = coerce(arg, 'boolean', 'count_if', 0, settings);
  return {
    // What is not true becomes null, which a count passes over.
    args: [caseWhen([condition], [typedLiteral('boolean', true)], settings)],
    type: 'bigint',
    nullable: false,
    bufferTypes: ['bigint'],
    accumulator: () => new CountAccumulator(),
    sql: () => `count_if(${sqlOf(condition)})`,
  };
}
