import { comparison } from '../../expressions/functions/comparison.ts';
import { and, not, or } from '../../expressions/functions/logic.ts';
import { isDeterministic, type Settings, sameExpression, type TypedExpression } from '../../expressions/typed.ts';
import type { Filter } from '../../operators/filter.ts';
import { conjunctionOf, conjunctsOf } from '../../operators/join/condition.ts';
import type { Join } from '../../operators/join/join.ts';
import { type PlanNode, rewriteUp } from '../../plan/node.ts';

/**
 * Conditions as parts joined by AND, as far as may be: `NOT (a > b OR c)` is `a <= b AND NOT c`, and `a AND b OR a AND c`
 * is `a AND (b OR c)`. By such parts filters are pushed; among them the keys of a join are found, and what bounds its
 * state.
 *
 * @see Spark BooleanSimplification
 */
export const simplifyConditions = (plan: PlanNode, settings: Settings): PlanNode =>
  rewriteUp(plan, node => {
    if (node.op !== 'filter' && node.op !== 'join') return node;
    const { condition } = node as Filter | Join;
    if (!condition) return node;
    const simpler = plain(condition, settings);
    return simpler === condition ? node : ({ ...node, condition: simpler } as PlanNode);
  });

/** The same condition, NOT only before what has no opposite of its own. */
function plain(condition: TypedExpression, settings: Settings): TypedExpression {
  if (condition.kind !== 'call') return condition;
  const [a, b] = condition.args;
  if (condition.name === 'not') return negated(a, settings) ?? condition;
  if (condition.name !== 'and' && condition.name !== 'or') return condition;
  const [left, right] = [plain(a, settings), plain(b, settings)];
  if (condition.name === 'or') return factored(left, right, settings) ?? or(left, right, settings);
  return left === a && right === b ? condition : and(left, right, settings);
}

/** What both sides of an OR ask for is asked for once, before it. */
function factored(left: TypedExpression, right: TypedExpression, settings: Settings): TypedExpression | undefined {
  const [ofLeft, ofRight] = [conjunctsOf(left), conjunctsOf(right)];
  const isIn = (parts: readonly TypedExpression[]) => (part: TypedExpression) =>
    isDeterministic(part) && parts.some(other => sameExpression(part, other));
  const shared = ofLeft.filter(isIn(ofRight));
  const restOf = (parts: readonly TypedExpression[]) =>
    conjunctionOf(
      parts.filter(part => !isIn(shared)(part)),
      settings,
    );
  const [leftRest, rightRest] = [restOf(ofLeft), restOf(ofRight)];
  const rest = leftRest && rightRest ? [or(leftRest, rightRest, settings)] : [];
  return shared.length === 0 ? undefined : conjunctionOf([...shared, ...rest], settings);
}

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

/** The opposite of a condition, null where that is null; undefined where only NOT says it. */
function negated(condition: TypedExpression, settings: Settings): TypedExpression | undefined {
  if (condition.kind !== 'call') return undefined;
  const { name, args } = condition;
  const opposite = (part: TypedExpression) => negated(part, settings) ?? not(part, settings);
  switch (name) {
    case 'not':
      return plain(args[0], settings);
    case 'and':
      return or(opposite(args[0]), opposite(args[1]), settings);
    case 'or':
      return and(opposite(args[0]), opposite(args[1]), settings);
    case 'between':
      return negated(args[0], settings);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(OPPOSITE[name], args, settings);
    default:
      return undefined;
  }
}
