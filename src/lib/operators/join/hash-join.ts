/**
 * The join of two tables, or of a stream with a table: the table (the right side, or whichever does not stream) is
 * read into a hash table by key, the rows of the other side are looked up in it.
 */
import { BATCH_ROWS, Batch } from '../../columns/batch.ts';
import { concatBatches } from '../../columns/concat.ts';
import { KeyTable } from '../../columns/key-table.ts';
import { rowsWhere, trueRows } from '../../columns/selection.ts';
import type { DataType } from '../../columns/types.ts';
import type { BooleanVector, Vector } from '../../columns/vector.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import { bind } from '../../expressions/bind.ts';
import type { EvaluationContext, Kernel } from '../../expressions/typed.ts';
import { isStreaming } from '../../plan/node.ts';
import type { Execution, MicroBatch } from '../../plan/operator.ts';
import { takeApart } from './condition.ts';
import type { Join } from './join.ts';

export function hashJoin(node: Join): Execution {
  const { type, condition, children, settings } = node;
  const [left, right] = children;
  const { keys, residual } = takeApart(condition, left.output, right.output, settings);
  const builtSide = isStreaming(right) && !isStreaming(left) ? 0 : 1;
  const probeSide = 1 - builtSide;
  const keyKernels = (side: 0 | 1): Kernel[] => {
    const sideKeys = keys.map(key => (side === 0 ? key.left : key.right));
    return sideKeys.map(key => bind(key, children[side].output));
  };
  const probeKeys = keyKernels(probeSide as 0 | 1);
  const buildKeys = keyKernels(builtSide as 0 | 1);
  const test = residual && bind(residual, [...left.output, ...right.output]);
  const keepsProbe = type === 'full' || type === (probeSide === 0 ? 'left' : 'right');
  const keepsBuilt = type === 'full' || type === (builtSide === 0 ? 'left' : 'right');
  const nullSafe = keys.map(key => key.nullSafe);

  /** Rows of the probe side beside rows of the built one; a negative number stands for nulls. */
  function pairUp(probe: Batch, probeRows: Int32Array, built: Batch, builtRows: Int32Array): Batch {
    const probeColumns = probe.columns.map(column => column.take(probeRows));
    const builtColumns = built.columns.map(column => column.take(builtRows));
    const columns = probeSide === 0 ? [...probeColumns, ...builtColumns] : [...builtColumns, ...probeColumns];
    return new Batch(columns, probeRows.length);
  }

  async function* run(inputs: readonly AsyncIterable<Batch>[], batch: MicroBatch): AsyncGenerator<Batch> {
    const types = children[builtSide].output.map(column => column.type);
    const table = await BuiltTable.read(inputs[builtSide], types, buildKeys, nullSafe, batch);
    const builtMatched = new Uint8Array(table.rows.length);
    for await (const probe of inputs[probeSide]) {
      const matched = new Uint8Array(probe.length);
      for (const [probeRows, builtRows] of table.candidates(probe, probeKeys, batch)) {
        const pairs = pairUp(probe, probeRows, table.rows, builtRows);
        const hits = test && trueRows(test(pairs, batch) as BooleanVector);
        const count = hits ? hits.length : pairs.length;
        for (let i = 0; i < count; i++) {
          const pair = hits ? hits[i] : i;
          matched[probeRows[pair]] = 1;
          builtMatched[builtRows[pair]] = 1;
        }
        if (type !== 'semi' && type !== 'anti' && count > 0) yield hits ? pairs.take(hits) : pairs;
      }
      yield* unpaired(probe, matched, table.rows);
    }
    if (keepsBuilt) yield* unmatchedBuilt(table.rows, builtMatched);
  }

  function* unpaired(probe: Batch, matched: Uint8Array, built: Batch): Generator<Batch> {
    if (type === 'semi' || type === 'anti') {
      const rows = rowsFlagged(matched, type === 'semi' ? 1 : 0);
      if (rows.length > 0) yield probe.take(rows);
    } else if (keepsProbe) {
      const rows = rowsFlagged(matched, 0);
      if (rows.length > 0) yield pairUp(probe, rows, built, nowhere(rows.length));
    }
  }

  function* unmatchedBuilt(built: Batch, matched: Uint8Array): Generator<Batch> {
    const rows = rowsFlagged(matched, 0);
    if (rows.length === 0) return;
    const nothing = new Batch(
      children[probeSide].output.map(column => nullVector(column.type, 1)),
      1,
    );
    yield* pairUp(nothing, nowhere(rows.length), built, rows).pieces();
  }

  return { run };
}

const nowhere = (length: number): Int32Array => new Int32Array(length).fill(-1);

const rowsFlagged = (flags: Uint8Array, wanted: 0 | 1): Int32Array =>
  rowsWhere(flags.length, row => flags[row] === wanted);

/** All rows of one side, found by their keys. */
class BuiltTable {
  readonly rows: Batch;
  readonly #table: KeyTable;
  /** The rows of each key, one list behind the other: those of key k are order[starts[k], starts[k + 1]). */
  readonly #starts: Int32Array;
  readonly #order: Int32Array;
  readonly #nullSafe: readonly boolean[];

  static async read(
    input: AsyncIterable<Batch>,
    types: readonly DataType[],
    keys: readonly Kernel[],
    nullSafe: readonly boolean[],
    context: EvaluationContext,
  ): Promise<BuiltTable> {
    const parts: Batch[] = [];
    for await (const rows of input) parts.push(rows);
    const rows = concatBatches(parts, types);
    return new BuiltTable(
      rows,
      keys.map(key => key(rows, context)),
      nullSafe,
    );
  }

  constructor(rows: Batch, keys: readonly Vector[], nullSafe: readonly boolean[]) {
    this.rows = rows;
    this.#nullSafe = nullSafe;
    this.#table = new KeyTable(keys.map(key => key.type));
    const groups = keys.length === 0 ? new Int32Array(rows.length) : this.#table.groups(keys, rows.length);
    const usable = this.#usable(keys, rows.length);
    const groupCount = Math.max(1, this.#table.size);
    this.#starts = new Int32Array(groupCount + 1);
    for (const row of usable) this.#starts[groups[row] + 1]++;
    for (let group = 0; group < groupCount; group++) this.#starts[group + 1] += this.#starts[group];
    this.#order = new Int32Array(usable.length);
    const next = this.#starts.slice();
    for (const row of usable) this.#order[next[groups[row]]++] = row;
  }

  /** Pairs of rows with equal keys (all pairs, where the join has no keys), in pieces. */
  *candidates(
    probe: Batch,
    kernels: readonly Kernel[],
    context: EvaluationContext,
  ): Generator<[probeRows: Int32Array, builtRows: Int32Array]> {
    const keys = kernels.map(kernel => kernel(probe, context));
    const groups = keys.length === 0 ? new Int32Array(probe.length) : this.#table.find(keys, probe.length);
    let [probeRows, builtRows]: [number[], number[]] = [[], []];
    for (const row of this.#usable(keys, probe.length)) {
      if (groups[row] < 0) continue;
      for (let i = this.#starts[groups[row]]; i < this.#starts[groups[row] + 1]; i++) {
        probeRows.push(row);
        builtRows.push(this.#order[i]);
      }
      if (probeRows.length < BATCH_ROWS) continue;
      yield [Int32Array.from(probeRows), Int32Array.from(builtRows)];
      [probeRows, builtRows] = [[], []];
    }
    if (probeRows.length > 0) yield [Int32Array.from(probeRows), Int32Array.from(builtRows)];
  }

  /** The rows without a null that equals nothing. */
  #usable(keys: readonly Vector[], length: number): Int32Array {
    const strict = keys.filter((key, i) => !this.#nullSafe[i] && (key.valid !== undefined || key.type === 'void'));
    return rowsWhere(length, row => !strict.some(key => key.isNull(row)));
  }
}
