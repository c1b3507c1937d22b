import type { Batch } from '../../columns/batch.ts';
import type { DataType, Schema } from '../../columns/types.ts';
import type { Vector } from '../../columns/vector.ts';
import { bind } from '../../expressions/bind.ts';
import type { Accumulator, AggregateCall, EvaluationContext, Kernel } from '../../expressions/typed.ts';
import type { Aggregate } from './aggregate.ts';
import { GroupingKeys } from './grouping-keys.ts';

/**
 * What is kept of a group: the buffers of all aggregates, side by side. Where one keeps several values, they have its name
 * and a number.
 */
export const bufferColumnsOf = ({ calls }: Aggregate): Schema =>
  calls.flatMap(({ call: { bufferTypes }, attribute: { name } }) =>
    bufferTypes.map((type, i) => ({ name: bufferTypes.length === 1 ? name : `${name}.${i + 1}`, type })),
  );

/** The types of `bufferColumnsOf`. */
export const bufferTypesOf = ({ calls }: Aggregate): DataType[] => calls.flatMap(({ call }) => call.bufferTypes);

/** The function that each column of `bufferColumnsOf` is of; two columns of other functions are never the same. */
export const bufferFunctionsOf = ({ calls }: Aggregate): string[] =>
  calls.flatMap(({ call: { name, distinct, bufferTypes, variant } }) =>
    bufferTypes.map(() => [name, distinct && 'distinct', variant].filter(Boolean).join(' ')),
  );

/** Accumulators side by side, their buffers laid one behind the other. */
export class Accumulators {
  readonly #calls: readonly AggregateCall[];
  readonly #accumulators: readonly Accumulator[];

  constructor({ calls }: Aggregate) {
    this.#calls = calls.map(({ call }) => call);
    this.#accumulators = this.#calls.map(call => call.accumulator());
  }

  /** @param args the argument columns of each aggregate */
  update(groups: Int32Array, groupCount: number, args: readonly (readonly Vector[])[], length: number): void {
    this.#accumulators.forEach((accumulator, i) => {
      accumulator.update(groups, groupCount, args[i], length);
    });
  }

  merge(groups: Int32Array, groupCount: number, buffers: readonly Vector[], length: number): void {
    let from = 0;
    this.#accumulators.forEach((accumulator, i) => {
      const to = from + this.#calls[i].bufferTypes.length;
      accumulator.merge(groups, groupCount, buffers.slice(from, to), length);
      from = to;
    });
  }

  buffers = (groupCount: number): Vector[] =>
    this.#accumulators.flatMap(accumulator => accumulator.buffers(groupCount));

  results = (groupCount: number): Vector[] => this.#accumulators.map(accumulator => accumulator.results(groupCount));
}

/** Groups the rows of one micro-batch, or of a whole batch query. */
export class Grouping {
  readonly accumulators: Accumulators;
  readonly #keys: GroupingKeys;
  readonly #args: readonly (readonly Kernel[])[];

  constructor(node: Aggregate) {
    const input = node.children[0].output;
    this.accumulators = new Accumulators(node);
    this.#keys = new GroupingKeys(node);
    this.#args = node.calls.map(({ call }) => call.args.map(arg => bind(arg, input)));
  }

  /** Groups so far. Without keys there is one from the start, rows or no rows. */
  get size(): number {
    return this.#keys.size;
  }

  add(rows: Batch, context: EvaluationContext): void {
    const groups = this.#keys.groupsOf(rows, context);
    const args = this.#args.map(kernels => kernels.map(kernel => kernel(rows, context)));
    this.accumulators.update(groups, this.size, args, rows.length);
  }

  /** The keys of all groups. */
  keys = (): Vector[] => this.#keys.keys();
}
