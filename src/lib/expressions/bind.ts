import { invariant } from '../base/errors.ts';
import { Batch } from '../columns/batch.ts';
import { NullVector, type Vector } from '../columns/vector.ts';
import { repeatValue } from '../columns/vector-builder.ts';
import { LambdaBatch } from './lambda-batch.ts';
import {
  type Attribute,
  type Call,
  type Kernel,
  type LambdaExpression,
  type Literal,
  referencesOf,
  type TypedExpression,
} from './typed.ts';

/** Binds an expression to the columns of its input: the result makes one column from a batch. */
export function bind(expression: TypedExpression, input: readonly Attribute[]): Kernel {
  switch (expression.kind) {
    case 'attribute': {
      const column = input.findIndex(({ id }) => id === expression.id);
      invariant(column >= 0, `column ${expression.name}#${expression.id} is among the input's`);
      return batch => batch.columns[column];
    }
    case 'literal':
      return bindLiteral(expression);
    case 'call':
      return bindCall(expression, input);
    case 'lambda':
      return bindLambda(expression, input);
    default:
      invariant(false, `${expression.kind} expressions are taken out by their operators`);
  }
}

/** Given a `LambdaBatch`; columns that the body does not read are not spread over the elements. */
function bindLambda({ parameters, body }: LambdaExpression, input: readonly Attribute[]): Kernel {
  const kernel = bind(body, [...input, ...parameters]);
  const read = referencesOf(body);
  const isRead = input.map(({ id }) => read.has(id));
  return (batch, context) => {
    invariant(batch instanceof LambdaBatch, 'a lambda is called by a function that takes one');
    const { outer, outerRows, length } = batch;
    const columns = outer.columns.map((column, i) => (isRead[i] ? column.take(outerRows) : new NullVector(length)));
    return kernel(new Batch([...columns, ...batch.columns.slice(0, parameters.length)], length), context);
  };
}

function bindCall(call: Call, input: readonly Attribute[]): Kernel {
  const { evaluate, evaluateLazily } = call;
  const args = call.args.map(arg => bind(arg, input));
  if (evaluateLazily) return (batch, context) => evaluateLazily(args, batch, context);
  invariant(evaluate, `${call.name} can be evaluated`);
  return (batch, context) => {
    const columns = args.map(arg => arg(batch, context));
    return evaluate(columns, batch.length, context);
  };
}

/** The column of a constant is made once and cut to length for every batch. */
function bindLiteral({ type, value }: Literal): Kernel {
  let longest: Vector | undefined;
  return ({ length }) => {
    if (!longest || longest.length < length) longest = repeatValue(type, value, length);
    return longest.length === length ? longest : longest.slice(0, length);
  };
}
