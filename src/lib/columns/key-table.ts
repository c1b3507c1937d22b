import { BytesTable } from './bytes-table.ts';
import { decodeRows, encodeKeys } from './row-codec.ts';
import type { DataType } from './types.ts';
import type { BytesVector, Vector } from './vector.ts';

/**
 * Numbers the distinct rows of some columns: 0, 1, 2, … in order of first appearance. Group by, distinct and join all
 * stand on it. Null equals null, NaN equals NaN, and 0.0 equals -0.0 (and is what is shown of either).
 *
 * Several columns, and those that are not text, are encoded as bytes first.
 */
export class KeyTable {
  readonly #types: readonly DataType[];
  /** Of a single column of text the texts themselves are the keys. */
  readonly #isText: boolean;
  readonly #table: BytesTable;

  constructor(types: readonly DataType[]) {
    const [first] = types;
    this.#types = types;
    this.#isText = types.length === 1 && (first === 'string' || first === 'binary');
    this.#table = new BytesTable(first === 'string' && this.#isText ? 'string' : 'binary');
  }

  get size(): number {
    return this.#table.size;
  }

  /**
   * The group of each row; rows with a key not seen before found new groups.
   *
   * @param room to write the groups to, where they are not needed for long
   */
  groups(keys: readonly Vector[], length: number, room?: Int32Array): Int32Array {
    return this.#table.add(this.#bytesOf(keys, length), room);
  }

  /** The group of each row, -1 where no group has its key. */
  find(keys: readonly Vector[], length: number): Int32Array {
    return this.#table.find(this.#bytesOf(keys, length));
  }

  /** The keys of all groups, in order of their numbers. */
  keys(): Vector[] {
    return this.#isText ? [this.#table.keys()] : decodeRows(this.#table.keys(), this.#types);
  }

  #bytesOf(keys: readonly Vector[], length: number): BytesVector {
    return this.#isText ? (keys[0] as BytesVector) : encodeKeys(keys, length);
  }
}
