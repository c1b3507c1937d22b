import type { Clock } from '../../base/clock.ts';
import type { Budget } from './budget.ts';
import type { Collector } from './collector.ts';
import type { IngestListener } from './events.ts';
import type { Spool } from './spool.ts';
import type { XClient } from './x-client.ts';

/** What a source of posts works with. */
export interface SourceContext {
  readonly client: XClient;
  readonly collector: Collector;
  readonly spool: Spool;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly tell: IngestListener;
  readonly query: string;
  /** The run is to end. */
  readonly stopped: AbortSignal;
}

/** X gives no smaller pages. */
export const SMALLEST_PAGE = 10;
const LARGEST_PAGE = 100;

/** How many posts a page may have; undefined where the budget has no room for one. */
export const pageSize = ({ budget }: Pick<SourceContext, 'budget'>): number | undefined =>
  budget.left < SMALLEST_PAGE ? undefined : Math.min(LARGEST_PAGE, budget.left);
