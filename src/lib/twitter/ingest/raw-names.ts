import { formatTimestamp } from '../../columns/time/timestamp-text.ts';
import type { Zone } from '../../columns/time/zone.ts';
import type { Files } from '../../files/files.ts';

/** JSON lines, or one JSON array a file. */
export type RawFormat = 'lines' | 'array';

/** What a file of RAW holds. */
export type RawKind = 'tweets' | 'deletes';

/** Longer numbers are somebody else's: one more than they is not always another one. */
const NAME = /^((?:tweets|deletes)_\d{4,}-\d\d-\d\d_\d\d-\d\d)(?:_(\d{1,9}))?\.json$/;

/**
 * The names of RAW's files: `tweets_2026-11-22_13-30.json` after the minute of the oldest post inside, then
 * `tweets_2026-11-22_13-30_2.json`. A name is given once.
 */
export class RawNames {
  readonly #zone: Zone;
  /** The last number that each minute has. */
  readonly #last = new Map<string, number>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /** Learns the names that are there. */
  async learn(files: Files): Promise<void> {
    for await (const { path, isFolder } of files.list('', { shallow: true })) if (!isFolder) this.take(path);
  }

  take(name: string): void {
    const [, minute, number = '1'] = NAME.exec(name) ?? [];
    if (minute !== undefined) this.#last.set(minute, Math.max(this.#last.get(minute) ?? 0, Number(number)));
  }

  /** @param oldestMs milliseconds since 1970 UTC */
  next(kind: RawKind, oldestMs: number): string {
    const [date, time] = formatTimestamp(oldestMs * 1000, this.#zone).split(' ');
    return this.#nextOf(`${kind}_${date}_${time.slice(0, 5).replace(':', '-')}`);
  }

  /** The next name of the same minute. */
  nextAfter(name: string): string {
    return this.#nextOf(NAME.exec(name)![1]);
  }

  #nextOf(minute: string): string {
    const number = (this.#last.get(minute) ?? 0) + 1;
    this.#last.set(minute, number);
    return number === 1 ? `${minute}.json` : `${minute}_${number}.json`;
  }
}

/** The bytes of a file of RAW. The same rows give the same bytes. */
export function rawBytes(rows: readonly string[], format: RawFormat): Buffer {
  return Buffer.from(format === 'lines' ? rows.map(row => `${row}\n`).join('') : `[\n${rows.join(',\n')}\n]\n`);
}
