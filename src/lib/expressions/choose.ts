import type { Batch } from '../columns/batch.ts';
import { concatVectors } from '../columns/concat.ts';
import type { DataType } from '../columns/types.ts';
import type { Vector } from '../columns/vector.ts';
import { nullVector } from '../columns/vector-builder.ts';
import type { EvaluationContext, Kernel } from './typed.ts';

/** A branch of a conditional: for which rows it is taken, and its values for just these rows. */
export interface Branch {
  readonly rows: Int32Array;
  readonly values: Vector;
}

/** Works an expression out for some rows only, so that the others cannot make it fail. */
export function evaluateRows(kernel: Kernel, batch: Batch, rows: Int32Array, context: EvaluationContext): Branch {
  const chosen = rows.length === batch.length ? batch : batch.take(rows);
  return { rows, values: kernel(chosen, context) };
}

/** Puts the values of the branches back in their rows; rows of no branch are null. */
export function assemble(type: DataType, branches: readonly Branch[], length: number): Vector {
  const taken = branches.filter(branch => branch.rows.length > 0);
  if (taken.length === 1 && taken[0].rows.length === length) return taken[0].values;
  if (taken.length === 0) return nullVector(type, length);
  const places = new Int32Array(length).fill(-1);
  let offset = 0;
  for (const { rows } of taken) {
    for (let i = 0; i < rows.length; i++) places[rows[i]] = offset + i;
    offset += rows.length;
  }
  const all = concatVectors(
    type,
    taken.map(branch => branch.values),
  );
  return all.take(places);
}
