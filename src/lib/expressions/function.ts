import { AnalysisError, RuntimeError } from '../base/errors.ts';
import { phrase } from '../base/messages/index.ts';
import { concatVectors } from '../columns/concat.ts';
import { type DataType, isOrderable, typeSql } from '../columns/types.ts';
import type { Value, Vector } from '../columns/vector.ts';
import { builderFor, nullVector } from '../columns/vector-builder.ts';
import { coerce, type Parameter } from './coercion.ts';
import {
  type Call,
  type Evaluate,
  type EvaluationContext,
  type LambdaExpression,
  type Settings,
  sqlOf,
  type TypedExpression,
} from './typed.ts';
import { typedCall } from './typed-call.ts';

export { typedCall } from './typed-call.ts';

/** A function of SQL: one value that knows its name, its types and how it is evaluated. */
export interface FunctionDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Checks and coerces the arguments, and gives the typed call. */
  resolve(args: readonly TypedExpression[], context: ResolveContext): TypedExpression;
}

export interface ResolveContext {
  readonly settings: Settings;
  /** `count(DISTINCT x)`. */
  readonly distinct: boolean;
  /**
   * The lambda given as an argument (`transform(xs, x -> x + 1)`), its parameters having these types. Anything else
   * given there is what the lambda gives.
   *
   * @param optional how many of the last parameters it need not have (0)
   */
  lambda(position: number, parameters: readonly LambdaParameter[], optional?: number): LambdaExpression;
}

export interface LambdaParameter {
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A function written in terms of another: evaluated as that one, named after itself. */
export const standFor = (name: string, args: readonly TypedExpression[], same: TypedExpression): Call =>
  typedCall({
    name,
    args: [same],
    type: same.type,
    sql: () => `${name}(${args.map(sqlOf).join(', ')})`,
    evaluate: ([vector]) => vector,
  });

export interface RowFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What it takes, place by place. */
  readonly takes: readonly Parameter[];
  /** How many of the last places may be left out (0). */
  readonly optional?: number;
  /** The last place may be repeated. */
  readonly variadic?: boolean;
  readonly gives: DataType | ((types: readonly DataType[], settings: Settings) => DataType);
  /** Null for some arguments that are not. */
  readonly nullable?: boolean;
  readonly canFail?: boolean;
  readonly sql?: (args: readonly string[]) => string;
  /** One row: the values of the arguments, none of them null, to the value of the result. */
  readonly compute: (settings: Settings, types: readonly DataType[]) => RowComputation;
}

// biome-ignore lint/suspicious/noExplicitAny: the values are of the types that `takes` names
export type RowComputation = (...values: any[]) => Value;

/** A function that is null where an argument is null, and otherwise looks at one row's values at a time. */
export function rowFunction(definition: RowFunction): FunctionDefinition {
  const { name, takes, optional = 0, variadic = false, gives, nullable, canFail, sql, compute } = definition;
  return {
    name,
    aliases: definition.aliases,
    resolve(given, { settings }) {
      requireCount(name, given.length, takes.length - optional, variadic ? Number.POSITIVE_INFINITY : takes.length);
      const args = given.map((arg, i) => coerce(arg, takes[Math.min(i, takes.length - 1)], name, i, settings));
      const types = args.map(arg => arg.type);
      const type = typeof gives === 'function' ? gives(types, settings) : gives;
      return typedCall({
        name,
        args,
        type,
        ...(nullable && { nullable }),
        canFail: canFail ?? false,
        ...(sql && { sql }),
        evaluate: byRow(type, compute(settings, types)),
      });
    },
  };
}

/** Evaluates row by row; a row with a null argument is null and not computed. */
export const byRow =
  (type: DataType, compute: RowComputation): Evaluate =>
  (args, length) => {
    const builder = builderFor(type);
    const values: Value[] = new Array(args.length);
    for (let row = 0; row < length; row++) {
      let isNull = false;
      for (let i = 0; i < args.length; i++) {
        const value = args[i].get(row);
        if (value === null) {
          isNull = true;
          break;
        }
        values[i] = value;
      }
      builder.append(isNull ? null : compute(...values));
    }
    return builder.finish();
  };

/** Refuses what has no order. */
export function requireOrderable(name: string, type: DataType): void {
  if (isOrderable(type)) return;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { name, type: typeSql(type) });
}

/** The same call giving null in the rows in which it would fail: `try_add` of a date, `try_make_timestamp`. */
export function nullWhereFailing(expression: TypedExpression): TypedExpression {
  if (expression.kind !== 'call' || !expression.evaluate) return expression;
  const { evaluate, type } = expression;
  const tolerant: Evaluate = (args, length, context) => {
    try {
      return evaluate(args, length, context);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      if (length === 1) return nullVector(type, 1);
      const rows = Array.from({ length }, (_, row) => args.map(arg => arg.slice(row, row + 1)));
      return concatVectors(
        type,
        rows.map(row => tolerant(row, 1, context)),
      );
    }
  };
  return { ...expression, nullable: true, nullableOver: undefined, canFail: false, evaluate: tolerant };
}

/** Refuses a call with too few or too many arguments. */
export function requireCount(name: string, given: number, least: number, most = least): void {
  if (given >= least && given <= most) return;
  const expected =
    least === most
      ? `${least}`
      : most === Number.POSITIVE_INFINITY
        ? `>= ${least}`
        : phrase('COUNT_BETWEEN', { least, most });
  throw new AnalysisError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { name, expected, given });
}

/** The value of an argument that has to be a constant of the query, such as a unit or a flag. */
export function constantOf(argument: TypedExpression, functionName: string, position: number): Value {
  const value = foldConstant(argument);
  if (value === undefined) {
    throw new AnalysisError('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { name: functionName, position: position + 1 });
  }
  return value.value;
}

const NO_CONTEXT: EvaluationContext = { batchTimestampMs: 0, batchId: 0 };

/** The value of an expression that reads no column, or undefined. */
export function foldConstant(expression: TypedExpression): { value: Value } | undefined {
  if (expression.kind === 'literal') return { value: expression.value };
  if (expression.kind !== 'call' || !expression.deterministic || !expression.evaluate) return undefined;
  const args: Vector[] = [];
  for (const arg of expression.args) {
    const folded = foldConstant(arg);
    if (!folded) return undefined;
    const builder = builderFor(arg.type);
    builder.append(folded.value);
    args.push(builder.finish());
  }
  return args.length === 0 ? undefined : { value: expression.evaluate(args, 1, NO_CONTEXT).get(0) };
}
