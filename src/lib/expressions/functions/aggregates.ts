import { averageType as decimalAverageType, sumType as decimalSumType } from '../../columns/decimal.ts';
import { arrayType, type DataType, isIntegral, isInterval, isKind } from '../../columns/types.ts';
import type { Value } from '../../columns/vector.ts';
import { ApproximateDistinctAccumulator } from '../accumulators/approximate-distinct.ts';
import { DecimalAverage, DoubleAverage } from '../accumulators/average.ts';
import { CollectAccumulator } from '../accumulators/collect.ts';
import { CountAccumulator } from '../accumulators/count.ts';
import { DistinctAccumulator } from '../accumulators/distinct.ts';
import { ExtremeAccumulator, ExtremeByAccumulator } from '../accumulators/extreme.ts';
import { MomentsAccumulator } from '../accumulators/moments.ts';
import { PickAccumulator } from '../accumulators/pick.ts';
import { DecimalSum, DoubleSum, LongSum } from '../accumulators/sum.ts';
import { castTo } from '../cast.ts';
import { anyNumeric, coerce } from '../coercion.ts';
import {
  constantOf,
  type FunctionDefinition,
  type ResolveContext,
  requireCount,
  requireOrderable,
} from '../function.ts';
import {
  type Accumulator,
  type AggregateCall,
  type Settings,
  sqlOf,
  type TypedExpression,
  typedLiteral,
} from '../typed.ts';
import { caseWhen } from './conditional.ts';

/** What an aggregate function settles once its arguments are known. */
interface Resolution {
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  /** True unless said otherwise: the answer for no rows is null. */
  readonly nullable?: boolean;
  readonly bufferTypes: readonly DataType[];
  readonly accumulator: () => Accumulator;
  /** The name and arguments to show, where not those of the call. */
  readonly sql?: (args: readonly string[]) => string;
}

export const aggregateFunctions: readonly FunctionDefinition[] = [
  aggregate('count', args => {
    requireCount('count', args.length, 1, Number.POSITIVE_INFINITY);
    return {
      args,
      type: 'bigint',
      nullable: false,
      bufferTypes: ['bigint'],
      accumulator: () => new CountAccumulator(),
    };
  }),
  aggregate('sum', ([arg], { settings }) => sum(arg, settings)),
  { ...aggregate('avg', ([arg], { settings }) => average(arg, settings)), aliases: ['mean'] },
  aggregate('min', ([arg]) => extreme('min', arg, -1)),
  aggregate('max', ([arg]) => extreme('max', arg, 1)),
  aggregate('min_by', args => extremeBy('min_by', args, -1)),
  aggregate('max_by', args => extremeBy('max_by', args, 1)),
  { ...aggregate('first', args => pick('first', args, false)), aliases: ['first_value'] },
  { ...aggregate('last', args => pick('last', args, true)), aliases: ['last_value'] },
  aggregate('any_value', args => pick('any_value', args, false)),
  aggregate('collect_list', ([arg]) => collect(arg, false)),
  { ...aggregate('collect_list', ([arg]) => collect(arg, false)), name: 'array_agg' },
  aggregate('collect_set', ([arg]) => collect(arg, true)),
  aggregate('approx_count_distinct', args => approximateDistinct(args)),
  moments('stddev', ['stddev_samp', 'std'], (count, squares) =>
    count === 1 ? null : Math.sqrt(squares / (count - 1)),
  ),
  moments('stddev_pop', [], (count, squares) => Math.sqrt(squares / count)),
  moments('variance', ['var_samp'], (count, squares) => (count === 1 ? null : squares / (count - 1))),
  moments('var_pop', [], (count, squares) => squares / count),
  { ...aggregate('bool_and', ([arg], { settings }) => truth('bool_and', arg, -1, settings)), aliases: ['every'] },
  { ...aggregate('bool_or', ([arg], { settings }) => truth('bool_or', arg, 1, settings)), aliases: ['some', 'any'] },
  aggregate('count_if', ([arg], { settings }) => countIf(arg, settings)),
  aggregate('median', ([arg], { settings }) => {
    const numbers = coerce(arg, 'double', 'median', 0, settings);
    const finish = { type: 'double' as const, compute: (values: Value[]) => percentile(values as number[], 0.5) };
    return collected(numbers, finish);
  }),
  aggregate('percentile', ([arg, fraction], { settings }) => {
    const numbers = coerce(arg, 'double', 'percentile', 0, settings);
    const at = Number(constantOf(castTo(fraction, 'double', settings), 'percentile', 1));
    const finish = { type: 'double' as const, compute: (values: Value[]) => percentile(values as number[], at) };
    return { ...collected(numbers, finish), sql: ([text]) => `percentile(${text}, ${at}, 1)` };
  }),
];

function aggregate(
  name: string,
  resolution: (args: readonly TypedExpression[], context: ResolveContext) => Resolution,
): FunctionDefinition {
  return {
    name,
    resolve(given, context): AggregateCall {
      requireCount(name, given.length, 1, Number.POSITIVE_INFINITY);
      const { args, type, nullable = true, bufferTypes, accumulator, sql } = resolution(given, context);
      const { distinct } = context;
      const types = args.map(arg => arg.type);
      return {
        kind: 'aggregate',
        name,
        args,
        distinct,
        type,
        nullable,
        bufferTypes,
        sql: sql ?? (texts => `${name}(${texts.join(', ')})`),
        accumulator: distinct ? () => new DistinctAccumulator(accumulator(), types) : accumulator,
      };
    },
  };
}

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
  const arg = isInterval(type) ? argument : coerce(argument, anyNumeric, 'sum', 0, settings);
  if (isIntegral(arg.type) || isKind(arg.type, 'dayTime')) {
    const total = isIntegral(arg.type) ? 'bigint' : arg.type;
    return { args: [arg], type: total, bufferTypes: [total], accumulator: () => new LongSum(total, settings.ansi) };
  }
  const doubles = castTo(arg, 'double', settings);
  return { args: [doubles], type: 'double', bufferTypes: ['double'], accumulator: () => new DoubleSum() };
}

function average(argument: TypedExpression, settings: Settings): Resolution {
  const { type } = argument;
  if (isKind(type, 'decimal')) {
    const [total, mean] = [decimalSumType(type), decimalAverageType(type)];
    return {
      args: [argument],
      type: mean,
      bufferTypes: [total, 'bigint'],
      accumulator: () => new DecimalAverage(total, mean, settings.ansi),
    };
  }
  const arg = castTo(coerce(argument, anyNumeric, 'avg', 0, settings), 'double', settings);
  return { args: [arg], type: 'double', bufferTypes: ['double', 'bigint'], accumulator: () => new DoubleAverage() };
}

function extreme(name: string, arg: TypedExpression, direction: 1 | -1): Resolution {
  requireOrderable(name, arg);
  const { type } = arg;
  return { args: [arg], type, bufferTypes: [type], accumulator: () => new ExtremeAccumulator(type, direction) };
}

function extremeBy(name: string, args: readonly TypedExpression[], direction: 1 | -1): Resolution {
  requireCount(name, args.length, 2);
  requireOrderable(name, args[1]);
  const types = [args[0].type, args[1].type] as const;
  return { args, type: types[0], bufferTypes: types, accumulator: () => new ExtremeByAccumulator(types, direction) };
}

function pick(name: string, args: readonly TypedExpression[], last: boolean): Resolution {
  requireCount(name, args.length, 1, 2);
  const ignoreNulls = args.length === 2 && constantOf(args[1], name, 1) === true;
  const { type } = args[0];
  return {
    args: [args[0]],
    type,
    bufferTypes: [type, 'boolean'],
    accumulator: () => new PickAccumulator(type, last, ignoreNulls),
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

function collected(arg: TypedExpression, finish: { type: DataType; compute: (values: Value[]) => Value }): Resolution {
  return {
    args: [arg],
    type: finish.type,
    bufferTypes: [arrayType(arg.type, false)],
    accumulator: () => new CollectAccumulator(arg.type, false, finish),
  };
}

/** Between the two nearest values in proportion; null for none. */
function percentile(values: readonly number[], fraction: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)];
  return low === high ? sorted[low] : (high - place) * sorted[low] + (place - low) * sorted[high];
}

function approximateDistinct(args: readonly TypedExpression[]): Resolution {
  requireCount('approx_count_distinct', args.length, 1, 2);
  const deviation = args.length === 2 ? Number(constantOf(args[1], 'approx_count_distinct', 1)) : 0.05;
  const { type } = args[0];
  return {
    args: [args[0]],
    type: 'bigint',
    nullable: false,
    bufferTypes: ['binary'],
    accumulator: () => new ApproximateDistinctAccumulator(type, deviation),
  };
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
