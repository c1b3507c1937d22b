import { AnalysisError, UsageError } from '../../base/errors.ts';
import { phrase } from '../../base/messages/index.ts';
import { parseSchema } from '../../columns/ddl.ts';
import type { Row, TimestampForm } from '../../columns/rows.ts';
import { type Schema, type StructType, structType, typeName } from '../../columns/types.ts';
import type { Expression } from '../../expressions/expression.ts';
import { outputName, resolve } from '../../expressions/resolve.ts';
import { attributesOf, type NamedExpression, newAttribute, type Settings } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/node.ts';
import type { Operator, OutputMode } from '../../plan/operator.ts';
import { checkKey } from '../aggregate/aggregate.ts';
import { extractWindows } from '../windows-in.ts';
import { callOnce } from './call-once.ts';
import { callPerBatch } from './call-per-batch.ts';
import { type GroupState, type GroupTimeout, groupTimeouts } from './group-state.ts';

/**
 * `mapGroupsWithState` and `flatMapGroupsWithState`: for each key that has rows in a batch a function of the user is
 * called with them and with what it has kept of the key; then for each key whose time is up.
 */
export interface FlatMapGroupsWithState extends PlanNode {
  readonly op: 'flatMapGroupsWithState';
  readonly children: readonly [PlanNode];
  readonly keys: readonly NamedExpression[];
  readonly call: GroupFunction;
  /** `mapGroupsWithState`: a call gives exactly one row. */
  readonly isMap: boolean;
  readonly state: StructType;
  readonly timeout: GroupTimeout;
  /** What its rows are: final, or new versions of a key's row. */
  readonly outputMode: OutputMode;
  readonly timestamps: TimestampForm;
  readonly settings: Settings;
}

/** The function of the user, whatever it says that it takes. */
export type GroupFunction = (key: Row, rows: Iterable<Row>, state: GroupState) => unknown;

/** What is said of the function beside itself. */
export interface GroupFunctionOptions {
  /** The columns of the rows that it gives: DDL, as `k string, n bigint`, or fields. */
  readonly output: string | Schema;
  /** The fields of what it keeps of a key. */
  readonly state: string | Schema;
  /** What calls a key again that gets no rows; `none` when left out. */
  readonly timeout?: GroupTimeout;
  /** How it is given timestamps; as Dates, cut to milliseconds, when left out. */
  readonly timestamps?: TimestampForm;
}

export function flatMapGroupsWithStateOf(
  child: PlanNode,
  keys: readonly Expression[],
  call: GroupFunction,
  kind: 'map' | 'append' | 'update',
  { output, state, timeout = 'none', timestamps = 'date' }: GroupFunctionOptions,
  settings: Settings,
): FlatMapGroupsWithState {
  const isMap = kind === 'map';
  const method = isMap ? 'mapGroupsWithState' : 'flatMapGroupsWithState';
  if (typeof call !== 'function') throw new UsageError('ATTRIBUTE_NOT_CALLABLE', { method, name: String(call) });
  if (!groupTimeouts.includes(timeout)) {
    throw new UsageError('VALUE_NOT_ALLOWED', { name: 'timeout', allowed: groupTimeouts.join(', ') });
  }
  if (!['map', 'append', 'update'].includes(kind)) {
    throw new UsageError('VALUE_NOT_ALLOWED', { name: 'outputMode', allowed: 'append, update' });
  }
  requireDistinctNames(child.output);
  const scope = { attributes: child.output, settings };
  const typed = keys.map(key => resolve(key, scope));
  for (const key of typed) checkKey(key);
  const windowed = extractWindows(child, typed);
  return {
    op: 'flatMapGroupsWithState',
    children: [windowed.child],
    output: attributesOf(schemaOf(output)),
    keys: windowed.expressions.map((expression, i) => {
      const { type, nullable } = expression;
      return { expression, attribute: newAttribute({ name: outputName(keys[i], typed[i]), type, nullable }) };
    }),
    call,
    isMap,
    state: structType(schemaOf(state)),
    timeout,
    outputMode: isMap ? 'update' : (kind as 'append' | 'update'),
    timestamps,
    settings,
  };
}

/** A row is an object, which has one value for a name. */
function requireDistinctNames(columns: Schema): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new AnalysisError('COLUMN_ALREADY_EXISTS', { name: twice });
}

const schemaOf = (given: string | Schema): Schema => (typeof given === 'string' ? parseSchema(given) : given);

export const flatMapGroupsWithState: Operator<FlatMapGroupsWithState> = {
  op: 'flatMapGroupsWithState',
  open: (node, context) => (context.streaming ? callPerBatch(node, context) : callOnce(node)),
  explain: ({ isMap, keys, outputMode }) => {
    const by = keys.map(({ attribute }) => attribute.name).join(', ');
    const what = isMap ? 'MapGroupsWithState' : `FlatMapGroupsWithState ${outputMode}`;
    return by === '' ? what : `${what} by ${by}`;
  },
  keeps({ keys, state, timeout }) {
    const what = state.fields.map(({ name, type }) => `${name} ${typeName(type)}`).join(', ');
    const by = keys.map(({ attribute }) => attribute.name).join(', ') || '-';
    if (timeout === 'none') return [phrase('KEEPS_STATE', { what, by })];
    return [phrase(timeout === 'eventTime' ? 'KEEPS_STATE_EVENT_TIME' : 'KEEPS_STATE_PROCESSING_TIME', { what, by })];
  },
};
