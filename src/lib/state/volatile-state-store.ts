import type { BytesVector } from '../columns/vector.ts';
import type { Entries, OpenEntries } from './entries.ts';
import type { PrefixedEntries, PutOptions, StateEntries, StateStore, StateStores } from './state-store.ts';

/** Stores that live and die with the process. */
export function volatileStateStores(openEntries: OpenEntries): StateStores {
  const stores: VolatileStateStore[] = [];
  return {
    open() {
      const store = new VolatileStateStore(openEntries(false));
      stores.push(store);
      return store;
    },
    restore: async () => {},
    close() {
      for (const store of stores) store.close();
    },
  };
}

class VolatileStateStore implements StateStore {
  #entries: Entries;

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get memoryBytes(): number {
    return this.#entries.memoryBytes;
  }

  get nextExpiryMs(): number | undefined {
    return this.#entries.nextExpiryMs;
  }

  getMany(keys: BytesVector): BytesVector {
    return this.#entries.getMany(keys);
  }

  putMany(keys: BytesVector, values: BytesVector, options?: PutOptions): void {
    this.#entries.putMany(keys, values, options);
    this.#compact();
  }

  removeMany(keys: BytesVector): void {
    this.#entries.removeMany(keys);
    this.#compact();
  }

  *takeExpired(watermarkMs: number): Generator<StateEntries> {
    yield* this.#entries.takeExpired(watermarkMs);
    this.#compact();
  }

  scan(prefixes: BytesVector): PrefixedEntries {
    return this.#entries.scan(prefixes);
  }

  entries(): Iterable<StateEntries> {
    return this.#entries.entries();
  }

  async commit(): Promise<void> {}

  close(): void {
    this.#entries.close();
  }

  #compact(): void {
    if (this.#entries.isSparse) this.#entries = this.#entries.compacted();
  }
}
