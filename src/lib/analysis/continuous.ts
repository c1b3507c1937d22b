/**
 * Which plans can hand rows on as they come: those that look at each row by itself, and not at the clock.
 *
 * @see Spark UnsupportedOperationChecker.checkForContinuous
 */
import { AnalysisError } from '../base/errors.ts';
import { partsOf, type TypedExpression } from '../expressions/typed.ts';
import type { Filter } from '../operators/filter.ts';
import type { Project } from '../operators/project.ts';
import type { PlanNode, StreamNode } from '../plan/node.ts';

/** Sources that tell at once of rows that come. */
const SOURCES = new Set(['rate', 'socket', 'stdin', 'memory']);
const CURRENT_TIME = new Set(['current_timestamp', 'now', 'current_date', 'curdate', 'localtimestamp']);

/** Operators by the names that Spark refuses them under. */
const NAMES: Readonly<Record<string, string>> = {
  aggregate: 'Aggregate',
  deduplicate: 'Deduplicate',
  flatMapGroupsWithState: 'FlatMapGroupsWithState',
  generate: 'Generate',
  join: 'Join',
  limit: 'LocalLimit',
  relation: 'LocalRelation',
  sessionWindow: 'Project',
  sort: 'Sort',
  stream: 'StreamingRelation',
  timeWindow: 'Expand',
  union: 'Union',
  watermark: 'EventTimeWatermark',
};

/** @throws AnalysisError `CONTINUOUS_OPERATOR`, `CONTINUOUS_CURRENT_TIME` */
export function checkContinuous(plan: PlanNode): void {
  for (const child of plan.children) checkContinuous(child);
  const isFine = plan.op === 'stream' ? SOURCES.has((plan as StreamNode).format) : ROW_BY_ROW.has(plan.op);
  if (!isFine) throw new AnalysisError('CONTINUOUS_OPERATOR', { operator: NAMES[plan.op] ?? plan.op });
  for (const expression of expressionsOf(plan)) {
    for (const part of partsOf(expression)) {
      if (part.kind === 'call' && CURRENT_TIME.has(part.name)) throw new AnalysisError('CONTINUOUS_CURRENT_TIME');
    }
  }
}

const ROW_BY_ROW = new Set(['project', 'filter', 'alias']);

function expressionsOf(node: PlanNode): readonly TypedExpression[] {
  if (node.op === 'project') return (node as Project).columns.map(({ expression }) => expression);
  return node.op === 'filter' ? [(node as Filter).condition] : [];
}
