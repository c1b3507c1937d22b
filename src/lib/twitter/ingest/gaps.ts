import { compareIds, idBefore, timeOfId } from '../post.ts';
import { Patience, unless } from './patience.ts';
import { isTooOld, rowsOf } from './search-source.ts';
import { pageSize, type SourceContext } from './source.ts';
import type { Gap, SpoolState } from './spool.ts';
import type { SearchPage, SearchRequest } from './x-client.ts';

/** Search knows what was written so long ago. */
const SEARCH_LAG_MS = 31_000;
const RETRY_MS = 2_000;
const LEAST_AGE_MS = 15_000;
/** So many posts are not all late. */
const TELLING = 10;
/** Posts may come late: so far before its last post a gap is searched, too. What was read today is not paid again. */
const OVERLAP_MS = 60 * 60_000;
const FIRST_OVERLAP_MS = 30_000;
/** But not all of it where there is much: X allows 450 pages in a quarter of an hour. */
const OVERLAP_PAGES = 20;

/** Where a search begins. */
type From = Pick<SearchRequest, 'sinceId' | 'startMs'>;

/**
 * Finds by search what a stream sent while nobody listened. The gap is in the spool's state until it is filled; when the
 * stream breaks off again before, it grows.
 */
export class Gaps {
  readonly #context: SourceContext;
  readonly #patience: Patience;
  readonly #longestMs: number;
  /** Of the first posts of this connection: how many there were, and the newest. */
  #heard: { count: number; newestId: bigint } = { count: 0, newestId: 0n };
  /** When this run was connected first. */
  #firstMs: number | undefined;
  #wake = () => {};

  /** @param longestMs that is filled; longer ones are told */
  constructor(context: SourceContext, longestMs = Number.POSITIVE_INFINITY) {
    this.#context = context;
    this.#longestMs = longestMs;
    this.#patience = new Patience(context);
  }

  get #gap(): Gap | undefined {
    return this.#context.spool.state.gap;
  }

  /** The stream is connected (again): what came since its last post was missed. */
  async connected(): Promise<void> {
    const { spool, collector, clock, tell } = this.#context;
    const nowMs = clock.nowMs();
    const firstMs = (this.#firstMs ??= nowMs);
    this.#heard = { count: 0, newestId: 0n };
    if (spool.state.newestId === undefined && firstMs === nowMs) return; // nothing was to be heard before
    const gap = grown(spool.state, firstMs, nowMs);
    if (gap.toMs - gap.fromMs > this.#longestMs) {
      await collector.note(without);
      tell({ event: 'gap left', ...ends(gap), why: 'long' });
      return;
    }
    await collector.note(state => ({ ...state, gap }));
    tell({ event: 'gap', ...ends(gap) });
    this.#wake();
  }

  /**
   * Posts of this connection. Once search has the newest of the first ones, it has all that was posted before it; one
   * alone may have come late, and be older than the end of the gap.
   */
  heard(ids: readonly bigint[]): void {
    for (const id of ids.slice(0, TELLING - this.#heard.count)) {
      this.#heard.count++;
      if (id > this.#heard.newestId) this.#heard.newestId = id;
    }
  }

  /** Fills gaps until the run ends. */
  async run(): Promise<void> {
    const { stopped, budget } = this.#context;
    while (!stopped.aborted && !budget.spent) {
      const gap = this.#gap;
      if (gap) await this.#fill(gap);
      else await unless(stopped, this.#connection());
    }
  }

  /** Tells what is left for the next run. */
  tellLeft(why: 'budget' | 'time'): void {
    const gap = this.#gap;
    if (gap) this.#context.tell({ event: 'gap left', ...ends(gap), why });
  }

  #connection(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  async #fill(gap: Gap): Promise<void> {
    const { clock, collector, budget, stopped, tell } = this.#context;
    // X wants the beginning to be past, and not only just.
    const startMs = Math.min(gap.fromMs, clock.nowMs() - LEAST_AGE_MS);
    let from: From = gap.sinceId === undefined ? { startMs } : { sinceId: gap.sinceId };
    const lastId = BigInt(gap.lastId ?? 0);
    let posts = 0;
    let isWhole = true;
    let overlap = 0;
    let nextToken: string | undefined;
    while (!stopped.aborted) {
      const isLate = clock.nowMs() >= gap.toMs + SEARCH_LAG_MS;
      const found = await this.#page(from, nextToken);
      if (found === 'too old') {
        tell({ event: 'gap left', ...ends(gap), why: 'too old' });
        from = {};
        isWhole = false;
        continue;
      }
      if (!found) return;
      const rows = rowsOf(found.posts, tell);
      posts += await collector.accept(rows);
      if (budget.spent) return;
      const isCovered = nextToken !== undefined || isLate || this.#covers(found);
      if (isCovered && rows.some(({ id }) => id <= lastId)) overlap++;
      if (isCovered && (found.nextToken === undefined || overlap > OVERLAP_PAGES)) break;
      if (isCovered) nextToken = found.nextToken;
      else await clock.waitUntil(Math.min(clock.nowMs() + RETRY_MS, gap.toMs + SEARCH_LAG_MS), stopped);
    }
    if (stopped.aborted) return;
    await collector.note(state => (state.gap?.number === gap.number ? without(state) : state));
    // Or else it grew meanwhile, and is looked for again.
    if (isWhole && !this.#gap) tell({ event: 'gap filled', ...ends(gap), posts });
  }

  /** @returns undefined where the run ends before there is a page, or the budget has no room for one */
  async #page(from: From, nextToken: string | undefined): Promise<SearchPage | 'too old' | undefined> {
    const { client, query, clock, stopped } = this.#context;
    const maxResults = pageSize(this.#context);
    if (maxResults === undefined) {
      await clock.waitUntil(Number.MAX_SAFE_INTEGER, stopped); // the run is about to end
      return undefined;
    }
    const more = { ...from, ...(nextToken !== undefined && { nextToken }) };
    return this.#patience.ask(() =>
      client.search({ query, maxResults, ...more }).catch(error => {
        if (!isTooOld(error, more)) throw error;
        return 'too old' as const;
      }),
    );
  }

  #covers({ newestId }: SearchPage): boolean {
    return this.#heard.count === TELLING && newestId !== undefined && BigInt(newestId) >= this.#heard.newestId;
  }
}

/** The gap up to now, with one that was there before. */
function grown({ newestId, firstId, gap }: SpoolState, firstMs: number, nowMs: number): Gap {
  const before = gap ?? (newestId === undefined ? { fromMs: firstMs } : behind(newestId, firstId ?? newestId));
  return { ...before, number: (gap?.number ?? 0) + 1, toMs: nowMs };
}

function without({ gap: _, ...state }: SpoolState): SpoolState {
  return state;
}

/** What follows a post, and what may have come late before it; but not what was there before the first one. */
function behind(lastId: string, firstId: string): Pick<Gap, 'sinceId' | 'lastId' | 'fromMs'> {
  const sinceId = [idBefore(lastId, OVERLAP_MS), idBefore(firstId, FIRST_OVERLAP_MS)].sort(compareIds)[1];
  return { sinceId, lastId, fromMs: timeOfId(lastId) };
}

/** As it is told. In a replay time passes faster, so that a post may be of later than now. */
const ends = ({ fromMs, toMs }: Gap) => ({ fromMs, toMs: Math.max(fromMs, toMs) });
