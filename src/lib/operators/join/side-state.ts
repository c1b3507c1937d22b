import type { Batch } from '../../columns/batch.ts';
import { decodeRows, encodeKeys, encodeRows } from '../../columns/row-codec.ts';
import type { DataType, Schema } from '../../columns/types.ts';
import type { BooleanVector, BytesVector, Vector } from '../../columns/vector.ts';
import { vectorOf } from '../../columns/vector-builder.ts';
import type { StateEntries, StateStore, StoreColumns } from '../../state/state-store.ts';

/** Rows kept of one side of a stream-stream join: the columns, and whether a partner was ever found. */
export interface KeptRows {
  readonly rows: readonly Vector[];
  readonly matched: BooleanVector;
  readonly size: number;
  /** The store's own keys, by which the rows are named in `setMatched`. */
  readonly names: BytesVector;
}

/** The state of one side: its rows by join key. Each row is named by its key and a number, in order of arrival. */
export class SideState {
  readonly #store: StateStore;
  readonly #types: readonly DataType[];
  readonly #keyTypes: readonly DataType[];
  #next: bigint | undefined;

  constructor(open: (columns: StoreColumns) => StateStore, key: Schema, rows: Schema) {
    this.#store = open({
      key: [...key, { name: 'number', type: 'bigint' }],
      value: [{ name: 'matched', type: 'boolean' }, ...rows],
    });
    this.#types = rows.map(({ type }) => type);
    this.#keyTypes = key.map(({ type }) => type);
  }

  get size(): number {
    return this.#store.size;
  }

  get memoryBytes(): number {
    return this.#store.memoryBytes;
  }

  /** @param expiriesMs the watermark at which each row can be let go; Infinity: never */
  add(keys: readonly Vector[], rows: Batch, matched: Uint8Array, expiriesMs: Float64Array): void {
    const { length } = rows;
    const first = this.#nextNumber();
    const numbers = vectorOf(
      'bigint',
      Array.from({ length }, (_, row) => first + BigInt(row)),
    );
    this.#next = first + BigInt(length);
    const flags = vectorOf(
      'boolean',
      Array.from(matched.subarray(0, length), flag => flag === 1),
    );
    this.#store.putMany(encodeKeys([...keys, numbers], length), encodeRows([flags, ...rows.columns], length), {
      prefixes: encodeKeys(keys, length),
      expiriesMs,
    });
  }

  /** The rows kept under each of some distinct keys; `of[i]` tells of which key row i is. */
  find(keys: readonly Vector[], length: number): KeptRows & { of: Int32Array } {
    const { rows, ...entries } = this.#store.scan(encodeKeys(keys, length));
    return { ...this.#decode(entries), of: rows };
  }

  /** Notes that these rows have found a partner. */
  setMatched({ rows, names }: KeptRows, places: Int32Array): void {
    if (places.length === 0) return;
    const flags = vectorOf('boolean', new Array(places.length).fill(true));
    const values = encodeRows([flags, ...rows.map(column => column.take(places))], places.length);
    this.#store.putMany(names.take(places), values);
  }

  *takeExpired(watermarkMs: number): Generator<KeptRows> {
    for (const entries of this.#store.takeExpired(watermarkMs)) yield this.#decode(entries);
  }

  commit = (version: number): Promise<void> => this.#store.commit(version);

  #decode({ keys, values }: StateEntries): KeptRows {
    const [matched, ...rows] = decodeRows(values, ['boolean', ...this.#types]);
    return { rows, matched: matched as BooleanVector, size: keys.length, names: keys };
  }

  /** Numbers go on behind the greatest one in the store, so that they stay in order after a restart. */
  #nextNumber(): bigint {
    if (this.#next !== undefined) return this.#next;
    let next = 0n;
    for (const { keys } of this.#store.entries()) {
      const numbers = decodeRows(keys, [...this.#keyTypes, 'bigint'])[this.#keyTypes.length];
      for (let row = 0; row < keys.length; row++) {
        const number = numbers.get(row) as bigint;
        if (number >= next) next = number + 1n;
      }
    }
    return next;
  }
}
