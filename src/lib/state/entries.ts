import { BATCH_ROWS } from '../columns/batch.ts';
import { rowsWhere } from '../columns/selection.ts';
import type { StateChanges, StateStore } from './state-store.ts';

/**
 * The entries of one store while its query runs, numbered as they come: 0, 1, 2, … Where they lie is the business of
 * who implements this; how they outlive the process is not. Numbers and room of removed entries are not used again:
 * once too much is dead, the owner moves on to a compacted copy.
 */
export interface Entries extends Omit<StateStore, 'commit'> {
  /** Most is dead, so that a compacted copy would be at most half as large. */
  readonly isSparse: boolean;
  /**
   * The entries, living and dead, that were put or removed since the last call, in order of their numbers; only where
   * account is kept of them.
   */
  takeTouched(): Int32Array;
  /** What is to be done to a copy for some entries to be there as they are here. */
  changes(entries: Int32Array): Iterable<StateChanges>;
  /** Everything that lives. */
  all(): Iterable<StateChanges>;
  /** A copy of what lives; this one must not be used any more. */
  compacted(): Entries;
  /** Gives back what the process does not give back by itself. */
  close(): void;
}

/** @param notesChanges keeps account of the entries that change, for `takeTouched` */
export type OpenEntries = (notesChanges: boolean) => Entries;

const FIRST_PIECE = 64;

/** The living ones of entries [0, `count`). Small pieces first: whoever prints a table looks at its first rows only. */
export function* livingPieces(count: number, isAlive: (entry: number) => boolean): Generator<Int32Array> {
  for (let from = 0, length = FIRST_PIECE; from < count; from += length, length = Math.min(length * 8, BATCH_ROWS)) {
    const to = Math.min(from + length, count);
    yield rowsWhere(to - from, row => isAlive(from + row)).map(row => from + row);
  }
}
