/**
 * The functions of `pyspark.sql.functions`, by their names there. A string is the name of a column, except where a
 * parameter is a plain value (a pattern, a unit, a duration).
 */
import { parseExpression } from '../../expressions/sql/parser.ts';
import { Column, type ColumnOrName, toColumn } from '../column.ts';

export { col, column, lit } from '../column.ts';
export * from './aggregates.ts';
export * from './bytes.ts';
export * from './collections.ts';
export * from './conditions.ts';
export * from './json.ts';
export * from './lambdas.ts';
export * from './numbers.ts';
export * from './text.ts';
export * from './time.ts';

/** An expression of SQL: `expr("length(palavra) > 3")`. */
export const expr = (sql: string): Column => new Column(parseExpression(sql));

export const asc = (column: ColumnOrName): Column => toColumn(column).asc();
export const desc = (column: ColumnOrName): Column => toColumn(column).desc();
