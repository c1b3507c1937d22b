import { AnalysisError } from '../../base/errors.ts';
import { clearBit, fullBitmap } from '../../columns/bitmap.ts';
import { rowsWhere } from '../../columns/selection.ts';
import { typeSql } from '../../columns/types.ts';
import { BooleanVector } from '../../columns/vector.ts';
import { assemble, evaluateRows } from '../choose.ts';
import { coerce } from '../coercion.ts';
import { type FunctionDefinition, requireCount, typedCall } from '../function.ts';
import { canFail, type EvaluateLazily, type Settings, type TypedExpression } from '../typed.ts';

export const logicFunctions: readonly FunctionDefinition[] = [
  { name: 'and', resolve: (args, { settings }) => combine('AND', args, settings) },
  { name: 'or', resolve: (args, { settings }) => combine('OR', args, settings) },
  {
    name: 'not',
    aliases: ['!'],
    resolve(args, { settings }) {
      requireCount('not', args.length, 1);
      return not(args[0], settings);
    },
  },
  {
    name: 'isnull',
    resolve(args) {
      requireCount('isnull', args.length, 1);
      return nullTest('isnull', 'IS NULL', 1, args[0]);
    },
  },
  {
    name: 'isnotnull',
    resolve(args) {
      requireCount('isnotnull', args.length, 1);
      return isNotNull(args[0]);
    },
  },
  {
    name: 'isnan',
    resolve(given, { settings }) {
      requireCount('isnan', given.length, 1);
      return typedCall({
        name: 'isnan',
        args: [coerce(given[0], 'double', 'isnan', 0, settings)],
        type: 'boolean',
        nullable: false,
        evaluate: ([vector], length) => {
          const values = Uint8Array.from({ length }, (_, row) => (Number.isNaN(vector.get(row)) ? 1 : 0));
          return new BooleanVector(values, length);
        },
      });
    },
  },
];

export const and = (left: TypedExpression, right: TypedExpression, settings: Settings): TypedExpression =>
  combine('AND', [left, right], settings);

export const or = (left: TypedExpression, right: TypedExpression, settings: Settings): TypedExpression =>
  combine('OR', [left, right], settings);

export function not(argument: TypedExpression, settings: Settings): TypedExpression {
  return typedCall({
    name: 'not',
    args: [coerce(argument, 'boolean', 'not', 0, settings)],
    type: 'boolean',
    sql: ([text]) => `(NOT ${text})`,
    evaluate: ([vector], length) => {
      const { values, valid } = vector as BooleanVector;
      return new BooleanVector(
        Uint8Array.from(values.subarray(0, length), value => 1 - value),
        length,
        valid,
      );
    },
  });
}

/** AND and OR of two values, or of more from left to right. */
function combine(operator: 'AND' | 'OR', args: readonly TypedExpression[], settings: Settings): TypedExpression {
  requireCount(operator.toLowerCase(), args.length, 2, Number.POSITIVE_INFINITY);
  return args.reduce((left, right) => combineTwo(operator, left, right, settings));
}

function combineTwo(operator: 'AND' | 'OR', a: TypedExpression, b: TypedExpression, settings: Settings) {
  for (const [side, other] of [
    [a, b],
    [b, a],
  ]) {
    if (side.type === 'boolean' || (side.type === 'string' && settings.ansi) || side.type === 'void') continue;
    throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', {
      operator,
      left: typeSql(a.type),
      right: typeSql(other === b ? b.type : side.type),
    });
  }
  const [left, right] = [a, b].map((side, i) => coerce(side, 'boolean', operator, i, settings));
  return typedCall({
    name: operator.toLowerCase(),
    args: [left, right],
    type: 'boolean',
    sql: ([x, y]) => `(${x} ${operator} ${y})`,
    evaluateLazily: shortCircuit(operator === 'AND' ? 0 : 1, canFail(right)),
  });
}

/** The value that decides alone (false for AND, true for OR) spares the right side its rows where it can fail. */
function shortCircuit(decisive: 0 | 1, guarded: boolean): EvaluateLazily {
  return ([left, right], batch, context) => {
    const a = left(batch, context) as BooleanVector;
    if (!guarded) return decide(decisive, a, right(batch, context) as BooleanVector, batch.length);
    const open = rowsWhere(batch.length, row => a.isNull(row) || a.values[row] !== decisive);
    const branch = evaluateRows(right, batch, open, context);
    return decide(decisive, a, assemble('boolean', [branch], batch.length) as BooleanVector, batch.length);
  };
}

/** Three-valued logic: the decisive value wins, then null, then the other value. */
function decide(decisive: 0 | 1, a: BooleanVector, b: BooleanVector, length: number): BooleanVector {
  const values = new Uint8Array(length);
  if (!a.valid && !b.valid) {
    for (let row = 0; row < length; row++)
      values[row] = decisive ? a.values[row] | b.values[row] : a.values[row] & b.values[row];
    return new BooleanVector(values, length);
  }
  const valid = fullBitmap(length);
  for (let row = 0; row < length; row++) {
    const [aNull, bNull] = [a.isNull(row), b.isNull(row)];
    const decided = (!aNull && a.values[row] === decisive) || (!bNull && b.values[row] === decisive);
    if (decided) values[row] = decisive;
    else if (aNull || bNull) clearBit(valid, row);
    else values[row] = 1 - decisive;
  }
  return new BooleanVector(values, length, valid);
}

export const isNotNull = (argument: TypedExpression): TypedExpression =>
  nullTest('isnotnull', 'IS NOT NULL', 0, argument);

function nullTest(name: string, sql: string, whenNull: 0 | 1, argument: TypedExpression): TypedExpression {
  return typedCall({
    name,
    args: [argument],
    type: 'boolean',
    nullable: false,
    sql: ([text]) => `(${text} ${sql})`,
    evaluate: ([vector], length) => {
      const values = new Uint8Array(length);
      for (let row = 0; row < length; row++) values[row] = vector.isNull(row) ? whenNull : 1 - whenNull;
      return new BooleanVector(values, length);
    },
  });
}
