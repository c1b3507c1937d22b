import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';
import { aggregate } from './aggregate/aggregate.ts';
import { alias } from './alias.ts';
import { deduplicate } from './deduplicate.ts';
import { filter } from './filter.ts';
import { flatMapGroupsWithState } from './flat-map-groups-with-state/flat-map-groups-with-state.ts';
import { generate } from './generate.ts';
import { join } from './join/join.ts';
import { limit } from './limit.ts';
import { project } from './project.ts';
import { relation } from './relation.ts';
import { sessionWindow } from './session-window.ts';
import { sort } from './sort.ts';
import { stream } from './stream.ts';
import { timeWindow } from './time-window.ts';
import { union } from './union.ts';
import { watermark } from './watermark.ts';

/** Every operator, by the name that its nodes carry. */
const operators = {
  aggregate,
  alias,
  deduplicate,
  filter,
  flatMapGroupsWithState,
  generate,
  join,
  limit,
  project,
  relation,
  sessionWindow,
  sort,
  stream,
  timeWindow,
  union,
  watermark,
};

/** The operator that a node belongs to. */
export const operatorOf = (node: PlanNode): Operator<PlanNode> =>
  operators[node.op as keyof typeof operators] as unknown as Operator<PlanNode>;

export const operatorNames = Object.keys(operators);
