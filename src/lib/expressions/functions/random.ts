import { AnalysisError } from '../../base/errors.ts';
import { DoubleVector } from '../../columns/vector.ts';
import { coerce, type Parameter } from '../coercion.ts';
import { type FunctionDefinition, foldConstant, requireCount, typedCall } from '../function.ts';
import { type EvaluationContext, type TypedExpression, typedLiteral } from '../typed.ts';
import { XorShift } from '../xor-shift.ts';

export const randomFunctions: readonly FunctionDefinition[] = [
  random('rand', 'rand', generator => generator.nextDouble()),
  random('random', 'rand', generator => generator.nextDouble()),
  random('randn', 'randn', generator => generator.nextGaussian()),
];

const seedType: Parameter = {
  requires: '"INT" or "BIGINT"',
  accepts: type => type === 'int' || type === 'bigint',
  fromNull: 'bigint',
};

/** With a seed the numbers of Spark's first partition, anew in every micro-batch; without one, others in every query. */
function random(name: string, shown: string, next: (generator: XorShift) => number): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 0, 1);
      const seed: TypedExpression = given[0] ?? typedLiteral('bigint', BigInt(Math.floor(Math.random() * 2 ** 53)));
      const constant = foldConstant(coerce(seed, seedType, name, 0, settings));
      if (!constant) throw new AnalysisError('SEED_EXPRESSION_IS_UNFOLDABLE', { name });
      // A micro-batch comes in several batches of rows, which share its generator.
      const generators = new WeakMap<EvaluationContext, XorShift>();
      return typedCall({
        name,
        args: [seed],
        type: 'double',
        nullable: false,
        deterministic: false,
        sql: ([text]) => `${shown}(${text})`,
        evaluate: (_, length, context) => {
          const generator = generators.get(context) ?? new XorShift(BigInt((constant.value ?? 0) as number | bigint));
          generators.set(context, generator);
          const values = new Float64Array(length);
          for (let row = 0; row < length; row++) values[row] = next(generator);
          return new DoubleVector('double', values, length);
        },
      });
    },
  };
}
