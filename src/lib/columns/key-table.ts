import { BytesTable } from './bytes-table.ts';
import { PairTable } from './pair-table.ts';
import { findRepeats } from './repeats.ts';
import { decodeRows, encodeKeys } from './row-codec.ts';
import type { DataType } from './types.ts';
import type { BytesVector, Vector } from './vector.ts';

/**
 * Numbers the distinct rows of some columns: 0, 1, 2, … in order of first appearance. Group by, distinct and join all
 * stand on it. Null equals null, NaN equals NaN, and 0.0 equals -0.0 (and is what is shown of either).
 *
 * Each column is numbered by itself, then the pairs of numbers are: no row is copied to make one key of its columns.
 */
export class KeyTable {
  readonly #columns: readonly ColumnTable[];
  /** The first numbers the pairs of columns 0 and 1, the next those of its numbers and column 2, and so on. */
  readonly #pairs: readonly PairTable[];

  constructor(types: readonly DataType[]) {
    this.#columns = types.length === 0 ? [new ColumnTable([])] : types.map(type => new ColumnTable([type]));
    this.#pairs = this.#columns.slice(1).map(() => new PairTable());
  }

  get size(): number {
    return (this.#pairs[this.#pairs.length - 1] ?? this.#columns[0]).size;
  }

  /**
   * The group of each row; rows with a key not seen before found new groups.
   *
   * @param room to write the groups to, where they are not needed for long
   */
  groups(keys: readonly Vector[], length: number, room?: Int32Array): Int32Array {
    let groups = this.#columns[0].add(keys.slice(0, 1), length, room);
    this.#pairs.forEach((pairs, i) => {
      groups = pairs.add(groups, this.#columns[i + 1].add(keys.slice(i + 1, i + 2), length), groups);
    });
    return groups;
  }

  /** The group of each row, -1 where no group has its key. */
  find(keys: readonly Vector[], length: number): Int32Array {
    let groups = this.#columns[0].find(keys.slice(0, 1), length);
    this.#pairs.forEach((pairs, i) => {
      groups = pairs.find(groups, this.#columns[i + 1].find(keys.slice(i + 1, i + 2), length));
    });
    return groups;
  }

  /** The keys of all groups, in order of their numbers. */
  keys(): Vector[] {
    const columns = this.#columns.map(column => column.keys());
    if (this.#pairs.length === 0) return columns[0];
    const keys: Vector[] = [];
    let lefts: Int32Array | undefined;
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const pairs = this.#pairs[i];
      const at = (numbers: Int32Array): Int32Array => (lefts ? lefts.map(left => numbers[left]) : numbers);
      keys.unshift(columns[i + 1][0].take(at(pairs.rights())));
      lefts = at(pairs.lefts());
    }
    return [columns[0][0].take(lefts!), ...keys];
  }
}

/** Numbers the distinct values of one column, as text where it is text and by its encoding where it is not. */
class ColumnTable {
  readonly #types: readonly DataType[];
  readonly #isText: boolean;
  readonly #table: BytesTable;

  /** @param types that of the column; without any, all rows are equal */
  constructor(types: readonly DataType[]) {
    const [type] = types;
    this.#types = types;
    this.#isText = type === 'string' || type === 'binary';
    this.#table = new BytesTable(type === 'string' ? 'string' : 'binary');
  }

  get size(): number {
    return this.#table.size;
  }

  add(column: readonly Vector[], length: number, room?: Int32Array): Int32Array {
    const repeats = column.length === 1 ? findRepeats(column[0], length) : undefined;
    if (!repeats) return this.#table.add(this.#bytesOf(column, length), room);
    const { rows, of } = repeats;
    const numbers = this.#table.add(this.#bytesOf([column[0].take(rows)], rows.length));
    for (let row = 0; row < length; row++) of[row] = numbers[of[row]];
    return of;
  }

  find = (column: readonly Vector[], length: number): Int32Array => this.#table.find(this.#bytesOf(column, length));

  /** The values by their numbers. */
  keys(): Vector[] {
    return this.#isText ? [this.#table.keys()] : decodeRows(this.#table.keys(), this.#types);
  }

  #bytesOf(column: readonly Vector[], length: number): BytesVector {
    return this.#isText ? (column[0] as BytesVector) : encodeKeys(column, length);
  }
}
