import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import { invoke, ofMany, ofOne, ofTwo, optional } from './calls.ts';

export const when = (condition: Column, value: ColumnOrValue): Column => invoke('when', condition, lit(value));
export const coalesce = ofMany('coalesce');
export const isnull = ofOne('isnull');
export const isnotnull = ofOne('isnotnull');
export const isnan = ofOne('isnan');
export const nanvl = ofTwo('nanvl');
export const nvl = ofTwo('nvl');
export const ifnull = ofTwo('ifnull');
export const nvl2 = (tested: ColumnOrName, present: ColumnOrName, absent: ColumnOrName): Column =>
  invoke('nvl2', toColumn(tested), toColumn(present), toColumn(absent));
export const nullif = ofTwo('nullif');
export const nullifzero = ofOne('nullifzero');
export const zeroifnull = ofOne('zeroifnull');
export const equal_null = ofTwo('equal_null');
export const greatest = ofMany('greatest');
export const least = ofMany('least');
/** Null where the condition is true, and an error where it is not. */
export const assert_true = (condition: ColumnOrName, message?: ColumnOrValue): Column =>
  invoke('assert_true', toColumn(condition), ...optional(message));
export const raise_error = (message: ColumnOrValue): Column => invoke('raise_error', lit(message));
const typeName = ofOne('typeof');

export { typeName as typeof };
