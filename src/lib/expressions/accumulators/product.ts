import type { DoubleVector, Vector } from '../../columns/vector.ts';
import { buildVector } from '../../columns/vector-builder.ts';
import type { Accumulator } from '../typed.ts';
import { growBytes, growDoubles } from './growable.ts';

/** Products of doubles, in the order in which the rows come; null for a group without a value. */
export class ProductAccumulator implements Accumulator {
  #products: Float64Array = new Float64Array(64);
  #seen: Uint8Array = new Uint8Array(64);

  update(groups: Int32Array, groupCount: number, [values]: readonly Vector[], length: number): void {
    const products = (this.#products = growDoubles(this.#products, groupCount));
    const seen = (this.#seen = growBytes(this.#seen, groupCount));
    const numbers = (values as DoubleVector).values;
    for (let row = 0; row < length; row++) {
      if (values.isNull(row)) continue;
      const group = groups[row];
      products[group] = seen[group] ? products[group] * numbers[row] : numbers[row];
      seen[group] = 1;
    }
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    this.update(groups, groupCount, buffers, length);
  }

  buffers(groupCount: number): Vector[] {
    return [this.results(groupCount)];
  }

  results(groupCount: number): Vector {
    return buildVector('double', groupCount, group => (this.#seen[group] ? this.#products[group] : null));
  }
}
