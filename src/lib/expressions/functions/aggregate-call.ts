/** What aggregate functions are made from. */
import { AnalysisError } from '../../base/errors.ts';
import type { DataType } from '../../columns/types.ts';
import { DistinctAccumulator } from '../accumulators/distinct.ts';
import { FilteredAccumulator } from '../accumulators/filtered.ts';
import { type FunctionDefinition, type ResolveContext, requireCount } from '../function.ts';
import { type Accumulator, type AggregateCall, findKind, sqlOf, type TypedExpression } from '../typed.ts';

/** What an aggregate function settles once its arguments are known. */
export interface Resolution {
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  /** True unless said otherwise: the answer for no rows is null. */
  readonly nullable?: boolean;
  readonly bufferTypes: readonly DataType[];
  readonly accumulator: () => Accumulator;
  /** The name and arguments to show, where not those of the call. */
  readonly sql?: (args: readonly string[]) => string;
  /** What tells it from a call of the same function with the same `args`: a fraction, an option. */
  readonly variant?: string;
}

/** An aggregate function that takes from `least` to `most` arguments. */
export function aggregate(
  name: string,
  resolution: (args: readonly TypedExpression[], context: ResolveContext) => Resolution,
  least = 1,
  most = least,
): FunctionDefinition {
  return {
    name,
    resolve(given, context): AggregateCall {
      requireCount(name, given.length, least, most);
      const { args, type, nullable = true, bufferTypes, accumulator, sql, variant } = resolution(given, context);
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
        ...(variant !== undefined && { variant }),
        sql: sql ?? (texts => `${name}(${texts.join(', ')})`),
        accumulator: distinct ? () => new DistinctAccumulator(accumulator(), types) : accumulator,
      };
    },
  };
}

/** `sum(x) FILTER (WHERE …)`: the condition is the last argument. */
export function filtered(call: AggregateCall, condition: TypedExpression): AggregateCall {
  if (condition.type !== 'boolean') {
    throw new AnalysisError('INVALID_AGGREGATE_FILTER.NOT_BOOLEAN', { condition: sqlOf(condition) });
  }
  const inner = findKind(condition, 'aggregate');
  if (inner) throw new AnalysisError('INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE', { aggregate: sqlOf(inner) });
  const { args, accumulator } = call;
  return {
    ...call,
    args: [...args, condition],
    filtered: true,
    accumulator: () => new FilteredAccumulator(accumulator()),
  };
}
