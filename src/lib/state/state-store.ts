import type { Schema } from '../columns/types.ts';
import type { BytesVector } from '../columns/vector.ts';

/** Some entries of a store: row i of both vectors is one entry. */
export interface StateEntries {
  readonly keys: BytesVector;
  readonly values: BytesVector;
}

/** Entries found under some prefixes; `rows[i]` tells of which prefix entry i is. */
export interface PrefixedEntries extends StateEntries {
  readonly rows: Int32Array;
}

/** What makes one version of a store from another. */
export interface StateChanges {
  readonly removed: BytesVector;
  readonly put: StateEntries;
  readonly options: PutOptions;
}

export interface PutOptions {
  /**
   * For each entry, the watermark (milliseconds since 1970 UTC) at which it expires; Infinity: never. When left out,
   * known entries keep theirs and new ones never expire.
   */
  readonly expiriesMs?: Float64Array;
  /** For each entry, the leading part of its key by which `scan` finds it; the same in every put of a key. */
  readonly prefixes?: BytesVector;
}

/**
 * What a stateful operator keeps from batch to batch: a map from bytes to bytes. Many keys at a time, and nothing
 * is awaited but the commit. Keys of one call are distinct.
 *
 * What was put and removed since the last commit belongs to the next version. A version is the id of the batch
 * that wrote it, plus 1; opening a store at a version gives exactly what that commit left.
 */
export interface StateStore {
  /** Entries held. */
  readonly size: number;
  /** The bytes that the store keeps in memory, about. */
  readonly memoryBytes: number;
  /** The least watermark at which some entry expires, in milliseconds since 1970 UTC; undefined when none ever does. */
  readonly nextExpiryMs: number | undefined;
  /** The value of each key; null where there is none. */
  getMany(keys: BytesVector): BytesVector;
  putMany(keys: BytesVector, values: BytesVector, options?: PutOptions): void;
  removeMany(keys: BytesVector): void;
  /** Removes the entries that expire at or before this watermark, and gives them, in pieces, in the order of time. */
  takeExpired(watermarkMs: number): Iterable<StateEntries>;
  /** The entries under each prefix, in the order in which they were first put. */
  scan(prefixes: BytesVector): PrefixedEntries;
  /** All entries, in the order in which they were first put, in pieces. The store must not change meanwhile. */
  entries(): Iterable<StateEntries>;
  /** Makes the changes durable as one version. */
  commit(version: number): Promise<void>;
}

/**
 * What the keys and values of a store are made of: types for a later run to be compared with, names for people who look
 * at the state.
 */
export interface StoreColumns {
  readonly key: Schema;
  readonly value: Schema;
  /** The aggregate function that each value is of; empty for what is of none. */
  readonly functions?: readonly string[];
}

/** Opens the store of one operator of one query; the same name gives the same store. */
export type OpenStateStore = (name: string, columns: StoreColumns) => StateStore;

/** The stores of one query. */
export interface StateStores {
  /** @param name of the operator's place in the query, and of the store in the operator: `0/groups` */
  open(name: string): StateStore;
  /**
   * Brings all stores that are open to the version that a run has committed; before the first batch.
   *
   * @param run whose files hold it
   */
  restore(version: number, run: string): Promise<void>;
  /** No store is used any more. What a version holds stays. */
  close(): void;
}
