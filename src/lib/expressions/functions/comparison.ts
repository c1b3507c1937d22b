import { AnalysisError } from '../../base/errors.ts';
import { bothValid } from '../../columns/bitmap.ts';
import { type Comparator, comparatorFor, compareDoubles } from '../../columns/compare.ts';
import { type DataType, typeSql } from '../../columns/types.ts';
import { BooleanVector, BytesVector, DoubleVector, IntVector, LongVector, type Vector } from '../../columns/vector.ts';
import { unify, unifyPair } from '../coercion.ts';
import { type FunctionDefinition, requireCount, requireOrderable, standFor, typedCall } from '../function.ts';
import type { Evaluate, Settings, TypedExpression } from '../typed.ts';
import { and, not } from './logic.ts';

/** What an operator says when the left side is less than, equal to, greater than the right one. */
type Verdict = readonly [less: number, equal: number, greater: number];

const VERDICTS = {
  '=': [0, 1, 0],
  '<': [1, 0, 0],
  '<=': [1, 1, 0],
  '>': [0, 0, 1],
  '>=': [0, 1, 1],
} as const satisfies Record<string, Verdict>;
type Operator = keyof typeof VERDICTS;

export const comparisonFunctions: readonly FunctionDefinition[] = [
  definition('=', ['==']),
  definition('<'),
  definition('<='),
  definition('>'),
  definition('>='),
  {
    name: '!=',
    aliases: ['<>'],
    resolve: (args, { settings }) => not(comparison('=', args, settings), settings),
  },
  {
    name: '<=>',
    resolve: (args, { settings }) => nullSafeEqual(args, settings),
  },
  {
    name: 'equal_null',
    resolve(args, { settings }) {
      requireCount('equal_null', args.length, 2);
      return standFor('equal_null', args, nullSafeEqual(args, settings));
    },
  },
  {
    name: 'between',
    resolve(args, { settings }) {
      requireCount('between', args.length, 3);
      const [value, least, most] = args;
      const both = and(comparison('>=', [value, least], settings), comparison('<=', [value, most], settings), settings);
      return standFor('between', args, both);
    },
  },
  {
    name: 'in',
    resolve(given, { settings }) {
      requireCount('in', given.length, 1, Number.POSITIVE_INFINITY);
      const { args, type } = unify('in', given, settings);
      return typedCall({
        name: 'in',
        args,
        type: 'boolean',
        sql: ([tested, ...others]) => `(${tested} IN (${others.join(', ')}))`,
        evaluate: isIn(type),
      });
    },
  },
];

function definition(operator: Operator, aliases: readonly string[] = []): FunctionDefinition {
  return { name: operator, aliases, resolve: (args, { settings }) => comparison(operator, args, settings) };
}

/** A typed comparison, its sides cast to the type in which they meet. */
export function comparison(operator: Operator, args: readonly TypedExpression[], settings: Settings): TypedExpression {
  const [left, right] = operands(operator, args, settings);
  const compare = compareColumns(operator, left.type);
  return typedCall({
    name: operator,
    args: [left, right],
    type: 'boolean',
    sql: ([a, b]) => `(${a} ${operator} ${b})`,
    evaluate: ([a, b], length) => new BooleanVector(compare(a, b, length), length, bothValid(a.valid, b.valid, length)),
  });
}

/** `<=>`: two nulls are equal, and a null and a value are not. */
export function nullSafeEqual(args: readonly TypedExpression[], settings: Settings): TypedExpression {
  const [left, right] = operands('<=>', args, settings);
  const equal = compareColumns('=', left.type);
  return typedCall({
    name: '<=>',
    args: [left, right],
    type: 'boolean',
    nullable: false,
    sql: ([a, b]) => `(${a} <=> ${b})`,
    evaluate: ([a, b], length) => {
      const values = equal(a, b, length);
      for (let row = 0; row < length; row++) {
        const [leftNull, rightNull] = [a.isNull(row), b.isNull(row)];
        if (leftNull || rightNull) values[row] = leftNull && rightNull ? 1 : 0;
      }
      return new BooleanVector(values, length);
    },
  });
}

function operands(operator: string, args: readonly TypedExpression[], settings: Settings): TypedExpression[] {
  requireCount(operator, args.length, 2);
  const [a, b] = args;
  const unified = unifyPair(a, b, settings, true);
  if (!unified) {
    const [left, right] = [typeSql(a.type), typeSql(b.type)];
    throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', { operator, left, right });
  }
  const [left, right, type] = unified;
  requireOrderable(operator, type);
  return [left, right];
}

/** Compares whole columns; what it says of a row with a null means nothing. */
function compareColumns(operator: Operator, type: DataType): (a: Vector, b: Vector, length: number) => Uint8Array {
  const verdict: Verdict = VERDICTS[operator];
  const compare = comparatorFor(type);
  return (a, b, length) => {
    const values = new Uint8Array(length);
    if (a instanceof IntVector && b instanceof IntVector) compareNumbers(verdict, a.values, b.values, values);
    else if (a instanceof LongVector && b instanceof LongVector && a.numbers && b.numbers) {
      compareNumbers(verdict, a.numbers, b.numbers, values);
    } else if (a instanceof DoubleVector && b instanceof DoubleVector) {
      for (let row = 0; row < length; row++)
        values[row] = verdict[Math.sign(compareDoubles(a.values[row], b.values[row])) + 1];
    } else if (operator === '=' && a instanceof BytesVector && b instanceof BytesVector) equalBytes(a, b, values);
    else compareAny(compare, verdict, a, b, values);
    return values;
  };
}

function compareNumbers(verdict: Verdict, a: ArrayLike<number>, b: ArrayLike<number>, values: Uint8Array): void {
  const [less, equal, greater] = verdict;
  for (let row = 0; row < values.length; row++) {
    values[row] = a[row] < b[row] ? less : a[row] > b[row] ? greater : equal;
  }
}

function equalBytes(a: BytesVector, b: BytesVector, values: Uint8Array): void {
  for (let row = 0; row < values.length; row++) {
    let [x, y] = [a.starts[row], b.starts[row]];
    const end = a.ends[row];
    if (end - x !== b.ends[row] - y) continue;
    while (x < end && a.bytes[x] === b.bytes[y]) {
      x++;
      y++;
    }
    if (x === end) values[row] = 1;
  }
}

function compareAny(compare: Comparator, verdict: Verdict, a: Vector, b: Vector, values: Uint8Array): void {
  for (let row = 0; row < values.length; row++) {
    if (!a.isNull(row) && !b.isNull(row)) values[row] = verdict[Math.sign(compare(a, row, b, row)) + 1];
  }
}

/** True where a candidate is equal, null where none is but one is null, or the value is. */
function isIn(type: DataType): Evaluate {
  const equal = compareColumns('=', type);
  return ([tested, ...candidates], length) => {
    const found = new Uint8Array(length);
    const unknown = new Uint8Array(length);
    for (const candidate of candidates) {
      const same = equal(tested, candidate, length);
      for (let row = 0; row < length; row++) {
        if (tested.isNull(row) || candidate.isNull(row)) unknown[row] = 1;
        else if (same[row] === 1) found[row] = 1;
      }
    }
    return booleans(found, unknown, length);
  };
}

/** Booleans with null where a row is unknown and not found. */
function booleans(found: Uint8Array, unknown: Uint8Array, length: number): BooleanVector {
  const valid = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++) if (found[row] || !unknown[row]) valid[row >> 3] |= 1 << (row & 7);
  return new BooleanVector(found, length, unknown.includes(1) ? valid : undefined);
}
