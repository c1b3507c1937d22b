import { Patience } from './patience.ts';
import type { SourceContext } from './source.ts';

/** Ids of one request. */
const LOOKED_UP_AT_ONCE = 100;

/**
 * Looks up the posts that were read on the last days, today included, and records those that X does not have any more.
 * Looking costs what reading does, save for what was read today.
 *
 * @param days at least 1
 */
export async function recheck(context: SourceContext, days: number): Promise<void> {
  const { client, collector, spool, budget, clock, tell, stopped } = context;
  const patience = new Patience(context);
  const nowMs = clock.nowMs();
  const ids = [...new Set(spool.known.since(nowMs, days))].filter(id => !spool.gone.has(id)).sort(byNewest);
  let [looked, missing] = [0, 0];
  while (looked < ids.length && !stopped.aborted && budget.left > 0) {
    const some = ids.slice(looked, looked + Math.min(LOOKED_UP_AT_ONCE, budget.left));
    const answer = await patience.ask(() => client.lookUp(some.map(String)));
    if (!answer) break;
    const event_at = new Date(clock.nowMs()).toISOString();
    collector.pay(answer.found.map(BigInt));
    await collector.acceptDeletes(
      answer.gone.map(id => ({ id, json: JSON.stringify({ delete: { tweet: { id }, event_at } }) })),
    );
    looked += some.length;
    missing += answer.gone.length;
  }
  tell({ event: 'rechecked', looked, gone: missing });
}

const byNewest = (a: bigint, b: bigint): number => (a < b ? 1 : a > b ? -1 : 0);
