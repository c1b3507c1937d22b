import { AnalysisError } from '../base/errors.ts';
import { typeSql } from '../columns/types.ts';
import { commonType } from '../expressions/coercion.ts';
import { newAttribute, type Settings } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Operator } from '../plan/operator.ts';
import { eventTimeOf } from './event-time.ts';
import { castColumns } from './project.ts';

/** `union`: the rows of both, column by column in their order; types widen to what holds both. */
export interface Union extends PlanNode {
  readonly op: 'union';
  readonly children: readonly [PlanNode, PlanNode];
}

export function unionOf(left: PlanNode, right: PlanNode, settings: Settings): Union {
  if (left.output.length !== right.output.length) {
    throw new AnalysisError('NUM_COLUMNS_MISMATCH', { left: left.output.length, right: right.output.length });
  }
  const types = left.output.map((column, i) => {
    const type = commonType(column.type, right.output[i].type);
    if (type) return type;
    throw new AnalysisError('INCOMPATIBLE_COLUMN_TYPE', {
      position: i + 1,
      left: typeSql(column.type),
      right: typeSql(right.output[i].type),
    });
  });
  const children = [castColumns(left, types, settings), castColumns(right, types, settings)] as const;
  // Names and event time are those of the first side.
  const output = children[0].output.map((column, i) =>
    newAttribute({
      name: column.name,
      type: types[i],
      nullable: column.nullable || children[1].output[i].nullable,
      ...eventTimeOf(column),
    }),
  );
  return { op: 'union', children, output };
}

export const union: Operator<Union> = {
  op: 'union',
  open: () => ({
    async *run([left, right]) {
      yield* left;
      yield* right;
    },
  }),
  explain: () => 'Union',
};
