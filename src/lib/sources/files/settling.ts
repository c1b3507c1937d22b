import type { Clock } from '../../base/clock.ts';
import type { DataFile } from './data-folder.ts';
import type { FileSourceOptions } from './options.ts';

/**
 * Tells files that are perhaps still being written from those that are whole: one that has not changed for a while is
 * whole, and so are objects in a bucket, which never change.
 */
export class Settling {
  readonly #clock: Clock;
  readonly #options: Pick<FileSourceOptions, 'settleMs' | 'isWhole'>;
  /** By address: what was seen last, and since when it is so. */
  readonly #seen = new Map<string, { file: DataFile; sinceMs: number }>();

  constructor(clock: Clock, options: Pick<FileSourceOptions, 'settleMs' | 'isWhole'>) {
    this.#clock = clock;
    this.#options = options;
  }

  /** How long to wait before a file is to be looked at again; 0 for one that is whole. */
  waitMs(file: DataFile): number {
    const { address, modifiedMs, sizeBytes } = file;
    const { settleMs, isWhole } = this.#options;
    if (settleMs === 0 || !address.startsWith('file:')) return 0;
    if (isWhole(address.slice(address.lastIndexOf('/') + 1))) return 0;
    const nowMs = this.#clock.monotonicMs();
    const ageMs = this.#clock.nowMs() - modifiedMs;
    let seen = this.#seen.get(address);
    if (!seen || seen.file.modifiedMs !== modifiedMs || seen.file.sizeBytes !== sizeBytes) {
      seen = { file, sinceMs: nowMs };
      this.#seen.set(address, seen);
    }
    // The clock of the disk may be another one: of a time to come, it counts how long we have known the file.
    const restedMs = Math.max(ageMs, nowMs - seen.sinceMs);
    if (restedMs < settleMs) return settleMs - restedMs;
    this.#seen.delete(address);
    return 0;
  }

  /** At least this long a folder is to be looked at again, where a file was not whole. */
  get settleMs(): number {
    return this.#options.settleMs;
  }
}
