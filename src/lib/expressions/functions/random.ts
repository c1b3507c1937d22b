import { AnalysisError } from '../../base/errors.ts';
import { DoubleVector, type Value } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import { anyArray, coerce, type Parameter } from '../coercion.ts';
import { type FunctionDefinition, foldConstant, requireCount, typedCall } from '../function.ts';
import { MersenneTwister } from '../mersenne-twister.ts';
import { type EvaluationContext, sqlOf, type TypedExpression, typedLiteral } from '../typed.ts';
import { XorShift } from '../xor-shift.ts';

export const randomFunctions: readonly FunctionDefinition[] = [
  random('rand', 'rand', generator => generator.nextDouble()),
  random('random', 'rand', generator => generator.nextDouble()),
  random('randn', 'randn', generator => generator.nextGaussian()),
  {
    name: 'uuid',
    resolve(given) {
      requireCount('uuid', given.length, 0, 1);
      const generators = generatorsFrom('uuid', given[0]);
      return typedCall({
        name: 'uuid',
        args: [],
        type: 'string',
        nullable: false,
        deterministic: false,
        evaluate: (_, length, context) => {
          const generator = generators(context);
          return vectorOf(
            'string',
            Array.from({ length }, () => nextUuid(generator)),
          );
        },
      });
    },
  },
  {
    name: 'shuffle',
    resolve(given, { settings }) {
      requireCount('shuffle', given.length, 1, 2);
      const array = coerce(given[0], anyArray, 'shuffle', 0, settings);
      const generators = generatorsFrom('shuffle', given[1]);
      return typedCall({
        name: 'shuffle',
        args: [array],
        type: array.type,
        deterministic: false,
        evaluate: ([arrays], length, context) => {
          const generator = generators(context);
          return vectorOf(
            array.type,
            Array.from({ length }, (_, row) => shuffled(arrays.get(row), generator)),
          );
        },
      });
    },
  },
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
      const seed: TypedExpression = given[0] ?? typedLiteral('bigint', anySeed());
      const constant = foldConstant(coerce(seed, seedType, name, 0, settings));
      if (!constant) throw new AnalysisError('SEED_EXPRESSION_IS_UNFOLDABLE', { name });
      const generators = perMicroBatch(() => new XorShift(BigInt((constant.value ?? 0) as number | bigint)));
      return typedCall({
        name,
        args: [seed],
        type: 'double',
        nullable: false,
        deterministic: false,
        sql: ([text]) => `${shown}(${text})`,
        evaluate: (_, length, context) => {
          const generator = generators(context);
          const values = new Float64Array(length);
          for (let row = 0; row < length; row++) values[row] = next(generator);
          return new DoubleVector('double', values, length);
        },
      });
    },
  };
}

const anySeed = (): bigint => BigInt(Math.floor(Math.random() * 2 ** 53));

/** A micro-batch comes in several batches of rows, which share its generator. */
function perMicroBatch<G>(make: () => G): (context: EvaluationContext) => G {
  const generators = new WeakMap<EvaluationContext, G>();
  return context => {
    const generator = generators.get(context) ?? make();
    generators.set(context, generator);
    return generator;
  };
}

/** @param given the seed, an integer as it is written; without one, or where it is null, any */
function generatorsFrom(
  name: string,
  given: TypedExpression | undefined,
): (context: EvaluationContext) => MersenneTwister {
  const isSeed =
    given === undefined || (given.kind === 'literal' && ['int', 'bigint', 'void'].includes(given.type as string));
  if (!isSeed) throw new AnalysisError('INVALID_PARAMETER_VALUE.LONG', { name, value: sqlOf(given) });
  const seed = BigInt(((given as { value?: Value } | undefined)?.value ?? anySeed()) as number | bigint);
  return perMicroBatch(() => new MersenneTwister(seed));
}

/** Of version 4 and variant 1. */
function nextUuid(generator: MersenneTwister): string {
  const high = BigInt.asUintN(64, generator.nextLong() & 0xffffffffffff0fffn) | 0x4000n;
  const low = (generator.nextLong() | 0x8000000000000000n) & 0xbfffffffffffffffn;
  const digits = ((high << 64n) | low).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Each value takes the place of any before it or its own, and what stood there goes to the end. */
function shuffled(array: Value, generator: MersenneTwister): Value {
  if (array === null) return null;
  const values: Value[] = [];
  for (const value of array as readonly Value[]) {
    const place = generator.nextInt(values.length + 1);
    values.push(values[place]);
    values[place] = value;
  }
  return values;
}
