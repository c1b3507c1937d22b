import { decimalOperation } from '../../columns/decimal.ts';
import { type DecimalType, decimalType } from '../../columns/types.ts';
import type { DecimalVector, DoubleVector, LongVector, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';
import { CountAccumulator } from './count.ts';
import { DecimalSum, DoubleSum } from './sum.ts';

/** A sum and a count, divided at the end; null for a group without a value. */
abstract class Average implements Accumulator {
  readonly #count = new CountAccumulator();
  readonly #sum: Accumulator;

  constructor(sum: Accumulator) {
    this.#sum = sum;
  }

  update(groups: Int32Array, groupCount: number, args: readonly Vector[], length: number): void {
    this.#sum.update(groups, groupCount, args, length);
    this.#count.update(groups, groupCount, args, length);
  }

  merge(groups: Int32Array, groupCount: number, [sums, counts]: readonly Vector[], length: number): void {
    this.#sum.merge(groups, groupCount, [sums], length);
    this.#count.merge(groups, groupCount, [counts], length);
  }

  buffers(groupCount: number): Vector[] {
    return [this.#sum.results(groupCount), this.#count.results(groupCount)];
  }

  results(groupCount: number): Vector {
    const [sums, counts] = this.buffers(groupCount);
    return this.divide(sums, (counts as LongVector).numbers!, groupCount);
  }

  protected abstract divide(sums: Vector, counts: Float64Array, groupCount: number): Vector;
}

export class DoubleAverage extends Average {
  constructor() {
    super(new DoubleSum());
  }

  protected divide(sums: Vector, counts: Float64Array, groupCount: number): Vector {
    const { values } = sums as DoubleVector;
    return buildVector('double', groupCount, group => (counts[group] === 0 ? null : values[group] / counts[group]));
  }
}

export class DecimalAverage extends Average {
  readonly #sumType: DecimalType;
  readonly #type: DecimalType;

  constructor(sumType: DecimalType, type: DecimalType, ansi: boolean) {
    super(new DecimalSum(sumType, ansi));
    this.#sumType = sumType;
    this.#type = type;
  }

  protected divide(sums: Vector, counts: Float64Array, groupCount: number): Vector {
    const { values } = sums as DecimalVector;
    const quotient = decimalOperation('/', this.#sumType, decimalType(20, 0), this.#type);
    return buildVector(this.#type, groupCount, group =>
      sums.isNull(group) || counts[group] === 0 ? null : (quotient(values[group], BigInt(counts[group])) ?? null),
    );
  }
}
