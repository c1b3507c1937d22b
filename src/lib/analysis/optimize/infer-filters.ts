import { isNotNull } from '../../expressions/functions/logic.ts';
import {
  type Attribute,
  isDeterministic,
  readsOnly,
  type Settings,
  sameExpression,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { Aggregate } from '../../operators/aggregate/aggregate.ts';
import { type Filter, filterOf } from '../../operators/filter.ts';
import { conjunctionOf, conjunctsOf } from '../../operators/join/condition.ts';
import type { Join } from '../../operators/join/join.ts';
import type { Project } from '../../operators/project.ts';
import { type PlanNode, rewriteUp } from '../../plan/node.ts';
import { rebuild, substitute } from './rebuild.ts';

/**
 * What must hold of a row for it to find a partner in a join becomes a filter on its side: keys that are not null,
 * and conditions on one key carried over to the equal one.
 *
 * @see Spark InferFiltersFromConstraints
 */
export function inferFilters(plan: PlanNode, settings: Settings): PlanNode {
  return rewriteUp(plan, node => (node.op === 'join' ? withInferred(node as Join, settings) : node));
}

function withInferred(node: Join, settings: Settings): PlanNode {
  const { type, children, condition } = node;
  const known = [...children.flatMap(constraintsOf), ...conjunctsOf(condition)].filter(isDeterministic);
  const carried = carriedOver(known);
  const all = [...known, ...carried];
  const inferred = [...carried, ...all.flatMap(notNulls)];
  const sides = children.map((child, side) => {
    const preserved = type === 'full' || (side === 0 ? type === 'left' || type === 'anti' : type === 'right');
    if (preserved) return child;
    const held = constraintsOf(child);
    const fresh = distinct(inferred.filter(part => readsOnly(part, child.output) && !contains(held, part)));
    const filter = conjunctionOf(fresh, settings);
    return filter ? filterOf(child, filter) : child;
  });
  return rebuild(node, sides);
}

/** Conditions that hold of every row of a node. */
function constraintsOf(node: PlanNode): TypedExpression[] {
  switch (node.op) {
    case 'filter': {
      const own = conjunctsOf((node as Filter).condition);
      return distinct([...constraintsOf(node.children[0]), ...own, ...own.flatMap(notNulls)]);
    }
    case 'project':
      return renamed(constraintsOf(node.children[0]), (node as Project).columns, node.output);
    case 'aggregate':
      return renamed(constraintsOf(node.children[0]), (node as Aggregate).keys, node.output);
    case 'join': {
      const { type, children, condition } = node as Join;
      const [left, right] = children.map(constraintsOf);
      if (type === 'inner' || type === 'cross') return [...left, ...right, ...conjunctsOf(condition)];
      if (type === 'semi' || type === 'left' || type === 'anti') return left;
      return type === 'right' ? right : [];
    }
    case 'flatMapGroupsWithState':
    case 'union':
    case 'stream':
    case 'relation':
      return [];
    default:
      return constraintsOf(node.children[0]);
  }
}

/** Constraints in terms of the columns that a project, or the keys of an aggregation, make of the old ones. */
function renamed(
  constraints: readonly TypedExpression[],
  columns: Aggregate['keys'],
  output: readonly Attribute[],
): TypedExpression[] {
  const names = new Map<number, TypedExpression>();
  for (const { expression, attribute } of columns) {
    if (expression.kind === 'attribute') names.set(expression.id, attribute);
  }
  return constraints
    .map(constraint => substitute(constraint, names))
    .filter(constraint => readsOnly(constraint, output));
}

/** Of `a = b` and a condition on `a`: the same condition on `b`. */
function carriedOver(known: readonly TypedExpression[]): TypedExpression[] {
  const found: TypedExpression[] = [];
  for (const equality of known) {
    if (equality.kind !== 'call' || equality.name !== '=') continue;
    const [a, b] = equality.args;
    if (a.kind !== 'attribute' || b.kind !== 'attribute') continue;
    for (const other of known) {
      if (other === equality) continue;
      for (const [from, to] of [
        [a, b],
        [b, a],
      ]) {
        const moved = substitute(other, new Map([[from.id, to]]));
        if (moved !== other && !contains([...known, ...found], moved)) found.push(moved);
      }
    }
  }
  return found;
}

/** Functions that can give an answer for a null. */
const NULL_TOLERANT = new Set([
  '<=>',
  'isnull',
  'isnotnull',
  'isnan',
  'in',
  'array',
  'struct',
  'named_struct',
  'concat_ws',
  'hash',
  'xxhash64',
]);

/** The columns that are not null where the condition is true. */
function notNulls(condition: TypedExpression): TypedExpression[] {
  if (condition.kind === 'call' && condition.name === 'isnotnull') {
    return condition.args.flatMap(needed).map(isNotNull);
  }
  return needed(condition).map(isNotNull);
}

function needed(expression: TypedExpression): Attribute[] {
  if (expression.kind === 'attribute') return expression.nullable ? [expression] : [];
  if (expression.kind !== 'call' || expression.evaluateLazily || NULL_TOLERANT.has(expression.name)) return [];
  return expression.args.flatMap(needed);
}

const contains = (all: readonly TypedExpression[], one: TypedExpression): boolean =>
  all.some(other => sameExpression(other, one));

const distinct = (all: readonly TypedExpression[]): TypedExpression[] =>
  all.filter((one, i) => !contains(all.slice(0, i), one));
