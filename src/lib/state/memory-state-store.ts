import type { BytesVector } from '../columns/vector.ts';
import { EntryTable } from './entry-table.ts';
import type { PrefixedEntries, PutOptions, StateEntries, StateStore, StateStores } from './state-store.ts';

/** Stores that live and die with the process. */
export const memoryStateStores: StateStores = {
  open: () => new MemoryStateStore(),
  restore: async () => {},
};

/** A state store that lives and dies with the process. */
export class MemoryStateStore implements StateStore {
  #table = new EntryTable();

  get size(): number {
    return this.#table.size;
  }

  get memoryBytes(): number {
    return this.#table.memoryBytes;
  }

  get nextExpiryMs(): number | undefined {
    return this.#table.nextExpiryMs;
  }

  getMany(keys: BytesVector): BytesVector {
    return this.#table.getMany(keys);
  }

  putMany(keys: BytesVector, values: BytesVector, options?: PutOptions): void {
    this.#table.putMany(keys, values, options);
    this.#compact();
  }

  removeMany(keys: BytesVector): void {
    this.#table.removeMany(keys);
    this.#compact();
  }

  *takeExpired(watermarkMs: number): Generator<StateEntries> {
    yield* this.#table.takeExpired(watermarkMs);
    this.#compact();
  }

  scan(prefixes: BytesVector): PrefixedEntries {
    return this.#table.scan(prefixes);
  }

  entries(): Iterable<StateEntries> {
    return this.#table.entries();
  }

  async commit(): Promise<void> {}

  #compact(): void {
    if (this.#table.isSparse) this.#table = this.#table.compacted();
  }
}
