import type { Settings } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';

export function optimize(plan: PlanNode, _settings: Settings): PlanNode {
  return plan;
}
