import { inspect } from 'node:util';
import { timeOfId } from '../post.ts';
import type { IngestListener } from './events.ts';
import { Patience } from './patience.ts';
import { type Row, readPost } from './row.ts';
import { pageSize, type SourceContext } from './source.ts';
import type { Cursor } from './spool.ts';
import { XFailure } from './x-problem.ts';

/** X allows a request in two seconds. */
const POLL_MS = 5_000;

/**
 * Searches for what is new, again and again, the newest first: what a page brought and where the next one begins are
 * spooled together, so that a restart goes on with the very next page.
 */
export async function searchPosts(context: SourceContext): Promise<void> {
  const { client, collector, spool, clock, query, stopped, tell } = context;
  const patience = new Patience(context);
  while (!stopped.aborted) {
    const maxResults = pageSize(context);
    if (maxResults === undefined) return;
    const cursor = spool.state.cursor ?? {};
    const page = await patience.ask(() =>
      client.search({ query, maxResults, ...pick(cursor) }).catch(async error => {
        if (!isTooOld(error, cursor)) throw error;
        // Nothing older than seven days is found: what lies between is lost.
        tell({ event: 'gap left', fromMs: timeOfId(cursor.sinceId!), toMs: clock.nowMs() - WEEK_MS, why: 'too old' });
        await collector.note(state => ({ ...state, cursor: {} }));
        return undefined;
      }),
    );
    if (!page) continue;
    await collector.accept(rowsOf(page.posts, tell), state => ({ ...state, cursor: nextCursor(cursor, page) }));
    const isUpToDate = page.nextToken === undefined && pageSize(context) !== undefined;
    if (isUpToDate) await clock.waitUntil(clock.nowMs() + POLL_MS, stopped);
  }
}

const WEEK_MS = 7 * 86_400_000;

/** The posts of a page; what is none is told. */
export function rowsOf(posts: readonly unknown[], tell: IngestListener): Row[] {
  return posts.flatMap(post => {
    const row = readPost(post);
    if (!row) tell({ event: 'unreadable', why: 'no post', text: inspect(post, { depth: 1 }).slice(0, 200) });
    return row ?? [];
  });
}

const pick = ({ sinceId, nextToken }: Cursor): Pick<Cursor, 'sinceId' | 'nextToken'> => ({
  ...(sinceId !== undefined && { sinceId }),
  ...(nextToken !== undefined && { nextToken }),
});

/** X refuses ids that are older than what it finds. */
export const isTooOld = (error: unknown, { sinceId }: { readonly sinceId?: string }): boolean =>
  sinceId !== undefined &&
  error instanceof XFailure &&
  error.problem.kind === 'refused' &&
  error.problem.detail.includes('since_id');

/** All pages of a search share where it began; the next search begins at the newest post of its first page. */
export function nextCursor(
  cursor: Cursor,
  { newestId, nextToken }: { readonly newestId?: string; readonly nextToken?: string },
): Cursor {
  const first = cursor.nextToken === undefined ? newestId : cursor.newestId;
  const reached = first ?? cursor.sinceId;
  if (nextToken === undefined) return reached === undefined ? {} : { sinceId: reached };
  return {
    ...(cursor.sinceId !== undefined && { sinceId: cursor.sinceId }),
    ...(first !== undefined && { newestId: first }),
    nextToken,
  };
}
