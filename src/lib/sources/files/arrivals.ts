/*
 * Which files of a folder are new. The folder is listed once, and then watched: a change tells the name of a file, and
 * only that file is looked at. A file that is still being written changes again and again; it counts once it has been
 * left alone for a moment, and not while it is empty.
 *
 * A watch may miss something, so the folder is listed from time to time all the same, in the background, seldom enough to
 * cost little however large it is. Where a place cannot be watched, it is listed by each trigger.
 */
import type { Clock } from '../../base/clock.ts';
import type { DataFile, DataFolder } from './data-folder.ts';
import type { Settling } from './settling.ts';

/** How long a file must not have changed, when it is the watch that tells of it. */
const REST_MS = 40;
const FIRST_LISTING_AFTER_MS = 1000;
const LISTING_AT_LEAST_EVERY_MS = 10_000;
/** Listing takes at most this part of the time. */
const LISTING_SHARE = 1 / 50;
/** A file that changes all the time is left to a later run. */
const MOST_LISTINGS_FOR_REST = 10;

export interface ArrivalsContext {
  readonly clock: Clock;
  /** Whether a file is still to be taken. */
  readonly isNew: (file: DataFile) => boolean;
  /** Which of two files is to be taken first. */
  readonly order: (a: DataFile, b: DataFile) => number;
  /** To be called when there may be a new file. */
  readonly onChange: () => void;
  readonly settle?: Settling;
}

export class Arrivals {
  readonly #folder: DataFolder;
  readonly #context: ArrivalsContext;
  readonly #stopped = new AbortController();
  readonly #stopWatching: (() => void) | undefined;
  /** Files that nobody has taken yet, by address. */
  readonly #waiting = new Map<string, DataFile>();
  /** The same in their order, once that is known. */
  #inOrder: readonly DataFile[] | undefined;
  /** Paths that have changed, and when they did last. */
  readonly #changed = new Map<string, number>();
  /** Files that may not be whole, by address. */
  readonly #unsettled = new Map<string, DataFile>();
  /** Calls when the files that have changed may have been left alone for long enough. */
  readonly #callAtRest: (waitMs: number) => void;
  /** Calls when the first of the unsettled files may be whole. */
  readonly #callOnceSettled: (waitMs: number) => void;
  #mustList = true;
  #isFixed = false;

  constructor(folder: DataFolder, context: ArrivalsContext) {
    this.#folder = folder;
    this.#context = context;
    this.#callAtRest = oneCall(context, this.#stopped.signal);
    this.#callOnceSettled = oneCall(context, this.#stopped.signal);
    this.#stopWatching = folder.files.watch?.('', path => this.#onChange(path));
    void this.#listNowAndThen();
  }

  /** The next call of `current` lists the folder: for who has just put something there, and waits for it. */
  refresh(): void {
    this.#mustList = true;
  }

  /** The files that are there and new, in the order in which they are to be taken. */
  async current(): Promise<readonly DataFile[]> {
    if (!this.#isFixed) await (this.#mustList || !this.#stopWatching ? this.#list() : this.#lookAtChanged());
    this.#inOrder ??= [...this.#waiting.values()].sort(this.#context.order);
    return this.#inOrder;
  }

  /** What is there now is all there will be. */
  async fix(): Promise<void> {
    await this.#list();
    const { settle, clock } = this.#context;
    for (let i = 0; settle && this.#unsettled.size > 0 && i < MOST_LISTINGS_FOR_REST; i++) {
      await clock.waitUntil(clock.nowMs() + settle.settleMs, this.#stopped.signal);
      await this.#list();
    }
    this.#isFixed = true;
  }

  /** They are no news any more. */
  taken(files: readonly DataFile[]): void {
    for (const { address } of files) this.#waiting.delete(address);
    // A long list is not put in order again for each batch that takes its first files.
    const isFirst = this.#inOrder?.[files.length - 1] === files[files.length - 1];
    this.#inOrder = isFirst ? this.#inOrder?.slice(files.length) : undefined;
  }

  stop(): void {
    this.#stopped.abort();
    this.#stopWatching?.();
  }

  async #list(): Promise<void> {
    // First, so that what happens while the folder is listed is not lost.
    this.#mustList = false;
    this.#waiting.clear();
    this.#inOrder = undefined;
    this.#changed.clear();
    this.#unsettled.clear();
    for (const file of await this.#folder.list()) this.#note(file);
  }

  #note(file: DataFile): void {
    if (this.#isFixed || !this.#context.isNew(file)) return;
    const waitMs = this.#context.settle?.waitMs(file) ?? 0;
    if (waitMs > 0) {
      this.#unsettled.set(file.address, file);
      this.#callOnceSettled(waitMs);
      return;
    }
    this.#unsettled.delete(file.address);
    this.#waiting.set(file.address, file);
    this.#inOrder = undefined;
  }

  /** A file that has come meanwhile: while it is empty, what is written to it later would be lost. */
  #noteIfBegun(file: DataFile): void {
    if (file.sizeBytes > 0) this.#note(file);
  }

  async #lookAtChanged(): Promise<void> {
    if (this.#unsettled.size > 0) await this.#lookAtUnsettled();
    const nowMs = this.#context.clock.monotonicMs();
    for (const [path, changedMs] of [...this.#changed]) {
      if (nowMs - changedMs < REST_MS) continue;
      this.#changed.delete(path);
      const file = await this.#folder.look(path);
      if (file) this.#noteIfBegun(file);
    }
    if (this.#changed.size > 0) this.#callAtRest(REST_MS);
  }

  async #lookAtUnsettled(): Promise<void> {
    for (const { address } of [...this.#unsettled.values()]) {
      const path = this.#folder.files.pathOf(address);
      const file = path === undefined ? undefined : await this.#folder.look(path);
      if (file) this.#note(file);
      else this.#unsettled.delete(address);
    }
  }

  #onChange(path: string): void {
    const concerned = this.#folder.concerns(path);
    if (concerned === 'log') {
      this.#mustList = true;
      this.#context.onChange();
    } else if (concerned === 'file') {
      this.#changed.set(path, this.#context.clock.monotonicMs());
      this.#callAtRest(REST_MS);
    }
  }

  async #listNowAndThen(): Promise<void> {
    const { clock, onChange } = this.#context;
    let intervalMs = FIRST_LISTING_AFTER_MS;
    const { signal } = this.#stopped;
    for (;;) {
      await clock.waitUntil(clock.nowMs() + intervalMs, signal);
      if (signal.aborted) return;
      if (!this.#stopWatching) {
        onChange();
        continue;
      }
      const began = clock.monotonicMs();
      // What fails here fails the next trigger that lists, and is told there.
      const found = await this.#folder.list().catch(() => undefined);
      if (signal.aborted) return;
      if (found === undefined) this.#mustList = true;
      for (const file of found ?? []) {
        const path = this.#folder.files.pathOf(file.address);
        if (path === undefined || !this.#changed.has(path)) this.#noteIfBegun(file);
      }
      if (this.#waiting.size > 0 || this.#mustList) onChange();
      const tookMs = clock.monotonicMs() - began;
      intervalMs = Math.max(Math.min(intervalMs * 2, LISTING_AT_LEAST_EVERY_MS), tookMs / LISTING_SHARE);
    }
  }
}

/** One wait for all files: when it ends every file is looked at, and another begins for those that are left. */
function oneCall({ clock, onChange }: ArrivalsContext, stopped: AbortSignal): (waitMs: number) => void {
  let isWaiting = false;
  return waitMs => {
    if (isWaiting) return;
    isWaiting = true;
    void clock.waitUntil(clock.nowMs() + waitMs, stopped).then(() => {
      isWaiting = false;
      if (!stopped.aborted) onChange();
    });
  };
}
