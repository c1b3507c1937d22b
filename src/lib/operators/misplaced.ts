import { AnalysisError } from '../base/errors.ts';
import { findKind, sqlOf, type TypedExpression } from '../expressions/typed.ts';

/** Refuses, where rows are compared or put in order, what makes other rows of them: generators, windows, aggregates. */
export function refuseMisplaced(expression: TypedExpression, place: string): void {
  const generator = findKind(expression, 'generator');
  if (generator) {
    throw new AnalysisError('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { expression: sqlOf(generator), place });
  }
  const misplaced = findKind(expression, 'aggregate') ?? findKind(expression, 'window');
  if (misplaced) {
    throw new AnalysisError('UNSUPPORTED_EXPR_FOR_OPERATOR', { expression: sqlOf(misplaced), place });
  }
}
