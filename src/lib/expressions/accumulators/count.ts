import { LongVector, type Vector } from '../../columns/vector.ts';
import type { Accumulator } from '../typed.ts';
import { growDoubles } from './growable.ts';

/** Rows in which no argument is null. A count stays below 2^53. */
export class CountAccumulator implements Accumulator {
  #counts: Float64Array = new Float64Array(64);

  update(groups: Int32Array, groupCount: number, args: readonly Vector[], length: number): void {
    const counts = (this.#counts = growDoubles(this.#counts, groupCount));
    const sparse = args.filter(arg => arg.valid !== undefined || arg.type === 'void');
    if (sparse.length === 0) {
      for (let row = 0; row < length; row++) counts[groups[row]]++;
      return;
    }
    for (let row = 0; row < length; row++) if (!sparse.some(arg => arg.isNull(row))) counts[groups[row]]++;
  }

  merge(groups: Int32Array, groupCount: number, [buffer]: readonly Vector[], length: number): void {
    const counts = (this.#counts = growDoubles(this.#counts, groupCount));
    const { numbers } = buffer as LongVector;
    for (let row = 0; row < length; row++) if (!buffer.isNull(row)) counts[groups[row]] += numbers![row];
  }

  buffers(groupCount: number): Vector[] {
    return [this.results(groupCount)];
  }

  results(groupCount: number): Vector {
    return new LongVector('bigint', growDoubles(this.#counts, groupCount).slice(0, groupCount), groupCount);
  }
}
