import type { Settings } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/node.ts';
import { combineLimits } from './combine-limits.ts';
import { inferFilters } from './infer-filters.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import { simplifyConditions } from './simplify-conditions.ts';

/**
 * The plan as it is run: filters as near to the sources as they can be, columns that nobody reads left out.
 *
 * Besides saving work this decides what a streaming query answers, because rows that are filtered out below
 * `withWatermark` do not move the watermark, and an operator that does not see the event time drops no late rows. So
 * filters go exactly as far as in Spark, no farther.
 *
 * @see Spark Optimizer: BooleanSimplification, PushDownPredicates, InferFiltersFromConstraints, EliminateOuterJoin, ColumnPruning, CombineLimits
 */
export function optimize(plan: PlanNode, settings: Settings): PlanNode {
  const pushed = pushFilters(simplifyConditions(plan, settings), settings);
  const inferred = pushFilters(inferFilters(pushed, settings), settings);
  return pruneColumns(combineLimits(inferred));
}
