/** The collector of posts: what comes from X goes to RAW, once, and whatever happens on the way. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { LimitError, RuntimeError } from '../../base/errors.ts';
import { Decimal } from '../../base/messages/index.ts';
import { lock } from '../../checkpoint/lock.ts';
import type { Zone } from '../../columns/time/zone.ts';
import type { Files } from '../../files/files.ts';
import { Budget, type BudgetLimits } from './budget.ts';
import { Collector } from './collector.ts';
import type { IngestListener, Progress } from './events.ts';
import { JETSTREAM, listenToJetstream } from './jetstream-source.ts';
import { type RawFormat, RawNames } from './raw-names.ts';
import { recheck } from './recheck.ts';
import { searchPosts } from './search-source.ts';
import type { SecretText } from './secret-text.ts';
import { SMALLEST_PAGE, type SourceContext } from './source.ts';
import { Spool } from './spool.ts';
import { listenToStream } from './stream-source.ts';
import { XClient } from './x-client.ts';

export interface IngestOptions {
  readonly source: 'stream' | 'search' | 'bluesky';
  readonly query: string;
  readonly raw: Files;
  /** A folder of this machine for what is not in RAW yet; no other run may use it. */
  readonly spool: Files;
  readonly token: SecretText;
  /** Of a server on this machine instead of X. */
  readonly port?: number;
  /** Through which X is reached. */
  readonly proxy?: URL;
  /** Of the Jetstream that `bluesky` listens to. */
  readonly jetstream?: string;
  /** How long the run lasts; undefined is until it is stopped. */
  readonly forMs?: number;
  readonly limits: BudgetLimits;
  readonly perFile: number;
  readonly flushMs: number;
  readonly format: RawFormat;
  readonly zone: Zone;
  readonly replaceRules?: boolean;
  /** A gap of the stream that is longer is told, and not filled: its posts are paid. Undefined is no limit. */
  readonly fillMs?: number;
  /** Instead of reading: look the posts of so many days up, and record those that are gone. */
  readonly recheckDays?: number;
  readonly clock: Clock;
  readonly tell: IngestListener;
  /** How often `tell` gets a progress. */
  readonly progressMs: number;
  readonly stopped: AbortSignal;
}

/**
 * Reads posts until the time is over, a limit is reached or the run is stopped; then all that was read is in RAW.
 *
 * @throws LimitError `BUDGET_SPENT`, `BUDGET_BELOW_PAGE`, `X_CAP`
 * @throws DamageError `SPOOL_DAMAGED`
 * @throws RuntimeError `RAW_IN_USE`, `X_UNAUTHORIZED`, `X_REFUSED`, `X_SECOND_CONNECTION`, and those of
 *   Files
 */
export async function ingest(options: IngestOptions): Promise<void> {
  const { spool: files, raw, clock, token } = options;
  // Whoever knows the token may repeat it.
  const tell: IngestListener = event => options.tell(token.hideIn(event));
  const inUse = (spool: string, pid: number, file: string) => new RuntimeError('RAW_IN_USE', { spool, pid, file });
  const held = await lock(files, randomUUID(), { path: 'lock', inUse });
  try {
    const spool = await Spool.open(files, clock);
    const names = new RawNames(options.zone);
    await raw.checkCreateNew?.();
    await raw.recover('');
    await names.learn(raw);
    const budget = new Budget(options.limits, options.source === 'bluesky' ? 0 : undefined);
    const collector = await Collector.open({ ...options, spool, raw, names, budget, tell });
    if (options.recheckDays === undefined) await startQuery(spool, collector, options.query);
    const over = new AbortController();
    const timeUp = new AbortController();
    const stopped = AbortSignal.any([options.stopped, over.signal, timeUp.signal, collector.failed]);
    const startMs = clock.nowMs();
    const told = tellProgress({ ...options, tell }, collector, startMs, stopped);
    const timed = endInTime(options, timeUp, startMs, stopped);
    const { query } = options;
    try {
      await read({ collector, spool, budget, clock, tell, query, stopped }, options);
    } finally {
      over.abort();
      await Promise.all([told, timed]);
      await collector.close();
      tell({ event: 'progress', isLast: true, ...collector.progress(), rate: 0 });
    }
    const isSearch = options.source === 'search' && options.recheckDays === undefined;
    const hasEnded = options.stopped.aborted || timeUp.signal.aborted;
    if (budget.spent || (isSearch && budget.left < SMALLEST_PAGE && !hasEnded)) {
      tell({ event: 'limit', limit: budget.spent ?? 'posts' });
      const read = { posts: budget.posts, usd: new Decimal(budget.usd.toFixed(3)) };
      if (budget.spent) throw new LimitError('BUDGET_SPENT', read);
      throw new LimitError('BUDGET_BELOW_PAGE', { ...read, left: budget.left, page: SMALLEST_PAGE });
    }
  } finally {
    await held.release();
  }
}

async function read(from: Omit<SourceContext, 'client'>, options: IngestOptions): Promise<void> {
  const { source, recheckDays, replaceRules = false, fillMs, jetstream = JETSTREAM } = options;
  if (source === 'bluesky') return listenToJetstream(from, { url: jetstream });
  const client = await XClient.open(options);
  const context = { ...from, client };
  try {
    if (recheckDays !== undefined) await recheck(context, recheckDays);
    else if (source === 'search') await searchPosts(context);
    else await listenToStream(context, { replaceRules, ...(fillMs !== undefined && { fillMs }) });
  } finally {
    client.close();
  }
}

/** Where an earlier run stopped says nothing of another query. */
async function startQuery(spool: Spool, collector: Collector, query: string): Promise<void> {
  if (spool.state.query === query) return;
  await collector.note(({ posts }) => ({ query, ...(posts !== undefined && { posts }) }));
}

async function endInTime(
  { clock, forMs }: IngestOptions,
  timeUp: AbortController,
  startMs: number,
  stopped: AbortSignal,
): Promise<void> {
  if (forMs === undefined) return;
  await clock.waitUntil(startMs + forMs, stopped);
  if (clock.nowMs() >= startMs + forMs) timeUp.abort();
}

async function tellProgress(
  { clock, tell, progressMs, forMs }: IngestOptions,
  collector: Collector,
  startMs: number,
  stopped: AbortSignal,
): Promise<void> {
  let last = { posts: 0, atMs: startMs };
  while (!stopped.aborted) {
    await clock.waitUntil(last.atMs + progressMs, stopped);
    if (stopped.aborted) return;
    const nowMs = clock.nowMs();
    const now = collector.progress();
    const progress: Progress = {
      ...now,
      rate: ((now.posts - last.posts) * 1000) / Math.max(1, nowMs - last.atMs),
      ...(forMs !== undefined && { leftMs: Math.max(0, startMs + forMs - nowMs) }),
    };
    tell({ event: 'progress', ...progress });
    last = { posts: now.posts, atMs: nowMs };
  }
}
