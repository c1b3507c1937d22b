import { Batch } from '../columns/batch.ts';
import type { Vector } from '../columns/vector.ts';

/** What a lambda is called with: the values of its parameters, and of each the row around it that it belongs to. */
export class LambdaBatch extends Batch {
  readonly outer: Batch;
  readonly outerRows: Int32Array;

  constructor(outer: Batch, outerRows: Int32Array, parameters: readonly Vector[]) {
    super(parameters, outerRows.length);
    this.outer = outer;
    this.outerRows = outerRows;
  }
}
