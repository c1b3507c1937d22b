import { AnalysisError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/messages/index.ts';
import { asNullableColumn } from '../../columns/nullability.ts';
import { typeSql } from '../../columns/types.ts';
import type { Expression } from '../../expressions/expression.ts';
import { callFunction } from '../../expressions/registry.ts';
import { findAttribute, resolve } from '../../expressions/resolve.ts';
import { type Attribute, newAttribute, type Settings, sqlOf, type TypedExpression } from '../../expressions/typed.ts';
import { isStreaming, type PlanNode } from '../../plan/node.ts';
import type { OpenContext, Operator } from '../../plan/operator.ts';
import { eventTimeOf } from '../event-time.ts';
import { refuseMisplaced } from '../misplaced.ts';
import { type Project, projectOf } from '../project.ts';
import { equalColumns } from './condition.ts';
import { hashJoin } from './hash-join.ts';
import { symmetricJoin, whatIsKept } from './symmetric-join.ts';

export type JoinType = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** The rows of two sides that meet a condition, and for outer joins also those that meet none. */
export interface Join extends PlanNode {
  readonly op: 'join';
  readonly children: readonly [left: PlanNode, right: PlanNode];
  readonly type: JoinType;
  readonly condition: TypedExpression | undefined;
  readonly settings: Settings;
}

const SYNONYMS: Record<string, JoinType> = {
  inner: 'inner',
  cross: 'cross',
  left: 'left',
  leftouter: 'left',
  right: 'right',
  rightouter: 'right',
  full: 'full',
  outer: 'full',
  fullouter: 'full',
  semi: 'semi',
  leftsemi: 'semi',
  anti: 'anti',
  leftanti: 'anti',
};

/** Spark's spellings of the join types, as `left_outer` or `leftanti`. */
export function parseJoinType(text: string): JoinType {
  const name = text.toLowerCase().replaceAll('_', '');
  if (Object.hasOwn(SYNONYMS, name)) return SYNONYMS[name];
  throw new AnalysisError('UNSUPPORTED_JOIN_TYPE', { type: text, supported: Object.keys(SYNONYMS).join(', ') });
}

/** A join on an expression over both sides; without one every row meets every row. */
export function joinOn(
  left: PlanNode,
  right: PlanNode,
  condition: Expression | undefined,
  type: JoinType,
  settings: Settings,
): Join {
  const other = withOwnAttributes(right, left);
  const attributes = [...left.output, ...other.output];
  const typed = condition && resolve(condition, { attributes, settings });
  if (typed) refuseMisplaced(typed, 'join');
  if (typed && typed.type !== 'boolean') {
    throw new AnalysisError('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', {
      condition: sqlOf(typed),
      type: typeSql(typed.type),
    });
  }
  return joinOf(left, other, typed, type, settings);
}

/** A join on columns that both sides have: each comes once in the result, before all others. */
export function joinUsing(
  left: PlanNode,
  right: PlanNode,
  names: readonly string[],
  type: JoinType,
  settings: Settings,
): PlanNode {
  const other = withOwnAttributes(right, left);
  const pairs = names.map(
    name => [columnOf(name, left, phrase('SIDE_LEFT')), columnOf(name, other, phrase('SIDE_RIGHT'))] as const,
  );
  const joined = joinOf(left, other, equalColumns(pairs, settings), type, settings);
  const ofResult = (attribute: Attribute) => joined.output.find(({ id }) => id === attribute.id)!;
  if (type === 'semi' || type === 'anti') return joined;
  const shared = pairs.map(([a, b]) => ({
    name: a.name,
    expression: sharedColumn(ofResult(a), ofResult(b), type, settings),
  }));
  const used = new Set(pairs.flat().map(({ id }) => id));
  const others = joined.output
    .filter(({ id }) => !used.has(id))
    .map(column => ({ name: column.name, expression: column }));
  return projectOf(joined, [...shared, ...others]);
}

function columnOf(name: string, { output }: PlanNode, side: Phrase): Attribute {
  const found = findAttribute(name, output);
  if (found) return found;
  const columns = output.map(column => column.name).join(', ');
  throw new AnalysisError('UNRESOLVED_USING_COLUMN_FOR_JOIN', { name, side, columns });
}

function sharedColumn(left: Attribute, right: Attribute, type: JoinType, settings: Settings): TypedExpression {
  if (type === 'right') return right;
  if (type !== 'full') return left;
  return callFunction('coalesce', [left, right], settings);
}

function joinOf(
  left: PlanNode,
  right: PlanNode,
  condition: TypedExpression | undefined,
  type: JoinType,
  settings: Settings,
): Join {
  const bothStream = isStreaming(left) && isStreaming(right);
  const shape = (attributes: readonly Attribute[], optional: boolean): Attribute[] =>
    attributes.map(attribute =>
      bothStream ? asNullableColumn(attribute) : { ...attribute, nullable: attribute.nullable || optional },
    );
  const leftOutput = shape(left.output, type === 'right' || type === 'full');
  const rightOutput = shape(right.output, type === 'left' || type === 'full');
  const output = type === 'semi' || type === 'anti' ? leftOutput : [...leftOutput, ...rightOutput];
  return { op: 'join', children: [left, right], output, type, condition, settings };
}

/** A frame joined with itself gets new attributes on the right, so that the sides can be told apart. */
function withOwnAttributes(right: PlanNode, left: PlanNode): PlanNode {
  const taken = new Set(left.output.map(({ id }) => id));
  if (!right.output.some(({ id }) => taken.has(id))) return right;
  const columns = right.output.map(column => ({
    expression: column,
    attribute: newAttribute({
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      ...(column.qualifier !== undefined && { qualifier: column.qualifier }),
      ...eventTimeOf(column),
    }),
  }));
  const project: Project = {
    op: 'project',
    children: [right],
    output: columns.map(({ attribute }) => attribute),
    columns,
  };
  return project;
}

export const join: Operator<Join> = {
  op: 'join',
  open(node, context: OpenContext) {
    return node.children.every(isStreaming) ? symmetricJoin(node, context) : hashJoin(node);
  },
  explain: ({ type, condition }) => `Join ${type}${condition ? ` on ${sqlOf(condition)}` : ''}`,
  keeps: node => (node.children.every(isStreaming) ? whatIsKept(node) : []),
};
