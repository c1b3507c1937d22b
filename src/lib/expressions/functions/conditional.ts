import { RuntimeError } from '../../base/errors.ts';
import { hasBit } from '../../columns/bitmap.ts';
import { comparatorFor } from '../../columns/compare.ts';
import { allRows, rowsWhere, trueRows } from '../../columns/selection.ts';
import { type DataType, typeName } from '../../columns/types.ts';
import type { BooleanVector, Value } from '../../columns/vector.ts';
import { buildVector, nullVector, repeatValue } from '../../columns/vector-builder.ts';
import { assemble, type Branch, evaluateRows } from '../choose.ts';
import { coerce, only, onlyBoolean, tightestType, unify } from '../coercion.ts';
import { type FunctionDefinition, requireCount, requireOrderable, standFor, typedCall } from '../function.ts';
import {
  type Call,
  type Evaluate,
  type EvaluateLazily,
  type Settings,
  sqlOf,
  type TypedExpression,
  typedLiteral,
} from '../typed.ts';
import { comparison } from './comparison.ts';
import { isNotNull } from './logic.ts';

export const conditionalFunctions: readonly FunctionDefinition[] = [
  {
    // when(condition, value, condition, value, …, [else])
    name: 'when',
    resolve(args, { settings }) {
      requireCount('when', args.length, 2, Number.POSITIVE_INFINITY);
      const conditions = args.filter((_, i) => i % 2 === 0 && i < args.length - 1);
      const values = args.filter((_, i) => i % 2 === 1 || (i === args.length - 1 && i % 2 === 0));
      return caseWhen(conditions, values, settings);
    },
  },
  {
    name: 'if',
    resolve(args, { settings }) {
      requireCount('if', args.length, 3);
      const [given, ...values] = args;
      const condition = coerce(given, only('boolean'), 'if', 0, settings);
      const chosen = caseWhen([condition], values, settings);
      return { ...chosen, sql: ([a, b, c]: readonly string[]) => `(IF(${a}, ${b}, ${c}))` };
    },
  },
  coalesce('coalesce'),
  { ...coalesce('nvl', 2), aliases: ['ifnull'] },
  {
    name: 'nvl2',
    resolve(args, { settings }) {
      requireCount('nvl2', args.length, 3);
      const [tested, present, absent] = args;
      return standFor('nvl2', args, caseWhen([isNotNull(tested)], [present, absent], settings));
    },
  },
  {
    name: 'nullif',
    resolve(args, { settings }) {
      requireCount('nullif', args.length, 2);
      const [value] = args;
      const equal = comparison('=', args, settings);
      if (equal.kind === 'call' && equal.evaluate && equal.args[0] === value)
        return nullWhereEqual(equal, equal.evaluate);
      return standFor('nullif', args, caseWhen([equal], [typedLiteral('void', null), value], settings));
    },
  },
  {
    name: 'zeroifnull',
    resolve(args, { settings }) {
      requireCount('zeroifnull', args.length, 1);
      return standFor('zeroifnull', args, present('coalesce', [args[0], typedLiteral('int', 0)], settings));
    },
  },
  {
    name: 'nullifzero',
    resolve(args, { settings }) {
      requireCount('nullifzero', args.length, 1);
      const isZero = comparison('=', [args[0], typedLiteral('int', 0)], settings);
      return standFor('nullifzero', args, caseWhen([isZero], [typedLiteral('void', null), args[0]], settings));
    },
  },
  extreme('greatest', 1),
  extreme('least', -1),
  {
    // The second value where the first is no number.
    name: 'nanvl',
    resolve(given, { settings }) {
      requireCount('nanvl', given.length, 2);
      const isFloat = given.every(({ type }) => type === 'float');
      const [value, other] = given.map((arg, i) => coerce(arg, isFloat ? 'float' : 'double', 'nanvl', i, settings));
      return typedCall({
        name: 'nanvl',
        args: [value, other],
        type: value.type,
        evaluate: ([values, others], length) =>
          buildVector(value.type, length, row => (Number.isNaN(values.get(row)) ? others.get(row) : values.get(row))),
      });
    },
  },
  {
    name: 'assert_true',
    resolve(given, { settings }) {
      requireCount('assert_true', given.length, 1, 2);
      const condition = coerce(given[0], 'boolean', 'assert_true', 0, settings);
      const message = given[1]
        ? coerce(given[1], 'string', 'assert_true', 1, settings)
        : typedLiteral('string', `'${sqlOf(given[0])}' is not true!`);
      return typedCall({
        name: 'assert_true',
        args: [condition, message],
        type: 'void',
        nullable: true,
        canFail: true,
        evaluate: ([conditions, messages], length) => {
          for (let row = 0; row < length; row++) if (conditions.get(row) !== true) raise(messages.get(row));
          return nullVector('void', length);
        },
      });
    },
  },
  {
    name: 'raise_error',
    resolve(given, { settings }) {
      requireCount('raise_error', given.length, 1);
      return typedCall({
        name: 'raise_error',
        args: [coerce(given[0], 'string', 'raise_error', 0, settings)],
        type: 'void',
        nullable: true,
        canFail: true,
        sql: ([text]) => `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${text}))`,
        evaluate: ([messages], length) => (length > 0 ? raise(messages.get(0)) : nullVector('void', 0)),
      });
    },
  },
  {
    name: 'typeof',
    resolve(args) {
      requireCount('typeof', args.length, 1);
      const { type } = args[0];
      return typedCall({
        name: 'typeof',
        args,
        type: 'string',
        nullable: false,
        evaluate: (_, length) => repeatValue('string', typeName(type), length),
      });
    },
  },
];

function raise(message: Value): never {
  throw new RuntimeError('USER_RAISED_EXCEPTION', { text: String(message ?? 'null') });
}

/** The greatest or least of values, nulls passed over; a text does not meet a number here. */
function extreme(name: string, direction: 1 | -1): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, 2, Number.POSITIVE_INFINITY);
      const { args, type } = unify(name, given, settings, tightestType);
      requireOrderable(name, type);
      const compare = comparatorFor(type);
      return typedCall({
        name,
        args,
        type,
        nullable: values => values.every(arg => arg.nullable),
        evaluate: (columns, length) => {
          const chosen = new Int32Array(length).fill(-1);
          columns.forEach((column, i) => {
            for (let row = 0; row < length; row++) {
              if (column.isNull(row)) continue;
              const best = chosen[row];
              if (best < 0 || compare(column, row, columns[best], row) * direction > 0) chosen[row] = i;
            }
          });
          return buildVector(type, length, row => (chosen[row] < 0 ? null : columns[chosen[row]].get(row)));
        },
      });
    },
  };
}

/** The value of the first condition that is true; with one value more than conditions, that one is the else. */
export function caseWhen(
  conditions: readonly TypedExpression[],
  values: readonly TypedExpression[],
  settings: Settings,
) {
  const tests = conditions.map((condition, i) => coerce(condition, onlyBoolean, 'when', 2 * i, settings));
  const { args, type } = unify('casewhen', values, settings);
  const hasElse = values.length > conditions.length;
  return typedCall({
    name: 'when',
    args: interleave(tests, args),
    type,
    nullable: given => mayGiveNull(given, hasElse),
    sql: caseSql,
    evaluateLazily: chooseBranch(type),
  });
}

/** Without an else, and where a value can be null, up to a condition that is always true; conditions do not matter. */
function mayGiveNull(args: readonly TypedExpression[], hasElse: boolean): boolean {
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [condition, value] = [args[i], args[i + 1]];
    if (value.nullable) return true;
    if (condition.kind === 'literal' && condition.value === true) return false;
  }
  return !hasElse || args[args.length - 1].nullable;
}

function interleave<T>(first: readonly T[], second: readonly T[]): T[] {
  const all = first.flatMap((item, i) => [item, second[i]]);
  return second.length > first.length ? [...all, second[second.length - 1]] : all;
}

function caseSql(args: readonly string[]): string {
  const branches: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) branches.push(`WHEN ${args[i]} THEN ${args[i + 1]}`);
  const otherwise = args.length % 2 === 1 ? ` ELSE ${args[args.length - 1]}` : '';
  return `CASE ${branches.join(' ')}${otherwise} END`;
}

/** `nullif` without working its first argument out twice. */
const nullWhereEqual = ({ args, canFail }: Call, equal: Evaluate): Call =>
  typedCall({
    name: 'nullif',
    args,
    type: args[0].type,
    nullable: true,
    canFail,
    evaluate(vectors, length, context) {
      const { values, valid } = equal(vectors, length, context) as BooleanVector;
      const isEqual = (row: number) => values[row] === 1 && (valid === undefined || hasBit(valid, row));
      const rows = allRows(length);
      for (let row = 0; row < length; row++) if (isEqual(row)) rows[row] = -1;
      return vectors[0].take(rows);
    },
  });

const chooseBranch =
  (type: DataType): EvaluateLazily =>
  (kernels, batch, context) => {
    const branches: Branch[] = [];
    let open = allRows(batch.length);
    for (let i = 0; i + 1 < kernels.length && open.length > 0; i += 2) {
      const test = evaluateRows(kernels[i], batch, open, context).values as BooleanVector;
      const hits = trueRows(test);
      if (hits.length === 0) continue;
      branches.push(
        evaluateRows(
          kernels[i + 1],
          batch,
          hits.map(hit => open[hit]),
          context,
        ),
      );
      open = without(open, hits);
    }
    if (kernels.length % 2 === 1 && open.length > 0) {
      branches.push(evaluateRows(kernels[kernels.length - 1], batch, open, context));
    }
    return assemble(type, branches, batch.length);
  };

/** The rows whose places are not among the hits (ascending). */
function without(rows: Int32Array, hits: Int32Array): Int32Array<ArrayBuffer> {
  const left = new Int32Array(rows.length - hits.length);
  for (let i = 0, hit = 0, at = 0; i < rows.length; i++) {
    if (hit < hits.length && hits[hit] === i) hit++;
    else left[at++] = rows[i];
  }
  return left;
}

function coalesce(name: string, count?: number): FunctionDefinition {
  return {
    name,
    resolve(given, { settings }) {
      requireCount(name, given.length, count ?? 1, count ?? Number.POSITIVE_INFINITY);
      return present(name, given, settings);
    },
  };
}

function present(name: string, given: readonly TypedExpression[], settings: Settings): TypedExpression {
  const { args, type } = unify(name, given, settings);
  return typedCall({
    name,
    args,
    type,
    nullable: values => values.every(arg => arg.nullable),
    evaluateLazily: firstPresent(type),
  });
}

const firstPresent =
  (type: DataType): EvaluateLazily =>
  (kernels, batch, context) => {
    const branches: Branch[] = [];
    let open = allRows(batch.length);
    for (const kernel of kernels) {
      if (open.length === 0) break;
      const { values } = evaluateRows(kernel, batch, open, context);
      const present = rowsWhere(open.length, row => !values.isNull(row));
      const rows = present.map(row => open[row]);
      branches.push({ rows, values: present.length === open.length ? values : values.take(present) });
      open = without(open, present);
    }
    return assemble(type, branches, batch.length);
  };
