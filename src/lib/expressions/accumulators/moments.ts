import type { DoubleVector, Value, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';
import { growDoubles } from './growable.ts';

/**
 * Count, mean and the sum of squared distances from it, updated row by row and merged without loss of precision:
 * what variance and standard deviation are made of.
 *
 * @see Chan, Golub, LeVeque: Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979
 */
export class MomentsAccumulator implements Accumulator {
  #counts: Float64Array = new Float64Array(64);
  #means: Float64Array = new Float64Array(64);
  #squares: Float64Array = new Float64Array(64);
  readonly #finish: (count: number, squares: number) => Value;

  /** @param finish called for groups with a value */
  constructor(finish: (count: number, squares: number) => Value) {
    this.#finish = finish;
  }

  update(groups: Int32Array, groupCount: number, [vector]: readonly Vector[], length: number): void {
    this.#grow(groupCount);
    const { values } = vector as DoubleVector;
    for (let row = 0; row < length; row++) {
      if (vector.isNull(row)) continue;
      const group = groups[row];
      const count = ++this.#counts[group];
      const delta = values[row] - this.#means[group];
      const step = delta / count;
      this.#means[group] += step;
      this.#squares[group] += delta * (delta - step);
    }
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.#grow(groupCount);
    const [counts, means, squares] = buffers.map(buffer => (buffer as DoubleVector).values);
    for (let row = 0; row < length; row++) {
      if (buffers[0].isNull(row)) continue;
      const group = groups[row];
      const [before, added] = [this.#counts[group], counts[row]];
      const count = before + added;
      const delta = means[row] - this.#means[group];
      const step = count === 0 ? 0 : delta / count;
      this.#counts[group] = count;
      this.#means[group] += step * added;
      this.#squares[group] += squares[row] + delta * step * before * added;
    }
  }

  buffers(groupCount: number): Vector[] {
    this.#grow(groupCount);
    return [this.#counts, this.#means, this.#squares].map(values =>
      buildVector('double', groupCount, group => values[group]),
    );
  }

  results(groupCount: number): Vector {
    this.#grow(groupCount);
    return buildVector('double', groupCount, group =>
      this.#counts[group] === 0 ? null : this.#finish(this.#counts[group], this.#squares[group]),
    );
  }

  #grow(groupCount: number): void {
    this.#counts = growDoubles(this.#counts, groupCount);
    this.#means = growDoubles(this.#means, groupCount);
    this.#squares = growDoubles(this.#squares, groupCount);
  }
}
