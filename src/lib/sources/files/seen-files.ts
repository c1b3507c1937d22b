import { folderOf } from '../../files/paths.ts';

/** A file of a stream, as its log tells of it. */
export interface FoundFile {
  /** Absolute, as `Files.address` gives it. */
  readonly address: string;
  /** Milliseconds since 1970 UTC. */
  readonly modifiedMs: number;
}

/**
 * Which files were taken already. What is older than the newest of them by more than an age is forgotten, and not taken
 * any more: so the memory of a stream that runs for years stays small.
 *
 * @see Spark FileStreamSource.SeenFilesMap
 */
export class SeenFiles {
  readonly #maxAgeMs: number;
  readonly #keyOf: (address: string) => string;
  readonly #times = new Map<string, number>();
  #newestMs = 0;
  /** Nothing older was seen, or may still be. Only the last purge moves it: until then nothing is forgotten. */
  #oldestMs = Number.NEGATIVE_INFINITY;

  /** @param fileNameOnly a file is known by its name, whatever folder it is in */
  constructor(maxAgeMs: number, fileNameOnly: boolean) {
    this.#maxAgeMs = maxAgeMs;
    this.#keyOf = fileNameOnly ? address => address.slice(address.lastIndexOf('/') + 1) : address => address;
  }

  add({ address, modifiedMs }: FoundFile): void {
    this.#times.set(this.#keyOf(address), modifiedMs);
    this.#newestMs = Math.max(this.#newestMs, modifiedMs);
  }

  isNew({ address, modifiedMs }: FoundFile): boolean {
    return modifiedMs >= this.#oldestMs && !this.#times.has(this.#keyOf(address));
  }

  /** Those of some folders, and not of the folders in them. */
  directlyIn(folders: ReadonlySet<string>): string[] {
    if (folders.size === 0) return [];
    return [...this.#times.keys()].filter(key => folders.has(folderOf(key)));
  }

  /** Forgets what is too old. */
  purge(): void {
    const oldestMs = this.#newestMs - this.#maxAgeMs;
    if (oldestMs === this.#oldestMs) return;
    this.#oldestMs = oldestMs;
    for (const [key, modifiedMs] of this.#times) if (modifiedMs < oldestMs) this.#times.delete(key);
  }
}
