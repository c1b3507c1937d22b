import { type DataFrame, Session } from 'xpto';
import type { Expr, Op, TableName } from '../oracle/case.ts';
import { applyPlan } from '../oracle/plan.ts';

/** What a step of a chain is made of: the operations of the oracle's plans, and those with the frame on the right. */
export type StepOp =
  | Op
  | { readonly op: 'unionInto'; readonly with: TableName }
  | { readonly op: 'joinInto'; readonly with: TableName; readonly how: string; readonly on?: Expr };

export type Tables = ReadonlyMap<TableName, DataFrame>;

/** Tables of these columns: memory streams, but for the one called `static`. */
export function openTables(schemas: Readonly<Record<TableName, Readonly<Record<string, string>>>>): Tables {
  const session = new Session();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  const open = (name: TableName): DataFrame => {
    const ddl = Object.entries(schemas[name])
      .map(([column, type]) => `${column} ${type}`)
      .join(', ');
    return name === 'static' ? session.createDataFrame([], ddl) : session.memoryStream(ddl).toDF();
  };
  return new Map((Object.keys(schemas) as TableName[]).map(name => [name, open(name)]));
}

export const applyStep = (frame: DataFrame, ops: readonly StepOp[], tables: Tables): DataFrame =>
  ops.reduce((current, op) => applyOp(current, op, tables), frame);

function applyOp(frame: DataFrame, op: StepOp, tables: Tables): DataFrame {
  switch (op.op) {
    case 'unionInto':
      return tables.get(op.with)!.union(frame);
    case 'joinInto': {
      const swapped: Op = { op: 'join', with: 'source', how: op.how, ...(op.on && { on: op.on }) };
      return applyPlan(tables.get(op.with)!, [swapped], new Map([['source', frame]]));
    }
    default:
      return applyPlan(frame, [op], tables);
  }
}
