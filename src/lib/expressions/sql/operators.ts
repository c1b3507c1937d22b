/** The operators of SQL: how tightly they bind, and the functions that they are. */
import { isName, startsOperand, type TokenReader } from './token-reader.ts';

// From the loosest; those of a level are read from left to right.
export const OR = 1;
export const AND = 2;
export const NOT = 3;
export const PREDICATE = 4;
export const COMPARISON = 5;
export const SIGN = 12;

export interface Operator {
  readonly precedence: number;
  /** The function that it calls; empty for the first word of a predicate. */
  readonly calls: string;
}

const LEVELS: readonly (readonly [precedence: number, functions: Readonly<Record<string, string>>])[] = [
  [OR, { OR: 'or' }],
  [AND, { AND: 'and' }],
  [PREDICATE, { NOT: '', BETWEEN: '', IN: '', LIKE: '', ILIKE: '', RLIKE: '', REGEXP: '', IS: '' }],
  [COMPARISON, { '=': '=', '==': '=', '<=>': '<=>', '<>': '!=', '!=': '!=' }],
  [COMPARISON, { '<': '<', '<=': '<=', '!>': '<=', '>': '>', '>=': '>=', '!<': '>=' }],
  [6, { '|': '|' }],
  [7, { '^': '^' }],
  [8, { '&': '&' }],
  [9, { '<<': '<<', '>>': '>>', '>>>': '>>>' }],
  [10, { '+': '+', '-': '-', '||': 'concat' }],
  [11, { '*': '*', '/': '/', '%': '%', DIV: 'div' }],
];
const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  LEVELS.flatMap(([precedence, functions]) =>
    Object.entries(functions).map(([key, calls]) => [key, { precedence, calls }] as const),
  ),
);

/** The operators before an operand. */
export const signs: ReadonlyMap<string, string> = new Map([
  ['-', 'unary -'],
  ['+', 'positive'],
  ['~', '~'],
]);

/** What may follow `IS` and `IS NOT`. */
export const truths: ReadonlySet<string> = new Set(['NULL', 'UNKNOWN', 'TRUE', 'FALSE', 'DISTINCT']);

/** What follows some words that are operators; behind the others comes an operand. */
const FOLLOWERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['NOT', new Set(['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'RLIKE', 'REGEXP'])],
  ['IN', new Set(['('])],
  ['IS', new Set(['NOT', ...truths])],
]);

/** The operator that comes next. A word is one only where its operand can follow, and else a name. */
export function operatorAt(tokens: TokenReader): Operator | undefined {
  const { key } = tokens.token;
  const operator = OPERATORS.get(key);
  if (!operator || !isName(tokens.token)) return operator;
  const follower = tokens.peek();
  return (FOLLOWERS.get(key)?.has(follower.key) ?? startsOperand(follower)) ? operator : undefined;
}
