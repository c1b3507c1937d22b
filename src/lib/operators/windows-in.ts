import { AnalysisError } from '../base/errors.ts';
import {
  type Attribute,
  partsOf,
  rewrite,
  type SessionCall,
  sameExpression,
  type TypedExpression,
  type WindowCall,
} from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import { sessionWindowOf } from './session-window.ts';
import { timeWindowOf } from './time-window.ts';

/**
 * Puts the operator that assigns windows below expressions with `window()` or `session_window()` in them, and its
 * column in their place. A select or a grouping can have one of them, however often it is written.
 */
export function extractWindows(
  child: PlanNode,
  expressions: readonly TypedExpression[],
): { child: PlanNode; expressions: TypedExpression[] } {
  const calls = expressions.flatMap(expression =>
    [...partsOf(expression)].filter(part => part.kind === 'window' || part.kind === 'session'),
  );
  if (calls.length === 0) return { child, expressions: [...expressions] };
  const [first, ...others] = calls as (WindowCall | SessionCall)[];
  if (!others.every(other => sameExpression(first, other))) throw new AnalysisError('MULTIPLE_WINDOWS');
  const windowed = first.kind === 'window' ? timeWindowOf(child, first) : sessionWindowOf(child, first);
  const column: Attribute = windowed.attribute;
  const replaced = expressions.map(expression =>
    rewrite(expression, part => (part.kind === 'window' || part.kind === 'session' ? column : undefined)),
  );
  return { child: windowed, expressions: replaced };
}
