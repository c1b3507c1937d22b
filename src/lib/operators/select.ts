import { AnalysisError } from '../base/errors.ts';
import type { Expression } from '../expressions/expression.ts';
import { expandStar, outputName, resolve } from '../expressions/resolve.ts';
import {
  type Attribute,
  findKind,
  referencesOf,
  type Settings,
  sqlOf,
  type TypedExpression,
} from '../expressions/typed.ts';
import { exposing, hiddenIn, type PlanNode } from '../plan/node.ts';
import { aggregateOf } from './aggregate/aggregate.ts';
import { generateOf } from './generate.ts';
import { projectOf } from './project.ts';
import { extractWindows } from './windows-in.ts';

/** An expression of a select with the name of its column; `explode` of a map has two. */
interface Selected {
  readonly expression: TypedExpression;
  readonly names: readonly string[];
}

/**
 * `select`, with what may stand in one: stars, generators (the later ones for each row of the earlier ones), a time
 * window, aggregates over the whole frame.
 */
export function select(child: PlanNode, expressions: readonly Expression[], settings: Settings): PlanNode {
  const hidden = hiddenIn(child)?.attribute;
  const scope = { attributes: child.output, settings, ...(hidden && { hidden }) };
  const selected = expressions.flatMap((expression): Selected[] => {
    if (expression.kind === 'star') {
      return expandStar(expression.qualifier, scope).map(({ name, expression }) => ({ expression, names: [name] }));
    }
    const typed = resolve(expression, scope);
    if (typed.kind === 'generator') {
      const names = expression.kind === 'alias' ? expression.names : typed.columns.map(({ name }) => name);
      return [{ expression: typed, names }];
    }
    return [{ expression: typed, names: [outputName(expression, typed)] }];
  });
  const from = hidden && reads(selected, hidden) ? exposing(child) : child;
  if (selected.some(({ expression }) => findKind(expression, 'aggregate'))) {
    return aggregateOf(
      from,
      [],
      selected.map(({ expression, names }) => ({ expression, name: names[0] })),
    );
  }
  const windowed = extractWindows(
    from,
    selected.map(({ expression }) => expression),
  );
  return generateAndProject(
    windowed.child,
    selected.map(({ names }, i) => ({ names, expression: windowed.expressions[i] })),
  );
}

const reads = (selected: readonly Selected[], { id }: Attribute): boolean =>
  referencesOf(...selected.map(({ expression }) => expression)).has(id);

/** `withColumn`: all columns, the one of that name replaced, or a new one behind them. */
export function withColumn(child: PlanNode, name: string, expression: Expression, settings: Settings): PlanNode {
  const column: Expression = { kind: 'alias', child: expression, names: [name] };
  const others: Expression[] = child.output.map(attribute => ({
    kind: 'name',
    parts: [attribute.name],
    attributeId: attribute.id,
  }));
  const place = child.output.findIndex(attribute => attribute.name.toLowerCase() === name.toLowerCase());
  return select(child, place < 0 ? [...others, column] : others.with(place, column), settings);
}

function generateAndProject(child: PlanNode, selected: readonly Selected[]): PlanNode {
  const generators = selected.filter(({ expression }) => findKind(expression, 'generator'));
  let rows = child;
  const made = new Map<Selected, readonly Attribute[]>();
  for (const one of generators) {
    const { expression: generator, names } = one;
    if (generator.kind !== 'generator' || generator.args.some(arg => findKind(arg, 'generator'))) {
      throw new AnalysisError('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: sqlOf(generator) });
    }
    if (names.length !== generator.columns.length) {
      throw new AnalysisError('UDTF_ALIAS_NUMBER_MISMATCH', {
        expected: generator.columns.length,
        given: names.length,
      });
    }
    const generated = generateOf(rows, generator);
    rows = generated;
    made.set(one, generated.generated);
  }
  return projectOf(
    rows,
    selected.flatMap(one => {
      const columns = made.get(one) ?? [one.expression];
      return columns.map((expression, i) => ({ expression, name: one.names[i] }));
    }),
  );
}
