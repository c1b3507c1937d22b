import { Batch } from '../../columns/batch.ts';
import type { BooleanVector } from '../../columns/vector.ts';
import { nullVector } from '../../columns/vector-builder.ts';
import { bind } from '../../expressions/bind.ts';
import { comparison } from '../../expressions/functions/comparison.ts';
import { isNotNull } from '../../expressions/functions/logic.ts';
import { callFunction } from '../../expressions/registry.ts';
import {
  type Attribute,
  isDeterministic,
  readsOnly,
  referencesOf,
  type Settings,
  type TypedExpression,
  typedLiteral,
} from '../../expressions/typed.ts';
import type { Aggregate } from '../../operators/aggregate/aggregate.ts';
import { type Filter, filterOf } from '../../operators/filter.ts';
import type { Generate } from '../../operators/generate.ts';
import { conjunctionOf, conjunctsOf } from '../../operators/join/condition.ts';
import type { Join, JoinType } from '../../operators/join/join.ts';
import type { Project } from '../../operators/project.ts';
import type { Union } from '../../operators/union.ts';
import type { Watermark } from '../../operators/watermark.ts';
import type { PlanNode } from '../../plan/node.ts';
import { meaningOf, rebuild, substitute } from './rebuild.ts';

/** Moves every filter as far towards the sources as Spark does. */
export function pushFilters(plan: PlanNode, settings: Settings): PlanNode {
  return push(plan, []);

  /** The node with conditions on its output put in force, as far down as they can go. */
  function push(node: PlanNode, conditions: readonly TypedExpression[]): PlanNode {
    switch (node.op) {
      case 'filter': {
        const { condition, children } = node as Filter;
        if (!isDeterministic(condition)) break;
        return push(children[0], [...conjunctsOf(condition), ...conditions]);
      }
      case 'project': {
        const { columns, children } = node as Project;
        if (!columns.every(({ expression }) => isDeterministic(expression))) break;
        const meaning = meaningOf(columns);
        return rebuild(node, [
          push(
            children[0],
            conditions.map(condition => substitute(condition, meaning)),
          ),
        ]);
      }
      case 'alias':
      case 'sort':
        return rebuild(node, [push(node.children[0], conditions)]);
      case 'watermark': {
        const { attribute } = node as Watermark;
        return split(node, conditions, condition => !referencesOf(condition).has(attribute.id));
      }
      case 'timeWindow':
      case 'sessionWindow':
        return split(node, conditions, condition => readsOnly(condition, node.children[0].output));
      case 'generate':
        return pushThroughGenerate(node as Generate, conditions);
      case 'aggregate':
        return pushThroughAggregate(node as Aggregate, conditions);
      case 'union':
        return pushThroughUnion(node as Union, conditions);
      case 'join':
        return pushThroughJoin(node as Join, conditions);
    }
    return above(
      rebuild(
        node,
        node.children.map(child => push(child, [])),
      ),
      conditions,
    );
  }

  function above(node: PlanNode, conditions: readonly TypedExpression[]): PlanNode {
    const condition = conjunctionOf(conditions, settings);
    return condition ? filterOf(node, condition) : node;
  }

  /** Lets some conditions through to the only child and keeps the others above the node. */
  function split(
    node: PlanNode,
    conditions: readonly TypedExpression[],
    passes: (condition: TypedExpression) => boolean,
    translate: (condition: TypedExpression) => TypedExpression = condition => condition,
  ): PlanNode {
    const through = conditions.filter(passes).map(translate);
    const kept = conditions.filter(condition => !passes(condition));
    return above(rebuild(node, [push(node.children[0], through)]), kept);
  }

  /** Rows whose array is null or empty give nothing: a filter says so below, for a column that is exploded as it is. */
  function pushThroughGenerate(node: Generate, conditions: readonly TypedExpression[]): PlanNode {
    const { generator, children } = node;
    const [argument] = generator.args;
    const inferred = !generator.outer && argument.kind === 'attribute' ? hasElements(argument) : [];
    const passes = (condition: TypedExpression) => readsOnly(condition, children[0].output);
    const kept = conditions.filter(condition => !passes(condition));
    const through = [...conditions.filter(passes), ...inferred];
    return above(rebuild(node, [push(children[0], through)]), kept);
  }

  function hasElements(array: Attribute): TypedExpression[] {
    const size = callFunction('size', [array], settings);
    return [comparison('>', [size, typedLiteral('int', 0)], settings), isNotNull(array)];
  }

  function pushThroughAggregate(node: Aggregate, conditions: readonly TypedExpression[]): PlanNode {
    const meaning = meaningOf(node.keys.filter(({ attribute }) => !attribute.session));
    const fixed = node.calls.every(({ call }) => call.args.every(isDeterministic));
    const isOfKeys = (condition: TypedExpression) =>
      fixed && node.keys.length > 0 && [...referencesOf(condition)].every(id => meaning.has(id));
    return split(node, conditions, isOfKeys, condition => substitute(condition, meaning));
  }

  function pushThroughUnion(node: Union, conditions: readonly TypedExpression[]): PlanNode {
    const children = node.children.map(child => {
      const meaning = new Map(node.output.map(({ id }, i) => [id, child.output[i] as TypedExpression]));
      return push(
        child,
        conditions.map(condition => substitute(condition, meaning)),
      );
    });
    return rebuild(node, children);
  }

  function pushThroughJoin(given: Join, conditions: readonly TypedExpression[]): PlanNode {
    const node = { ...given, type: withoutNeedlessNulls(given, conditions) };
    const { type, condition, children } = node;
    const [left, right] = children.map(child => child.output);
    const into = { left: [] as TypedExpression[], right: [] as TypedExpression[] };
    const joint: TypedExpression[] = [];
    const kept: TypedExpression[] = [];
    for (const part of conditions) {
      if (readsOnly(part, left) && FILTERS_PASS.left.includes(type)) into.left.push(part);
      else if (readsOnly(part, right) && FILTERS_PASS.right.includes(type)) into.right.push(part);
      else if (type === 'inner' || type === 'cross') joint.push(part);
      else kept.push(part);
    }
    for (const part of conjunctsOf(condition)) {
      if (readsOnly(part, left) && CONDITIONS_PASS.left.includes(type)) into.left.push(part);
      else if (readsOnly(part, right) && CONDITIONS_PASS.right.includes(type)) into.right.push(part);
      else joint.push(part);
    }
    const rebuilt = rebuild({ ...node, condition: conjunctionOf(joint, settings) } as Join, [
      push(children[0], into.left),
      push(children[1], into.right),
    ]);
    return above(rebuilt, kept);
  }
}

/** Join types that let a filter above them through to a side. */
const FILTERS_PASS: Record<'left' | 'right', readonly JoinType[]> = {
  left: ['inner', 'cross', 'left', 'semi', 'anti'],
  right: ['inner', 'cross', 'right'],
};

/** Join types whose own conditions on one side can be filters there: those of the preserved side cannot. */
const CONDITIONS_PASS: Record<'left' | 'right', readonly JoinType[]> = {
  left: ['inner', 'cross', 'right', 'semi'],
  right: ['inner', 'cross', 'left', 'semi', 'anti'],
};

/** An outer join need not make rows of nulls that a filter above it drops anyway. */
function withoutNeedlessNulls({ type, children }: Join, conditions: readonly TypedExpression[]): JoinType {
  if (type !== 'left' && type !== 'right' && type !== 'full') return type;
  const [dropsLeftNulls, dropsRightNulls] = children.map(({ output }) =>
    conditions.some(condition => readsOnly(condition, output) && dropsNulls(condition, output)),
  );
  if (type === 'left') return dropsRightNulls ? 'inner' : type;
  if (type === 'right') return dropsLeftNulls ? 'inner' : type;
  if (dropsLeftNulls && dropsRightNulls) return 'inner';
  return dropsLeftNulls ? 'left' : dropsRightNulls ? 'right' : type;
}

/** Is the condition not true of a row of nulls? */
function dropsNulls(condition: TypedExpression, columns: readonly Attribute[]): boolean {
  if (!isDeterministic(condition) || referencesOf(condition).size === 0) return false;
  const nulls = new Batch(
    columns.map(({ type }) => nullVector(type, 1)),
    1,
  );
  try {
    const answer = bind(condition, columns)(nulls, { batchId: 0, batchTimestampMs: 0 }) as BooleanVector;
    return answer.get(0) !== true;
  } catch {
    return false; // it fails rather than answers
  }
}
