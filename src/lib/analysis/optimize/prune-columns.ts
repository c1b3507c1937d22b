import { referencesOf } from '../../expressions/typed.ts';
import type { Aggregate } from '../../operators/aggregate/aggregate.ts';
import type { Deduplicate } from '../../operators/deduplicate.ts';
import type { Filter } from '../../operators/filter.ts';
import { type Generate, keepOnly } from '../../operators/generate.ts';
import type { Join } from '../../operators/join/join.ts';
import type { Project } from '../../operators/project.ts';
import type { SessionWindow } from '../../operators/session-window.ts';
import type { Sort } from '../../operators/sort.ts';
import type { TimeWindow } from '../../operators/time-window.ts';
import type { Union } from '../../operators/union.ts';
import type { Watermark } from '../../operators/watermark.ts';
import type { PlanNode } from '../../plan/node.ts';
import { exactly, rebuild } from './rebuild.ts';

/** Leaves out columns that no operator above them reads. */
export function pruneColumns(plan: PlanNode): PlanNode {
  return prune(plan, new Set(plan.output.map(({ id }) => id)));
}

const union = (...sets: readonly Iterable<number>[]): Set<number> => new Set(sets.flatMap(set => [...set]));

/** The node giving at least the wanted columns. */
function prune(node: PlanNode, wanted: ReadonlySet<number>): PlanNode {
  const child = node.children[0];
  switch (node.op) {
    case 'project': {
      const columns = (node as Project).columns.filter(({ attribute }) => wanted.has(attribute.id));
      const pruned = prune(child, referencesOf(...columns.map(({ expression }) => expression)));
      const output = columns.map(({ attribute }) => attribute);
      return { ...node, children: [pruned], columns, output } as Project;
    }
    case 'aggregate':
      return pruneAggregate(node as Aggregate, wanted);
    case 'filter':
      return rebuild(node, [prune(child, union(wanted, referencesOf((node as Filter).condition)))]);
    case 'watermark':
      return rebuild(node, [prune(child, union(wanted, [(node as Watermark).attribute.id]))]);
    case 'generate': {
      const { generator } = node as Generate;
      const kept = (node as Generate).kept.filter(({ id }) => wanted.has(id));
      const needed = union(
        kept.map(({ id }) => id),
        referencesOf(...generator.args),
      );
      return keepOnly({ ...(node as Generate), children: [prune(child, needed)] }, kept);
    }
    case 'timeWindow':
    case 'sessionWindow': {
      const { window, attribute } = node as TimeWindow | SessionWindow;
      const reads = window.kind === 'window' ? [window.time] : [window.time, window.gap];
      const passed = new Set([...wanted].filter(id => id !== attribute.id));
      const needed = union(passed, referencesOf(...reads));
      return rebuild(node, [exactly(prune(child, needed), needed)]);
    }
    case 'deduplicate':
      return pruneDeduplicate(node as Deduplicate, wanted);
    case 'flatMapGroupsWithState':
      // The function of the user sees every column.
      return rebuild(node, [prune(child, new Set(child.output.map(({ id }) => id)))]);
    case 'sort': {
      const needed = union(wanted, referencesOf(...(node as Sort).orders.map(({ expression }) => expression)));
      return rebuild(node, [exactly(prune(child, needed), needed)]);
    }
    case 'union':
      return pruneUnion(node as Union, wanted);
    case 'join': {
      const { condition, children } = node as Join;
      const needed = union(wanted, condition ? referencesOf(condition) : []);
      return rebuild(
        node,
        children.map(side => exactly(prune(side, needed), needed)),
      );
    }
    default:
      return rebuild(
        node,
        node.children.map(each => prune(each, wanted)),
      );
  }
}

/** Aggregates that nobody asks for are not worked out; all keys are needed to tell the groups apart. */
function pruneAggregate(node: Aggregate, wanted: ReadonlySet<number>): PlanNode {
  const calls = node.calls.filter(({ attribute }) => wanted.has(attribute.id));
  const reads = [...node.keys.map(({ expression }) => expression), ...calls.map(({ call }) => call)];
  const children = [prune(node.children[0], referencesOf(...reads))] as const;
  const output = [...node.keys, ...calls].map(({ attribute }) => attribute);
  return { ...node, calls, children, output } as Aggregate;
}

/** Without the event time among its columns it drops no late rows, unless it needs it to let keys go. */
function pruneDeduplicate(node: Deduplicate, wanted: ReadonlySet<number>): PlanNode {
  const [child] = node.children;
  const time = node.withinWatermark
    ? child.output.filter(({ watermarkDelayMs }) => watermarkDelayMs !== undefined)
    : [];
  const needed = union(
    wanted,
    [...node.keys, ...time].map(({ id }) => id),
  );
  return rebuild(node, [exactly(prune(child, needed), needed)]);
}

/** Both sides give the same columns, place by place. */
function pruneUnion(node: Union, wanted: ReadonlySet<number>): PlanNode {
  const places = node.output.flatMap(({ id }, place) => (wanted.has(id) ? [place] : []));
  const children = node.children.map(child => {
    const needed = new Set(places.map(place => child.output[place].id));
    return exactly(prune(child, needed), needed);
  });
  return { ...node, children, output: places.map(place => node.output[place]) } as unknown as Union;
}
