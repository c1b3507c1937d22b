import type { Clock } from '../../base/clock.ts';
import { isExists } from '../../checkpoint/numbered-log.ts';
import type { Files } from '../../files/files.ts';
import type { Budget } from './budget.ts';
import type { IngestListener, Progress } from './events.ts';
import { KnownIds } from './known-ids.ts';
import { type RawFormat, type RawKind, type RawNames, rawBytes } from './raw-names.ts';
import type { Deletion, Row } from './row.ts';
import type { Intent, Spool, SpoolState } from './spool.ts';

export interface CollectorOptions {
  readonly spool: Spool;
  readonly raw: Files;
  readonly names: RawNames;
  readonly format: RawFormat;
  /** The most posts of a file. */
  readonly perFile: number;
  /** No post waits longer for its file to be full. */
  readonly flushMs: number;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly tell: IngestListener;
}

const KINDS: readonly RawKind[] = ['tweets', 'deletes'];
/** Files that are written at once: each waits for the disk or the bucket. */
const WRITERS = 4;

/** Posts on their way from a source to RAW: each is kept once, spooled, and put into a file. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #writing = new Set<Promise<void>>();
  readonly #closed = new AbortController();
  readonly #failed = new AbortController();
  #failure: unknown;
  /** When what waits longest for a file came. */
  readonly #sinceMs = new Map<RawKind, number>();
  #wake = () => {};
  #last: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void>;
  #counts = { posts: 0, files: 0, duplicates: 0, edits: 0, deletes: 0 };
  #oldestMs: number | undefined;
  #newestMs: number | undefined;
  /** Posts of other days that were read again today. */
  readonly #again = new KnownIds();

  private constructor(options: CollectorOptions) {
    this.#options = options;
    this.#flushing = Promise.resolve();
  }

  /** Finishes the files that an earlier run had begun. */
  static async open(options: CollectorOptions): Promise<Collector> {
    const collector = new Collector(options);
    const { spool, tell } = options;
    const { begun, rows, deletes } = spool;
    const { posts = 0 } = spool.state;
    if (posts > 0 || rows.length > 0 || begun.size > 0) {
      tell({ event: 'resumed', waiting: rows.length + deletes.length, files: begun.size, posts });
    }
    for (const intent of [...begun.values()]) await collector.#put(intent);
    collector.#flushing = collector.#flushInTime();
    await collector.#advance();
    return collector;
  }

  /** Aborted when nothing can be written any more; `check` says why. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Takes what a source gave. All of it is spooled when this resolves.
   *
   * @param state where the source goes on behind it, from what it is now
   * @returns how many of the posts were new
   */
  accept(rows: readonly Row[], state?: (now: SpoolState) => SpoolState): Promise<number> {
    return this.#inTurn(() => this.#accept(rows, state));
  }

  async #accept(rows: readonly Row[], state?: (now: SpoolState) => SpoolState): Promise<number> {
    this.check();
    const { spool, clock, budget, tell } = this.#options;
    const day = KnownIds.day(clock.nowMs());
    const fresh: Row[] = [];
    const within = new Set<bigint>();
    let paid = 0;
    for (const row of rows) {
      const isKnown = within.has(row.id) || spool.known.has(row.id);
      if (isKnown) {
        this.#counts.duplicates++;
        const isPaid = within.has(row.id) || spool.known.readOn(day, row.id);
        if (!isPaid && this.#again.add(day, row.id)) paid++;
        continue;
      }
      within.add(row.id);
      fresh.push(row);
      paid++;
      if (row.earlier.length > 0) {
        this.#counts.edits++;
        tell({ event: 'edit', id: String(row.id), earlier: row.earlier });
      }
      this.#oldestMs = Math.min(this.#oldestMs ?? row.timeMs, row.timeMs);
      this.#newestMs = Math.max(this.#newestMs ?? row.timeMs, row.timeMs);
    }
    budget.add(paid);
    this.#counts.posts += fresh.length;
    if (fresh.length > 0 || state) {
      const counted = { ...spool.state, posts: (spool.state.posts ?? 0) + fresh.length };
      await spool.add(fresh, [], state ? state(counted) : counted);
    }
    await this.#advance();
    return fresh.length;
  }

  /** The news that posts are deleted. Each is kept once. */
  acceptDeletes(deletes: readonly Deletion[]): Promise<void> {
    return this.#inTurn(() => this.#acceptDeletes(deletes));
  }

  async #acceptDeletes(deletes: readonly Deletion[]): Promise<void> {
    this.check();
    const { spool, tell } = this.#options;
    const fresh = deletes.filter(({ id }) => !spool.gone.has(BigInt(id)));
    if (fresh.length === 0) return;
    await spool.add([], fresh);
    for (const { id } of fresh) tell({ event: 'delete', id });
    this.#counts.deletes += fresh.length;
    await this.#advance();
  }

  /** Changes where reading goes on. */
  note(change: (now: SpoolState) => SpoolState): Promise<void> {
    const { spool } = this.#options;
    return this.#inTurn(() => spool.setState(change(spool.state)));
  }

  /** Reading that was paid and gave no row, as a look-up does. */
  pay(ids: readonly bigint[]): void {
    const { spool, budget, clock } = this.#options;
    const day = KnownIds.day(clock.nowMs());
    budget.add(ids.filter(id => !spool.known.readOn(day, id) && this.#again.add(day, id)).length);
  }

  /** Two sources may bring the same post at once: the stream, and the search that fills its gaps. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  progress(): Omit<Progress, 'rate' | 'leftMs'> {
    const { budget } = this.#options;
    return {
      ...this.#counts,
      ...(this.#oldestMs !== undefined && { oldestMs: this.#oldestMs, newestMs: this.#newestMs! }),
      paid: budget.posts,
      usd: budget.usd,
      ...(budget.left !== Number.POSITIVE_INFINITY && { leftPosts: budget.left }),
    };
  }

  /** Puts what waits into files, full or not. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#wake();
    await this.#flushing;
    try {
      this.check();
      for (const kind of KINDS) await this.#write(kind, 1);
      await Promise.all(this.#writing);
      this.check();
    } finally {
      await Promise.allSettled(this.#writing);
      await this.#options.spool.close();
    }
  }

  /** Full files are begun; the source waits where they do not keep up. */
  async #advance(): Promise<void> {
    const { perFile, clock } = this.#options;
    for (const kind of KINDS) {
      const begun = await this.#write(kind, perFile);
      const isWaiting = this.#waiting(kind) > 0;
      // Behind a full file only what came just now can be left.
      if (begun > 0 || !isWaiting) this.#sinceMs.delete(kind);
      if (isWaiting && !this.#sinceMs.has(kind)) this.#sinceMs.set(kind, clock.nowMs());
    }
    this.#wake();
  }

  async #flushInTime(): Promise<void> {
    const { clock, flushMs } = this.#options;
    const { signal } = this.#closed;
    while (!signal.aborted && this.#failure === undefined) {
      if (this.#sinceMs.size === 0) {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
        continue;
      }
      await clock.waitUntil(Math.min(...this.#sinceMs.values()) + flushMs, signal);
      for (const [kind, sinceMs] of this.#sinceMs) {
        if (signal.aborted || clock.nowMs() < sinceMs + flushMs) continue;
        this.#sinceMs.delete(kind);
        await this.#write(kind, 1).catch(error => this.#fail(error));
      }
    }
  }

  #waiting(kind: RawKind): number {
    const { rows, deletes } = this.#options.spool;
    return kind === 'tweets' ? rows.length : deletes.length;
  }

  /** Begins files as long as there is so much for one. @returns how many */
  async #write(kind: RawKind, least: number): Promise<number> {
    let begun = 0;
    while (this.#waiting(kind) >= least) {
      while (this.#writing.size >= WRITERS) await Promise.race(this.#writing);
      this.check();
      if (this.#waiting(kind) < least) break; // somebody else was faster
      this.#start(kind, Math.min(this.#waiting(kind), this.#options.perFile));
      begun++;
    }
    return begun;
  }

  #start(kind: RawKind, count: number): void {
    const { spool, names, format, clock } = this.#options;
    const oldestMs =
      kind === 'tweets'
        ? spool.rows.slice(0, count).reduce((least, { timeMs }) => Math.min(least, timeMs), Number.POSITIVE_INFINITY)
        : clock.nowMs();
    const written = spool
      .begin(names.next(kind, oldestMs), kind, format, count)
      .then(intent => this.#put(intent))
      .catch(error => this.#fail(error))
      .finally(() => this.#writing.delete(written));
    this.#writing.add(written);
  }

  async #put(begun: Intent): Promise<void> {
    const { spool, raw, names, tell } = this.#options;
    let intent = begun;
    const bytes = rawBytes(intent.rows, intent.format);
    for (;;) {
      try {
        await raw.createNew(intent.name, bytes);
        break;
      } catch (error) {
        if (!isExists(error)) throw error;
        // It was made just before a kill, or it is somebody else's.
        if (bytes.equals(await raw.read(intent.name))) break;
        names.take(intent.name);
        intent = await spool.rename(intent.name, names.nextAfter(intent.name));
      }
    }
    await spool.done(intent.name);
    names.take(intent.name);
    this.#counts.files++;
    tell({ event: 'file', name: intent.name, posts: intent.rows.length });
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#failed.abort();
    this.#wake();
  }
}
