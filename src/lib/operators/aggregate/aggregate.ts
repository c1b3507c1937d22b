import { AnalysisError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { asNullableColumn } from '../../columns/nullability.ts';
import { isOrderable, typeSql } from '../../columns/types.ts';
import type { Expression } from '../../expressions/expression.ts';
import { outputName, resolve } from '../../expressions/resolve.ts';
import {
  type AggregateCall,
  type Attribute,
  findKind,
  type NamedExpression,
  newAttribute,
  partsOf,
  rewrite,
  type Settings,
  sameExpression,
  sqlOf,
  type TypedExpression,
} from '../../expressions/typed.ts';
import { isStreaming, type PlanNode } from '../../plan/node.ts';
import type { OpenContext, Operator } from '../../plan/operator.ts';
import { eventTimeOf } from '../event-time.ts';
import { refuseMisplaced } from '../misplaced.ts';
import { projectOf } from '../project.ts';
import { extractWindows } from '../windows-in.ts';
import { aggregateOnce } from './once.ts';
import { aggregateSessions } from './sessions.ts';
import { aggregateStream } from './stream.ts';

/** `groupBy(keys).agg(calls)`: one row for each distinct combination of keys; without keys, one row. */
export interface Aggregate extends PlanNode {
  readonly op: 'aggregate';
  readonly children: readonly [PlanNode];
  readonly keys: readonly NamedExpression[];
  readonly calls: readonly { readonly call: AggregateCall; readonly attribute: Attribute }[];
  /** On a stream: no group has rows in two batches, so that nothing is kept from one to the next. */
  readonly whole?: true;
}

interface Column {
  readonly expression: TypedExpression;
  readonly name: string;
}

/** `groupBy(keys).agg(aggregates)`: the keys, then the aggregates. */
export function groupBy(
  child: PlanNode,
  keys: readonly Expression[],
  aggregates: readonly Expression[],
  settings: Settings,
  whole = false,
): PlanNode {
  const scope = { attributes: child.output, settings };
  const column = (expression: Expression): Column => {
    const typed = resolve(expression, scope);
    return { expression: typed, name: outputName(expression, typed) };
  };
  const keyColumns = keys.map(column);
  return aggregateOf(child, keyColumns, [...keyColumns, ...aggregates.map(column)], whole);
}

/** An aggregation by some keys, and a select over its result of columns made of keys and aggregates. */
export function aggregateOf(
  child: PlanNode,
  keys: readonly Column[],
  columns: readonly Column[],
  whole = false,
): PlanNode {
  for (const { expression } of keys) checkKey(expression);
  const windowed = extractWindows(
    child,
    [...keys, ...columns].map(({ expression }) => expression),
  );
  const keyExpressions = windowed.expressions.slice(0, keys.length);
  const streaming = isStreaming(child);
  const named = keyExpressions.map((expression, i) => ({
    expression,
    attribute: keyAttribute(expression, keys[i].name, streaming),
  }));
  const calls: { call: AggregateCall; attribute: Attribute }[] = [];
  const results = windowed.expressions.slice(keys.length).map((expression, i) => ({
    expression: overResult(expression, named, calls, streaming),
    name: columns[i].name,
  }));
  for (const { expression } of columns) refuseGenerator(expression);
  const output = [...named, ...calls].map(({ attribute }) => attribute);
  const children = [windowed.child] as const;
  const node: Aggregate = { op: 'aggregate', children, output, keys: named, calls, ...(whole && { whole }) };
  const plain = results.length === output.length && results.every(({ expression }, i) => expression === output[i]);
  if (!plain) return projectOf(node, results);
  // Every column is a key or an aggregate as it stands: the node itself gives the names.
  const renamed = output.map((attribute, i) => ({ ...attribute, name: results[i].name }));
  return {
    ...node,
    output: renamed,
    keys: named.map((key, i) => ({ ...key, attribute: renamed[i] })),
    calls: calls.map((call, i) => ({ ...call, attribute: renamed[named.length + i] })),
  } as Aggregate;
}

/** A generator makes rows, and an aggregation has one for each group. */
function refuseGenerator(expression: TypedExpression): void {
  if (!findKind(expression, 'generator')) return;
  if (expression.kind === 'generator') refuseMisplaced(expression, 'agg');
  throw new AnalysisError('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: sqlOf(expression) });
}

/** @throws AnalysisError when rows cannot be grouped by the expression */
export function checkKey(expression: TypedExpression): void {
  const aggregate = findKind(expression, 'aggregate');
  if (aggregate) throw new AnalysisError('GROUP_BY_AGGREGATE', { expression: sqlOf(aggregate) });
  const generator = findKind(expression, 'generator');
  if (generator) throw new AnalysisError('GROUP_BY_GENERATOR', { expression: sqlOf(generator) });
  if (!isOrderable(expression.type)) {
    throw new AnalysisError('GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE', {
      expression: sqlOf(expression),
      type: typeSql(expression.type),
    });
  }
}

function keyAttribute(expression: TypedExpression, name: string, streaming: boolean): Attribute {
  const properties = propertiesOf(expression, streaming);
  if (expression.kind === 'attribute') return { ...expression, ...properties, name };
  return newAttribute({ name, ...properties, ...eventTimeOf(expression) });
}

const propertiesOf = ({ type, nullable }: TypedExpression, streaming: boolean): Pick<Attribute, 'type' | 'nullable'> =>
  streaming ? asNullableColumn({ type }) : { type, nullable };

/** A result expression with keys and aggregates replaced by the attributes that hold them. */
function overResult(
  expression: TypedExpression,
  keys: readonly NamedExpression[],
  calls: { call: AggregateCall; attribute: Attribute }[],
  streaming: boolean,
): TypedExpression {
  const result = rewrite(expression, part => {
    const key = keys.find(candidate => sameExpression(candidate.expression, part));
    if (key) return key.attribute;
    if (part.kind !== 'aggregate') return undefined;
    const nested = part.args.map(arg => findKind(arg, 'aggregate')).find(found => found !== undefined);
    if (nested) throw new AnalysisError('NESTED_AGGREGATE_FUNCTION', { outer: sqlOf(part), inner: sqlOf(nested) });
    return attributeOfCall(part, calls, streaming);
  });
  const known = new Set([...keys, ...calls].map(({ attribute }) => attribute.id));
  for (const part of partsOf(result)) {
    if (part.kind !== 'attribute' || known.has(part.id) || isLambdaParameter(part, result)) continue;
    throw keys.length === 0
      ? new AnalysisError('MISSING_GROUP_BY', { column: part.name })
      : new AnalysisError('MISSING_AGGREGATION', { column: part.name, expression: sqlOf(part) });
  }
  return result;
}

const isLambdaParameter = ({ id }: Attribute, expression: TypedExpression): boolean =>
  [...partsOf(expression)].some(
    part => part.kind === 'lambda' && part.parameters.some(parameter => parameter.id === id),
  );

function attributeOfCall(
  call: AggregateCall,
  calls: { call: AggregateCall; attribute: Attribute }[],
  streaming: boolean,
): Attribute {
  const known = calls.find(candidate => sameExpression(candidate.call, call));
  if (known) return known.attribute;
  const attribute = newAttribute({ name: sqlOf(call), ...propertiesOf(call, streaming) });
  calls.push({ call, attribute });
  return attribute;
}

export const aggregate: Operator<Aggregate> = {
  op: 'aggregate',
  open(node: Aggregate, context: OpenContext) {
    const sessions = node.keys.some(({ attribute }) => attribute.session);
    if (sessions) return aggregateSessions(node, context);
    return context.streaming && !node.whole ? aggregateStream(node, context) : aggregateOnce(node);
  },
  explain({ keys, calls }) {
    const what = calls.map(({ call }) => sqlOf(call)).join(', ');
    const by = keys.map(({ attribute }) => attribute.name).join(', ');
    return ['Aggregate', what, by && `by ${by}`].filter(Boolean).join(' ');
  },
  keeps({ keys, calls, whole }, mode) {
    if (whole) return [];
    const what = calls.map(({ call }) => sqlOf(call)).join(', ') || '-';
    const by = keys.map(({ attribute }) => attribute.name).join(', ');
    const event = keys.find(({ attribute }) => attribute.watermarkDelayMs !== undefined)?.attribute.name;
    if (keys.length === 0) return [phrase('KEEPS_TOTAL', { what })];
    if (mode === 'complete') return [phrase('KEEPS_ALL_GROUPS', { what, by })];
    if (event === undefined) return [phrase('KEEPS_GROUPS', { what, by })];
    return [phrase(mode === 'append' ? 'KEEPS_UNTIL_CLOSED_THEN_GIVES' : 'KEEPS_UNTIL_CLOSED', { what, by, event })];
  },
};
