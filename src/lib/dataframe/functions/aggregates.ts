import { call, type Expression } from '../../expressions/expression.ts';
import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from '../column.ts';
import { columnOrNumber, invoke, ofOne, ofTwo, optional } from './calls.ts';

export const count = (column: ColumnOrName): Column =>
  column === '*' || isStar(column) ? invoke('count', lit(1)) : invoke('count', toColumn(column));
const isStar = (column: ColumnOrName): boolean => typeof column !== 'string' && column.expression.kind === 'star';
export const sum = ofOne('sum');
export const product = ofOne('product of');
export const avg = ofOne('avg');
export const mean = ofOne('avg');
export const min = ofOne('min');
export const max = ofOne('max');
const pick =
  (name: string) =>
  (column: ColumnOrName, ignorenulls = false): Column =>
    invoke(name, toColumn(column), ...(ignorenulls ? [lit(true)] : []));
export const first = pick('first');
export const last = pick('last');
export const first_value = pick('first_value');
export const last_value = pick('last_value');
export const any_value = pick('any_value');
const distinctly = (name: string, columns: readonly ColumnOrName[]): Column => {
  const expression: Expression = { ...call(name, ...columns.map(given => toColumn(given).expression)), distinct: true };
  return new Column(expression);
};
export const count_distinct = (...columns: readonly ColumnOrName[]): Column => distinctly('count', columns);
export const countDistinct = count_distinct;
export const sum_distinct = (column: ColumnOrName): Column => distinctly('sum', [column]);
export const approx_count_distinct = (column: ColumnOrName, rsd?: number): Column =>
  invoke('approx_count_distinct', toColumn(column), ...optional(rsd));
export const collect_list = ofOne('collect_list');
export const collect_set = ofOne('collect_set');
export const max_by = ofTwo('max_by');
export const min_by = ofTwo('min_by');
export const array_agg = ofOne('array_agg');
export const bit_and = ofOne('bit_and');
export const bit_or = ofOne('bit_or');
export const bit_xor = ofOne('bit_xor');
export const bool_and = ofOne('bool_and');
export const bool_or = ofOne('bool_or');
export const every = ofOne('every');
export const some = ofOne('some');
export const count_if = ofOne('count_if');
export const try_sum = ofOne('try_sum');
export const try_avg = ofOne('try_avg');
export const std = ofOne('std');
export const stddev = ofOne('stddev');
export const stddev_samp = ofOne('stddev_samp');
export const stddev_pop = ofOne('stddev_pop');
export const variance = ofOne('variance');
export const var_samp = ofOne('var_samp');
export const var_pop = ofOne('var_pop');
export const skewness = ofOne('skewness');
export const kurtosis = ofOne('kurtosis');
export const corr = ofTwo('corr');
export const covar_pop = ofTwo('covar_pop');
export const covar_samp = ofTwo('covar_samp');
export const regr_avgx = ofTwo('regr_avgx');
export const regr_avgy = ofTwo('regr_avgy');
export const regr_count = ofTwo('regr_count');
export const regr_intercept = ofTwo('regr_intercept');
export const regr_r2 = ofTwo('regr_r2');
export const regr_slope = ofTwo('regr_slope');
export const regr_sxx = ofTwo('regr_sxx');
export const regr_sxy = ofTwo('regr_sxy');
export const regr_syy = ofTwo('regr_syy');
export const median = ofOne('median');
export const mode = (column: ColumnOrName, deterministic = false): Column =>
  invoke('mode', toColumn(column), ...(deterministic ? [lit(true)] : []));
const fractionOf = (fraction: Column | number | readonly number[]): Column =>
  Array.isArray(fraction) ? invoke('array', ...fraction.map(lit)) : lit(fraction as Column | number);
export const percentile = (
  column: ColumnOrName,
  fraction: Column | number | readonly number[],
  frequency: ColumnOrName | number = 1,
): Column =>
  invoke('percentile', toColumn(column), fractionOf(fraction), ...(frequency === 1 ? [] : [columnOrNumber(frequency)]));
const approximate =
  (name: string) =>
  (column: ColumnOrName, fraction: Column | number | readonly number[], accuracy: Column | number = 10_000): Column =>
    invoke(name, toColumn(column), fractionOf(fraction), lit(accuracy));
export const percentile_approx = approximate('percentile_approx');
export const approx_percentile = approximate('approx_percentile');
const joining =
  (name: string) =>
  (column: ColumnOrName, delimiter?: ColumnOrValue): Column =>
    invoke(name, toColumn(column), ...optional(delimiter));
export const listagg = joining('listagg');
export const string_agg = joining('string_agg');
export const listagg_distinct = (column: ColumnOrName, delimiter?: ColumnOrValue): Column =>
  new Column({ ...listagg(column, delimiter).expression, distinct: true } as Expression);
