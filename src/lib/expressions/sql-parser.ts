import type { Expression } from './expression.ts';

export function parseExpression(_text: string): Expression {
  throw new Error('later');
}
