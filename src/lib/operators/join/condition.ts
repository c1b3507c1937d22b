import { comparison } from '../../expressions/functions/comparison.ts';
import { and } from '../../expressions/functions/logic.ts';
import {
  type Attribute,
  isDeterministic,
  readsOnly,
  referencesOf,
  type Settings,
  type TypedExpression,
} from '../../expressions/typed.ts';

/** A join condition taken apart. */
interface JoinCondition {
  /** Pairs that must be equal, one side each: what rows are looked up by. */
  readonly keys: readonly JoinKey[];
  /** What remains to be tested of rows with equal keys. */
  readonly residual: TypedExpression | undefined;
}

interface JoinKey {
  readonly left: TypedExpression;
  readonly right: TypedExpression;
  /** `<=>`: null equals null. */
  readonly nullSafe: boolean;
}

/** The parts of a condition that are joined by AND, from left to right. */
export function conjunctsOf(condition: TypedExpression | undefined): TypedExpression[] {
  if (!condition) return [];
  if (condition.kind === 'call' && condition.name === 'and') return condition.args.flatMap(conjunctsOf);
  return [condition];
}

/** The AND of some conditions; undefined of none. */
export function conjunctionOf(conditions: readonly TypedExpression[], settings: Settings): TypedExpression | undefined {
  return conditions.length === 0 ? undefined : conditions.reduce((left, right) => and(left, right, settings));
}

/** Finds the equalities between the sides. */
export function takeApart(
  condition: TypedExpression | undefined,
  left: readonly Attribute[],
  right: readonly Attribute[],
  settings: Settings,
): JoinCondition {
  const keys: JoinKey[] = [];
  const rest: TypedExpression[] = [];
  for (const part of conjunctsOf(condition)) {
    const key = keyOf(part, left, right);
    if (key) keys.push(key);
    else rest.push(part);
  }
  return { keys, residual: conjunctionOf(rest, settings) };
}

function keyOf(part: TypedExpression, left: readonly Attribute[], right: readonly Attribute[]): JoinKey | undefined {
  if (part.kind !== 'call' || (part.name !== '=' && part.name !== '<=>') || !isDeterministic(part)) return undefined;
  const [a, b] = part.args;
  const nullSafe = part.name === '<=>';
  const isOf = (expression: TypedExpression, side: readonly Attribute[]) =>
    referencesOf(expression).size > 0 && readsOnly(expression, side);
  if (isOf(a, left) && isOf(b, right)) return { left: a, right: b, nullSafe };
  if (isOf(b, left) && isOf(a, right)) return { left: b, right: a, nullSafe };
  return undefined;
}

/** `left.name = right.name` for each pair of columns. */
export const equalColumns = (
  pairs: readonly (readonly [Attribute, Attribute])[],
  settings: Settings,
): TypedExpression | undefined =>
  conjunctionOf(
    pairs.map(pair => comparison('=', pair, settings)),
    settings,
  );
