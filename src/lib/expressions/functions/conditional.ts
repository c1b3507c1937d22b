import { allRows, trueRows } from '../../columns/selection.ts';
import type { DataType } from '../../columns/types.ts';
import type { BooleanVector, Vector } from '../../columns/vector.ts';
import { assemble, type Branch, evaluateRows } from '../choose.ts';
import { coerce, unify } from '../coercion.ts';
import { type FunctionDefinition, requireCount, standFor, typedCall } from '../function.ts';
import { type EvaluateLazily, type Settings, type TypedExpression, typedLiteral } from '../typed.ts';
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
      const [condition, ...values] = args;
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
      return standFor('nullif', args, caseWhen([equal], [typedLiteral('void', null), value], settings));
    },
  },
];

/** The value of the first condition that is true; with one value more than conditions, that one is the else. */
export function caseWhen(
  conditions: readonly TypedExpression[],
  values: readonly TypedExpression[],
  settings: Settings,
) {
  const tests = conditions.map((condition, i) => coerce(condition, 'boolean', 'when', 2 * i, settings));
  const { args, type } = unify('casewhen', values, settings);
  const hasElse = values.length > conditions.length;
  return typedCall({
    name: 'when',
    args: interleave(tests, args),
    type,
    // Without an else, and where a value can be null; that a condition can be does not matter.
    nullable: given => !hasElse || given.some((arg, i) => (i % 2 === 1 || i === given.length - 1) && arg.nullable),
    sql: caseSql,
    evaluateLazily: chooseBranch(type),
  });
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
      const { args, type } = unify(name, given, settings);
      return typedCall({
        name,
        args,
        type,
        nullable: given => given.every(arg => arg.nullable),
        evaluateLazily: firstPresent(type),
      });
    },
  };
}

const firstPresent =
  (type: DataType): EvaluateLazily =>
  (kernels, batch, context) => {
    const branches: Branch[] = [];
    let open = allRows(batch.length);
    for (const kernel of kernels) {
      if (open.length === 0) break;
      const { values } = evaluateRows(kernel, batch, open, context);
      const present = presentRows(values, open.length);
      const rows = present.map(row => open[row]);
      branches.push({ rows, values: present.length === open.length ? values : values.take(present) });
      open = without(open, present);
    }
    return assemble(type, branches, batch.length);
  };

function presentRows(vector: Vector, length: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) if (!vector.isNull(row)) rows.push(row);
  return Int32Array.from(rows);
}
