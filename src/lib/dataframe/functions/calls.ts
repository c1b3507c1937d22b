/** How calls of functions are made from what a user gives: columns, their names, plain values. */
import { call } from '../../expressions/expression.ts';
import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';

export const invoke = (name: string, ...args: readonly Column[]): Column =>
  new Column(call(name, ...args.map(arg => arg.expression)));

/** A function of one column. */
export const ofOne =
  (name: string) =>
  (column: ColumnOrName): Column =>
    invoke(name, toColumn(column));

/** A function of two columns. */
export const ofTwo =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName): Column =>
    invoke(name, toColumn(first), toColumn(second));

/** A function of any number of columns, given one by one or as an array. */
export const ofMany =
  (name: string) =>
  (...columns: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column =>
    invoke(name, ...(columns.flat() as ColumnOrName[]).map(toColumn));

/** A function of two columns, and of a third that may be left out. */
export const ofTwoOrThree =
  (name: string) =>
  (first: ColumnOrName, second: ColumnOrName, third?: ColumnOrName): Column =>
    invoke(name, toColumn(first), toColumn(second), ...(third === undefined ? [] : [toColumn(third)]));

/** A function of one column, and of a second that may be left out. */
export const ofOneOrTwo =
  (name: string) =>
  (first: ColumnOrName, second?: ColumnOrName): Column =>
    invoke(name, toColumn(first), ...(second === undefined ? [] : [toColumn(second)]));

/** A function of a column and a number, which may come from a column as well. */
export const withNumber =
  (name: string) =>
  (column: ColumnOrName, number: ColumnOrName | number): Column =>
    invoke(name, toColumn(column), columnOrNumber(number));

export const columnOrNumber = (given: ColumnOrName | number): Column =>
  typeof given === 'number' ? lit(given) : toColumn(given);

/** A function of a column and a plain value. */
export const withValue =
  <V extends ColumnOrValue>(name: string) =>
  (column: ColumnOrName, value: V): Column =>
    invoke(name, toColumn(column), lit(value));

/** A last argument that may be left out. */
export const optional = (value: ColumnOrValue | undefined): Column[] => (value === undefined ? [] : [lit(value)]);
