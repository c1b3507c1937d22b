import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnalysisError, XptoError } from '../../src/lib/base/errors.ts';
import { zone } from '../../src/lib/columns/time/zone.ts';
import { isKind, typeName, typeSql } from '../../src/lib/columns/types.ts';
import { valueSql, valueText } from '../../src/lib/columns/value-text.ts';
import type { DataFrame } from '../../src/lib/dataframe/dataframe.ts';
import { expr } from '../../src/lib/dataframe/functions/index.ts';
import { Session } from '../../src/lib/dataframe/session.ts';
import type { Expression } from '../../src/lib/expressions/expression.ts';
import { parseExpression } from '../../src/lib/expressions/sql/parser.ts';

/** What Spark says of one row: names and types of the columns, values cast to text; or the condition of its error. */
interface Answer {
  readonly sql: string;
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly values?: readonly (string | null)[];
  readonly error?: string;
}
interface Recorded {
  /** What the row of `answers` is made of. */
  readonly source: readonly string[];
  readonly answers: readonly Answer[];
  /** Texts made at random, and how Spark's parser writes what it understood; `!` and the condition where it refuses. */
  readonly trees: readonly (readonly [text: string, understood: string])[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL('sql.recorded.json', import.meta.url), 'utf8'));

const session = new Session();
session.conf.set('spark.sql.session.timeZone', 'UTC');
const row = session.range(1).selectExpr(...recorded.source);

const conditionOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof XptoError) return String(error.condition);
    throw error;
  }
  return 'none';
};

async function valuesOf(frame: DataFrame): Promise<(string | null)[]> {
  for await (const batch of frame.batches()) {
    for (const values of batch.rows()) {
      return frame.schema.map(({ type }, i) => {
        const value = values[i];
        if (value === null) return null;
        if (type === 'binary')
          return Buffer.from(value as Uint8Array)
            .toString('hex')
            .toUpperCase();
        return valueText(type, value, zone('UTC'));
      });
    }
  }
  return [];
}

describe('answers as by Spark', () => {
  test.each(recorded.answers)('$sql', async ({ sql, columns, values, error }) => {
    if (error) {
      expect(conditionOf(() => row.selectExpr(sql))).toBe(error);
      return;
    }
    const frame = row.selectExpr(sql);
    expect(frame.schema.map(({ name, type }) => [name, typeName(type)])).toEqual(columns);
    expect(await valuesOf(frame)).toEqual(values);
  });
});

const INFIX = new Set('+ - * / % div = < <= > >= <=> & | ^ << >> >>> and or'.split(' '));
const PREFIX: Readonly<Record<string, string>> = { 'unary -': '(- x)', positive: '(+ x)', '~': '~x', not: '(NOT x)' };

/** An expression as Spark writes one that is not resolved yet. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.parts.map(part => (/^\w+$/.test(part) ? part : `\`${part}\``)).join('.');
    case 'star':
      return 'unresolvedstar()';
    case 'literal':
      return expression.type === 'string'
        ? `'${String(expression.value).replace(/[\\']/g, '\\$&')}'`
        : valueSql(expression.type, expression.value);
    case 'cast': {
      const { child, to, tolerant } = expression;
      if (isKind(to, 'array') || isKind(to, 'map') || isKind(to, 'struct')) return written(child);
      return `${tolerant ? 'TRY_CAST' : 'CAST'}(${written(child)} AS ${typeSql(to)})`;
    }
    case 'alias': {
      const [name, ...more] = expression.names;
      if (more.length > 0) return `multialias(${written(expression.child)})`;
      return `${written(expression.child)} AS ${/^\w+$/.test(name) ? name : `\`${name}\``}`;
    }
    case 'lambda':
      return `lambdafunction(${[written(expression.body), ...expression.parameters].join(', ')})`;
    case 'sort':
      return written(expression.child);
    case 'call': {
      const { name, args, distinct, where } = expression;
      return writtenCall(name, args.map(written), distinct) + (where ? ` FILTER (WHERE ${written(where)})` : '');
    }
  }
}

function writtenCall(name: string, args: readonly string[], distinct = false): string {
  const [first, second] = args;
  if (INFIX.has(name)) return `(${first} ${/and|or/.test(name) ? name.toUpperCase() : name} ${second})`;
  if (PREFIX[name]) return PREFIX[name].replace('x', () => first);
  switch (name) {
    case '!=':
      return `(NOT (${first} = ${second}))`;
    case 'in':
      return `(${first} IN (${args.slice(1).join(', ')}))`;
    case 'like':
      return `${first} LIKE ${second}${args.length > 2 ? ` ESCAPE ${args[2]}` : ''}`;
    case 'rlike':
      return `RLIKE(${first}, ${second})`;
    case 'isnull':
      return `(${first} IS NULL)`;
    case 'isnotnull':
      return `(${first} IS NOT NULL)`;
    case 'getitem':
      return `${first}[${second}]`;
    case 'when': {
      const branches = args.flatMap((arg, i) => (i % 2 === 1 ? [` WHEN ${args[i - 1]} THEN ${arg}`] : []));
      return `CASE${branches.join('')}${args.length % 2 === 1 ? ` ELSE ${args[args.length - 1]}` : ''} END`;
    }
    default:
      return `${name}(${distinct ? 'DISTINCT ' : ''}${args.join(', ')})`;
  }
}

test('what Spark understands is understood in the same way', () => {
  for (const [text, understood] of recorded.trees) {
    const error = understood.startsWith('!');
    expect(error ? `!${conditionOf(() => parseExpression(text))}` : written(parseExpression(text)), text).toBe(
      understood,
    );
  }
});

test.each([
  // Standard forms become calls.
  ['EXTRACT(YEAR FROM t)', "extract('YEAR', t)"],
  ['EXTRACT(seconds FROM t)', "extract('seconds', t)"],
  ['POSITION(a IN (b))', 'locate(a, b)'],
  ['SUBSTR(a FROM 2 FOR 3)', 'substring(a, 2, 3)'],
  ['OVERLAY(a PLACING b FROM 1 FOR 2)', 'overlay(a, b, 1, 2)'],
  ['TRIM(LEADING FROM a)', 'ltrim(a)'],
  ["TRIM('x' FROM a)", "trim(a, 'x')"],
  ["trim('x', a)", "trim(a, 'x')"],
  ['DATEADD(HOUR, 2, t)', "timestampadd('HOUR', 2, t)"],
  ['datediff(a, b)', 'datediff(a, b)'],
  ['CURRENT_DATE', 'current_date()'],
  ['current_timestamp.x', 'current_timestamp.x'],
  ["TIMESTAMP '2026-01-31 10:00:00'", "CAST('2026-01-31 10:00:00' AS TIMESTAMP)"],
  ["a NOT LIKE ALL ('x', 'y')", "notlikeall(a, 'x', 'y')"],
  ["a NOT LIKE ALL ('x', NULL)", "((NOT a LIKE 'x') AND (NOT a LIKE NULL))"],
  ['STRUCT(a, b.c, 1 AS x, 2)', "struct as('', a, false, '', b.c, false, 'x', 1, true, '', 2, false)"],
  ['(a, 2)', "named_struct('a', a, 'col2', 2)"],
  // Aggregates
  ['count(*)', 'count(1)'],
  ['COUNT(DISTINCT a, b)', 'count(DISTINCT a, b)'],
  ['sum(a) FILTER (WHERE b > 1)', 'sum(a) FILTER (WHERE (b > 1))'],
  ['count(*) FILTER (WHERE b)', 'count(1) FILTER (WHERE b)'],
  ['max_by(a, b) FILTER (WHERE c)', 'max_by(a, b) FILTER (WHERE c)'],
  ['first(a) IGNORE NULLS', 'first(a, true)'],
  ['last(a RESPECT NULLS)', 'last(a)'],
])('%s', (text, understood) => {
  expect(written(parseExpression(text))).toBe(understood);
});

test.each([
  ['sum(a) OVER (PARTITION BY b)', 'OVER (...)'],
  ['sum(a) IGNORE NULLS', 'sum(...) IGNORE NULLS'],
  ['percentile_cont(0.5) WITHIN GROUP (ORDER BY a)', 'WITHIN GROUP'],
  ['a IN (SELECT 1)', '(SELECT ...)'],
  ['EXISTS (SELECT 1)', '(SELECT ...)'],
  ['(SELECT max(a))', '(SELECT ...)'],
])('%s is refused by name', (text, what) => {
  expect(() => parseExpression(text)).toThrow(new AnalysisError('UNSUPPORTED_SQL', { what }));
});

test.each([
  ['1 +', 'end of input'],
  ['(a', 'end of input'],
  ['a b c', 'c'],
  ['a = = b', '='],
  ["concat('x' 'y', )", ')'],
  ["it's", "'"],
])('%s is refused near %s', (text, near) => {
  expect(() => parseExpression(text)).toThrow(new AnalysisError('PARSE_SYNTAX_ERROR', { near, text }));
});

test('expr() makes a column', async () => {
  const frame = session.range(3).where('id % 2 = 0').select(expr('id * 10 AS dez'));
  expect(await frame.collect()).toEqual([{ dez: 0n }, { dez: 20n }]);
});

const WORDS =
  `a 1 2.5 'x' "y" \`b\` ( ) [ ] , . :: -> => * + - ~ ! = <> || << interval day to second case when then else
  end cast as int array< > not and or is null true like any escape between in distinct from filter where over extract
  count trim both position date timestamp x -- /* */ \\ ' é 1e9 9L`.split(/\s+/);

test('whatever the text, an expression or an AnalysisError comes of it', () => {
  const parsesOrRefuses = (text: string) => {
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof AnalysisError)) throw error;
    }
  };
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), parsesOrRefuses), { numRuns: 2000 });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), words => parsesOrRefuses(words.join(' '))),
    { numRuns: 5000 },
  );
  const many = fc.integer({ min: 1, max: 20_000 });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }), many, (words, times) =>
      parsesOrRefuses(`${words.join(' ')} `.repeat(times)),
    ),
    { numRuns: 300 },
  );
});

test('numbers of any length are refused, not worked out', () => {
  for (const number of [
    '9'.repeat(100_000),
    `1e${'9'.repeat(9)}BD`,
    `1e-${'9'.repeat(9)}BD`,
    `${'9'.repeat(100_000)}L`,
  ]) {
    expect(conditionOf(() => parseExpression(number))).toMatch(/PRECISION|RANGE/);
  }
  expect(conditionOf(() => parseExpression(`INTERVAL ${'9'.repeat(400)} SECONDS`))).toBe('INVALID_INTERVAL_FORMAT');
});
